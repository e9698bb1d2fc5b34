/** How long a name may be; a single letter is a slip, a sentence is no name. */
const SHORTEST = 2;
const LONGEST = 60;

/** Reads selected words as a name: what stands around it is left out; empty when they can be none. */
export function nameIn(selected: string): string {
  if (/[\r\n]/.test(selected.trim())) return '';
  const name = selected.replace(/\s+/g, ' ').replace(/^[^\p{L}]+|[^\p{L}\p{M}\p{N}.]+$/gu, '');
  // A full stop ends a sentence, unless it belongs to an initial or a title.
  const bare = /(^|[\s.])\p{L}{1,2}\.$/u.test(name) ? name : name.replace(/[^\p{L}\p{M}\p{N}]+$/u, '');
  return bare.length >= SHORTEST && bare.length <= LONGEST ? bare : '';
}
