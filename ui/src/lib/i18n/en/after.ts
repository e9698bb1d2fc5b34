import { many, stop } from './common';

export const after = {
  thanks: 'What you owe',
  nothing: 'Nothing is owed out of this interview.',
  due: (what: string) => `When and how: ${what}`,
  dueLabel: 'Due',
  by: 'How it goes out',
  byWord: { email: 'By mail', handwritten: 'A card by hand' },

  named: 'Names and suggestions',
  namedNone: 'Nobody was named and nothing suggested. Add what comes to mind later.',
  outcome: (what: string) => `What became of it: ${what}`,
  outcomeWord: {
    open: 'Not known yet',
    reached: 'Reached',
    met: 'Met or done',
    no_reply: 'No reply',
    declined: 'They declined',
    let_go: 'I let it go',
  },
  owesReport: (who: string) => (who ? `${who} is owed a word on it.` : 'A word on it is owed.'),
  report: 'Tell them',
  encourage: 'People like to hear that their help led somewhere.',
  suggest: 'A suggestion they made',
  suggestHint: 'A book, a place, something to try',
  removed: 'Taken away.',

  leads: 'Leads',
  touch: 'Keeping in touch',
  updates: {
    yes: 'They want to hear how things go on.',
    no: 'They do not need news. A thank-you is enough.',
    not_asked: 'You did not ask whether they want news.',
  },
  questions: {
    yes: 'You may come back with questions.',
    no: 'They would rather not be asked more.',
    not_asked: 'You did not ask whether you may come back; best not to.',
  },
  ask: 'Ask something more',

  reflect: 'Looking back',
  well: 'What went well',
  wellPlaceholder: 'What you would do just like this again',
  better: 'What to do better',
  betterPlaceholder: 'It comes back before your next interview, until you tick it off',
  done: 'I have looked back',
  doneAt: (when: string) => stop(`Looked back ${when}`),
};

export const leads = {
  title: 'Leads',
  empty: 'Openings and addresses that come up in interviews will live here, each with who told you.',
  add: 'A lead',
  addHint: 'An opening, a project, somebody who is hiring',
  organization: 'At',
  from: (who: string) => `from ${who}`,
  state: (what: string) => `State: ${what}`,
  stateWord: { open: 'To look at', pursued: 'Going after it', let_go: 'Let go' },
  url: 'Where to read about it',
  note: 'Notes',
  remove: (what: string) => `Remove: ${what}`,
  removed: (what: string) => `${what} is in the bin.`,
};

export const network = {
  title: 'Network',
  empty: 'Who led you to whom will grow here, from the first name that somebody gives you.',
  count: (people: number, held: number) =>
    `${many(people, '1 person', `${people} people`)}, ${many(held, '1 of them met', `${held} of them met`)}`,
  show: 'Show as',
  drawing: 'Drawing',
  list: 'List',
  drawn: (people: number) => `A drawing of who led you to whom, ${many(people, '1 person', `${people} people`)}. The list says the same.`,
  met: (count: number) => many(count, 'met once', `met ${count} times`),
  notMet: 'not met yet',
  also: (names: string) => `also named by ${names}`,
  you: 'You',
  /** A person of the drawing, as a screen reader says them. */
  spot: (name: string, state: string, giver: string | undefined, also: string | undefined) =>
    [name, state, giver && `named by ${giver}`, also].filter(Boolean).join(', '),
  legend: 'What the signs mean',
  legendMet: 'Met',
  legendNamed: 'Not met yet',
  legendAlso: 'Also named by',
  nearer: 'Nearer',
  farther: 'Farther away',
  fit: 'Show everybody',
  keys: 'Arrow keys go to whoever stands there, Enter opens them. + and − come nearer and go away, 0 shows everybody, Home leads to you.',
  listed: 'Who led you to whom',
  leads: 'Leads',
};
