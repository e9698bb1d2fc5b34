import type { CompareFor, HoldsFor } from '$lib/ipc';
import type { Route } from '$lib/state/router.svelte';

export type CompareRoute = Extract<Route, { name: 'compare' }>;

/** The marks that answers can be filtered by. */
export const MARKS = ['typical', 'this_place', 'unsure'] as const satisfies readonly HoldsFor[];

/** Reads from a place which answers it shows. */
export function shownAt({ exploration, topic, tag, organization, holds }: CompareRoute): CompareFor {
  const mark = MARKS.find((mark) => mark === holds);
  return {
    ...(exploration && { exploration }),
    ...(topic && { topic }),
    ...(tag && { tag }),
    ...(organization && { organization }),
    ...(mark && { holds_for: mark }),
  };
}

/** Takes all filters away; how the table lies stays. */
export const unfiltered = (route: CompareRoute): CompareRoute =>
  placeWith(route, { exploration: '', topic: '', tag: '', organization: '', holds: '' });

/** Changes one thing about a place; an empty value leaves it out of the address. */
export function placeWith(route: CompareRoute, over: Partial<Record<Exclude<keyof CompareRoute, 'name'>, string>>): CompareRoute {
  const fields = Object.entries({ ...route, ...over }).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(fields) as CompareRoute;
}
