import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';
import { organization, person, personPage, personRow } from '../../tests/samples';
import { toasts } from '../lib/state/toasts.svelte';
import People from './People.svelte';

const rows = [
  personRow('Ana Petrović', { role: 'Charge nurse', organization: 'Charité' }),
  personRow('Ben Okafor', { role: 'Data engineer' }),
  personRow('Zoë Łukasz'),
];

const answers: Answers = {
  people: () => rows,
  organizations: () => [organization()],
  explorations: () => [],
  person: () => personPage(),
  organization: () => ({ organization: organization(), people: [rows[0]!] }),
};

describe('the list of people', () => {
  it('shows everybody and finds them while one types, whatever the accents', async () => {
    fakeBackend(answers);
    const { container } = render(People, { route: { name: 'people' } });
    const list = await screen.findByRole('list', { name: 'People' });
    await waitFor(() => expect(within(list).getAllByRole('link')).toHaveLength(3));
    await expectAccessible(container);

    await userEvent.type(screen.getByRole('searchbox'), 'zoe luk');
    await waitFor(() => expect(within(list).getAllByRole('link')).toHaveLength(1));
    expect(screen.getByText('1 found')).toBeInTheDocument();
  });

  it('says how many there are to those who cannot see the list', async () => {
    fakeBackend(answers);
    render(People, { route: { name: 'people' } });
    const items = await screen.findAllByRole('listitem');
    expect(items[0]).toHaveAttribute('aria-setsize', '3');
    expect(items[0]).toHaveAttribute('aria-posinset', '1');
  });

  it('goes through the list with the arrow keys', async () => {
    fakeBackend(answers);
    render(People, { route: { name: 'people' } });
    await screen.findByRole('link', { name: /Ana/ });
    screen.getByRole('searchbox').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('link', { name: /Ben/ })).toHaveFocus();
  });

  it('offers to add a name that is not there', async () => {
    fakeBackend(answers);
    render(People, { route: { name: 'people' } });
    await userEvent.type(await screen.findByRole('searchbox'), 'Mira');
    await userEvent.click(await screen.findByRole('button', { name: 'Add Mira' }));
    expect(screen.getByLabelText('Name')).toHaveValue('Mira');
  });

  it('adds a person by a name alone', async () => {
    const fake = fakeBackend({ ...answers, people: () => [], person_add: () => ({ id: 'mira', version: '1', texts: {} }) });
    const { container } = render(People, { route: { name: 'people' } });
    await userEvent.click((await screen.findAllByRole('button', { name: 'Add a person' }))[0]!);
    await expectAccessible(container);
    expect(screen.getByLabelText('Name')).toHaveFocus();
    const add = screen.getByRole('button', { name: 'Add' });
    await userEvent.click(add);
    expect(screen.getByText(/Give them a name first/)).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Name'), 'Mira');
    await userEvent.click(add);
    await waitFor(() => expect(location.hash).toBe('#/people/mira'));
    expect(fake.calls.find(({ name }) => name === 'person_add')?.args).toEqual({ name: 'Mira', organization: null, edits: [] });
  });

  it('says what happened when it cannot be read, and tries again', async () => {
    let broken = true;
    fakeBackend({
      ...answers,
      people: () => {
        if (broken) throw Object.assign(new Error(), { code: 'storage', message: 'The disk is full.', hint: 'Make room.' });
        return rows;
      },
    });
    render(People, { route: { name: 'people' } });
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full. Make room.');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: /Ana/ })).toBeInTheDocument();
  });
});

