import type { HoldsFor, Impression } from '$lib/ipc';
import { many } from './common';

/** Words of the talk itself, its close and the first minutes after it; read with these steps. */
export const meet = {
  marks: (ask: string) => `About the answer to: ${ask}`,
  holds: { typical: 'Typical', this_place: 'Only here', unsure: 'Unsure' } satisfies Record<Exclude<HoldsFor, 'unmarked'>, string>,
  off: 'Off the record',
  offHint: 'Stays in this notebook: in no export and no letter.',
  offJot: (text: string) => `Off the record: ${text}`,
  soon: (minutes: number) => many(minutes, 'One minute left: a good moment for the closing questions.', `${minutes} minutes left: a good moment for the closing questions.`),
  late: 'The time is up: thank them, or ask whether they have another minute.',

  close: {
    gift: 'Before you leave',
    thanked: 'I thanked them',
    resumeAsked: 'They asked for my resume',
    resumeGiven: 'I gave it to them',
    updates: 'Do you want to hear how it goes on?',
    tour: 'Could you show me around?',
    tourNotes: 'What I saw',
    surroundings: 'What the place is like',
    surroundingsHint: 'Rooms, noise, faces, what hangs on the walls',
    yes: 'Yes',
    no: 'No',
    notAsked: 'Not asked',
  },
};

export const debrief = {
  title: 'Five minutes, while it is fresh',
  lead: 'Three questions. Answer what you like, skip the rest.',
  struck: 'What struck you most?',
  struckHint: 'One sentence is enough',
  impression: 'How does this work look to you now?',
  word: { drawn: 'It draws me', mixed: 'Both', put_off: 'It puts me off' } satisfies Record<Exclude<Impression, 'unsaid'>, string>,
  next: 'What would you ask next?',
  nextHint: 'Of them, or of somebody else',
  done: 'Done',
  skip: 'Not now',
};
