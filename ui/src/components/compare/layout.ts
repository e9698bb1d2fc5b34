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
  columns: number;
  viewWidth: number;
  viewHeight: number;
}

/** All sizes of the table in CSS pixels. Every cell has one size, so that what is in sight is a matter of division. */
export function layout({ table, byPerson, columns, viewWidth, viewHeight }: Given) {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const view = { width: viewWidth || UNMEASURED.width, height: viewHeight || UNMEASURED.height };
  const headWidth = Math.round(Math.min((byPerson ? 13 : 17) * rem, view.width * 0.45));
  const headHeight = Math.round((byPerson ? 8.5 : 5) * rem);
  const seenWidth = Math.max(rem, view.width - headWidth);
  // A few columns share the room; many keep a width in which a sentence can be read.
  const share = columns > 0 ? seenWidth / columns : seenWidth;
  const least = Math.min(17 * rem, Math.max(11 * rem, seenWidth));
  const width = Math.floor(Math.min(Math.max(share, least), 30 * rem));
  const lines = Math.min(6, Math.max(3, Math.ceil((table.longest * 0.5 * rem) / (width - 2 * rem))));
  const marks = table.marked ? 1.5 : 0;
  const height = Math.round(Math.max((lines * 1.45 + 1.625 + marks) * rem, (byPerson ? 5 : 9) * rem));
  return { headWidth, headHeight, width, height, lines, seenWidth, seenHeight: Math.max(height, view.height - headHeight) };
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
