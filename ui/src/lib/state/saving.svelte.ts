import { ApiError } from '$lib/ipc';
import type { SaveStatus } from './autosave.svelte';

/** How saving stands on the screen as a whole: what the one soft "Saved" says. */
class Saving {
  status = $state<SaveStatus>('idle');
  error = $state.raw<ApiError | undefined>(undefined);
  /** How many screens and sheets say it themselves, in a place of their own. */
  marks = $state(0);

  /** Takes how one text stands. */
  report(status: SaveStatus, error?: ApiError): void {
    this.status = status;
    this.error = error;
  }

  /** Runs a save that is not typing (a choice, a tick) and reports it. Resolves to undefined when it failed. */
  async during<T>(save: Promise<T>): Promise<T | undefined> {
    this.report('saving');
    try {
      const done = await save;
      this.report('saved');
      return done;
    } catch (cause) {
      this.report('failed', ApiError.from(cause));
      return undefined;
    }
  }

  /** Says nothing any more, for another screen. */
  reset(): void {
    if (this.status !== 'failed') this.report('idle');
  }
}

export const saving = new Saving();
