/** Every place in the app. `at` is the id of the thing to show and mark on the way in, as after a search. */
export type Route =
  | { name: 'today' }
  | { name: 'people' }
  | { name: 'person'; id: string; at?: string }
  | { name: 'organizations' }
  | { name: 'organization'; id: string; at?: string }
  | { name: 'interviews'; plan?: string }
  | { name: 'interview'; id: string; step?: string; at?: string }
  | { name: 'print'; id: string }
  | { name: 'jot'; id?: string; person?: string; interview?: string; exploration?: string }
  | { name: 'jots'; at?: string }
  | { name: 'call'; person: string; exploration?: string }
  | { name: 'letter'; purpose: string; person?: string; interview?: string; followUp?: string; referral?: string; channel?: string }
  | { name: 'leads' }
  | { name: 'network' }
  | {
      name: 'compare';
      exploration?: string;
      topic?: string;
      tag?: string;
      organization?: string;
      holds?: string;
      by?: 'person' | 'question';
      at?: string;
    }
  | { name: 'collected'; exploration?: string }
  | { name: 'templates'; at?: string }
  | { name: 'explorations' }
  | { name: 'exploration'; id: string; at?: string }
  | { name: 'findings'; id: string; at?: string }
  | { name: 'takealong'; id: string }
  | { name: 'sidebyside'; one?: string; two?: string }
  | { name: 'progress' }
  | { name: 'profile' }
  | { name: 'preferences' }
  | { name: 'questions' }
  | { name: 'bin' }
  | { name: 'search'; q?: string }
  | { name: 'settings' }
  | { name: 'devices' }
  | { name: 'welcome' }
  | { name: 'more' };

export type RouteName = Route['name'];

/** The path of each place; `:id` or `:person` stands for that id, everything else travels as `?name=value`. */
const PATHS: Record<RouteName, string> = {
  today: '/today',
  people: '/people',
  person: '/people/:id',
  organizations: '/organizations',
  organization: '/organizations/:id',
  interviews: '/interviews',
  interview: '/interviews/:id',
  print: '/interviews/:id/print',
  jot: '/jot',
  jots: '/jots',
  call: '/people/:person/call',
  letter: '/letter',
  leads: '/leads',
  network: '/network',
  compare: '/compare',
  collected: '/compare/lists',
  templates: '/templates',
  explorations: '/explorations',
  exploration: '/explorations/:id',
  findings: '/explorations/:id/findings',
  takealong: '/explorations/:id/take-along',
  sidebyside: '/side-by-side',
  progress: '/progress',
  profile: '/profile',
  preferences: '/preferences',
  questions: '/questions',
  bin: '/bin',
  search: '/search',
  settings: '/settings',
  devices: '/devices',
  welcome: '/welcome',
  more: '/more',
};

export const ROUTE_NAMES = Object.keys(PATHS) as RouteName[];

/** The field of a place that stands in its path, if one does. */
const inPathOf = (name: RouteName): string | undefined => /:(\w+)/.exec(PATHS[name])?.[1];

/** Writes a place as the hash of an address. */
export function toHash(route: Route): string {
  const { name, ...rest } = route;
  const fields = new Map(Object.entries(rest) as [string, string | undefined][]);
  const own = inPathOf(name);
  const path = own === undefined ? PATHS[name] : PATHS[name].replace(`:${own}`, () => encodeURIComponent(fields.get(own) ?? ''));
  const query = new URLSearchParams();
  for (const [key, value] of fields) {
    if (value !== undefined && key !== own) query.set(key, value);
  }
  const tail = query.toString();
  return `#${path}${tail && `?${tail}`}`;
}

/** Reads a place from the hash of an address; what cannot be read is Today. */
export function fromHash(hash: string): Route {
  const [path = '', tail = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean);
  for (const name of ROUTE_NAMES) {
    const wanted = PATHS[name].split('/').filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const own = inPathOf(name);
    let id: string | undefined;
    const fits = wanted.every((want, index) => {
      const part = parts[index] ?? '';
      if (want !== `:${own}`) return want === part;
      id = decode(part);
      return id !== undefined;
    });
    if (!fits) continue;
    const fields = Object.fromEntries(new URLSearchParams(tail));
    return { ...fields, ...(own === undefined ? {} : { [own]: id }), name } as Route;
  }
  return { name: 'today' };
}

/** Tells which place is above a place, for going back where nothing came before. */
export function parentOf(route: Route): Route {
  switch (route.name) {
    case 'person':
    case 'organizations':
      return { name: 'people' };
    case 'organization':
      return { name: 'organizations' };
    case 'interview':
      return { name: 'interviews' };
    case 'print':
      return { name: 'interview', id: route.id };
    case 'exploration':
    case 'sidebyside':
    case 'progress':
      return { name: 'explorations' };
    case 'findings':
      return { name: 'exploration', id: route.id };
    case 'takealong':
      return { name: 'findings', id: route.id };
    case 'leads':
      return { name: 'network' };
    case 'collected':
      return { name: 'compare' };
    case 'profile':
    case 'questions':
      return { name: 'explorations' };
    case 'bin':
    case 'devices':
    case 'preferences':
    case 'welcome':
      return { name: 'settings' };
    case 'call':
      return { name: 'person', id: route.person };
    case 'letter':
      return route.interview !== undefined
        ? { name: 'interview', id: route.interview }
        : route.person !== undefined
          ? { name: 'person', id: route.person }
          : { name: 'today' };
    case 'templates':
      return { name: 'settings' };
    case 'jots':
    case 'network':
    case 'explorations':
    case 'search':
    case 'settings':
      return { name: 'more' };
    default:
      return { name: 'today' };
  }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
