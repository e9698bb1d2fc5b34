import type { NetworkRow } from '../src/lib/ipc';
import { named } from './samples';

/** Grows a network of so many people, the same one every time: some led to many, and some stand at the end of a long chain. */
export function forest(people: number): NetworkRow[] {
  let state = 7;
  const upTo = (end: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % end;
  };
  const roots = Math.max(1, Math.round(people / 14));
  const all: NetworkRow[] = [];
  for (let index = 0; index < people; index += 1) {
    const parent = index < roots ? undefined : all[upTo(3) === 0 ? index - 1 : upTo(3) === 0 ? upTo(Math.min(roots, 6)) : upTo(index)];
    const through = parent && parent.depth < 6 ? parent : index < roots ? undefined : all[upTo(roots)];
    const other = index > 3 && upTo(16) === 0 ? all[upTo(index)] : undefined;
    all.push({
      person: named(`p${index}`, `Person ${index}`),
      through: through?.person.id ?? null,
      depth: through ? through.depth + 1 : 0,
      held: upTo(2) * upTo(4),
      also: other && other !== through ? [other.person] : [],
    });
  }
  return all;
}
