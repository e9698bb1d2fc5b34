import { ApiError } from '$lib/ipc';
import { onDestroy, untrack } from 'svelte';
import { onChanged, touchesKinds } from './changes';

/** What a screen shows of the program's data, fetched again whenever it changes. */
export class Resource<T> {
  /** The newest data; stays while newer is under way. */
  data = $state.raw<T | undefined>(undefined);
  /** Why the newest try failed. */
  error = $state.raw<ApiError | undefined>(undefined);
  /** Whether a fetch is under way. */
  busy = $state(false);

  /** Whether there is nothing to show yet. */
  get loading(): boolean {
    return this.data === undefined && this.error === undefined;
  }

  #fetch: () => Promise<T>;
  #turn = 0;
  #again = false;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Fetches again; a call during a fetch is remembered and done once after it. */
  refetch = async (): Promise<void> => {
    if (this.busy) {
      this.#again = true;
      return;
    }
    await this.restart();
  };

  /** Fetches at once and forgets what is under way, for arguments that have changed. */
  restart = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.#again = false;
    this.busy = true;
    try {
      const data = await this.#fetch();
      if (turn !== this.#turn) return;
      this.data = data;
      this.error = undefined;
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.error = ApiError.from(cause);
    }
    this.busy = false;
    if (this.#again) await this.restart();
  };

  /** Shows data that a command has just returned, without waiting for a fetch. */
  put(data: T): void {
    this.#turn += 1;
    this.busy = false;
    this.data = data;
    this.error = undefined;
  }

  /** Stops; results under way are dropped. */
  stop(): void {
    this.#turn += 1;
  }
}

/**
 * Declares, while a component is made, what it shows: fetched now, when the arguments change, and after writes of these kinds.
 *
 * ```ts
 * const page = resource(() => ({ id }), (args) => call('person', args), ['person', 'organization']);
 * ```
 */
export function resource<A, T>(args: () => A, fetch: (args: A) => Promise<T>, kinds: readonly string[]): Resource<T> {
  let latest = untrack(args);
  const made = new Resource(() => fetch(latest));
  $effect(() => {
    latest = args();
    void untrack(made.restart);
  });
  const unlisten = onChanged((changes) => {
    if (touchesKinds(changes, kinds)) void made.refetch();
  });
  onDestroy(() => {
    unlisten();
    made.stop();
  });
  return made;
}
