import { ApiError, useBackend, type Backend } from '$lib/ipc';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closing, SAY_AFTER } from './closing.svelte';
import { LAST_RETRY } from './draft.svelte';
import { drafts } from './drafts.svelte';
import { saving } from './saving.svelte';

let said: string[] = [];
let ask: () => void = () => undefined;
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  const note = (word: string) => async () => void said.push(word);
  useBackend({
    call: () => Promise.reject(new Error('no commands')),
    listen: async () => () => undefined,
    closing: {
      asked: async (heard) => {
        ask = heard;
        return () => undefined;
      },
      ready: note('ready'),
      hold: note('hold'),
      stay: note('stay'),
    },
  } satisfies Backend);
  stop = closing.start();
});
afterEach(async () => {
  stop();
  drafts.unsaved.forEach((draft) => drafts.discard(draft));
  closing.held = false;
  await vi.advanceTimersByTimeAsync(LAST_RETRY);
  vi.useRealTimers();
});

let fails = true;
let takes = 0;
const save = async (text: string) => {
  await new Promise((done) => setTimeout(done, takes));
  if (fails) throw new ApiError('storage', 'The disk is full.');
  return { text, version: text };
};
const written = (text: string) => {
  const draft = drafts.open({ document: text, field: 'text' }, { text: '', version: '' }, save);
  draft.type(text);
  return draft;
};
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
};

describe('the closing of the window', () => {
  it('takes no longer than the last save, where saving is quick', async () => {
    [fails, takes] = [false, 50];
    written('quick words');
    ask();
    await pass(SAY_AFTER);
    expect([said, closing.held]).toEqual([['ready'], false]);
  });

  it('waits while saving fails, tries again, and goes once all is saved', async () => {
    [fails, takes] = [true, 0];
    written('kept words');
    ask();
    await pass(SAY_AFTER);
    expect([said, closing.held]).toEqual([['hold'], true]);
    await pass(10 * LAST_RETRY);
    expect(said).toEqual(['hold']);
    fails = false;
    await pass(LAST_RETRY);
    expect([said, closing.held]).toEqual([['hold', 'ready'], false]);
  });

  it('waits for a save that takes long, and for a choice that is under way', async () => {
    [fails, takes] = [false, 4 * SAY_AFTER];
    written('slow words');
    ask();
    await pass(2 * SAY_AFTER);
    expect(said).toEqual(['hold']);
    await pass(4 * SAY_AFTER);
    expect(said).toEqual(['hold', 'ready']);
    let done: () => void = () => undefined;
    void saving.during(new Promise<void>((resolve) => (done = resolve)));
    ask();
    await pass(SAY_AFTER);
    expect(said.at(-1)).toBe('hold');
    done();
    await pass(0);
    expect(said.at(-1)).toBe('ready');
  });

  it('is given up when the user would rather stay, and asked anew the next time', async () => {
    [fails, takes] = [true, 0];
    written('words to copy');
    ask();
    await pass(SAY_AFTER);
    await closing.stay();
    expect([said, closing.held]).toEqual([['hold', 'stay'], false]);
    fails = false;
    await pass(2 * LAST_RETRY);
    expect(said, 'nobody asks any more').toEqual(['hold', 'stay']);
    ask();
    await pass(SAY_AFTER);
    expect(said).toEqual(['hold', 'stay', 'ready']);
  });

  it('loses what is not saved only when the user says so', async () => {
    [fails, takes] = [true, 0];
    written('words to let go');
    ask();
    await pass(SAY_AFTER);
    await closing.go();
    expect(said).toEqual(['hold', 'ready']);
  });
});
