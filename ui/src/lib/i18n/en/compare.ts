import type { Agreement, HoldsFor, Written } from '$lib/ipc';
import { many, stop } from './common';

/** What a cell says that holds no answer to read. The export writes the same words. */
export const CELL_WORDS = {
  not_asked: 'Not asked',
  no_answer: 'No answer',
  ahead: 'To be asked',
  left_out: 'Left out',
} as const;

/** Words of the answers side by side and of the lists that gather from them; read with these screens. */
export const compare = {
  title: 'Compare',
  views: 'What to look at',
  answers: 'Answers',
  lists: 'Lists',
  empty: 'What different people told you will stand here side by side, one question next to the other.',
  plan: 'Plan an interview',
  nothingFits: 'No answer fits these filters.',

  counts: (questions: number, talks: number, people: number, off: number) =>
    [
      many(questions, '1 question', `${questions} questions`),
      talks === people ? many(people, '1 person', `${people} people`) : `${many(talks, '1 interview', `${talks} interviews`)} with ${many(people, '1 person', `${people} people`)}`,
      off > 0 && many(off, '1 answer off the record stays out of an export', `${off} answers off the record stay out of an export`),
    ]
      .filter(Boolean)
      .join(', '),

  filters: 'Filters',
  filtersSet: (count: number) => (count === 0 ? 'Filters' : `Filters (${count})`),
  exploration: 'Exploration',
  allExplorations: 'All explorations',
  topic: 'Topic',
  allTopics: 'All topics',
  tag: 'Tag',
  allTags: 'All tags',
  organization: 'Organization',
  allOrganizations: 'All organizations',
  holds: 'Marked as',
  allHolds: 'Marked or not',
  hold: { typical: 'Typical', this_place: 'Only here', unsure: 'Unsure' } satisfies Record<Exclude<HoldsFor, 'unmarked'>, string>,
  other: 'Chosen before',
  clear: 'Clear filters',

  by: 'Rows',
  byQuestion: 'By question',
  byPerson: 'By person',
  grid: 'Answers side by side',
  questionsHead: 'Questions',
  peopleHead: 'People',
  answered: (answered: number, asked: number) => `${answered} of ${asked} answered`,
  off: 'Off the record',
  ahead: 'ahead',
  noTime: 'no time yet',
  unnoted: 'not noted yet',
  unknownQuestion: 'A question that is gone',

  panel: 'The open answer',
  panelQuestion: 'The open question',
  close: 'Close',
  toTalk: (name: string) => `Open the interview with ${name}`,
  inTalk: 'Open the interview',
  person: { before: 'Previous person', next: 'Next person' },
  question: { before: 'Previous question', next: 'Next question' },
  hidden: 'The filter leaves this answer out. Show all answers to read and change it.',
  showAll: 'Show all answers',
  writeHere: 'Not asked so far. What you write here becomes the answer.',
  edit: (name: string) => `Change the answer of ${name}`,
  write: (name: string) => `Write down the answer of ${name}`,
  done: 'Done',

  agreement: 'How the answers stand to each other',
  agree: { unsaid: 'Not marked', agree: 'They agree', differ: 'They differ', contradict: 'They contradict each other' } satisfies Record<Agreement, string>,
  take: 'What I take from it',
  takeHint: 'A sentence for later, in your own words',
  mark: 'Mark how they stand',

  of: (place: number, all: number) => `${place} of ${all}`,
  jump: 'Go to a question',
  find: 'Find a question',
  jumpNow: (place: number, all: number) => `Question ${place} of ${all}: go to another`,

  export: 'Export',
  exportTitle: 'Export what is shown',
  exportLists: 'Export the lists',
  written: 'How it is written',
  format: { csv: 'Table (CSV)', csv_semicolon: 'Table, semicolons', markdown: 'Text (Markdown)' } satisfies Record<Written, string>,
  path: 'Write it to',
  pathHint: 'A full path. The file is not encrypted. What is off the record stays out.',
  needsFolder: 'Say in which folder: a full path, such as /home/you/answers.csv.',
  file: { answers: 'firsthand-answers', lists: 'firsthand-lists' },
  semicolonHint: 'Spreadsheets expect semicolons where people write a decimal comma, as in 1,5.',
  exported: (path: string, off: number, long: number) =>
    [
      stop(`It is in ${path}`),
      off > 0 && many(off, '1 answer off the record stayed out.', `${off} answers off the record stayed out.`),
      long > 0 &&
        many(
          long,
          '1 cell is longer than the 32,767 characters that spreadsheets keep; the file has all of it.',
          `${long} cells are longer than the 32,767 characters that spreadsheets keep; the file has all of them.`,
        ),
    ]
      .filter(Boolean)
      .join(' '),
};

/** Words of the lists. */
export const collected = {
  empty: 'What people list for you gathers here, such as books to read and places to look: one list a question, with who said what.',
  plan: 'Plan an interview',
  said: (times: number) => many(times, 'said once, by', `said ${times} times, by`),
  off: 'off the record',
  also: 'Also written',
  apart: 'Keep apart',
  apartNamed: (spelling: string) => `Keep apart: ${spelling}`,
  apartDone: (spelling: string) => `“${spelling}” stands by itself.`,
  merge: 'Merge',
  mergeNamed: (item: string) => `Merge with another: ${item}`,
  mergeInto: (item: string) => `“${item}” is the same as`,
  find: 'Find a word of it',
  merged: (item: string, into: string) => `“${item}” is part of “${into}” now.`,
  ticked: (ticked: number, all: number) => `${ticked} of ${all} ticked`,
};
