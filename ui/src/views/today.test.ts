import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { interview, named, todo } from '../../tests/samples';
import type { TodayPage } from '../lib/ipc';
import { toasts } from '../lib/state/toasts.svelte';
import Today from './Today.svelte';

const page = (over: Partial<TodayPage> = {}): TodayPage => ({
  actions: [],
  upcoming: [],
  unfiled_jots: 0,
  people: 2,
  interviews: 1,
  held: 1,
  explorations: 1,
  ...over,
});

it('says first what to do next, and offers the one act', async () => {
  const fake = fakeBackend({
    today: () =>
      page({
        actions: [
          todo(),
          { ...todo({ todo: 'prepare', person: 'mei', subject: 'talk', overdue: false }, ''), person: named('mei', 'Mei') },
        ],
        upcoming: [interview({ id: 'talk', stage: 'scheduled', scheduled_at: '2026-11-24T10:00:00Z' })],
        unfiled_jots: 3,
      }),
    follow_up_done: ({ id }) => ({ id, version: '2', texts: {} }),
  });
  const { container } = render(Today);
  expect(await screen.findByRole('heading', { level: 2, name: 'Tell Ana how it went' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: /Prepare your interview with Mei/ })).toHaveAttribute('href', '#/interviews/talk');
  expect(screen.getByText(/3 jots belong nowhere yet/)).toBeInTheDocument();
  await expectAccessible(container);

  await userEvent.click(screen.getByRole('button', { name: 'Mark as done' }));
  expect(fake.calls.at(-1)).toEqual({ name: 'follow_up_done', args: { id: 'owed', done: true } });
  await waitFor(() => expect(toasts.shown?.text).toBe('Done: Tell Ana how it went'));
  await toasts.shown?.act?.run();
  expect(fake.calls.at(-1)).toEqual({ name: 'follow_up_done', args: { id: 'owed', done: false } });
});

it('welcomes on an empty notebook, with the ways to fill it', async () => {
  fakeBackend({ today: () => page({ people: 0, interviews: 0, held: 0, explorations: 0 }), organizations: () => [] });
  const { container } = render(Today);
  expect(await screen.findByText(/never for a job/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Add a person' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Bring contacts' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Join my other device' })).toHaveAttribute('href', '#/settings');
  await expectAccessible(container);
});

it('says when nothing is due', async () => {
  fakeBackend({ today: () => page() });
  render(Today);
  expect(await screen.findByText(/Nothing is due/)).toBeInTheDocument();
  expect(screen.getByText('1 interview held, 2 people in your notebook')).toBeInTheDocument();
});
