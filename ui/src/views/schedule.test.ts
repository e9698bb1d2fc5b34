import { page, talk } from '../../tests/talks';
import { ApiError, backend, type Exploration, type InterviewPage, type InvitationPreview, type Saved } from '$lib/ipc';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { drafts } from '$lib/state/drafts.svelte';
import { saving } from '$lib/state/saving.svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import PlanTalk from '$components/interviews/PlanTalk.svelte';
import Interview from './Interview.svelte';

// Four hundred zones in a list make a test of anything else slow.
beforeAll(() => {
  vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['America/New_York', 'Europe/Berlin']);
});

const saved: Saved = { id: 'talk', version: 'v2', texts: {} };

async function show(start: InterviewPage, more: Answers = {}) {
  const program = fakeBackend({
    interview: () => start,
    explorations: () => [],
    people: () => [],
    edit: () => saved,
    schedule: () => ({ saved, told: null, same_time: [] }),
    promise: () => ({ saved, told: null, same_time: [] }),
    call_off: () => ({ saved, told: null, same_time: [] }),
    calendar_state: () => ({ minutes: 20, written_at: null, current: false, received: false }),
    ...more,
  });
  const user = userEvent.setup();
  const view = render(Interview, { id: 'talk', step: 'schedule' });
  await screen.findByRole('heading', { name: 'What you agree on' });
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, user, program, last };
}

const soon = talk({ scheduled_at: '2026-11-30T13:30:00Z', zone: 'Europe/Berlin' });

