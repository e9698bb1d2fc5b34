import { describe, expect, it } from 'vitest';
import { fit, hold, NEAREST, pan, pinch, reveal, toScreen, wheelFactor, zoom } from './view';

const size = { width: 800, height: 600 };
const points = [
  { x: -500, y: -300 },
  { x: 700, y: 200 },
];

describe('what is seen of the drawing', () => {
  it('holds everybody when it fits, and comes not too near to a few (C99)', () => {
    const view = fit(points, size);
    for (const point of points) {
      const { x, y } = toScreen(view, point);
      expect(x >= 0 && x <= 800 && y >= 0 && y <= 600).toBe(true);
    }
    expect(fit([{ x: 0, y: 0 }], size)).toEqual({ scale: 1.4, x: 400, y: 300 });
    expect(fit([], { width: 0, height: 0 }).scale).toBeGreaterThan(0);
  });

  it('keeps what is under the pointer where it is, between two bounds (C99)', () => {
    const view = fit(points, size);
    const at = { x: 200, y: 100 };
    const under = { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
    const near = zoom(view, 2, at, 0.3);
    expect(toScreen(near, under).x).toBeCloseTo(200);
    expect(toScreen(near, under).y).toBeCloseTo(100);
    expect(zoom(view, 1_000, at, 0.3).scale).toBe(NEAREST);
    expect(zoom(view, 0.001, at, 0.3).scale).toBe(0.3);
  });

  it('follows two fingers (C99)', () => {
    const view = { scale: 1, x: 0, y: 0 };
    const next = pinch(view, [{ x: 100, y: 100 }, { x: 200, y: 100 }], [{ x: 100, y: 100 }, { x: 300, y: 100 }], 0.3);
    expect(next.scale).toBe(2);
    expect(toScreen(next, { x: 100, y: 100 }).x).toBeCloseTo(100);
    expect(toScreen(next, { x: 200, y: 100 }).x).toBeCloseTo(300);
  });

  it('brings a point into sight, and cannot be lost out of it (C99)', () => {
    const view = { scale: 1, x: 0, y: 0 };
    const { x, y } = toScreen(reveal(view, { x: 2_000, y: -50 }, size), { x: 2_000, y: -50 });
    expect(x < 800 && y > 0).toBe(true);
    expect(reveal(view, { x: 400, y: 300 }, size)).toEqual(view);
    const lost = hold(pan(view, 9_000, -9_000), points, size);
    expect(toScreen(lost, { x: -500, y: 0 }).x).toBeLessThanOrEqual(600);
    expect(toScreen(lost, { x: 0, y: 200 }).y).toBeGreaterThanOrEqual(150);
  });

  it('zooms by wheel and trackpad within reason (C99)', () => {
    const turn = (deltaY: number, over = {}) => wheelFactor({ deltaY, deltaMode: 0, ctrlKey: false, ...over });
    expect(turn(-100)).toBeGreaterThan(1);
    expect(turn(100)).toBeLessThan(1);
    expect(turn(3, { deltaMode: 1 })).toBeCloseTo(turn(48));
    expect(turn(-10, { ctrlKey: true })).toBeGreaterThan(turn(-10));
    expect(turn(-100_000)).toBeLessThan(3);
  });
});
