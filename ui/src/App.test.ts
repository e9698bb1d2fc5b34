import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../tests/axe';
import { fakeBackend, type Fake } from '../tests/fake';
import { personRow, syncStatus } from '../tests/samples';
import App from './App.svelte';
import { router } from './lib/state/router.svelte';
import { sync } from './lib/state/sync.svelte';

let fake: Fake;
beforeEach(() => {
  sync.status = undefined;
  fake = fakeBackend({
    today: () => ({ actions: [], upcoming: [], unfiled_jots: 0, people: 1, interviews: 0, held: 0, explorations: 0, goal: null }),
    people: () => [personRow('Ana Petrović')],
    organizations: () => [],
    sync_status: () => syncStatus(),
    undo_state: () => ({ undo: 'Edit jot', redo: null }),
    undo: () => ({ label: 'Edit jot' }),
    redo: () => ({ label: 'Edit jot' }),
    search: () => [
      { id: 'ana', kind: 'person', field: 'name', title: 'Ana Petrović', context: [], open: { kind: 'person', id: 'ana', question: null } },
    ],
  });
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
