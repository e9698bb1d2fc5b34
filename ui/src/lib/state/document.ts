import { call, type Edit, type Id, type Saved } from '$lib/ipc';
import { draft, type Draft } from './autosave.svelte';
import { saving } from './saving.svelte';
import { untrack } from 'svelte';

/** The fields of a document that hold text. */
type TextField<D> = { [F in keyof D]: D[F] extends string ? F : never }[keyof D] & string;

/** Which document an edit is for. */
export interface Target {
  id: Id;
  kind: string;
}

/** A document as it was read. */
interface Read extends Target {
  version: string;
}

/** Edits a document at once and says "Saved"; resolves to undefined when it failed, which is said too. */
export function edit(target: Target, ...edits: Edit[]): Promise<Saved | undefined> {
  return saving.during(call('edit', { id: target.id, kind: target.kind, edits }));
}

/** Gives a field of one value another. */
export function set(target: Target, field: string, value: string | number | boolean | null): Promise<Saved | undefined> {
  return edit(target, { do: 'set', field, value });
}

/** Gives a field of one value another, for a draft that keeps the value and tries again: rejects when it failed. */
export function put(target: Target, field: string, value: string | number | boolean | null): Promise<Saved> {
  return call('edit', { id: target.id, kind: target.kind, edits: [{ do: 'set', field, value }] });
}

/** Makes a draft of a field that people write in; it merges with other devices letter by letter. */
export function prose<D extends Read>(read: () => D, field: TextField<D>): Draft {
  const { id, kind } = untrack(read);
  return draft(
    { document: id, field },
    () => ({ text: read()[field] as string, version: read().version }),
    async (text, version) => {
      const saved = await call('edit', { id, kind, edits: [{ do: 'write', field, text, base: version || null }] });
      return { text: saved.texts[field] ?? text, version: saved.version };
    },
  );
}

/** Makes a draft of a field of one line; when two devices write it apart, both values are offered in `conflicts`. */
export function line<D extends Read>(read: () => D, field: TextField<D>): Draft {
  const { id, kind } = untrack(read);
  return draft(
    { document: id, field },
    () => ({ text: read()[field] as string, version: read().version }),
    async (text) => {
      const saved = await call('edit', { id, kind, edits: [{ do: 'set', field, value: text.trim() }] });
      return { text: text.trim(), version: saved.version };
    },
  );
}
