import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { interview, jot, named, personRow, syncStatus } from '../../tests/samples';
import ImportSheet from '../components/people/ImportSheet.svelte';
import { ApiError, type CardPreview, type SearchHit } from '../lib/ipc';
import { recent } from '../lib/state/recent.svelte';
import { router } from '../lib/state/router.svelte';
import { sheets } from '../lib/state/sheets.svelte';
import { sync } from '../lib/state/sync.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Jots from './Jots.svelte';
import Search from './Search.svelte';
import Settings from './Settings.svelte';

describe('search', () => {
  const hit: SearchHit = {
    id: 'answer',
    kind: 'answer',
    field: 'text',
    title: 'What does a day look like?',
    context: [
      { text: 'two hours of ', hit: false },
      { text: 'wait', hit: true },
      { text: 'ing', hit: false },
    ],
    open: { kind: 'interview', id: 'talk', question: 'q4' },
  };

  it('shows hits while one types, marks the words, and opens at the place', async () => {
    const fake = fakeBackend({ search: ({ query }) => (query === 'wait' ? [hit] : []) });
    const { container } = render(Search, { route: { name: 'search' } });
    const field = screen.getByRole('searchbox');
    expect(field).toHaveFocus();
    await userEvent.type(field, 'wait');
    const link = await screen.findByRole('link');
    expect(link).toHaveAttribute('href', '#/interviews/talk?at=q4');
    expect(within(link).getByText('wait').tagName).toBe('MARK');
    expect(location.hash, 'back finds the words again').toBe('#/search?q=wait');
    expect(fake.calls.at(-1)?.args).toMatchObject({ query: 'wait' });
    await expectAccessible(container);
  });

  it('remembers searches that led somewhere, on this device, until they are forgotten (C90)', async () => {
    localStorage.clear();
    const fake = fakeBackend({ search: () => [hit] });
    const { unmount } = render(Search, { route: { name: 'search', q: 'wait' } });
    await screen.findByRole('link');
    expect(localStorage.length, 'to look is not enough').toBe(0);
    await userEvent.click(screen.getByRole('link'));
    unmount();
    recent.add('Nights');
    for (let n = 0; n < 7; n += 1) recent.add(`more ${n}`);
    recent.add('nights');

    const { container } = render(Search, { route: { name: 'search' } });
    const list = within(screen.getByRole('region', { name: 'Recent searches' }));
    const shown = () => list.getAllByRole('listitem').map((item) => item.textContent?.trim());
    expect(shown(), 'eight at most, each once').toEqual(['nights', ...[6, 5, 4, 3, 2, 1, 0].map((n) => `more ${n}`)]);
    await expectAccessible(container);
    await userEvent.click(list.getByRole('button', { name: 'Forget “more 6”' }));
    expect(shown()).not.toContain('more 6');
    await userEvent.click(list.getByRole('button', { name: 'more 3' }));
    await waitFor(() => expect(fake.calls.at(-1)?.args).toMatchObject({ query: 'more 3' }));
    await userEvent.clear(screen.getByRole('searchbox'));
    await userEvent.click(screen.getByRole('button', { name: 'Forget all' }));
    expect(screen.queryByRole('region', { name: 'Recent searches' })).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it('offers filters to tap, and asks only once one is typed (C90)', async () => {
    localStorage.clear();
    const fake = fakeBackend({ search: () => [hit] });
    render(Search, { route: { name: 'search' } });
    await userEvent.click(screen.getByRole('button', { name: /person:ana/ }));
    const field = screen.getByRole('searchbox');
    expect(field).toHaveFocus();
    expect(field).toHaveValue('person:');
    expect(fake.calls, 'an unfinished filter is not asked as words').toEqual([]);
    await userEvent.type(field, 'ana after:20');
    await screen.findByRole('link');
    expect(fake.calls.at(-1)?.args).toMatchObject({ query: 'person:ana' });
    await userEvent.type(field, '26');
    await waitFor(() => expect(fake.calls.at(-1)?.args).toMatchObject({ query: 'person:ana after:2026' }));
  });

  it('reads whatever is kept without failing', () => {
    for (const kept of ['{', '"x"', '[1, "one", null]']) {
      localStorage.setItem('firsthand.recent-searches', kept);
      recent.read();
    }
    expect(recent.all).toEqual(['one']);
    recent.clear();
  });

  it('says so when nothing has the words', async () => {
    fakeBackend({ search: () => [] });
    render(Search, { route: { name: 'search', q: 'zebra' } });
    expect(await screen.findByText(/Nothing here has “zebra”/)).toBeInTheDocument();
  });
});

describe('jots', () => {
  const rows = [
    { jot: jot({ id: 'one', text: 'Ask about nights.' }), person: null, interview: null, exploration: null },
    { jot: jot({ id: 'two', text: 'Look up pay.', person: 'ben' }), person: named('ben', 'Ben Okafor'), interview: null, exploration: null },
  ];

  it('tells filed from unfiled, and files one', async () => {
    const fake = fakeBackend({
      jots: () => rows,
      interviews: () => [interview()],
      people: () => [personRow('Ben Okafor')],
      explorations: () => [],
      edit: ({ id }) => ({ id, version: '2', texts: {} }),
    });
    const { container } = render(Jots);
    expect(await screen.findByText('Look up pay.')).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('radio', { name: 'Not filed yet (1)' }));
    expect(screen.queryByText('Look up pay.')).toBeNull();

    await userEvent.click(screen.getByRole('button', { name: 'File under' }));
    const sheet = within(await screen.findByRole('dialog'));
    await userEvent.type(sheet.getByRole('searchbox'), 'ben{Enter}');
    await waitFor(() =>
      expect(fake.calls.at(-1)).toEqual({
        name: 'edit',
        args: { id: 'one', kind: 'jot', edits: [{ do: 'set', field: 'person', value: 'ben okafor' }] },
      }),
    );
  });

  it('says in one sentence what will live here', async () => {
    fakeBackend({ jots: () => [] });
    render(Jots);
    expect(await screen.findByText(/will live here/)).toBeInTheDocument();
  });
});

describe('settings', () => {
  const about = () => ({ version: '0.1.0', data_dir: '/home/ana/data', database_bytes: 1_843_200, documents: 142 });

  it('sets sync up in a folder', async () => {
    router.go({ name: 'settings' });
    sync.status = syncStatus({ state: 'off', folder: null, devices: [] });
    const fake = fakeBackend({ about, vault_create: () => syncStatus() });
    const { container } = render(Settings);
    await userEvent.click(await screen.findByRole('button', { name: 'Set up a folder' }));
    await userEvent.click(screen.getByRole('button', { name: 'Set up' }));
    expect(screen.getByText('Choose the folder first.')).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.type(screen.getByLabelText('Folder'), '/home/ana/Sync');
    await userEvent.type(screen.getByLabelText('What this device is called'), 'Laptop');
    await userEvent.click(screen.getByRole('button', { name: 'Set up' }));
    await waitFor(() => expect(fake.calls).toContainEqual({ name: 'vault_create', args: { folder: '/home/ana/Sync', device: 'Laptop' } }));
    expect(await screen.findByText('Saved here · in the folder · on “Phone”')).toBeInTheDocument();
    expect(location.hash, 'goes on where the recovery code is').toBe('#/devices');
    await expectAccessible(container);
  });

  it('asks what becomes of a folder that is shared already, before anything new begins', async () => {
    router.go({ name: 'settings' });
    sync.status = syncStatus({ state: 'off', folder: null, devices: [] });
    const fake = fakeBackend({
      about,
      vault_create: ({ earlier }) => {
        if (!earlier) throw new ApiError('in_use', 'This device shares another folder with “Phone” already.');
        return syncStatus();
      },
    });
    const { container } = render(Settings);
    await userEvent.click(await screen.findByRole('button', { name: 'Set up a folder' }));
    await userEvent.type(screen.getByLabelText('Folder'), '/home/ana/New');
    await userEvent.type(screen.getByLabelText('What this device is called'), 'Laptop');
    await userEvent.click(screen.getByRole('button', { name: 'Set up' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/“Phone” already/);
    expect(screen.getByRole('button', { name: 'Begin anew' })).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Move everything there' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)).toEqual({ name: 'vault_create', args: { folder: '/home/ana/New', device: 'Laptop', earlier: 'move' } }),
    );
  });

  it('says what is wrong with a pairing code, and keeps what was typed', async () => {
    sync.status = syncStatus({ state: 'off', folder: null, devices: [] });
    fakeBackend({
      about,
      vault_join: () => {
        throw new ApiError('pairing', 'This code does not fit the folder.', 'Check the last group.');
      },
    });
    render(Settings);
    await userEvent.click(await screen.findByRole('button', { name: 'Join a device' }));
    await userEvent.type(screen.getByLabelText('Folder'), '/f');
    await userEvent.type(screen.getByLabelText('Pairing code'), 'FHD1');
    await userEvent.type(screen.getByLabelText('What this device is called'), 'Phone');
    await userEvent.click(screen.getByRole('button', { name: 'Join' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This code does not fit the folder. Check the last group.');
    expect(screen.getByLabelText('Pairing code')).toHaveValue('FHD1');
  });

  it('says in plain words how the folder is, leads to the devices, and checks the data', async () => {
    sync.status = syncStatus({ state: 'problem', message: 'The folder is not there.', advice: 'Connect the drive.', problems: ['x: not ours'] });
    fakeBackend({
      about,
      doctor: () => ({ ok: true, documents: 142, changes: 900, differences: [], damaged: [] }),
    });
    const { container } = render(Settings);
    expect(await screen.findByText('The folder is not there.')).toBeInTheDocument();
    expect(screen.getByText('Connect the drive.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Look now' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Devices and keys' })).toHaveAttribute('href', '#/devices');
    await userEvent.click(await screen.findByRole('button', { name: 'Check everything' }));
    expect(await screen.findByText(/Everything is in order: 142 documents/)).toBeInTheDocument();
    expect(screen.getByText('/home/ana/data')).toBeInTheDocument();
    expect(screen.getByText(/1\.8 MB/)).toBeInTheDocument();
    await expectAccessible(container);
  });
});

describe('bringing contacts in', () => {
  const card = (over: Partial<CardPreview>): CardPreview => ({
    index: 0,
    line: 1,
    name: 'Ana',
    role: '',
    organization: '',
    ways: [],
    portrait: false,
    notices: [],
    verdict: 'new',
    same: null,
    maybe: [],
    adds: [],
    changes: [],
    error: null,
    ...over,
  });

  it('shows what is in the file before anything is added, and adds what is chosen', async () => {
    const fake = fakeBackend({
      vcard_preview: () => ({
        file: 'contacts.vcf',
        problems: ['Nothing was taken from line 1: no BEGIN:VCARD comes before.'],
        cards: [
          card({}),
          card({ index: 1, name: 'Ben', verdict: 'update' }),
          card({ index: 2, name: 'Cem', verdict: 'known' }),
          card({ index: 3, line: 44, name: '', verdict: 'damaged', error: 'It has no end.' }),
        ],
      }),
      vcard_import: () => ({ added: ['a', 'b'], updated: [], known: 0, failed: ['line 44: It has no end.'], notices: [], kept: [] }),
    });
    sheets.importing = true;
    const { container } = render(ImportSheet);
    await userEvent.type(await screen.findByLabelText('Where the file is'), '/home/ana/contacts.vcf');
    await userEvent.click(screen.getByRole('button', { name: 'Look at it' }));
    expect(await screen.findByText('line 44: It has no end.')).toBeInTheDocument();
    expect(screen.getAllByRole('checkbox')).toHaveLength(2);
    await expectAccessible(container);

    await userEvent.click(screen.getByRole('checkbox', { name: /Ben/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Bring 1 in' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)).toEqual({ name: 'vcard_import', args: { path: '/home/ana/contacts.vcf', cards: [0], same: [], take: [], take_all: false } }),
    );
    expect(await screen.findByText('2 people are new.')).toBeInTheDocument();
  });

  const olga = { person: 'olga', name: 'Olga Neumann', role: 'Trainee' };
  const changes: CardPreview['changes'] = [
    { key: 'name', field: 'name', about: '', here: 'Olga Neumann', card: 'Olga Brandt' },
    { key: 'role', field: 'role', about: '', here: 'Trainee', card: 'Head of Planning' },
  ];
  const kim = { person: 'kim', name: 'Kim Lee', role: 'Nurse' };

  async function look(answers: Answers) {
    const fake = fakeBackend(answers);
    sheets.importing = true;
    const { container } = render(ImportSheet);
    await userEvent.type(await screen.findByLabelText('Where the file is'), '/home/ana/contacts.vcf');
    await userEvent.click(screen.getByRole('button', { name: 'Look at it' }));
    await screen.findByText('contacts.vcf');
    return { fake, container };
  }

  it('offers what a card says otherwise, and takes over what is ticked (C92)', async () => {
    const { fake, container } = await look({
      vcard_preview: () => ({
        file: 'contacts.vcf',
        problems: [],
        cards: [
          card({ name: 'Olga Brandt', verdict: 'update', same: olga, adds: [{ key: 'phone', field: 'phone', about: 'cell', here: '', card: '+49 171 5550131' }], changes }),
          card({ index: 1, name: 'Cem', verdict: 'differs', same: { person: 'cem', name: 'Cem', role: '' }, changes: changes.slice(1) }),
        ],
      }),
      vcard_import: () => ({ added: [], updated: ['olga'], known: 0, failed: [], notices: [], kept: ['Olga Brandt: name'] }),
    });
    expect(screen.getByText('Adds to Olga Neumann')).toBeVisible();
    expect(screen.getByText('Adds Phone (cell): +49 171 5550131')).toBeVisible();
    expect(screen.getByText('Here: Olga Neumann')).toBeVisible();
    const boxes = screen.getAllByRole('checkbox', { name: /Name: Olga Brandt|What they do: Head of Planning/ });
    expect(boxes).toHaveLength(3);
    for (const box of boxes) expect(box).not.toBeChecked();
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Take all that differs' }));
    expect(screen.getByRole('button', { name: 'Bring 2 in' })).toBeEnabled();
    await userEvent.click(screen.getByRole('button', { name: 'Keep all as it is here' }));
    await userEvent.click(boxes[1]!);
    await userEvent.click(screen.getByRole('button', { name: 'Bring 1 in' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)?.args).toEqual({
        path: '/home/ana/contacts.vcf',
        cards: [0],
        same: [],
        take: [{ card: 0, key: 'role' }],
        take_all: false,
      }),
    );
    expect(await screen.findByText('The card says otherwise; it stays as it was')).toBeVisible();
  });

  it('asks whom a card is about where somebody here could be meant (C92)', async () => {
    const { fake } = await look({
      vcard_preview: ({ same }) => ({
        file: 'contacts.vcf',
        problems: [],
        cards: [same?.[0]?.person ? card({ name: 'Kim Lee', verdict: 'update', same: kim, changes }) : card({ name: 'Kim Lee', maybe: [kim] })],
      }),
    });
    const whom = screen.getByLabelText('Who this is');
    expect(whom).toHaveDisplayValue('Somebody new');
    await userEvent.selectOptions(whom, 'Kim Lee, Nurse');
    expect(await screen.findByText('Adds to Kim Lee')).toBeVisible();
    expect(fake.calls.at(-1)?.args).toEqual({ path: '/home/ana/contacts.vcf', same: [{ card: 0, person: 'kim' }] });
    await userEvent.selectOptions(screen.getByLabelText('Who this is'), 'Somebody new');
    expect(await screen.findByText('New')).toBeVisible();
    expect(fake.calls.at(-1)?.args).toEqual({ path: '/home/ana/contacts.vcf', same: [{ card: 0, person: null }] });
  });

  it('can be taken back from beside its result, and what is said then is inside a dialog that is open (C92)', async () => {
    const { fake } = await look({
      vcard_preview: () => ({ file: 'contacts.vcf', problems: [], cards: [card({})] }),
      vcard_import: () => ({ added: ['a', 'b'], updated: [], known: 0, failed: ['No.'], notices: [], kept: [] }),
      undo: () => ({ label: 'Import 2 contacts' }),
    });
    toasts.say('Something was done.');
    const dialog = within(screen.getByRole('dialog'));
    expect(await dialog.findByText('Something was done.')).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Bring 1 in' }));
    await dialog.findByText('2 people are new.');
    await userEvent.click(dialog.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'undo')).toBe(true));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says why a file cannot be read', async () => {
    fakeBackend({
      vcard_preview: () => {
        throw new ApiError('import', 'There is no file at this place.', 'Check the path.');
      },
    });
    sheets.importing = true;
    render(ImportSheet);
    await userEvent.type(await screen.findByLabelText('Where the file is'), '/nowhere');
    await userEvent.click(screen.getByRole('button', { name: 'Look at it' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no file at this place. Check the path.');
  });
});
