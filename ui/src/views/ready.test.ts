import { asked, page, question, talk } from '../../tests/talks';
import type { InterviewPage, Saved } from '$lib/ipc';
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { profile } from '../../tests/samples';
import Interview from './Interview.svelte';
import Print from './Print.svelte';

const saved = (id: string, texts: Saved['texts'] = {}): Saved => ({ id, version: 'v2', texts });

async function show(start: InterviewPage, step?: string, more: Answers = {}) {
  const program = fakeBackend({
    interview: () => start,
    explorations: () => [],
    people: () => [],
    questions: () => ({ topics: [{ id: 'work', title: 'The work itself', questions: start.questions.map((one) => one.question) }] }),
    profile: () => profile(),
    edit: ({ id }) => saved(id),
    answer_mark: () => saved('answer'),
    answer_save: ({ text }) => saved('answer', { text }),
    ...more,
  });
  const view = render(Interview, { id: 'talk', step });
  await screen.findByRole('heading', { level: 1 });
  // Most steps are read when they are opened.
  await vi.dynamicImportSettled();
  return { ...view, program, user: userEvent.setup() };
}

const last = (program: { calls: { name: string; args: unknown }[] }, name: string) =>
  program.calls.filter((one) => one.name === name).at(-1)?.args;
const going = talk({ plan: ['q1', 'q2'], started_at: new Date().toISOString() });
const held = { ...going, ended_at: new Date().toISOString() };

describe('getting ready', () => {
  it('says what fits by the one promised length (C38)', async () => {
    await show(page({ minutes: 3, fits: 1, interview: talk({ plan: ['q1', 'q2'], promised_minutes: null }) }));
    expect(screen.getByText(/The 3 minutes are full here/)).toBeVisible();
  });

  it('leaves out questions that go further than the user wants, and says so (C38)', async () => {
    const questions = [question('q1', 'How does a day begin?'), question('q8', 'What is the best way in?', { jobs: 'openings' })];
    const { user, program } = await show(page(), undefined, {
      questions: () => ({ topics: [{ id: 'work', title: 'The work itself', questions }] }),
    });
    await user.click(screen.getByRole('button', { name: /Choose questions/ }));
    expect(await screen.findByRole('checkbox', { name: /How does a day begin/ })).toBeInTheDocument();
    expect(screen.queryByRole('checkbox', { name: /best way in/ })).toBeNull();
    expect(screen.getByText('1 question goes further and is left out.')).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'Openings too, if they raise it' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'jobs', value: 'if_raised' }] });
  });

  it('lists what to think of, and keeps a tick (C41–C45)', async () => {
    const checklist: InterviewPage['checklist'] = [
      { key: 'dress', point: 'dress_formal', done: false },
      { key: 'leave', point: 'leave', done: false },
      { key: 'card', point: 'card', done: true },
      { key: 'resume', point: 'resume_in_bag', done: false },
      { key: 'serious', point: 'serious', done: false },
    ];
    const { user, program, container } = await show(page({ checklist }));
    await user.click(await screen.findByRole('checkbox', { name: /Dress as people there do when visitors come/ }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ do: 'add', field: 'checked', member: 'dress' }] });
    await user.click(screen.getByRole('checkbox', { name: /A card with your name/ }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ do: 'remove', field: 'checked', member: 'card' }] });
    expect(screen.getByText('1 of 5')).toBeVisible();
    expect(within(screen.getByRole('group', { name: 'Leave at' })).getByLabelText('Time')).toBeVisible();
    expect(screen.getByText(/Offer it only if they ask/)).toBeVisible();
    await expectAccessible(container);
  });

  it('brings back what to do better until it is ticked (C71)', async () => {
    const { user, program } = await show(page({ better: [{ interview: 'first', person: 'Ben', text: 'Let them finish.' }] }));
    await user.click(await screen.findByRole('checkbox', { name: /Let them finish/ }));
    expect(last(program, 'edit')).toMatchObject({ id: 'first', kind: 'interview', edits: [{ field: 'better_done_at' }] });
  });

  it('lets one rehearse a statement that is kept once (C46)', async () => {
    const { user, program } = await show(page(), undefined, {
      profile: () => profile({ statement: 'I study nursing.', standing: 'early_student', aim: 'choosing' }),
    });
    await user.click(await screen.findByRole('button', { name: 'Rehearse' }));
    const card = await screen.findByRole('dialog');
    expect(within(card).getByText('I study nursing.')).toBeVisible();
    await user.click(within(card).getByRole('button', { name: 'I said it aloud' }));
    expect(last(program, 'edit')).toMatchObject({ kind: 'interview', edits: [{ field: 'rehearsed_at' }] });
  });

  it('suggests a beginning that follows where one stands and what one is about (C03, C46)', async () => {
    await show(page(), undefined, { profile: () => profile({ standing: 'late_student', aim: 'refining' }) });
    expect(await screen.findByPlaceholderText(/I am about to finish my studies and I know the direction/)).toBeInTheDocument();
  });

  it('keeps the day the questions went ahead, and prints them (C40)', async () => {
    const { user, program } = await show(page());
    expect(await screen.findByRole('link', { name: 'Printed page' })).toHaveAttribute('href', '#/interviews/talk/print');
    await user.click(screen.getByRole('button', { name: 'I sent them' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'questions_sent_at' }] });
  });

  it('shows what is answered in print (C47)', async () => {
    const printed = { ...asked('q1', 'Which degrees?'), question: question('q1', 'Which degrees?', { published: true, published_in: 'The handbook' }) };
    await show(page({ questions: [printed] }));
    expect(screen.getByText('Answered in print: The handbook')).toBeVisible();
  });
});

