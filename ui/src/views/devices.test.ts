import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../../tests/axe';
import { device, syncStatus } from '../../tests/samples';
import { fakeBackend } from '../../tests/fake';
import { fresh } from '../components/devices/fresh';
import { actFor, sayUpTo, sayWhere } from '../components/devices/where';
import { ApiError, type FolderCheck, type KeyStatus } from '../lib/ipc';
import { sync } from '../lib/state/sync.svelte';
import { toasts } from '../lib/state/toasts.svelte';
import Devices from './Devices.svelte';

const keys = (over: Partial<KeyStatus> = {}): KeyStatus => ({
  kept: 'keychain',
  why: null,
  recovery: 'confirmed',
  passphrase: false,
  locked: false,
  contested: false,
  ...over,
});
const laptop = device({ id: 'd1', name: 'Laptop', this: true, last_seen: null });
const button = (name: string | RegExp) => screen.getByRole('button', { name });

beforeEach(() => {
  sync.status = syncStatus();
  fresh.created = false;
});

describe('where the words are', () => {
  const now = new Date('2026-11-22T12:00:00').getTime();
  const at = new Date('2026-11-22T10:42:00').toISOString();

  it('is one line: here, in the folder, on which device and up to when', () => {
    expect(sayWhere(syncStatus(), now)).toBe('Saved here · in the folder · on “Phone”');
    const behind = syncStatus({ devices: [laptop, device({ has_all: false, has_until: at, lacks: 2 })] });
    expect(sayWhere(behind, now)).toMatch(/^Saved here · in the folder · on “Phone” up to 10:42/);
    const nothing = syncStatus({ devices: [laptop, device({ has_all: false, has_until: null, lacks: 2 })] });
    expect(sayWhere(nothing, now)).toBe('Saved here · in the folder · not confirmed by “Phone” yet');
  });

  it('never says more than is known', () => {
    const sending = syncStatus({ state: 'to_send', unsent: 3, devices: [laptop, device({ has_until: at })] });
    expect(sayWhere(sending, now)).toMatch(/^Saved here · 3 changes on their way to the folder · on “Phone” up to 10:42/);
    expect(sayWhere(syncStatus({ folder_state: 'missing', state: 'problem' }), now)).toBe('Saved here · on “Phone”');
    const stuck = syncStatus({ folder_state: 'read-only', state: 'problem', unsent: 3, devices: [laptop] });
    expect(sayWhere(stuck, now), 'nothing is on its way there').toBe('Saved here · 3 changes not in the folder yet');
    expect(sayWhere(syncStatus({ looked_at: null, state: 'starting', devices: [laptop] }), now)).toBe('Saved here');
  });

  it('leaves out devices out of use, and counts where there are many', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => device({ id, name: id, retired: id === 'b' }));
    expect(sayWhere(syncStatus({ devices: [laptop, ...many] }), now)).toBe('Saved here · in the folder · on “a” · on “c” · on “d” · and 1 more');
  });

  it('says the day where it was not today', () => {
    expect(sayUpTo(new Date('2026-11-21T10:42:00').toISOString(), now)).toMatch(/^yesterday 10:42/);
  });
});

