import type { Action } from '$lib/ipc';
import { t } from '$lib/i18n';
import type { Route } from '$lib/state/route';

/** Says in one sentence what to do. */
export function sayTodo(action: Action, who: string, subject: string): string {
  return action.todo === 'follow_up' ? t.today.todo.follow_up(subject, who) : t.today.todo[action.todo](who);
}

/** Tells where it is done. */
export function todoRoute(action: Action): Route {
  switch (action.todo) {
    case 'continue':
    case 'meet':
      return { name: 'interview', id: action.subject, step: 'meet' };
    case 'prepare':
    case 'schedule':
      return { name: 'interview', id: action.subject };
    default:
      return action.person ? { name: 'person', id: action.person, at: action.subject } : { name: 'today' };
  }
}
