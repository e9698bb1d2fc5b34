import type { Spot } from './graph';

export interface Point {
  x: number;
  y: number;
}

export type Points = Map<string, Point>;

/** How far one ring of people stands from the next, and how much of a ring one person takes, in units of the drawing. */
const RING = 70;
const ROOM = 30;

/**
 * Lays people out on rings around the user, each in the slice of whoever led to them: a start from which little must move.
 * `aspect` is the width of the room beside its height.
 */
export function rings(spots: readonly Spot[], aspect: number): Points {
  const under = new Map<string | null, Spot[]>();
  const crowd: number[] = [];
  for (const spot of spots) {
    under.set(spot.parent, [...(under.get(spot.parent) ?? []), spot]);
    crowd[spot.depth] = (crowd[spot.depth] ?? 0) + 1;
  }
  const weights = new Map<string, number>();
  for (const spot of spots.toReversed()) {
    const below = (under.get(spot.id) ?? []).reduce((sum, { id }) => sum + (weights.get(id) ?? 0), 0);
    weights.set(spot.id, Math.max(1, below));
  }
  const radius = [0];
  for (let depth = 1; depth < crowd.length; depth += 1) {
    radius.push(Math.max((radius[depth - 1] ?? 0) + RING, ((crowd[depth] ?? 0) * ROOM) / (2 * Math.PI)));
  }
  const wide = Math.sqrt(aspect);
  const points: Points = new Map();
  const slices = new Map<string, [start: number, size: number]>();
  for (const spot of spots) {
    const [start, size] = slices.get(spot.id) ?? [-Math.PI / 2, 2 * Math.PI];
    const far = radius[spot.depth] ?? 0;
    points.set(spot.id, { x: Math.cos(start + size / 2) * far * wide, y: (Math.sin(start + size / 2) * far) / wide });
    let next = start;
    const whole = weights.get(spot.id) ?? 1;
    for (const child of under.get(spot.id) ?? []) {
      const part = (size * (weights.get(child.id) ?? 1)) / whole;
      slices.set(child.id, [next, part]);
      next += part;
    }
  }
  return points;
}
