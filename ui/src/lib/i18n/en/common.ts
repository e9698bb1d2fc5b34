/** Chooses by number: `many(3, '1 interview', '3 interviews')`. Other languages use their own plural rules. */
export const many = (count: number, one: string, other: string): string => (count === 1 ? one : other);

/** Ends a sentence with a full stop, unless a name at its end brings an end of its own, such as “James Doe Sr.”. */
export const stop = (sentence: string): string => (/[.!?…。]["'”’»]*$/u.test(sentence) ? sentence : `${sentence}.`);

export const common = {
  app: 'Firsthand',
  add: 'Add',
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  done: 'Done',
  edit: 'Edit',
  remove: 'Remove',
  undo: 'Undo',
  redo: 'Redo',
  open: 'Open',
  retry: 'Try again',
  more: 'More',
  clear: 'Clear',
  loading: 'One moment',
  noName: 'No name yet',
  unknown: 'Not said',
  optional: 'optional',

  saving: 'Saving',
  saved: 'Saved',
  nothingLost: 'Nothing you wrote is lost.',

  conflict: {
    heading: (field: string) => `${field}: two devices wrote different things. Which is right?`,
    keep: (value: string) => `Keep “${value}”`,
    keepEmpty: 'Leave it empty',
  },

  moment: {
    day: 'Day',
    time: 'Time',
    noDay: 'Choose the day as well; it is kept once both are there.',
    noTime: 'Choose the time as well; it is kept once both are there.',
  },

  when: {
    today: 'today',
    yesterday: 'yesterday',
    tomorrow: 'tomorrow',
    last: (day: string) => `last ${day}`,
    at: (day: string, time: string) => `${day} ${time}`,
  },

  undone: (what: string) => `Taken back: ${what}`,
  redone: (what: string) => `Brought again: ${what}`,
  nothingToUndo: 'There is nothing to take back.',
  nothingToRedo: 'There is nothing to bring again.',
};
