import { ApiError } from '$lib/ipc';
import { rebase } from '$lib/text/merge';

/** How long a pause in typing is before it is saved, in milliseconds. */
export const PAUSE = 350;
/** How long a letter waits at most while the typing goes on without a pause, in milliseconds: a power cut may cost a second. */
export const AT_MOST = 600;
/** How long after a failed save it is tried again, in milliseconds; the wait doubles with each failure. */
export const FIRST_RETRY = 1_000;
/** The longest wait between two tries, in milliseconds. */
export const LAST_RETRY = 16_000;

/** A text and the version of its document that it was read at. */
export interface Written {
  text: string;
  version: string;
}

/** Saves `text`, which was written on top of `version`; resolves to what the document holds then, other devices' words included. */
export type Save = (text: string, version: string) => Promise<Written>;

/**
 * How a draft stands:
 *
 * - `clean`: the document holds what the field shows.
 * - `dirty`: something was typed that no save has taken yet.
 * - `saving`: a save is under way.
 * - `failed`: the last save failed for a reason that may pass, as a full disk; it is tried again by itself.
 * - `refused`: the last save was refused for a reason that stays until the text or the document is another one.
 */
export type DraftState = 'clean' | 'dirty' | 'saving' | 'failed' | 'refused';

export interface DraftOptions {
  /** When it is saved: in pauses of the typing, or once the field is left or Enter is pressed, as for a number. */
  commit?: 'pause' | 'leave';
  /** Says what is wrong with a text before it is saved, for example with a number that is out of range. */
  check?: (text: string) => string | undefined;
  /** False for a value that carries no version of a document: what was read last counts, also if it has been there before. */
  versioned?: boolean;
}

/**
 * One text being written: saved in pauses, and kept in step with what other devices write.
 *
 * What the user types is never replaced by something older. While it is not saved yet, newer versions from elsewhere wait;
 * the save says which version it was written on, the program merges, and the merged text takes the field with the caret in place.
 */
export class Draft {
  /** What the field shows. */
  text = $state('');
  state = $state<DraftState>('clean');
  /** Why the last save did not work; stays until one does, or until another text is typed after a refusal. */
  error = $state.raw<ApiError | undefined>(undefined);
  /** What the field is called, for whoever reads its words without it. */
  label = '';
  /** Is told each time that everything typed has been saved or taken back again. */
  onclean: (saved: boolean) => void = () => undefined;

  readonly commit: NonNullable<DraftOptions['commit']>;
  readonly #versioned: boolean;
  #save: Save;
  #check: NonNullable<DraftOptions['check']>;
  /** What the document held when last heard of. */
  #base: Written;
  /** The field's text that stands for `#base`; differs from it in white space at most. */
  #settled: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first letter was typed that no save has taken yet. */
  #waiting: number | undefined;
  #running: Promise<void> | undefined;
  #retry = FIRST_RETRY;
  #older = new Set<string>();

  constructor(start: Written, save: Save, { commit = 'pause', check = () => undefined, versioned = true }: DraftOptions = {}) {
    this.#base = start;
    this.#settled = start.text;
    this.text = start.text;
    this.#save = save;
    this.#check = check;
    this.commit = commit;
    this.#versioned = versioned;
  }

  /** Whether the field holds something that is not saved. */
  get dirty(): boolean {
    return this.text !== this.#settled;
  }

  /** Whether it holds nothing but a value that its field does not take, as 600 where at most 480 will do: no words are lost with it. */
  get isMistake(): boolean {
    return this.dirty && this.#check(this.text) !== undefined;
  }

  /** Takes what the field holds after a keystroke. */
  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    if (this.state === 'refused') this.error = undefined;
    if (!this.dirty && !this.#running) {
      this.#stop();
      this.#becomeClean(false);
      return;
    }
    if (this.state === 'clean' || this.state === 'refused') this.state = 'dirty';
    // A store that fails is not asked at every pause: the retry that is due takes these letters along.
    if (this.commit === 'leave' || this.state === 'failed') return;
    this.#waiting ??= Date.now();
    this.#later(Math.max(0, Math.min(PAUSE, this.#waiting + AT_MOST - Date.now())));
  }

  /** Takes what was read from the document; a text being written stays. */
  receive(next: Written): void {
    if (this.state !== 'clean') return;
    if (this.#versioned && (next.version === this.#base.version || this.#older.has(next.version))) return;
    const kept = next.text === this.#base.text;
    this.#moveTo(next);
    if (kept) return;
    this.text = next.text;
    this.#settled = next.text;
  }

  /** Goes on for a field that has opened again: what was typed stays, on the version that it was typed on. */
  adopt(save: Save, { check = () => undefined }: DraftOptions = {}): void {
    this.#save = save;
    this.#check = check;
  }

  /** Saves what is not saved yet and resolves when it is, or when it failed. What was refused is not sent again as it is. */
  async flush(): Promise<void> {
    if (this.state === 'refused' && !this.#running) return;
    await this.retry();
  }

  /** Saves what is not saved yet, also what was refused. */
  async retry(): Promise<void> {
    this.#stop();
    if (this.#running) {
      await this.#running;
      if (this.state !== 'dirty') return;
    }
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    await this.#running;
  }

  /** Goes back to what the document holds, and returns what was given up. */
  discard(): string {
    const given = this.text;
    this.type(this.#settled);
    return given;
  }

  /** Stops all waiting. */
  end(): void {
    this.#stop();
  }

  #later(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }

  #becomeClean(saved: boolean): void {
    this.state = 'clean';
    this.error = undefined;
    this.#retry = FIRST_RETRY;
    this.onclean(saved);
  }

  #moveTo(next: Written): void {
    this.#older.add(this.#base.version);
    this.#older.delete(next.version);
    this.#base = next;
  }

  async #run(): Promise<void> {
    let saved = false;
    while (this.dirty) {
      const wrong = this.#check(this.text);
      if (wrong !== undefined) {
        this.#refuse(new ApiError('invalid', wrong));
        return;
      }
      const sent = this.text;
      this.state = 'saving';
      try {
        const got = await this.#save(sent, this.#base.version);
        this.#moveTo(got);
        this.#settle(sent, got.text);
        saved = true;
        this.error = undefined;
        this.#retry = FIRST_RETRY;
      } catch (cause) {
        this.#fail(sent, ApiError.from(cause));
        return;
      }
      // Typed on during the save: the next pause, or leaving the field, saves that.
      if (this.dirty && (this.#timer !== undefined || this.commit === 'leave')) {
        this.state = 'dirty';
        return;
      }
    }
    if (this.state !== 'clean') this.#becomeClean(saved);
  }

  #fail(sent: string, error: ApiError): void {
    if (error.isRefusal && this.text === sent) {
      this.#refuse(error);
      return;
    }
    // What was typed since a refusal may be taken: it has not been asked yet.
    this.state = error.isRefusal ? 'dirty' : 'failed';
    this.error = error;
    this.#later(error.isRefusal ? PAUSE : this.#retry);
    if (!error.isRefusal) this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }

  #refuse(error: ApiError): void {
    this.state = 'refused';
    this.error = error;
  }

  #settle(sent: string, got: string): void {
    const now = this.text;
    const onlySpace = got !== sent && got.trim() === sent.trim();
    if (onlySpace) {
      this.#settled = sent;
      return;
    }
    this.#settled = got;
    this.text = now === sent ? got : rebase(sent, now, got);
  }
}
