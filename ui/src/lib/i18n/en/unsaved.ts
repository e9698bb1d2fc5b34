import { many } from './common';

/** Words about what is not saved. */
export const unsaved = {
  /** The store could not be written; it is tried again. */
  failed: 'Not saved yet. Your words are still here; the app keeps trying.',
  /** The store took it for wrong, so trying again would not help. */
  refused: 'Not saved. Your words are still here.',
  /** A choice or a tick. */
  act: 'That was not saved.',
  mark: 'Not saved yet',
  copy: 'Copy the words',
  copied: 'Your words are copied.',
  show: 'Show them',
  dismiss: 'Close this message',

  title: 'Not saved yet',
  lead: (count: number) =>
    many(count, 'These words are only in this window so far. Copy them to be safe.', 'These texts are only in this window so far. Copy them to be safe.'),
  closing: 'The window waits, so that nothing you wrote is lost. It closes as soon as all is saved.',
  closingAct: 'The window waits for your last change to be saved, and closes then.',
  discard: 'Discard',
  discardNamed: (label: string) => (label === '' ? 'Discard these words' : `Discard: ${label}`),
  discarded: 'Discarded.',
  stay: 'Stay',
  closeAnyway: 'Close without saving',
};