describe('the state of the folder', () => {
  it.each([
    ['empty', 'restore'],
    ['emptied', 'restore'],
    ['marker-lost', 'restore'],
    ['marker-damaged', 'restore'],
    ['many-gone', 'restore'],
    ['not-downloaded', 'restore'],
    ['missing', 'again'],
    ['other-vault', 'again'],
    ['locked', 'unlock'],
    ['read-only', undefined],
    ['full', undefined],
    ['newer-format', undefined],
    ['ok', undefined],
  ])('%s calls for one act: %s', (folder_state, act) => {
    expect(actFor(syncStatus({ folder_state }))).toBe(act);
  });

  it('is put back from here', async () => {
    sync.status = syncStatus({ state: 'problem', folder_state: 'emptied', message: 'The folder is empty.', advice: 'Everything is kept.' });
    const fake = fakeBackend({ sync_restore: () => syncStatus() });
    const { container } = render(Devices);
    expect(screen.getByText('The folder is empty.')).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(button('Put it back from here'));
    await waitFor(() => expect(screen.getByText('Saved here · in the folder · on “Phone”')).toBeInTheDocument());
    expect(fake.calls.map(({ name }) => name)).toEqual(['sync_restore']);
  });

  it('tells what was put back until it is read, and what is awaited with what to do', async () => {
    sync.status = syncStatus({
      state: 'arriving',
      folder_state: 'many-gone',
      message: '4 of 13 files are gone from the folder.',
      advice: 'You need not do anything.',
      put_back: { files: 4, at: '2026-11-22T09:00:00Z' },
    });
    const fake = fakeBackend({ notice_read: () => syncStatus() });
    const { container } = render(Devices);
    expect(screen.getByText('4 of 13 files are gone from the folder.')).toBeInTheDocument();
    expect(screen.getByText('You need not do anything.')).toBeInTheDocument();
    expect(container.querySelector('.where.trouble')).toBeNull();
    expect(screen.getByText(/4 files that this device wrote were gone from the folder and have been put back/)).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(button('I know'));
    await waitFor(() => expect(screen.queryByText(/have been put back/)).toBeNull());
    expect(fake.calls).toEqual([{ name: 'notice_read', args: { notice: 'put_back' } }]);
  });

  it('lets a device join the other where both have set up the folder', async () => {
    const twice = syncStatus({ state: 'problem', message: 'Another device has set up this folder for itself.', set_up_twice: true });
    sync.status = twice;
    const fake = fakeBackend({ vault_join: () => syncStatus(), notice_read: () => syncStatus() });
    const { container } = render(Devices);
    expect(button('Show the pairing code')).toBeInTheDocument();
    await userEvent.click(button('Join the other device'));
    await userEvent.type(screen.getByLabelText('Pairing code'), 'FHD1-THEIRS');
    await expectAccessible(container);
    await userEvent.click(button('Join'));
    await waitFor(() => expect(screen.queryByText(/To share, one device joins the other/)).toBeNull());
    expect(fake.calls.at(-1)).toEqual({
      name: 'vault_join',
      args: { folder: '/home/ana/Sync', device: 'Laptop', code: 'FHD1-THEIRS' },
    });
    sync.status = twice;
    await userEvent.click(await screen.findByRole('button', { name: 'It is somebody else’s' }));
    await waitFor(() => expect(fake.calls.at(-1)).toEqual({ name: 'notice_read', args: { notice: 'set_up_twice' } }));
  });

  it('is chosen again only if it is the one that the devices share', async () => {
    sync.status = syncStatus({ state: 'problem', folder_state: 'missing', message: 'The folder is not there.' });
    let fits = false;
    const fake = fakeBackend({
      pairing_code: () => ({ code: 'FHD1-OWN', qr: '<svg/>' }),
      vault_join: () => {
        if (!fits) throw new ApiError('no_vault', 'There is no Firsthand in this folder.');
        return syncStatus();
      },
    });
    const { container } = render(Devices);
    await userEvent.click(button('Choose the folder again'));
    const field = screen.getByLabelText('Folder');
    expect(field).toHaveValue('/home/ana/Sync');
    await userEvent.clear(field);
    await userEvent.type(field, '/media/stick');
    await userEvent.click(button('Use this folder'));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no Firsthand in this folder.');
    await expectAccessible(container);
    fits = true;
    await userEvent.click(button('Use this folder'));
    await waitFor(() => expect(screen.queryByLabelText('Folder')).toBeNull());
    expect(fake.calls.at(-1)).toEqual({ name: 'vault_join', args: { folder: '/media/stick', code: 'FHD1-OWN', device: 'Laptop' } });
    expect(fake.calls.some(({ name }) => name === 'vault_create')).toBe(false);
  });

  it('goes to a new place by the user’s word alone', async () => {
    sync.status = syncStatus({ state: 'problem', folder_state: 'missing', message: 'The folder is not there.' });
    const fake = fakeBackend({
      pairing_code: () => ({ code: 'FHD1-OWN', qr: '<svg/>' }),
      vault_join: () => {
        throw new ApiError('no_vault', 'There is no Firsthand in this folder.');
      },
      vault_create: () => syncStatus(),
    });
    render(Devices);
    await userEvent.click(button('Choose the folder again'));
    const field = screen.getByLabelText('Folder');
    await userEvent.clear(field);
    await userEvent.type(field, '/media/new');
    await userEvent.click(button('Use this folder'));
    await userEvent.click(await screen.findByRole('button', { name: 'Put everything there' }));
    await waitFor(() =>
      expect(fake.calls.at(-1)).toEqual({ name: 'vault_create', args: { folder: '/media/new', device: 'Laptop', earlier: 'move' } }),
    );
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Put everything there' })).toBeNull());
  });

  it('is not called fine while it is still being read, and nobody is said to be alone then', () => {
    sync.status = syncStatus({ state: 'starting', looked_at: null, devices: [laptop], progress: { done: 40, of: 100 } });
    const { container } = render(Devices);
    expect(container.querySelector('.where.fine')).toBeNull();
    expect(screen.queryByText(/Only this one so far/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Look now' })).toBeNull();
    expect(button('Stop')).toBeInTheDocument();
  });

  it('opens again with a code where the key is missing, and offers nothing that needs the key', async () => {
    const locked = syncStatus({ state: 'problem', folder_state: 'locked', message: 'The key is missing.', keys: keys({ locked: true }) });
    sync.status = locked;
    const fake = fakeBackend({ vault_recover: () => syncStatus() });
    const { container } = render(Devices);
    expect(screen.queryByRole('button', { name: 'Show the pairing code' })).toBeNull();
    await userEvent.click(button('Open the folder'));
    expect(screen.getByText('Type or paste the code that the other device shows.')).toBeInTheDocument();
    await userEvent.click(button('I have only my recovery code or passphrase'));
    await userEvent.type(screen.getByLabelText('Recovery code or passphrase'), 'four odd words here');
    await expectAccessible(container);
    await userEvent.click(button('Open the folder'));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Open the folder again' })).toBeNull());
    expect(fake.calls.at(-1)).toEqual({
      name: 'vault_recover',
      args: { folder: '/home/ana/Sync', device: 'Laptop', secret: 'four odd words here' },
    });
  });

  it('shows how far reading is, and stops', async () => {
    sync.status = syncStatus({ state: 'starting', progress: { done: 120, of: 800 } });
    const fake = fakeBackend({ sync_cancel: () => syncStatus() });
    const { container } = render(Devices);
    const bar = screen.getByRole('progressbar', { name: 'Reading the folder: 120 of 800 files' });
    expect(bar).toHaveAttribute('value', '120');
    await expectAccessible(container);
    await userEvent.click(button('Stop'));
    await waitFor(() => expect(toasts.shown?.text).toMatch(/What was read stays/));
    expect(fake.calls.at(-1)?.name).toBe('sync_cancel');
  });

  it('tells of a copy that writes, of a key changed twice, and of files once', async () => {
    const file = 'log/x is damaged.';
    sync.status = syncStatus({
      state: 'problem',
      message: file,
      problems: [file],
      copied_at: '2026-11-22T09:00:00Z',
      keys: keys({ contested: true }),
    });
    const contested = keys({ contested: true });
    const fake = fakeBackend({ vault_rotate: () => syncStatus(), notice_read: () => syncStatus({ keys: contested }) });
    const { container } = render(Devices);
    expect(screen.getByText(/Another copy of this device’s data writes too/)).toBeInTheDocument();
    expect(screen.getAllByText(file)).toHaveLength(1);
    await userEvent.click(button('Use a code'));
    expect(screen.getByLabelText('Pairing code')).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(button('I know'));
    await waitFor(() => expect(screen.queryByText(/Another copy of this device’s data writes too/)).toBeNull());
    await userEvent.click(button('Make a new key'));
    expect(fake.calls.at(-1)).toEqual({ name: 'vault_rotate', args: { without: [] } });
  });
});

describe('the devices', () => {
  it('says of each what it has, and takes a lost one out of use', async () => {
    const phone = device({ has_all: false, lacks: 3 });
    sync.status = syncStatus({ devices: [laptop, phone, device({ id: '', name: 'Old tablet', has_all: false, has_until: null, lacks: 9 })] });
    const fake = fakeBackend({
      device_lost: () => syncStatus({ devices: [laptop, { ...phone, retired: true }] }),
      device_found: () => syncStatus(),
    });
    // As in the shell: within `main`, a header is no banner of the page, and neither is a sheet's.
    const container = document.body.appendChild(document.createElement('main'));
    render(Devices, { target: container });
    expect(screen.getByText(/lacks 3 files from here, has everything up to/)).toBeInTheDocument();
    expect(screen.getByText(/has not said yet what it read from here/)).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /I lost it/ }), 'only where the device has told who it is').toHaveLength(1);

    await userEvent.click(button(/^I lost it \s*\(Phone\)$/));
    const sheet = within(screen.getByRole('dialog', { name: 'Is “Phone” lost?' }));
    expect(sheet.getByText(/It can still read what it has/)).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(sheet.getByRole('button', { name: 'Take it out of use' }));
    expect(await screen.findByRole('heading', { name: 'Out of use' })).toBeInTheDocument();
    await waitFor(() => expect(button(/^It is back/)).toHaveFocus());
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(fake.calls.at(-1)).toEqual({ name: 'device_lost', args: { device: 'd2' } });

    await expectAccessible(container);
    await userEvent.click(button(/^It is back \s*\(Phone\)$/));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Out of use' })).toBeNull());
    expect(fake.calls.at(-1)).toEqual({ name: 'device_found', args: { device: 'd2' } });
    container.remove();
  });

  it('stays in the sheet and says why where a lost device cannot be taken out', async () => {
    fakeBackend({
      device_lost: () => {
        throw new ApiError('locked', 'The key to this folder is missing.', 'Join again.');
      },
    });
    render(Devices);
    await userEvent.click(button(/^I lost it \s*\(Phone\)$/));
    await userEvent.click(button('Take it out of use'));
    expect(await screen.findByRole('alert')).toHaveTextContent('The key to this folder is missing. Join again.');
  });

  it('lets one in by a code, as words and as a picture that runs nothing', async () => {
    fakeBackend({ pairing_code: () => ({ code: 'FHD1-ABCD', qr: '<svg xmlns="http://www.w3.org/2000/svg" id="q#1"/>' }) });
    const { container } = render(Devices);
    await userEvent.click(button('Show the pairing code'));
    expect(await screen.findByText('FHD1-ABCD')).toBeInTheDocument();
    expect(screen.getByText(/Whoever has this code and the folder can read everything/)).toBeInTheDocument();
    const picture = screen.getByRole('img', { name: /pairing code as a picture/ });
    const source = picture.getAttribute('src') ?? '';
    expect(source).toMatch(/^data:image\/svg\+xml,/);
    expect(decodeURIComponent(source.split(',')[1] ?? '')).toContain('id="q#1"');
    await expectAccessible(container);
    await userEvent.click(button('Hide it'));
    expect(screen.queryByText('FHD1-ABCD')).toBeNull();
  });

  it('renames this one', async () => {
    const fake = fakeBackend({ device_rename: () => syncStatus() });
    render(Devices);
    await userEvent.click(button('Rename'));
    const field = screen.getByLabelText('What this device is called');
    await userEvent.clear(field);
    await userEvent.type(field, 'Desk{Enter}');
    await waitFor(() => expect(fake.calls.at(-1)).toEqual({ name: 'device_rename', args: { device: 'Desk' } }));
  });
});

