import type { Id, SearchHit } from '$lib/ipc';
import type { Route } from './route';

/** Tells where a hit of a search is shown, and what to mark there. */
export function routeOf({ open, id }: Pick<SearchHit, 'open' | 'id'>): Route {
  const at = open.question ?? (id === open.id ? undefined : id);
  return placeOf(open.kind, open.id, at);
}

/** Tells where a document is shown. */
export function placeOf(kind: string, id: Id, at?: Id): Route {
  const mark = at === undefined ? {} : { at };
  switch (kind) {
    case 'person':
    case 'organization':
    case 'interview':
    case 'exploration':
      return { name: kind, id, ...mark };
    case 'findings':
      return { name: 'findings', id, ...mark };
    case 'compare':
      return { name: 'compare' };
    case 'jot':
      return { name: 'jot', id };
    case 'question':
      return { name: 'questions' };
    case 'template':
      return { name: 'templates' };
    case 'lead':
      return { name: 'leads' };
    case 'profile':
    case 'preferences':
      return { name: kind };
    default:
      return { name: 'today' };
  }
}
