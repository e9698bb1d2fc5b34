import { call, type Id, type Jot } from '$lib/ipc';
import { draft, type Draft } from '$lib/state/autosave.svelte';

/** Where a new jot belongs from its first letter on. */
export interface Filed {
  interview?: Id | null;
  person?: Id | null;
  exploration?: Id | null;
}

/** Makes the draft of a jot, which comes into being with its first word. */
export function jotDraft(id: Id, jot: () => Jot | undefined, filed: () => Filed, onsaved?: () => void): Draft {
  return draft(
    () => ({ text: jot()?.text ?? '', version: jot()?.version ?? '' }),
    async (text, version) => {
      if (version === '' && text.trim() === '') return { text, version };
      const saved = await call('jot_save', { id, text, base: version || null, ...filed() });
      onsaved?.();
      return { text: saved.texts.text ?? text, version: saved.version };
    },
  );
}
