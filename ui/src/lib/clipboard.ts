import { t } from '$lib/i18n';
import { toasts } from '$lib/state/toasts.svelte';

/** Puts words on the clipboard and says so, or says what to do instead. */
export async function copyText(text: string, said = t.people.page.copied(text)): Promise<void> {
  toasts.say((await write(text)) ? said : t.people.page.copyFailed);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text);
  }
}

/** The older way, for web views that do not give the clipboard to a page. */
function writeBySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
