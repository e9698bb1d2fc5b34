/** One replacement: the characters from `start` to `end` become `insert`. Offsets are UTF-16 code units. */
export interface Splice {
  start: number;
  end: number;
  insert: string;
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** Finds the one replacement that turns `from` into `to`, from their common beginning and end; it never cuts a character in two. */
export function spliceBetween(from: string, to: string): Splice {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from.charCodeAt(start) === to.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(from.charCodeAt(start - 1))) start -= 1;

  let tail = 0;
  while (tail < shorter - start && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)) tail += 1;
  if (tail > 0 && isLowSurrogate(from.charCodeAt(from.length - tail))) tail -= 1;

  return { start, end: from.length - tail, insert: to.slice(start, to.length - tail) };
}

/** How many differing words are looked through; texts further apart count as replaced from the first difference to the last. */
const MOST = 300;

/** Words, runs of white space, and every other sign for itself. */
const TOKENS = /[\p{L}\p{M}\p{N}]+|\s+|./gsu;

/**
 * Finds the replacements that turn `from` into `to`, word by word, in their order; offsets are those in `from`.
 *
 * Two devices that wrote at two ends of a text leave what stands between them untouched. After E. W. Myers, "An O(ND)
 * difference algorithm and its variations" (1986).
 */
export function splicesBetween(from: string, to: string): Splice[] {
  if (from === to) return [];
  const whole = spliceBetween(from, to);
  const old = from.slice(whole.start, whole.end).match(TOKENS) ?? [];
  const fresh = whole.insert.match(TOKENS) ?? [];
  if (old.length === 0 || fresh.length === 0) return [whole];
  const steps = shortest(old, fresh);
  if (!steps) return [whole];

  const splices: Splice[] = [];
  let offset = whole.start;
  let open: Splice | undefined;
  for (const { kind, token } of steps) {
    if (kind === 'keep') {
      offset += token.length;
      open = undefined;
      continue;
    }
    if (!open) {
      open = { start: offset, end: offset, insert: '' };
      splices.push(open);
    }
    if (kind === 'insert') open.insert += token;
    else {
      offset += token.length;
      open.end = offset;
    }
  }
  return splices;
}

interface Step {
  kind: 'keep' | 'insert' | 'remove';
  token: string;
}

/** How far along the old tokens each diagonal of the edit graph reaches. */
type Reach = Map<number, number>;

/** Finds a shortest way from one list of tokens to another; nothing where it would be too long. */
function shortest(old: string[], fresh: string[]): Step[] | undefined {
  /** What was reached before each change. */
  const before: Reach[] = [];
  let reach: Reach = new Map([[1, 0]]);
  for (let changes = 0; changes <= Math.min(MOST, old.length + fresh.length); changes += 1) {
    before.push(reach);
    const next: Reach = new Map();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = start(reach, diagonal, changes).x;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return wayBack(before, old, fresh);
    }
    reach = next;
  }
  return undefined;
}

/** Tells where a diagonal begins after one more change, and whether that change inserted a token. */
function start(reach: Reach, diagonal: number, changes: number): { x: number; inserted: boolean } {
  const left = reach.get(diagonal - 1) ?? -1;
  const above = reach.get(diagonal + 1) ?? -1;
  const inserted = diagonal === -changes || (diagonal !== changes && left < above);
  return { x: inserted ? above : left + 1, inserted };
}

/** Walks the found way back from the end to the beginning. */
function wayBack(before: Reach[], old: string[], fresh: string[]): Step[] {
  const steps: Step[] = [];
  let [x, y] = [old.length, fresh.length];
  const keepTo = (stop: number) => {
    for (; x > stop; y -= 1) steps.push({ kind: 'keep', token: old[(x -= 1)] ?? '' });
  };
  for (let changes = before.length - 1; changes > 0; changes -= 1) {
    const from = start(before[changes] ?? new Map(), x - y, changes);
    keepTo(from.x);
    if (from.inserted) steps.push({ kind: 'insert', token: fresh[(y -= 1)] ?? '' });
    else steps.push({ kind: 'remove', token: old[(x -= 1)] ?? '' });
  }
  keepTo(0);
  return steps.reverse();
}
