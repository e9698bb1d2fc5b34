import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import type { PipelinePage, PipelineWeek } from '../lib/ipc';
import Progress from './Progress.svelte';

const weeks = (count: number): PipelineWeek[] =>
  Array.from({ length: count }, (_, index) => ({
    monday: new Date(Date.UTC(2026, 10, 16) - (count - 1 - index) * 7 * 86_400_000).toISOString().slice(0, 10),
    asked: (index * 2) % 5,
    held: index % 3,
    answers: 5 + 7 * (index % 3),
    thanked: index % 2,
  }));
const page = (over: Partial<PipelinePage> = {}): PipelinePage => ({
  weeks: weeks(9),
  stages: [
    { stage: 'known', people: 14 },
    { stage: 'asked', people: 6 },
    { stage: 'agreed', people: 0 },
    { stage: 'met', people: 4 },
    { stage: 'thanked', people: 3 },
  ],
  outcomes: [
    { outcome: 'later', count: 5 },
    { outcome: 'no_answer', count: 2 },
  ],
  goal: 3,
  ...over,
});

async function show(over: Partial<PipelinePage> = {}) {
  fakeBackend({ pipeline: () => page(over) });
  const view = render(Progress);
  await screen.findByRole('heading', { name: 'How your search goes' });
  return view;
}

/** Reads a drawing of columns: the heights as values, none where no column stands. */
function drawn(svg: Element, most: number): number[] {
  return [...svg.querySelectorAll('rect')].map((bar) => Math.round((parseFloat(bar.getAttribute('height') ?? '') / 5) * most));
}
const cells = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell').map((cell) => Number(cell.textContent)));

describe('how the search goes', () => {
  it('says how the week stands to the goal, and where one is set (C04, C99)', async () => {
    const { unmount } = await show();
    expect(screen.getByText('1 of 3 asked this week')).toBeInTheDocument();
    unmount();
    await show({ goal: null, weeks: weeks(1) });
    expect(screen.getByText('Nobody asked this week')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Set one' })).toHaveAttribute('href', '#/preferences');
  });

  it.each([1, 9, 26])('draws %d weeks on one scale and answers on their own, equal to their table (C99)', async (count) => {
    const { container } = await show({ weeks: weeks(count) });
    const table = cells(screen.getByRole('table', { name: 'Week by week' }));
    expect(table).toHaveLength(count);
    const people = Math.max(1, ...table.flatMap(([asked = 0, held = 0, , thanked = 0]) => [asked, held, thanked]));
    for (const [index, name] of [/^People asked:/, /^Interviews held:/, /^Answers heard:/, /^People thanked:/].entries()) {
      const column = table.map((row) => row[index] ?? -1);
      const most = index === 2 ? Math.max(...column) : people;
      const svg = screen.getByRole('img', { name });
      expect(drawn(svg, most)).toEqual(column.filter((value) => value > 0));
      const sum = column.reduce((total, value) => total + value, 0);
      expect(svg.getAttribute('aria-label')).toContain(`${sum} in ${count === 1 ? '1 week' : `${count} weeks`}`);
    }
    await expectAccessible(container);
  });

  it('draws where people stand and what came of asking, equal to their tables (C99)', async () => {
    await show();
    const stages = screen.getByRole('img', { name: /^A bar for each step: Known 14, Asked 6, Agreed 0, Met 4, Thanked 3/ });
    const widths = [...stages.querySelectorAll('.bar')].map((bar) => Math.round((parseFloat(bar.getAttribute('width') ?? '') / 100) * 14));
    const table = cells(screen.getByRole('table', { name: 'Where people stand' })).flat();
    expect(table).toEqual([14, 6, 0, 4, 3]);
    expect(widths).toEqual(table.filter((value) => value > 0));
    expect(screen.getByRole('img', { name: /^A bar for each outcome: Yes, later 5, No answer 2/ })).toBeInTheDocument();
    expect(cells(screen.getByRole('table', { name: 'What came of asking' })).flat()).toEqual([5, 2]);
  });

  it('says what will be here before anybody was asked (C99)', async () => {
    const { container, unmount } = await show({ weeks: [], stages: [], outcomes: [] });
    expect(screen.getByText(/From the first person you ask/)).toBeInTheDocument();
    await expectAccessible(container);
    unmount();
    await show({ weeks: [], outcomes: [] });
    expect(screen.getByText(/The weeks begin with the first try/)).toBeInTheDocument();
    expect(screen.getByRole('table', { name: 'Where people stand' })).toBeInTheDocument();
  });
});
