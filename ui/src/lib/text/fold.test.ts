import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fold, matcher, searched } from './fold';

/** The cases that the program's own test reads, too. */
const table = JSON.parse(readFileSync('../tests/fixtures/folding.json', 'utf8')) as {
  folded: [string, string][];
  found: [string, string, boolean][];
};

it('folds as the program does (C90)', () => {
  for (const [text, wanted] of table.folded) expect(fold(text), text).toBe(wanted);
});

it('finds words in every form in which people write them (C90)', () => {
  for (const [text, query, found] of table.found) expect(matcher(query)(searched(text)), `${query} in ${text}`).toBe(found);
});

it('finds all words in any order', () => {
  const fits = matcher('ANA char');
  expect(fits(searched('Charité Ana Müller'))).toBe(true);
  expect(fits(searched('Ana Müller'))).toBe(false);
  expect(matcher('  ')('anything')).toBe(true);
});

it('folds what is folded to itself, for every letter (C90)', () => {
  for (let code = 0; code < 0x20000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const folded = fold(String.fromCodePoint(code));
    if (fold(folded) !== folded) expect.fail(`U+${code.toString(16)}`);
  }
});
