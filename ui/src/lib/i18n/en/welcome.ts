/** Words of the first screen; read with it. */
export const welcome = {
  title: 'Talk to people who do the work',
  what: {
    title: 'What such a talk is',
    text: 'You ask somebody for a quarter of an hour to hear about their work. You have thought about your questions beforehand, you keep to the time, and you thank them. That is all.',
    not: 'It is no way to ask for a job, and you expect none. People who suspect otherwise say no; people who do not are glad to tell what they know.',
  },
  gain: {
    title: 'What you learn that nobody prints',
    text: 'What a day is really like. What the work asks of people that no advertisement mentions. Whether it would suit you. Who else to talk to.',
    kind: 'Most people like to be asked, and like even more to hear later that it helped.',
  },
  you: {
    title: 'A word about you, if you like',
    text: 'Questions and wording follow. You can change this at any time under “About you”.',
  },
  goal: {
    label: 'How many people do you want to ask in a week?',
    none: 'No goal',
    hint: 'Nobody else keeps this moving. Two is plenty.',
  },
};
