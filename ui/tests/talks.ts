import type { AskedQuestion, Interview, InterviewPage, InterviewRow, Jot, Person, QuestionView } from '../src/lib/ipc';

/** Documents for tests; each takes what differs. */
const meta = { created: '2026-11-20T09:00:00Z', updated: null, deleted: false, version: 'v1', conflicts: {} };

export const talk = (over: Partial<Interview> = {}): Interview => ({
  ...meta,
  id: 'talk',
  kind: 'interview',
  person: 'ana',
  exploration: null,
  title: '',
  scheduled_at: null,
  zone: '',
  promised_minutes: 20,
  form: 'in_person',
  place: '',
  plan: [],
  started_at: null,
  ended_at: null,
  extra_minutes: null,
  called_off: false,
  tone: 'usual',
  jobs: 'usual',
  resume: 'usual',
  i_pay: false,
  at_their_place: false,
  tour: 'not_asked',
  tour_notes: '',
  leave_at: null,
  told_minutes: null,
  confirmed_at: null,
  questions_sent_at: null,
  calendar_at: null,
  calendar_sequence: null,
  calendar_hash: '',
  calendar_uid: '',
  invited_occurrence: null,
  invited_sequence: '',
  invited_stamp: null,
  prepared_at: null,
  rehearsed_at: null,
  checked: [],
  resume_asked: false,
  resume_given: false,
  thanked_at_close: false,
  wants_updates: 'not_asked',
  surroundings: '',
  struck: '',
  ask_next: '',
  impression: 'unsaid',
  debriefed_at: null,
  went_well: '',
  do_better: '',
  reflected_at: null,
  better_done_at: null,
  gained: [],
  notes: '',
  best_way_in: '',
  who_else: '',
  how_to_reach: '',
  may_use_name: 'not_asked',
  may_come_back: 'not_asked',
  ...over,
});

export const person = (over: Partial<Person> = {}): Person => ({
  ...meta,
  id: 'ana',
  kind: 'person',
  name: 'Ana Müller',
  role: 'Ward nurse',
  organization: null,
  field: '',
  does_job: 'unknown',
  channels: [],
  cards: [],
  preferred: 'unknown',
  tone: 'usual',
  how_known: '',
  referred_by: null,
  network: false,
  explorations: [],
  tags: [],
  notes: '',
  ...over,
});

export const question = (id: string, ask: string, over: Partial<QuestionView> = {}): QuestionView => ({
  id,
  ask,
  topic: 'work',
  pinned: false,
  list: false,
  jobs: 'no',
  near: [],
  targets: [],
  students: false,
  own: false,
  edited: false,
  hidden: false,
  published: false,
  published_in: '',
  version: '',
  conflicts: [],
  ...over,
});

export const asked = (id: string, ask: string, text?: string): AskedQuestion => ({
  question: question(id, ask),
  planned: true,
  answer:
    text === undefined
      ? null
      : { ...meta, id: `answer ${id}`, kind: 'answer', interview: 'talk', question: id, asked: ask, text, holds_for: 'unmarked', off_record: false },
});

export const jot = (over: Partial<Jot> = {}): Jot => ({
  ...meta,
  id: 'jot',
  kind: 'jot',
  text: 'A word',
  interview: null,
  person: null,
  exploration: null,
  off_record: false,
  ...over,
});

/** A talk's page whose stage and plan follow from what it holds. */
export function page(over: Partial<InterviewPage> = {}): InterviewPage {
  const questions = over.questions ?? [asked('q1', 'How does a day begin?'), asked('q2', 'What is hard?')];
  const interview = talk({ plan: questions.map((one) => one.question.id), ...over.interview });
  const stage = interview.ended_at
    ? 'held'
    : interview.called_off
      ? 'called_off'
      : interview.started_at
        ? 'meeting'
        : interview.scheduled_at
          ? 'scheduled'
          : 'planned';
  const minutes = interview.promised_minutes ?? 20;
  const late = { minutes, fits: Math.floor(minutes / 3), jobs: 'how' as const, checklist: [], better: [], next: null };
  return { stage, person: person(), organization: '', exploration: null, jots: [], referrals: [], follow_ups: [], ...late, ...over, questions, interview };
}

export const row = (over: Partial<InterviewRow> = {}): InterviewRow => ({
  id: 'talk',
  title: '',
  person: { id: 'ana', name: 'Ana Müller', deleted: false },
  exploration: null,
  stage: 'planned',
  scheduled_at: null,
  zone: '',
  promised_minutes: 20,
  form: 'in_person',
  place: '',
  started_at: null,
  ended_at: null,
  planned: 3,
  answered: 0,
  updated: null,
  ...over,
});
