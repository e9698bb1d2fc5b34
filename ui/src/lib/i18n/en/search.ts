import { many } from './common';

export const search = {
  title: 'Search',
  placeholder: 'Any word you wrote',
  hint: 'Looks through people, answers, jots, notes and everything else you wrote.',
  none: (query: string) => `Nothing here has “${query}”. Fewer letters find more.`,
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
  } as Record<string, string>,
};
