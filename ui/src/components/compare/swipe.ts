import type { Attachment } from 'svelte/attachments';

/** How far a finger goes until it means it, in CSS pixels. */
const FAR = 56;

/**
 * Calls back with -1 or 1 when a finger sweeps sideways towards what comes before or after. The element needs
 * `touch-action: pan-y`, so that sweeps up and down stay with the browser, which then takes the finger away from here.
 */
export function swipes(turn: (step: -1 | 1) => void): Attachment<HTMLElement> {
  return (element) => {
    let from: { id: number; x: number; y: number } | undefined;
    const down = (event: PointerEvent) => {
      const writing = event.target instanceof Element && event.target.closest('textarea, input, select');
      from = event.pointerType === 'touch' && event.isPrimary && !writing ? { id: event.pointerId, x: event.clientX, y: event.clientY } : undefined;
    };
    const up = (event: PointerEvent) => {
      const start = from;
      from = undefined;
      if (start?.id !== event.pointerId) return;
      const across = event.clientX - start.x;
      if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(event.clientY - start.y)) return;
      if (document.getSelection()?.isCollapsed === false) return;
      turn(across > 0 ? -1 : 1);
    };
    const gone = () => (from = undefined);
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', gone);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', gone);
    };
  };
}
