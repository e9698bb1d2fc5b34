import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { named } from '../../tests/samples';
import type { Composed, Preferences, TemplateList } from '../lib/ipc';
import { toasts } from '../lib/state/toasts.svelte';
import Letter from './Letter.svelte';
import Templates from './Templates.svelte';

const letter = (over: Partial<Composed> = {}): Composed => ({
  purpose: 'ask',
  channel: 'email',
  by_hand: false,
  person: named('ana', 'Ana Ruiz'),
  interview: null,
  follow_up: null,
  referral: null,
  exploration: null,
  to: 'ana@example.org',
  addresses: ['ana@example.org', 'ana@home.example'],
  subject: '20 minutes about your work?',
  body: 'Dear Ana Ruiz,\n\nWe met in May.',
  mailto: 'mailto:ana@example.org',
  tel: 'tel:+4930',
  beside: '',
  template: 'ask.email.formal.us',
  said: [],
  missing: [],
  broken: [],
  minutes: 20,
  kept: null,
  version: '',
  behind: false,
  sent_at: null,
  no_objective: false,
  ...over,
});

const ask = { route: { name: 'letter', purpose: 'ask', person: 'ana' } } as const;
const saved = { id: 'kept', version: '2', texts: {} };

describe('a letter', () => {
  it('goes to the mail program, and counts as sent by the user’s word only (C94)', async () => {
    const fake = fakeBackend({
      letter: () => letter(),
      letter_address: ({ to, body }) => ({ mailto: `mailto:${to}?body=${encodeURIComponent(body)}`, long: false }),
      letter_sent: () => saved,
    });
    const { container } = render(Letter, ask);
    expect(await screen.findByRole('heading', { level: 1, name: 'Ask Ana Ruiz' })).toBeInTheDocument();
    expect(screen.getByText(/Firsthand sends nothing by itself/)).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Open in mail' }));
    await waitFor(() => expect(fake.opened).toEqual(['mailto:ana@example.org?body=Dear%20Ana%20Ruiz%2C%0A%0AWe%20met%20in%20May.']));
    expect(fake.calls.map(({ name }) => name)).not.toContain('letter_sent');
    await userEvent.click(screen.getByRole('button', { name: 'I sent it' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)).toMatchObject({ name: 'letter_sent', args: { purpose: 'ask', person: 'ana', channel: 'email', id: null } }),
    );
    await waitFor(() => expect(toasts.shown?.text).toBe('Noted as sent.'));
  });

  it('keeps what is changed, on top of the version that was read', async () => {
    const fake = fakeBackend({
      letter: () => letter({ kept: 'kept', version: '1' }),
      letter_save: ({ body }) => ({ id: 'kept', version: '2', texts: { body: body ?? '' } }),
      delete: () => ({}),
    });
    render(Letter, ask);
    const text = await screen.findByRole('textbox', { name: 'Your letter' });
    await userEvent.type(text, ' Yes.');
    await waitFor(() =>
      expect(fake.calls.findLast(({ name }) => name === 'letter_save')?.args).toMatchObject({
        id: 'kept',
        purpose: 'ask',
        body: 'Dear Ana Ruiz,\n\nWe met in May. Yes.',
        base: '1',
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Start again from the template' }));
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'delete')).toBe(true));
  });

  it('says gently that there is no objective, and what could make it fuller (C06)', async () => {
    fakeBackend({ letter: () => letter({ no_objective: true, missing: ['objective', 'known', 'i_pay'] }) });
    const { container } = render(Letter, ask);
    expect(await screen.findByText(/not written down yet what you hope to learn/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'how you know each other' })).toHaveAttribute('href', '#/people/ana');
    expect(screen.getByRole('button', { name: 'Open in mail' })).toBeEnabled();
    await expectAccessible(container);
  });

  it('is copied by hand where thanks go on a card (C63)', async () => {
    fakeBackend({ letter: () => letter({ purpose: 'thanks', by_hand: true, mailto: null, subject: '' }) });
    render(Letter, { route: { name: 'letter', purpose: 'thanks', person: 'ana' } });
    expect(await screen.findByText(/in your own hand/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Open in mail' })).toBeNull();
    expect(screen.getByRole('button', { name: 'I posted it' })).toBeInTheDocument();
  });

  it('says when a changed text lags behind the promised minutes (C21)', async () => {
    fakeBackend({ letter: () => letter({ kept: 'kept', behind: true, minutes: 30 }) });
    render(Letter, ask);
    expect(await screen.findByText(/no longer says 30 minutes/)).toBeInTheDocument();
  });
});

const preferences: Preferences = {
  id: 'me',
  kind: 'preferences',
  created: null,
  updated: null,
  deleted: false,
  version: '',
  conflicts: {},
  weekly_asks: null,
  minutes: null,
  form: 'as_last',
  confirmation: 'by_mail',
  updates: 'if_wanted',
  first_channel: 'phone',
  tone: 'usual',
  questions_ahead: false,
  jobs: 'usual',
  resume: 'usual',
  thanks_by: 'email',
  thanks_due: 'same_day',
  english: 'us',
  signature: '',
  welcomed: false,
};

describe('the wording', () => {
  const list = (text: string): TemplateList => ({
    tone: 'formal',
    english: 'us',
    preferences,
    slots: [{ name: 'minutes', about: 'The promised minutes', sample: '20' }],
    templates: [
      {
        name: 'ask.email.formal.us',
        purpose: 'ask',
        channel: 'email',
        changed: text !== 'I am not after a job.',
        sentences: [{ id: 'no_job', text, original: 'I am not after a job.', begins: 'same', unless: null }],
      },
    ],
  });

  it('is changed sentence by sentence and goes back to the first (C22)', async () => {
    let text = 'I am not after a job.';
    const fake = fakeBackend({
      templates: () => list(text),
      template_preview: () => ({ subject: 'Hello', body: text, missing: [], broken: [] }),
      template_save: (args) => {
        text = args.text ?? 'I am not after a job.';
        return saved;
      },
      template_reset: () => ({}),
    });
    const { container } = render(Templates, { route: { name: 'templates', at: 'ask.email.formal.us' } });
    const field = await screen.findByRole('textbox', { name: 'I am not after a job.' });
    await expectAccessible(container);
    await userEvent.clear(field);
    await waitFor(() => expect(fake.calls).toContainEqual({ name: 'template_save', args: { name: 'ask.email.formal.us', sentence: 'no_job', text: '' } }));
    expect(screen.getByText(/think that you are after a job/)).toBeInTheDocument();
    fake.changed('template');
    await userEvent.click(await screen.findByRole('button', { name: 'First wording again' }));
    await waitFor(() => expect(text).toBe('I am not after a job.'));
  });
});
