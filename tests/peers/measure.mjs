// What every peer is measured with: a processor's time, user and system together on all threads, beside the clock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const place = process.env.PEERS_PLACE;
export const work = () => JSON.parse(readFileSync(join(place, 'notes.json'), 'utf8'));
export const keep = (name, figures) => writeFileSync(join(place, name), JSON.stringify(figures, null, 2));

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

// Does something, and gives what it took in milliseconds.
export async function spent(act) {
  const before = cpu();
  const begun = performance.now();
  await act();
  return { wall: performance.now() - begun, cpu: cpu() - before };
}

const at = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * share) - 1)];
const both = (numbers) => [at(numbers, 0.5), at(numbers, 0.95)];

// The middle, and what nineteen of twenty do not exceed.
export const cost = (times) => ({ cpu: both(times.map((time) => time.cpu)), wall: both(times.map((time) => time.wall)) });

export function ensure(holds, what) {
  if (!holds) throw new Error(`this is not so: ${what}`);
}
