/** Puts the focus on the first thing in `place` that takes a press, where what had it is gone: nobody loses their place. */
export function focusFirst(place: Element | null | undefined): void {
  place?.querySelector<HTMLElement>('button:not(:disabled), a[href], input')?.focus();
}
