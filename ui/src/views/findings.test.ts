import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { decision, exploration, findingsPage, judged, linked } from '../../tests/findings';
import { named, organization, personRow } from '../../tests/samples';
import ExplorationList from '../components/explorations/ExplorationList.svelte';
import OrganizationBody from '../components/people/OrganizationBody.svelte';
import type { FindingsPage, FindingsText, Saved } from '../lib/ipc';
import { toasts } from '../lib/state/toasts.svelte';
import Findings from './Findings.svelte';
import SideBySide from './SideBySide.svelte';
import TakeAlong from './TakeAlong.svelte';

const saved: Saved = { id: 'x', version: 'v2', texts: {} };
const ana = linked('a1', 'Ana Petrović', 'It starts at six with the handover.');
const ben = linked('a2', 'Ben Okafor', 'There is no ordinary day.');
const carla = linked('a3', 'Carla Weiß', 'The nights.', { ask: 'What is hard?', question: 'q7', off_record: true });

async function show(start: FindingsPage) {
  let page = start;
  const program = fakeBackend({
    findings: () => page,
    decision_add: () => saved,
    judgement_add: () => saved,
    edit: () => saved,
    delete: () => ({}),
    restore: () => ({}),
  });
  const view = render(Findings, { route: { name: 'findings', id: 'nursing' } });
  await screen.findByRole('heading', { name: 'Findings and decision' });
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  const next = (other: FindingsPage) => {
    page = other;
    program.changed('decision', 'judgement');
  };
  return { ...view, user: userEvent.setup(), last, next };
}
const section = (name: string) => within(screen.getByRole('region', { name }));

