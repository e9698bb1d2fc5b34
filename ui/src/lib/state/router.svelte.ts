import { flushAll } from './autosave.svelte';
import { fromHash, parentOf, toHash, type Route } from './route';
import { saving } from './saving.svelte';

export { toHash, type Route, type RouteName } from './route';

/** Where the user is. Every place is a real entry of the history, so that the system's back gesture works too. */
class Router {
  route = $state.raw<Route>({ name: 'today' });
  /** Whether the user has gone anywhere since the app opened. */
  moved = false;
  /** How many places lie behind this one. */
  depth = $state(0);

  /** Follows the address until the returned function is called. */
  start(): () => void {
    this.#read();
    const moved = () => this.#read();
    window.addEventListener('popstate', moved);
    return () => window.removeEventListener('popstate', moved);
  }

  /** Goes to a place. With `replace`, back leads past the present one. */
  go(route: Route, { replace = false } = {}): void {
    const hash = toHash(route);
    if (hash === location.hash) return;
    void flushAll();
    if (replace) history.replaceState({ depth: this.depth }, '', hash);
    else history.pushState({ depth: this.depth + 1 }, '', hash);
    this.#read();
  }

  /** Goes back to where the user came from, or up where nothing came before. */
  back(): void {
    if (this.depth > 0) history.back();
    else this.go(parentOf(this.route), { replace: true });
  }

  #read(): void {
    void flushAll();
    const state = history.state as { depth?: number } | null;
    if (typeof state?.depth === 'number') {
      this.depth = state.depth;
    } else {
      // A link was followed: the entry is new and knows nothing of the ones behind it yet.
      this.depth = this.#started ? this.depth + 1 : 0;
      history.replaceState({ depth: this.depth }, '', toHash(fromHash(location.hash)));
    }
    this.moved = this.#started;
    this.#started = true;
    saving.reset();
    this.route = fromHash(location.hash);
  }

  #started = false;
}

export const router = new Router();

/** Goes to a place. */
export const go = (route: Route, options?: { replace?: boolean }): void => router.go(route, options);
