import { fold } from '$lib/text/fold';

/** Where they are kept: on this device only, and never in the notebook itself. */
const KEY = 'firsthand.recent-searches';
/** As many as are seen at a glance. */
const MOST = 8;

/** Searches that led somewhere, newest first. */
class Recent {
  all = $state.raw<readonly string[]>([]);

  /** Reads what is kept; another window may have added to it. */
  read(): void {
    this.all = kept();
  }

  /** Keeps a search in which a hit was opened. */
  add(words: string): void {
    const search = words.trim();
    if (search !== '') this.#keep([search, ...without(kept(), search)].slice(0, MOST));
  }

  remove(words: string): void {
    this.#keep(without(kept(), words));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(all: readonly string[]): void {
    this.all = all;
    try {
      if (all.length > 0) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
    } catch {
      // A window without such a place keeps them until it is closed.
    }
  }
}

export const recent = new Recent();

const without = (all: readonly string[], words: string) => all.filter((one) => fold(one) !== fold(words));

function kept(): readonly string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(read) ? read.filter((one) => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    return recent.all;
  }
}
