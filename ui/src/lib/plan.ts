import { call, type Id } from '$lib/ipc';
import { go } from '$lib/state/router.svelte';
import { attempt } from '$lib/state/undo';

/** The time zone that this device is in, by its IANA name. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Plans a talk with somebody and opens it. */
export function planTalk(person?: Id): Promise<boolean> {
  return attempt(async () => {
    const { id } = await call('interview_plan', { person: person ?? null, zone: zone() });
    go({ name: 'interview', id });
  });
}
