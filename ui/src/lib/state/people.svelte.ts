import { call, type PersonRow } from '$lib/ipc';
import { resource, type Resource } from './resource.svelte';

/** Declares the list of all people while a component is made. */
export const allPeople = (): Resource<PersonRow[]> => resource(() => ({}), (args) => call('people', args), ['person', 'organization', 'interview']);

/** The names of all organizations, for suggestions. */
export const organizationNames = (): Resource<string[]> =>
  resource(
    () => ({}),
    async (args) => (await call('organizations', args)).map(({ name }) => name),
    ['organization'],
  );
