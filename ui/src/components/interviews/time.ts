import type { Interview } from '$lib/ipc';

/** How a talk stands against the time that was promised. */
export interface Time {
  /** Whole minutes since it began; 0 before. */
  gone: number;
  /** Promised and offered minutes together; null where no length was agreed. */
  whole: number | null;
  /** Minutes left, the begun one counted; null where no length was agreed. */
  left: number | null;
  /** Whole minutes beyond. */
  over: number;
  /** The part that is gone, from 0 to 1. */
  share: number;
}

/** Tells whether the time of a talk is over, and nobody has said whether it took place. */
export const isOver = ({ over_at }: { over_at: string | null }, now: number): boolean => over_at !== null && Date.parse(over_at) <= now;

const MINUTE = 60_000;

/** Tells how a talk stands at a moment; after its end, as it stood then. */
export function timeOf(
  { started_at, ended_at, promised_minutes, extra_minutes }: Pick<Interview, 'started_at' | 'ended_at' | 'promised_minutes' | 'extra_minutes'>,
  now: number,
): Time {
  const whole = promised_minutes === null ? null : promised_minutes + (extra_minutes ?? 0);
  const until = ended_at === null ? now : Date.parse(ended_at);
  const spent = started_at === null ? 0 : Math.max(0, until - Date.parse(started_at));
  const rest = whole === null ? 0 : whole * MINUTE - spent;
  return {
    gone: Math.floor(spent / MINUTE),
    whole,
    left: whole === null ? null : Math.max(0, Math.ceil(rest / MINUTE)),
    over: whole === null ? 0 : Math.max(0, Math.floor(-rest / MINUTE)),
    share: whole === null || whole === 0 ? 0 : Math.min(1, spent / (whole * MINUTE)),
  };
}
