import { backend, type Changed } from '$lib/ipc';

const hearers = new Set<(changes: Changed) => void>();
let heard = false;

/** Calls back after every write, on this device or another, until the returned function is called. */
export function onChanged(hear: (changes: Changed) => void): () => void {
  hearers.add(hear);
  if (!heard) {
    heard = true;
    void backend().listen('changed', (payload) => tellChanged(payload as Changed));
  }
  return () => hearers.delete(hear);
}

/** Tells every screen about a write. */
export function tellChanged(changes: Changed): void {
  for (const hear of [...hearers]) hear(changes);
}

/** Tells whether a write concerns what shows documents of these kinds. One that names nothing concerns everything. */
export function touchesKinds(changes: Changed, kinds: readonly string[]): boolean {
  return (changes.kinds.length === 0 && changes.ids.length === 0) || changes.kinds.some((kind) => kinds.includes(kind));
}
