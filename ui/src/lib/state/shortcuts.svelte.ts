import { onDestroy } from 'svelte';

/** One act of the app, reachable by key and by the palette. */
export interface Shortcut {
  id: string;
  /** What it does, as the palette and the sheet of keys show it. */
  title: string;
  /** Such as `j`, `mod+k`, `mod+shift+z` or `?`; absent when only the palette offers it. `mod` is ⌘ on a Mac, else Ctrl. */
  keys?: string;
  run: () => void;
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);
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

/** Writes keys as people read them: `⌘K` on a Mac, `Ctrl K` elsewhere. */
export function keysLabel(keys: string): string {
  const names: Record<string, string> = isMac()
    ? { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩', escape: 'esc', arrowleft: '←' }
    : { mod: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', escape: 'Esc', arrowleft: '←' };
  return keys
    .split('+')
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(isMac() ? '' : ' ');
}

/** Tells whether a key press is the one written as `keys`. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const other = isMac() ? event.ctrlKey : event.metaKey;
  // A sign such as ? needs Shift on some keyboards and not on others.
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key);
  return (
    event.key.toLowerCase() === key &&
    mod === parts.includes('mod') &&
    !other &&
    event.altKey === parts.includes('alt') &&
    (isSign || event.shiftKey === parts.includes('shift'))
  );
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
    const found = acts.find(
      ({ keys }) => keys !== undefined && matches(event, keys) && (!writing || (keys.includes('mod') && !isTextKey(keys))),
    );
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}

/** Keys that mean something to a text field itself. */
const isTextKey = (keys: string) => keys === 'mod+z' || keys === 'mod+shift+z';
