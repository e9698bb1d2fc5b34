import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { named } from '../../tests/samples';
import { CELL_WORDS } from '../lib/i18n/en/compare';
import { ApiError, type Cell, type ComparedQuestion, type ComparedTalk, type ComparePage, type Comparison } from '../lib/ipc';
import { router, type Route } from '../lib/state/router.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Compare from './Compare.svelte';

const display = vi.hoisted(() => ({ wide: true }));
vi.mock('$lib/state/screen.svelte', () => ({ screen: display }));
beforeEach(() => (display.wide = true));

const talkWith = (id: string, name: string, over: Partial<ComparedTalk> = {}): ComparedTalk => ({
  id,
  name,
  person: named(`${id} person`, name),
  organization: null,
  stage: 'held',
  at: '2026-11-20T09:00:00Z',
  ...over,
});
const compared = (id: string, ask: string, over: Partial<ComparedQuestion> = {}): ComparedQuestion => ({
  id,
  ask,
  topic: 'work',
  list: false,
  answered: 1,
  comparison: null,
  ...over,
});
const cell = (interview: string, question: string, over: Partial<Cell> = {}): Cell => ({
  interview,
  question,
  state: 'answered',
  answer: `${interview} ${question}`,
  text: `${interview} on ${question}`,
  holds_for: 'unmarked',
  off_record: false,
  version: 'v1',
  ...over,
});
const comparison = (over: Partial<Comparison> = {}): Comparison => ({
  exploration: null,
  question: 'q1',
  agreement: 'differ',
  note: 'Only Ben minds.',
  id: 'comparison',
  kind: 'comparison',
  created: null,
  updated: null,
  deleted: false,
  version: 'n1',
  conflicts: {},
  ...over,
});

/** Three people and five questions: one talk is ahead, and one question was asked in vain. */
const small = (): ComparePage => ({
  talks: [
    talkWith('ana', 'Ana Müller', { organization: named('nord', 'Klinikum Nord') }),
    talkWith('ben', 'Ben Okafor'),
    talkWith('chi', 'Chi Ito', { stage: 'scheduled', at: null }),
  ],
  questions: [
    compared('q1', 'What does a day look like?', { answered: 2, comparison: comparison() }),
    compared('q2', 'What is hard?'),
    compared('q3', 'What would you study?', { topic: 'way' }),
    compared('q4', 'Which books?', { answered: 0 }),
    compared('q5', 'Who else?', { answered: 0 }),
  ],
  cells: [
    cell('ana', 'q1', { text: 'I come in at six.', holds_for: 'typical' }),
    cell('ben', 'q1', { text: 'Mostly meetings.', holds_for: 'this_place', off_record: true }),
    cell('ana', 'q2'),
    cell('ben', 'q2', { state: 'no_answer', answer: null, text: '', version: '' }),
    cell('ben', 'q3'),
    cell('chi', 'q4', { state: 'ahead', answer: null, text: '', version: '' }),
    cell('ben', 'q5', { state: 'left_out', text: '', version: 'v1' }),
  ],
  topics: [
    { id: 'work', title: 'The work' },
    { id: 'way', title: 'The way there' },
  ],
  tags: ['nurse'],
  organizations: [named('nord', 'Klinikum Nord')],
  off_record: 1,
});

const row = { id: 'nursing', name: 'Nursing', objective: '', closed: false, interviews: 2, held: 2, people: 2 };

async function show(page: () => ComparePage = small, route: Route = { name: 'compare' }, more: Answers = {}) {
  router.go(route);
  const program = fakeBackend({
    compare: page,
    explorations: () => [row],
    answer_save: ({ text }) => ({ id: 'answer', version: 'v2', texts: { text } }),
    answer_mark: () => ({ id: 'answer', version: 'v3', texts: {} }),
    comparison_mark: () => ({ id: 'comparison', version: 'n2', texts: {} }),
    ...more,
  });
  const view = render(Compare, { route });
  await screen.findByRole(display.wide ? 'grid' : 'article');
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, program, user: userEvent.setup(), last };
}

