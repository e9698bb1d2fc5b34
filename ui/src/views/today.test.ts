import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { interview, named, preferences, profile, todo } from '../../tests/samples';
import type { Todo, TodayAction, TodayPage } from '../lib/ipc';
import { clock } from '../lib/state/clock.svelte';
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
  goal: null,
  until: null,
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
  expect(screen.getByRole('link', { name: /Prepare your interview with Mei/ })).toHaveAttribute('href', '#/interviews/talk?step=prepare');
  expect(screen.getByText(/3 jots belong nowhere yet/)).toBeInTheDocument();
  await expectAccessible(container);

  await userEvent.click(screen.getByRole('button', { name: 'Mark as done' }));
  expect(fake.calls.at(-1)).toEqual({ name: 'follow_up_done', args: { id: 'owed', done: true } });
  await waitFor(() => expect(toasts.shown?.text).toBe('Done: Tell Ana how it went'));
  await toasts.shown?.act?.run();
  expect(fake.calls.at(-1)).toEqual({ name: 'follow_up_done', args: { id: 'owed', done: false } });
});

it('welcomes on an empty notebook, with the ways to fill it (C01)', async () => {
  fakeBackend({
    today: () => page({ people: 0, interviews: 0, held: 0, explorations: 0 }),
    organizations: () => [],
    profile: () => profile(),
    preferences: () => preferences(),
  });
  const { container } = render(Today);
  expect(await screen.findByText(/no way to ask for a job/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Add a person' })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Bring contacts' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Join my other device' })).toHaveAttribute('href', '#/settings');
  await expectAccessible(container);
});

it('leads to the place of every action (C91)', async () => {
  const about: Record<Todo, [Partial<TodayAction['action']>, RegExp, string | null]> = {
    continue: [{ interview: 'talk' }, /^Go on with your interview with Ana/, '#/interviews/talk?step=meet'],
    meet: [{ interview: null }, /^Meet Ana/, '#/interviews?plan=ana'],
    took_place: [{ subject: 'talk' }, /^Did your interview with Ana .* take place/, '#/interviews/talk'],
    debrief: [{ subject: 'talk' }, /^Note what struck you about Ana/, '#/interviews/talk?step=debrief'],
    follow_up: [{ about: 'report' }, /^Tell Ana how it went/, '#/letter?purpose=report&person=ana&followUp=owed'],
    call_back: [{}, /^Call Ana .* back/, '#/people/ana/call'],
    write: [{}, /^Write to Ana/, '#/letter?purpose=questions&person=ana'],
    thank: [{}, /^Thank Ana .* all the same/, '#/letter?purpose=thanks_for_pointing&person=ana'],
    confirm: [{ subject: 'talk', interview: 'talk' }, /^Confirm the time with Ana/, '#/letter?purpose=confirm&person=ana&interview=talk'],
    send_questions: [{ interview: 'talk' }, /^Send Ana .* your questions/, '#/letter?purpose=questions&person=ana&interview=talk'],
    prepare: [{ subject: 'talk' }, /^Prepare your interview with Ana/, '#/interviews/talk?step=prepare'],
    schedule: [{ interview: null }, /^Agree on a time with Ana/, '#/interviews?plan=ana'],
    ask_again: [{}, /^Ask Ana .* again/, '#/people/ana/call'],
    ask: [{}, /^Ask Ana .* for a talk/, '#/people/ana/call'],
    reflect: [{ subject: 'talk' }, /^Look back on your talk with Ana/, '#/interviews/talk?step=after'],
  };
  for (const [word, [over, said, href]] of Object.entries(about)) {
    fakeBackend({ today: () => page({ actions: [todo({ todo: word as Todo, ...over })] }) });
    const { unmount } = render(Today);
    const heading = await screen.findByRole('heading', { level: 2, name: said });
    expect(heading.querySelector('a')).toHaveAttribute('href', href);
    unmount();
  }
});

it('opens the letter that settles a duty (C62)', async () => {
  fakeBackend({ today: () => page({ actions: [todo({ about: 'thanks' })] }) });
  render(Today);
  expect(await screen.findByRole('link', { name: 'Write it' })).toHaveAttribute('href', '#/letter?purpose=thanks&person=ana&followUp=owed');
  expect(screen.getByRole('button', { name: 'Mark as done' })).toBeInTheDocument();
});

it('takes the word of the user that something was done elsewhere, and takes it back (C91)', async () => {
  const fake = fakeBackend({
    today: () => page({ actions: [todo({ todo: 'confirm', subject: 'talk', interview: 'talk' })] }),
    edit: ({ id }) => ({ id, version: '2', texts: {} }),
  });
  render(Today);
  await userEvent.click(await screen.findByRole('button', { name: 'I confirmed it' }));
  const value = expect.stringMatching(/^20/) as unknown;
  expect(fake.calls.at(-1)?.args).toEqual({ id: 'talk', kind: 'interview', edits: [{ do: 'set', field: 'confirmed_at', value }] });
  await toasts.shown?.act?.run();
  expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ field: 'confirmed_at', value: null }] });
});

it('says how the week goes, where there is a goal (C04)', async () => {
  fakeBackend({ today: () => page({ goal: { asked: 1, of: 2 } }) });
  const first = render(Today);
  expect(await screen.findByText('1 of 2 asked this week')).toBeInTheDocument();
  first.unmount();
  fakeBackend({ today: () => page({ goal: { asked: 2, of: 2 } }) });
  render(Today);
  expect(await screen.findByText(/what you set out to do/)).toBeInTheDocument();
});

it('shows a long list from its top', async () => {
  const actions = Array.from({ length: 45 }, (_, n) => todo({ todo: 'ask', subject: `p${n}`, person: `p${n}` }));
  fakeBackend({ today: () => page({ actions }) });
  render(Today);
  await userEvent.click(await screen.findByRole('button', { name: 'Show 14 more' }));
  expect(screen.getAllByRole('link', { name: /^Ask Ana/ })).toHaveLength(45);
});

it('is read again when time alone changes something, and not before (C91)', async () => {
  const until = '2026-11-29T12:00:00Z';
  const seen = clock.now;
  clock.now = Date.parse(until) - 60_000;
  const fake = fakeBackend({ today: () => page({ until }) });
  render(Today);
  await screen.findByText(/Nothing is due/);
  const read = () => fake.calls.filter(({ name }) => name === 'today').length;
  const before = read();
  clock.now += 30_000;
  await tick();
  expect(read()).toBe(before);
  clock.now = Date.parse(until);
  await waitFor(() => expect(read()).toBe(before + 1));
  clock.now = seen;
});

it('says when nothing is due', async () => {
  fakeBackend({ today: () => page() });
  render(Today);
  expect(await screen.findByText(/Nothing is due/)).toBeInTheDocument();
  expect(screen.getByText('1 interview held, 2 people in your notebook')).toBeInTheDocument();
});
