import { expect, it } from 'vitest';
import { newId } from './newId';

it('is a UUID of version 7 that begins with its time', () => {
  const id = newId(0x0123_4567_89ab);
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
