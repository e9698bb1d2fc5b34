import { many } from './common';

export const today = {
  title: 'Today',
  first: 'Next',
  then: 'After that',
  ahead: 'Coming up',
  overdue: 'overdue',
  noTime: 'no time set',

  todo: {
    continue: (who: string) => (who ? `Go on with your interview with ${who}` : 'Go on with your interview'),
    meet: (who: string) => (who ? `Meet ${who}` : 'Hold your interview'),
    call_back: (who: string) => (who ? `Call ${who} back` : 'Call back'),
    prepare: (who: string) => (who ? `Prepare your interview with ${who}` : 'Prepare your interview'),
    schedule: (who: string) => (who ? `Agree on a time with ${who}` : 'Agree on a time'),
    follow_up: (what: string, who: string) => what || (who ? `Something for ${who}` : 'Something you owe'),
  },
  act: {
    continue: 'Go on',
    meet: 'Open the interview',
    call_back: 'Open their page',
    prepare: 'Prepare it',
    schedule: 'Set a time',
    follow_up: 'Mark as done',
  },
  markDone: (what: string) => `Mark as done: ${what}`,
  done: (what: string) => `Done: ${what}`,

  clear: 'Nothing is due. If you like, plan the next interview or think of somebody to ask.',
  planTalk: 'Plan an interview',
  unfiled: (count: number) => many(count, '1 jot belongs nowhere yet', `${count} jots belong nowhere yet`),
  file: 'File them',
  minutes: (count: number) => `${count} min`,
  counted: (held: number, people: number) =>
    `${many(held, '1 interview held', `${held} interviews held`)}, ${many(people, '1 person', `${people} people`)} in your notebook`,

  start: {
    text: 'This is your notebook for talks with people who do the work you are thinking about. You ask about their work, never for a job. Begin with one person.',
    person: 'Add a person',
    bring: 'Bring contacts',
    join: 'Join my other device',
    jot: 'Write a jot',
  },
};
