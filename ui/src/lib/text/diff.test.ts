import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceBetween, splicesBetween } from './diff';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀', '👩‍💻', '語') , maxLength: 12 });

describe('spliceBetween', () => {
  it('turns one text into the other, and never cuts a character in two', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const { start, end, insert } = spliceBetween(from, to);
        expect(from.slice(0, start) + insert + from.slice(end)).toBe(to);
        const lone = /\p{Surrogate}/u;
        expect([insert, from.slice(start, end)].some((cut) => lone.test(cut))).toBe(false);
      }),
    );
  });
});

describe('splicesBetween', () => {
  it('turns one text into the other, in order and without overlap', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const splices = splicesBetween(from, to);
        const made = [...splices].reverse().reduce((text, { start, end, insert }) => text.slice(0, start) + insert + text.slice(end), from);
        expect(made).toBe(to);
        splices.slice(1).forEach(({ start }, index) => expect(start).toBeGreaterThan(splices[index]?.end ?? 0));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves alone what stands between two changes', () => {
    expect(splicesBetween('one two three', 'ZERO one two three FOUR')).toEqual([
      { start: 0, end: 0, insert: 'ZERO ' },
      { start: 13, end: 13, insert: ' FOUR' },
    ]);
  });

  it('is quick with long texts that have nothing in common', () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word}${index}`).join(' ');
    const begun = performance.now();
    splicesBetween(long('a'), long('b'));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
