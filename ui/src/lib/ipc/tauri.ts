import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { ApiError, type Backend, type Drag } from './backend';

/** What the window tells of a drag, by the name of its event. */
const DRAGS: Record<string, Drag['at']> = {
  'tauri://drag-enter': 'over',
  'tauri://drag-drop': 'dropped',
  'tauri://drag-leave': 'gone',
};

/** Links and words of the page itself can be dragged too: they have no place on the disk. */
const isFile = (path: string) => /^([/\\]|[a-z]:)/i.test(path);

/** Reaches the program through the window that shows this page. */
export function tauriBackend(): Backend {
  return {
    async call(name, args = {}) {
      try {
        return await invoke('call', { name, args });
      } catch (cause) {
        throw ApiError.from(cause);
      }
    },
    listen: (event, heard) => listen(event, ({ payload }) => heard(payload)),
    closing: {
      asked: (heard) => listen('closing', () => heard()),
      ready: () => invoke('ready_to_close'),
      hold: () => invoke('hold_closing'),
      stay: () => invoke('stay_open'),
    },
    pick: {
      folder: (title) => invoke('pick_folder', { title }),
      files: (title, filters) => invoke('pick_files', { title, filters }),
    },
    async outside(address) {
      try {
        await invoke('open_outside', { address });
      } catch (cause) {
        throw ApiError.from(cause);
      }
    },
    async drags(heard) {
      const stops = await Promise.all(
        Object.entries(DRAGS).map(([event, at]) =>
          listen<{ paths?: string[] } | null>(event, ({ payload }) => {
            const paths = (payload?.paths ?? []).filter(isFile);
            if (at === 'gone' || paths.length > 0) heard({ at, paths });
          }),
        ),
      );
      return () => stops.forEach((stop) => stop());
    },
  };
}
