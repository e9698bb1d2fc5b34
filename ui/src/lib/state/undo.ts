import { ApiError, call, type Id } from '$lib/ipc';
import { t } from '$lib/i18n';
import { flushAll } from './autosave.svelte';
import { toasts } from './toasts.svelte';

/** Takes the last change back and says what it was. */
export async function undo(): Promise<void> {
  await turn('undo');
}

/** Brings the change that was taken back again. */
export async function redo(): Promise<void> {
  await turn('redo');
}

async function turn(way: 'undo' | 'redo'): Promise<void> {
  await flushAll();
  try {
    const { label } = await call(way, {});
    const [said, nothing, other] =
      way === 'undo'
        ? [t.common.undone, t.common.nothingToUndo, { label: t.common.redo, run: redo }]
        : [t.common.redone, t.common.nothingToRedo, { label: t.common.undo, run: undo }];
    if (label === null) toasts.say(nothing);
    else toasts.say(said(label), other);
  } catch (cause) {
    toasts.say(ApiError.from(cause).message);
  }
}

/** Puts a document into the bin and offers to take it back out. Resolves to whether it is there now. */
export async function remove(id: Id, said: string): Promise<boolean> {
  await flushAll();
  return attempt(async () => {
    await call('delete', { id });
    toasts.say(said, { label: t.common.undo, run: () => void attempt(() => call('restore', { id })) });
  });
}

/** Does something that may fail, and says so if it does. Resolves to whether it worked. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (cause) {
    const { message, hint } = ApiError.from(cause);
    toasts.say(hint ? `${message} ${hint}` : message);
    return false;
  }
}
