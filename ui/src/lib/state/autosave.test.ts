import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AT_MOST, Draft, flushAll, PAUSE, type Written } from './autosave.svelte';
import { saving } from './saving.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  // What a test left open is answered, so that no draft waits into the next one.
  for (let round = 0; round < 5; round += 1) {
    asked.splice(0).forEach(({ text, answer }) => answer({ text, version: 'end' }));
    await vi.advanceTimersByTimeAsync(PAUSE);
  }
  vi.useRealTimers();
});

const start: Written = { text: 'one three', version: 'v1' };

interface Asked {
  text: string;
  version: string;
  answer: (written: Written) => void;
  refuse: () => void;
}
const asked: Asked[] = [];

/** A program that keeps the text of each save and answers when told. */
function program() {
  const saves: Asked[] = [];
  const save = (text: string, version: string) =>
    new Promise<Written>((answer, reject) => {
      const one = { text, version, answer, refuse: () => reject(new Error('full')) };
      saves.push(one);
      asked.push(one);
    });
  return { saves, save };
}

describe('a draft', () => {
  it('saves once the typing pauses, and says Saved', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE / 2);
    draft.type('one two three');
    await vi.advanceTimersByTimeAsync(PAUSE - 1);
    expect(saves).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(saves).toMatchObject([{ text: 'one two three', version: 'v1' }]);
    saves[0]?.answer({ text: 'one two three', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.status, saving.status, draft.dirty]).toEqual(['saved', 'saved', false]);
  });

  it('saves within 400 ms of the last keystroke', () => expect(PAUSE).toBeLessThanOrEqual(400));

  it('saves while somebody types on and on, so that no letter waits for long', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    for (let typed = 'one'; typed.length < 3 + AT_MOST / 100; typed += '.') {
      draft.type(typed);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(saves).toHaveLength(1);
    expect(AT_MOST).toBeLessThan(1000);
    // The next wait begins anew.
    saves[0]?.answer({ text: saves[0].text, version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    draft.type('one more');
    await vi.advanceTimersByTimeAsync(PAUSE - 1);
    expect(saves).toHaveLength(1);
  });

  it('saves what was typed during a save, on top of the new version', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two three');
    await vi.advanceTimersByTimeAsync(PAUSE);
    draft.type('one two three four');
    saves[0]?.answer({ text: 'one two three', version: 'v2' });
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(saves[1]).toMatchObject({ text: 'one two three four', version: 'v2' });
    expect(draft.text).toBe('one two three four');
  });

  it('takes the merged text in without losing what is being typed', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two three');
    await vi.advanceTimersByTimeAsync(PAUSE);
    draft.type('one two three!');
    saves[0]?.answer({ text: 'zero one two three', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.text).toBe('zero one two three!');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(saves[1]).toMatchObject({ text: 'zero one two three!', version: 'v2' });
  });

  it('leaves a text that is being typed alone when another device writes, and then merges', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two three');
    draft.receive({ text: 'one three four', version: 'remote' });
    expect(draft.text).toBe('one two three');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(saves[0]?.version, 'the version that was typed upon').toBe('v1');
    saves[0]?.answer({ text: 'one two three four', version: 'v3' });
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.text).toBe('one two three four');
  });

  it('shows what another device wrote when nothing is being typed', () => {
    const draft = new Draft(start, program().save);
    draft.receive({ text: 'one three four', version: 'remote' });
    expect([draft.text, draft.dirty]).toEqual(['one three four', false]);
  });

  it('does not go back to an older version that arrives late', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two three');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.answer({ text: 'one two three', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    draft.receive(start);
    expect(draft.text).toBe('one two three');
  });

  it('keeps spaces at the end while somebody writes on', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one ');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.answer({ text: 'one', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.text, draft.dirty]).toEqual(['one ', false]);
  });

  it('keeps the words when saving fails, says so, and tries again', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.refuse();
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.text, draft.status, draft.error?.message, saving.status]).toEqual(['one two', 'failed', 'full', 'failed']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(saves).toHaveLength(2);
    saves[1]?.answer({ text: 'one two', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.status, saving.status]).toEqual(['saved', 'saved']);
  });

  it('saves at once when everything must be saved', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('now');
    const all = flushAll();
    expect(saves).toMatchObject([{ text: 'now' }]);
    saves[0]?.answer({ text: 'now', version: 'v2' });
    await all;
    expect(draft.dirty).toBe(false);
  });
});
