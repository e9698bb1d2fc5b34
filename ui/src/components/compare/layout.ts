import type { ComparedQuestion, ComparedTalk } from '$lib/ipc';
import type { Table } from './table';

/** A cell by its row and column; row and column 0 are the heads. */
export interface Place {
  row: number;
  column: number;
}

/** What is taken where nothing can be measured, in CSS pixels. */
const UNMEASURED = { width: 1024, height: 640 };

interface Given {
  table: Table;
  byPerson: boolean;
  viewWidth: number;
  viewHeight: number;
}

/** How many lines a cell shows at most, and a question where it is the head of a row. */
const LINES = 6;
const ASK_LINES = 4;

/** How wide a letter is taken to be, in rem: rather too wide, for words break before the end of a line. */
const LETTER = { answer: 0.5, ask: 0.54 };

/** What a row is high without its words, and a line of an answer, of a question and of what stands below it, in rem. */
const HEIGHT = { padding: 1.625, answer: 1.45, ask: 1.25, meta: 1.3, talkHead: 5.625 };

/**
 * All sizes of the table in CSS pixels. Columns have one width; a row is as high as its longest answer is guessed to need,
 * up to a few lines, so that nothing need be drawn to know where it lies. `tops` has one place more than there are rows.
 */
export function layout({ table, byPerson, viewWidth, viewHeight }: Given) {
  const columns = byPerson ? table.questions.length : table.talks.length;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const view = { width: viewWidth || UNMEASURED.width, height: viewHeight || UNMEASURED.height };
  const headWidth = Math.round(Math.min((byPerson ? 13 : 17) * rem, view.width * 0.45));
  const headHeight = Math.round((byPerson ? 8.5 : 5) * rem);
  const seenWidth = Math.max(rem, view.width - headWidth);
  // A few columns share the room; many keep a width in which a sentence can be read.
  const share = columns > 0 ? seenWidth / columns : seenWidth;
  const least = Math.min(17 * rem, Math.max(11 * rem, seenWidth));
  const width = Math.floor(Math.min(Math.max(share, least), 30 * rem));
  const taken = (letters: number, letter: number, room: number, most: number) =>
    Math.min(most, Math.max(1, Math.ceil((letters * letter * rem) / Math.max(rem, room))));
  const lines: number[] = [];
  const tops = [0];
  const rows: readonly (ComparedTalk | ComparedQuestion)[] = byPerson ? table.talks : table.questions;
  for (const row of rows) {
    const fits = taken(table.letters(row.id), LETTER.answer, width - 2 * rem, LINES);
    const cells = fits * HEIGHT.answer + (table.isMarked(row.id) ? HEIGHT.meta : 0);
    let head = HEIGHT.talkHead - HEIGHT.padding;
    if ('ask' in row) {
      const agreed = (row.comparison?.agreement ?? 'unsaid') !== 'unsaid';
      head = taken(row.ask.length, LETTER.ask, headWidth - 3 * rem, ASK_LINES) * HEIGHT.ask + HEIGHT.meta * (agreed ? 2 : 1);
    }
    lines.push(fits);
    tops.push((tops.at(-1) ?? 0) + Math.round((Math.max(cells, head) + HEIGHT.padding) * rem));
  }
  return { headWidth, headHeight, width, lines, tops, seenWidth, seenHeight: Math.max(rem, view.height - headHeight) };
}

/** Finds the row that lies at a height: the last one whose top is not below it. */
export function rowAt(tops: readonly number[], height: number): number {
  let [from, to] = [0, Math.max(0, tops.length - 2)];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    if ((tops[middle] ?? 0) <= height) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** Lists the indexes from one to another that exist, and one more that is kept in any case. */
export function between(from: number, to: number, count: number, kept: number): number[] {
  const first = Math.max(0, from);
  const last = Math.min(count, to);
  const found = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  if (kept >= 0 && kept < count && (kept < first || kept >= last)) found.push(kept);
  return found.sort((one, other) => one - other);
}

/** Tells where a key leads from a cell; undefined where the key is none of the table's. */
export function goal(key: string, ctrl: boolean, { row, column }: Place, last: Place, page: number): Place | undefined {
  const steps: Record<string, Place> = ctrl
    ? { Home: { row: 1, column: 1 }, End: last }
    : {
        ArrowUp: { row: row - 1, column },
        ArrowDown: { row: row + 1, column },
        ArrowLeft: { row, column: column - 1 },
        ArrowRight: { row, column: column + 1 },
        Home: { row, column: 1 },
        End: { row, column: last.column },
        PageUp: { row: row === 0 ? 0 : Math.max(1, row - page), column },
        PageDown: { row: row + page, column },
      };
  const next = steps[key];
  return (
    next && {
      row: Math.min(Math.max(next.row, 0), last.row),
      column: Math.min(Math.max(next.column, 0), last.column),
    }
  );
}
