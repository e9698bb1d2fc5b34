import { t } from '$lib/i18n';
import { call, type Form, type Interview, type Purpose, type Scheduled, type Telling } from '$lib/ipc';
import { set } from '$lib/state/document';
import { go } from '$lib/state/router.svelte';
import { saving } from '$lib/state/saving.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { fromZoneField } from './zone';

type Agreed = Pick<Interview, 'id' | 'kind' | 'promised_minutes' | 'told_minutes' | 'called_off'>;

/**
 * The agreement on a talk, wherever it is changed. There is one promised length; once they were told another, it asks whether
 * they know before anything changes.
 */
export class Agreement {
  /** The length that waits for the answer whether they know. */
  asked = $state.raw<{ minutes: number; form: Form | undefined; told: number }>();
  /** Counts the questions, so that a choice that was not kept is shown as it was. */
  round = $state(0);

  constructor(private readonly read: () => Agreed) {}

  /** Rejects where it cannot be saved, so that the field that it was written in keeps it and tries again. */
  setWhen = async (value: string, zone: string): Promise<void> => {
    const scheduled_at = fromZoneField(value, zone);
    if (scheduled_at === null) return;
    this.#say(await call('schedule', { id: this.read().id, scheduled_at, zone }), t.schedule.told.moved, 'move');
  };

  /** Returns the length that holds now where it is another one: they were told so, and are asked about first. Rejects as above. */
  setLength = async (minutes: number, form?: Form, telling?: Telling): Promise<number | null | void> => {
    const { id, promised_minutes, told_minutes } = this.read();
    if (telling === undefined && told_minutes !== null && told_minutes !== minutes) {
      this.asked = { minutes, form, told: told_minutes };
      return promised_minutes;
    }
    const done = await call('promise', { id, minutes, form: form ?? null, telling: telling ?? null });
    if (telling === 'will_tell') this.#say(done, t.schedule.told.tellThem, 'move');
    return undefined;
  };

  /** Says whether they know; without an answer nothing changes. */
  answer = async (telling?: Telling): Promise<void> => {
    const { asked } = this;
    if (!asked) return;
    this.asked = undefined;
    this.round += 1;
    if (telling) await saving.during(this.setLength(asked.minutes, asked.form, telling));
  };

  callOff = async (off: boolean): Promise<void> => {
    const talk = this.read();
    if (off) this.#say(await saving.during(call('call_off', { id: talk.id })), t.schedule.told.calledOff, 'cancel');
    else await set(talk, 'called_off', false);
  };

  /** Offers the letter that lets them know. */
  #say(done: Scheduled | undefined, word: string, purpose: Purpose): void {
    const interview = this.read().id;
    if (done?.told) toasts.say(word, { label: t.schedule.told.write, run: () => go({ name: 'letter', purpose, interview }) });
  }
}
