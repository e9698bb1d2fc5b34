import { describe, expect, it } from 'vitest';
import { fitting, lasting, lengthOf, moved, withQuestion } from './fit';

describe('what fits into a talk', () => {
  it('counts whole questions only', () => {
    expect(fitting(20)).toBe(6);
    expect(fitting(2)).toBe(0);
    expect(lasting(6)).toBe(18);
  });

  it('tells an offered length from one of their own', () => {
    expect(lengthOf(20, 'in_person')).toBe('20');
    expect(lengthOf(25, 'in_person')).toBe('own');
    expect(lengthOf(60, 'lunch')).toBe('lunch');
    expect(lengthOf(60, 'phone')).toBe('own');
    expect(lengthOf(null, 'phone')).toBeUndefined();
  });
});

describe('the plan', () => {
  const pinned = new Set(['p1', 'p2']);

  it('keeps pinned questions in front and takes none twice', () => {
    expect(withQuestion(['p1', 'a'], 'p2', pinned)).toEqual(['p1', 'p2', 'a']);
    expect(withQuestion(['p1', 'a'], 'b', pinned)).toEqual(['p1', 'a', 'b']);
    expect(withQuestion(['p1'], 'p2', pinned)).toEqual(['p1', 'p2']);
    expect(withQuestion(['a'], 'a', pinned)).toEqual(['a']);
  });

  it('moves a question and stops at the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 1, 9)).toEqual(['a', 'c', 'b']);
  });
});
