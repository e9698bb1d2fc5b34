export const shell = {
  skip: 'Skip to the content',
  navigation: 'Sections',
  today: 'Today',
  people: 'People',
  interviews: 'Interviews',
  jot: 'Jot',
  jots: 'Jots',
  explorations: 'Explorations',
  search: 'Search',
  settings: 'Settings',
  more: 'More',
  newJot: 'Write a jot',
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
    none: 'Nothing here has that name.',
    placeholder: 'A person, a place or an act',
  },
};
