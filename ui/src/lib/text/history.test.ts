import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, JOIN_WITHIN } from './history';

/** Types text by text into a history, each step apart from the one before. */
function typed(start: string, ...texts: string[]): History {
  const history = new History(start);
  texts.forEach((text, index) => history.edit(text, index * JOIN_WITHIN));
  return history;
}

describe('the history of a text', () => {
  it('takes back what was typed last, and does it again', () => {
    const history = typed('', 'one', 'one two');
    expect(history.undo()).toEqual({ text: 'one', caret: 3 });
    expect(history.undo()?.text).toBe('');
    expect(history.undo()).toBeUndefined();
    expect(history.redo()?.text).toBe('one');
    expect(history.redo()).toEqual({ text: 'one two', caret: 7 });
    expect(history.redo()).toBeUndefined();
  });

  it('joins letters that are typed in one go, with the slips put right on the way', () => {
    const history = new History('a ');
    ['a b', 'a bs', 'a b', 'a be', 'a bee'].forEach((text, index) => history.edit(text, index * 100));
    expect(history.undo()?.text).toBe('a ');
    expect(history.redo()?.text).toBe('a bee');
  });

  it('joins what Backspace takes away to the left and Delete to the right', () => {
    const history = new History('one two three');
    ['one two thre', 'one two thr', 'one two th'].forEach((text, index) => history.edit(text, index * 100));
    expect(history.undo()?.text).toBe('one two three');
    const right = new History('one two three');
    ['ne two three', 'e two three', ' two three'].forEach((text, index) => right.edit(text, index * 100));
    expect(right.undo()?.text).toBe('one two three');
  });

  it('begins a step after a pause, in another place and on a new line', () => {
    const paused = new History('');
    paused.edit('a', 0);
    paused.edit('ab', JOIN_WITHIN);
    expect(paused.undo()?.text).toBe('a');
    const elsewhere = new History('one two');
    elsewhere.edit('one two!', 0);
    elsewhere.edit('-one two!', 1);
    expect(elsewhere.undo()?.text).toBe('one two!');
    const line = new History('');
    line.edit('a', 0);
    line.edit('a\n', 1);
    line.edit('a\nb', 2);
    expect(line.undo()?.text).toBe('a');
  });

  it('forgets what was taken back once something else is typed', () => {
    const history = typed('', 'one', 'one two');
    history.undo();
    history.edit('one three', 9_000);
    expect(history.redo()).toBeUndefined();
    expect(history.undo()?.text).toBe('one');
  });

  it('leaves what came from elsewhere, before, behind and inside one’s own words', () => {
    const history = typed('', 'one two');
    history.follow('ZERO one XX two END');
    expect(history.undo()?.text).toBe('ZERO XX  END');
    expect(history.redo()?.text).toBe('ZERO one XX two END');
  });

  it('brings back what was replaced unless somebody else wrote over it', () => {
    const history = typed('one two three', 'one 2 three');
    history.follow('zero one 2 three');
    expect(history.undo()?.text).toBe('zero one two three');
    const over = typed('one two three', 'one 2 three');
    over.follow('zero');
    expect(over.undo()?.text ?? 'zero').toBe('zero');
  });
});

/** What is there at first are digits, what the user types small letters, what others write capital letters. */
type Act = { by: 'me' | 'them'; at: number; length: number; insert: string } | { by: 'undo' | 'redo' };

const act: fc.Arbitrary<Act> = fc.oneof(
  ...(['me', 'them'] as const).map((by) =>
    fc.record({
      by: fc.constant(by),
      at: fc.nat(30),
      length: fc.nat(3),
      insert: fc.stringMatching(by === 'me' ? /^[a-z]{0,4}$/ : /^[A-Z]{0,4}$/),
    }),
  ),
  fc.record({ by: fc.constantFrom('undo' as const, 'redo' as const) }),
);

function play(acts: Act[]): { history: History } {
  const history = new History('0123456789');
  acts.forEach((one, index) => {
    if (!('at' in one)) history[one.by]();
    else {
      const at = Math.min(one.at, history.text.length);
      const cut = history.text.slice(at, at + one.length);
      const text = history.text.slice(0, at) + one.insert + history.text.slice(at + cut.length);
      if (one.by === 'me') history.edit(text, index * 300);
      else history.follow(text);
    }
  });
  return { history };
}

function undoAll(history: History): string {
  while (history.undo());
  return history.text;
}

describe('over any sequence of edits', () => {
  it('everything of one’s own can be taken back, and what others wrote stays', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { history } = play(acts);
        const before = history.text;
        const after = undoAll(history);
        expect(after).not.toMatch(/[a-z]/);
        for (const letter of before) if (/[A-Z]/.test(letter)) expect(after).toContain(letter);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what was taken back comes again as it was', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { history } = play(acts);
        while (history.redo());
        const before = history.text;
        undoAll(history);
        while (history.redo());
        expect(history.text).toBe(before);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what one removed oneself comes back wherever others only wrote something more', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const { history } = play(acts.map((one) => (one.by === 'them' ? { ...one, length: 0 } : one)));
        const after = undoAll(history);
        for (const digit of '0123456789') expect(after).toContain(digit);
      }),
      { numRuns: 1_000 },
    );
  });

  it('without others, undoing all leads back to the beginning', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        expect(undoAll(play(acts.filter(({ by }) => by !== 'them')).history)).toBe('0123456789');
      }),
      { numRuns: 1_000 },
    );
  });
});
