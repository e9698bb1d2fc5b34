import { spliceBetween, splicesBetween } from './diff';

/** Tells where a caret at `offset` in `from` belongs in `to`, so that it stays beside the same words. */
export function moveCaret(offset: number, from: string, to: string): number {
  let moved = 0;
  for (const { start, end, insert } of splicesBetween(from, to)) {
    if (offset <= start) break;
    if (offset < end) return moved + Math.min(offset, start + insert.length);
    moved += insert.length - (end - start);
  }
  return offset + moved;
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
  let moved = 0;
  /** Where the last of their words ends that touch mine. */
  let after: number | undefined;
  for (const theirs of splicesBetween(from, onto)) {
    if (mine.end <= theirs.start) break;
    if (mine.start < theirs.end) after = theirs.start + moved + theirs.insert.length;
    moved += theirs.insert.length - (theirs.end - theirs.start);
  }
  // Both touched the same words: theirs stand, mine follow them.
  if (after !== undefined) return onto.slice(0, after) + mine.insert + onto.slice(after);
  return onto.slice(0, mine.start + moved) + mine.insert + onto.slice(mine.end + moved);
}
