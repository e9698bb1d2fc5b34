import { CELL_WORDS } from '$lib/i18n/en/compare';
import type { AskedQuestion, Cell, ComparedQuestion, ComparedTalk, ComparePage, Id } from '$lib/ipc';

/** A place in the table: a cell, or with no talk the question itself. */
export interface Spot {
  question: Id;
  interview?: Id | undefined;
}

/** More than any cell shows, less than a screen full of talks would cost to lay out. */
const EXCERPT = 560;

/** How many letters a line break stands for: what is left of a line, on the average. */
const BROKEN = 18;

const keyOf = (interview: Id, question: Id) => `${interview} ${question}`;

/** The answers side by side, found by talk and question. */
export class Table {
  readonly talks: readonly ComparedTalk[];
  readonly questions: readonly ComparedQuestion[];
  #cells: Map<string, Cell>;
  #asked = new Map<Id, number>();
  #letters = new Map<Id, number>();
  #marked = new Set<Id>();

  constructor(readonly page: ComparePage) {
    this.talks = page.talks;
    this.questions = page.questions;
    this.#cells = new Map(page.cells.map((cell) => [keyOf(cell.interview, cell.question), cell]));
    for (const { question, interview, state, text, holds_for, off_record } of page.cells) {
      if (state !== 'ahead') this.#asked.set(question, (this.#asked.get(question) ?? 0) + 1);
      const letters = text.length + BROKEN * (text.match(/\n/g)?.length ?? 0);
      for (const id of [question, interview]) {
        this.#letters.set(id, Math.max(letters, this.#letters.get(id) ?? 0));
        if (holds_for !== 'unmarked' || off_record) this.#marked.add(id);
      }
    }
  }

  /** What a talk has to a question; undefined where it was not asked. */
  cell(interview: Id, question: Id): Cell | undefined {
    return this.#cells.get(keyOf(interview, question));
  }

  talk(id: Id | undefined): ComparedTalk | undefined {
    return this.talks.find((talk) => talk.id === id);
  }

  question(id: Id | undefined): ComparedQuestion | undefined {
    return this.questions.find((question) => question.id === id);
  }

  /** How many talks so far asked a question. */
  asked({ id, answered }: ComparedQuestion): number {
    return Math.max(answered, this.#asked.get(id) ?? 0);
  }

  /** How many different people the talks were with; a talk with nobody named is somebody of its own. */
  get people(): number {
    return new Set(this.talks.map(({ id, person }) => person?.id ?? id)).size;
  }

  /** How many letters the longest answer to a question or in a talk has; a broken line counts as if it were full. */
  letters(id: Id): number {
    return this.#letters.get(id) ?? 0;
  }

  /** Tells whether an answer to a question or in a talk bears a mark. */
  isMarked(id: Id): boolean {
    return this.#marked.has(id);
  }
}

/** Says what a cell holds where that is no answer to read. */
export function stateWords(cell: Cell | undefined): string {
  if (!cell) return CELL_WORDS.not_asked;
  return cell.state === 'answered' ? '' : CELL_WORDS[cell.state];
}

/** Shortens an answer to what a cell can show at most. */
export const excerpt = (text: string): string => (text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT).replace(/\S*$/, '')}…`);

/** Gives a cell the form in which answers are written elsewhere. */
export function asAsked(question: ComparedQuestion, cell: Cell | undefined): AskedQuestion {
  const { id, ask, topic, list } = question;
  const meta = { created: null, updated: null, deleted: false, conflicts: {} };
  return {
    question: {
      id,
      ask,
      topic,
      list,
      pinned: false,
      jobs: 'no',
      near: [],
      targets: [],
      students: false,
      own: false,
      edited: false,
      hidden: false,
      published: false,
      published_in: '',
      version: '',
      conflicts: [],
    },
    planned: cell?.state === 'ahead',
    answer:
      cell?.answer == null
        ? null
        : {
            ...meta,
            id: cell.answer,
            kind: 'answer',
            interview: cell.interview,
            question: id,
            asked: ask,
            text: cell.text,
            holds_for: cell.holds_for,
            off_record: cell.off_record,
            version: cell.version,
          },
  };
}
