import { t } from '$lib/i18n';
import { call, type Action, type Edit } from '$lib/ipc';
import { toasts } from '$lib/state/toasts.svelte';
import { attempt } from '$lib/state/undo';

/** The field that says since when something was done, by what there was to do. */
const DONE_AT = {
  confirm: 'confirmed_at',
  send_questions: 'questions_sent_at',
  debrief: 'debriefed_at',
  reflect: 'reflected_at',
} as const;

/** Marks what there was to do as done and offers to take that back. */
export async function finish({ todo, subject: id }: Action, said: string): Promise<void> {
  const edit = (kind: string, field: string, value: string | boolean | null) =>
    call('edit', { id, kind, edits: [{ do: 'set', field, value } satisfies Edit] });
  const mark = (done: boolean) =>
    attempt(async () => {
      if (todo === 'follow_up') await call('follow_up_done', { id, done });
      else if (todo === 'thank') await edit('attempt', 'thanked', done);
      else if (todo in DONE_AT) {
        const field = DONE_AT[todo as keyof typeof DONE_AT];
        await edit('interview', field, done ? new Date().toISOString() : null);
      }
    });
  if (await mark(true)) toasts.say(t.today.done(said), { label: t.common.undo, run: async () => void (await mark(false)) });
}
