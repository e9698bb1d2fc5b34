import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { attempt, named } from '../../tests/samples';
import type { CallScript, Composed, Recorded } from '../lib/ipc';
import { router } from '../lib/state/router.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Call from './Call.svelte';

const script = (over: Partial<Composed> = {}): Composed => ({
  purpose: 'ask',
  channel: 'phone',
  by_hand: false,
  person: named('ana', 'Ana Ruiz'),
  interview: null,
  follow_up: null,
  referral: null,
  exploration: named('nursing', 'Nursing'),
  to: '',
  addresses: [],
  subject: '',
  body: '',
  mailto: null,
  tel: 'tel:+4930',
  beside: '',
  template: 'ask.phone.formal.us',
  said: [
    { id: 'known', text: 'We met at the open day.', begins: 'paragraph' },
    { id: 'objective', text: 'What I hope to learn: could I live with the shifts?', begins: 'paragraph' },
    { id: 'no_job', text: 'I am not calling about a job.', begins: 'paragraph' },
  ],
  missing: [],
  broken: [],
  minutes: 15,
  kept: null,
  version: '',
  behind: false,
  sent_at: null,
  no_objective: false,
  ...over,
});

const page = (over: Partial<CallScript> = {}): CallScript => ({
  script: script(),
  about: 'nurse, Charité',
  channel: 'phone',
  attempts: [],
  explorations: [named('nursing', 'Nursing')],
  interview: null,
  ...over,
});

const recorded = (over: Partial<Recorded> = {}): Recorded => ({ attempt: 'try', interview: null, call_back_at: null, tries: 1, ...over });
const saved = { id: 'try', version: '2', texts: {} };
const show = (answers: Answers = {}) => {
  const fake = fakeBackend({ call_script: () => page(), outcome_record: () => recorded(), edit: () => saved, ...answers });
  return { fake, ...render(Call, { route: { name: 'call', person: 'ana' } }) };
};
const say = async (name: string) => userEvent.click(await screen.findByRole('button', { name: new RegExp(`^${name}`) }));

beforeEach(() => {
  router.go({ name: 'person', id: 'ana' });
  router.go({ name: 'call', person: 'ana' });
});

describe('the call', () => {
  it('shows one slot a card, large, and turns them by button and by key (C17, C20, C22)', async () => {
    const { container, fake } = show();
    expect(await screen.findByRole('heading', { level: 1, name: 'Ask Ana Ruiz' })).toBeInTheDocument();
    const current = () => container.querySelector('[aria-current="step"]')?.textContent;
    expect(current()).toContain('We met at the open day.');
    expect(screen.getByText('1 of 3')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'The next card' }));
    expect(current()).toContain('could I live with the shifts?');
    await userEvent.keyboard('{ArrowRight}');
    expect(current()).toContain('not calling about a job');
    await userEvent.keyboard('{ArrowRight}{ArrowLeft}');
    expect(screen.getByText('2 of 3')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Call +4930' }));
    await waitFor(() => expect(fake.opened).toEqual(['tel:+4930']));
    await expectAccessible(container);
  });

  it('shows what stands behind the number and is not dialled (C94)', async () => {
    show({ call_script: () => page({ script: script({ tel: 'tel:+16465550111', beside: '820445398#' }) }) });
    expect(await screen.findByRole('button', { name: 'Call +16465550111' })).toBeVisible();
    expect(screen.getByText('Not dialled: 820445398#')).toBeVisible();
  });

  it('has all six outcomes at hand', async () => {
    show();
    const outcomes = within(await screen.findByRole('group', { name: 'What did they say?' })).getAllByRole('button');
    expect(outcomes).toHaveLength(6);
  });

  it('right now: one tap, and the talk is there (C25)', async () => {
    const { fake } = show({ outcome_record: () => recorded({ interview: 'talk' }) });
    await say('Right now');
    await waitFor(() => expect(router.route).toEqual({ name: 'interview', id: 'talk', step: 'meet' }));
    expect(fake.calls.filter(({ name }) => name !== 'call_script')).toEqual([
      {
        name: 'outcome_record',
        args: { person: 'ana', exploration: 'nursing', channel: 'phone', outcome: 'right_now', minutes: 15, note: '' },
      },
    ]);
  });

  it('yes, later: the talk waits for its time (C26)', async () => {
    show({ outcome_record: () => recorded({ interview: 'talk' }) });
    await say('Yes, later');
    await waitFor(() => expect(router.route).toMatchObject({ name: 'interview', id: 'talk' }));
    expect(toasts.shown?.text).toMatch(/Thank them/);
  });

  it('busy: it is noted at once, and another time takes one more tap (C27)', async () => {
    const { fake, container } = show({ outcome_record: () => recorded({ call_back_at: '2026-11-22T11:00:00Z' }) });
    await say('Busy');
    expect(await screen.findByRole('heading', { name: 'When will you call back?' })).toBeInTheDocument();
    expect(fake.calls.some(({ name }) => name === 'outcome_record')).toBe(true);
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Tomorrow at 9:00' }));
    const edit = fake.calls.find(({ name }) => name === 'edit')?.args as { id: string; edits: { field: string; value: string }[] };
    expect(edit.id).toBe('try');
    expect(edit.edits[0]?.field).toBe('call_back_at');
    expect(new Date(edit.edits[0]?.value ?? '').getHours()).toBe(9);
  });

  it('prefers mail: the letter with the questions opens (C28)', async () => {
    show();
    await say('Prefers mail');
    await waitFor(() => expect(router.route).toEqual({ name: 'letter', purpose: 'questions', person: 'ana', channel: 'email' }));
  });

  it('cannot help: somebody known already is offered instead of a second one (C29, C16)', async () => {
    const ben = { id: 'ben', name: 'Ben Okoro', role: 'nurse', organization: '', tags: [], met_at: null, interviews: 0, network: false, fold: 'ben okoro' };
    const { fake, container } = show({
      people_called: ({ name }) => ({ exact: name === 'Ben Okoro' ? [ben] : [], near: name === 'Ben Okoro' ? [] : [ben] }),
      mention_add: () => ({ referral: 'r', person: 'ben', known: true, again: false }),
    });
    await say('Cannot help');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Ben Okoro');
    expect(await screen.findByRole('radio', { name: 'Ben Okoro, nurse' })).toBeChecked();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    await waitFor(() =>
      expect(fake.calls.find(({ name }) => name === 'mention_add')?.args).toMatchObject({ prospect: 'ben', giver: 'ana', attempt: 'try' }),
    );
  });

  it('no answer: the try is counted, and too many are said (C30, C31)', async () => {
    const tries = ['a', 'b', 'c'].map((id) => attempt({ id, outcome: 'no_answer' }));
    show({ call_script: () => page({ attempts: tries }) });
    expect(await screen.findByText(/three times or more/)).toBeInTheDocument();
    await say('No answer');
    await waitFor(() => expect(toasts.shown?.text).toMatch(/Give it a day or two/));
  });

  it('warns gently without an objective, and never blocks (C06)', async () => {
    const { container } = show({ call_script: () => page({ script: script({ no_objective: true, tel: null }) }) });
    expect(await screen.findByText(/You can call all the same/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Write it down' })).toHaveAttribute('href', '#/explorations/nursing');
    expect(screen.getByRole('button', { name: /^Right now/ })).not.toHaveAttribute('aria-disabled');
    await expectAccessible(container);
  });

  it('says how to sound, and encourages (C24, C05)', async () => {
    show();
    expect(await screen.findByText(/Be courteous/)).toBeInTheDocument();
    expect(screen.getByText(/like to be asked/)).toBeInTheDocument();
  });
});
