import { ApiError, backend } from '$lib/ipc';
import { moveCaret, rebase } from '$lib/text/merge';
import { onDestroy, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { saving } from './saving.svelte';

/** How long a pause in typing is before it is saved, in milliseconds. */
export const PAUSE = 350;
/** How long a letter waits at most while the typing goes on without a pause, in milliseconds: a power cut may cost a second. */
export const AT_MOST = 600;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 30_000;

/** A text and the version of its document that it was read at. */
export interface Written {
  text: string;
  version: string;
}

export type SaveStatus = 'idle' | 'writing' | 'saving' | 'saved' | 'failed';

/** Saves `text`, which was written on top of `version`; resolves to what the document holds then, other devices' words included. */
export type Save = (text: string, version: string) => Promise<Written>;

/**
 * One text being written: saved in pauses, and kept in step with what other devices write.
 *
 * What the user types is never replaced by something older. While it is not saved yet, newer versions from elsewhere wait;
 * the save says which version it was written on, the program merges, and the merged text takes the field with the caret in place.
 */
export class Draft {
  /** What the field shows. */
  text = $state('');
  status = $state<SaveStatus>('idle');
  error = $state.raw<ApiError | undefined>(undefined);

  #save: Save;
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

  constructor(start: Written, save: Save) {
    this.#base = start;
    this.#settled = start.text;
    this.text = start.text;
    this.#save = save;
    drafts.add(this);
  }

  /** Whether the field holds something that is not saved. */
  get dirty(): boolean {
    return this.text !== this.#settled;
  }

  /** Takes what the field holds after a keystroke. */
  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.#say('writing');
    this.#waiting ??= Date.now();
    this.#later(Math.max(0, Math.min(PAUSE, this.#waiting + AT_MOST - Date.now())));
  }

  /** Takes what was read from the document; a text being written stays. */
  receive(next: Written): void {
    if (this.dirty || this.#running) return;
    if (next.version === this.#base.version || this.#older.has(next.version)) return;
    const kept = next.text === this.#base.text;
    this.#moveTo(next);
    if (kept) return;
    this.text = next.text;
    this.#settled = next.text;
  }

  /** Saves what is not saved yet and resolves when it is, or when it failed. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    await this.#running;
  }

  /** Saves what is left and stops. */
  async end(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    drafts.delete(this);
  }

  #later(pause: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }

  #say(status: SaveStatus, error?: ApiError): void {
    this.status = status;
    this.error = error;
    saving.report(status, error);
  }

  #moveTo(next: Written): void {
    this.#older.add(this.#base.version);
    this.#older.delete(next.version);
    this.#base = next;
  }

  async #run(): Promise<void> {
    while (this.dirty) {
      const sent = this.text;
      this.#say('saving');
      try {
        const got = await this.#save(sent, this.#base.version);
        this.#moveTo(got);
        this.#adopt(sent, got.text);
        this.#retry = FIRST_RETRY;
        this.#say(this.dirty ? 'writing' : 'saved');
      } catch (cause) {
        this.#say('failed', ApiError.from(cause));
        this.#later(this.#retry);
        this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
        return;
      }
      // Typed on during the save: the next pause saves that.
      if (this.#timer !== undefined) return;
    }
  }

  #adopt(sent: string, got: string): void {
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

const drafts = new Set<Draft>();

/** Saves every text that is not saved yet. */
export async function flushAll(): Promise<void> {
  await Promise.all([...drafts].map((draft) => draft.flush()));
}

/** Saves everything whenever the page may be about to go: hidden, closed, or left for another window. */
export function saveWhenLeaving(): () => void {
  const leave = () => void flushAll();
  void backend().beforeClosing?.(flushAll);
  const hide = () => document.visibilityState === 'hidden' && leave();
  document.addEventListener('visibilitychange', hide);
  window.addEventListener('pagehide', leave);
  window.addEventListener('beforeunload', leave);
  window.addEventListener('blur', leave);
  return () => {
    document.removeEventListener('visibilitychange', hide);
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('beforeunload', leave);
    window.removeEventListener('blur', leave);
  };
}

/**
 * Makes a draft while a component is made, follows `read` as the document changes, and saves what is left when it goes.
 * One component stands for one document: put it in `{#key id}` where the id can change.
 */
export function draft(read: () => Written, save: Save): Draft {
  const made = new Draft(untrack(read), save);
  $effect(() => {
    const next = read();
    untrack(() => made.receive(next));
  });
  onDestroy(() => void made.end());
  return made;
}

/**
 * Ties a field to a draft: `<textarea {@attach writing(draft)}></textarea>`. Words from another device appear around the
 * caret without moving it, and never while an input method composes a character.
 */
export function writing(draft: Draft): Attachment<HTMLInputElement | HTMLTextAreaElement> {
  return (field) => {
    /** What the field held when it and the draft last agreed. */
    let agreed = untrack(() => draft.text);
    let composing = $state(false);
    field.value = agreed;

    const typed = () => {
      draft.type(rebase(agreed, field.value, draft.text));
      agreed = field.value;
    };
    const left = () => void draft.flush();
    const compose = () => (composing = true);
    const composed = () => (composing = false);

    $effect(() => {
      const text = draft.text;
      if (composing || text === field.value) {
        agreed = field.value;
        return;
      }
      const before = field.value;
      const { selectionStart, selectionEnd, selectionDirection } = field;
      field.value = text;
      agreed = text;
      if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
      field.setSelectionRange(
        moveCaret(selectionStart, before, text),
        moveCaret(selectionEnd, before, text),
        selectionDirection ?? undefined,
      );
    });

    field.addEventListener('input', typed);
    field.addEventListener('blur', left);
    field.addEventListener('compositionstart', compose);
    field.addEventListener('compositionend', composed);
    return () => {
      field.removeEventListener('input', typed);
      field.removeEventListener('blur', left);
      field.removeEventListener('compositionstart', compose);
      field.removeEventListener('compositionend', composed);
    };
  };
}