const at = (row: number, column: number) => document.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`)!;
const texts = () => screen.getAllByRole('gridcell').map((one) => one.textContent?.trim());

describe('answers side by side', () => {
  it('tells not asked from no answer, and what is ahead or left out from both (C72)', async () => {
    const { container } = await show();
    expect(screen.getAllByRole('gridcell')).toHaveLength(15);
    expect(Object.values(CELL_WORDS)).toEqual(['Not asked', 'No answer', 'To be asked', 'Left out']);
    expect(texts()).toEqual([
      'I come in at six. Typical',
      'Mostly meetings. Only here Off the record',
      'Not asked',
      'ana on q2',
      'No answer',
      'Not asked',
      'Not asked',
      'ben on q3',
      'Not asked',
      'Not asked',
      'Not asked',
      'To be asked',
      'Not asked',
      'Left out',
      'Not asked',
    ]);
    const grid = screen.getByRole('grid');
    expect(grid).toHaveAttribute('aria-rowcount', '6');
    expect(grid).toHaveAttribute('aria-colcount', '4');
    expect(within(at(1, 0)).getByText('2 of 2 answered')).toBeVisible();
    expect(screen.getByText('5 questions, 3 people, 1 answer off the record stays out of an export')).toBeVisible();
    await expectAccessible(container);
  });

  it('turns into a row for each person, and the address says so (C72)', async () => {
    const { user, rerender, program } = await show();
    await user.click(screen.getByRole('radio', { name: 'By person' }));
    expect(location.hash).toBe('#/compare?by=person');
    await rerender({ route: router.route });
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
    expect(at(1, 0)).toHaveTextContent('Ana Müller');
    expect(texts().slice(0, 3)).toEqual(['I come in at six. Typical', 'ana on q2', 'Not asked']);
    expect(program.calls.filter(({ name }) => name === 'compare'), 'nothing is read again').toHaveLength(1);
  });

  it('is walked with the keys, with one stop of the Tab key (C72)', async () => {
    const { user } = await show();
    expect(document.querySelectorAll('[data-at][tabindex="0"]')).toHaveLength(1);
    at(1, 1).focus();
    await user.keyboard('{ArrowRight}{ArrowDown}');
    expect(at(2, 2)).toHaveFocus();
    await user.keyboard('{End}');
    expect(at(2, 3)).toHaveFocus();
    await user.keyboard('{Control>}{End}{/Control}');
    expect(at(5, 3)).toHaveFocus();
    await user.keyboard('{ArrowDown}{Home}{PageUp}{ArrowLeft}');
    expect(at(1, 0), 'a page up, and onto the head of its row').toHaveFocus();
    await user.keyboard('{Control>}{Home}{/Control}');
    expect(at(1, 1)).toHaveFocus();
    expect(document.querySelectorAll('[data-at][tabindex="0"]')).toHaveLength(1);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: 'What does a day look like?' })).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    await waitFor(() => expect(at(1, 1)).toHaveFocus());
  });

  it('opens a cell, saves on the version that was read, and goes on to its neighbors (C72)', async () => {
    const { user, last, container } = await show();
    await user.click(at(1, 1));
    const field = screen.getByRole('textbox', { name: 'What does a day look like?' });
    expect(field).toHaveValue('I come in at six.');
    await user.type(field, ' Always.');
    await waitFor(() =>
      expect(last('answer_save')).toEqual({ interview: 'ana', question: 'q1', text: 'I come in at six. Always.', base: 'v1' }),
    );
    const panel = within(screen.getByRole('complementary', { name: 'The open answer' }));
    expect(panel.getByRole('link', { name: 'Ana Müller' })).toHaveAttribute('href', '#/interviews/ana?at=q1');
    await user.click(panel.getByRole('button', { name: 'Typical' }));
    expect(last('answer_mark')).toMatchObject({ interview: 'ana', question: 'q1', holds_for: 'unmarked' });
    await expectAccessible(container);

    await user.click(panel.getByRole('button', { name: 'Next person' }));
    expect(screen.getByRole('textbox', { name: 'What does a day look like?' })).toHaveValue('Mostly meetings.');
    await user.keyboard('{Alt>}{ArrowDown}{ArrowDown}{ArrowLeft}{/Alt}');
    const empty = screen.getByRole('textbox', { name: 'What would you study?' });
    expect(empty, 'Ana was not asked').toHaveValue('');
    await user.type(empty, 'Law');
    await waitFor(() => expect(last('answer_save')).toEqual({ interview: 'ana', question: 'q3', text: 'Law', base: null }));
  });

  it('keeps what is being typed when the table is read again (C72)', async () => {
    let page = small();
    const { user, program, last } = await show(() => page);
    await user.click(at(1, 1));
    const field = screen.getByRole('textbox', { name: 'What does a day look like?' });
    await user.type(field, ' Alw');
    page = { ...page, cells: page.cells.map((one) => ({ ...one, version: 'elsewhere', text: `${one.text} From the phone.` })) };
    program.changed('answer');
    await waitFor(() => expect(at(1, 2)).toHaveTextContent('From the phone.'));
    expect(field).toBeInTheDocument();
    expect(field).toHaveFocus();
    await user.type(field, 'ays');
    expect(field).toHaveValue('I come in at six. Always');
    await waitFor(() => expect(last('answer_save')).toMatchObject({ text: 'I come in at six. Always' }));
  });

  it('never takes an answer that a filter leaves out for an empty one (C72)', async () => {
    const { user } = await show(small, { name: 'compare', holds: 'typical' });
    await user.click(at(5, 2));
    expect(screen.queryByRole('textbox', { name: 'Who else?' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show all answers' }));
    expect(location.hash).toBe('#/compare');
  });

  it('keeps an answer open that a mark made here takes out of the filter (C72)', async () => {
    let page = small();
    const { user, program } = await show(() => page, { name: 'compare', holds: 'typical' });
    await user.click(at(1, 1));
    const field = screen.getByRole('textbox', { name: 'What does a day look like?' });
    page = {
      ...page,
      cells: page.cells.map((one) =>
        one.interview === 'ana' && one.question === 'q1'
          ? { ...one, state: 'left_out', answer: null, text: '', holds_for: 'unmarked', version: '' }
          : one,
      ),
    };
    program.changed('answer');
    await waitFor(() => expect(at(1, 1)).toHaveTextContent('Left out'));
    expect(field).toBeInTheDocument();
    expect(field).toHaveValue('I come in at six.');
    expect(screen.getByRole('button', { name: 'Typical' })).toHaveAttribute('aria-pressed', 'false');
  });

  it('keeps its filters in the address (C72)', async () => {
    const { user, rerender, last } = await show();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Exploration' }), 'nursing');
    await rerender({ route: router.route });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Topic' }), 'way');
    await rerender({ route: router.route });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Marked as' }), 'typical');
    await rerender({ route: router.route });
    expect(location.hash).toBe('#/compare?exploration=nursing&topic=way&holds=typical');
    await waitFor(() => expect(last('compare')).toEqual({ exploration: 'nursing', topic: 'way', holds_for: 'typical' }));
    expect(screen.queryByRole('combobox', { name: 'Organization' }), 'one organization is no choice').toBeNull();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(location.hash).toBe('#/compare');
  });

  it('holds as many cells as can be seen, of fifty people and 55 questions (C72)', async () => {
    const long = 'word '.repeat(300);
    const talks = Array.from({ length: 50 }, (_, index) => talkWith(`t${index}`, `Person ${index}`));
    const questions = Array.from({ length: 55 }, (_, index) => compared(`q${index}`, `Question ${index}`));
    const cells = talks.flatMap(({ id }) => questions.map((question) => cell(id, question.id, { text: long })));
    const { user } = await show(() => ({ ...small(), talks, questions, cells }));
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(80);
    at(1, 1).focus();
    await user.keyboard('{Control>}{End}{/Control}');
    expect(at(55, 50), 'the last cell comes when it is gone to').toHaveFocus();
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(80);
    const grid = screen.getByRole('grid');
    grid.scrollTop = 2_000;
    await fireEvent.scroll(grid);
    expect(at(55, 50), 'the focus is not scrolled away').toHaveFocus();
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(80);
  });

  it('exports what is shown, and says what stayed out (C72, C81)', async () => {
    const { user, last } = await show(small, { name: 'compare', tag: 'nurse', by: 'person' }, {
      compare_export: ({ path }) => ({ path, off_record: 1, long_cells: 2 }),
    });
    await user.click(screen.getByRole('button', { name: 'Export' }));
    const sheet = within(await screen.findByRole('dialog'));
    const field = sheet.getByLabelText('Write it to');
    expect(field).toHaveValue('firsthand-answers.csv');
    await user.click(sheet.getByRole('radio', { name: 'Table, semicolons' }));
    expect(sheet.getByText(/decimal comma/)).toBeVisible();
    expect(field).toHaveValue('firsthand-answers.csv');
    await user.click(sheet.getByRole('radio', { name: 'Text (Markdown)' }));
    expect(field).toHaveValue('firsthand-answers.md');
    await user.click(sheet.getByRole('button', { name: 'Export' }));
    expect(sheet.getByText(/Say in which folder/)).toBeVisible();
    expect(last('compare_export')).toBeUndefined();
    await user.clear(field);
    await user.type(field, '/home/ana/out.md');
    await user.click(sheet.getByRole('button', { name: 'Export' }));
    await waitFor(() =>
      expect(last('compare_export')).toEqual({ shown: { tag: 'nurse' }, by_person: true, written: 'markdown', path: '/home/ana/out.md' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(toasts.shown?.text).toMatch(/1 answer off the record stayed out\. 2 cells are longer than the 32,767 characters/);
  });

  it('says in one sentence what will live here, and what went wrong', async () => {
    const nothing = (): ComparePage => ({ talks: [], questions: [], cells: [], topics: [], tags: [], organizations: [], off_record: 0 });
    fakeBackend({ compare: nothing, explorations: () => [] });
    const { unmount } = render(Compare, { route: { name: 'compare' } });
    expect(await screen.findByText(/will stand here side by side/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Plan an interview' })).toHaveAttribute('href', '#/interviews?plan=');
    unmount();
    fakeBackend({
      compare: () => {
        throw new ApiError('storage', 'The notebook could not be read.');
      },
      explorations: () => [],
    });
    render(Compare, { route: { name: 'compare' } });
    expect(await screen.findByRole('alert')).toHaveTextContent('could not be read');
  });
});

describe('how the answers stand to each other', () => {
  it('is marked at the question, with what one takes from it (C75)', async () => {
    const { user, last, container } = await show(small, { name: 'compare', exploration: 'nursing' });
    expect(within(at(1, 0)).getByText('They differ')).toBeVisible();
    expect(within(at(2, 0)).queryByText('Not marked')).toBeNull();
    await user.click(at(1, 0));
    const panel = within(screen.getByRole('complementary', { name: 'The open question' }));
    await user.click(panel.getByRole('radio', { name: 'They contradict each other' }));
    expect(last('comparison_mark')).toEqual({ exploration: 'nursing', question: 'q1', agreement: 'contradict' });
    const note = panel.getByRole('textbox', { name: 'What I take from it' });
    await user.type(note, ' Ask why.');
    await waitFor(() =>
      expect(last('comparison_mark')).toEqual({ exploration: 'nursing', question: 'q1', note: 'Only Ben minds. Ask why.', base: 'n1' }),
    );
    await expectAccessible(container);
  });

  it('lets the user choose where two devices marked it apart (C75)', async () => {
    const page = small();
    page.questions[0]!.comparison = comparison({ conflicts: { agreement: ['differ', 'agree'] } });
    const { user, last } = await show(() => page);
    await user.click(at(1, 0));
    await user.click(screen.getByRole('button', { name: 'Keep “They agree”' }));
    expect(last('comparison_mark')).toEqual({ exploration: null, question: 'q1', agreement: 'agree' });
  });
});

describe('answers on a phone', () => {
  beforeEach(() => (display.wide = false));

  it('shows one question with the people stacked, and turns to the next (C72)', async () => {
    const { user, rerender, container } = await show();
    expect(screen.queryByRole('grid')).toBeNull();
    expect(screen.getByRole('heading', { level: 2, name: 'What does a day look like?' })).toBeVisible();
    expect(screen.getAllByRole('listitem').map((one) => one.querySelector('h3')?.textContent?.trim())).toEqual([
      'Ana Müller Klinikum Nord',
      'Ben Okafor',
      'Chi Ito',
    ]);
    expect(screen.getByText('They differ')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Previous question' })).toBeDisabled();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Next question' }));
    expect(location.hash).toBe('#/compare?at=q2');
    await rerender({ route: router.route });
    expect(screen.getByRole('heading', { level: 2, name: 'What is hard?' })).toBeVisible();
    expect(screen.getByText('No answer')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Question 2 of 5: go to another' }));
    await user.type(within(await screen.findByRole('dialog')).getByRole('searchbox'), 'books{Enter}');
    await rerender({ route: router.route });
    expect(screen.getByRole('heading', { level: 2, name: 'Which books?' })).toBeVisible();
  });

  it('turns with a sweep sideways, not with one that scrolls (C72)', async () => {
    await show();
    const article = screen.getByRole('article');
    const sweep = async (x: number, y: number) => {
      const touch = { pointerType: 'touch', isPrimary: true, pointerId: 1 };
      const send = (type: string, at: object) => {
        const event = new MouseEvent(type, { bubbles: true, ...at });
        Object.assign(event, touch);
        article.dispatchEvent(event);
      };
      send('pointerdown', { clientX: 200, clientY: 300 });
      send('pointerup', { clientX: 200 + x, clientY: 300 + y });
    };
    await sweep(-70, 120);
    expect(location.hash).toBe('#/compare');
    await sweep(-90, 12);
    expect(location.hash).toBe('#/compare?at=q2');
  });

  it('writes an answer where it stands (C72)', async () => {
    const { user, last } = await show();
    await user.click(screen.getByRole('button', { name: /Write down the answer of Chi Ito/ }));
    const field = screen.getByRole('textbox', { name: 'What does a day look like?' });
    expect(field).toHaveFocus();
    await user.type(field, 'Late');
    await waitFor(() => expect(last('answer_save')).toEqual({ interview: 'chi', question: 'q1', text: 'Late', base: null }));
    await user.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByRole('textbox', { name: 'What does a day look like?' })).toBeNull();
  });
});
