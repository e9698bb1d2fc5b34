import { stop } from './common';

export const shell = {
  skip: 'Skip to the content',
  navigation: 'Sections',
  today: 'Today',
  people: 'People',
  interviews: 'Interviews',
  jot: 'Jot',
  jots: 'Jots',
  explorations: 'Explorations',
  compare: 'Compare',
  search: 'Search',
  settings: 'Settings',
  more: 'More',
  newJot: 'Write a jot',
  /** Files dragged over the window. */
  drop: {
    invitation: 'Drop the invitation to look at it. Nothing changes before you take it.',
    contacts: 'Drop the contacts to look at them. Nothing changes before you bring them in.',
    other: 'Firsthand takes invitations (.ics) and contacts (.vcf) that are dropped on it, and no other files.',
    oneAtATime: (name: string) => stop(`One file at a time: this is ${name}`),
  },
  detail: 'Detail',

  sync: {
    off: 'On this device',
    starting: 'Looking',
    up_to_date: 'Up to date',
    to_send: (count: number) => (count === 1 ? '1 to send' : `${count} to send`),
    arriving: 'Reading',
    problem: 'Sync needs you',
    label: (state: string) => `Sync: ${state}`,
  },

  undo: (what: string | null) => (what === null ? 'Undo' : `Undo: ${what}`),

  keys: {
    title: 'Keys',
    open: 'Show the keys',
    palette: 'Go to or do',
    goTo: (place: string) => `Go to ${place}`,
    back: 'Go back',
    placeholder: 'A person, a place, an act or any word',
    acts: 'Go to or do',
    found: 'Found',
    searchFor: (words: string) => `Search for “${words}”`,
  },
};
