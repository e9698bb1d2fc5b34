import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import DraftProbe from '../../../tests/DraftProbe.svelte';
import type { Save } from '../../lib/state/autosave.svelte';

const kept: Save = async (text, version) => ({ text, version: `${version}'` });
const field = () => screen.getByLabelText<HTMLTextAreaElement>('Notes');

it('keeps the caret beside the same words when another device writes before them', async () => {
  const view = render(DraftProbe, { written: { text: 'one two', version: '1' }, save: kept });
  field().focus();
  field().setSelectionRange(3, 3);
  await view.rerender({ written: { text: 'zero one two', version: '2' } });
  expect(field()).toHaveValue('zero one two');
  expect([field().selectionStart, field().selectionEnd]).toEqual([8, 8]);
});

it('merges what is typed during a save with what the save brings', async () => {
  let answer: (text: string) => void = () => undefined;
  const save = vi.fn<Save>((_, version) => new Promise((done) => (answer = (text) => done({ text, version: `${version}'` }))));
  render(DraftProbe, { written: { text: 'one', version: '1' }, save });
  await userEvent.type(field(), ' two');
  await waitFor(() => expect(save).toHaveBeenCalledWith('one two', '1'));
  await userEvent.type(field(), ' three');
  answer('zero one two');
  await waitFor(() => expect(field()).toHaveValue('zero one two three'));
  expect(field().selectionStart).toBe('zero one two three'.length);
});

it('leaves the field alone while an input method composes, and merges then', async () => {
  const view = render(DraftProbe, { written: { text: 'ab', version: '1' }, save: kept });
  field().focus();
  await fireEvent.compositionStart(field());
  await view.rerender({ written: { text: 'zero ab', version: '2' } });
  expect(field()).toHaveValue('ab');
  field().value = 'ab語';
  await fireEvent.input(field());
  expect(field()).toHaveValue('ab語');
  await fireEvent.compositionEnd(field());
  await waitFor(() => expect(field()).toHaveValue('zero ab語'));
});

it('saves at once when the field is left, and when the component goes', async () => {
  const save = vi.fn(kept);
  const view = render(DraftProbe, { written: { text: '', version: '1' }, save });
  await userEvent.type(field(), 'a');
  await userEvent.tab();
  expect(save).toHaveBeenLastCalledWith('a', '1');
  await userEvent.type(field(), 'b');
  view.unmount();
  await waitFor(() => expect(save).toHaveBeenLastCalledWith('ab', "1'"));
});
