import { t } from '$lib/i18n';
import type { Exploration, Fit, Id, JudgementView, Profile } from '$lib/ipc';

/** The parts of the profile that a career is judged against (C76). */
export type Part = keyof typeof t.profile.part;

export const PARTS = Object.keys(t.profile.part) as Part[];

/** The parts whose shortfall can be made up for (C77). */
const CLOSABLE: readonly string[] = ['skills', 'knowledge', 'experience', 'education'] satisfies Part[];

/** Tells which marks are gaps: what is asked for, can be learned, and is not wholly there. */
export const gapsOf = (marks: readonly JudgementView[]): JudgementView[] =>
  marks.filter(({ judgement: { aspect, fit } }) => CLOSABLE.includes(aspect) && (fit === 'partly' || fit === 'lacks'));

/** Gathers the marks by the parts of the profile, in its order; parts that this program does not know come last. */
export function byPart(marks: readonly JudgementView[]): { part: string; marks: JudgementView[] }[] {
  const others = marks.map(({ judgement }) => judgement.aspect).filter((aspect) => !(PARTS as string[]).includes(aspect));
  return [...PARTS, ...new Set(others)].map((part) => ({ part, marks: marks.filter(({ judgement }) => judgement.aspect === part) }));
}

/** What a part is called, as where the user writes about themselves. */
export const partName = (part: string): string => (part in t.profile.part ? t.profile.part[part as Part].label : part);

/** What the user wrote about themselves in a part. */
export const ownWords = (profile: Profile, part: string): string => (part in t.profile.part ? profile[part as Part].trim() : '');

/** What can be said of a fit; "not said" only to take back what was said. */
export function fitOptions(words: Record<Fit, string>, now: Fit): { value: Fit; label: string }[] {
  return (['fits', 'partly', 'lacks', 'unsaid'] as Fit[])
    .filter((value) => value !== 'unsaid' || now !== 'unsaid')
    .map((value) => ({ value, label: words[value] }));
}

/** What an exploration is called. */
export const explorationName = ({ title, job, field }: Pick<Exploration, 'title' | 'job' | 'field'>): string =>
  title || job || field || t.explorations.nameless;

/** The address of the answers side by side. */
export const compareHref = (exploration: Id): string => `#/compare?${new URLSearchParams({ exploration }).toString()}`;
