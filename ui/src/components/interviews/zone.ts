import { language } from '$lib/time';

/** A talk is agreed in one time zone and stays there: 14:30 in Berlin is 14:30 in Berlin after a journey and across DST. */

/** The time zone that this device is in. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every zone that this system knows, the present one included. */
export function allZones(): string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([...known, localZone()])].sort();
}

/** Takes a zone's name if this system knows it, else the present zone. */
export function knownZone(zone: string): string {
  if (zone === '') return localZone();
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return zone;
  } catch {
    return localZone();
  }
}

/** Reads the clock on the wall in a zone, as if it were UTC. */
function wall(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}

/** Writes a moment as the value of a `datetime-local` field that shows the clock of `zone`. */
export function toZoneField(moment: string | null, zone: string): string {
  return moment === null ? '' : new Date(wall(Date.parse(moment), knownZone(zone))).toISOString().slice(0, 16);
}

/** Reads the value of a `datetime-local` field that shows the clock of `zone`; nothing while it is not complete. */
export function fromZoneField(value: string, zone: string): string | null {
  const wanted = Date.parse(`${value}Z`);
  if (value === '' || Number.isNaN(wanted)) return null;
  const there = knownZone(zone);
  const offset = (at: number) => wall(at, there) - at;
  // The offset depends on the moment and the moment on the offset; the second round settles it but for the lost hour.
  const first = wanted - offset(wanted);
  return new Date(wanted - offset(first)).toISOString();
}

/** Tells whether the clocks of a zone and of this device show the same at a moment. */
export function sameClock(moment: string, zone: string): boolean {
  const at = Date.parse(moment);
  return wall(at, knownZone(zone)) === wall(at, localZone());
}

/** Says the time of day in a zone. */
export function clockIn(moment: string, zone: string): string {
  return new Date(moment).toLocaleTimeString(language(), {
    timeZone: knownZone(zone),
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** The place that names a zone: "Buenos Aires" of `America/Argentina/Buenos_Aires`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
