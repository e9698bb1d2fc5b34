import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** Less than this is no movement that anybody would see, in CSS pixels. */
const UNSEEN = 1;

/** Fields in which somebody else's words came in before the caret: what one writes moves with the lower edge of these. */
const grown = new WeakSet<Element>();

/** Tells that a field grew before its caret by what somebody else wrote. */
export const grewBefore = (field: Element): void => void grown.add(field);

interface Held {
  element: Element;
  top: number;
  bottom: number;
}

/**
 * Keeps what one reads or writes in its place on the screen while words of another device come in above it:
 * `<div {@attach still}>` on what scrolls. Where one writes holds before where one reads.
 *
 * Chromium does it by itself (CSS Scroll Anchoring); WebKit, which shows the window on Linux and Apple's systems, does not.
 */
export const still: Attachment<HTMLElement> = (scroller) =>
  untrack(() => {
    if (globalThis.CSS?.supports('overflow-anchor', 'auto')) return undefined;
    let held: Held | undefined;
    let frame = 0;

    /** Measures where an element stands in what scrolls, however far that is scrolled. */
    const place = (element: Element): Omit<Held, 'element'> => {
      const { top, bottom } = element.getBoundingClientRect();
      const shift = scroller.scrollTop - scroller.getBoundingClientRect().top;
      return { top: top + shift, bottom: bottom + shift };
    };
    const take = () => {
      const element = anchorOf(scroller);
      held = element && { element, ...place(element) };
    };
    const settle = () => {
      // At the very top stands what is newest: nothing is kept below it.
      if (held?.element.isConnected && (scroller.scrollTop > 0 || held.element === document.activeElement)) {
        const now = place(held.element);
        const moved = grown.has(held.element) ? now.bottom - held.bottom : now.top - held.top;
        if (Math.abs(moved) >= UNSEEN) scroller.scrollTop += moved;
        grown.delete(held.element);
      }
      take();
    };
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(take);
    };

    const changes = new MutationObserver(settle);
    changes.observe(scroller, { childList: true, characterData: true, subtree: true, attributeFilter: ['class', 'data-text', 'open'] });
    const size = new ResizeObserver(take);
    size.observe(scroller);
    scroller.addEventListener('scroll', later, { passive: true });
    scroller.addEventListener('focusin', later);
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      size.disconnect();
      scroller.removeEventListener('scroll', later);
      scroller.removeEventListener('focusin', later);
    };
  });

/** Finds what holds still: where one writes if that is in sight, else the first thing that begins in sight. */
function anchorOf(scroller: HTMLElement): Element | undefined {
  const seen = scroller.getBoundingClientRect();
  const active = document.activeElement;
  if (active && active !== scroller && scroller.contains(active)) {
    const { top, bottom } = active.getBoundingClientRect();
    if (bottom > seen.top && top < seen.bottom) return active;
  }
  const across = [0.3, 0.5, 0.1].map((part) => seen.left + seen.width * part);
  for (let y = seen.top + 8; y < seen.bottom; y += 32) {
    for (const x of across) {
      const found = document.elementFromPoint(x, y);
      if (!found || found === scroller || !scroller.contains(found)) continue;
      if (found.getBoundingClientRect().top >= seen.top && !sticks(found, scroller)) return found;
    }
  }
  return undefined;
}

/** Tells whether an element, or something around it, stays at an edge while the rest scrolls. */
function sticks(element: Element, scroller: Element): boolean {
  for (let one: Element | null = element; one && one !== scroller; one = one.parentElement) {
    if (['sticky', 'fixed'].includes(getComputedStyle(one).position)) return true;
  }
  return false;
}
