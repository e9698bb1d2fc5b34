import { asked, jot, page, talk } from '../../tests/talks';
import type { AddedReferral, InterviewPage } from '$lib/ipc';
import { ApiError } from '$lib/ipc';
import { toasts } from '$lib/state/toasts.svelte';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { personRow } from '../../tests/samples';
import Interview from './Interview.svelte';

const going = talk({ plan: ['q1'], started_at: new Date().toISOString() });
const added: AddedReferral = { referral: 'referral', person: 'dana', known: false, again: false };

async function show(start: InterviewPage, step: string, more: Answers = {}) {
  const program = fakeBackend({
    interview: () => start,
    explorations: () => [],
    people: () => [],
    answer_save: ({ text }) => ({ id: 'answer q1', version: 'v2', texts: { text } }),
    jot_save: ({ text, id }) => ({ id: id ?? '', version: 'v2', texts: { text } }),
    mention_add: () => added,
    people_called: () => ({ exact: [], near: [] }),
    delete: () => ({}),
    ...more,
  });
  const view = render(Interview, { id: 'talk', step });
  await screen.findByRole('heading', { level: 1 });
  // Most steps are read when they are opened.
  await vi.dynamicImportSettled();
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, program, last, user: userEvent.setup() };
}

/** Selects words in a field as the user does. */
async function select(field: HTMLElement, words: string): Promise<HTMLTextAreaElement> {
  const area = field as HTMLTextAreaElement;
  const at = area.value.indexOf(words);
  area.focus();
  area.setSelectionRange(at, at + words.length);
  area.dispatchEvent(new Event('select'));
  return area;
}

beforeEach(() => toasts.dismiss());

describe('a name in what was said', () => {
  const said = page({ interview: going, questions: [asked('q1', 'Who else?', 'Ask Dana Brown, she runs nights.')] });

  it('becomes a linked person in one step, and neither caret nor word is lost (C16)', async () => {
    const { user, program, last, container } = await show(said, 'meet');
    const field = screen.getByRole('textbox', { name: 'Who else?' });
    await user.type(field, ' And more.');
    await select(field, 'Dana Brown,');
    await expectAccessible(container);
    await user.click(await screen.findByRole('button', { name: 'Add “Dana Brown” as a person' }));
    await waitFor(() => expect(last('mention_add')).toMatchObject({ name: 'Dana Brown', another: false, interview: 'talk', answer: 'answer q1' }));
    const names = program.calls.map(({ name }) => name);
    expect(names.indexOf('answer_save'), 'the words are kept first').toBeLessThan(names.indexOf('mention_add'));
    expect(last('answer_save')).toMatchObject({ text: 'Ask Dana Brown, she runs nights. And more.' });
    const area = field as HTMLTextAreaElement;
    expect(area).toHaveFocus();
    expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('Dana Brown,');
    expect(screen.queryByRole('button', { name: /as a person/ }), 'what is added is not offered again').toBeNull();
    expect(toasts.shown?.text).toBe('Dana Brown is in your notebook now.');
    await toasts.shown?.act?.run();
    await waitFor(() => expect(last('delete')).toEqual({ id: 'dana' }));
  });

  it('can be reached by the keyboard, which goes back to the words (C16)', async () => {
    const { user, last } = await show(said, 'meet');
    const field = await select(screen.getByRole('textbox', { name: 'Who else?' }), 'Dana Brown');
    await screen.findByRole('button', { name: /Dana Brown/ });
    await user.tab();
    expect(screen.getByRole('button', { name: /Dana Brown/ })).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(last('mention_add')).toMatchObject({ name: 'Dana Brown' }));
    await waitFor(() => expect(field).toHaveFocus());
  });

  it('is not offered for a sentence over two lines, nor once nothing is selected (C16)', async () => {
    const lines = page({ interview: going, questions: [asked('q1', 'Who else?', 'Dana\nBrown')] });
    await show(lines, 'meet');
    const field = await select(screen.getByRole('textbox', { name: 'Who else?' }), 'Dana\nBrown');
    expect(screen.queryByRole('button', { name: /as a person/ })).toBeNull();
    await select(field, 'Brown');
    expect(await screen.findByRole('button', { name: 'Add “Brown” as a person' })).toBeVisible();
    await select(field, '');
    await waitFor(() => expect(screen.queryByRole('button', { name: /as a person/ })).toBeNull());
  });

  it('means who is known, who stays when it is taken back; and asks which of two (C16)', async () => {
    const held = { ...going, ended_at: new Date().toISOString() };
    let answer: () => AddedReferral = () => ({ ...added, known: true });
    const { user, last, program } = await show(page({ ...said, stage: 'held', interview: held }), 'read', {
      mention_add: () => answer(),
      people_called: () => ({ exact: [personRow('Dana Brown', { id: 'd1' }), personRow('Dana Brown', { id: 'd2' })], near: [] }),
    });
    const field = screen.getByRole('textbox', { name: 'Who else?' });
    await select(field, 'Dana Brown');
    await user.click(await screen.findByRole('button', { name: /as a person/ }));
    await waitFor(() => expect(toasts.shown?.text).toMatch(/^Dana Brown is known already/));
    await toasts.shown?.act?.run();
    await waitFor(() => expect(last('delete')).toEqual({ id: 'referral' }));
    expect(program.calls.filter(({ name }) => name === 'delete')).toHaveLength(1);
    answer = () => {
      throw new ApiError('invalid', '2 people here are called Dana Brown.', 'Choose which of them is meant.');
    };
    await select(field, 'Dana Brown');
    await user.click(await screen.findByRole('button', { name: /as a person/ }));
    await waitFor(() => expect(toasts.shown?.act?.label).toBe('Say who'));
    await toasts.shown?.act?.run();
    expect(await screen.findByRole('dialog', { name: 'Somebody they named' })).toBeVisible();
    expect(screen.getByLabelText('Name')).toHaveValue('Dana Brown');
  });

  it('stands in a jot of the talk as well (C16)', async () => {
    const { user, last } = await show(page({ interview: going, jots: [jot({ text: 'Call Cem', interview: 'talk' })] }), 'meet');
    await select(screen.getByDisplayValue('Call Cem'), 'Cem');
    await user.click(await screen.findByRole('button', { name: 'Add “Cem” as a person' }));
    await waitFor(() => expect(last('mention_add')).toMatchObject({ name: 'Cem', jot: 'jot', interview: 'talk' }));
  });
});
