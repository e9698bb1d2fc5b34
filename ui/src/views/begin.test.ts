import { asked, page, row, talk } from '../../tests/talks';
import { stepOf, type Step } from '$components/interviews/words';
import PersonPage from '$components/people/PersonPage.svelte';
import type { InterviewPage, Todo } from '$lib/ipc';
import { router } from '$lib/state/router.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend } from '../../tests/fake';
import { person, personPage, todo } from '../../tests/samples';
import Interview from './Interview.svelte';
import Interviews from './Interviews.svelte';
import Today from './Today.svelte';

const begun = new Date().toISOString();
const saved = { id: 'new', version: 'v1', texts: {} };

beforeEach(() => {
  router.go({ name: 'today' });
  toasts.dismiss();
});

describe('a talk right now', () => {
  const answers = {
    today: () => ({ actions: [todo()], upcoming: [], people: 2, interviews: 1, explorations: 0, unfiled_jots: 0, held: 0, goal: null, until: null }),
    interviews: () => [],
    people: () => [],
    meet_now: () => saved,
    delete: () => ({}),
  };

  it('begins with nobody and nothing planned in one tap from Today and from Interviews (C25, C51)', async () => {
    for (const place of ['today', 'interviews'] as const) {
      const program = fakeBackend(answers);
      const view = place === 'today' ? render(Today) : render(Interviews, { route: { name: 'interviews' } });
      await userEvent.click(await screen.findByRole('button', { name: 'Talk right now' }));
      await waitFor(() => expect(program.calls).toContainEqual({ name: 'meet_now', args: { person: null } }));
      await waitFor(() => expect(router.route).toEqual({ name: 'interview', id: 'new', step: 'meet' }));
      await toasts.shown?.act?.run();
      await waitFor(() => expect(program.calls).toContainEqual({ name: 'delete', args: { id: 'new' } }));
      view.unmount();
    }
  });

  it('with somebody is the talk that waits for its time, else a new one (C25, C51)', async () => {
    const begin = async (interviews: InterviewPage['interview'][]) => {
      const rows = interviews.map((one) => row({ id: one.id, stage: one.scheduled_at ? 'scheduled' : 'planned', scheduled_at: one.scheduled_at }));
      const program = fakeBackend({ ...answers, person: () => personPage({ person: person({ id: 'ana' }), interviews: rows }), interview_start: () => saved });
      const view = render(PersonPage, { id: 'ana' });
      await userEvent.click(await screen.findByRole('button', { name: 'Talk right now' }));
      await waitFor(() => expect(router.route.name).toBe('interview'));
      await expectAccessible(view.container);
      view.unmount();
      router.go({ name: 'today' });
      return program.calls.at(-1);
    };
    expect(await begin([])).toEqual({ name: 'meet_now', args: { person: 'ana' } });
    expect(await begin([talk({ id: 'waits' })])).toEqual({ name: 'interview_start', args: { id: 'waits' } });
    const far = new Date(Date.now() + 5 * 86_400_000).toISOString();
    expect(await begin([talk({ id: 'far', scheduled_at: far })])).toEqual({ name: 'meet_now', args: { person: 'ana' } });
    const near = new Date(Date.now() + 3_600_000).toISOString();
    expect(await begin([talk({ id: 'far', scheduled_at: far }), talk({ id: 'near', scheduled_at: near })])).toEqual({
      name: 'interview_start',
      args: { id: 'near' },
    });
  });
});

describe('a talk opens', () => {
  const held = talk({ started_at: begun, ended_at: begun });
  const opened = (next: Todo | null, interview = talk(), at?: string) => stepOf(undefined, at, page({ next, interview }));

  it('where its next action is done (C38, C62, C70, C80)', () => {
    const before: [Todo, Step][] = [['schedule', 'schedule'], ['confirm', 'schedule'], ['prepare', 'prepare'], ['send_questions', 'prepare'], ['meet', 'meet']];
    for (const [next, step] of before) expect(opened(next)).toBe(step);
    const after: [Todo | null, Step][] = [['debrief', 'debrief'], ['follow_up', 'after'], ['reflect', 'after'], [null, 'read']];
    for (const [next, step] of after) expect(opened(next, held)).toBe(step);
    expect(opened('follow_up'), 'there is nothing after a talk that is ahead').toBe('prepare');
    expect(opened('continue', talk({ started_at: begun }))).toBe('meet');
    expect(opened('debrief', held, 'q1'), 'what a search found is shown').toBe('read');
    expect(stepOf('read', undefined, page({ next: 'debrief', interview: held }))).toBe('read');
  });

  it('and stays on that step while it is done; the debrief leads on to what is owed (C80, C62)', async () => {
    let now = page({ next: 'debrief', interview: held, questions: [asked('q1', 'How?')] });
    const program = fakeBackend({
      interview: () => now,
      leads: () => [],
      edit: () => {
        now = { ...now, next: 'follow_up', interview: { ...held, debriefed_at: begun } };
        return saved;
      },
    });
    const view = render(Interview, { id: 'talk' });
    const current = () => screen.getByRole('link', { current: 'step' }).textContent?.trim();
    await waitFor(() => expect(current()).toMatch(/^Debrief/));
    await userEvent.click(await screen.findByRole('button', { name: /^Not now/ }));
    await waitFor(() => expect(router.route).toMatchObject({ name: 'interview', step: 'after' }));
    program.changed('interview');
    await waitFor(() => expect(program.calls.filter(({ name }) => name === 'interview').length).toBeGreaterThan(1));
    expect(current(), 'what was done does not take the step away').toMatch(/^Debrief/);
    await view.rerender({ id: 'talk', step: 'after' });
    expect(await screen.findByRole('heading', { name: 'What you owe' })).toBeVisible();
  });
});
