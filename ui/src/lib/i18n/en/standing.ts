import type { Aim } from '$lib/ipc';

/** What somebody is about (C03); shown on the first screen and in the profile. */
export const aim = {
  label: 'What you are about',
  word: {
    unsaid: 'Not said',
    choosing: 'Choosing a direction',
    refining: 'Refining a direction',
    searching: 'Searching for work',
  } satisfies Record<Aim, string>,
};