describe("a person's page", () => {
  const open = (over: Answers = {}) => {
    const fake = fakeBackend({ ...answers, ...over });
    return { fake, ...render(People, { route: { name: 'person', id: 'ana' } }) };
  };

  it('tells the story: who, how I know them, what is owed, what happened', async () => {
    const { container } = open();
    expect(await screen.findByRole('heading', { level: 1, name: 'Ana Petrović' })).toBeInTheDocument();
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    expect(screen.getByLabelText('How I know them')).toHaveValue('Met at the open day.');
    expect(screen.getByRole('checkbox', { name: /Tell Ana how it went/ })).not.toBeChecked();
    const story = screen.getByRole('list', { name: 'So far' });
    expect(within(story).getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('Named Ben Okafor'),
      expect.stringContaining('The mornings after'),
      expect.stringContaining('4 answers'),
      expect.stringContaining('Busy, call back'),
    ]);
    await expectAccessible(container);
  });

  it('saves what is written, on the version it was written upon', async () => {
    const { fake } = open({ edit: ({ id, edits }) => ({ id, version: 'ana-2', texts: { notes: (edits[0] as { text: string }).text } }) });
    const notes = await screen.findByLabelText('Notes');
    await userEvent.type(notes, 'Ask early.');
    notes.blur();
    await waitFor(() => expect(fake.calls.filter(({ name }) => name === 'edit')).not.toHaveLength(0));
    expect(fake.calls.find(({ name }) => name === 'edit')?.args).toEqual({
      id: 'ana',
      kind: 'person',
      edits: [{ do: 'write', field: 'notes', text: 'Ask early.', base: 'ana-1' }],
    });
  });

  it('offers both titles when two devices wrote different ones', async () => {
    const { fake } = open({
      person: () => personPage({ person: person({ conflicts: { role: ['Charge nurse', 'Ward manager'] } }) }),
      edit: ({ id }) => ({ id, version: 'ana-2', texts: {} }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Keep “Ward manager”' }));
    expect(fake.calls.at(-1)).toEqual({
      name: 'edit',
      args: { id: 'ana', kind: 'person', edits: [{ do: 'set', field: 'role', value: 'Ward manager' }] },
    });
  });

  it('marks something owed as done', async () => {
    const { fake } = open({ follow_up_done: ({ id }) => ({ id, version: '2', texts: {} }) });
    await userEvent.click(await screen.findByRole('checkbox', { name: /Tell Ana/ }));
    expect(fake.calls.at(-1)).toEqual({ name: 'follow_up_done', args: { id: 'owed', done: true } });
  });

  it('shows what changed elsewhere at once', async () => {
    let name = 'Ana Petrović';
    const { fake } = open({ person: () => personPage({ person: person({ name }) }) });
    await screen.findByRole('heading', { level: 1, name });
    name = 'Ana Novak';
    fake.changed('person');
    expect(await screen.findByRole('heading', { level: 1, name })).toBeInTheDocument();
  });

  it('has its details in a sheet, saved as they are typed', async () => {
    const { fake, container } = open({ edit: ({ id }) => ({ id, version: 'ana-2', texts: {} }) });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit details' }));
    const sheet = within(screen.getByRole('dialog', { name: 'Details' }));
    await expectAccessible(container);
    await userEvent.click(sheet.getByRole('radio', { name: 'In the past' }));
    expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ do: 'set', field: 'does_job', value: 'before' }] });
    await userEvent.type(sheet.getByPlaceholderText('Add a tag'), 'Berlin{Enter}');
    expect(fake.calls.at(-1)?.args).toMatchObject({ edits: [{ do: 'add', field: 'tags', member: 'Berlin' }] });
    await userEvent.click(sheet.getByRole('button', { name: 'Add a way to reach them' }));
    await userEvent.type(sheet.getAllByLabelText('Number or address').at(-1)!, 'ana@example.org');
    await userEvent.tab();
    await waitFor(() =>
      expect(fake.calls.at(-1)?.args).toMatchObject({
        edits: [{ do: 'put', field: 'channels', value: { kind: 'email', value: 'ana@example.org', label: '' } }],
      }),
    );
  });

  it('takes one way of a kind before the others, and keeps their order (C94)', async () => {
    const ways = [
      { id: 'c1', kind: 'email' as const, value: 'old@example.org', label: 'home', preferred: true },
      { id: 'c2', kind: 'email' as const, value: 'new@example.org', label: 'work', preferred: false },
    ];
    const { fake } = open({
      person: () => personPage({ person: person({ channels: ways }) }),
      edit: ({ id }) => ({ id, version: 'ana-2', texts: {} }),
    });
    expect(await screen.findByText('taken first')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Edit details' }));
    const sheet = within(screen.getByRole('dialog', { name: 'Details' }));
    expect(sheet.getByRole('button', { name: 'Take old@example.org first' })).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(sheet.getByRole('button', { name: 'Take new@example.org first' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)?.args).toMatchObject({
        edits: [
          { do: 'put', field: 'channels', entry: 'c2', value: { value: 'new@example.org', label: 'work', preferred: true } },
          { do: 'put', field: 'channels', entry: 'c1', value: { value: 'old@example.org', label: 'home', preferred: false } },
        ],
      }),
    );
  });

  it('says what of a number is not dialled (C94)', async () => {
    const { fake } = open({
      person: () => personPage({ person: person({ channels: [{ id: 'c1', kind: 'phone', value: '+1 646 555 0111,,820445398#', label: '', preferred: false }] }) }),
      way_address: () => ({ address: 'tel:+16465550111', beside: '820445398#' }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Call +1 646 555 0111,,820445398#' }));
    await waitFor(() => expect(fake.opened).toEqual(['tel:+16465550111']));
    expect(toasts.shown?.text).toBe('Not dialled: 820445398#');
  });

  it('goes into the bin and can be taken back out', async () => {
    const { fake } = open({ delete: () => ({}), restore: () => ({}) });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit details' }));
    await userEvent.click(screen.getByRole('button', { name: 'Remove this person' }));
    await waitFor(() => expect(fake.calls).toContainEqual({ name: 'delete', args: { id: 'ana' } }));
    await waitFor(() => expect(location.hash).toBe('#/people'));
  });
});

it("an organization's page shows its people and saves its fields", async () => {
  const fake = fakeBackend({ ...answers, edit: ({ id }) => ({ id, version: '2', texts: {} }) });
  const { container } = render(People, { route: { name: 'organization', id: 'charite' } });
  expect(await screen.findByRole('heading', { level: 1, name: 'Charité' })).toBeInTheDocument();
  await expectAccessible(container);
  const place = screen.getByLabelText('Where it is');
  await userEvent.clear(place);
  await userEvent.type(place, 'Hamburg');
  await userEvent.tab();
  await waitFor(() =>
    expect(fake.calls.at(-1)?.args).toMatchObject({ kind: 'organization', edits: [{ do: 'set', field: 'place', value: 'Hamburg' }] }),
  );
});
