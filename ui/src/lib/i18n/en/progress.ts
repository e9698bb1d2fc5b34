import { many } from './common';

/** Read with the screen of how the search goes. */
export const progress = {
  title: 'How your search goes',
  empty: 'From the first person you ask, this page shows how your search goes, week by week.',
  people: 'To your people',

  goal: 'This week',
  goalNone: 'You have set no goal for a week.',
  setGoal: 'Set one',
  asked: (asked: number, of: number) => `${asked} of ${of} asked this week`,
  askedOnly: (asked: number) => (asked === 0 ? 'Nobody asked this week' : many(asked, '1 person asked this week', `${asked} people asked this week`)),

  stages: 'Where people stand',
  stagesLead: 'Everybody is counted once, at the furthest they have come.',
  stage: { known: 'Known', asked: 'Asked', agreed: 'Agreed', met: 'Met', thanked: 'Thanked' } as Record<string, string>,
  stagesSaid: (said: string) => `A bar for each step: ${said}. The table says the same.`,
  step: 'Step',
  count: 'People',

  weeks: 'Week by week',
  weeksNone: 'Nobody has been asked yet. The weeks begin with the first try.',
  week: 'Week from',
  series: { asked: 'People asked', held: 'Interviews held', answers: 'Answers heard', thanked: 'People thanked' },
  short: { asked: 'Asked', held: 'Held', answers: 'Answers', thanked: 'Thanked' },
  weeksSaid: (what: string, weeks: number, sum: number, most: number) =>
    `${what}: ${sum} in ${many(weeks, '1 week', `${weeks} weeks`)}, at most ${most} in one week. The table says the same.`,

  outcomes: 'What came of asking',
  outcomesNone: 'Nobody has been asked yet.',
  outcome: 'What they said',
  times: 'Times',
  outcomesSaid: (said: string) => `A bar for each outcome: ${said}. The table says the same.`,
  said: (what: string, count: number) => `${what} ${count}`,
};