it('prints the planned questions in order, with room for notes (C40)', async () => {
  const questions = [asked('q2', 'What is hard?'), asked('q1', 'How does a day begin?'), { ...asked('q9', 'Unplanned', 'x'), planned: false }];
  fakeBackend({ interview: () => page({ questions }) });
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  const { container } = render(Print, { route: { name: 'print', id: 'talk' } });
  expect(await screen.findByRole('heading', { name: 'Questions for Ana Müller' })).toBeInTheDocument();
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['What is hard?', 'How does a day begin?']);
  await userEvent.click(screen.getByRole('button', { name: 'Print' }));
  expect(print).toHaveBeenCalledOnce();
  await expectAccessible(container);
});

describe('at the table', () => {
  it('marks an answer as typical, as of this place, or as off the record (C61, C81)', async () => {
    const { user, program, container } = await show(page({ interview: going, questions: [asked('q1', 'How?', 'At five')] }));
    const marks = screen.getByRole('group', { name: 'About the answer to: How?' });
    await user.click(within(marks).getByRole('button', { name: 'Only here' }));
    expect(last(program, 'answer_mark')).toEqual({ interview: 'talk', question: 'q1', holds_for: 'this_place' });
    await user.click(within(marks).getByRole('button', { name: 'Off the record' }));
    expect(last(program, 'answer_mark')).toEqual({ interview: 'talk', question: 'q1', off_record: true });
    await expectAccessible(container);
  });

  it('says in time that the closing questions are still to be asked (C52–C56)', async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const early = await show(page({ interview: { ...going, started_at: minutesAgo(5) } }));
    expect(screen.queryByText(/a good moment for the closing questions/)).toBeNull();
    early.unmount();
    await show(page({ interview: { ...going, started_at: minutesAgo(16.5) } }));
    expect(screen.getByText(/4 minutes left: a good moment for the closing questions/)).toBeVisible();
  });

  it('says so quietly when the time is up (C48)', async () => {
    const started_at = new Date(Date.now() - 25 * 60_000).toISOString();
    await show(page({ interview: { ...going, started_at } }));
    expect(screen.getByText(/thank them, or ask whether they have another minute/)).toBeVisible();
  });

  it('keeps resume, surroundings, tour, updates and thanks at the close (C35, C57–C60)', async () => {
    const { user, program, container } = await show(page({ interview: going }), 'close');
    const keeps = async (name: string, field: string) => {
      await user.click(screen.getByRole('checkbox', { name }));
      expect(last(program, 'edit')).toMatchObject({ edits: [{ field, value: true }] });
    };
    await keeps('They asked for my resume', 'resume_asked');
    await keeps('I gave it to them', 'resume_given');
    await keeps('I thanked them', 'thanked_at_close');
    const updates = screen.getByRole('group', { name: 'Do you want to hear how it goes on?' });
    await user.click(within(updates).getByRole('radio', { name: 'Yes' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'wants_updates', value: 'yes' }] });
    expect(screen.getByRole('textbox', { name: 'What the place is like' })).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('asks for no tour on the telephone (C35)', async () => {
    await show(page({ interview: { ...going, form: 'phone' } }), 'close');
    expect(screen.queryByRole('group', { name: 'Could you show me around?' })).toBeNull();
  });
});

describe('the first five minutes', () => {
  it('asks three questions with big targets and requires none (C80)', async () => {
    const { user, program, container } = await show(page({ interview: held }), 'debrief');
    expect(await screen.findByRole('textbox', { name: 'What struck you most?' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'It draws me' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'impression', value: 'drawn' }] });
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: /Not now/ }));
    await waitFor(() => expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'debriefed_at' }] }));
  });

  it('comes right after the end (C80)', async () => {
    const { user, program } = await show(page({ interview: going }), 'close', { interview_end: () => saved('talk') });
    await user.click(screen.getByRole('button', { name: /End the interview/ }));
    await waitFor(() => expect(location.hash).toBe('#/interviews/talk?step=debrief'));
    expect(last(program, 'interview_end')).toEqual({ id: 'talk' });
  });
});
