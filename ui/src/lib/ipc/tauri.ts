import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { ApiError, type Backend } from './backend';

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
    async beforeClosing(save) {
      await listen('closing', () => void save().finally(() => invoke('ready_to_close')));
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
  };
}
