import type { Backend } from './backend';
import type { Commands } from './generated';
import { httpBackend } from './http';
import { tauriBackend } from './tauri';

export { ApiError, type Backend, type Drag, type FileFilter, type Unlisten } from './backend';

let current: Backend | undefined;

/** Returns the way to the program: the window's own, or the bridge's when the page is open in a browser. */
export function backend(): Backend {
  current ??= '__TAURI_INTERNALS__' in window ? tauriBackend() : httpBackend();
  return current;
}

/** Puts another way in place; for tests. */
export function useBackend(other: Backend | undefined): void {
  current = other;
}

/** Runs one command of the command table. Rejects with {@link ApiError}. */
export function call<Name extends keyof Commands>(
  name: Name,
  args: Commands[Name]['args'],
): Promise<Commands[Name]['result']> {
  return backend().call(name, args) as Promise<Commands[Name]['result']>;
}

export type * from './generated';
