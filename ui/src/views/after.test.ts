import { page, talk } from '../../tests/talks';
import { followUp, named, referral } from '../../tests/samples';
import type { InterviewPage, LeadRow, Saved } from '$lib/ipc';
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import Interview from './Interview.svelte';
import Leads from './Leads.svelte';

const saved: Saved = { id: 'x', version: 'v2', texts: {} };
const lead = (over: Partial<LeadRow['lead']> = {}): LeadRow => ({
  lead: {
    id: 'lead',
    kind: 'lead',
    created: null,
    updated: null,
    deleted: false,
    version: 'v1',
    conflicts: {},
    what: 'Night shift pool',
    organization: 'nord',
    url: '',
    source: 'ana',
    interview: 'talk',
    heard_at: '2026-11-20T09:00:00Z',
    state: 'open',
    note: '',
    ...over,
  },
  organization: named('nord', 'Klinikum Nord'),
  source: named('ana', 'Ana Müller'),
  interview: named('talk', 'Ana Müller'),
});

const over = talk({ started_at: '2026-11-20T09:00:00Z', ended_at: '2026-11-20T09:20:00Z' });

async function show(start: InterviewPage, leads: LeadRow[] = []) {
  const program = fakeBackend({
    interview: () => start,
    leads: () => leads,
    edit: () => saved,
    lead_add: () => saved,
    suggestion_add: () => saved,
    referral_outcome: () => saved,
    follow_up_done: () => saved,
  });
  const view = render(Interview, { id: 'talk', step: 'after' });
  await screen.findByRole('heading', { name: 'What you owe' });
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, user: userEvent.setup(), last };
}

describe('after the talk', () => {
  it('lets thanks be due at another time, and be written by hand (C62, C63)', async () => {
    const duty = followUp({ id: 'thanks', what: 'Thank Ana', about: 'thanks', interview: 'talk', done_at: null, due_at: '2026-11-20T20:00:00Z' });
    const { user, last, container } = await show(page({ interview: over, stage: 'held', follow_ups: [duty] }));
    await user.click(screen.getByRole('button', { name: 'When and how: Thank Ana' }));
    await user.click(screen.getByRole('radio', { name: 'A card by hand' }));
    expect(last('edit')).toMatchObject({ id: 'thanks', edits: [{ do: 'set', field: 'by', value: 'handwritten' }] });
    const due = within(screen.getByRole('group', { name: 'Due' }));
    await user.clear(due.getByLabelText('Day'));
    await user.type(due.getByLabelText('Day'), '2026-11-22');
    await user.clear(due.getByLabelText('Time'));
    await user.keyboard('{Enter}');
    // A day is enough: it is due until its end.
    const end = new Date('2026-11-22T23:59').toISOString();
    await waitFor(() => expect(last('edit')).toMatchObject({ edits: [{ field: 'due_at', value: end }] }));
    expect(due.getByLabelText('Time')).toHaveValue('');
    await expectAccessible(container);
  });

  it('asks what became of each name and suggestion, and says to whom a word is owed (C65)', async () => {
    const report = followUp({ id: 'report', about: 'report', referral: 'ben', person: 'ana', done_at: null });
    const { user, last, container } = await show(
      page({
        interview: over,
        stage: 'held',
        follow_ups: [report],
        referrals: [
          { referral: referral({ id: 'ben', outcome: 'met' }), other: named('ben', 'Ben Okafor') },
          { referral: referral({ id: 'hint', prospect: null, what: 'Read the blog' }), other: null },
        ],
      }),
    );
    await user.selectOptions(screen.getByLabelText('What became of it: Read the blog'), 'let_go');
    expect(last('referral_outcome')).toEqual({ id: 'hint', outcome: 'let_go' });
    expect(screen.getByText('Ana Müller is owed a word on it.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Tell them' })).toHaveAttribute('href', expect.stringContaining('referral=ben'));
    await user.type(screen.getByLabelText('A suggestion they made'), 'Visit the fair{Enter}');
    expect(last('suggestion_add')).toEqual({ what: 'Visit the fair', interview: 'talk' });
    await expectAccessible(container);
  });

  it('offers more questions only where that is allowed (C66, C67)', async () => {
    const link = () => screen.queryByRole('link', { name: 'Ask something more' });
    const { unmount } = await show(page({ interview: { ...over, may_come_back: 'no', wants_updates: 'yes' }, stage: 'held' }));
    expect(link()).toBeNull();
    expect(screen.getByText('They want to hear how things go on.')).toBeVisible();
    unmount();
    await show(page({ interview: { ...over, may_come_back: 'yes' }, stage: 'held' }));
    expect(link()).toBeVisible();
  });

  it('keeps what went well and what to do better (C70, C71)', async () => {
    const { user, last } = await show(page({ interview: over, stage: 'held' }));
    await user.type(screen.getByLabelText('What to do better'), 'Ask about pay');
    await user.click(screen.getByRole('button', { name: 'I have looked back' }));
    await waitFor(() => expect(last('edit')).toMatchObject({ edits: [{ field: 'reflected_at' }] }));
  });

  it('notes a lead with its talk (C68)', async () => {
    const { user, last } = await show(page({ interview: over, stage: 'held' }), [lead()]);
    expect(await screen.findByText('Night shift pool')).toBeVisible();
    await user.type(screen.getByLabelText('A lead'), 'A fair in May{Enter}');
    expect(last('lead_add')).toMatchObject({ what: 'A fair in May', interview: 'talk' });
  });
});

describe('leads', () => {
  it('are listed with who told of them, and let go (C68)', async () => {
    const program = fakeBackend({ leads: () => [lead()], edit: () => saved });
    const { container } = render(Leads);
    expect(await screen.findByRole('link', { name: 'from Ana Müller' })).toHaveAttribute('href', '#/people/ana');
    await userEvent.selectOptions(screen.getByLabelText('State: Night shift pool'), 'let_go');
    expect(program.calls.at(-1)?.args).toMatchObject({ id: 'lead', edits: [{ field: 'state', value: 'let_go' }] });
    await expectAccessible(container);
  });
});
