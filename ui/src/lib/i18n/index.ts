import { en } from './en';

/** Every sentence of the interface. Another language is a file that `satisfies Messages`. */
export type Messages = typeof en;

/** The words of the interface, in the user's language. */
export const t: Messages = en;
