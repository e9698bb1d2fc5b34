import type { Action, Todo } from '$lib/ipc';
import { t } from '$lib/i18n';
import type { Route } from '$lib/state/route';

/** Says in one sentence what to do. */
export function sayTodo(action: Action, who: string, subject: string): string {
  return action.todo === 'follow_up' ? t.today.todo.follow_up(subject, who) : t.today.todo[action.todo](who);
}

/** Tells whether a duty is settled by a letter, for which there is a template. */
export const isWritten = ({ todo, about, person }: Action): boolean =>
  todo === 'follow_up' && person !== null && about !== null && about !== 'other';

/** Tells where it is done. */
export function todoRoute(action: Action): Route {
  const { interview, person, subject } = action;
  switch (action.todo) {
    case 'continue':
    case 'meet':
      if (interview) return { name: 'interview', id: interview, step: 'meet' };
      return { name: 'interviews', plan: person ?? '' };
    case 'confirm':
      return { name: 'letter', purpose: 'confirm', interview: subject };
    case 'send_questions':
      return { name: 'letter', purpose: 'questions', interview: subject };
    case 'prepare':
      return { name: 'interview', id: subject };
    case 'ask':
    case 'ask_again':
    case 'call_back':
      return person ? { name: 'call', person } : { name: 'today' };
    case 'write':
      return person ? { name: 'letter', purpose: 'questions', person, channel: 'email' } : { name: 'today' };
    case 'thank':
      return person ? { name: 'letter', purpose: 'thanks_for_pointing', person } : { name: 'today' };
    case 'follow_up':
      if (person && isWritten(action)) return { name: 'letter', purpose: 'other', person, followUp: subject };
      return person ? { name: 'person', id: person, at: subject } : { name: 'today' };
    case 'schedule':
      return interview ? { name: 'interview', id: interview } : { name: 'interviews', plan: person ?? '' };
    case 'debrief':
    case 'reflect':
      return { name: 'interview', id: subject, step: 'read' };
  }
}

/** What the user can say to be done right where it is listed. */
export const CAN_SETTLE: ReadonlySet<Todo> = new Set<Todo>(['follow_up', 'thank', 'confirm', 'send_questions', 'debrief', 'reflect']);
