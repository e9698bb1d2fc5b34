import { onDestroy } from 'svelte';
import { matches } from './keys';
import { isTextField } from './ownwords';

export { keysLabel, matches } from './keys';

/** One act of the app, reachable by key and by the palette. */
export interface Shortcut {
  id: string;
  /** What it does, as the palette and the sheet of keys show it. */
  title: string;
  /** Such as `j`, `mod+k`, `mod+shift+z` or `?`; absent when only the palette offers it. `mod` is ⌘ on a Mac, else Ctrl. */
  keys?: string;
  /** Other keys that do the same, where two customs meet. */
  alsoKeys?: string;
  run: () => void;
}

/** The truth. It is no state itself: what is read while a screen goes is the state from before the next one came. */
let acts: readonly Shortcut[] = [];
let registered = $state.raw(acts);

/** Returns every act there is now, later ones first. */
export const shortcuts = (): readonly Shortcut[] => registered;

/** Adds acts until the returned function is called; of two with the same keys the later one runs. */
export function addShortcuts(...added: Shortcut[]): () => void {
  acts = registered = [...added, ...acts];
  return () => {
    acts = registered = acts.filter((one) => !added.includes(one));
  };
}

/** Adds acts for as long as the component that is being made lives. */
export function useShortcuts(...added: Shortcut[]): void {
  onDestroy(addShortcuts(...added));
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))
  );
}

/** Runs acts by key until the returned function is called. Single letters are left alone where somebody writes. */
export function listenForKeys(): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const writing = isWriting(event.target);
    const text = isTextField(event.target);
    const fits = (keys: string | undefined) =>
      keys !== undefined && matches(event, keys) && (!writing || keys.includes('mod')) && !(text && TEXT_KEYS.has(keys));
    const found = acts.find(({ keys, alsoKeys }) => fits(keys) || fits(alsoKeys));
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}

/** Keys that mean something to a text field itself: see `ownwords`. */
const TEXT_KEYS: ReadonlySet<string> = new Set(['mod+z', 'mod+shift+z', 'mod+y']);
