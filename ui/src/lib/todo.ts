import type { Action, Todo } from '$lib/ipc';
import { t } from '$lib/i18n';
import type { Route } from '$lib/state/route';

/** What has the time of its talk as its own. */
export const IS_OF_TALK: ReadonlySet<Todo> = new Set(['meet', 'took_place', 'prepare', 'confirm', 'send_questions']);

/** Says in one sentence what to do. */
export function sayTodo(action: Action, who: string, subject: string): string {
  return action.todo === 'follow_up' ? t.today.todo.follow_up(subject, who) : t.today.todo[action.todo](who);
}

/** Tells where it is done. */
export function todoRoute(action: Action): Route {
  const { interview, person, subject } = action;
  switch (action.todo) {
    case 'took_place':
      return { name: 'interview', id: subject };
    case 'continue':
    case 'meet':
      if (interview) return { name: 'interview', id: interview, step: 'meet' };
      return { name: 'interviews', plan: person ?? '' };
    case 'confirm':
      return letter('confirm', action);
    case 'send_questions':
    case 'write':
      return letter('questions', action);
    case 'prepare':
      return { name: 'interview', id: subject, step: 'prepare' };
    case 'ask':
    case 'ask_again':
    case 'call_back':
      return person ? { name: 'call', person } : { name: 'today' };
    case 'thank':
      return letter('thanks_for_pointing', action);
    case 'schedule':
      return interview ? { name: 'interview', id: interview, step: 'schedule' } : { name: 'interviews', plan: person ?? '' };
    case 'debrief':
      return { name: 'interview', id: subject, step: 'debrief' };
    case 'reflect':
      return { name: 'interview', id: subject, step: 'after' };
    case 'follow_up':
      if (isLetter(action)) return letter(action.about === 'questions' ? 'more_questions' : (action.about ?? 'other'), action);
      break;
  }
  return person ? { name: 'person', id: person, at: subject } : { name: 'today' };
}

/** Tells whether what is owed is something to write. */
export const isLetter = ({ todo, about }: Action): boolean => todo === 'follow_up' && about !== null && about !== 'other';

function letter(purpose: string, { todo, subject, person, interview }: Action): Route {
  return {
    name: 'letter',
    purpose,
    ...(person ? { person } : {}),
    ...(interview ? { interview } : {}),
    ...(todo === 'follow_up' ? { followUp: subject } : {}),
  };
}

/** What the user can say to be done right where it is listed. */
export const CAN_SETTLE: ReadonlySet<Todo> = new Set<Todo>(['follow_up', 'thank', 'confirm', 'send_questions', 'debrief', 'reflect']);
