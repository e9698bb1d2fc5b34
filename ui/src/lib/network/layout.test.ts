import { describe, expect, it } from 'vitest';
import { forest } from '../../../tests/forest';
import { graph, wayTo, YOU } from './graph';
import { placeLabels, shorten } from './labels';
import { Layout, RADIUS } from './layout';
import type { Points } from './seed';
import { neighbor, type Direction } from './steps';

function settled(people: number, aspect = 1.6): Points {
  const layout = new Layout(graph(forest(people)), { aspect });
  layout.advance();
  return layout.points();
}

describe('the network finds its shape', () => {
  it('hangs those whom the user knew on the user, and keeps one line for each naming (C99)', () => {
    const { spots, lines } = graph(forest(60));
    expect(spots[0]?.id).toBe(YOU);
    expect(lines.filter(({ kind }) => kind === 'led')).toHaveLength(60);
    expect(lines.filter(({ kind }) => kind === 'also').length).toBeGreaterThan(0);
    for (const { id, depth } of spots) expect(wayTo(spots, id).size).toBe(depth + 1);
  });

  it('is the same for the same people, finite, and ends after a bounded number of ticks (C99)', () => {
    const layout = new Layout(graph(forest(300)));
    let slices = 0;
    while (!layout.advance(0)) slices += 1;
    expect(slices).toBeLessThan(300);
    expect(layout.points()).toEqual(new Map(settled(300, 1)));
    for (const { x, y } of layout.points().values()) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });

  it('lets no two of 300 people cover each other (C99)', () => {
    const all = [...settled(300).values()];
    let least = Infinity;
    all.forEach((one, index) => {
      for (const other of all.slice(index + 1)) least = Math.min(least, Math.hypot(one.x - other.x, one.y - other.y));
    });
    expect(least).toBeGreaterThan(2 * RADIUS);
  });

  it('leaves everybody in place when somebody is added (C99)', () => {
    const rows = forest(40);
    const before = new Layout(graph(rows.slice(0, 36)));
    before.advance();
    const kept = before.points();
    const after = new Layout(graph(rows), { kept });
    after.advance();
    for (const [id, at] of kept) expect(after.points().get(id)).toEqual(at);
    const places = [...after.points().values()].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
    expect(new Set(places).size).toBe(41);
  });

  it('puts one person beside the user, and nobody when there is nobody (C99)', () => {
    expect(settled(0)).toEqual(new Map([[YOU, { x: 0, y: 0 }]]));
    const points = settled(1);
    expect(Math.hypot(points.get('p0')?.x ?? 0, points.get('p0')?.y ?? 0)).toBeGreaterThan(2 * RADIUS);
  });

  it('leads to everybody by arrow keys alone (C99)', () => {
    const points = settled(300);
    const reached = new Set([YOU]);
    const open = [YOU];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const direction of ['left', 'right', 'up', 'down'] satisfies Direction[]) {
        const next = neighbor(points, at, direction);
        if (next === undefined || reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    expect(reached.size).toBe(301);
  });
});

describe('names in the drawing', () => {
  const { spots } = graph(forest(300));
  const points = settled(300);
  const boxes = (scale: number) => {
    const labels = placeLabels(spots, points, { line: 18, scale, radius: 5, width: () => 80 });
    return [...labels].map(([id, { x, y, anchor }]) => {
      const at = points.get(id) ?? { x: 0, y: 0 };
      const left = at.x * scale + x - (anchor === 'start' ? 0 : anchor === 'end' ? 80 : 40);
      return { left, right: left + 80, top: at.y * scale + y - 9, bottom: at.y * scale + y + 9 };
    });
  };

  it('never cover each other, and more of them are seen from nearer (C99)', () => {
    const seen = boxes(0.5);
    seen.forEach((one, index) => {
      for (const other of seen.slice(index + 1)) {
        expect(one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom).toBe(false);
      }
    });
    expect(seen.length).toBeGreaterThan(20);
    expect(boxes(2).length).toBeGreaterThan(2 * seen.length);
  });

  it('end inside the room while everybody is shown (C99)', () => {
    const within = { left: -300, right: 300, top: -200, bottom: 200 };
    const labels = placeLabels(spots, points, { line: 18, scale: 0.5, radius: 5, width: () => 80, within });
    for (const [id, { anchor }] of labels) {
      const x = (points.get(id)?.x ?? 0) * 0.5;
      expect(anchor === 'start' ? x + 80 < 300 : anchor === 'end' ? x - 80 > -300 : true).toBe(true);
    }
  });

  it('are shortened between letters', () => {
    expect(shorten('Ana Müller')).toBe('Ana Müller');
    expect(shorten('Maria-Magdalena von der Hohenstaufen')).toBe('Maria-Magdalena von der…');
    expect(shorten('e\u0301'.repeat(30), 4)).toBe(`${'e\u0301'.repeat(3)}…`);
  });
});
