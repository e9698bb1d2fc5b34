import { onChanged, touchesKinds } from '$lib/state/changes';
import { onDestroy } from 'svelte';

/** The least time between two readings of the whole table while somebody writes in it, in milliseconds. */
const PAUSE = 700;

/**
 * Does something after writes of these kinds, at once and then at most once a pause, for as long as the component that is
 * being made lives: a table of long answers is too much to read again after every few letters.
 */
export function notTooOften(kinds: readonly string[], act: () => Promise<void>): void {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    last = Date.now();
    void act();
  };
  const unlisten = onChanged((changes) => {
    if (!touchesKinds(changes, kinds) || timer !== undefined) return;
    const wait = last + PAUSE - Date.now();
    if (wait <= 0) run();
    else timer = setTimeout(run, wait);
  });
  onDestroy(() => {
    unlisten();
    clearTimeout(timer);
  });
}
