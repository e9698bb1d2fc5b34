import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveCaret, rebase, spliceBetween } from './merge';

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

describe('rebase', () => {
  it('puts both insertions in', () => {
    expect(rebase('one three', 'one two three', 'one three four')).toBe('one two three four');
    expect(rebase('one three', 'one three!', 'zero one three')).toBe('zero one three!');
  });

  it('keeps what was typed where another device wrote over the same words', () => {
    expect(rebase('salary', 'salary: low', 'pay')).toContain('low');
  });

  it('changes nothing when only one side wrote', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(rebase(from, to, from)).toBe(to);
        expect(rebase(from, from, to)).toBe(to);
      }),
    );
  });

  it('never loses what was typed', () => {
    fc.assert(
      fc.property(text, text, text, (from, to, onto) => {
        expect(rebase(from, to, onto)).toContain(spliceBetween(from, to).insert);
      }),
    );
  });
});

describe('moveCaret', () => {
  it('stays before what came after it and moves with what came before', () => {
    expect(moveCaret(3, 'one two', 'one two three')).toBe(3);
    expect(moveCaret(3, 'one two', 'zero one two')).toBe(8);
    expect(moveCaret(7, 'one two', 'one')).toBe(3);
  });

  it('is always inside the text', () => {
    fc.assert(
      fc.property(text, text, fc.nat(12), (from, to, at) => {
        const moved = moveCaret(Math.min(at, from.length), from, to);
        expect(moved >= 0 && moved <= to.length).toBe(true);
      }),
    );
  });
});
