import { backend, call, type SyncStatus } from '$lib/ipc';
import { t } from '$lib/i18n';

/** How sync stands, followed from the program's events. */
class Sync {
  status = $state.raw<SyncStatus | undefined>(undefined);

  /** A few plain words for the chip. */
  get words(): string {
    const status = this.status;
    if (!status) return t.shell.sync.starting;
    return status.state === 'to_send' ? t.shell.sync.to_send(status.unsent) : t.shell.sync[status.state];
  }

  /** Follows the events until the returned function is called. */
  start(): () => void {
    let stopped = false;
    let unlisten: (() => void) | undefined;
    void backend()
      .listen('sync', (payload) => (this.status = payload as SyncStatus))
      .then((off) => (stopped ? off() : (unlisten = off)));
    void call('sync_status', {})
      .then((status) => (this.status ??= status))
      .catch(() => undefined);
    return () => {
      stopped = true;
      unlisten?.();
    };
  }
}

export const sync = new Sync();
