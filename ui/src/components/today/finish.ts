import { t } from '$lib/i18n';
import { call, type Id } from '$lib/ipc';
import { toasts } from '$lib/state/toasts.svelte';
import { attempt } from '$lib/state/undo';

/** Marks something owed as done and offers to take that back. */
export async function finish(id: Id, said: string): Promise<void> {
  const mark = (done: boolean) => attempt(() => call('follow_up_done', { id, done }));
  if (await mark(true)) toasts.say(t.today.done(said), { label: t.common.undo, run: async () => void (await mark(false)) });
}
