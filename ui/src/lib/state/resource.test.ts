import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { fakeBackend } from '../../../tests/fake';
import ResourceProbe from '../../../tests/ResourceProbe.svelte';

/** Answers in the order that the test lets go. */
function gate() {
  const waiting: ((name: string) => void)[] = [];
  return { ask: () => new Promise<string>((answer) => waiting.push(answer)), waiting };
}

it('shows the newest answer, keeps the old one meanwhile, and drops one that comes late', async () => {
  const { ask, waiting } = gate();
  const fake = fakeBackend({});
  const view = render(ResourceProbe, { args: 'a', fetch: ask, kinds: ['jot'] });
  expect(screen.getByTestId('state')).toHaveTextContent('loading');
  await view.rerender({ args: 'b' });
  waiting[1]?.('second');
  await waitFor(() => expect(screen.getByTestId('data')).toHaveTextContent('second'));
  waiting[0]?.('first');
  await Promise.resolve();
  expect(screen.getByTestId('data'), 'an answer to an older question').toHaveTextContent('second');

  fake.changed('jot');
  await waitFor(() => expect(waiting).toHaveLength(3));
  expect(screen.getByTestId('data')).toHaveTextContent('second');
  fake.changed('jot');
  fake.changed('jot');
  waiting[2]?.('third');
  await waitFor(() => expect(waiting, 'what changed meanwhile is read once more').toHaveLength(4));
  waiting[3]?.('fourth');
  await waitFor(() => expect(screen.getByTestId('data')).toHaveTextContent('fourth'));
});

it('is fetched again for its own kinds, and when everything may have changed', async () => {
  let count = 0;
  const fake = fakeBackend({});
  render(ResourceProbe, { args: 'a', fetch: async () => String(++count), kinds: ['jot', 'person'] });
  await waitFor(() => expect(screen.getByTestId('data')).toHaveTextContent('1'));
  fake.changed('interview');
  await Promise.resolve();
  expect(count).toBe(1);
  fake.changed('interview', 'person');
  await waitFor(() => expect(count).toBe(2));
  fake.changed();
  await waitFor(() => expect(count).toBe(3));
});

it('says what failed, and keeps what it had', async () => {
  const fake = fakeBackend({});
  let broken = false;
  const fetch = async () => {
    if (broken) throw Object.assign(new Error('gone'), { code: 'missing' });
    return 'there';
  };
  render(ResourceProbe, { args: 'a', fetch, kinds: ['jot'] });
  await waitFor(() => expect(screen.getByTestId('data')).toHaveTextContent('there'));
  broken = true;
  fake.changed('jot');
  await waitFor(() => expect(screen.getByTestId('error')).toHaveTextContent('gone'));
  expect(screen.getByTestId('data')).toHaveTextContent('there');
});
