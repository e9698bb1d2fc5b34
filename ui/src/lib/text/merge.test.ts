import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spliceBetween } from './diff';
import { moveCaret, rebase } from './merge';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '😀', '👩‍💻', '語') , maxLength: 12 });

describe('rebase', () => {
  it('puts both insertions in', () => {
    expect(rebase('one three', 'one two three', 'one three four')).toBe('one two three four');
    expect(rebase('one three', 'one three!', 'zero one three')).toBe('zero one three!');
  });

  it('keeps what was typed where another device wrote over the same words', () => {
    expect(rebase('salary', 'salary: low', 'pay')).toContain('low');
  });

  it('leaves words in their place between two that another device wrote', () => {
    expect(rebase('one two three', 'one two, 2, three', 'ZERO one two three FOUR')).toBe('ZERO one two, 2, three FOUR');
    expect(rebase('one two three', 'one three', 'ZERO one two three FOUR')).toBe('ZERO one three FOUR');
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
    expect(moveCaret(4, 'one two three', 'zero one two three four')).toBe(9);
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
