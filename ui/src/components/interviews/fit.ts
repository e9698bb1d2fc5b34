import type { Form } from '$lib/ipc';

/** How long a question with its answer takes, by experience: the one rule by which the app counts what fits (C38). */
export const MINUTES_A_QUESTION = 3;

/** How long a lunch is taken to be. */
export const LUNCH_MINUTES = 60;

/** The lengths that are offered at once, in minutes. */
export const LENGTHS = [10, 15, 20, 30] as const;

/** The shortest and the longest length that can be written, in minutes; the program promises no longer one (`domain/promise`). */
const LEAST = 5;
const MOST = 480;

/** Tells whether a text is a length in whole minutes. */
export const isLength = (text: string): boolean => /^\d{1,3}$/.test(text.trim()) && Number(text) >= LEAST && Number(text) <= MOST;

export type LengthChoice = `${(typeof LENGTHS)[number]}` | 'lunch' | 'own';

/** Tells how many questions fit into the promised minutes. */
export const fitting = (minutes: number): number => Math.floor(minutes / MINUTES_A_QUESTION);

/** Tells how long questions take, in minutes. */
export const lasting = (questions: number): number => questions * MINUTES_A_QUESTION;

/** Tells which of the offered lengths a talk has; none while nothing is agreed. */
export function lengthOf(minutes: number | null, form: Form | undefined): LengthChoice | undefined {
  if (form === 'lunch' && (minutes === null || minutes === LUNCH_MINUTES)) return 'lunch';
  if (minutes === null) return undefined;
  const offered = LENGTHS.find((length) => length === minutes);
  return offered === undefined ? 'own' : `${offered}`;
}

/** Puts a question into a plan: pinned ones stay together at the front, others come last. */
export function withQuestion(plan: readonly string[], id: string, pinned: ReadonlySet<string>): string[] {
  if (plan.includes(id)) return [...plan];
  if (!pinned.has(id)) return [...plan, id];
  const front = plan.findIndex((one) => !pinned.has(one));
  return front === -1 ? [...plan, id] : [...plan.slice(0, front), id, ...plan.slice(front)];
}

/** Moves one member of a list to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
  return next;
}
