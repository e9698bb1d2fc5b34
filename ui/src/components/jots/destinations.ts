import type { Pickable } from '$components/shared/Picker.svelte';
import { t } from '$lib/i18n';
import { call } from '$lib/ipc';

export type Kind = 'person' | 'interview' | 'exploration';

/** Somewhere a jot can be filed. */
export interface Destination extends Pickable {
  kind: Kind;
}

/** Reads where a jot can be filed: talks first, for a jot is most often about the last one. */
export async function destinations(): Promise<Destination[]> {
  const [talks, people, explorations] = await Promise.all([call('interviews', {}), call('people', {}), call('explorations', {})]);
  return [
    ...talks.map(({ id, person, title }): Destination => ({ id, kind: 'interview', name: title || person?.name || t.interviews.nameless, detail: t.jots.interview })),
    ...explorations.map(({ id, name }): Destination => ({ id, kind: 'exploration', name, detail: t.jots.exploration })),
    ...people.map(({ id, name, role, organization }): Destination => ({
      id,
      kind: 'person',
      name,
      detail: t.people.page.at(role, organization) || t.jots.person,
    })),
  ];
}
