import { page, talk } from '../../tests/talks';
import App from '../App.svelte';
import type { InvitationPreview, InvitationRow } from '$lib/ipc';
import { go } from '$lib/state/router.svelte';
import { sheets } from '$lib/state/sheets.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { drops } from '$lib/state/drops.svelte';
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { fakeBackend, type Answers } from '../../tests/fake';

const event: InvitationRow = {
  index: 0, line: 4, summary: 'Kaffee', start: '2026-11-30T13:30:00Z', zone: 'Europe/Berlin', minutes: 30, place: '', organizer: '',
  cancelled: false, notices: [], verdict: 'new', interview: null, error: null,
};
const preview: InvitationPreview = { file: 'invite.ics', events: [event], problems: [] };

async function open(more: Answers = {}) {
  const program = fakeBackend({
    today: () => ({ actions: [], upcoming: [], people: 1, interviews: 1, explorations: 0, unfiled_jots: 0, held: 0, goal: null, until: null }),
    interviews: () => [],
    interview: () => page(),
    people: () => [],
    explorations: () => [],
    invitation_preview: () => preview,
    invitation_take: () => ({ id: 'talk', version: 'v2', texts: {} }),
    vcard_preview: () => ({ file: 'ana.vcf', problems: [], cards: [] }),
    ...more,
  });
  const view = render(App);
  await screen.findByRole('heading', { level: 1 });
  const last = (name: string) => program.calls.filter((one) => one.name === name).at(-1)?.args;
  return { ...view, program, last, user: userEvent.setup() };
}

// Four hundred zones in a list make a test of anything else slow.
beforeAll(() => {
  vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['Europe/Berlin']);
});

beforeEach(() => {
  go({ name: 'today' });
  sheets.importing = false;
  drops.over = drops.invitation = undefined;
  toasts.dismiss();
});

describe('a file dropped on the window', () => {
  it('is announced while it hangs there, and left alone when it goes (C37)', async () => {
    const { program, container } = await open();
    program.drag('over', '/tmp/invite.ics');
    expect(await screen.findByText(/Drop the invitation to look at it/)).toBeInTheDocument();
    await expectAccessible(container);
    program.drag('gone');
    await waitFor(() => expect(screen.queryByText(/Drop the invitation/)).toBeNull());
    expect(program.calls.some(({ name }) => name === 'invitation_preview')).toBe(false);
  });

  it('is shown as an invitation from any screen, and becomes a new talk (C37)', async () => {
    const { program, user, last } = await open();
    program.drag('dropped', '/tmp/Invite.ICS');
    const sheet = await screen.findByRole('dialog', { name: 'An invitation they sent' });
    expect(await within(sheet).findByText('Kaffee')).toBeVisible();
    expect(last('invitation_preview')).toMatchObject({ path: '/tmp/Invite.ICS' });
    await user.click(within(sheet).getByRole('button', { name: 'Take it' }));
    expect(last('invitation_take')).toMatchObject({ path: '/tmp/Invite.ICS', event: 0, interview: null });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('gives the talk that is open its time, unless that is held already (C37)', async () => {
    let held = false;
    const over = { started_at: '2026-11-01T10:00:00Z', ended_at: '2026-11-01T10:30:00Z' };
    const { program, user, last } = await open({ interview: () => page({ interview: talk(held ? over : {}) }) });
    go({ name: 'interview', id: 'talk', step: 'prepare' });
    program.drag('dropped', '/tmp/invite.ics');
    const sheet = await screen.findByRole('dialog');
    expect(await within(sheet).findByText('It gives this interview its time.')).toBeVisible();
    await user.click(within(sheet).getByRole('button', { name: 'Take it' }));
    expect(last('invitation_take')).toMatchObject({ interview: 'talk' });
    held = true;
    program.drag('dropped', '/tmp/invite.ics');
    expect(await screen.findByText('It becomes a new interview.')).toBeVisible();
  });

  it('brings contacts in by the preview there is (C37)', async () => {
    const { program, last } = await open();
    program.drag('dropped', '/tmp/picture.png', '/tmp/ana.vcf');
    expect(await screen.findByRole('dialog', { name: 'Bring contacts in' })).toBeVisible();
    await waitFor(() => expect(last('vcard_preview')).toEqual({ path: '/tmp/ana.vcf', same: [] }));
    expect(await screen.findByText('One file at a time: this is ana.vcf.')).toBeInTheDocument();
  });

  it('of another kind changes nothing and says what can be dropped (C37)', async () => {
    const { program } = await open();
    const before = program.calls.length;
    program.drag('dropped', '/tmp/notes.pdf');
    expect(await screen.findByText(/takes invitations \(\.ics\) and contacts \(\.vcf\)/)).toBeInTheDocument();
    expect(program.calls).toHaveLength(before);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
