import { ApiError } from '$lib/ipc';
import { drafts } from './drafts.svelte';

export type SaveStatus = 'idle' | 'writing' | 'saving' | 'saved' | 'failed';

/**
 * How saving stands on the screen as a whole, derived from every draft and every act: what the one soft "Saved" says. It is
 * said when all is saved, and never while anything is not.
 */
class Saving {
  /** Why the last choice, tick or other act was not saved. Nothing tries it again: it is the user's to repeat. */
  problem = $state.raw<ApiError | undefined>(undefined);
  /** How many acts are being saved. */
  acts = $state(0);
  /** How many screens and sheets say "Saved" themselves, in a place of their own. */
  marks = $state(0);
  /** Whether anything was saved since the screen opened. */
  #saved = $state(false);

  constructor() {
    drafts.onsaved = () => (this.#saved = true);
  }

  get status(): SaveStatus {
    if (drafts.troubled.length > 0 || this.problem) return 'failed';
    if (this.acts > 0 || drafts.saving) return 'saving';
    if (drafts.unsaved.length > 0) return 'writing';
    return this.#saved ? 'saved' : 'idle';
  }

  /** Runs a save that is not typing (a choice, a tick) and reports it. Resolves to undefined when it failed. */
  async during<T>(save: Promise<T>): Promise<T | undefined> {
    this.acts += 1;
    try {
      const done = await save;
      this.problem = undefined;
      this.#saved = true;
      return done;
    } catch (cause) {
      this.problem = ApiError.from(cause);
      return undefined;
    } finally {
      this.acts -= 1;
    }
  }

  /** Says no more about an act that was not saved. */
  forget(): void {
    this.problem = undefined;
  }

  /** Says nothing any more of what was done, for another screen. What is not saved is said there too. */
  reset(): void {
    this.#saved = false;
    this.problem = undefined;
  }
}

export const saving = new Saving();
