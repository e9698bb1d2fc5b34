import { page, row, talk } from '../../tests/talks';
import { named, referral, todo } from '../../tests/samples';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import type { ComparedTalk, InterviewPage, Saved } from '$lib/ipc';
import { clock } from '$lib/state/clock.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import NamedPerson from '$components/interviews/NamedPerson.svelte';
import InterviewList from '$components/interviews/InterviewList.svelte';
import TalkHead from '$components/compare/TalkHead.svelte';
import Interview from './Interview.svelte';
import Today from './Today.svelte';

const saved: Saved = { id: 'talk', version: 'v2', texts: {} };
const past = new Date(clock.now - 86_400_000).toISOString();
const over = new Date(clock.now - 86_400_000 + 1_200_000).toISOString();
const soon = new Date(clock.now + 86_400_000).toISOString();

const show = async (start: InterviewPage) => {
  const fake = fakeBackend({
    interview: () => start,
    took_place: () => saved,
    call_off: () => ({ saved, told: null, same_time: [] }),
    explorations: () => [],
  });
  const view = render(Interview, { id: 'talk', step: 'prepare' });
  await screen.findByRole('heading', { level: 1 });
  // Most steps are read when they are opened.
  await vi.dynamicImportSettled();
  return { ...view, fake };
};

describe('a talk whose time is over', () => {
  const start = page({ interview: talk({ scheduled_at: past, zone: 'UTC' }), over_at: over });

  it('asks on its page whether it took place, and keeps its day (C91)', async () => {
    const { fake, container } = await show(start);
    expect(screen.getByText(/^Did it take place\? Its time was yesterday/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'A new time' })).toHaveAttribute('href', '#/interviews/talk?step=schedule');
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Yes, note it' }));
    await waitFor(() => expect(fake.calls.some(({ name, args }) => name === 'took_place' && (args as { id: string }).id === 'talk')).toBe(true));
    expect(toasts.shown?.text).toBe('Noted. It keeps its day.');
  });

  it('may have fallen through (C91)', async () => {
    const { fake } = await show(start);
    await userEvent.click(screen.getByRole('button', { name: 'It fell through' }));
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'call_off')).toBe(true));
  });

  it('asks nothing before, and nothing once it began (C91)', async () => {
    const first = await show(page({ interview: talk({ scheduled_at: soon }), over_at: soon }));
    expect(screen.queryByText(/Did it take place/)).not.toBeInTheDocument();
    first.unmount();
    await show(page({ interview: talk({ scheduled_at: past, started_at: past }), over_at: null }));
    expect(screen.queryByText(/Did it take place/)).not.toBeInTheDocument();
  });

  it('asks on Today with the same three answers (C91)', async () => {
    const action = todo({ todo: 'took_place', subject: 'talk', interview: 'talk', due: past, overdue: true });
    fakeBackend({
      today: () => ({ actions: [action], upcoming: [], unfiled_jots: 0, people: 2, interviews: 1, held: 0, explorations: 1, goal: null, until: null }),
    });
    render(Today);
    expect(await screen.findByRole('button', { name: 'Yes, note it' })).toBeInTheDocument();
    expect(screen.getByText(/^yesterday .*, (Sun|Mon|Tue|Wed|Thu|Fri|Sat)/), 'the day, the time and the weekday').toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'It fell through' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'A new time' })).toBeInTheDocument();
  });

  it('is not listed as ahead (C91)', async () => {
    fakeBackend({ interviews: () => [row({ id: 'over', stage: 'scheduled', scheduled_at: past, over_at: over }), row({ id: 'next', stage: 'scheduled', scheduled_at: soon, over_at: soon })] });
    render(InterviewList, { selected: undefined, inner: false });
    expect(await screen.findByRole('heading', { name: /^Did it take place\? 1/ })).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: /^Ahead 1/ })).toBeInTheDocument();
  });
});

it('says that another talk takes up the same time, and leads there (C37)', async () => {
  await show(page({ interview: talk({ scheduled_at: soon }), over_at: soon, same_time: [{ id: 'other', name: 'Ben', at: soon }] }));
  const link = screen.getByRole('link', { name: /^At the same time: your interview with Ben, tomorrow/ });
  expect(link).toHaveAttribute('href', '#/interviews/other');
});

it('says of a talk without a time that it has none, and of one that is over that nothing is noted (C72)', () => {
  const compared = (over: Partial<ComparedTalk>): ComparedTalk => ({ id: 'talk', name: 'Ana', person: null, organization: null, stage: 'planned', at: null, ...over });
  const first = render(TalkHead, { talk: compared({}) });
  expect(screen.getByText('no time yet')).toBeInTheDocument();
  first.unmount();
  const second = render(TalkHead, { talk: compared({ stage: 'scheduled', at: past }) });
  expect(second.container).toHaveTextContent('not noted yet, yesterday');
  second.unmount();
  expect(render(TalkHead, { talk: compared({ stage: 'scheduled', at: soon }) }).container).toHaveTextContent('ahead, tomorrow');
});

it('makes what is typed for somebody named a way to reach them, once the field is left (C54)', async () => {
  const fake = fakeBackend({ edit: () => saved, ways_keep: () => ({}) });
  render(NamedPerson, { row: { referral: referral({ id: 'named' }), other: named('ben', 'Ben Okafor') } });
  const field = screen.getByRole('textbox');
  await userEvent.clear(field);
  await userEvent.type(field, 'ben@example.org');
  expect(fake.calls.some(({ name }) => name === 'ways_keep')).toBe(false);
  await userEvent.tab();
  await waitFor(() =>
    expect(fake.calls.find(({ name }) => name === 'ways_keep')?.args).toEqual({ person: 'ben', text: 'ben@example.org', from: 'named' }),
  );
});
