import { t } from '$lib/i18n';
import { backend, call, type Reminder } from '$lib/ipc';
import { go, router } from './router.svelte';
import { toasts } from './toasts.svelte';
import { attempt } from './undo';

/** What becomes due while the app runs, and whether the system may say so, too. */
class Reminders {
  /** What the user said on this device; undefined until it is known, null until the user was asked. */
  allowed = $state.raw<boolean | null>();
  /** Whether something has become due and nobody has said yet whether the system may tell. */
  asks = $state(false);

  /** Remembers the user's word on this device. */
  allow = (allowed: boolean): Promise<boolean> =>
    attempt(async () => {
      const state = await call('reminders_allow', { allowed });
      this.allowed = state.allowed;
      this.asks = false;
    });

  #heard = (due: Reminder[]): void => {
    const [first] = due;
    if (!first) return;
    // The permission is asked for at the first reminder, not before.
    this.asks = this.allowed === null;
    if (router.route.name === 'today') return;
    const text = due.length === 1 ? first.text : t.today.reminders.several(first.text, due.length - 1);
    toasts.say(text, { label: t.today.reminders.show, run: () => go({ name: 'today' }) });
  };

  /** Follows the events until the returned function is called. */
  start(): () => void {
    let stopped = false;
    let unlisten: (() => void) | undefined;
    void backend()
      .listen('due', (payload) => this.#heard(payload as Reminder[]))
      .then((off) => (stopped ? off() : (unlisten = off)));
    // What became due before this page could listen was told to nobody; Today shows it.
    void call('reminders', {})
      .then(({ allowed, due }) => {
        this.allowed ??= allowed;
        this.asks ||= this.allowed === null && due.length > 0;
      })
      .catch(() => undefined);
    return () => {
      stopped = true;
      unlisten?.();
    };
  }
}

export const reminders = new Reminders();
