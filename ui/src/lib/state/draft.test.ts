import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '$lib/ipc';
import { AT_MOST, Draft, FIRST_RETRY, LAST_RETRY, PAUSE, type Written } from './draft.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  // Settle what a test left open, so that no draft carries over into the next test.
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
  fail: (code?: string) => void;
}
const asked: Asked[] = [];

/** A program that keeps the text of each save and answers when told. */
function program() {
  const saves: Asked[] = [];
  const save = (text: string, version: string) =>
    new Promise<Written>((answer, reject) => {
      const one = { text, version, answer, fail: (code = 'storage') => reject(new ApiError(code, code)) };
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
    expect([draft.state, draft.dirty]).toEqual(['clean', false]);
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

  it('keeps the words when saving fails, says why, and tries again with longer and longer waits', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE);
    let wait = FIRST_RETRY;
    for (let tries = 1; tries < 8; tries += 1) {
      saves.at(-1)?.fail();
      await vi.advanceTimersByTimeAsync(0);
      expect([draft.text, draft.state, draft.error?.message]).toEqual(['one two', 'failed', 'storage']);
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(saves).toHaveLength(tries);
      await vi.advanceTimersByTimeAsync(1);
      expect(saves).toHaveLength(tries + 1);
      expect(draft.error, 'what is wrong is said while it is tried again').toBeDefined();
      wait = Math.min(wait * 2, LAST_RETRY);
    }
    saves.at(-1)?.answer({ text: 'one two', version: 'v2' });
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.state, draft.error]).toEqual(['clean', undefined]);
  });

  it('sends the words that were typed while it failed with the next try, and no sooner', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    draft.type('one two three');
    await vi.advanceTimersByTimeAsync(FIRST_RETRY - 1);
    expect(saves).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(saves[1]).toMatchObject({ text: 'one two three', version: 'v1' });
  });

  it('does not send again what was refused, until another text is typed or somebody asks for it', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('too long');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.fail('invalid');
    await vi.advanceTimersByTimeAsync(0);
    expect([draft.state, draft.error?.code, draft.text]).toEqual(['refused', 'invalid', 'too long']);
    await vi.advanceTimersByTimeAsync(10 * LAST_RETRY);
    await draft.flush();
    expect(saves).toHaveLength(1);
    draft.type('long');
    expect([draft.state, draft.error]).toEqual(['dirty', undefined]);
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[1]?.fail('missing');
    await vi.advanceTimersByTimeAsync(0);
    void draft.retry();
    expect(saves[2]).toMatchObject({ text: 'long' });
  });

  it('tries what was typed on while the text before it was refused', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('too long');
    await vi.advanceTimersByTimeAsync(PAUSE);
    draft.type('long');
    saves[0]?.fail('invalid');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(saves[1]).toMatchObject({ text: 'long' });
  });

  it('is clean again when what could not be saved is taken back', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    draft.type(start.text);
    expect([draft.state, draft.error]).toEqual(['clean', undefined]);
    await vi.advanceTimersByTimeAsync(LAST_RETRY);
    expect(saves).toHaveLength(1);
  });

  it('goes on with the version that was typed upon when its field opens again', async () => {
    const { saves, save } = program();
    const draft = new Draft(start, save);
    draft.type('one two');
    await vi.advanceTimersByTimeAsync(PAUSE);
    saves[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    const later = program();
    draft.adopt(later.save);
    draft.receive({ text: 'zero one three', version: 'remote' });
    expect(draft.text).toBe('one two');
    void draft.flush();
    expect(later.saves[0]).toMatchObject({ text: 'one two', version: 'v1' });
  });
});

describe('a draft that is saved when its field is left', () => {
  const check = (text: string) => (/^\d+$/.test(text) && Number(text) <= 480 ? undefined : 'Write a number up to 480.');

  it('saves no half-typed number, and none that is out of range', async () => {
    const { saves, save } = program();
    const draft = new Draft({ text: '20', version: '20' }, save, { commit: 'leave', check });
    for (const text of ['6', '60', '600']) draft.type(text);
    await vi.advanceTimersByTimeAsync(10 * AT_MOST);
    expect(saves).toHaveLength(0);
    await draft.flush();
    expect([saves.length, draft.state, draft.error?.message, draft.isMistake]).toEqual([0, 'refused', 'Write a number up to 480.', true]);
    await vi.advanceTimersByTimeAsync(10 * LAST_RETRY);
    expect(saves).toHaveLength(0);
    draft.type('60');
    expect(draft.error).toBeUndefined();
    void draft.flush();
    expect(saves).toMatchObject([{ text: '60' }]);
  });

  it('saves what was typed on during the save once the field is left again', async () => {
    const { saves, save } = program();
    const draft = new Draft({ text: '20', version: '20' }, save, { commit: 'leave', check });
    draft.type('30');
    void draft.flush();
    draft.type('35');
    const left = draft.flush();
    saves[0]?.answer({ text: '30', version: '30' });
    await vi.advanceTimersByTimeAsync(0);
    saves[1]?.answer({ text: '35', version: '35' });
    await left;
    expect([saves[1]?.text, draft.state]).toEqual(['35', 'clean']);
  });
});
