import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { ApiError, type CollectedItem, type CollectedList, type SaidBy, type Saved } from '../lib/ipc';
import { router } from '../lib/state/router.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Collected from './Collected.svelte';

const saved: Saved = { id: 'collection', version: 'v2', texts: {} };
const by = (name: string, over: Partial<SaidBy> = {}): SaidBy => ({
  interview: name.toLowerCase(),
  answer: `answer of ${name}`,
  name,
  off_record: false,
  ...over,
});
const item = (key: string, text: string, said: SaidBy[], over: Partial<CollectedItem> = {}): CollectedItem => ({
  key,
  text,
  spellings: [{ key, text }],
  said,
  ticked: false,
  ...over,
});
const lists = (): CollectedList[] => [
  {
    question: 'books',
    ask: 'Which books would you read?',
    items: [
      item('notes', 'Notes on Nursing', [by('Ana'), by('Ben', { off_record: true })], {
        spellings: [
          { key: 'notes', text: 'Notes on Nursing' },
          { key: 'nightingale', text: 'Nightingale’s notes' },
        ],
      }),
      item('night', 'The Night Shift', [by('Chi')]),
    ],
  },
  { question: 'sites', ask: 'Which sites?', items: [] },
];

async function show(answers: Parameters<typeof fakeBackend>[0] = {}) {
  router.go({ name: 'collected' });
  const program = fakeBackend({
    collected: lists,
    collected_mark: () => saved,
    explorations: () => [{ id: 'nursing', name: 'Nursing', objective: '', closed: false, interviews: 2, held: 2, people: 2 }],
    ...answers,
  });
  const view = render(Collected, { route: router.route });
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, program, last, user: userEvent.setup() };
}

describe('lists', () => {
  it('gather what several people said, with how often and who (C73)', async () => {
    const { container } = await show();
    const list = within(await screen.findByRole('list', { name: 'Which books would you read?' }));
    expect(list.getByText('said 2 times, by')).toBeVisible();
    expect(list.getByRole('link', { name: 'Ben' })).toHaveAttribute('href', '#/interviews/ben?at=books');
    expect(list.getByText(/off the record/)).toBeVisible();
    expect(list.getByText('said once, by')).toBeVisible();
    expect(screen.queryByText('Which sites?'), 'an empty list is none').toBeNull();
    expect(screen.getByRole('link', { name: 'Lists' })).toHaveAttribute('aria-current', 'page');
    await expectAccessible(container);
  });

  it('are ticked at once, and not if that fails (C73)', async () => {
    let fails = false;
    let known = lists();
    const { user, last } = await show({
      collected: () => known,
      collected_mark: () => {
        if (fails) throw new ApiError('storage', 'The disk is full.');
        known = lists().map((list) => ({ ...list, items: list.items.map((one) => ({ ...one, ticked: one.key === 'night' })) }));
        return saved;
      },
    });
    const tick = await screen.findByRole('checkbox', { name: 'The Night Shift' });
    await user.click(tick);
    expect(last('collected_mark')).toEqual({ question: 'books', act: { do: 'tick', key: 'night', on: true } });
    expect(screen.getByText('1 of 2 ticked')).toBeVisible();
    fails = true;
    await user.click(screen.getByRole('checkbox', { name: 'Notes on Nursing' }));
    await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Notes on Nursing' })).not.toBeChecked());
    expect(screen.getByRole('checkbox', { name: 'The Night Shift' })).toBeChecked();
  });

  it('merge what is the same, by keys alone, and can be taken back (C73)', async () => {
    const { user, last } = await show({ undo: () => ({ label: 'Merge' }) });
    (await screen.findByRole('button', { name: 'Merge with another: The Night Shift' })).focus();
    await user.keyboard('{Enter}');
    const sheet = within(await screen.findByRole('dialog', { name: '“The Night Shift” is the same as' }));
    expect(sheet.getByRole('searchbox')).toHaveFocus();
    await user.keyboard('notes{Enter}');
    await waitFor(() =>
      expect(last('collected_mark')).toEqual({ question: 'books', act: { do: 'merge', key: 'notes', with: 'night' } }),
    );
    await waitFor(() => expect(toasts.shown?.text).toBe('“The Night Shift” is part of “Notes on Nursing” now.'));
    await toasts.shown?.act?.run();
    expect(last('undo')).toEqual({});
  });

  it('keep a spelling apart (C73)', async () => {
    const { user, last } = await show();
    await user.click(await screen.findByRole('button', { name: 'Keep apart: Nightingale’s notes' }));
    expect(last('collected_mark')).toEqual({ question: 'books', act: { do: 'apart', key: 'notes', spelling: 'nightingale' } });
    expect(screen.queryByRole('button', { name: 'Keep apart: Notes on Nursing' }), 'an item is not apart from itself').toBeNull();
  });

  it('are exported for the exploration that is shown (C73)', async () => {
    const { user, rerender, last } = await show({ collected_export: ({ path }) => ({ path, off_record: 0, long_cells: 0 }) });
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Exploration' }), 'nursing');
    expect(location.hash).toBe('#/compare/lists?exploration=nursing');
    await rerender({ route: router.route });
    await waitFor(() => expect(last('collected')).toEqual({ exploration: 'nursing' }));
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    const sheet = within(await screen.findByRole('dialog'));
    await user.clear(sheet.getByLabelText('Write it to'));
    await user.type(sheet.getByLabelText('Write it to'), '/home/ana/lists.csv{Enter}');
    await waitFor(() => expect(last('collected_export')).toEqual({ exploration: 'nursing', written: 'csv', path: '/home/ana/lists.csv' }));
  });

  it('say in one sentence what will live here', async () => {
    await show({ collected: () => [] });
    expect(await screen.findByText(/gathers here/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Plan an interview' })).toBeVisible();
  });
});
