import { expect, it } from 'vitest';
import { daysBetween, fromLocalField, sayTalk, sayWhen, toLocalField } from './time';
import { t } from './i18n';

const now = new Date(2026, 10, 22, 12, 0).getTime();
const say = (date: Date) => sayWhen(date, now, t.common.when, { locale: 'en-GB' });

it('says times as people do', () => {
  expect(say(new Date(2026, 10, 22, 14, 30))).toBe('today 14:30');
  expect(say(new Date(2026, 10, 21, 9, 5))).toBe('yesterday 09:05');
  expect(say(new Date(2026, 10, 23, 0, 0))).toBe('tomorrow 00:00');
  expect(say(new Date(2026, 10, 17, 9, 0))).toBe('last Tuesday');
  expect(say(new Date(2026, 10, 26, 16, 0))).toBe('Thursday 16:00');
  expect(say(new Date(2026, 2, 3))).toBe('3 March');
  expect(say(new Date(2025, 2, 3))).toBe('3 March 2025');
});

it('says of a talk always the weekday, the day and the time, however far it is', () => {
  const say = (date: Date) => sayTalk(date, now, t.common.when, { locale: 'en-GB' });
  expect(say(new Date(2026, 10, 22, 14, 30))).toBe('today 14:30, Sun 22 Nov');
  expect(say(new Date(2026, 10, 23, 9, 0))).toBe('tomorrow 09:00, Mon 23 Nov');
  for (let days = 2; days < 400; days += 1) {
    const said = say(new Date(2026, 10, 22 + days, 14, 30));
    expect(said).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d{1,2} [A-Z][a-z]+( 2027)?, 14:30$/);
  }
});

it('counts days by the calendar, whatever the hour', () => {
  expect(daysBetween(new Date(2026, 2, 28, 23, 59), new Date(2026, 2, 29, 0, 1))).toBe(1);
  expect(daysBetween(new Date(2026, 9, 25, 0, 0), new Date(2026, 9, 26, 0, 0))).toBe(1);
});

it('gives a moment to a field and takes it back', () => {
  const moment = new Date(2026, 10, 22, 14, 30).toISOString();
  expect(toLocalField(moment)).toBe('2026-11-22T14:30');
  expect(fromLocalField('2026-11-22T14:30')).toBe(moment);
  expect(toLocalField(null)).toBe('');
  expect(fromLocalField('')).toBeNull();
});
