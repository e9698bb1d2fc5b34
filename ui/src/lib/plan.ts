import { call, type Id, type InterviewRow } from '$lib/ipc';
import { t } from '$lib/i18n';
import { flushAll } from '$lib/state/autosave.svelte';
import { go, router } from '$lib/state/router.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { attempt } from '$lib/state/undo';

/** The time zone that this device is in, by its IANA name. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Plans a talk with somebody and opens it. */
export function planTalk(person?: Id): Promise<boolean> {
  return attempt(async () => {
    const { id } = await call('interview_plan', { person: person ?? null, zone: zone() });
    go({ name: 'interview', id, step: 'prepare' });
  });
}

/** How near its time a talk is that somebody begins on the spot, in milliseconds. */
const NEAR = 12 * 3_600_000;

/** Finds the talk that is meant when one begins with somebody: the one that goes on, is near, or waits for its time. */
function meant(talks: InterviewRow[]): InterviewRow | undefined {
  const near = ({ scheduled_at }: InterviewRow) => scheduled_at !== null && Math.abs(Date.parse(scheduled_at) - Date.now()) < NEAR;
  return (
    talks.find(({ stage }) => stage === 'meeting') ??
    talks.find((row) => row.stage === 'scheduled' && near(row)) ??
    talks.find(({ stage }) => stage === 'planned')
  );
}

/** Begins a talk right now, planned or not, with or without a person (C25, C51), and puts the caret into its first answer. */
export async function startTalk(person?: Id, talks: InterviewRow[] = []): Promise<void> {
  await flushAll();
  const waiting = meant(talks);
  await attempt(async () => {
    if (waiting) {
      if (waiting.stage !== 'meeting') await call('interview_start', { id: waiting.id });
      go({ name: 'interview', id: waiting.id, step: 'meet' });
      return;
    }
    const { id } = await call('meet_now', { person: person ?? null });
    go({ name: 'interview', id, step: 'meet' });
    const takeBack = async () => {
      if (await attempt(() => call('delete', { id }))) router.back();
    };
    toasts.say(t.interviews.begun, { label: t.common.undo, run: () => void takeBack() });
  });
}
