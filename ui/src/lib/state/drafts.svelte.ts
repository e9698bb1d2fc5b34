import type { Id } from '$lib/ipc';
import { History } from '$lib/text/history';
import { Draft, type DraftOptions, type Save, type Written } from './draft.svelte';

/** Which text a draft is of. */
export interface About {
  /** The document; one that comes into being with its first word has its id before. */
  document: Id;
  field: string;
  /** Where a new document belongs, so that its words are found again by whoever opens the same empty field. */
  place?: string;
}

/** How many texts keep the history of one's own edits after their fields have gone. */
const HISTORIES = 50;

interface Entry {
  about: About;
  draft: Draft;
  /** How many fields show it. */
  fields: number;
}

/**
 * Every text that is being written. A draft whose field goes stays here until it is saved: it goes on trying, the screen
 * goes on saying so, and the field takes it up again when it opens.
 */
class Drafts {
  /** Never changed in place, so that what is derived from it follows. */
  #entries = $state.raw<ReadonlyMap<string, Entry>>(new Map());
  #keys = new WeakMap<Draft, string>();
  #histories = new Map<string, History>();
  /** Is told whenever something typed has been saved. */
  onsaved: () => void = () => undefined;

  /** The drafts of which something is not saved, without mere mistakes in a number. */
  readonly unsaved = $derived(this.#all().filter((draft) => draft.state !== 'clean' && !draft.isMistake));
  /** The drafts whose last save did not work, those under way again among them. */
  readonly troubled = $derived(this.unsaved.filter((draft) => draft.error !== undefined));
  readonly saving = $derived(this.unsaved.some((draft) => draft.state === 'saving'));

  /** Returns the draft of a text for one more field: the one that waits to be saved, or a new one. */
  open(about: About, start: Written, save: Save, options?: DraftOptions): Draft {
    const key = keyOf(about);
    const there = this.#entries.get(key);
    if (there) {
      there.fields += 1;
      there.draft.adopt(save, options);
      if (there.draft.error) void there.draft.retry();
      return there.draft;
    }
    const draft = new Draft(start, save, options);
    draft.onclean = (saved) => {
      if (saved) this.onsaved();
      this.#drop(key);
    };
    this.#put(key, { about, draft, fields: 1 });
    this.#keys.set(draft, key);
    return draft;
  }

  /** Saves a draft whose field has gone. It stays until that works; a mere mistake goes with its field. */
  async release(draft: Draft): Promise<void> {
    const key = this.#keyOf(draft);
    const entry = this.#entries.get(key);
    if (entry?.draft !== draft) return;
    entry.fields -= 1;
    await draft.flush();
    if (entry.fields === 0 && draft.isMistake) draft.discard();
    this.#drop(key);
  }

  /** Saves every text that is not saved yet; resolves when all are, or have failed. */
  async flush(): Promise<void> {
    await Promise.all(this.#all().map((draft) => draft.flush()));
  }

  /** Saves every text that is not saved yet, also what was refused before. */
  async retry(): Promise<void> {
    await Promise.all(this.#all().map((draft) => draft.retry()));
  }

  /** Returns every text that is not saved, under what its field is called. */
  words(): string {
    return this.unsaved.map(({ label, text }) => (label === '' ? text : `${label}\n${text}`)).join('\n\n');
  }

  /** Gives up what is not saved of a draft; the returned function puts it back. */
  discard(draft: Draft): () => void {
    const key = this.#keyOf(draft);
    const entry = this.#entries.get(key);
    const given = draft.discard();
    return () => {
      if (entry && !this.#entries.has(key)) this.#put(key, entry);
      draft.type(given);
    };
  }

  /** Returns the id of a new document whose first words wait to be saved in that place, the latest if there are several. */
  waitingAt(place: string): Id | undefined {
    const waiting = [...this.#entries.values()].filter(({ about, draft }) => about.place === place && draft.state !== 'clean');
    return waiting.at(-1)?.about.document;
  }

  /** Returns the history of one's own edits of a text, which outlives its field. */
  historyOf(draft: Draft): History {
    const key = this.#keyOf(draft);
    const history = this.#histories.get(key) ?? new History(draft.text);
    this.#histories.delete(key);
    this.#histories.set(key, history);
    const oldest = this.#histories.keys().next();
    if (this.#histories.size > HISTORIES && !oldest.done) this.#histories.delete(oldest.value);
    return history;
  }

  #keyOf(draft: Draft): string {
    const key = this.#keys.get(draft);
    if (key === undefined) throw new Error('This draft was not opened here.');
    return key;
  }

  #all(): Draft[] {
    return [...this.#entries.values()].map(({ draft }) => draft);
  }

  #put(key: string, entry: Entry): void {
    this.#entries = new Map([...this.#entries, [key, entry]]);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.fields > 0 || entry.draft.state !== 'clean') return;
    entry.draft.end();
    this.#entries = new Map([...this.#entries].filter(([other]) => other !== key));
  }
}

const keyOf = ({ document, field }: About): string => `${document} ${field}`;

export const drafts = new Drafts();
