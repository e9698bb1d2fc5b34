/** How long a toast stays, in milliseconds; one that offers an act stays longer. */
const PLAIN = 4_000;
const WITH_ACT = 10_000;

export interface Toast {
  id: number;
  text: string;
  act?: { label: string; run: () => void | Promise<void> };
}

/** Short sentences about what was just done, one at a time. */
class Toasts {
  shown = $state.raw<Toast | undefined>(undefined);
  /** The open dialogs, the one on top last. */
  #over = $state.raw<string[]>([]);
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says something, in place of what was said before. */
  say(text: string, act?: Toast['act']): void {
    this.shown = act ? { id: ++this.#last, text, act } : { id: ++this.#last, text };
    this.resume();
  }

  /** The dialog that shows what is said: all behind it can be neither seen nor pressed. */
  get within(): string | undefined {
    return this.#over.at(-1);
  }

  /** Notes that a dialog has opened on top of the others; gives back how to note that it is closed. */
  over(dialog: string): () => void {
    this.#over = [...this.#over, dialog];
    return () => (this.#over = this.#over.filter((one) => one !== dialog));
  }

  /** Keeps the toast while the pointer or the focus is on it. */
  pause = (): void => clearTimeout(this.#timer);

  /** Lets time go on. */
  resume = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.dismiss, this.shown?.act ? WITH_ACT : PLAIN);
  };

  dismiss = (): void => {
    clearTimeout(this.#timer);
    this.shown = undefined;
  };
}

export const toasts = new Toasts();
