import { backend, call, type Drag, type Id } from '$lib/ipc';
import { t } from '$lib/i18n';
import { flushAll } from './autosave.svelte';
import { router } from './router.svelte';
import { sheets } from './sheets.svelte';
import { toasts } from './toasts.svelte';

/** What a file is to Firsthand, by its name. */
export type Dropped = 'invitation' | 'contacts' | 'other';

const KINDS: Record<string, Dropped> = { ics: 'invitation', ical: 'invitation', vcf: 'contacts', vcard: 'contacts' };

const kindOf = (path: string): Dropped => KINDS[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'other';

/** An invitation that was dropped, and the talk that it may give a time. */
export interface DroppedInvitation {
  path: string;
  interview: Id | undefined;
}

/** Files dropped on the window, whichever screen it shows (C37). */
class Drops {
  /** What hangs over the window. */
  over = $state.raw<Dropped>();
  /** The invitation to look at; a new one with each drop. */
  invitation = $state.raw<DroppedInvitation>();

  /** Listens until the returned function is called. */
  start(): () => void {
    let stopped = false;
    let stop: (() => void) | undefined;
    void backend()
      .drags?.((drag) => void this.#hear(drag))
      .then((unlisten) => {
        if (stopped) unlisten();
        else stop = unlisten;
      });
    return () => {
      stopped = true;
      stop?.();
    };
  }

  async #hear({ at, paths }: Drag): Promise<void> {
    const kinds = paths.map(kindOf);
    const kind = kinds.find((one) => one !== 'other');
    this.over = at === 'over' ? (kind ?? 'other') : undefined;
    if (at !== 'dropped') return;
    const path = kind && paths[kinds.indexOf(kind)];
    if (path === undefined) {
      toasts.say(t.shell.drop.other);
      return;
    }
    // What is being written stands under the sheet that opens.
    await flushAll();
    if (kind === 'contacts') {
      sheets.dropped = path;
      sheets.importing = true;
    } else {
      this.invitation = { path, interview: await talkThatIsOpen() };
    }
    if (paths.length > 1) toasts.say(t.shell.drop.oneAtATime(path.split(/[/\\]/).at(-1) ?? path));
  }
}

/** Finds the talk that is open, if it is still ahead: only such a one can be given a time. */
async function talkThatIsOpen(): Promise<Id | undefined> {
  const { route } = router;
  if (route.name !== 'interview') return undefined;
  const page = await call('interview', { id: route.id }).catch(() => undefined);
  const ahead = page && !page.interview.deleted && page.stage !== 'held' && page.stage !== 'meeting';
  return ahead ? route.id : undefined;
}

export const drops = new Drops();
