import type { Agreement, Course, Fit } from '$lib/ipc';
import { many, stop } from './common';

/** Read with the screens of what an exploration has come to. */
export const findings = {
  title: 'Findings and decision',
  of: (held: number, people: number) =>
    held === 0
      ? 'No interview is held yet.'
      : `From ${many(held, '1 interview', `${held} interviews`)} with ${many(people, '1 person', `${people} people`)}.`,
  takeAlong: 'A page to take along',
  profile: 'About you',

  decision: {
    title: 'Decision',
    none: 'Nothing is decided. Decide when you have heard enough; you can change your mind as often as you hear more.',
    decide: 'Decide',
    again: 'Decide anew',
    course: 'What do you decide?',
    courseWord: {
      go_on: 'Explore further',
      refine: 'Narrow it down',
      choose: 'This is what I want',
      rule_out: 'This is not for me',
    } satisfies Record<Course, string>,
    reasonPlaceholder: 'What tipped it, in your own words',
    before: 'Before that',
    reasonOf: (course: string) => `Why: ${course}`,
    remove: (course: string) => `Remove: ${course}`,
    removed: 'The decision is in the bin.',
    sideBySide: 'Lay it beside another exploration',
  },

  coverage: {
    title: 'What you have heard about',
    none: 'You have not ticked yet what you want to know about.',
    tick: 'Tick it on the exploration’s page',
    answers: (count: number) => many(count, '1 answer', `${count} answers`),
    from: 'from',
    missing: 'Nothing heard yet',
    allHeard: 'Everything that you want to know about was answered by somebody.',
    still: (targets: string[]) => `Still to hear about: ${targets.join(' · ')}`,
    planned: (count: number) => many(count, '1 question ahead', `${count} questions ahead`),
    ask: (name: string) => `Ask ${name}`,
    about: (target: string) => ` about: ${target}`,
    asks: 'An interview ahead; one of its questions asks it already',
    ahead: 'An interview ahead; none of its questions asks it yet',
    nobody: 'Nobody is left to ask. Add the next person, or ask those you meet for a name.',
    more: (count: number) => `${count} more`,
  },

  fit: {
    title: 'How it fits you',
    lead: 'What this work asks for or gives, beside what you wrote about yourself.',
    fit: 'How far does it fit?',
    fitWord: { unsaid: 'Not said', fits: 'Fits me', partly: 'Partly', lacks: 'Does not fit' } satisfies Record<Fit, string>,
    empty: 'You have written nothing here about yourself.',
    emptyAll: 'You have written nothing about yourself yet.',
    write: 'Write it down',
    writeNamed: (part: string) => `Write it down: ${part}`,
    add: 'Add a mark',
    addNamed: (part: string) => `Add a mark: ${part}`,
    what: 'What this work asks for, or gives',
    whatPlaceholder: 'Calm when six things happen at once',
    needsWhat: 'Say in a few words what it asks for.',
    note: 'Why I mark it so',
    restsOn: 'It rests on',
    onNothing: 'Rests on no answer yet',
    choose: 'Choose answers',
    chooseNamed: (what: string) => `Choose answers: ${what}`,
    chosen: (count: number) => (count === 0 ? 'No answer chosen' : many(count, '1 answer chosen', `${count} answers chosen`)),
    change: (what: string) => `Change: ${what}`,
    done: (what: string) => `Done: ${what}`,
    remove: 'Remove this mark',
    removed: 'The mark is in the bin.',
    takeOff: (name: string, ask: string) => `Rests no longer on ${name}: ${ask}`,
    offRecord: 'off the record',
    missing: 'An answer that is gone',
  },

  chooser: {
    title: 'Which answers does it rest on?',
    find: 'Find an answer',
    none: 'No answer is written down yet. Answers from the interviews of this exploration will be here.',
    nothing: (query: string) => `No answer has “${query}”.`,
    rest: (count: number) => many(count, '1 more; a word from it finds it', `${count} more; a word from one finds it`),
  },

  gaps: {
    title: 'Gaps',
    none: 'No gap is marked: skills, knowledge, experience and education that fit partly or not will be here.',
    close: 'What would close it',
    closeOf: (what: string) => `What would close it: ${what}`,
    placeholder: 'A course, a placement, a year beside somebody who can do it',
  },

  alike: {
    title: 'Alike, and against each other',
    none: 'You have not marked yet where people agree and where they do not.',
    compare: 'Lay the answers side by side',
    word: { unsaid: 'Not marked', agree: 'They say the same', differ: 'They differ', contradict: 'They contradict each other' } satisfies Record<Agreement, string>,
  },

  organizations: {
    title: 'Organizations',
    none: 'The places where the people you met work will be here.',
    met: (count: number) => (count === 0 ? 'You met nobody there yet' : many(count, 'You met 1 person there', `You met ${count} people there`)),
    leads: 'Leads there',
  },

  gains: 'What it brought',

  take: {
    title: 'A page to take along',
    print: 'Print',
    copy: 'Copy',
    copied: 'The page is on the clipboard.',
    save: 'Save as a file',
    path: 'Write it to',
    pathHint: 'A full path ending in .md. Any program that shows text can open it.',
    needsPath: 'Say where the file should go.',
    write: 'Write the file',
    written: (path: string) => stop(`The page is in ${path}`),
    inFolder: (folder: string, name: string) => `${folder}/${name}.md`,
    offRecord: (count: number) =>
      count === 0
        ? ''
        : many(count, '1 answer is off the record and stayed out.', `${count} answers are off the record and stayed out.`),
    done: 'Done',
    open: 'To do',
  },

  side: {
    title: 'Two side by side',
    lead: 'What you heard and what you marked. Which of them it is, only you can say.',
    few: 'It takes two explorations to lay one beside the other.',
    back: 'To your explorations',
    one: 'The one',
    two: 'The other',
    decision: 'Decision',
    undecided: 'Nothing decided',
    talks: 'Interviews',
    held: (held: number, people: number) =>
      held === 0
        ? 'No interview held yet'
        : `${many(held, '1 interview', `${held} interviews`)} with ${many(people, '1 person', `${people} people`)}`,
    heard: 'Heard about',
    notTicked: 'Not ticked here',
    answers: (count: number, names: string) => `${many(count, '1 answer', `${count} answers`)}${names && ` from ${names}`}`,
    marks: 'How it fits you',
    noMarks: 'No mark',
    gaps: 'Gaps',
    noGaps: 'No gap marked',
    brought: 'What it brought',
    notHoped: 'Not hoped for here',
  },
};
