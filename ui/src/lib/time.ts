/** How the app speaks of time: "today 14:30", "last Tuesday", "3 March"; the exact time is for a hover. */

/** A moment as the program gives it: RFC 3339, or milliseconds since 1970. */
export type Moment = string | number | Date;

const DAY = 86_400_000;

export interface Words {
  today: string;
  yesterday: string;
  tomorrow: string;
  last: (day: string) => string;
  at: (day: string, time: string) => string;
}

/** Says when a moment is, seen from `now`. With `time`, the hour follows where the day alone would not say enough. */
export function sayWhen(
  moment: Moment,
  now: number,
  words: Words,
  { time = true, locale = language() }: { time?: boolean; locale?: string } = {},
): string {
  const date = new Date(moment);
  const days = daysBetween(new Date(now), date);
  const clock = sayClock(date, locale);
  const near = days === 0 ? words.today : days === -1 ? words.yesterday : days === 1 ? words.tomorrow : undefined;
  if (near !== undefined) return time ? words.at(near, clock) : near;
  const weekday = date.toLocaleDateString(locale, { weekday: 'long' });
  if (days < 0 && days > -7) return words.last(weekday);
  if (days > 0 && days < 7) return time ? words.at(weekday, clock) : weekday;
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** Says when a talk is, always with its weekday, day and time: "today 14:30, Sun 22 Nov", "Wed 3 Mar 2027, 14:30". */
export function sayTalk(moment: Moment, now: number, words: Words, { locale = language() }: { locale?: string } = {}): string {
  const date = new Date(moment);
  const days = daysBetween(new Date(now), date);
  const clock = sayClock(date, locale);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  const day = date.toLocaleDateString(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
  const near = days === 0 ? words.today : days === -1 ? words.yesterday : days === 1 ? words.tomorrow : undefined;
  return near === undefined ? `${day}, ${clock}` : `${words.at(near, clock)}, ${day}`;
}

/** Says the exact moment, with its weekday. */
export function sayExactly(moment: Moment, locale = language()): string {
  return new Date(moment).toLocaleString(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** Says the time of day. */
export function sayClock(moment: Moment, locale = language()): string {
  return new Date(moment).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

/** Says the day for a heading: "Sunday, 22 November". */
export function sayDay(moment: Moment, locale = language()): string {
  return new Date(moment).toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** Counts calendar days from one moment to another, in the local time zone; daylight saving makes no difference. */
export function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / DAY);
}

/** Writes a moment as the value of a `datetime-local` field. */
export function toLocalField(moment: Moment | null | undefined): string {
  if (moment === null || moment === undefined) return '';
  const date = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Reads the value of a `datetime-local` field; nothing while it is not complete. */
export function fromLocalField(value: string): string | null {
  const date = new Date(value);
  return value === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Dates follow the region of the user where the words around them are English too. */
export function language(): string {
  const own = navigator.language;
  return own.startsWith('en') ? own : 'en-GB';
}
