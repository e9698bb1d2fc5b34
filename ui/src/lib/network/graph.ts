import type { NetworkRow } from '$lib/ipc';

/** The user, who stands in the middle: no id of a person is empty. */
export const YOU = '';

/** A person of the drawing, or the user. */
export interface Spot {
  id: string;
  name: string;
  /** How many talks with them were held. */
  held: number;
  /** Whose line leads here; nobody's for the user. */
  parent: string | null;
  /** How many lines away from the user. */
  depth: number;
  /** How many people they led to. */
  led: number;
}

/** A line from somebody to whom they named. */
export interface Line {
  from: string;
  to: string;
  /** `led` made the network grow; `also` named somebody who was known by then. */
  kind: 'led' | 'also';
}

export interface Graph {
  /** The user first; everybody after whoever led to them. */
  spots: Spot[];
  lines: Line[];
}

/** Makes one graph of the network: those whom the user knew hang on the user (C69). */
export function graph(rows: readonly NetworkRow[]): Graph {
  const you: Spot = { id: YOU, name: '', held: 0, parent: null, depth: 0, led: 0 };
  const known = new Map<string, Spot>([[YOU, you]]);
  const lines: Line[] = [];
  for (const { person, through, held } of rows) {
    const parent = known.get(through ?? YOU) ?? you;
    parent.led += 1;
    known.set(person.id, { id: person.id, name: person.name, held, parent: parent.id, depth: parent.depth + 1, led: 0 });
    lines.push({ from: parent.id, to: person.id, kind: 'led' });
  }
  for (const { person, also } of rows) {
    for (const { id } of also) if (known.has(id)) lines.push({ from: id, to: person.id, kind: 'also' });
  }
  return { spots: [...known.values()], lines };
}

/** Returns the way from the user to somebody, both included. */
export function wayTo(spots: readonly Spot[], id: string): Set<string> {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const way = new Set<string>();
  for (let at = byId.get(id); at && !way.has(at.id); at = at.parent === null ? undefined : byId.get(at.parent)) way.add(at.id);
  return way;
}