describe('a decision', () => {
  const first = decision({ id: 'd1', course: 'go_on', reason: 'Two are not enough.', decided_at: '2026-08-11T10:00:00Z' });
  const second = decision({ id: 'd2', course: 'refine', reason: 'Children, yes.', decided_at: '2026-11-18T10:00:00Z' });

  it('stands at once, and its reason is written on it (C78)', async () => {
    const { user, last, next, container } = await show(findingsPage());
    expect(screen.getByText(/Nothing is decided/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Decide' }));
    expect(screen.getByRole('group', { name: 'What do you decide?' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Explore further' })).toHaveFocus();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name: 'Decide' })).toHaveFocus();
    expect(last('decision_add')).toBeUndefined();
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: 'Narrow it down' }));
    expect(last('decision_add')).toEqual({ exploration: 'nursing', course: 'refine', reason: '' });
    next(findingsPage({ decisions: [decision({ id: 'x', course: 'refine', reason: '' })] }));
    expect(await screen.findByRole('heading', { name: 'Narrow it down' })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByLabelText('Why: Narrow it down')).toHaveFocus());
    await user.keyboard('Children, yes.');
    await waitFor(() => expect(last('edit')).toMatchObject({ id: 'x', edits: [{ field: 'reason', text: 'Children, yes.' }] }));
  });

  it('stands over what was decided before, the newest first (C78)', async () => {
    const { container } = await show(findingsPage({ decisions: [second, first, decision({ id: 'd0', course: 'go_on' })] }));
    const of = section('Decision');
    expect(of.getByRole('heading', { name: 'Narrow it down', level: 3 })).toBeInTheDocument();
    expect(of.getByText('Before that')).toBeInTheDocument();
    const history = of.getAllByRole('listitem');
    expect(history).toHaveLength(2);
    expect(within(history[0]!).getByDisplayValue('Two are not enough.')).toBeInTheDocument();
    expect(within(history[0]!).getByText(/August|Aug/)).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('has a reason that is edited in place, and goes into the bin with a way back (C78)', async () => {
    const { user, last } = await show(findingsPage({ decisions: [second, first] }));
    await user.type(screen.getByLabelText('Why: Explore further'), ' Three are.');
    await user.tab();
    await waitFor(() =>
      expect(last('edit')).toEqual({
        id: 'd1',
        kind: 'decision',
        edits: [{ do: 'write', field: 'reason', text: 'Two are not enough. Three are.', base: 'v1' }],
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Remove: Explore further' }));
    await waitFor(() => expect(last('delete')).toEqual({ id: 'd1' }));
    await waitFor(() => expect(toasts.shown?.text).toBe('The decision is in the bin.'));
    await toasts.shown?.act?.run();
    expect(last('restore')).toEqual({ id: 'd1' });
  });
});

describe('coverage', () => {
  const target = { target: 'pay', answered: 0, by: [], planned: 0, ahead: [], could_ask: [] };

  it('says who answered for a target, and what is missing (C74)', async () => {
    await show(
      findingsPage({
        coverage: [{ ...target, target: 'typical_day', answered: 3, by: [named('ana', 'Ana'), named('ben', 'Ben')] }, target],
      }),
    );
    const of = section('What you have heard about');
    expect(of.getByText('Still to hear about: Pay')).toBeInTheDocument();
    expect(of.getByText(/3 answers/)).toHaveTextContent('3 answers from Ana, Ben');
    expect(of.getByRole('link', { name: 'Ben' })).toHaveAttribute('href', '#/people/ben');
    expect(of.getByText('Nothing heard yet')).toBeInTheDocument();
    expect(of.getByText(/Nobody is left to ask/)).toBeInTheDocument();
  });

  it('names talks ahead before people who could be asked, and leads there (C74)', async () => {
    const { user } = await show(
      findingsPage({
        coverage: [
          {
            ...target,
            ahead: [
              { interview: 't5', name: 'Dora', asks: true },
              { interview: 't6', name: 'Emil', asks: false },
            ],
            could_ask: [personRow('Fatma', { role: 'nurse' }), personRow('Gül')],
          },
        ],
      }),
    );
    const of = section('What you have heard about');
    const links = () => of.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links()).toEqual(['#/interviews/t5?step=prepare', '#/interviews/t6?step=prepare', '#/people/fatma/call?exploration=nursing']);
    expect(of.getByRole('link', { name: /^Ask Dora about: Pay/ })).toHaveTextContent('one of its questions asks it already');
    expect(of.getByRole('link', { name: /^Ask Emil about: Pay/ })).toHaveTextContent('none of its questions asks it yet');
    await user.click(of.getByRole('button', { name: '1 more' }));
    expect(links()).toHaveLength(4);
  });

  it('leads to the targets when none is ticked (C74)', async () => {
    const { container } = await show(findingsPage());
    expect(screen.getByRole('link', { name: /Tick it/ })).toHaveAttribute('href', '#/explorations/nursing');
    await expectAccessible(container);
  });
});

describe('marks against the profile', () => {
  const page = findingsPage({
    judgements: [
      judged({ id: 'j1', aspect: 'skills', what: 'Talk with parents', fit: 'partly' }, [ana]),
      judged({ id: 'j2', aspect: 'lifestyle', what: 'Nights', fit: 'lacks' }),
    ],
    answers: [ana, ben, carla],
  });

  it('are flagged when they rest on no answer, and quote the answers they rest on (C76)', async () => {
    const { container } = await show(page);
    const skills = section('What I can do');
    expect(skills.getByText('Partly')).toBeInTheDocument();
    expect(skills.queryByText('Rests on no answer yet')).toBeNull();
    expect(skills.getByText('It starts at six with the handover.')).toBeInTheDocument();
    expect(skills.getByRole('link', { name: 'Ana Petrović' })).toHaveAttribute('href', '#/interviews/talk?at=q1');
    const life = section('How I want to live');
    expect(life.getByText('Does not fit')).toBeInTheDocument();
    expect(life.getByText('Rests on no answer yet')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('stand beside what the user wrote, or a way to write it (C76)', async () => {
    await show(findingsPage({ profile: { ...page.profile, skills: 'Turkish and German' } }));
    expect(section('What I can do').getByText('Turkish and German')).toBeInTheDocument();
    expect(section('What I know').getByRole('link', { name: 'Write it down: What I know' })).toHaveAttribute('href', '#/profile');
  });

  it('say once that nothing is written about the user yet (C76)', async () => {
    await show(findingsPage());
    expect(screen.getAllByRole('link', { name: /Write it down/ })).toHaveLength(1);
  });

  it('take answers from the list, by keys alone (C76)', async () => {
    const { user, last, container } = await show(page);
    await user.click(screen.getByRole('button', { name: 'Choose answers: Nights' }));
    const sheet = within(await screen.findByRole('dialog'));
    await waitFor(() => expect(sheet.getByRole('searchbox')).toHaveFocus());
    await expectAccessible(container);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(sheet.getByRole('checkbox', { name: /Ben Okafor/ })).toHaveFocus();
    await user.keyboard(' ');
    await waitFor(() =>
      expect(last('edit')).toEqual({ id: 'j2', kind: 'judgement', edits: [{ do: 'add', field: 'answers', member: 'a2' }] }),
    );
    await user.type(sheet.getByRole('searchbox'), 'weiss nights');
    expect(sheet.getAllByRole('checkbox')).toHaveLength(1);
    expect(sheet.getByRole('checkbox', { name: /Carla Weiß ?, What is hard\? ?, off the record/ })).toBeInTheDocument();
    await user.clear(sheet.getByRole('searchbox'));
    await user.type(sheet.getByRole('searchbox'), 'zebra');
    expect(sheet.getByText('No answer has “zebra”.')).toBeInTheDocument();
  });

  it('are changed in place: fit, words, why, and what they rest on (C76)', async () => {
    const { user, last, container } = await show(page);
    await user.click(screen.getByRole('button', { name: 'Change: Talk with parents' }));
    const skills = section('What I can do');
    await expectAccessible(container);
    await user.click(skills.getByRole('radio', { name: 'Fits me' }));
    expect(last('edit')).toMatchObject({ id: 'j1', edits: [{ do: 'set', field: 'fit', value: 'fits' }] });
    await user.type(skills.getByLabelText('Why I mark it so'), 'I do it at home.');
    await user.tab();
    await waitFor(() =>
      expect(last('edit')).toMatchObject({ id: 'j1', edits: [{ do: 'write', field: 'note', text: 'I do it at home.', base: 'v1' }] }),
    );
    await user.click(skills.getByRole('button', { name: /Rests no longer on Ana/ }));
    expect(last('edit')).toMatchObject({ id: 'j1', edits: [{ do: 'remove', field: 'answers', member: 'a1' }] });
    await user.click(skills.getByRole('button', { name: 'Remove this mark' }));
    await waitFor(() => expect(last('delete')).toEqual({ id: 'j1' }));
  });

  it('are added to a part, with the answers they rest on (C76)', async () => {
    const { user, last, container } = await show(page);
    await user.click(screen.getByRole('button', { name: 'Add a mark: What comes easily' }));
    const form = within(screen.getByRole('form', { name: 'Add a mark: What comes easily' }));
    await user.click(form.getByRole('button', { name: 'Add' }));
    expect(form.getByText('Say in a few words what it asks for.')).toBeInTheDocument();
    await user.type(form.getByLabelText('What this work asks for, or gives'), 'Calm');
    await user.click(form.getByRole('radio', { name: 'Fits me' }));
    await user.click(form.getByRole('button', { name: 'Choose answers' }));
    const sheet = within(await screen.findByRole('dialog'));
    await user.click(sheet.getByRole('checkbox', { name: /Ben Okafor/ }));
    await user.click(sheet.getByRole('button', { name: 'Done' }));
    expect(form.getByText('1 answer chosen')).toBeInTheDocument();
    await expectAccessible(container);
    await user.click(form.getByRole('button', { name: 'Add' }));
    expect(last('judgement_add')).toEqual({ exploration: 'nursing', aspect: 'abilities', what: 'Calm', fit: 'fits', answers: ['a2'] });
    await waitFor(() => expect(screen.queryByRole('form', { name: 'Add a mark: What comes easily' })).toBeNull());
  });
});

describe('gaps', () => {
  it('are what can be learned and is not wholly there (C77)', async () => {
    const { user, last } = await show(
      findingsPage({
        judgements: [
          judged({ id: 'g1', aspect: 'skills', what: 'Parents', fit: 'partly' }),
          judged({ id: 'g2', aspect: 'knowledge', what: 'Drugs', fit: 'lacks' }),
          judged({ id: 'g3', aspect: 'experience', what: 'A ward', fit: 'fits' }),
          judged({ id: 'g4', aspect: 'education', what: 'The license', fit: 'unsaid' }),
          judged({ id: 'g5', aspect: 'values', what: 'Pay', fit: 'lacks' }),
          judged({ id: 'g6', aspect: 'lifestyle', what: 'Nights', fit: 'partly' }),
        ],
      }),
    );
    const of = section('Gaps');
    expect(of.getAllByLabelText(/^What would close it: (Parents|Drugs)$/)).toHaveLength(2);
    expect(of.getAllByRole('textbox')).toHaveLength(2);
    await user.type(of.getByLabelText('What would close it: Drugs'), 'A course');
    await user.tab();
    await waitFor(() =>
      expect(last('edit')).toEqual({ id: 'g2', kind: 'judgement', edits: [{ do: 'write', field: 'close', text: 'A course', base: 'v1' }] }),
    );
  });

  it('say in one sentence what will be here (C77)', async () => {
    await show(findingsPage());
    expect(section('Gaps').getByText(/No gap is marked/)).toBeInTheDocument();
  });
});

it('what people said alike and against each other leads to the answers (C75)', async () => {
  const comparison = { ...decision({ id: 'c1' }), kind: 'comparison', question: 'q1', agreement: 'contradict' as const, note: 'It hangs on children.' };
  await show(findingsPage({ compared: [{ id: 'q1', ask: 'What is hard?', topic: 'hard', list: false, answered: 2, comparison }] }));
  const of = section('Alike, and against each other');
  expect(of.getByText(/They contradict each other/)).toBeInTheDocument();
  expect(of.getByText('It hangs on children.')).toBeInTheDocument();
  expect(of.getByRole('link', { name: 'Lay the answers side by side' })).toHaveAttribute('href', '#/compare?exploration=nursing');
});

describe('organizations', () => {
  it('are of interest with a next step, with who was met and the leads there (C79)', async () => {
    const { user, last } = await show(
      findingsPage({
        organizations: [
          { organization: organization({ interested: true, next_step: 'Ask Klara' }), met: 2, leads: [named('l1', 'Night pool')] },
          { organization: organization({ id: 'nord', name: 'Nord' }), met: 0, leads: [] },
        ],
      }),
    );
    const one = within(screen.getByRole('group', { name: 'Charité' }));
    expect(one.getByText('You met 2 people there')).toBeInTheDocument();
    expect(one.getByRole('link', { name: 'Night pool' })).toHaveAttribute('href', '#/leads');
    await user.type(one.getByLabelText('Next step'), ' again{Enter}');
    await user.tab();
    await waitFor(() =>
      expect(last('edit')).toEqual({ id: 'charite', kind: 'organization', edits: [{ do: 'set', field: 'next_step', value: 'Ask Klara again' }] }),
    );
    const two = within(screen.getByRole('group', { name: 'Nord' }));
    expect(two.queryByLabelText('Next step')).toBeNull();
    await user.click(two.getByRole('checkbox', { name: 'I am interested in it' }));
    expect(last('edit')).toEqual({ id: 'nord', kind: 'organization', edits: [{ do: 'set', field: 'interested', value: true }] });
  });

  it("an organization's own page has both (C79)", async () => {
    const program = fakeBackend({ edit: () => saved });
    const { rerender } = render(OrganizationBody, { page: { organization: organization(), people: [] } });
    expect(screen.queryByLabelText('Next step')).toBeNull();
    await userEvent.click(screen.getByRole('checkbox', { name: 'I am interested in it' }));
    expect(program.calls.at(-1)?.args).toMatchObject({ edits: [{ do: 'set', field: 'interested', value: true }] });
    await rerender({ page: { organization: organization({ interested: true, version: 'v2' }), people: [] } });
    await userEvent.type(screen.getByLabelText('Next step'), 'Write to them');
    await userEvent.tab();
    await waitFor(() =>
      expect(program.calls.at(-1)?.args).toMatchObject({ edits: [{ do: 'set', field: 'next_step', value: 'Write to them' }] }),
    );
  });
});

describe('a page to take along', () => {
  const text: FindingsText = { title: 'Nursing: findings', markdown: '# Nursing\n\n## Heard\n\n- [x] Pay\n\n> The **nights**.\n', off_record: 2 };

  it('is read from its Markdown, copied and saved, without what is off the record (C78)', async () => {
    const program = fakeBackend({ findings_text: () => text, findings_export: ({ path }) => ({ path, off_record: 2, long_cells: 0 }) });
    const writeText = vi.fn(async (_: string) => {});
    const user = userEvent.setup();
    vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { writeText } } }));
    const { container } = render(TakeAlong, { route: { name: 'takealong', id: 'nursing' } });
    const sheet = within(await screen.findByRole('article', { name: 'Nursing: findings' }));
    expect(sheet.getByRole('heading', { name: 'Nursing', level: 2 })).toBeInTheDocument();
    expect(sheet.getByRole('img', { name: 'Done' })).toBeInTheDocument();
    expect(sheet.getByText('nights').tagName).toBe('STRONG');
    expect(screen.getByText('2 answers are off the record and stayed out.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(writeText).toHaveBeenCalledWith(text.markdown);
    vi.unstubAllGlobals();

    await user.click(screen.getByRole('button', { name: 'Save as a file' }));
    await user.click(screen.getByRole('button', { name: 'Write the file' }));
    expect(screen.getByText('Say where the file should go.')).toBeInTheDocument();
    await expectAccessible(container);
    await user.type(screen.getByLabelText('Write it to'), '/home/ana/nursing.md');
    await user.click(screen.getByRole('button', { name: 'Write the file' }));
    await waitFor(() => expect(program.calls.at(-1)).toEqual({ name: 'findings_export', args: { id: 'nursing', path: '/home/ana/nursing.md' } }));
    expect(toasts.shown?.text).toMatch(/The page is in .*nursing\.md\. 2 answers are off the record/);
  });
});

describe('two explorations side by side', () => {
  const row = (id: string, name: string) => ({ id, name, objective: '', closed: false, interviews: 0, held: 0, people: 0 });
  const one = findingsPage({
    held: 3,
    people: 2,
    decisions: [decision({ course: 'choose', reason: 'The children.' })],
    coverage: [{ target: 'pay', answered: 1, by: [named('ana', 'Ana')], planned: 0, ahead: [], could_ask: [] }],
    judgements: [judged({ aspect: 'skills', what: 'Parents', fit: 'partly' }, [ana])],
    gains: [{ hope: 'leads', count: 4 }],
  });
  const two = findingsPage({ exploration: exploration({ id: 'midwife', title: 'Midwifery' }) });

  it('show what each has, and no verdict (C78)', async () => {
    const program = fakeBackend({
      explorations: () => [row('nursing', 'Nursing'), row('midwife', 'Midwifery'), row('law', 'Law')],
      findings: ({ id }) => (id === 'nursing' ? one : two),
    });
    const { container } = render(SideBySide, { route: { name: 'sidebyside' } });
    const decided = within(await screen.findByRole('region', { name: 'Decision' }));
    expect(decided.getByText('This is what I want')).toBeInTheDocument();
    expect(decided.getByText('Nothing decided')).toBeInTheDocument();
    expect(section('Interviews').getByText('3 interviews with 2 people')).toBeInTheDocument();
    expect(section('Heard about: Pay').getByText('1 answer from Ana')).toBeInTheDocument();
    expect(section('Heard about: Pay').getByText('Not ticked here')).toBeInTheDocument();
    expect(section('How it fits you: What I can do').getByText('Parents')).toBeInTheDocument();
    expect(section('Gaps').getByText('No gap marked')).toBeInTheDocument();
    expect(section('What it brought: Leads').getByText('4')).toBeInTheDocument();
    expect(container.textContent).not.toMatch(/score|%|better|winner/i);
    await expectAccessible(container);

    await userEvent.selectOptions(screen.getByLabelText('The other'), 'Law');
    expect(location.hash).toBe('#/side-by-side?one=nursing&two=law');
    expect(program.calls.filter(({ name }) => name === 'findings')).toHaveLength(2);
  });

  it('are offered where there are two (C78)', async () => {
    fakeBackend({ explorations: () => [row('nursing', 'Nursing')] });
    render(SideBySide, { route: { name: 'sidebyside' } });
    expect(await screen.findByText(/It takes two explorations/)).toBeInTheDocument();
    const { unmount } = render(ExplorationList, { selected: undefined, inner: false });
    expect(await screen.findByRole('link', { name: 'How your search goes' })).toHaveAttribute('href', '#/progress');
    expect(screen.queryByRole('link', { name: 'Two side by side' })).toBeNull();
    unmount();
    fakeBackend({ explorations: () => [row('nursing', 'Nursing'), row('law', 'Law')] });
    render(ExplorationList, { selected: undefined, inner: false });
    expect(await screen.findByRole('link', { name: 'Two side by side' })).toHaveAttribute('href', '#/side-by-side');
  });
});
