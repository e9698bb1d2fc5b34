import { describe, expect, it } from 'vitest';
import { nameIn } from './name';

describe('a name in selected words', () => {
  it('is what is left without the sentence around it (C16)', () => {
    expect(nameIn(' Dana  Brown, ')).toBe('Dana Brown');
    expect(nameIn('“Bén Okoro”.')).toBe('Bén Okoro');
    expect(nameIn('Cem Arslan.')).toBe('Cem Arslan');
    expect(nameIn('Dana B.')).toBe('Dana B.');
    expect(nameIn('李小龙')).toBe('李小龙');
  });

  it('is none in a letter, a sentence, two lines or a number (C16)', () => {
    for (const words of ['', 'D', '12 34', 'Dana\nBrown', 'a'.repeat(61)]) expect(nameIn(words)).toBe('');
    expect(nameIn('a'.repeat(60))).toHaveLength(60);
  });
});
