import { page, question, talk } from '../../tests/talks';
import type { InterviewPage, Saved } from '$lib/ipc';
import { listenForKeys } from '$lib/state/shortcuts.svelte';
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import Interview from './Interview.svelte';

const saved = (id: string, texts: Saved['texts'] = {}): Saved => ({ id, version: 'v2', texts });

/** Shows a talk of a program that keeps what it is told. */
async function show(start: InterviewPage, step?: string, more: Answers = {}) {
  let now = start;
  const program = fakeBackend({
    interview: () => now,
    explorations: () => [],
    people: () => [],
    questions: () => ({ topics: [{ id: 'work', title: 'The work itself', questions: now.questions.map((one) => one.question) }] }),
    answer_save: ({ text }) => saved('answer', { text }),
    jot_save: ({ id, text }) => saved(id ?? '', { text }),
    interview_start: () => saved('talk'),
    interview_end: () => saved('talk'),
    interview_offer_more: () => saved('talk'),
    question_add: () => saved('own'),
    edit: ({ id, edits }) => {
      for (const edit of edits) {
        if (edit.do === 'arrange') {
          const order = edit.ids;
          const questions = [...now.questions].sort((a, b) => order.indexOf(a.question.id) - order.indexOf(b.question.id));
          now = { ...now, questions, interview: { ...now.interview, plan: order, version: `v${now.interview.version}+` } };
        }
      }
      return { id, version: now.interview.version, texts: {} };
    },
    ...more,
  });
  const user = userEvent.setup();
  const view = render(Interview, { id: 'talk', step });
  await screen.findByRole('heading', { level: 1 });
  // Most steps are read when they are opened.
  await vi.dynamicImportSettled();
  return { ...view, user, program, become: (next: InterviewPage) => (now = next) };
}

const going = { ...talk(), plan: ['q1', 'q2'], started_at: new Date().toISOString() };
const over = { ...going, ended_at: new Date().toISOString() };
const last = (program: { calls: { name: string; args: unknown }[] }, name: string) =>
  program.calls.filter((one) => one.name === name).at(-1)?.args;

describe('preparing', () => {
  it('opens with what there is to prepare and says what fits (C38)', async () => {
    const { container } = await show(page());
    expect(screen.getByRole('link', { name: 'Prepare' })).toHaveAttribute('aria-current', 'step');
    expect(screen.getByText(/2 questions, about 6 of the 20 minutes promised/)).toBeVisible();
    await expectAccessible(container);
  });

  it('says where the promised minutes end', async () => {
    await show(page({ interview: talk({ plan: ['q1', 'q2'], promised_minutes: 3 }) }));
    expect(screen.getByText(/The 3 minutes are full here/)).toBeVisible();
  });

  it('orders questions by key and keeps the focus on the one that moves', async () => {
    const { user, program } = await show(page());
    const grip = screen.getByRole('button', { name: /^2\. Drag to another place.*What is hard/ });
    grip.focus();
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(last(program, 'edit')).toMatchObject({ edits: [{ do: 'arrange', ids: ['q2', 'q1'] }] }));
    expect(document.activeElement).toHaveAccessibleName(/What is hard/);
    expect(screen.getByText('What is hard?: now 1 of 2')).toBeInTheDocument();
  });

  it('hints at close relatives in the bank and blocks nothing', async () => {
    const { user, program } = await show(page(), undefined, {
      questions: () => ({
        topics: [
          {
            id: 'work',
            title: 'The work itself',
            questions: [question('q1', 'How does a day begin?'), question('q9', 'How much is routine?', { near: ['q1'] })],
          },
        ],
      }),
    });
    await user.click(screen.getByRole('button', { name: /Choose questions/ }));
    const routine = await screen.findByRole('checkbox', { name: /How much is routine/ });
    expect(screen.getByText('Close to “How does a day begin?”, which you have chosen')).toBeVisible();
    await user.click(routine);
    await waitFor(() => expect(last(program, 'edit')).toMatchObject({ edits: [{ do: 'arrange', ids: ['q1', 'q2', 'q9'] }] }));
  });

  it('shows both values where two devices wrote apart, and keeps the chosen one', async () => {
    const { user, program } = await show(
      page({ interview: talk({ place: 'Café', conflicts: { place: ['Café', 'Kantine'] } }) }),
    );
    const note = screen.getByRole('group', { name: /^Where: two devices/ });
    await user.click(within(note).getByRole('button', { name: 'Keep “Kantine”' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ do: 'set', field: 'place', value: 'Kantine' }] });
  });

  it('begins the talk by key, and the keys of the next step work', async () => {
    const stop = listenForKeys();
    const { user, program, rerender } = await show(page());
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(program.calls.some(({ name }) => name === 'interview_start')).toBe(true));
    await rerender({ step: 'meet' });
    await user.keyboard('{Control>}j{/Control}');
    await tick();
    expect(document.activeElement).toHaveAccessibleName('Jot');
    stop();
  });
});

