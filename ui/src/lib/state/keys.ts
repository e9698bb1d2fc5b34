/** Keys as they are written in code, such as `mod+shift+z`, as people read them, and as they are pressed. */

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

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
