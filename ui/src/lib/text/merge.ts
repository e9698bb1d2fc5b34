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

/** Tells where a caret at `offset` in `from` belongs in `to`, so that it stays beside the same words. */
export function moveCaret(offset: number, from: string, to: string): number {
  const { start, end, insert } = spliceBetween(from, to);
  if (offset <= start) return offset;
  if (offset >= end) return offset - (end - start) + insert.length;
  return Math.min(offset, start + insert.length);
}

/**
 * Carries what the user did (`from` became `to`) over to another version of the same text.
 *
 * What the user typed is always in the result. What the user removed goes only where the other version left it as it was.
 */
export function rebase(from: string, to: string, onto: string): string {
  if (from === onto) return to;
  if (from === to) return onto;
  const mine = spliceBetween(from, to);
  const theirs = spliceBetween(from, onto);
  const grown = theirs.insert.length - (theirs.end - theirs.start);

  if (mine.end <= theirs.start) {
    return onto.slice(0, mine.start) + mine.insert + onto.slice(mine.end);
  }
  if (mine.start >= theirs.end) {
    return onto.slice(0, mine.start + grown) + mine.insert + onto.slice(mine.end + grown);
  }
  // Both touched the same words: theirs stand, mine follow them.
  const after = theirs.start + theirs.insert.length;
  return onto.slice(0, after) + mine.insert + onto.slice(after);
}
