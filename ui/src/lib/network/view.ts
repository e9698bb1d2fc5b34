import type { Point } from './seed';

/** Which part of the drawing is seen: a point of it is at `point * scale + (x, y)` on the screen. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** How near one can come; how far, is said by what must fit. */
export const NEAREST = 4;
const FIT_NEAREST = 1.4;
/** What stays free around the outermost people, for their names, in pixels. */
const MARGIN = { x: 56, y: 34 };

/** Shows everybody. */
export function fit(points: Iterable<Point>, { width, height }: Size): View {
  const all = [...points];
  const xs = all.map(({ x }) => x);
  const ys = all.map(({ y }) => y);
  const [left, right] = [Math.min(0, ...xs), Math.max(0, ...xs)];
  const [top, bottom] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  // A narrow screen needs its width for the people themselves.
  const room = (whole: number, margin: number) => Math.max(whole - 2 * Math.min(margin, whole / 16), 1);
  const scale = Math.min(
    FIT_NEAREST,
    room(width, MARGIN.x) / Math.max(right - left, 1),
    room(height, MARGIN.y) / Math.max(bottom - top, 1),
  );
  return { scale, x: width / 2 - ((left + right) / 2) * scale, y: height / 2 - ((top + bottom) / 2) * scale };
}

/** Comes nearer or goes away by a factor; what is at a point of the screen stays there. */
export function zoom(view: View, factor: number, at: Point, farthest: number): View {
  const scale = Math.min(NEAREST, Math.max(Math.min(farthest, NEAREST), view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** Moves what is seen by so many pixels. */
export const pan = (view: View, x: number, y: number): View => ({ ...view, x: view.x + x, y: view.y + y });

/** Keeps the drawing from being pushed out of sight: some part of what was fitted stays in the middle half. */
export function hold(view: View, points: Iterable<Point>, { width, height }: Size): View {
  const all = [...points];
  const within = (at: number, values: number[], whole: number) => {
    const low = whole / 4 - Math.max(0, ...values) * view.scale;
    const high = (whole * 3) / 4 - Math.min(0, ...values) * view.scale;
    return Math.min(Math.max(at, low), high);
  };
  return {
    ...view,
    x: within(view.x, all.map(({ x }) => x), width),
    y: within(view.y, all.map(({ y }) => y), height),
  };
}

/** Follows two fingers: what was under each of them stays there as well as it can. */
export function pinch(view: View, before: readonly [Point, Point], now: readonly [Point, Point], farthest: number): View {
  const apart = ([one, other]: readonly [Point, Point]) => Math.hypot(one.x - other.x, one.y - other.y);
  const middle = ([one, other]: readonly [Point, Point]) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
  const [from, to] = [middle(before), middle(now)];
  const near = zoom(view, apart(now) / Math.max(apart(before), 1), from, farthest);
  return pan(near, to.x - from.x, to.y - from.y);
}

export const toScreen = (view: View, { x, y }: Point): Point => ({ x: x * view.scale + view.x, y: y * view.scale + view.y });

/** Moves as little as brings a point into sight. */
export function reveal(view: View, point: Point, { width, height }: Size): View {
  const { x, y } = toScreen(view, point);
  const into = (at: number, whole: number, margin: number) => {
    const edge = Math.min(margin, whole / 2);
    return Math.min(Math.max(at, edge), whole - edge) - at;
  };
  return pan(view, into(x, width, MARGIN.x * 1.5), into(y, height, MARGIN.y * 1.5));
}

/** How much one turn of the wheel zooms; a trackpad's pinch comes as small turns with Ctrl. */
export function wheelFactor({ deltaY, deltaMode, ctrlKey }: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = deltaY * (deltaMode === 1 ? 16 : deltaMode === 2 ? 400 : 1);
  return 2 ** (-Math.max(-400, Math.min(400, pixels)) * (ctrlKey ? 0.01 : 0.003));
}
