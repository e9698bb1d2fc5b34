import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { organization, personRow } from '../../tests/samples';
import ExplorationMargin from '../components/explorations/ExplorationMargin.svelte';
import PeopleList from '../components/people/PeopleList.svelte';
import type { ExplorationPage } from '../lib/ipc';
import Organizations from './Organizations.svelte';

const page: ExplorationPage = {
  exploration: {
    id: 'nursing',
    kind: 'exploration',
    created: null,
    updated: null,
    deleted: false,
    version: '1',
    conflicts: {},
    title: 'Nursing',
    objective: '',
    from_whom: '',
    why: '',
    field: '',
    job: '',
    organization: '',
    targets: [],
    hopes: ['leads', 'network'],
    familiarity: 'little',
    closed: false,
  },
  interviews: [],
  people: [],
  jots: [],
  coverage: [
    { target: 'typical_day', answered: 2, planned: 1 },
    { target: 'pay', answered: 0, planned: 0 },
  ],
  gains: [
    { hope: 'network', count: 3 },
    { hope: 'leads', count: 0 },
  ],
  to_ask: [personRow('Ben', { role: 'nurse' })],
};

it('an exploration counts what was hoped for and says whom to ask (C10, C14)', async () => {
  fakeBackend({});
  const { container } = render(ExplorationMargin, { page });
  expect(screen.getByText('People I know').nextElementSibling).toHaveTextContent('3');
  expect(screen.getByText('Leads').nextElementSibling).toHaveTextContent('0');
  expect(screen.getByRole('link', { name: 'Ask Ben' })).toHaveAttribute('href', '#/people/ben/call?exploration=nursing');
  await expectAccessible(container);
});

it('an exploration says how far each target is covered (C08)', () => {
  fakeBackend({});
  render(ExplorationMargin, { page });
  expect(screen.getByText('An ordinary day').nextElementSibling).toHaveTextContent('2 answers, 1 to ask');
  expect(screen.getByText('Pay').nextElementSibling).toHaveTextContent('nothing heard yet');
});

it('shows networking contacts only (C14)', async () => {
  fakeBackend({ people: () => [personRow('Ana', { network: true }), personRow('Ben')] });
  render(PeopleList, { selected: undefined, inner: false });
  expect(await screen.findByText('2 people')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Networking contacts only' }));
  await waitFor(() => expect(screen.getByText('1 person')).toBeInTheDocument());
});

it('lists organizations, and those that employ such people (C15)', async () => {
  fakeBackend({
    organizations: () => [organization(), organization({ id: 'lab', name: 'The lab', employs: false })],
  });
  const { container } = render(Organizations);
  expect(await screen.findByRole('link', { name: /The lab/ })).toHaveAttribute('href', '#/organizations/lab');
  await userEvent.click(screen.getByRole('button', { name: 'Employ such people' }));
  expect(screen.queryByRole('link', { name: /The lab/ })).toBeNull();
  expect(screen.getByRole('link', { name: /Charité/ })).toBeInTheDocument();
  await expectAccessible(container);
});
