import { many } from './common';

export const search = {
  title: 'Search',
  placeholder: 'Any word you wrote',
  hint: 'Looks through people, answers, jots, notes and everything else you wrote.',
  none: (query: string) => `Nothing here has “${query}”. Fewer letters find more.`,
  recent: {
    title: 'Recent searches',
    note: 'Kept on this device only.',
    forget: (query: string) => `Forget “${query}”`,
    clear: 'Forget all',
  },
  /** What narrows a search: what a tap puts into the field, and what it is good for. */
  filters: {
    title: 'Narrow it down',
    all: [
      { insert: 'person:', label: 'person:ana', hint: 'What belongs to one person' },
      { insert: 'exploration:', label: 'exploration:nursing', hint: 'What belongs to one exploration' },
      { insert: 'after:', label: 'after:2026-11', hint: 'From a day, month or year on' },
      { insert: 'before:', label: 'before:2026-11-15', hint: 'Before a day, month or year' },
      { insert: '"', label: '“on my own”', hint: 'Words that stand together' },
    ],
  },
  count: (count: number) => many(count, '1 place', `${count} places`),
  kind: {
    person: 'Person',
    organization: 'Organization',
    interview: 'Interview',
    answer: 'Answer',
    question: 'Question',
    jot: 'Jot',
    exploration: 'Exploration',
    attempt: 'A try to reach them',
    referral: 'Referral',
    'follow-up': 'Owed',
    profile: 'About you',
    portrait: 'Picture',
    lead: 'Lead',
    letter: 'Letter',
    template: 'Your wording',
    preferences: 'Your preferences',
    judgement: 'A mark',
    decision: 'A decision',
    comparison: 'What you take from answers',
    collection: 'A list',
  } as Record<string, string>,
};
