import { t } from '$lib/i18n';
import type { InterviewPage, InterviewRow, Todo } from '$lib/ipc';

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

/** Where what a talk asks for is done. */
const STEP_FOR: Partial<Record<Todo, Step>> = {
  schedule: 'schedule',
  confirm: 'schedule',
  send_questions: 'prepare',
  prepare: 'prepare',
  meet: 'meet',
  took_place: 'schedule',
  continue: 'meet',
  debrief: 'debrief',
  follow_up: 'after',
  reflect: 'after',
};

/** Tells which step is open: the one asked for, else the one where the talk's next action is done. */
export function stepOf(asked: string | undefined, at: string | undefined, { interview, next }: InterviewPage): Step {
  const held = interview.ended_at !== null;
  const exists = (step: string) => STEPS.includes(step) && (held || !AFTER.includes(step));
  if (asked !== undefined && exists(asked)) return asked as Step;
  // What a search found is an answer or a jot.
  if (at !== undefined) return held ? 'read' : 'meet';
  const wanted = next === null ? undefined : STEP_FOR[next];
  if (wanted !== undefined && exists(wanted)) return wanted;
  if (held) return 'read';
  return interview.started_at === null ? 'prepare' : 'meet';
}
