import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHash, ROUTE_NAMES, toHash, type Route } from './route';

const id = fc.string({ minLength: 1, unit: 'grapheme' });
const WITH_ID = ['person', 'organization', 'interview', 'print', 'exploration', 'findings', 'takealong'] as const;
const withId = (name: (typeof WITH_ID)[number]) =>
  fc.record({ name: fc.constant(name), id, at: id }, { requiredKeys: ['name', 'id'] });
const routes = fc.oneof(
  ...ROUTE_NAMES.filter((name) => !(WITH_ID as readonly string[]).includes(name) && name !== 'call').map((name) =>
    fc.constant({ name }),
  ),
  ...WITH_ID.map(withId),
  fc.record({ name: fc.constant('jot'), id, person: id, interview: id }, { requiredKeys: ['name'] }),
  fc.record({ name: fc.constant('search'), q: id }),
  fc.record({ name: fc.constant('call'), person: id, exploration: id }, { requiredKeys: ['name', 'person'] }),
  fc.record({ name: fc.constant('letter'), purpose: id, person: id, followUp: id }, { requiredKeys: ['name', 'purpose'] }),
) as fc.Arbitrary<Route>;

describe('addresses', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(fromHash(toHash(route))).toEqual(route);
      }),
    );
  });

  it('that make no sense lead to Today', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#/people/%E0%A4%A', '#/a/b/c']) {
      expect(fromHash(hash)).toEqual({ name: 'today' });
    }
  });
});
