import type { Point } from './seed';
import { pan, pinch, wheelFactor, zoom, type View } from './view';

interface Gestures {
  view: () => View;
  /** How far away one can go. */
  farthest: () => number;
  /** Takes the view that hands ask for. */
  moved: (view: View) => void;
}

/** A press that moved less than this is a click. */
const STILL = 5;

/**
 * Turns what hands do to an element into a view: drag pans, two fingers and the wheel zoom, a double click comes nearer. A click
 * that ends a drag is swallowed. For `{@attach}`.
 */
export function gestures({ view, farthest, moved }: Gestures): (element: Element) => () => void {
  return (element) => {
    const held = new Map<number, Point>();
    let start: Point | undefined;
    let dragged = false;
    const place = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = element.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };

    function down(event: PointerEvent) {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      held.set(event.pointerId, place(event));
      if (held.size > 1) return;
      start = place(event);
      dragged = false;
    }

    function move(event: PointerEvent) {
      const before = held.get(event.pointerId);
      if (!before || !start) return;
      const now = place(event);
      dragged ||= held.size > 1 || Math.hypot(now.x - start.x, now.y - start.y) > STILL;
      if (!dragged) return;
      // Taken only now: a pointer that is held from the start would take the click away from the person under it.
      element.setPointerCapture?.(event.pointerId);
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      held.set(event.pointerId, now);
      if (other) moved(pinch(view(), [before, other], [now, other], farthest()));
      else moved(pan(view(), now.x - before.x, now.y - before.y));
    }

    const up = (event: PointerEvent) => void held.delete(event.pointerId);

    function click(event: Event) {
      if (!dragged) return;
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    }

    function wheel(event: WheelEvent) {
      event.preventDefault();
      moved(zoom(view(), wheelFactor(event), place(event), farthest()));
    }

    const double = (event: MouseEvent) => moved(zoom(view(), 2, place(event), farthest()));
    const stay = (event: Event) => event.preventDefault();

    const heard = new AbortController();
    const on = <E extends Event>(name: string, hears: (event: E) => void, options: AddEventListenerOptions = {}) =>
      element.addEventListener(name, hears as EventListener, { ...options, signal: heard.signal });
    on('pointerdown', down);
    on('pointermove', move);
    on('pointerup', up);
    on('pointercancel', up);
    on('click', click, { capture: true });
    on('wheel', wheel, { passive: false });
    on('dblclick', double);
    // A link can be dragged by itself, which would end the pan.
    on('dragstart', stay);
    return () => heard.abort();
  };
}
