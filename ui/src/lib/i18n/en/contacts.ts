import type { CardField, CardVerdict } from '$lib/ipc';
import { many } from './common';

/** Words of bringing contacts in; read with that sheet. */
export const contacts = {
  title: 'Bring contacts in',
  text: 'Firsthand reads vCard files (.vcf), which every address book can export. You see what is in the file before anything is added.',
  choose: 'Choose a file',
  path: 'Where the file is',
  pathHint: 'The full path of a .vcf file.',
  read: 'Look at it',
  filter: 'vCard',
  cards: (count: number) => many(count, '1 card', `${count} cards`),
  verdict: {
    new: () => 'New',
    update: (name: string) => (name ? `Adds to ${name}` : 'Adds to what is here'),
    differs: (name: string) => (name ? `Says some things otherwise of ${name}` : 'Says some things otherwise'),
    known: () => 'Already here',
    damaged: () => 'Cannot be read',
  } satisfies Record<CardVerdict, (name: string) => string>,
  whom: 'Who this is',
  somebodyNew: 'Somebody new',
  field: {
    name: () => 'Name',
    role: () => 'What they do',
    organization: () => 'Organization',
    notes: () => 'Notes',
    picture: () => 'Picture',
    label: (about) => `Word for ${about}`,
    tag: () => 'Tag',
    phone: (about) => (about ? `Phone (${about})` : 'Phone'),
    email: (about) => (about ? `Mail (${about})` : 'Mail'),
    web: (about) => (about ? `Web (${about})` : 'Web'),
    address: (about) => (about ? `Address (${about})` : 'Address'),
    other: (about) => (about ? `Other (${about})` : 'Other'),
  } satisfies Record<CardField, (about: string) => string>,
  adds: (what: string, card: string) => (card ? `Adds ${what}: ${card}` : `Adds ${what}`),
  changes: 'Is otherwise here, and stays so unless you take the card’s',
  take: (what: string, card: string) => (card ? `${what}: ${card}` : what),
  here: (here: string) => `Here: ${here}`,
  takeAll: 'Take all that differs',
  takeNone: 'Keep all as it is here',
  line: (line: number) => `line ${line}`,
  picture: 'with a picture',
  all: 'Choose all',
  noneOfThem: 'Choose none',
  chosen: (count: number) => many(count, 'Bring 1 in', `Bring ${count} in`),
  nothing: 'Nothing chosen',
  none: 'There is no card in this file.',
  other: 'Another file',
  done: (added: number, updated: number) =>
    [many(added, '1 person added', `${added} people added`), updated > 0 && many(updated, '1 updated', `${updated} updated`)]
      .filter(Boolean)
      .join(', '),
  report: {
    added: (count: number) => many(count, '1 person is new.', `${count} people are new.`),
    updated: (count: number) => many(count, '1 person learned something new.', `${count} people learned something new.`),
    known: (count: number) => many(count, '1 card held nothing new.', `${count} cards held nothing new.`),
    failed: 'Could not be read',
    kept: 'The card says otherwise; it stays as it was',
    notices: 'Left out, or kept in the notes',
  },
};
