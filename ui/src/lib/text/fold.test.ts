import { expect, it } from 'vitest';
import { fold, matcher } from './fold';

it('folds as the program does', () => {
  expect(fold('  Müller-Lüdenscheid  ')).toBe('muller-ludenscheid');
  expect(fold('STRAẞE straße')).toBe('strasse strasse');
  expect(fold('e\u0301cole École')).toBe('ecole ecole');
  expect(fold('ﬁne Ａ')).toBe('fine a');
  expect(fold('Łódź Ørsted')).toBe('lodz orsted');
  expect(fold('ΤΕΛΟΣ')).toBe(fold('τέλος'));
  expect(fold('مُمَرِّضَة مـــحمد إلى')).toBe(fold('ممرضه محمد الي'));
});

it('finds all words in any order', () => {
  const fits = matcher('ANA char');
  expect(fits(fold('Charité Ana Müller'))).toBe(true);
  expect(fits(fold('Ana Müller'))).toBe(false);
  expect(matcher('  ')('anything')).toBe(true);
});
