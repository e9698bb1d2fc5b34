import type {
  Attempt,
  DeviceRow,
  FollowUp,
  InterviewRow,
  Jot,
  Named,
  Organization,
  Person,
  PersonPage,
  PersonRow,
  Preferences,
  Profile,
  Referral,
  SyncStatus,
  TodayAction,
} from '../src/lib/ipc';
import { fold } from '../src/lib/text/fold';

/** Documents as the program gives them, with what a test says over what is plain. */
const document = (kind: string, id: string) => ({
  id,
  kind,
  created: '2026-11-20T10:00:00Z',
  updated: '2026-11-20T10:00:00Z',
  deleted: false,
  version: `${id}-1`,
  conflicts: {},
});

export const named = (id: string, name: string): Named => ({ id, name, deleted: false });

export const person = (over: Partial<Person> = {}): Person => ({
  ...document('person', 'ana'),
  name: 'Ana Petrović',
  role: 'Charge nurse',
  organization: 'charite',
  field: 'Nursing',
  does_job: 'now',
  channels: [{ id: 'c1', kind: 'phone', value: '+49 30 450', label: 'ward', preferred: false }],
  cards: [],
  preferred: 'phone',
  tone: 'usual',
  how_known: 'Met at the open day.',
  referred_by: null,
  network: true,
  explorations: [],
  tags: ['nights'],
  notes: '',
  ...over,
});

export const organization = (over: Partial<Organization> = {}): Organization => ({
  ...document('organization', 'charite'),
  name: 'Charité',
  field: 'Hospital',
  place: 'Berlin',
  website: '',
  interested: false,
  next_step: '',
  employs: true,
  notes: '',
  ...over,
});

export const interview = (over: Partial<InterviewRow> = {}): InterviewRow => ({
  id: 'talk',
  title: '',
  person: named('ana', 'Ana Petrović'),
  exploration: null,
  stage: 'held',
  scheduled_at: null,
  zone: 'Europe/Berlin',
  promised_minutes: 20,
  form: 'in_person',
  place: '',
  started_at: '2026-11-10T10:00:00Z',
  ended_at: '2026-11-10T10:30:00Z',
  planned: 5,
  answered: 4,
  over_at: null,
  updated: null,
  ...over,
});

export const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  ...document('attempt', 'try'),
  person: 'ana',
  exploration: null,
  at: '2026-11-08T10:00:00Z',
  channel: 'phone',
  outcome: 'busy',
  call_back_at: null,
  promised_minutes: null,
  interview: null,
  thanked: false,
  note: '',
  ...over,
});

export const referral = (over: Partial<Referral> = {}): Referral => ({
  ...document('referral', 'named'),
  giver: 'ana',
  prospect: 'ben',
  what: '',
  interview: null,
  jot: null,
  answer: null,
  attempt: null,
  outcome: 'open',
  outcome_at: null,
  how_to_reach: '',
  may_use_name: 'yes',
  note: '',
  ...over,
});

export const followUp = (over: Partial<FollowUp> = {}): FollowUp => ({
  ...document('follow-up', 'owed'),
  person: 'ana',
  interview: null,
  referral: null,
  about: 'other',
  what: 'Tell Ana how it went',
  by: 'email',
  due_at: '2026-11-21T23:59:00Z',
  done_at: null,
  note: '',
  ...over,
});

export const jot = (over: Partial<Jot> = {}): Jot => ({
  ...document('jot', 'jot'),
  text: 'The mornings after are the hard part.',
  interview: null,
  person: null,
  exploration: null,
  off_record: false,
  ...over,
});

export const personPage = (over: Partial<PersonPage> = {}): PersonPage => ({
  person: person(),
  organization: organization(),
  referred_by: null,
  portrait: null,
  explorations: [],
  next: null,
  rest: null,
  interviews: [interview()],
  attempts: [attempt()],
  referrals_given: [{ referral: referral(), other: named('ben', 'Ben Okafor') }],
  referrals_received: [],
  follow_ups: [followUp()],
  jots: [jot()],
  ...over,
});

export const personRow = (name: string, over: Partial<PersonRow> = {}): PersonRow => ({
  id: fold(name),
  name,
  role: '',
  organization: '',
  tags: [],
  met_at: null,
  interviews: 0,
  network: false,
  fold: fold(`${name} ${over.role ?? ''} ${over.organization ?? ''}`),
  ...over,
});

export const todo = (over: Partial<TodayAction['action']> = {}, subject = 'Tell Ana how it went'): TodayAction => ({
  action: { todo: 'follow_up', person: 'ana', subject: 'owed', interview: null, about: 'other', due: '2026-11-21T23:59:00Z', overdue: true, ...over },
  person: named('ana', 'Ana Petrović'),
  subject,
});

export const device = (over: Partial<DeviceRow> = {}): DeviceRow => ({
  id: 'd2',
  name: 'Phone',
  this: false,
  last_seen: '2026-11-22T09:00:00Z',
  has_all: true,
  has_until: '2026-11-22T09:00:00Z',
  lacks: 0,
  retired: false,
  ...over,
});

export const syncStatus = (over: Partial<SyncStatus> = {}): SyncStatus => ({
  state: 'up_to_date',
  folder_state: 'ok',
  message: '',
  advice: null,
  folder: '/home/ana/Sync',
  unsent: 0,
  looked_at: '2026-11-22T10:00:00Z',
  devices: [
    device({ id: 'd1', name: 'Laptop', this: true, last_seen: null }),
    device(),
  ],
  problems: [],
  progress: null,
  copied_at: null,
  put_back: null,
  set_up_twice: false,
  keys: { kept: 'keychain', why: null, recovery: 'confirmed', passphrase: false, locked: false, contested: false },
  ...over,
});

export const profile = (over: Partial<Profile> = {}): Profile => ({
  ...document('profile', 'me'),
  standing: 'unsaid',
  aim: 'unsaid',
  statement: '',
  skills: '',
  values: '',
  abilities: '',
  knowledge: '',
  experience: '',
  interests: '',
  lifestyle: '',
  education: '',
  ...over,
});

export const preferences = (over: Partial<Preferences> = {}): Preferences => ({
  ...document('preferences', 'mine'),
  weekly_asks: null,
  minutes: null,
  form: 'as_last',
  first_channel: 'phone',
  tone: 'usual',
  questions_ahead: false,
  confirmation: 'by_mail',
  jobs: 'usual',
  resume: 'usual',
  updates: 'if_wanted',
  thanks_by: 'email',
  thanks_due: 'same_day',
  english: 'us',
  signature: '',
  welcomed: false,
  recovery_kept: '',
  ...over,
});
