import type { Reason, Todo } from '$lib/ipc';
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
    debrief: (who: string) => (who ? `Note what struck you about ${who}` : 'Note what struck you'),
    write: (who: string) => (who ? `Write to ${who}` : 'Write to them'),
    thank: (who: string) => (who ? `Thank ${who} all the same` : 'Say thanks all the same'),
    confirm: (who: string) => (who ? `Confirm the time with ${who}` : 'Confirm the time'),
    send_questions: (who: string) => (who ? `Send ${who} your questions` : 'Send your questions'),
    ask: (who: string) => (who ? `Ask ${who} for a talk` : 'Ask for a talk'),
    ask_again: (who: string) => (who ? `Ask ${who} again` : 'Ask again'),
    reflect: (who: string) => (who ? `Look back on your talk with ${who}` : 'Look back on your talk'),
    prepare: (who: string) => (who ? `Prepare your interview with ${who}` : 'Prepare your interview'),
    schedule: (who: string) => (who ? `Agree on a time with ${who}` : 'Agree on a time'),
    follow_up: (what: string, who: string) => what || (who ? `Something for ${who}` : 'Something you owe'),
  },
  act: {
    continue: 'Go on',
    meet: 'Open the interview',
    call_back: 'Open their page',
    debrief: 'Note it now',
    write: 'Write it',
    thank: 'Open their page',
    confirm: 'Write it',
    send_questions: 'Write it',
    ask: 'Open their page',
    ask_again: 'Open their page',
    reflect: 'Look back',
    prepare: 'Prepare it',
    schedule: 'Set a time',
    follow_up: 'Mark as done',
  },
  /** What the user says to be done without opening anything. */
  settle: {
    follow_up: 'Mark as done',
    thank: 'I thanked them',
    confirm: 'I confirmed it',
    send_questions: 'I sent them',
    debrief: 'Not this time',
    reflect: 'Not this time',
  } as Partial<Record<Todo, string>>,
  /** Why there is nothing to do for somebody. */
  rest: {
    contact: () => 'In your address book. Nothing is planned with them.',
    awaiting_reply: (until: string) => `You wrote. Give them until ${until} to reply.`,
    no_answer: (until: string) => `Nobody answered. Leave them in peace until ${until}.`,
    left_alone: () => 'You let this rest.',
    refused: () => 'They cannot help, and you thanked them.',
    ahead: () => 'Everything is prepared.',
    called_off: () => 'Called off. You can plan another talk at any time.',
    finished: () => 'You have talked, and you owe nothing.',
  } as Record<Reason, (until: string) => string>,
  goal: (asked: number, of: number) =>
    asked >= of ? `${many(asked, '1 person', `${asked} people`)} asked this week. That is what you set out to do.` : `${asked} of ${of} asked this week`,
  reminders: {
    ask: 'Something is due. Shall Firsthand also say so outside its window, while it runs?',
    yes: 'Yes, remind me',
    no: 'Only here',
    show: 'Show',
    several: (first: string, others: number) => `${first}, and ${others} more`,
  },
  more: (count: number) => `Show ${count} more`,
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
    text: 'Begin with one person who does the work you are thinking about.',
    again: 'What such a talk is',
    person: 'Add a person',
    bring: 'Bring contacts',
    join: 'Join my other device',
    jot: 'Write a jot',
  },
};
