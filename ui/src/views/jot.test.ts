import { jot } from '../../tests/talks';
import type { JotRow } from '$lib/ipc';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import JotCapture from './JotCapture.svelte';

const row = (over: Parameters<typeof jot>[0] = {}): JotRow => ({ jot: jot(over), person: null, interview: null, exploration: null });

function program(kept: JotRow[] = []) {
  return fakeBackend({
    jots: () => kept,
    jot: ({ id }) => kept.find((one) => one.jot.id === id) ?? row({ id, text: 'Toast', version: 'v2' }),
    jot_save: ({ id, text }) => ({ id: id ?? '', version: 'v2', texts: { text } }),
    delete: () => ({}),
  });
}

const saves = (fake: ReturnType<typeof program>) =>
  fake.calls.filter(({ name }) => name === 'jot_save').map(({ args }) => args as { id: string; text: string; person: string | null });

it('has the caret at once and keeps what is typed, with no person needed', async () => {
  const fake = program();
  const { container } = render(JotCapture, { route: { name: 'jot' } });
  const field = await screen.findByRole('textbox', { name: 'Your jot' });
  expect(field).toHaveFocus();
  await userEvent.type(field, 'Toast');
  await waitFor(() => expect(saves(fake).at(-1)).toMatchObject({ text: 'Toast', person: null }));
  expect(field).toHaveFocus();
  await expectAccessible(container);
});

it('begins another jot under another id', async () => {
  const fake = program();
  render(JotCapture, { route: { name: 'jot' } });
  await userEvent.type(await screen.findByRole('textbox'), 'One');
  await userEvent.click(screen.getByRole('button', { name: /Another/ }));
  await waitFor(() => expect(screen.getByRole('textbox')).toHaveValue(''));
  expect(screen.getByRole('textbox')).toHaveFocus();
  await userEvent.type(screen.getByRole('textbox'), 'Two');
  await waitFor(() => expect(saves(fake).at(-1)?.text).toBe('Two'));
  expect(new Set(saves(fake).map(({ id }) => id)).size).toBe(2);
});

it('keeps nothing where nothing was written', async () => {
  const fake = program();
  const { unmount } = render(JotCapture, { route: { name: 'jot' } });
  await userEvent.type(await screen.findByRole('textbox'), '  ');
  unmount();
  await new Promise((done) => setTimeout(done, 20));
  expect(saves(fake)).toEqual([]);
});

it('belongs to the person it was begun for', async () => {
  const fake = program();
  render(JotCapture, { route: { name: 'jot', person: 'ana' } });
  await userEvent.type(await screen.findByRole('textbox'), 'Toast');
  await waitFor(() => expect(saves(fake).at(-1)).toMatchObject({ person: 'ana' }));
});

it('opens a jot that is there, and lists others that belong nowhere', async () => {
  program([row({ id: 'old', text: 'From last week' }), row({ id: 'other', text: 'Not filed' })]);
  render(JotCapture, { route: { name: 'jot', id: 'old' } });
  expect(await screen.findByRole('textbox')).toHaveValue('From last week');
  expect(await screen.findByRole('link', { name: /Not filed/ })).toHaveAttribute('href', '#/jot?id=other');
});
