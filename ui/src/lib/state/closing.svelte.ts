import { backend } from '$lib/ipc';
import { drafts } from './drafts.svelte';
import { saving } from './saving.svelte';

/** How long the last save may take before the user is told that the window waits for it, in milliseconds. */
export const SAY_AFTER = 500;

/** Whether anything that the user did is not saved yet. */
const isUnsaved = (): boolean => drafts.unsaved.length > 0 || saving.acts > 0;

/** The closing of the window: it waits while anything is not saved, says so, and goes once all is saved or given up. */
class Closing {
  /** Whether the window waits to close. */
  held = $state(false);

  /** Takes part in the closing of the window until the returned function is called. */
  start(): () => void {
    let stopped = false;
    let stop: (() => void) | undefined;
    void backend()
      .closing?.asked(() => void this.#asked())
      .then((unlisten) => {
        if (stopped) unlisten();
        else stop = unlisten;
      });
    const unwatch = $effect.root(() => {
      $effect(() => {
        if (this.held && !isUnsaved()) void this.go();
      });
    });
    return () => {
      stopped = true;
      stop?.();
      unwatch();
    };
  }

  /** Lets the window go, with what is not saved if the user says so. */
  async go(): Promise<void> {
    this.held = false;
    await backend().closing?.ready();
  }

  /** Stays, as the user would rather not close now. */
  async stay(): Promise<void> {
    this.held = false;
    await backend().closing?.stay();
  }

  async #asked(): Promise<void> {
    const done = drafts.retry();
    // Nobody is asked about a save that takes no time.
    await Promise.race([done, new Promise((resume) => setTimeout(resume, SAY_AFTER))]);
    if (!isUnsaved()) {
      await this.go();
      return;
    }
    await backend().closing?.hold();
    this.held = true;
  }
}

export const closing = new Closing();