describe('meeting', () => {
  it('takes an answer against its question, on the version it was written on (C50)', async () => {
    const { user, program, container } = await show(page({ interview: going }));
    const field = screen.getByRole('textbox', { name: 'What is hard?' });
    await user.type(field, 'The nights');
    await user.tab();
    await waitFor(() =>
      expect(last(program, 'answer_save')).toEqual({ interview: 'talk', question: 'q2', text: 'The nights', base: null }),
    );
    await expectAccessible(container);
  });

  it('works with no person, no plan and no length (C51)', async () => {
    const bare = { ...going, plan: [], person: null, promised_minutes: null };
    await show(page({ interview: bare, person: null, questions: [] }));
    expect(screen.getByText(/none is needed/)).toBeVisible();
    expect(screen.getByRole('timer')).toHaveTextContent('0 min so far');
    expect(screen.queryByRole('group', { name: 'They offered more time' })).toBeNull();
  });

  it('notes offered time in one tap (C49)', async () => {
    const { user, program } = await show(page({ interview: going }));
    expect(screen.getByRole('timer')).toHaveTextContent('20 min left');
    await user.click(screen.getByRole('button', { name: '10 more minutes' }));
    expect(last(program, 'interview_offer_more')).toEqual({ id: 'talk', minutes: 10 });
  });

  it('makes a jot once, however often it is saved, and files it with the talk', async () => {
    const { user, program } = await show(page({ interview: going }));
    const field = screen.getByRole('textbox', { name: 'Jot' });
    await user.type(field, 'Toast');
    await user.tab();
    await waitFor(() => expect(last(program, 'jot_save')).toMatchObject({ text: 'Toast', interview: 'talk', person: 'ana' }));
    await user.type(field, '!');
    await user.tab();
    await waitFor(() => expect(last(program, 'jot_save')).toMatchObject({ text: 'Toast!', base: 'v2' }));
    const ids = program.calls.filter(({ name }) => name === 'jot_save').map(({ args }) => (args as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('closing', () => {
  it('makes a named person a prospect at once and asks the rest (C52–C56)', async () => {
    const { user, program, container } = await show(page({ interview: going }), 'close', {
      referral_add: () => ({ referral: 'r', person: 'p', known: false, again: false }),
    });
    await user.type(screen.getByRole('textbox', { name: 'Name of somebody they mentioned' }), 'Priya{Enter}');
    expect(last(program, 'referral_add')).toMatchObject({ name: 'Priya', interview: 'talk' });
    const leave = screen.getByRole('group', { name: 'May I come back with another question?' });
    await user.click(within(leave).getByRole('radio', { name: 'Yes' }));
    expect(last(program, 'edit')).toMatchObject({ edits: [{ field: 'may_come_back', value: 'yes' }] });
    await expectAccessible(container);
  });

  it('ends the talk', async () => {
    const { user, program } = await show(page({ interview: going }), 'close');
    await user.click(screen.getByRole('button', { name: /End the interview/ }));
    await waitFor(() => expect(last(program, 'interview_end')).toEqual({ id: 'talk' }));
  });
});

it('a talk that was held reads back, and answers that are missing wait apart', async () => {
  const questions = page().questions.map((one, index) =>
    index === 0 ? { ...one, answer: { ...page().interview, kind: 'answer', id: 'a', interview: 'talk', question: 'q1', asked: '', text: 'At five' } } : one,
  );
  const { container } = await show(page({ interview: over, questions: questions as InterviewPage['questions'] }));
  expect(screen.getByRole('link', { name: 'Read' })).toHaveAttribute('aria-current', 'step');
  expect(screen.getByRole('textbox', { name: 'How does a day begin?' })).toHaveValue('At five');
  expect(screen.getByText('Planned, without an answer')).toBeVisible();
  await expectAccessible(container);
});

it('says what went wrong and offers to try again', async () => {
  fakeBackend({});
  render(Interview, { id: 'talk' });
  expect(await screen.findByRole('alert')).toHaveTextContent('The test answers no interview.');
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
});
