import { call, type Id, type Jot } from '$lib/ipc';
import { draft, type Draft } from '$lib/state/autosave.svelte';
import { untrack } from 'svelte';

/** Where a new jot belongs from its first letter on. */
export interface Filed {
  interview?: Id | null;
  person?: Id | null;
  exploration?: Id | null;
}

/** Names the empty field for a new jot: whoever opens it again finds the words there that are not saved yet. */
export const placeOf = ({ interview, person, exploration }: Filed): string =>
  `jot ${interview ?? ''} ${person ?? ''} ${exploration ?? ''}`;

/** Makes the draft of a jot, which comes into being with its first word. */
export function jotDraft(id: Id, jot: () => Jot | undefined, filed: () => Filed, onsaved?: () => void): Draft {
  return draft(
    { document: id, field: 'text', place: placeOf(untrack(filed)) },
    () => ({ text: jot()?.text ?? '', version: jot()?.version ?? '' }),
    async (text, version) => {
      if (version === '' && text.trim() === '') return { text, version };
      const saved = await call('jot_save', { id, text, base: version || null, ...filed() });
      onsaved?.();
      return { text: saved.texts.text ?? text, version: saved.version };
    },
  );
}
