import { spliceBetween, splicesBetween, type Splice } from './diff';

/** Edits within so many milliseconds of each other join into one step. */
export const JOIN_WITHIN = 1_000;

/** How many steps a text keeps. */
const KEPT = 200;

/** One replacement of a step, in the text after it: `inserted` stands at `at`, in the place of `removed`. */
interface Part {
  at: number;
  removed: string;
  inserted: string;
}

/** What undo or redo makes of a text, and where the caret then belongs. */
export interface Turned {
  text: string;
  caret: number;
}

/**
 * The user's own edits of one text, to be taken back and done again. What others write into the text in between stays, and
 * moves the steps along: a step never takes back a word that somebody else wrote.
 */
export class History {
  /** What the text was after the last edit that this history heard of. */
  text: string;
  #done: Part[][] = [];
  #undone: Part[][] = [];
  #lastEdit = -Infinity;

  constructor(text: string) {
    this.text = text;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Takes one edit of the user, made at `now` in milliseconds. */
  edit(text: string, now: number): void {
    if (text === this.text) return;
    const splice = spliceBetween(this.text, text);
    const removed = this.text.slice(splice.start, splice.end);
    this.#undone = [];
    const last = this.#done.at(-1);
    const joins = now - this.#lastEdit < JOIN_WITHIN && !splice.insert.includes('\n');
    if (!(joins && last?.length === 1 && last[0] && joined(last[0], splice, removed))) {
      this.#done.push([{ at: splice.start, removed, inserted: splice.insert }]);
      if (this.#done.length > KEPT) this.#done.shift();
    }
    this.#lastEdit = now;
    this.text = text;
  }

  /** Takes what the text has become by somebody else. */
  follow(text: string): void {
    if (text === this.text) return;
    // From the last to the first, so that the offsets of those still to come hold.
    for (const splice of splicesBetween(this.text, text).reverse()) {
      carry(this.#done, splice);
      carry(this.#undone, splice);
    }
    this.text = text;
    this.#lastEdit = -Infinity;
  }

  /** Takes the last own step back; nothing if there is none. */
  undo(): Turned | undefined {
    return this.#turn(this.#done, this.#undone);
  }

  /** Does the step again that was taken back last; nothing if there is none. */
  redo(): Turned | undefined {
    return this.#turn(this.#undone, this.#done);
  }

  #turn(from: Part[][], to: Part[][]): Turned | undefined {
    const step = from.pop();
    if (!step) return undefined;
    const back: Part[] = [];
    let text = '';
    let read = 0;
    for (const { at, removed, inserted } of step) {
      text += this.text.slice(read, at);
      back.push({ at: text.length, removed: inserted, inserted: removed });
      text += removed;
      read = at + inserted.length;
    }
    const caret = text.length;
    this.text = text + this.text.slice(read);
    this.#lastEdit = -Infinity;
    to.push(back);
    return { text: this.text, caret };
  }
}

/** Joins an edit into the step before it where the two touch, and says whether it did. */
function joined(part: Part, { start, end, insert }: Splice, removed: string): boolean {
  const from = start - part.at;
  const to = end - part.at;
  const length = part.inserted.length;
  if (from >= 0 && to <= length) {
    part.inserted = part.inserted.slice(0, from) + insert + part.inserted.slice(to);
    return true;
  }
  // Backspace goes on to the left of what the step wrote, Delete to its right.
  if (from < 0 && to >= 0 && to <= length) {
    part.removed = removed.slice(0, -from) + part.removed;
    part.inserted = insert + part.inserted.slice(to);
    part.at = start;
    return true;
  }
  if (from >= 0 && from <= length && to > length) {
    part.removed += removed.slice(length - from);
    part.inserted = part.inserted.slice(0, from) + insert;
    return true;
  }
  return false;
}

/** Carries a stack of steps, the last of which led to the present text, over somebody else's edit of that text. */
function carry(steps: Part[][], splice: Splice): void {
  let theirs = splice;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const before = backThrough(steps[index] ?? [], theirs);
    const parts = (steps[index] ?? []).flatMap((part) => over(part, theirs));
    steps[index] = parts;
    theirs = before;
  }
  // A step of which nothing is left would be a key press without effect.
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    if (steps[index]?.every(({ removed, inserted }) => removed === '' && inserted === '')) steps.splice(index, 1);
  }
}

/** Moves one part over somebody else's edit: what they replaced of it is theirs, what they wrote inside it parts it in two. */
function over(part: Part, splice: Splice): Part[] {
  const { start, end, insert } = splice;
  const { at, removed, inserted } = part;
  const stop = at + inserted.length;
  const grown = insert.length - (end - start);
  if (end <= at) return [{ ...part, at: at + grown }];
  if (start >= stop) return [part];
  if (start <= at && end >= stop) return swallowed(part, splice);
  if (start <= at) return [{ at: start + insert.length, removed, inserted: inserted.slice(end - at) }];
  const first = { at, removed, inserted: inserted.slice(0, start - at) };
  if (end >= stop) return [first];
  return [first, { at: start + insert.length, removed: '', inserted: inserted.slice(end - at) }];
}

/** What is left of a part whose words somebody else took out: what it had removed itself, where its place can still be told. */
function swallowed({ at, removed, inserted }: Part, { start, end, insert }: Splice): Part[] {
  if (removed === '') return [];
  if (start === at) return [{ at, removed, inserted: '' }];
  if (end === at + inserted.length) return [{ at: start + insert.length, removed, inserted: '' }];
  return [];
}

/** Tells what somebody else's edit of the text after a step is in the text before it. */
function backThrough(step: Part[], { start, end, insert }: Splice): Splice {
  let shift = 0;
  let from: number | undefined;
  let to: number | undefined;
  for (const { at, removed, inserted } of step) {
    const stop = at + inserted.length;
    // What begins inside the step's words comes after what they replaced, what ends inside comes before it.
    const replaced = start === at && end > at && end >= stop;
    if (from === undefined && start <= at) from = start + shift + (replaced ? removed.length : 0);
    if (to === undefined && end <= at) to = end + shift;
    if (from === undefined && start < stop) from = at + shift + removed.length;
    if (to === undefined && (end < stop || (end === stop && start < at))) to = at + shift;
    shift += removed.length - inserted.length;
  }
  from ??= start + shift;
  to ??= end + shift;
  return { start: from, end: Math.max(from, to), insert };
}
