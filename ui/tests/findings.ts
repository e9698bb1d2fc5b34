import type { Decision, Exploration, FindingsPage, Judgement, JudgementView, LinkedAnswer } from '../src/lib/ipc';
import { profile } from './samples';

/** What an exploration has come to, for tests; each takes what differs. */
const meta = { created: '2026-11-20T09:00:00Z', updated: null, deleted: false, version: 'v1', conflicts: {} };

export const exploration = (over: Partial<Exploration> = {}): Exploration => ({
  ...meta,
  id: 'nursing',
  kind: 'exploration',
  title: 'Nursing',
  objective: '',
  from_whom: '',
  why: '',
  field: '',
  job: '',
  organization: '',
  targets: [],
  hopes: [],
  familiarity: 'unsaid',
  closed: false,
  ...over,
});

export const decision = (over: Partial<Decision> = {}): Decision => ({
  ...meta,
  id: 'decided',
  kind: 'decision',
  exploration: 'nursing',
  course: 'go_on',
  reason: '',
  decided_at: '2026-08-01T10:00:00Z',
  ...over,
});

export const linked = (id: string, name: string, text: string, over: Partial<LinkedAnswer> = {}): LinkedAnswer => ({
  id,
  interview: 'talk',
  question: 'q1',
  name,
  ask: 'What does a day look like?',
  text,
  off_record: false,
  ...over,
});

export const judged = (over: Partial<Judgement> = {}, rests_on: LinkedAnswer[] = []): JudgementView => ({
  judgement: {
    ...meta,
    id: 'mark',
    kind: 'judgement',
    exploration: 'nursing',
    aspect: 'skills',
    what: '',
    fit: 'unsaid',
    answers: rests_on.map(({ id }) => id),
    note: '',
    close: '',
    ...over,
  },
  rests_on,
});

export const findingsPage = (over: Partial<FindingsPage> = {}): FindingsPage => ({
  exploration: exploration(),
  held: 0,
  people: 0,
  coverage: [],
  gains: [],
  compared: [],
  profile: profile(),
  judgements: [],
  answers: [],
  decisions: [],
  organizations: [],
  ...over,
});
