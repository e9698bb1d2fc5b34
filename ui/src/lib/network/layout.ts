import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import { YOU, type Graph, type Spot } from './graph';
import { rings, type Point, type Points } from './seed';

/** The radius of a person's sign, and what stays free around it for a name, in units of the drawing. */
export const RADIUS = 9;
export const GAP = 12;
/** The user's sign has more room: most lines meet there. */
const GAP_OF_YOU = 34;
/** When the people stand still; the last ticks only push apart who still overlaps. */
const TICKS = 150;
const LAST_TICKS = 40;

interface Body extends SimulationNodeDatum {
  spot: Spot;
  home: Point;
  x: number;
  y: number;
}

interface Options {
  /** The width of the room beside its height. */
  aspect?: number;
  /** Where people stand already: they stay there, and only the others look for a place. */
  kept?: Points;
}

/** Finds places for everybody, the same ones for the same people. It works in slices, so that the screen never waits. */
export class Layout {
  /** How many ticks are done. */
  ticks = 0;
  #bodies: Body[];
  #simulation: Simulation<Body, undefined>;

  constructor({ spots, lines }: Graph, { aspect = 1, kept = new Map() }: Options = {}) {
    const seeds = rings(spots, aspect);
    const found: Points = new Map();
    this.#bodies = spots.map((spot) => {
      const stays = kept.get(spot.id) ?? (spot.id === YOU ? { x: 0, y: 0 } : undefined);
      const start = stays ?? beside(seeds, kept.size > 0 ? found.get(spot.parent ?? YOU) : undefined, spot);
      found.set(spot.id, start);
      return { spot, home: start, ...start, ...(stays && { fx: stays.x, fy: stays.y }) };
    });
    const indexes = new Map(spots.map(({ id }, index) => [id, index]));
    const links = lines.flatMap(({ from, to, kind }): SimulationLinkDatum<Body>[] => {
      const [source, target] = [indexes.get(from), indexes.get(to)];
      return kind === 'led' && source !== undefined && target !== undefined ? [{ source, target }] : [];
    });
    this.#simulation = forceSimulation(this.#bodies)
      .randomSource(sameRandom())
      .alphaDecay(1 - 0.001 ** (1 / TICKS))
      .velocityDecay(0.45)
      .force('link', forceLink<Body, SimulationLinkDatum<Body>>(links).distance(52).strength(0.5))
      .force('apart', forceManyBody<Body>().strength(-90).distanceMax(320))
      .force('room', forceCollide<Body>(({ spot }) => RADIUS + (spot.id === YOU ? GAP_OF_YOU : GAP)).strength(0.9).iterations(2))
      // The rings hold the order: who came through whom stays in one direction, and no lines get tangled.
      .force('x', forceX<Body>(({ home }) => home.x).strength(0.04))
      .force('y', forceY<Body>(({ home }) => home.y).strength(0.04))
      .stop();
  }

  /** Whether everybody has a place. */
  get settled(): boolean {
    return this.ticks >= TICKS + LAST_TICKS || this.#bodies.length <= 2;
  }

  /** Works for so many milliseconds, at least one tick, and tells whether everybody has a place. */
  advance(milliseconds = Infinity): boolean {
    const until = performance.now() + milliseconds;
    while (!this.settled) {
      if (this.ticks === TICKS) this.#simulation.alpha(0).alphaDecay(0);
      this.#simulation.tick();
      this.ticks += 1;
      if (performance.now() >= until) break;
    }
    return this.settled;
  }

  /** Returns where everybody stands now. */
  points(): Points {
    return new Map(this.#bodies.map(({ spot, x, y }) => [spot.id, { x, y }]));
  }
}

/** Starts somebody new on the far side of whoever led to them, as seen from the user. */
function beside(seeds: Points, parent: Point | undefined, { id }: Spot): Point {
  const seed = seeds.get(id) ?? { x: 0, y: 0 };
  if (!parent) return seed;
  const outward = parent.x || parent.y ? parent : seed;
  const far = Math.hypot(outward.x, outward.y) || 1;
  // A little aside, by the place it would have: several at one spot could not be pushed apart.
  const turn = Math.atan2(seed.y, seed.x) / 8;
  return { x: parent.x + (outward.x / far) * 52 + turn, y: parent.y + (outward.y / far) * 52 - turn };
}

/** Chance that is the same every time: the simulation asks for it when two stand on one point. */
function sameRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
