import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';
import { useBackend } from '../src/lib/ipc';
import { drafts } from '../src/lib/state/drafts.svelte';
import { saving } from '../src/lib/state/saving.svelte';
import { sheets } from '../src/lib/state/sheets.svelte';
import { toasts } from '../src/lib/state/toasts.svelte';

configure({ asyncUtilTimeout: 10_000 });

// What jsdom does not have and components use.
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as unknown as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  if (!this.hasAttribute('open')) return;
  this.removeAttribute('open');
  this.dispatchEvent(new Event('close'));
};
Element.prototype.scrollIntoView ??= vi.fn();
// Nothing has a place here, so nothing is kept in its place either.
Object.assign((globalThis.CSS ??= {} as typeof CSS), { supports: (property: string) => property === 'overflow-anchor' });
HTMLCanvasElement.prototype.getContext = () => null;
// Everything measures 800 by 600, so that virtual lists have room for rows.
Object.defineProperty(HTMLElement.prototype, 'offsetParent', { get: () => document.body });
window.ResizeObserver ??= class {
  #heard: ResizeObserverCallback;
  constructor(heard: ResizeObserverCallback) {
    this.#heard = heard;
  }
  observe(target: Element) {
    const contentRect = { width: 800, height: target.getAttribute('role') === 'listitem' ? 60 : 600 } as DOMRectReadOnly;
    queueMicrotask(() => this.#heard([{ target, contentRect } as ResizeObserverEntry], this as unknown as ResizeObserver));
  }
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  cleanup();
  useBackend(undefined);
  toasts.dismiss();
  Object.assign(sheets, { palette: false, keys: false, importing: false, unsaved: false });
  drafts.unsaved.forEach((draft) => drafts.discard(draft));
  saving.reset();
  history.replaceState(null, '', '#/today');
});
