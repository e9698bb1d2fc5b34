import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../tests/axe';
import { fakeBackend, type Answers, type Fake } from '../tests/fake';
import { personRow, syncStatus } from '../tests/samples';
import App from './App.svelte';
import type { SearchHit } from './lib/ipc';
import { router } from './lib/state/router.svelte';
import { sync } from './lib/state/sync.svelte';

const quiet: Answers = {
  today: () => ({ actions: [], upcoming: [], unfiled_jots: 0, people: 1, interviews: 0, held: 0, explorations: 0, goal: null, until: null }),
  people: () => [personRow('Ana Petrović')],
  organizations: () => [],
  sync_status: () => syncStatus(),
  undo_state: () => ({ undo: 'Edit jot', redo: null }),
  undo: () => ({ label: 'Edit jot' }),
  redo: () => ({ label: 'Edit jot' }),
  search: () => [
    { id: 'ana', kind: 'person', field: 'name', title: 'Ana Petrović', context: [], open: { kind: 'person', id: 'ana', question: null } },
  ],
};

let fake: Fake;
beforeEach(() => {
  sync.status = undefined;
  fake = fakeBackend(quiet);
});

describe('the shell', () => {
  it('leads from section to section, says where one is, and back goes back', async () => {
    const { container } = render(App);
    expect(await screen.findByRole('heading', { level: 1, name: 'Today' })).toBeInTheDocument();
    await expectAccessible(container);
    const nav = within(screen.getByRole('navigation'));
    expect(nav.getByRole('link', { name: 'Today' })).toHaveAttribute('aria-current', 'page');

    router.go({ name: 'people' });
    expect(await screen.findByRole('heading', { level: 1, name: 'People' })).toBeInTheDocument();
    expect(nav.getByRole('link', { name: 'People' })).toHaveAttribute('aria-current', 'page');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus());

    router.back();
    expect(await screen.findByRole('heading', { level: 1, name: 'Today' })).toBeInTheDocument();
  });

  it('has a link past the navigation', async () => {
    render(App);
    await screen.findByRole('heading', { level: 1 });
    await userEvent.click(screen.getByRole('link', { name: 'Skip to the content' }));
    expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
  });

  it('takes the last change back by key, and says what it was', async () => {
    render(App);
    await screen.findByRole('heading', { level: 1 });
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText('Taken back: Edit jot')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Redo' }));
    expect(await screen.findByText('Brought again: Edit jot')).toBeInTheDocument();
    expect(fake.calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['undo', 'redo']));
  });

  it('finds people and acts in the palette', async () => {
    const { container } = render(App);
    await screen.findByRole('heading', { level: 1 });
    await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
    const field = await screen.findByRole('combobox');
    await expectAccessible(container);
    await userEvent.type(field, 'ana');
    expect(await screen.findByRole('option', { name: /Ana Petrović/ })).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(location.hash).toBe('#/people/ana'));
  });

  const hit = (id: string, title: string) => ({
    ...{ id, kind: 'person', field: 'name', title, context: [{ text: title, hit: true }] },
    open: { kind: 'person', id, question: null },
  });

  it('keeps acts first, then what is found, then the whole search, and walks through all of them (C90)', async () => {
    fake = fakeBackend({ ...quiet, search: () => [hit('ana', 'Jo Petrović')] });
    const { container } = render(App);
    await screen.findByRole('heading', { level: 1 });
    await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
    const field = await screen.findByRole('combobox');
    await userEvent.type(field, 'jo');
    await screen.findByRole('option', { name: /Jo Petrović/ });
    const titles = () => screen.getAllByRole('option').map((option) => option.textContent);
    const acts = titles().findIndex((title) => title?.includes('Jo Petrović'));
    expect(acts, 'an act such as “Write a jot” stands above').toBeGreaterThan(0);
    expect(titles().at(-1)).toContain('Search for “jo”');
    expect(screen.getByRole('group', { name: 'Found' })).toContainElement(screen.getByRole('option', { name: /Jo Petrović/ }));
    await expectAccessible(container);

    await userEvent.keyboard('{ArrowDown}'.repeat(acts));
    expect(screen.getByRole('option', { name: /Jo Petrović/ })).toHaveAttribute('aria-selected', 'true');
    expect(field).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { selected: true }).id);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(location.hash).toBe('#/search?q=jo'));
  });

  it('drops what was found for words typed before, and asks for one letter only where it is a word (C90)', async () => {
    const waiting = new Map<string, (hits: SearchHit[]) => void>();
    fake = fakeBackend({ ...quiet, search: ({ query }) => new Promise((found) => waiting.set(query, found)) });
    render(App);
    await screen.findByRole('heading', { level: 1 });
    await fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
    const field = await screen.findByRole('combobox');
    await userEvent.type(field, 'ana');
    expect([...waiting.keys()]).toEqual(['an', 'ana']);
    waiting.get('ana')?.([hit('ana', 'Ana')]);
    expect(await screen.findByRole('option', { name: /^Ana/ })).toBeInTheDocument();
    waiting.get('an')?.([hit('andre', 'Andre')]);
    await tick();
    expect(screen.queryByRole('option', { name: /Andre/ })).toBeNull();
    await userEvent.clear(field);
    await userEvent.type(field, '看');
    expect([...waiting.keys()]).toContain('看');
  });

  it('lists its keys', async () => {
    const { container } = render(App);
    await screen.findByRole('heading', { level: 1 });
    await userEvent.keyboard('?');
    const sheet = within(await screen.findByRole('dialog', { name: 'Keys' }));
    expect(sheet.getByText('Write a jot')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('leaves single letters alone where somebody writes', async () => {
    render(App);
    router.go({ name: 'people' });
    await userEvent.type(await screen.findByRole('searchbox'), 'j2');
    expect(location.hash).toBe('#/people');
  });

  it('says what sync is doing when the program tells', async () => {
    router.go({ name: 'more' });
    render(App);
    expect(await screen.findByRole('link', { name: 'Sync: Up to date' })).toBeInTheDocument();
    fake.send('sync', syncStatus({ state: 'to_send', unsent: 3 }));
    expect(await screen.findByRole('link', { name: 'Sync: 3 to send' })).toBeInTheDocument();
  });
});
