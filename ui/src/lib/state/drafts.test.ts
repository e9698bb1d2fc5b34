import { ApiError } from '$lib/ipc';
import { rebase } from '$lib/text/merge';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft, Written } from './draft.svelte';
import { LAST_RETRY, PAUSE } from './draft.svelte';
import { drafts } from './drafts.svelte';
import { saving } from './saving.svelte';

beforeEach(() => {
  vi.useFakeTimers();
  saving.reset();
});
afterEach(async () => {
  drafts.unsaved.forEach((draft) => drafts.discard(draft));
  await vi.advanceTimersByTimeAsync(LAST_RETRY);
  vi.useRealTimers();
});

/** One document of a program, with every version that it had; it can be made to fail and to refuse. */
class Store {
  mode: 'kept' | 'fails' | 'refuses' = 'kept';
  #versions = new Map([['0', '']]);
  now: Written = { text: '', version: '0' };

  save = async (text: string, version: string): Promise<Written> => {
    await Promise.resolve();
    if (this.mode === 'fails') throw new ApiError('storage', 'The disk is full.');
    if (this.mode === 'refuses') throw new ApiError('missing', 'This jot is not here any more.');
    return this.write(rebase(this.#versions.get(version) ?? '', text, this.now.text));
  };

  write(text: string): Written {
    this.now = { text, version: String(this.#versions.size) };
    this.#versions.set(this.now.version, text);
    return this.now;
  }
}

let made = 0;
const fresh = () => `document ${(made += 1)}`;
const open = (store: Store, document: string): Draft => drafts.open({ document, field: 'text' }, store.now, store.save);

describe('the drafts', () => {
  it('keep what could not be saved when its field goes, go on trying, and say so', async () => {
    const store = new Store();
    store.mode = 'fails';
    const draft = open(store, fresh());
    draft.type('one');
    await drafts.release(draft);
    expect([saving.status, drafts.words(), drafts.troubled.length]).toEqual(['failed', 'one', 1]);
    store.mode = 'kept';
    await vi.advanceTimersByTimeAsync(LAST_RETRY);
    expect([store.now.text, saving.status, drafts.unsaved.length]).toEqual(['one', 'saved', 0]);
  });

  it('give the words to the field that opens again, on the version that they were typed on', async () => {
    const store = new Store();
    store.write('one three');
    const document = fresh();
    const draft = open(store, document);
    store.mode = 'fails';
    draft.type('one two three');
    await drafts.release(draft);
    store.write('zero one three');
    const again = open(store, document);
    expect(again.text).toBe('one two three');
    store.mode = 'kept';
    await drafts.retry();
    expect([store.now.text, again.text]).toEqual(['zero one two three', 'zero one two three']);
    await drafts.release(again);
  });

  it('do not hide one failure behind the success of another field', async () => {
    const [bad, good] = [new Store(), new Store()];
    bad.mode = 'fails';
    const one = open(bad, fresh());
    const two = open(good, fresh());
    one.type('lost?');
    await vi.advanceTimersByTimeAsync(PAUSE);
    two.type('kept');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect([good.now.text, two.state, saving.status]).toEqual(['kept', 'clean', 'failed']);
    await saving.during(Promise.resolve());
    expect(saving.status).toBe('failed');
    bad.mode = 'kept';
    await vi.advanceTimersByTimeAsync(LAST_RETRY);
    expect(saving.status).toBe('saved');
    await Promise.all([drafts.release(one), drafts.release(two)]);
  });

  it('say nothing of a mistake in a number, and let it go with its field', async () => {
    const store = new Store();
    const document = fresh();
    const options = { commit: 'leave' as const, check: (text: string) => (text === '600' ? 'At most 480.' : undefined) };
    const draft = drafts.open({ document, field: 'minutes' }, store.now, store.save, options);
    draft.type('600');
    await draft.flush();
    expect([draft.error?.message, saving.status, drafts.unsaved.length]).toEqual(['At most 480.', 'idle', 0]);
    await drafts.release(draft);
    expect(drafts.open({ document, field: 'minutes' }, store.now, store.save).text).toBe('');
  });

  it('hold words that were refused until they are discarded, and give them back again', async () => {
    const store = new Store();
    store.mode = 'refuses';
    const draft = open(store, fresh());
    draft.type('words of a jot that is gone');
    await drafts.release(draft);
    await vi.advanceTimersByTimeAsync(10 * LAST_RETRY);
    expect(drafts.troubled).toEqual([draft]);
    const putBack = drafts.discard(draft);
    expect([drafts.unsaved.length, drafts.words()]).toEqual([0, '']);
    putBack();
    expect(drafts.words()).toBe('words of a jot that is gone');
  });

  it('find the words of a new document again where it would have come into being', async () => {
    const store = new Store();
    store.mode = 'fails';
    const document = fresh();
    const draft = drafts.open({ document, field: 'text', place: 'jot' }, store.now, store.save);
    draft.type('first words');
    await drafts.release(draft);
    expect([drafts.waitingAt('jot'), drafts.waitingAt('jot of a talk')]).toEqual([document, undefined]);
    store.mode = 'kept';
    await drafts.flush();
    expect(drafts.waitingAt('jot')).toBeUndefined();
  });

  it('are shared by two fields of one text', async () => {
    const store = new Store();
    const document = fresh();
    const [one, two] = [open(store, document), open(store, document)];
    expect(one).toBe(two);
    await drafts.release(one);
    two.type('still here');
    await vi.advanceTimersByTimeAsync(PAUSE);
    expect(store.now.text).toBe('still here');
    await drafts.release(two);
  });
});

type Act =
  | { do: 'type' | 'leave' | 'return' | 'hear'; on: number }
  | { do: 'mode'; on: number; mode: Store['mode'] }
  | { do: 'wait'; on: number; ms: number };

const on = fc.nat(1);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('type' as const, 'leave' as const, 'return' as const, 'hear' as const), on }),
  fc.record({ do: fc.constant('mode' as const), on, mode: fc.constantFrom('kept' as const, 'fails' as const, 'refuses' as const) }),
  fc.record({ do: fc.constant('wait' as const), on, ms: fc.nat(3_000) }),
);

it('lose no word over any sequence of typing, failing, leaving, returning and hearing from elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 40 }), async (acts) => {
      const places = [0, 1].map(() => ({ store: new Store(), document: fresh(), field: undefined as Draft | undefined, words: [] as string[] }));
      let word = 0;
      for (const one of acts) {
        const place = places[one.on];
        if (!place) continue;
        const { store, document } = place;
        if (one.do === 'type') {
          place.field ??= open(store, document);
          place.words.push(`[w${(word += 1)}]`);
          place.field.type(`${place.field.text} ${place.words.at(-1)}`);
        } else if (one.do === 'leave' && place.field) {
          void drafts.release(place.field);
          place.field = undefined;
        } else if (one.do === 'return') place.field ??= open(store, document);
        else if (one.do === 'hear') {
          place.words.push(`[o${(word += 1)}]`);
          const heard = store.write(`${place.words.at(-1)} ${store.now.text}`);
          place.field?.receive(heard);
        } else if (one.do === 'mode') store.mode = one.mode;
        else if (one.do === 'wait') await vi.advanceTimersByTimeAsync(one.ms);

        // What is said is true: all is saved only if every word is in its document.
        const missing = places.flatMap(({ store, words }) => words.filter((one) => !store.now.text.includes(one)));
        if (saving.status === 'saved' || saving.status === 'idle') expect(missing).toEqual([]);
        for (const lost of missing) expect(drafts.words()).toContain(lost);
      }
      places.forEach(({ store }) => (store.mode = 'kept'));
      const all = drafts.retry();
      await vi.advanceTimersByTimeAsync(2 * LAST_RETRY);
      await all;
      for (const { store, words, field } of places) {
        for (const one of words) expect(store.now.text).toContain(one);
        if (field) {
          expect(field.state).toBe('clean');
          void drafts.release(field);
        }
      }
      await vi.advanceTimersByTimeAsync(0);
      expect(drafts.unsaved).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
