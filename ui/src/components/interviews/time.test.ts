import { expect, it } from 'vitest';
import { timeOf } from './time';

const began = '2026-11-22T10:00:00Z';
const after = (minutes: number) => Date.parse(began) + minutes * 60_000;
const talk = { started_at: began, ended_at: null, promised_minutes: 20, extra_minutes: null };

it('the promised time runs down, the begun minute counted (C48)', () => {
  expect(timeOf(talk, after(0))).toMatchObject({ left: 20, over: 0, share: 0 });
  expect(timeOf(talk, after(5.5))).toMatchObject({ left: 15, gone: 5 });
  expect(timeOf(talk, after(20))).toMatchObject({ left: 0, over: 0, share: 1 });
  expect(timeOf(talk, after(23.2))).toMatchObject({ left: 0, over: 3, share: 1 });
});

it('time they offered is added (C49)', () => {
  expect(timeOf({ ...talk, extra_minutes: 10 }, after(22))).toMatchObject({ whole: 30, left: 8, over: 0 });
});

it('no length and no beginning are no trouble', () => {
  expect(timeOf({ ...talk, promised_minutes: null }, after(7))).toMatchObject({ whole: null, left: null, gone: 7 });
  expect(timeOf({ ...talk, started_at: null }, after(7))).toMatchObject({ left: 20, gone: 0 });
});

it('a talk that ended stands still', () => {
  expect(timeOf({ ...talk, ended_at: '2026-11-22T10:18:00Z' }, after(500))).toMatchObject({ gone: 18, left: 2 });
});