describe('the way back in', () => {
  const code = { code: 'AGE-SECRET-KEY-1 QQQQ', qr: '<svg/>' };
  const waits = syncStatus({ keys: keys({ recovery: 'unconfirmed' }) });

  it('shows the code after the set-up without being asked, hides it while it is typed back, and asks once', async () => {
    fresh.created = true;
    sync.status = waits;
    let right = false;
    const fake = fakeBackend({
      recovery_code: () => code,
      recovery_confirm: () => {
        if (!right) throw new ApiError('recovery', 'A character of the code is wrong.');
        return syncStatus();
      },
    });
    const { container } = render(Devices);
    expect(await screen.findByText(code.code)).toBeInTheDocument();
    expect(screen.getByRole('img', { name: /recovery code as a picture/ })).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(button('I have written it down'));
    expect(screen.queryByText(code.code)).toBeNull();
    const field = screen.getByLabelText('Type it back, from the paper');
    expect(field).toHaveFocus();
    await userEvent.click(button('Compare'));
    expect(screen.getByText('Type the code from your paper.')).toBeInTheDocument();
    await userEvent.type(field, 'age secret{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('A character of the code is wrong.');
    expect(field).toHaveValue('age secret');
    await expectAccessible(container);
    right = true;
    await userEvent.click(button('Compare'));
    expect(await screen.findByText(/Only you have it/)).toBeInTheDocument();
    expect(fake.calls.filter(({ name }) => name === 'recovery_code')).toHaveLength(1);
  });

  it('reminds calmly while it is not written down, before everything that can wait', async () => {
    sync.status = waits;
    fakeBackend({ recovery_code: () => code });
    render(Devices);
    const order = screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent);
    expect(order.indexOf('Your way back in')).toBeLessThan(order.indexOf('Devices'));
    expect(screen.queryByText(code.code), 'a code is not shown to whoever walks by').toBeNull();
    await userEvent.click(button('Show the recovery code'));
    expect(await screen.findByText(code.code)).toBeInTheDocument();
    await userEvent.click(button('Not now'));
    expect(screen.queryByText(code.code)).toBeNull();
  });

  it('says of a code that another device made only what is known, and takes it typed', async () => {
    sync.status = syncStatus({ keys: keys({ recovery: 'elsewhere' }) });
    fakeBackend({ recovery_confirm: () => syncStatus() });
    render(Devices);
    expect(screen.getByText(/this device cannot tell/)).toBeInTheDocument();
    expect(screen.queryByText(/Only you have it/)).toBeNull();
    await userEvent.click(button('I have it'));
    expect(screen.queryByRole('button', { name: 'Show it again' }), 'this device has nothing to show').toBeNull();
    await userEvent.type(screen.getByLabelText('Type it back, from the paper'), 'age secret{Enter}');
    expect(await screen.findByText(/Only you have it/)).toBeInTheDocument();
  });

  it('makes a new code and keeps it in sight when the program tells of the change first', async () => {
    const fake = fakeBackend({
      recovery_renew: () => {
        sync.status = waits;
        return code;
      },
      sync_status: () => waits,
    });
    render(Devices);
    await userEvent.click(button('Make a new one'));
    expect(screen.getByText(/The old code then opens nothing that you write from now on/)).toBeInTheDocument();
    expect(fake.calls).toEqual([]);
    await userEvent.click(button('Make the new code'));
    expect(await screen.findByText(code.code)).toBeInTheDocument();
  });

  it('sets, changes and takes away a passphrase', async () => {
    const fake = fakeBackend({
      passphrase_set: ({ passphrase }) => {
        if (passphrase.length < 12) throw new ApiError('invalid', 'A passphrase needs at least 12 characters.', 'Four words.');
        return syncStatus({ keys: keys({ passphrase: true }) });
      },
      passphrase_remove: () => syncStatus(),
    });
    const { container } = render(Devices);
    await userEvent.click(button('Set a passphrase'));
    await userEvent.type(screen.getByLabelText('New passphrase'), 'short{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('at least 12 characters');
    await expectAccessible(container);
    await userEvent.type(screen.getByLabelText('New passphrase'), ' no it is not{Enter}');
    await userEvent.click(await screen.findByRole('button', { name: 'Take it away' }));
    await waitFor(() => expect(fake.calls.at(-1)?.name).toBe('passphrase_remove'));
    expect(fake.calls[1]).toEqual({ name: 'passphrase_set', args: { passphrase: 'short no it is not' } });
    expect(await screen.findByRole('button', { name: 'Set a passphrase' })).toBeInTheDocument();
  });

  it('says where the keys lie, and why', () => {
    sync.status = syncStatus({ keys: keys({ kept: 'file', why: 'there is none' }) });
    render(Devices);
    expect(screen.getByText('In a file beside your notes that only you can read.')).toBeInTheDocument();
    expect(screen.getByText('The key store of the system is not used: there is none')).toBeInTheDocument();
  });
});

describe('the folder', () => {
  const whole: FolderCheck = {
    files: 24,
    bytes: 1_200_000,
    segments: 20,
    packs: 1,
    findings: [],
    documents: 132,
    missing: 0,
    repairable: 0,
    complete: true,
  };

  it('is checked, and repaired from this device', async () => {
    const hurt = { ...whole, complete: false, documents: 120, missing: 2, repairable: 1, findings: ['log/x is damaged.'] };
    const fake = fakeBackend({ folder_check: ({ repair }) => (repair ? whole : hurt) });
    const { container } = render(Devices);
    expect(screen.queryByRole('button', { name: 'Repair from this device' })).toBeNull();
    await userEvent.click(button('Check the folder'));
    expect(await screen.findByText('log/x is damaged.')).toBeInTheDocument();
    expect(screen.getByText(/2 files are missing from it/)).toBeInTheDocument();
    expect(screen.getByText('This device can bring 1 of them back.')).toBeInTheDocument();
    await expectAccessible(container);
    await userEvent.click(button('Repair from this device'));
    expect(await screen.findByText('A new device would get everything: 132 documents.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Repair from this device' })).toBeNull();
    expect(fake.calls.map(({ args }) => args)).toEqual([{ repair: false }, { repair: true }]);
  });

  it('claims nothing of what it cannot read', async () => {
    fakeBackend({ folder_check: () => ({ ...whole, documents: null, complete: false }) });
    render(Devices);
    await userEvent.click(button('Check the folder'));
    expect(await screen.findByText(/Without the key, only what is damaged on the outside can be told/)).toBeInTheDocument();
    expect(screen.queryByText(/A new device would get/)).toBeNull();
  });

  it('is left for a while, or for good once everything is sent', async () => {
    let sent = false;
    const off = syncStatus({ state: 'off', folder: null, devices: [], keys: null });
    fakeBackend({
      sync_leave_for_good: () => {
        if (!sent) throw new ApiError('unsent', 'Some of what you wrote here is not in the folder yet.', 'Let it be sent first.');
        return off;
      },
    });
    const { container } = render(Devices);
    await userEvent.click(button('Leave for good'));
    expect(await screen.findByRole('alert')).toHaveTextContent('not in the folder yet. Let it be sent first.');
    expect(button('Stop using this folder')).toBeEnabled();
    sent = true;
    await userEvent.click(button('Leave for good'));
    expect(await screen.findByRole('button', { name: 'Set up a folder' })).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('is joined with the recovery code alone', async () => {
    sync.status = syncStatus({ state: 'off', folder: null, devices: [], keys: null });
    const recover = vi.fn(() => syncStatus());
    const fake = fakeBackend({ vault_recover: recover });
    render(Devices);
    await userEvent.click(button('Join a device'));
    await userEvent.click(button('I have only my recovery code or passphrase'));
    await userEvent.click(button('Join'));
    expect(screen.getByText('Type the recovery code or the passphrase.')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Folder'), '/f');
    await userEvent.type(screen.getByLabelText('Recovery code or passphrase'), 'AGE-SECRET');
    await userEvent.type(screen.getByLabelText('What this device is called'), 'New');
    await userEvent.click(button('Join'));
    await waitFor(() => expect(recover).toHaveBeenCalled());
    expect(fake.calls).toEqual([{ name: 'vault_recover', args: { folder: '/f', secret: 'AGE-SECRET', device: 'New' } }]);
  });
});
