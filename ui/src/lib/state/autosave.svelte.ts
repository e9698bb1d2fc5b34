import { backend } from '$lib/ipc';
import { grewBefore } from '$lib/still';
import { moveCaret, rebase } from '$lib/text/merge';
import { onDestroy, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { closing } from './closing.svelte';
import type { Draft, DraftOptions, Save, Written } from './draft.svelte';
import { drafts, type About } from './drafts.svelte';
import { followOthers, keepHistory } from './ownwords';

export type { Draft, Save, Written } from './draft.svelte';

/** Saves every text that is not saved yet. */
export const flushAll = (): Promise<void> => drafts.flush();

/** Saves everything whenever the page may be about to go: hidden, closed, or left for another window. */
export function saveWhenLeaving(): () => void {
  const leave = () => void flushAll();
  const hide = () => document.visibilityState === 'hidden' && leave();
  const unload = (event: BeforeUnloadEvent) => {
    leave();
    // A browser asks by itself whether to go; the window has its own sheet.
    if (!backend().closing && drafts.unsaved.length > 0) event.preventDefault();
  };
  const stop = closing.start();
  document.addEventListener('visibilitychange', hide);
  window.addEventListener('pagehide', leave);
  window.addEventListener('beforeunload', unload);
  window.addEventListener('blur', leave);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', hide);
    window.removeEventListener('pagehide', leave);
    window.removeEventListener('beforeunload', unload);
    window.removeEventListener('blur', leave);
  };
}

/**
 * Opens the draft of a text while a component is made, follows `read` as the document changes, and saves what is left when
 * the component goes. One component stands for one document: put it in `{#key id}` where the id can change.
 *
 * `save` may be called after the component has gone, when its properties speak of another document: it takes all that it
 * needs to know from what was read when the component was made.
 */
export function draft(about: About, read: () => Written, save: Save, options?: DraftOptions): Draft {
  const made = untrack(() => drafts.open(about, read(), save, options));
  $effect(() => {
    const next = read();
    untrack(() => made.receive(next));
  });
  onDestroy(() => void drafts.release(made));
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
    draft.label = (field.ariaLabel ?? field.labels?.[0]?.textContent ?? '').trim();
    const forget = keepHistory(field, untrack(() => drafts.historyOf(draft)));

    const typed = () => {
      draft.type(rebase(agreed, field.value, draft.text));
      agreed = field.value;
    };
    // An effect may move the focus; it must not follow what is read here.
    const left = () => void untrack(() => draft.flush());
    const pressed = (event: Event) => {
      const isEnter = event instanceof KeyboardEvent && event.key === 'Enter' && !event.isComposing;
      if (isEnter && draft.commit === 'leave') void draft.retry();
    };
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
      followOthers(field);
      if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
      const start = moveCaret(selectionStart, before, text);
      if (start !== selectionStart) grewBefore(field);
      field.setSelectionRange(start, moveCaret(selectionEnd, before, text), selectionDirection ?? undefined);
    });

    field.addEventListener('input', typed);
    field.addEventListener('blur', left);
    field.addEventListener('keydown', pressed);
    field.addEventListener('compositionstart', compose);
    field.addEventListener('compositionend', composed);
    return () => {
      forget();
      field.removeEventListener('input', typed);
      field.removeEventListener('blur', left);
      field.removeEventListener('keydown', pressed);
      field.removeEventListener('compositionstart', compose);
      field.removeEventListener('compositionend', composed);
    };
  };
}
