import type { IconShape } from '$components/shared/Icon.svelte';
import { t } from '$lib/i18n';
import type { Route, RouteName } from '$lib/state/router.svelte';
import Columns from '@lucide/svelte/icons/columns-3';
import Compass from '@lucide/svelte/icons/compass';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import Notebook from '@lucide/svelte/icons/notebook-pen';
import Search from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import Sun from '@lucide/svelte/icons/sun';
import Waypoints from '@lucide/svelte/icons/waypoints';
import Users from '@lucide/svelte/icons/users';

/** One section of the app, as the sidebar and the bottom bar show it. */
export interface Place {
  route: Route;
  label: string;
  icon: IconShape;
  /** The places that belong to it. */
  holds: RouteName[];
  keys: string;
}

export const PLACES = {
  today: { route: { name: 'today' }, label: t.shell.today, icon: Sun, holds: ['today'], keys: '1' },
  people: { route: { name: 'people' }, label: t.shell.people, icon: Users, holds: ['people', 'person', 'organizations', 'organization', 'call', 'letter'], keys: '2' },
  interviews: {
    route: { name: 'interviews' },
    label: t.shell.interviews,
    icon: MessagesSquare,
    holds: ['interviews', 'interview', 'print'],
    keys: '3',
  },
  jots: { route: { name: 'jots' }, label: t.shell.jots, icon: Notebook, holds: ['jots'], keys: '4' },
  explorations: {
    route: { name: 'explorations' },
    label: t.shell.explorations,
    icon: Compass,
    holds: ['explorations', 'exploration', 'findings', 'takealong', 'sidebyside', 'progress', 'profile', 'questions'],
    keys: '5',
  },
  compare: { route: { name: 'compare' }, label: t.shell.compare, icon: Columns, holds: ['compare', 'collected'], keys: '7' },
  network: { route: { name: 'network' }, label: t.network.title, icon: Waypoints, holds: ['network', 'leads'], keys: '6' },
  search: { route: { name: 'search' }, label: t.shell.search, icon: Search, holds: ['search'], keys: '/' },
  settings: { route: { name: 'settings' }, label: t.shell.settings, icon: Settings, holds: ['settings', 'devices', 'bin', 'templates', 'preferences', 'welcome'], keys: 'mod+,' },
} satisfies Record<string, Place>;

/** What the sidebar lists, from the top. */
export const SIDE: readonly Place[] = Object.values(PLACES);

/** What the bottom bar of a phone has no room for. */
export const UNDER_MORE: readonly Place[] = [PLACES.interviews, PLACES.jots, PLACES.explorations, PLACES.network, PLACES.search, PLACES.settings];
