import type { Person } from '$lib/ipc';
import type { Route } from '$lib/state/route';

/** Where somebody is asked: on the telephone, or in writing where they prefer that (C23). */
export function askRoute({ id, preferred }: Pick<Person, 'id' | 'preferred'>): Route {
  if (preferred === 'email' || preferred === 'message') return { name: 'letter', purpose: 'ask', person: id, channel: preferred };
  return { name: 'call', person: id };
}
