import { describe, expect, it } from 'vitest';
import { cityOf, fromZoneField, knownZone, localZone, toZoneField } from './zone';

describe('times in the zone of a talk (C37)', () => {
  it.each([
    ['2026-11-26T14:30', 'Europe/Berlin', '2026-11-26T13:30:00.000Z'],
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-11-01T12:00', 'America/New_York', '2026-11-01T17:00:00.000Z'],
    ['2027-01-01T00:15', 'Asia/Kathmandu', '2026-12-31T18:30:00.000Z'],
  ])('%s in %s is %s, and reads back', (field, zone, moment) => {
    expect(fromZoneField(field, zone)).toBe(moment);
    expect(toZoneField(moment, zone)).toBe(field);
  });

  it('an hour that daylight saving leaves out becomes a moment all the same', () => {
    expect(fromZoneField('2026-03-29T02:30', 'Europe/Berlin')).not.toBeNull();
  });

  it('a field that is not complete is no moment', () => {
    expect(fromZoneField('', 'Europe/Berlin')).toBeNull();
    expect(fromZoneField('2026-11', 'Europe/Berlin')).not.toBe(undefined);
  });

  it('a zone that this system does not know counts as the present one', () => {
    expect(knownZone('Moon/Tranquility')).toBe(localZone());
    expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });
});
