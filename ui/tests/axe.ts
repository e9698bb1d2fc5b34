import axe from 'axe-core';
import { expect } from 'vitest';

/** Expects that axe finds nothing; colours are computed in tokens.test.ts, which jsdom cannot paint. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const said = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`);
  expect(said.join('\n')).toBe('');
}
