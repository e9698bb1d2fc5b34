import { ApiError } from '$lib/ipc';
import { closing } from '$lib/state/closing.svelte';
import { drafts } from '$lib/state/drafts.svelte';
import { saving } from '$lib/state/saving.svelte';
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../../../tests/axe';
import { fakeBackend } from '../../../tests/fake';
import Shell from './Shell.svelte';

afterEach(() => (closing.held = false));

let failure: ApiError | undefined;
let count = 0;

/** Types into a text that cannot be saved. */
async function typed(text: string, why: ApiError) {
  failure = why;
  const save = async (text: string) => {
    if (failure) throw failure;
    return { text, version: text };
  };
  const draft = drafts.open({ document: `unsaved ${(count += 1)}`, field: 'text' }, { text: '', version: '' }, save);
  draft.label = 'Your jot';
  draft.type(text);
  await draft.flush();
  return draft;
}

function show() {
  fakeBackend({ undo_state: () => ({ undo: null, redo: null }) });
  return { ...render(Shell, { children: createRawSnippet(() => ({ render: () => '<h1>Today</h1>' })) }), user: userEvent.setup() };
}

describe('what is not saved', () => {
  it('is said on every screen, and its words can be copied, until it is saved', async () => {
    const { user, container } = show();
    const draft = await typed('nobody takes me', new ApiError('storage', 'The disk is full.'));
    const bar = within(await screen.findByRole('alert'));
    expect(bar.getByText(/the app keeps trying/)).toBeVisible();
    expect(bar.getByText('The disk is full.')).toBeVisible();
    await user.click(bar.getByRole('button', { name: 'Copy the words' }));
    expect(await navigator.clipboard.readText()).toBe('Your jot\nnobody takes me');
    await expectAccessible(container);
    failure = undefined;
    await draft.retry();
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('is no promise to keep trying when it was refused; it can be looked at, discarded and put back', async () => {
    const { user } = show();
    await typed('words of a jot that is gone', new ApiError('missing', 'This jot is not here any more.', 'Look in the bin.'));
    const bar = within(await screen.findByRole('alert'));
    expect(bar.getByText('Not saved. Your words are still here.')).toBeVisible();
    expect(bar.getByText(/Look in the bin/)).toBeVisible();
    await user.click(bar.getByRole('button', { name: 'Show them' }));
    const sheet = within(await screen.findByRole('dialog'));
    expect(sheet.getByText('words of a jot that is gone')).toBeVisible();
    await user.click(sheet.getByRole('button', { name: 'Discard: Your jot' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(drafts.words()).toContain('words of a jot that is gone');
  });

  it('of a choice is told once, without a word about words, and can be put away', async () => {
    const { user } = show();
    await saving.during(Promise.reject(new ApiError('storage', 'The disk is full.', 'Free some space.')));
    const bar = within(await screen.findByRole('alert'));
    expect(bar.getByText('That was not saved.')).toBeVisible();
    expect(bar.queryByText(/keeps trying/)).toBeNull();
    await user.click(bar.getByRole('button', { name: 'Close this message' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('holds the window with a sheet that says so, and lets one stay', async () => {
    const { user } = show();
    await typed('kept here', new ApiError('storage', 'The disk is full.'));
    closing.held = true;
    const sheet = within(await screen.findByRole('dialog', { name: 'Not saved yet' }));
    expect(sheet.getByText(/The window waits/)).toBeVisible();
    expect(sheet.getByText('kept here')).toBeVisible();
    expect(sheet.getByRole('button', { name: 'Close without saving' })).toBeVisible();
    await expectAccessible(document.body);
    await user.click(sheet.getByRole('button', { name: 'Stay' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(closing.held).toBe(false);
  });
});