describe('the agreement', () => {
  it('is one screen, with lunch, a tour and their workplace (C33–C36)', async () => {
    const { user, last, container } = await show(page({ interview: talk({ form: 'lunch' }) }));
    await user.click(screen.getByRole('checkbox', { name: 'I pay for lunch' }));
    expect(last('edit')).toMatchObject({ edits: [{ do: 'set', field: 'i_pay', value: true }] });
    await user.click(screen.getByRole('checkbox', { name: 'At their workplace' }));
    await waitFor(() => expect(last('schedule')).toMatchObject({ at_their_place: true }));
    await user.click(screen.getByRole('radio', { name: 'They will' }));
    expect(last('edit')).toMatchObject({ edits: [{ do: 'set', field: 'tour', value: 'yes' }] });
    await user.click(screen.getByRole('radio', { name: 'By phone' }));
    expect(last('edit')).toMatchObject({ edits: [{ do: 'set', field: 'form', value: 'phone' }] });
    await expectAccessible(container);
  });

  it('keeps a time in the zone that it was agreed in (C32)', async () => {
    const { user, last } = await show(page({ interview: soon }));
    const when = within(screen.getByRole('group', { name: 'When' }));
    expect(when.getByLabelText('Day')).toHaveValue('2026-11-30');
    expect(when.getByLabelText('Time')).toHaveValue('14:30');
    await user.selectOptions(screen.getByLabelText('Time zone'), 'America/New_York');
    expect(last('schedule')).toMatchObject({ zone: 'America/New_York', scheduled_at: '2026-11-30T19:30:00.000Z' });
  });

  it('keeps no time that nobody chose: a day alone waits for it (C32)', async () => {
    const { user, program, last } = await show(page());
    const when = within(screen.getByRole('group', { name: 'When' }));
    await fireEvent.input(when.getByLabelText('Day'), { target: { value: '2027-03-01' } });
    await user.click(screen.getByRole('button', { name: 'On to your questions' }));
    expect(await screen.findByText('Choose the time as well; it is kept once both are there.')).toBeVisible();
    expect(program.calls.some(({ name }) => name === 'schedule')).toBe(false);
    when.getByLabelText('Time').focus();
    await fireEvent.input(when.getByLabelText('Time'), { target: { value: '14:30' } });
    expect(program.calls.some(({ name }) => name === 'schedule'), 'while it is typed, nothing is taken').toBe(false);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(last('schedule')).toMatchObject({ scheduled_at: expect.stringMatching(/^2027-03-01T/) }));
    expect(screen.queryByText(/Choose the time/)).toBeNull();
  });

  it('keeps what was chosen, and tries again, while the time cannot be saved', async () => {
    let fails = true;
    const schedule = () => {
      if (fails) throw new ApiError('storage', 'The disk is full.');
      return { saved, told: null, same_time: [] };
    };
    const { user, program } = await show(page(), { schedule });
    const when = within(screen.getByRole('group', { name: 'When' }));
    await fireEvent.input(when.getByLabelText('Day'), { target: { value: '2027-03-01' } });
    when.getByLabelText('Time').focus();
    await fireEvent.input(when.getByLabelText('Time'), { target: { value: '14:30' } });
    await user.keyboard('{Enter}');
    expect(await screen.findByText('The disk is full.')).toBeVisible();
    fails = false;
    await waitFor(() => expect(screen.queryByText('The disk is full.')).toBeNull(), { timeout: 5_000 });
    expect(program.calls.filter(({ name }) => name === 'schedule').length).toBeGreaterThan(1);
    expect(when.getByLabelText('Time')).toHaveValue('14:30');
  });

  it('takes a length when it is whole, and only from 5 to 480 minutes (C21)', async () => {
    const { user, program, last } = await show(page());
    await user.click(screen.getByRole('radio', { name: 'Other' }));
    const minutes = screen.getByLabelText('Minutes');
    await user.clear(minutes);
    await user.type(minutes, '600');
    expect(program.calls.some(({ name }) => name === 'promise'), 'neither 6 nor 60 was chosen').toBe(false);
    await user.tab();
    expect(await screen.findByText('Write a whole number of minutes from 5 to 480, such as 25.')).toBeVisible();
    expect(program.calls.some(({ name }) => name === 'promise')).toBe(false);
    expect(saving.status, 'a mistake is no failed save').not.toBe('failed');
    await user.clear(minutes);
    await user.type(minutes, '45{Enter}');
    await waitFor(() => expect(last('promise')).toMatchObject({ minutes: 45 }));
    expect(screen.queryByText(/Write a whole number/)).toBeNull();
    await user.clear(minutes);
    await user.type(minutes, '4');
    await user.click(screen.getByRole('radio', { name: '30 min' }));
    await waitFor(() => expect(last('promise')).toMatchObject({ minutes: 30 }));
    expect(drafts.unsaved).toEqual([]);
  });

  it('asks whether they know before the one length changes (C21)', async () => {
    const { user, last, program } = await show(page({ interview: { ...soon, told_minutes: 20 } }));
    await user.click(screen.getByRole('radio', { name: '30 min' }));
    const sheet = await screen.findByRole('dialog', { name: 'They were told 20 minutes' });
    expect(program.calls.some(({ name }) => name === 'promise')).toBe(false);
    await user.click(within(sheet).getByRole('button', { name: 'I will tell them' }));
    expect(last('promise')).toMatchObject({ minutes: 30, telling: 'will_tell' });
  });

  it('changes nothing when that question is closed, and says when they think otherwise (C21)', async () => {
    const { user, program, last } = await show(page({ interview: { ...soon, told_minutes: 15 } }));
    expect(screen.getByText('They were told 15 minutes; you have 20 here.')).toBeVisible();
    await user.click(screen.getByRole('radio', { name: '30 min' }));
    const sheet = await screen.findByRole('dialog');
    await user.click(within(sheet).getByRole('button', { name: 'Close' }));
    expect(program.calls.some(({ name }) => name === 'promise')).toBe(false);
    expect(screen.getByRole('radio', { name: '20 min' })).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'They know now' }));
    expect(last('promise')).toMatchObject({ minutes: 20, telling: 'they_know' });
  });

  const entry = { path: '/data/calendar/talk.ics', uid: 'talk@firsthand', sequence: 0, cancelled: false };

  it('opens the calendar entry with the calendar of the system (C37)', async () => {
    const { user, last, program } = await show(page({ interview: soon }), { calendar_write: () => entry });
    await user.click(await screen.findByRole('button', { name: 'Put it into my calendar' }));
    expect(last('calendar_write')).toMatchObject({ interview: 'talk' });
    await waitFor(() => expect(program.opened).toEqual([entry.path]));
    expect(screen.queryByText(entry.path)).not.toBeInTheDocument();
  });

  it('says where the entry lies when nothing opens it (C37)', async () => {
    const { user, container } = await show(page({ interview: soon }), { calendar_write: () => entry });
    backend().outside = () => Promise.reject(new ApiError('outside', 'The system opened no calendar.'));
    await user.click(await screen.findByRole('button', { name: 'Put it into my calendar' }));
    expect(await screen.findByText(entry.path)).toBeVisible();
    await expectAccessible(container);
  });

  it('leads to the letter that fits: to confirm, to tell a change, to call off (C32)', async () => {
    const { unmount } = await show(page({ interview: soon }));
    const link = () => screen.getByRole('link', { name: /confirmation|changed|call it off/ }).getAttribute('href');
    expect(link()).toBe('#/letter?purpose=confirm&interview=talk');
    unmount();
    const other = await show(page({ interview: { ...soon, told_minutes: 15 } }));
    expect(link()).toBe('#/letter?purpose=move&interview=talk');
    other.unmount();
    await show(page({ interview: { ...soon, called_off: true }, stage: 'called_off' }));
    expect(link()).toBe('#/letter?purpose=cancel&interview=talk');
  });

  it('says when the calendar has it as it was (C37)', async () => {
    await show(page({ interview: { ...soon, calendar_sequence: 1 } }));
    expect(await screen.findByText(/Your calendar still has it as it was/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Update my calendar' })).toBeVisible();
  });

  it('shows an invitation before it changes anything, and takes it for this talk (C37)', async () => {
    const row = {
      index: 0, line: 4, summary: 'Kaffee', start: '2026-11-30T13:30:00Z', zone: 'Europe/Berlin', minutes: 30, place: 'Hafenstraße 3',
      organizer: 'Ana Ruiz', cancelled: false, notices: [], verdict: 'new' as const, interview: null, error: null,
    };
    const broken = { ...row, index: 1, line: 20, summary: '', start: null, verdict: 'damaged' as const, error: 'It does not say when it begins.' };
    const preview: InvitationPreview = { file: 'invite.ics', events: [row, broken], problems: [] };
    const { user, last } = await show(page(), { invitation_preview: () => preview, invitation_take: () => saved });
    await user.click(screen.getByRole('button', { name: 'Take an invitation' }));
    const sheet = await screen.findByRole('dialog');
    await user.type(within(sheet).getByLabelText('Or write where the file is'), '/tmp/invite.ics');
    await user.click(within(sheet).getByRole('button', { name: 'Read it' }));
    expect(await within(sheet).findByText('It gives this interview its time.')).toBeVisible();
    expect(within(sheet).getByText(/It does not say when it begins\. It begins on line 20/)).toBeVisible();
    await user.click(within(sheet).getByRole('button', { name: 'Take it' }));
    expect(last('invitation_take')).toMatchObject({ path: '/tmp/invite.ics', event: 0, interview: 'talk' });
  });

  it('says gently that no objective is written yet, and stands in nobody\'s way (C06)', async () => {
    await show(page());
    const note = screen.getByRole('note');
    expect(note).toHaveTextContent('You have not written down yet what you hope to learn.');
    expect(within(note).getByRole('link', { name: 'Write it down' })).toHaveAttribute('href', '#/explorations');
    expect(within(screen.getByRole('group', { name: 'When' })).getByLabelText('Day')).toBeEnabled();
  });

  it('says nothing once there is an objective, and nothing when the talk is over (C06)', async () => {
    const started_at = new Date().toISOString();
    const { unmount } = await show(page({ exploration: { id: 'clear', objective: 'See a day on the ward.' } as Exploration }));
    expect(screen.queryByRole('note')).toBeNull();
    unmount();
    await show(page({ interview: talk({ started_at, ended_at: started_at }) }));
    expect(screen.queryByRole('note')).toBeNull();
  });

  it('says so too where a talk is planned, by what it is for (C06)', async () => {
    const none = { closed: false, interviews: 0, held: 0, people: 0 };
    const rows = [
      { ...none, id: 'bare', name: 'Nursing', objective: '' },
      { ...none, id: 'clear', name: 'Law', objective: 'See a day.' },
    ];
    fakeBackend({ explorations: () => rows, people: () => [] });
    const user = userEvent.setup();
    render(PlanTalk, { open: true, exploration: 'bare' });
    const link = await screen.findByRole('link', { name: 'Write it down' });
    expect(link).toHaveAttribute('href', '#/explorations/bare');
    await user.selectOptions(screen.getByLabelText('What for'), 'clear');
    await waitFor(() => expect(screen.queryByRole('note')).toBeNull());
  });
});
