import { expect, it } from 'vitest';

const files = import.meta.glob<Record<string, unknown>>('./en/*.ts', { eager: true });

/** What takes a number, a list or the name of a file, and no name that could end a sentence. */
const OTHER = /\.(drag|stagesSaid|outcomesSaid|inFolder)$/u;

/** Finds every sentence that takes words, with one word in each place. */
function* sentences(of: unknown, path: string, word: string): Generator<[string, string]> {
  if (typeof of === 'function') {
    const said: unknown = (() => {
      try {
        return (of as (...words: string[]) => unknown)(...Array.from({ length: of.length }, () => word));
      } catch {
        // It takes something other than words.
        return undefined;
      }
    })();
    if (typeof said === 'string') yield [path, said];
  } else if (typeof of === 'object' && of !== null) {
    for (const [key, value] of Object.entries(of)) yield* sentences(value, `${path}.${key}`, word);
  }
}

it('says no end of a name twice, in any sentence', () => {
  let count = 0;
  const twice: string[] = [];
  for (const [end, doubled] of [['.', '..'], ['!', '!.'], ['?', '?.'], ['…', '….']] as const) {
    for (const [path, said] of sentences(files, 'words', `James Doe Sr${end}`)) {
      count += 1;
      if (OTHER.test(path)) continue;
      if (said.replaceAll('...', '…').includes(`Sr${doubled}`)) twice.push(`${path}: ${said}`);
    }
  }
  expect(twice).toEqual([]);
  expect(count).toBeGreaterThan(400);
});
