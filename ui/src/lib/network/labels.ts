import { YOU, type Spot } from './graph';
import type { Points } from './seed';

/** Where a name stands beside its sign, in pixels from the sign's middle. */
export interface Label {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Options {
  /** The height of a line of text, in pixels. */
  line: number;
  scale: number;
  /** The radius of a sign as seen, in pixels. */
  radius: number;
  /** How wide a name is, in pixels. */
  width: (spot: Spot) => number;
  /** Where names must end, in pixels from the drawing's middle; absent where one can pan to the rest of a name. */
  within?: Box | undefined;
}

const LONGEST = 24;
const clusters = new Intl.Segmenter();

/** Shortens a name that is too long for the drawing; a letter with its marks is never torn. */
export function shorten(name: string, longest = LONGEST): string {
  const letters = Array.from(clusters.segment(name), ({ segment }) => segment);
  return letters.length <= longest ? name : `${letters.slice(0, longest - 1).join('').trimEnd()}…`;
}

/**
 * Chooses whose names are seen and where, so that none covers another or a sign: the user's own word, then those who were met and
 * those who led to many. Depends on the scale and not on where one looks, so names do not come and go while one pans.
 */
export function placeLabels(spots: readonly Spot[], points: Points, { line, scale, radius, width, within }: Options): Map<string, Label> {
  const taken = new Grid();
  for (const { id } of spots) {
    const at = points.get(id);
    if (at) taken.add(around(at.x * scale, at.y * scale, radius));
  }
  const labels = new Map<string, Label>();
  for (const spot of byWeight(spots)) {
    const at = points.get(spot.id);
    if (!at) continue;
    const [x, y] = [at.x * scale, at.y * scale];
    const wide = width(spot);
    const own = around(x, y, radius);
    for (const label of sides(at.x < 0, radius * (spot.id === YOU ? 1.3 : 1) + 4, line)) {
      const left = x + label.x - (label.anchor === 'start' ? 0 : label.anchor === 'end' ? wide : wide / 2);
      const box = { left: left - 2, top: y + label.y - line / 2, right: left + wide + 2, bottom: y + label.y + line / 2 };
      if ((within && !holds(within, box)) || taken.hits(box, own)) continue;
      taken.add(box);
      labels.set(spot.id, label);
      break;
    }
  }
  return labels;
}

function byWeight(spots: readonly Spot[]): Spot[] {
  const weight = ({ id, held, led }: Spot) => (id === YOU ? Infinity : (held > 0 ? 4 : 0) + led);
  return spots.toSorted((one, other) => weight(other) - weight(one) || 0);
}

/** The places beside a sign, the best one first: away from the middle of the drawing. */
function sides(leftHalf: boolean, away: number, line: number): Label[] {
  const right: Label = { x: away, y: 0, anchor: 'start' };
  const left: Label = { x: -away, y: 0, anchor: 'end' };
  const below: Label = { x: 0, y: away + line / 2 - 2, anchor: 'middle' };
  const above: Label = { x: 0, y: -(away + line / 2 - 2), anchor: 'middle' };
  return leftHalf ? [left, right, below, above] : [right, left, below, above];
}

const holds = (outer: Box, { left, top, right, bottom }: Box): boolean =>
  left >= outer.left && right <= outer.right && top >= outer.top && bottom <= outer.bottom;

const around = (x: number, y: number, radius: number): Box => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });

/** Boxes by the squares that they touch, so that each is only held against its neighbors. */
class Grid {
  #cells = new Map<string, Box[]>();

  add(box: Box): void {
    for (const key of keys(box)) this.#cells.set(key, [...(this.#cells.get(key) ?? []), box]);
  }

  /** Whether a box covers another one, but for the sign that it belongs to. */
  hits(box: Box, own: Box): boolean {
    const isOwn = (other: Box) => other.left === own.left && other.top === own.top && other.bottom === own.bottom;
    return keys(box).some((key) => this.#cells.get(key)?.some((other) => !isOwn(other) && overlap(box, other)));
  }
}

const CELL = 80;

function keys({ left, top, right, bottom }: Box): string[] {
  const found: string[] = [];
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) found.push(`${x} ${y}`);
  }
  return found;
}

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
