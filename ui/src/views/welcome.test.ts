import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { preferences, profile } from '../../tests/samples';
import type { ReminderState } from '../lib/ipc';
import { reminders } from '../lib/state/reminders.svelte';
import { router } from '../lib/state/router.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Preferences from './Preferences.svelte';
import Profile from './Profile.svelte';
import Welcome from './Welcome.svelte';

const saves = { edit: ({ id }: { id: string }) => ({ id, version: '2', texts: {} }) };
const state = (over: Partial<ReminderState> = {}): ReminderState => ({ allowed: null, due: [], ...over });

it('says what such a talk is, and that it asks for no job (C01)', async () => {
  fakeBackend({ profile: () => profile(), preferences: () => preferences(), organizations: () => [] });
  const { container } = render(Welcome, { route: { name: 'today' } });
  expect(await screen.findByRole('heading', { level: 1, name: 'Talk to people who do the work' })).toBeInTheDocument();
  expect(screen.getByText(/no way to ask for a job, and you expect none/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Add a person' })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Join my other device' })).toBeInTheDocument();
  await expectAccessible(container);
});

it('says what one learns that nobody prints (C02), and that people like to hear that it helped (C05)', async () => {
  fakeBackend({ profile: () => profile(), preferences: () => preferences() });
  render(Welcome, { route: { name: 'welcome' } });
  expect(await screen.findByText(/What a day is really like/)).toBeInTheDocument();
  expect(screen.getByText(/like even more to hear later that it helped/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Add a person' }), 'read again, it is only to be read').toBeNull();
});

it('asks where one stands and for a small goal, and requires neither (C03, C04)', async () => {
  const fake = fakeBackend({ profile: () => profile(), preferences: () => preferences(), organizations: () => [], ...saves });
  render(Welcome, { route: { name: 'today' } });
  await userEvent.click(await screen.findByRole('radio', { name: 'Early in my studies' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ kind: 'profile', edits: [{ field: 'standing', value: 'early_student' }] });
  await userEvent.click(screen.getByRole('radio', { name: 'Refining a direction' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ kind: 'profile', edits: [{ field: 'aim', value: 'refining' }] });
  await userEvent.click(screen.getByRole('radio', { name: '2' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ kind: 'preferences', edits: [{ field: 'weekly_asks', value: 2 }] });
  await userEvent.click(screen.getByRole('radio', { name: 'No goal' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ field: 'weekly_asks', value: null }] });
});

it('shows standing and aim in the profile (C03)', async () => {
  fakeBackend({ profile: () => profile({ standing: 'working', aim: 'searching' }) });
  render(Profile);
  expect(await screen.findByRole('radio', { name: 'Working' })).toBeChecked();
  expect(screen.getByRole('radio', { name: 'Searching for work' })).toBeChecked();
});

it('lets the user choose where the documents disagree (C21, C33, C44, C63)', async () => {
  const fake = fakeBackend({ preferences: () => preferences(), ...saves });
  const { container } = render(Preferences);
  expect(await screen.findByRole('radio', { name: 'How hiring works' })).toBeChecked();
  expect(screen.getByRole('checkbox', { name: 'Confirm the time by mail' })).toBeChecked();
  await expectAccessible(container);
  const chooses = async (name: string, field: string, value: unknown) => {
    await userEvent.click(screen.getByRole('radio', { name }));
    expect(fake.calls.at(-1)?.args).toMatchObject({ kind: 'preferences', edits: [{ do: 'set', field, value }] });
  };
  await chooses('15 min', 'minutes', 15);
  await chooses('Left at home', 'resume', 'at_home');
  await chooses('Openings too, if they raise it', 'jobs', 'if_raised');
  await chooses('A card in your hand', 'thanks_by', 'handwritten');
  await chooses('British', 'english', 'gb');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Send the questions ahead' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ field: 'questions_ahead', value: true }] });
  await userEvent.click(screen.getByRole('radio', { name: 'Lunch' }));
  expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ field: 'minutes', value: 60 }, { field: 'form', value: 'lunch' }] });
});

it('asks at the first reminder whether the system may remind, and shows everything in the app in any case', async () => {
  const due = { todo: 'call_back', subject: 'a', person: null, text: 'Call Ana back', due: null } as const;
  const fake = fakeBackend({ reminders: () => state(), reminders_allow: ({ allowed }) => state({ allowed }) });
  router.go({ name: 'people' });
  const stop = reminders.start();
  await waitFor(() => expect(reminders.allowed).toBeNull());
  expect(reminders.asks, 'nothing is due, so nothing is asked').toBe(false);
  fake.send('due', [due, { ...due, subject: 'b', text: 'Thank Ben' }]);
  expect(reminders.asks).toBe(true);
  expect(toasts.shown?.text).toBe('Call Ana back, and 1 more');
  toasts.dismiss();
  await reminders.allow(false);
  expect([reminders.asks, reminders.allowed]).toEqual([false, false]);
  fake.send('due', [due]);
  expect(reminders.asks, 'nobody is asked twice').toBe(false);
  expect(toasts.shown?.text, 'what is due is still said here').toBe('Call Ana back');
  stop();
});
