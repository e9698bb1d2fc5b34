import { t } from '$lib/i18n';
import { devices } from '$lib/i18n/en/devices';
import type { DeviceRow, SyncStatus } from '$lib/ipc';
import { daysBetween, sayClock, sayWhen } from '$lib/time';

/** How many other devices the line names. */
const NAMED = 3;

/** Says a moment for "up to …": the clock alone today, the day with it before. */
export function sayUpTo(at: string, now: number): string {
  if (daysBetween(new Date(now), new Date(at)) === 0) return sayClock(at);
  const day = sayWhen(at, now, t.common.when, { time: false });
  return t.common.when.at(day, sayClock(at));
}

/** Says in one line where the words of this device are: here, in the folder, on which devices. */
export function sayWhere(status: SyncStatus, now: number): string {
  const words = devices.where;
  const parts = [words.here];
  // Of a folder that is not as it should be, nothing is known but what still has to go there.
  if (status.unsent > 0) parts.push(status.state === 'problem' ? words.waits(status.unsent) : words.unsent(status.unsent));
  else if (status.folder_state === 'ok' && status.looked_at !== null) parts.push(words.folder);
  const others = status.devices.filter((device) => !device.this && !device.retired);
  parts.push(...others.slice(0, NAMED).map((device) => on(device, status.unsent > 0, now)));
  if (others.length > NAMED) parts.push(words.more(others.length - NAMED));
  return words.join(parts);
}

function on(device: DeviceRow, moreToSend: boolean, now: number): string {
  const words = devices.where;
  const name = device.name || t.common.noName;
  if (device.has_all && !moreToSend) return words.on(name);
  return device.has_until ? words.onUpTo(name, sayUpTo(device.has_until, now)) : words.notOn(name);
}

/** The one act that a state of the folder calls for; where there is none, looking again is all. */
export type FolderAct = 'restore' | 'again' | 'unlock';

export function actFor(status: SyncStatus): FolderAct | undefined {
  switch (status.folder_state) {
    case 'empty':
    case 'emptied':
    case 'marker-lost':
    case 'marker-damaged':
    case 'many-gone':
    case 'not-downloaded':
      return 'restore';
    case 'missing':
    case 'other-vault':
      return 'again';
    default:
      return status.folder_state === 'locked' || status.keys?.locked ? 'unlock' : undefined;
  }
}
