import { t } from '$lib/i18n';
import type { Interview, InterviewPage, InterviewRow } from '$lib/ipc';

/** What a talk in a list is called. */
export const rowName = ({ title, person }: Pick<InterviewRow, 'title' | 'person'>): string =>
  title || person?.name || t.interviews.nameless;

/** What a talk's page is called. */
export const pageName = ({ interview, person }: Pick<InterviewPage, 'interview' | 'person'>): string =>
  interview.title || person?.name || t.interviews.nameless;

/** The steps of a talk, and the page of one that was held. */
export type Step = 'schedule' | 'prepare' | 'meet' | 'close' | 'debrief' | 'after' | 'read';

const STEPS: readonly string[] = ['schedule', 'prepare', 'meet', 'close', 'debrief', 'after', 'read'] satisfies Step[];

/** The steps that only a talk has that was held. */
const AFTER: readonly string[] = ['debrief', 'after', 'read'] satisfies Step[];

/** Tells which step is open: the one asked for, else the one that the talk has come to. */
export function stepOf(asked: string | undefined, at: string | undefined, { started_at, ended_at }: Interview): Step {
  const held = ended_at !== null;
  if (asked !== undefined && STEPS.includes(asked) && (held || !AFTER.includes(asked))) return asked as Step;
  if (held) return 'read';
  return started_at !== null || at !== undefined ? 'meet' : 'prepare';
}
