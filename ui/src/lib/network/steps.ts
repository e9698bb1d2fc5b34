import type { Points } from './seed';

export type Direction = 'left' | 'right' | 'up' | 'down';

const WAYS: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** The direction that an arrow key means. */
export const ARROWS: Record<string, Direction | undefined> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Returns whoever is nearest in a direction: within the quarter of the plane that it points at. */
export function neighbor(points: Points, from: string, direction: Direction): string | undefined {
  const here = points.get(from);
  if (!here) return undefined;
  const [toX, toY] = WAYS[direction];
  let best: string | undefined;
  let least = Infinity;
  for (const [id, { x, y }] of points) {
    const along = (x - here.x) * toX + (y - here.y) * toY;
    const across = Math.abs((x - here.x) * toY) + Math.abs((y - here.y) * toX);
    const far = Math.hypot(along, across);
    if (id !== from && along > 0 && along >= across && far < least) [best, least] = [id, far];
  }
  return best;
}
