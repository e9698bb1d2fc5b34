import type { Route, RouteName } from '$lib/state/router.svelte';
import type { Component } from 'svelte';
import Interviews from './Interviews.svelte';
import JotCapture from './JotCapture.svelte';
import More from './More.svelte';
import People from './People.svelte';
import Today from './Today.svelte';

/** What a screen is given: the place it shows. */
export interface ScreenProps {
  route: Route;
}

export type Screen = Component<ScreenProps>;

/** A screen that is read only when somebody goes there. */
export interface LaterScreen {
  load: () => Promise<Screen>;
}

/** Takes a screen that is the same wherever it is opened from. */
const fixed = (screen: Component<Record<string, never>>): Screen => screen as unknown as Screen;

const explorations: LaterScreen = { load: async () => (await import('./Explorations.svelte')).default };

/**
 * Which screen shows which place. Places with the same entry keep their screen: People stays while one person after another
 * opens. What a phone needs in the first second is at hand; the rest comes later, so that the start stays light (B4).
 */
export const SCREENS: Record<RouteName, Screen | LaterScreen> = {
  today: fixed(Today),
  people: People,
  person: People,
  organizations: { load: async () => fixed((await import('./Organizations.svelte')).default) },
  organization: People,
  interviews: Interviews,
  interview: Interviews,
  print: { load: async () => (await import('./Print.svelte')).default },
  jot: JotCapture,
  jots: { load: async () => fixed((await import('./Jots.svelte')).default) },
  call: { load: async () => (await import('./Call.svelte')).default },
  letter: { load: async () => (await import('./Letter.svelte')).default },
  templates: { load: async () => (await import('./Templates.svelte')).default },
  explorations,
  exploration: explorations,
  findings: { load: async () => (await import('./Findings.svelte')).default },
  takealong: { load: async () => (await import('./TakeAlong.svelte')).default },
  sidebyside: { load: async () => (await import('./SideBySide.svelte')).default },
  progress: { load: async () => fixed((await import('./Progress.svelte')).default) },
  profile: { load: async () => fixed((await import('./Profile.svelte')).default) },
  preferences: { load: async () => fixed((await import('./Preferences.svelte')).default) },
  questions: { load: async () => fixed((await import('./Questions.svelte')).default) },
  leads: { load: async () => fixed((await import('./Leads.svelte')).default) },
  network: { load: async () => fixed((await import('./Network.svelte')).default) },
  compare: { load: async () => (await import('./Compare.svelte')).default },
  collected: { load: async () => (await import('./Collected.svelte')).default },
  bin: { load: async () => fixed((await import('./Bin.svelte')).default) },
  search: { load: async () => (await import('./Search.svelte')).default },
  settings: { load: async () => fixed((await import('./Settings.svelte')).default) },
  devices: { load: async () => fixed((await import('./Devices.svelte')).default) },
  welcome: { load: async () => (await import('./Welcome.svelte')).default },
  more: fixed(More),
};

/** Reads the screens that come later, once there is time, so that nobody waits for one. */
export function readAhead(): void {
  const read = () => void Promise.allSettled(Object.values(SCREENS).map((screen) => 'load' in screen && screen.load()));
  if ('requestIdleCallback' in window) requestIdleCallback(read, { timeout: 5_000 });
  else setTimeout(read, 2_000);
}
