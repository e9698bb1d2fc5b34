import { MediaQuery } from 'svelte/reactivity';

const wide = new MediaQuery('(min-width: 900px)');

/** What the screen is like. */
export const screen = {
  /** Whether list and detail stand side by side. */
  get wide(): boolean {
    return wide.current;
  },
};
