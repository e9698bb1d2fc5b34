// Generated from the command table in crates/app; do not edit. To renew it: make bindings

/** Where the data lives and what there is. */
export type About = { 
/** The version of the app. */
version: string, 
/** The folder of this device's data. */
data_dir: string, 
/** The size of the database, in bytes. */
database_bytes: number, 
/** How many documents there are. */
documents: number, };

/** One action. */
export type Action = { 
/** What there is to do. */
todo: Todo, 
/** With whom; none where a talk or a duty has no person. */
person: Id | null, 
/** The talk, follow-up, attempt or letter it comes from; the person where there is no record yet. */
subject: Id, 
/** The talk it is about; none where no talk came of it yet. */
interview: Id | null, 
/** The kind of duty, where something is owed. */
about: FollowUpKind | null, 
/** When it is due; none where there is no time. */
due: string | null, 
/** Whether that time has passed. */
overdue: boolean, };

/** One try to reach somebody. */
export type AddAttempt = { 
/** Who was tried. */
person: Id, 
/** What for. */
exploration?: Id | null, 
/** How. */
channel: Channel, 
/** What came of it. */
outcome: Outcome, 
/** When; now when left out. */
at?: string | null, 
/** When to call back. */
call_back_at?: string | null, 
/** Anything else. */
note: string, };

/** A decision about an exploration (C78). */
export type AddDecision = { 
/** The exploration. */
exploration: Id, 
/** What is decided. */
course: Course, 
/** Why. */
reason: string, };

/** A new exploration: a title is enough. */
export type AddExploration = { 
/** The title. */
title: string, };

/** Something owed. */
export type AddFollowUp = { 
/** To whom. */
person?: Id | null, 
/** Out of which talk. */
interview?: Id | null, 
/** What. */
what: string, 
/** When it is due. */
due_at?: string | null, };

/** A new mark against the profile (C76). */
export type AddJudgement = { 
/** The exploration. */
exploration: Id, 
/** The part of the profile: `skills`, `values`, `abilities`, `knowledge`, `experience`, `interests`, `lifestyle`, `education`. */
aspect: string, 
/** What the career asks for, or gives. */
what: string, 
/** How far it fits. */
fit: Fit, 
/** The answers that it rests on. */
answers: Array<Id>, };

/** A lead that came up (C68): a word is enough. */
export type AddLead = { 
/** What it is. */
what: string, 
/** The organization's name; it is found or made. */
organization: string, 
/** Where to read about it. */
url: string, 
/** Who told me; the talk's person when left out. */
source?: Id | null, 
/** In which talk. */
interview?: Id | null, };

/** A name that came up anywhere; it becomes a linked prospect (C16). */
export type AddMention = { 
/** The name. */
name: string, 
/** Whom it means, if they are known already. */
prospect?: Id | null, 
/** Whether it is somebody else than whoever has that name already. */
another: boolean, 
/** Who said it; the person of the talk, answer, jot or attempt when left out. */
giver?: Id | null, 
/** In which talk. */
interview?: Id | null, 
/** In which jot. */
jot?: Id | null, 
/** In which answer. */
answer?: Id | null, 
/** At which attempt (C29). */
attempt?: Id | null, 
/** How to reach them, as said (C54). */
how_to_reach: string, 
/** Whether the giver's name may be used (C55). */
may_use_name: Permission, };

/** What is known of a new person: a name is enough. */
export type AddPerson = { 
/** The name. */
name: string, 
/** The organization's name, if known; it is found or made. */
organization?: string | null, 
/** Anything else. */
edits: Array<Edit>, };

/** A question of the user's own (C38). */
export type AddQuestion = { 
/** The wording. */
ask: string, 
/** The id of a topic. */
topic: string, 
/** The talk to whose plan it is added. */
interview?: Id | null, };

/** A name that somebody mentioned; it becomes a linked prospect (C16). */
export type AddReferral = { 
/** The name mentioned. */
name: string, 
/** Who mentioned it; the interview's person when left out. */
giver?: Id | null, 
/** In which talk. */
interview?: Id | null, 
/** How to reach them, as said (C54). */
how_to_reach: string, 
/** Whether the giver's name may be used (C55). */
may_use_name: Permission, };

/** Something that somebody suggested, other than a person (C65). */
export type AddSuggestion = { 
/** What was suggested. */
what: string, 
/** Who suggested it; the talk's person when left out. */
giver?: Id | null, 
/** In which talk. */
interview?: Id | null, };

/** What a new referral made. */
export type AddedReferral = { 
/** The referral. */
referral: Id, 
/** The prospect. */
person: Id, 
/** Whether they were in the notebook already. */
known: boolean, 
/** Whether the same person had named them there already. */
again: boolean, };

/** How the answers to one question stand to each other, as the user marks it (C75). */
export type Agreement = "unsaid" | "agree" | "differ" | "contradict";

/** What the user is about (C03). */
export type Aim = "unsaid" | "choosing" | "refining" | "searching";

/** Says whether the system may show reminders on this device. */
export type AllowReminders = { 
/** Whether it may. */
allowed: boolean, };

/** What was answered to one question in one talk (C50). */
export type Answer = { 
/** The talk. */
interview: Id | null, 
/** The question. */
question: Id | null, 
/** The question's wording when it was first answered. */
asked: string, 
/** What they said. */
text: string, 
/** Whether it holds elsewhere too (C61). */
holds_for: HoldsFor, 
/** Whether it stays out of every export and draft (C81). */
off_record: boolean, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** Why a command did not do what was asked. Nothing that was stored before is changed by a failed command. */
export type ApiError = { 
/** A stable word to tell kinds of error apart: `invalid`, `missing`, `unknown_command`, `storage`, `folder`,
 * `in_use`, `pairing`, `recovery`, `locked`, `import`, `export`, `sync_off`, `unsent`. */
code: string, 
/** What happened. */
message: string, 
/** What to do. */
hint: string | null, };

/** Whom to ask, and for what. */
export type AskFor = { 
/** Who. */
person: Id, 
/** For which exploration; the person's or the only open one when left out. */
exploration?: Id | null, };

/** A question within a talk. */
export type AskedQuestion = { 
/** The question. */
question: QuestionView, 
/** What was answered. */
answer: Answer | null, 
/** Whether it is in the plan. */
planned: boolean, };

/** A file to read or write. */
export type AtPath = { 
/** The file. */
path: string, };

/** One try to reach somebody (C25–C31). */
export type Attempt = { 
/** Who was tried. */
person: Id | null, 
/** What for. */
exploration: Id | null, 
/** When. */
at: string | null, 
/** How. */
channel: Channel, 
/** What came of it. */
outcome: Outcome, 
/** When to call back, if they said so. */
call_back_at: string | null, 
/** The length that was promised, in minutes (C21). */
promised_minutes: number | null, 
/** The talk that came of it (C25, C26). */
interview: Id | null, 
/** Whether they were thanked (C30). */
thanked: boolean, 
/** Anything else. */
note: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** How a sentence goes on from the one before. */
export type Begins = "same" | "line" | "paragraph";

/** What to do better, as somebody wrote after an earlier talk (C71). */
export type Better = { 
/** The talk. */
interview: Id, 
/** With whom it was. */
person: string, 
/** What to do better. */
text: string, };

/** One document in the bin. */
export type BinRow = { 
/** The document. */
id: Id, 
/** Its kind. */
kind: string, 
/** What it is called, or how it begins. */
name: string, 
/** When it was put there. */
updated: string | null, };

/** Names one document. */
export type ById = { 
/** The document. */
id: Id, };

/** Names one template. */
export type ByName = { 
/** Its name. */
name: string, };

/** A calendar entry that was written (C37). */
export type CalendarFile = { 
/** The file. */
path: string, 
/** The entry's id, the same for as long as the talk lives. */
uid: string, 
/** The number of this version: of an own entry it rises with each change and only then, of a received one it is the
 * organizer's. */
sequence: number, 
/** Whether the entry takes the talk out of the calendar. */
cancelled: boolean, };

/** Names a talk whose calendar entry is to be written. */
export type CalendarFor = { 
/** The talk. */
interview: Id, 
/** Where to; a place in the data folder when left out. */
path?: string | null, };

/** How a talk's calendar entry stands. */
export type CalendarState = { 
/** The length that an entry has, in minutes. */
minutes: number, 
/** When one was written last. */
written_at: string | null, 
/** Whether the talk is still as that one said. */
current: boolean, 
/** Whether the entry came with an invitation. */
received: boolean, };

/** What is read while dialling (C17–C22), and what was tried before (C31). */
export type CallScript = { 
/** What to say, sentence by sentence, and the number to dial. */
script: Composed, 
/** What they do and where. */
about: string, 
/** By what means they like to be asked; the usual one when they never said (C23). */
channel: Channel, 
/** The tries so far, the newest first. */
attempts: Array<Attempt>, 
/** The open explorations, to choose from. */
explorations: Array<Named>, 
/** The talk with them that goes on or is planned already. */
interview: Id | null, };

/** People who may be meant by a name. */
export type CalledSo = { 
/** Those whose whole name it is, however it is written. */
exact: Array<PersonRow>, 
/** Others whose names hold these words. */
near: Array<PersonRow>, };

/** A difference between a card and the person as stored. */
export type CardChange = { 
/** Names it within its card. */
key: string, 
/** What it is about. */
field: CardField, 
/** The number or address whose word differs, or the word for a number that is added; else empty. */
about: string, 
/** What stands here. */
here: string, 
/** What the card says. */
card: string, };

/** What of a person or an organization a card speaks of. */
export type CardField = "name" | "role" | "organization" | "notes" | "picture" | "label" | "tag" | "phone" | "email" | "web" | "address" | "other";

/** What one card would do. */
export type CardPreview = { 
/** The card's place in the file, from 0. */
index: number, 
/** The line it begins at, from 1. */
line: number, 
/** The name, when it could be read. */
name: string, 
/** The job title. */
role: string, 
/** The organization's name. */
organization: string, 
/** Phone numbers and addresses, as shown. */
ways: Array<string>, 
/** Whether it has a picture that is kept. */
portrait: boolean, 
/** What is left out or kept elsewhere, in words. */
notices: Array<string>, 
/** What would happen. */
verdict: CardVerdict, 
/** The known person that the card is about, if there is one. */
same: MaybeSame | null, 
/** People it may be about as well; the user is asked. */
maybe: Array<MaybeSame>, 
/** What comes to somebody who is here, without taking anything away. */
adds: Array<CardChange>, 
/** What stands here otherwise; it stays unless the user takes the card's. */
changes: Array<CardChange>, 
/** Why it cannot come in, and what to do. */
error: string | null, };

/** What would happen with a card. */
export type CardVerdict = "new" | "update" | "differs" | "known" | "damaged";

/** What one talk has to one question. */
export type Cell = { 
/** The talk. */
interview: Id, 
/** The question. */
question: Id, 
/** What is there. */
state: CellState, 
/** The answer, where there is one. */
answer: Id | null, 
/** What they said. */
text: string, 
/** Whether it holds elsewhere too (C61). */
holds_for: HoldsFor, 
/** Whether it is off the record (C81). */
off_record: boolean, 
/** The answer's version, for edits; empty without one. */
version: string, };

/** What there is of an answer. */
export type CellState = "answered" | "no_answer" | "ahead" | "left_out";

/** What changed, so that a screen reads only that again. */
export type Changed = { 
/** The kinds of document that changed. */
kinds: Array<string>, 
/** The documents that changed; empty together with `kinds` when everything may have. */
ids: Array<Id>, };

/** By what means somebody was asked. */
export type Channel = "phone" | "email" | "in_person" | "message";

/** By what means somebody can be reached. */
export type ChannelKind = "other" | "phone" | "email" | "web" | "address";

/** Checks the folder. */
export type CheckFolder = { 
/** Whether to put back from this device what is missing or damaged. */
repair: boolean, };

/** One line of the checklist. */
export type CheckItem = { 
/** What a tick is kept under; it stays when the wording changes with the form of the talk. */
key: string, 
/** The wording. */
point: Point, 
/** Whether it is ticked. */
done: boolean, };

/** A choice by its id. */
export type Choosable = { 
/** The id. */
id: string, 
/** What it is called. */
title: string, };

/** Which variants of the templates are shown; the user's own usual ones when left out. */
export type ChooseTemplates = { 
/** Formal or informal. */
tone?: Tone | null, 
/** Which English. */
english?: English | null, };

/** One of the other devices. */
export type ChosenDevice = { 
/** Its id. */
device: string, };

/** What can be done by hand to a list. */
export type CollectAct = { "do": "tick", 
/** The item. */
key: string, 
/** Whether it is ticked. */
on: boolean, } | { "do": "merge", 
/** The item that stays. */
key: string, 
/** The item that becomes part of it. */
with: string, } | { "do": "apart", 
/** The item. */
key: string, 
/** The spelling. */
spelling: string, };

/** Which lists are gathered. */
export type CollectedFor = { 
/** Only from talks of this exploration. */
exploration?: Id | null, };

/** One item of a list (C73). */
export type CollectedItem = { 
/** What it is known by in its list. */
key: string, 
/** The words, as most wrote them. */
text: string, 
/** The spellings that are one; one at least. */
spellings: Array<Spelling>, 
/** Who said it, each answer once. */
said: Array<SaidBy>, 
/** Whether it is ticked. */
ticked: boolean, };

/** The list that gathers from all answers to one question (C73). */
export type CollectedList = { 
/** The question. */
question: Id, 
/** Its wording. */
ask: string, 
/** Its items, those that most people said first. */
items: Array<CollectedItem>, };

/** Which answers are laid side by side; everything left out means all. */
export type CompareFor = { 
/** Only talks of this exploration. */
exploration?: Id | null, 
/** Only questions of this topic, by its id. */
topic?: string | null, 
/** Only talks with people who bear this tag. */
tag?: string | null, 
/** Only talks with people of this organization. */
organization?: Id | null, 
/** Only answers so marked; other answers read as left out. */
holds_for?: HoldsFor | null, };

/** The answers side by side (C72). */
export type ComparePage = { 
/** The talks that were held or go on, and those ahead with a plan; the oldest first, those ahead last. */
talks: Array<ComparedTalk>, 
/** The questions that any of them asks, in the bank's order, then one's own. */
questions: Array<ComparedQuestion>, 
/** What each talk has to each question; where there is none, the question was not asked. */
cells: Array<Cell>, 
/** What can be chosen: topics with a question here, as id and title. */
topics: Array<Choosable>, 
/** Tags of the people here. */
tags: Array<string>, 
/** Organizations of the people here. */
organizations: Array<Named>, 
/** How many of the shown answers are off the record, and stay out of an export (C81). */
off_record: number, };

/** One question among those compared. */
export type ComparedQuestion = { 
/** The question. */
id: Id, 
/** The wording. */
ask: string, 
/** The id of its topic. */
topic: string, 
/** Whether the answer is a list of things. */
list: boolean, 
/** How many talks answered it. */
answered: number, 
/** What the user makes of the answers (C75); none where nothing was marked. */
comparison: Comparison | null, };

/** One talk among those compared. */
export type ComparedTalk = { 
/** The talk. */
id: Id, 
/** What it is called: its own title, or the person's name. */
name: string, 
/** With whom. */
person: Named | null, 
/** Where they work. */
organization: Named | null, 
/** How far it has come. */
stage: Stage, 
/** When it was or will be. */
at: string | null, };

/** What the user makes of all answers to one question in one exploration (C75). */
export type Comparison = { 
/** The exploration; none for talks of no exploration. */
exploration: Id | null, 
/** The question. */
question: Id | null, 
/** How the answers stand to each other. */
agreement: Agreement, 
/** What I take from them. */
note: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** What a letter is to be about: what is left out is found in the records. */
export type ComposeLetter = { 
/** What it is for; "other" takes it from the follow-up. */
purpose: Purpose, 
/** To whom. */
person?: Id | null, 
/** About which talk. */
interview?: Id | null, 
/** Which duty it settles. */
follow_up?: Id | null, 
/** About which referral. */
referral?: Id | null, 
/** For which exploration; the talk's, the person's or the only open one when left out. */
exploration?: Id | null, 
/** How it goes out; as the person prefers when left out. */
channel?: Channel | null, };

/** A letter, ready to be read, changed and sent by the user. */
export type Composed = { 
/** What it is for. */
purpose: Purpose, 
/** How it goes out. */
channel: Channel, 
/** Whether it is written on a card in one's own hand (C63). */
by_hand: boolean, 
/** To whom. */
person: Named | null, 
/** About which talk. */
interview: Id | null, 
/** Which duty it settles. */
follow_up: Id | null, 
/** About which referral. */
referral: Id | null, 
/** For which exploration. */
exploration: Named | null, 
/** The mail address; empty where none is known. */
to: string, 
/** All mail addresses of the person, the preferred one first. */
addresses: Array<string>, 
/** The subject; empty for what is spoken. */
subject: string, 
/** The text. */
body: string, 
/** The address that opens the mail program with all of it filled in (RFC 6068). */
mailto: string | null, 
/** The address that dials (RFC 3966). */
tel: string | null, 
/** What stands behind that number and is not dialled, such as the PIN of a conference line; empty without any. */
beside: string, 
/** The name of the template, such as `ask.email.formal.us`. */
template: string, 
/** The sentences that are said, in order; those of the template, even where the user's own text is shown. */
said: Array<SaidSentence>, 
/** The slots whose sentences are left out because nothing is known. */
missing: Array<string>, 
/** What is wrong with the user's own sentences, in words. */
broken: Array<string>, 
/** The promised minutes that it speaks of. */
minutes: number, 
/** The letter that was kept because the user changed it. */
kept: Id | null, 
/** The version of that letter, for edits; empty without one. */
version: string, 
/** Whether the kept text no longer names the promised minutes, which the template does. */
behind: boolean, 
/** When a letter like this one was sent last. */
sent_at: string | null, 
/** Whether nothing is written down yet of what the user hopes to learn (C06). */
no_objective: boolean, };

/** The recovery code as the user has it. */
export type ConfirmRecovery = { 
/** The code. */
code: string, };

/** Whether a time is confirmed in writing (C32). */
export type Confirmation = "by_mail" | "no";

/** What was decided about an exploration (C78). */
export type Course = "go_on" | "refine" | "choose" | "rule_out";

/** How far one target is covered. */
export type Covered = { 
/** The target's id. */
target: string, 
/** How many answers there are. */
answered: number, 
/** How many questions are planned and not answered yet. */
planned: number, };

/** Sets sync up in a folder. */
export type CreateVault = { 
/** The folder, which some program keeps equal on all devices. */
folder: string, 
/** What this device is called. */
device: string, 
/** What becomes of the folder that this device shares already; without it, such a device is refused with `in_use`. */
earlier?: Earlier | null, };

/** A decision about an exploration; what was decided before stays beside it (C78). */
export type Decision = { 
/** The exploration. */
exploration: Id | null, 
/** What was decided. */
course: Course, 
/** Why. */
reason: string, 
/** When. */
decided_at: string | null, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One device. */
export type DeviceRow = { 
/** Its id; empty for a device that has not told it. */
id: string, 
/** What it is called. */
name: string, 
/** Whether it is this one. */
this: boolean, 
/** The time that it wrote last, by its own clock. */
last_seen: string | null, 
/** Whether it has said that it holds everything this device has put into the folder. */
has_all: boolean, 
/** The time, by this device's clock, up to which it holds what this device wrote. */
has_until: string | null, 
/** How many files of this device it has not said to hold. */
lacks: number, 
/** Whether it is out of use: nobody waits for it, and what it writes from then on waits for the user's word. */
retired: boolean, };

/** Whether a person does the job in question now (C12). */
export type DoesJob = "unknown" | "now" | "before" | "no";

/** What becomes of an earlier folder when another one is set up. */
export type Earlier = "move" | "anew";

/** One change of one field. */
export type Edit = { "do": "set", 
/** The field. */
field: string, 
/** The value; null takes it away. */
value: string | number | boolean | null, } | { "do": "write", 
/** The field. */
field: string, 
/** The whole new text. */
text: string, 
/** The [`Meta::version`](crate::Meta::version) of the text that the writer changed; the difference applies to
 * that text and merges with what came since. Without it, the text now stored is what was changed. */
base: string | null, } | { "do": "add", 
/** The field. */
field: string, 
/** The member. */
member: string, } | { "do": "remove", 
/** The field. */
field: string, 
/** The member. */
member: string, } | { "do": "arrange", 
/** The field. */
field: string, 
/** All members, first to last. */
ids: Array<Id>, } | { "do": "put", 
/** The field. */
field: string, 
/** The entry's id within the document; chosen by whoever adds it. */
entry: string, 
/** Its properties. */
value: Record<string, unknown>, } | { "do": "drop", 
/** The field. */
field: string, 
/** The entry. */
entry: string, };

/** Changes fields of a document. */
export type EditDocument = { 
/** The document. */
id: Id, 
/** Its kind. The profile and the changes to a question of the bank come into being by their first edit. */
kind: string, 
/** What to change. */
edits: Array<Edit>, };

/** Which English drafts are written in. */
export type English = "us" | "gb";

/** Something that happened. */
export type Event = { "type": "changed", "payload": Changed } | { "type": "sync", "payload": SyncStatus } | { "type": "due", "payload": Array<Reminder> };

/** A career question being explored (C06–C11). */
export type Exploration = { 
/** A short name for it. */
title: string, 
/** What I hope to learn (C06). */
objective: string, 
/** From whom (C06). */
from_whom: string, 
/** Why (C06). */
why: string, 
/** The field of work (C07). */
field: string, 
/** The job (C07). */
job: string, 
/** The organization (C07). */
organization: string, 
/** Ids of ticked information targets (C08). */
targets: Array<string>, 
/** Ids of ticked outcomes hoped for (C10). */
hopes: Array<string>, 
/** How well I know this area (C14). */
familiarity: Familiarity, 
/** Whether it is finished. */
closed: boolean, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One exploration's page. */
export type ExplorationPage = { 
/** The exploration. */
exploration: Exploration, 
/** Its talks, the newest first. */
interviews: Array<InterviewRow>, 
/** The people who matter to it. */
people: Array<Named>, 
/** Its jots, the newest first. */
jots: Array<Jot>, 
/** How far each ticked target is covered (C08). */
coverage: Array<Covered>, 
/** What the ticked hopes have come to so far (C10). */
gains: Array<Gain>, 
/** Whom to ask next: those who were named first, then networking contacts (C14). */
to_ask: Array<PersonRow>, };

/** One exploration in a list. */
export type ExplorationRow = { 
/** The exploration. */
id: Id, 
/** Its title, or the job or field where it has none. */
name: string, 
/** The first line of what I hope to learn. */
objective: string, 
/** Whether it is finished. */
closed: boolean, 
/** How many talks belong to it. */
interviews: number, 
/** How many of them were held. */
held: number, 
/** How many people matter to it. */
people: number, };

/** Writes the gathered lists to a file as CSV, but for what only answers off the record named. */
export type ExportCollected = { 
/** Only from talks of this exploration. */
exploration?: Id | null, 
/** Only this question's list. */
question?: Id | null, 
/** How it is written; a table in any case. */
written: Written, 
/** The file. */
path: string, };

/** Writes what is compared to a file: what the screen shows, but for what is off the record. */
export type ExportCompared = { 
/** What is shown. */
shown: CompareFor, 
/** Whether there is a row for each person, instead of each question. */
by_person: boolean, 
/** How it is written. */
written: Written, 
/** The file. */
path: string, };

/** Writes an exploration's findings to a file, to take along. */
export type ExportFindings = { 
/** The exploration. */
id: Id, 
/** The file. */
path: string, };

/** A written file. */
export type Exported = { 
/** Where it is. */
path: string, 
/** Its size, in bytes. */
bytes: number, };

/** A written file, with what stayed out of it. */
export type ExportedWithout = { 
/** Where it is. */
path: string, 
/** How many answers stayed out because they are off the record (C81). */
off_record: number, 
/** How many cells of a table are longer than the 32,767 characters that spreadsheets keep; they are whole in the file. */
long_cells: number, };

/** How well the user knows an area; areas known little are preferred (C14). */
export type Familiarity = "unsaid" | "little" | "some" | "well";

/** A name to look for among the people. */
export type FindNamed = { 
/** The name, or how it begins. */
name: string, };

/** What an exploration has come to (C74–C79). */
export type FindingsPage = { 
/** The exploration. */
exploration: Exploration, 
/** How many talks were held for it. */
held: number, 
/** How many people were met in them. */
people: number, 
/** Each ticked target with who answered for it, and whom to ask (C74). */
coverage: Array<TargetFindings>, 
/** What the ticked hopes have come to so far (C10). */
gains: Array<Gain>, 
/** The questions whose answers the user marked or took something from (C75). */
compared: Array<ComparedQuestion>, 
/** The user, to judge against. */
profile: Profile, 
/** The marks against the profile, by its parts (C76). */
judgements: Array<JudgementView>, 
/** The answers that a mark can rest on, the newest first. */
answers: Array<LinkedAnswer>, 
/** What was decided, the newest first (C78). */
decisions: Array<Decision>, 
/** The organizations of the people met, and those of interest among all of them (C79). */
organizations: Array<OrganizationFindings>, };

/** An exploration's findings as a page to take along: no word that is off the record. */
export type FindingsText = { 
/** The title. */
title: string, 
/** The page as Markdown. */
markdown: string, 
/** How many answers stayed out because they are off the record (C81). */
off_record: number, };

/** How far a career fits in one point (C76). */
export type Fit = "unsaid" | "fits" | "partly" | "lacks";

/** A folder, file by file. */
export type FolderCheck = { 
/** Files that were looked at. */
files: number, 
/** Their size, in bytes. */
bytes: number, 
/** Whole files with changes. */
segments: number, 
/** Whole files with documents. */
packs: number, 
/** What is not as it should be, a sentence each. */
findings: Array<string>, 
/** How many documents a new device would get from the folder alone; none when the key is missing. */
documents: number | null, 
/** How many files a new device would miss. */
missing: number, 
/** How many of those this device can bring back. */
repairable: number, 
/** Whether a new device would get everything; false as well when the key is missing. */
complete: boolean, };

/** Something owed, with a due time. */
export type FollowUp = { 
/** To whom. */
person: Id | null, 
/** Out of which talk. */
interview: Id | null, 
/** Out of which referral (C65). */
referral: Id | null, 
/** What kind of thing is owed. */
about: FollowUpKind, 
/** What is owed, in words. */
what: string, 
/** By what it is sent (C63). */
by: ThanksBy, 
/** When it is due. */
due_at: string | null, 
/** When it was done. */
done_at: string | null, 
/** Anything else. */
note: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** What kind of thing is owed (C62–C67). */
export type FollowUpKind = "other" | "thanks" | "thanks_for_pointing" | "report" | "update" | "questions" | "resume";

/** Where and how a talk is held (C33); in person is preferred. */
export type Form = "in_person" | "lunch" | "phone" | "video" | "email";

/** How the user likes to meet (C33). */
export type FormWish = "as_last" | "in_person" | "lunch" | "phone" | "video";

/** What one hoped-for outcome has come to (C10). */
export type Gain = { 
/** The hope's id. */
hope: string, 
/** How many leads, people or talks brought it. */
count: number, };

/** How many people were asked this week, of how many. */
export type Goal = { 
/** How many were asked since the week began. */
asked: number, 
/** How many the user wants to ask in a week. */
of: number, };

/** Whether the projection equals the documents. */
export type Health = { 
/** Whether everything is in order. */
ok: boolean, 
/** How many documents were read. */
documents: number, 
/** How many changes they hold. */
changes: number, 
/** Rows that differ from their document, in words. */
differences: Array<string>, 
/** Documents that could not be read, in words. */
damaged: Array<string>, };

/** Whether an answer holds elsewhere too (C61). */
export type HoldsFor = "unmarked" | "typical" | "this_place" | "unsure";

/** Identifies one document on every device.
 *
 * Random ids (version 7) name what one device creates; derived ids (version 5, RFC 9562) name what two devices may
 * create apart and must then share: the answer to one question in one interview, a question of the bank, the profile. */
export type Id = string;

/** Brings cards in. */
export type ImportCards = { 
/** The file. */
path: string, 
/** The places of the chosen cards; all readable ones when left out. */
cards?: Array<number> | null, 
/** Whom the user takes cards for. */
same: Array<SameCard>, 
/** Which differences are taken over from the cards; the others stay as they are here. */
take: Array<TakeChange>, 
/** Whether all differences are taken over. */
take_all: boolean, };

/** What a vCard file holds, before anything is changed. */
export type ImportPreview = { 
/** The file's name. */
file: string, 
/** Troubles of the file as a whole, in words. */
problems: Array<string>, 
/** One entry per card, in the order of the file. */
cards: Array<CardPreview>, };

/** What an import did; undo takes all of it back in one step. */
export type ImportReport = { 
/** The new people. */
added: Array<Id>, 
/** People who learned something new. */
updated: Array<Id>, 
/** How many cards held nothing new. */
known: number, 
/** Cards that could not be read, in words. */
failed: Array<string>, 
/** What was left out, in words. */
notices: Array<string>, 
/** What a card says otherwise and was not taken over, in words. */
kept: Array<string>, };

/** How the job looks after a talk (C80). */
export type Impression = "unsaid" | "drawn" | "mixed" | "put_off";

/** One talk with a person, within an exploration. */
export type Interview = { 
/** With whom. */
person: Id | null, 
/** For which exploration. */
exploration: Id | null, 
/** A name for it, where the person's is not enough. */
title: string, 
/** When it is to be. */
scheduled_at: string | null, 
/** The IANA time zone that the time was agreed in. */
zone: string, 
/** The promised length, in minutes. */
promised_minutes: number | null, 
/** How it is held. */
form: Form, 
/** Where. */
place: string, 
/** Ids of the questions to ask, in order (C38). */
plan: Array<Id>, 
/** When it began. */
started_at: string | null, 
/** When it ended. */
ended_at: string | null, 
/** Minutes they offered beyond the promised ones (C49). */
extra_minutes: number | null, 
/** Whether it will not happen. */
called_off: boolean, 
/** How they are addressed, where it is other than usual (C24, C41). */
tone: Tone, 
/** How far openings are touched, where it is other than usual. */
jobs: JobsLevel, 
/** What is done with the resume, where it is other than usual (C44). */
resume: ResumePlan, 
/** Whether I pay for lunch (C34). */
i_pay: boolean, 
/** Whether it is at their workplace (C36). */
at_their_place: boolean, 
/** Whether I asked to be shown around, and the answer (C35). */
tour: Permission, 
/** What I saw when I was shown around (C58). */
tour_notes: string, 
/** When to leave, as I set it (C42). */
leave_at: string | null, 
/** The length they were last told, in minutes: in a letter, a confirmation or a calendar entry. */
told_minutes: number | null, 
/** When it was confirmed in writing (C32). */
confirmed_at: string | null, 
/** When the questions were sent ahead (C40). */
questions_sent_at: string | null, 
/** When a calendar entry was written last (C37). */
calendar_at: string | null, 
/** The number of that entry's version (RFC 5545, SEQUENCE). */
calendar_sequence: number | null, 
/** What that entry said, as a hash, so that only a change raises the number. */
calendar_hash: string, 
/** The id of the calendar entry that was received (RFC 5545, UID); empty means this talk's own. */
calendar_uid: string, 
/** Which time of a series was received (RFC 5545, RECURRENCE-ID); nothing for an event that does not repeat. */
invited_occurrence: string | null, 
/** The organizer's number of the version that was taken (RFC 5545, SEQUENCE), in decimal digits: it may exceed 32
 * bits. The organizer alone raises it, so it is kept apart from the number of our own entry. */
invited_sequence: string, 
/** When that version was sent (RFC 5545, DTSTAMP). */
invited_stamp: string | null, 
/** When I was ready for it. */
prepared_at: string | null, 
/** When I rehearsed (C46). */
rehearsed_at: string | null, 
/** Keys of ticked points of the checklist (C41–C45). */
checked: Array<string>, 
/** Whether they asked for my resume (C57). */
resume_asked: boolean, 
/** Whether they were given it (C57). */
resume_given: boolean, 
/** Whether they were thanked at the close (C60). */
thanked_at_close: boolean, 
/** Whether they want to hear how things go on (C59). */
wants_updates: Permission, 
/** What the place was like (C58). */
surroundings: string, 
/** What struck me most (C80). */
struck: string, 
/** What I would ask next (C80). */
ask_next: string, 
/** How the job looks now (C80). */
impression: Impression, 
/** When the first five minutes' notes were made (C80). */
debriefed_at: string | null, 
/** What went well (C70). */
went_well: string, 
/** What to do better (C70, C71). */
do_better: string, 
/** When I looked back (C70). */
reflected_at: string | null, 
/** When "do better" was taken to heart (C71). */
better_done_at: string | null, 
/** Ids of the hoped-for outcomes that it brought (C10). */
gained: Array<string>, 
/** Notes on the whole talk. */
notes: string, 
/** The best way in, if I am interested (C52). */
best_way_in: string, 
/** Who else to talk to (C53). */
who_else: string, 
/** How to reach them (C54). */
how_to_reach: string, 
/** May I use your name (C55). */
may_use_name: Permission, 
/** May I come back (C56). */
may_come_back: Permission, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One talk's page. */
export type InterviewPage = { 
/** The talk. */
interview: Interview, 
/** How far it has come. */
stage: Stage, 
/** What it asks for now, by itself and by what is owed out of it; none where there is nothing to do. */
next: Todo | null, 
/** When its time is over, unless somebody says that it began or was called off (C91); none where it has no time or began. */
over_at: string | null, 
/** Other talks that take up the same time, by their promised length (C37); the first one first. */
same_time: Array<SameTime>, 
/** With whom. */
person: Person | null, 
/** The name of that person's organization. */
organization: string, 
/** For which exploration. */
exploration: Exploration | null, 
/** The planned questions in order, then answered ones that are no longer planned. */
questions: Array<AskedQuestion>, 
/** The jots of this talk, the oldest first. */
jots: Array<Jot>, 
/** Names mentioned in this talk. */
referrals: Array<ReferralRow>, 
/** What is owed out of this talk. */
follow_ups: Array<FollowUp>, 
/** The promised length in minutes, wherever it was promised (C21). */
minutes: number, 
/** How many questions fit into it (C38). */
fits: number, 
/** How far openings are touched; what goes further is left out of the choice of questions. */
jobs: JobsLevel, 
/** What to think of beforehand (C41–C45). */
checklist: Array<CheckItem>, 
/** What to do better, from earlier talks, until it is ticked (C71); the newest first. */
better: Array<Better>, };

/** One talk in a list. */
export type InterviewRow = { 
/** The talk. */
id: Id, 
/** Its own name, often empty. */
title: string, 
/** With whom. */
person: Named | null, 
/** For which exploration. */
exploration: Named | null, 
/** How far it has come. */
stage: Stage, 
/** When it is to be. */
scheduled_at: string | null, 
/** The IANA time zone it was agreed in. */
zone: string, 
/** The promised length, in minutes. */
promised_minutes: number | null, 
/** How it is held. */
form: Form, 
/** Where. */
place: string, 
/** When it began. */
started_at: string | null, 
/** When it ended. */
ended_at: string | null, 
/** How many questions are planned. */
planned: number, 
/** How many questions have an answer. */
answered: number, 
/** When its time is over, unless somebody says that it began or was called off (C91); none where it has no time or began. */
over_at: string | null, 
/** When it was last written to. */
updated: string | null, };

/** What a calendar file holds, before anything is changed. */
export type InvitationPreview = { 
/** The name of the file. */
file: string, 
/** Its events, in order. */
events: Array<InvitationRow>, 
/** What is wrong with the file, in words. */
problems: Array<string>, };

/** One event of a calendar file. */
export type InvitationRow = { 
/** Its place in the file, from 0. */
index: number, 
/** The line on which it begins. */
line: number, 
/** What it is called. */
summary: string, 
/** When it begins. */
start: string | null, 
/** The zone that the time was given in; empty for UTC. */
zone: string, 
/** How long it lasts, in minutes. */
minutes: number | null, 
/** Where. */
place: string, 
/** Who sent it. */
organizer: string, 
/** Whether it is called off. */
cancelled: boolean, 
/** What was left out or assumed, in words. */
notices: Array<string>, 
/** What taking it would do. */
verdict: InvitationVerdict, 
/** The talk that it belongs to. */
interview: Named | null, 
/** Why it cannot be taken, in words. */
error: string | null, };

/** What taking an event would do. */
export type InvitationVerdict = "new" | "update" | "known" | "older" | "proposal" | "answer" | "damaged";

/** How far a question touches openings (where the documents disagree, the user chooses). */
export type Jobs = "no" | "how" | "openings";

/** How far openings are touched: the documents disagree, and the user chooses. */
export type JobsLevel = "usual" | "none" | "how" | "if_raised";

/** Joins the devices that share a folder. */
export type JoinVault = { 
/** The folder. */
folder: string, 
/** The pairing code that a device shows. */
code: string, 
/** What this device is called. */
device: string, };

/** A free note, filed or not yet (C51). */
export type Jot = { 
/** What was jotted. */
text: string, 
/** The talk it belongs to. */
interview: Id | null, 
/** Whom it is about. */
person: Id | null, 
/** The exploration it belongs to. */
exploration: Id | null, 
/** Whether it stays out of every export and draft (C81). */
off_record: boolean, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** A jot with the names of where it is filed. */
export type JotRow = { 
/** The jot. */
jot: Jot, 
/** Whom it is about. */
person: Named | null, 
/** The talk it belongs to, by its person's name or its title. */
interview: Named | null, 
/** The exploration it belongs to. */
exploration: Named | null, };

/** One mark of a career against the profile, resting on answers (C76, C77). */
export type Judgement = { 
/** The exploration. */
exploration: Id | null, 
/** The part of the profile, of [`ASPECTS`]. */
aspect: string, 
/** What the career asks for, or gives. */
what: string, 
/** How far it fits. */
fit: Fit, 
/** The ids of the answers that it rests on; a mark without one is flagged. */
answers: Array<string>, 
/** Why I mark it so. */
note: string, 
/** What would close the gap (C77). */
close: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One mark against the profile with what it rests on (C76). */
export type JudgementView = { 
/** The mark. */
judgement: Judgement, 
/** The answers that it rests on; empty ones are flagged. */
rests_on: Array<LinkedAnswer>, };

/** Keeps the addresses and numbers in a text as ways to reach a person (C54, C94). Words that are none change nothing. */
export type KeepWays = { 
/** Whom they reach. */
person: Id, 
/** The words. */
text: string, 
/** Where they were written: the referral or the letter. What was kept from there before is corrected. */
from: Id, };

/** Where the keys of this device lie. */
export type KeyPlace = "keychain" | "file";

/** How the keys of the folder stand on this device. */
export type KeyStatus = { 
/** Where they lie. */
kept: KeyPlace, 
/** Why they are not in the system's key store. */
why: string | null, 
/** How the recovery code stands. */
recovery: RecoveryState, 
/** Whether a passphrase opens the folder. */
passphrase: boolean, 
/** Whether the keys are known to be missing here, so that nothing is read from the folder or written to it. The system's key store
 * may take a minute to answer; until then nothing is said. */
locked: boolean, 
/** Whether the key was changed in two places at once, each without knowing of the other; a new key joins them again. */
contested: boolean, };

/** Something to go after, and who it came from (C68). */
export type Lead = { 
/** What it is. */
what: string, 
/** At which organization. */
organization: Id | null, 
/** Where to read about it. */
url: string, 
/** Who told me. */
source: Id | null, 
/** In which talk. */
interview: Id | null, 
/** When I heard of it. */
heard_at: string | null, 
/** What became of it. */
state: LeadState, 
/** Anything else. */
note: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One lead with where it came from (C68). */
export type LeadRow = { 
/** The lead. */
lead: Lead, 
/** At which organization. */
organization: Named | null, 
/** Who told me. */
source: Named | null, 
/** In which talk. */
interview: Named | null, };

/** What became of a lead. */
export type LeadState = "open" | "pursued" | "let_go";

/** An answer, as a quotation. */
export type LinkedAnswer = { 
/** The answer. */
id: Id, 
/** The talk. */
interview: Id, 
/** The question. */
question: Id | null, 
/** Who said it. */
name: string, 
/** The wording of the question. */
ask: string, 
/** What they said. */
text: string, 
/** Whether it is off the record (C81). */
off_record: boolean, };

/** An address for the mail program. */
export type MailAddress = { 
/** The address (RFC 6068). */
mailto: string, 
/** Whether it is so long that some mail programs cut it. */
long: boolean, };

/** Where a letter goes. */
export type MailWords = { 
/** The mail address. */
to: string, 
/** The subject. */
subject: string, 
/** The text. */
body: string, };

/** Marks what was answered to one question in one talk; what is left out stays as it is. */
export type MarkAnswer = { 
/** The talk. */
interview: Id, 
/** The question. */
question: Id, 
/** Whether it holds elsewhere too (C61). */
holds_for?: HoldsFor | null, 
/** Whether it stays out of every export and draft (C81). */
off_record?: boolean | null, };

/** Does something by hand to a list (C73); it is remembered, and reaches the other devices. */
export type MarkCollected = { 
/** The question. */
question: Id, 
/** What is done. */
act: CollectAct, };

/** Marks how the answers to a question stand to each other, and what one takes from them (C75). */
export type MarkComparison = { 
/** The exploration; none for all. */
exploration?: Id | null, 
/** The question. */
question: Id, 
/** The mark; unchanged when left out. */
agreement?: Agreement | null, 
/** What I take from them; unchanged when left out. */
note?: string | null, 
/** The version of the note that the writer changed. */
base?: string | null, };

/** Somebody a card may be about. */
export type MaybeSame = { 
/** The person. One whom an earlier card of the file brings has this id once it is in. */
person: Id, 
/** Their name. */
name: string, 
/** Their job title, to tell people of one name apart. */
role: string, };

/** Begins a talk right now, planned or not, with or without a person (C25, C51). */
export type MeetNow = { 
/** With whom. */
person?: Id | null, 
/** For which exploration; the only open one when left out. */
exploration?: Id | null, };

/** A document by its name in lists. */
export type Named = { 
/** The document. */
id: Id, 
/** What it is called; empty when it has no name yet. */
name: string, 
/** Whether it lies in the bin. */
deleted: boolean, };

/** One person in the network that grew from talks (C69). */
export type NetworkRow = { 
/** The person. */
person: Named, 
/** Who led to them first; nobody for those whom the user knew. */
through: Id | null, 
/** How far they are from somebody whom the user knew. */
depth: number, 
/** How many talks with them were held. */
held: number, 
/** Who else named them. */
also: Array<Named>, };

/** No arguments. */
export type Nothing = Record<string, never>;

/** Says that the user has read a notice. */
export type NoticeRead = { 
/** Which. */
notice: SyncNotice, };

/** What they offered beyond the promised time (C49). */
export type OfferMore = { 
/** The talk. */
id: Id, 
/** How many more minutes. */
minutes: number, };

/** An employer or another body (C07, C15). */
export type Organization = { 
/** The name. */
name: string, 
/** The field of work. */
field: string, 
/** Where it is. */
place: string, 
/** Its web address. */
website: string, 
/** Whether I am interested in it (C79). */
interested: boolean, 
/** What I do next about it (C79). */
next_step: string, 
/** Whether it employs people who do such work (C15). */
employs: boolean, 
/** Anything else. */
notes: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One organization that came up (C79). */
export type OrganizationFindings = { 
/** The organization. */
organization: Organization, 
/** How many of the people met work there. */
met: number, 
/** The leads there that are open. */
leads: Array<Named>, };

/** One organization's page. */
export type OrganizationPage = { 
/** The organization. */
organization: Organization, 
/** Who works there. */
people: Array<PersonRow>, };

/** What came of an attempt (C25–C29). */
export type Outcome = "waiting" | "right_now" | "later" | "busy" | "prefers_email" | "cannot_help" | "no_answer";

/** How often something came of a try. */
export type OutcomeCount = { 
/** What came of it. */
outcome: Outcome, 
/** How often. */
count: number, };

/** The words that let another device in. Whoever has them and the folder can read everything. */
export type PairingCode = { 
/** The code, in groups. */
code: string, 
/** The same as an SVG picture for a camera: black on white, with its margin. */
qr: string, };

/** The answer to a request for leave (C55, C56). */
export type Permission = "not_asked" | "yes" | "no";

/** Somebody to talk to, or who was mentioned (C12–C16). */
export type Person = { 
/** The name as it is shown. */
name: string, 
/** The job title. */
role: string, 
/** The organization they work for. */
organization: Id | null, 
/** The field of work. */
field: string, 
/** Whether they do this job now. */
does_job: DoesJob, 
/** Ways to reach them. */
channels: Array<WayToReach>, 
/** How they like to be asked. */
preferred: Preferred, 
/** How they are addressed, where it is other than usual (C24). */
tone: Tone, 
/** How I know them: the opening line of the call (C13). */
how_known: string, 
/** Who named them to me (C13). */
referred_by: Id | null, 
/** Whether they are a networking contact (C14). */
network: boolean, 
/** Ids of the explorations they matter to. */
explorations: Array<string>, 
/** Free words to find them by. */
tags: Array<string>, 
/** Anything else. */
notes: string, 
/** The cards that this person came from, each as an id made of what the card is known by, so that the same card means the
 * same person whatever is changed here (C92). */
cards: Array<string>, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** One person's page. */
export type PersonPage = { 
/** The person. */
person: Person, 
/** Where they work. */
organization: Organization | null, 
/** Who named them. */
referred_by: Named | null, 
/** The picture as a `data:` URL. */
portrait: string | null, 
/** The explorations they matter to. */
explorations: Array<Named>, 
/** The one thing to do next. */
next: Action | null, 
/** Why there is nothing to do, where there is nothing. */
rest: Rest | null, 
/** The talks, the newest first. */
interviews: Array<InterviewRow>, 
/** The attempts to reach them, the newest first. */
attempts: Array<Attempt>, 
/** Whom they named. */
referrals_given: Array<ReferralRow>, 
/** Who named them. */
referrals_received: Array<ReferralRow>, 
/** What is owed to them, open ones first. */
follow_ups: Array<FollowUp>, 
/** The jots about them, the newest first. */
jots: Array<Jot>, };

/** One person in the list. */
export type PersonRow = { 
/** The person. */
id: Id, 
/** The name. */
name: string, 
/** The job title. */
role: string, 
/** The organization's name. */
organization: string, 
/** The tags. */
tags: Array<string>, 
/** When the last talk with them was held. */
met_at: string | null, 
/** How many talks there are with them, planned ones included. */
interviews: number, 
/** Whether they are a networking contact (C14). */
network: boolean, 
/** The lower-case words without accents that a filter looks in. */
fold: string, };

/** A piece of text, marked or not. */
export type Piece = { 
/** The text. */
text: string, 
/** Whether it matches. */
hit: boolean, };

/** How the search goes over time (C99). */
export type PipelinePage = { 
/** The weeks from the first try until now, at most 26, the oldest first; weeks in which nothing was done as well. */
weeks: Array<PipelineWeek>, 
/** How many people stand where now. */
stages: Array<PipelineStage>, 
/** What came of all tries. */
outcomes: Array<OutcomeCount>, 
/** How many people to ask in a week (C04); none for no goal. */
goal: number | null, };

/** How many people stand at one point of the way. */
export type PipelineStage = { 
/** The point: `known`, `asked`, `agreed`, `met`, `thanked`. Everybody stands at the furthest that they have reached. */
stage: string, 
/** How many. */
people: number, };

/** One week, from Monday in the user's own time zone. */
export type PipelineWeek = { 
/** Its Monday. */
monday: string, 
/** How many people were asked, each once a week. */
asked: number, 
/** How many talks were held. */
held: number, 
/** How many answers the talks held that week brought. */
answers: number, 
/** How many people were thanked. */
thanked: number, };

/** Where something is shown. */
export type Place = { 
/** The kind of page: `person`, `organization`, `interview`, `exploration`, `findings`, `compare`, `jot`, `profile`. */
kind: string, 
/** The document of that page. */
id: Id, 
/** Within an interview: the question answered. */
question: Id | null, };

/** Plans a talk: nothing is required. */
export type PlanInterview = { 
/** With whom. */
person?: Id | null, 
/** For which exploration; the only open one when left out. */
exploration?: Id | null, 
/** When. */
scheduled_at?: string | null, 
/** The IANA time zone of that time. */
zone: string, 
/** The promised length in minutes; last time's when left out. */
promised_minutes?: number | null, 
/** How it is held; last time's when left out. */
form?: Form | null, };

/** What is to be thought of, in the wording that fits the talk. */
export type Point = "dress_formal" | "dress_informal" | "leave" | "card" | "contact_details" | "resume_in_bag" | "resume_at_home" | "resume_to_send" | "serious" | "watch" | "first_things" | "quiet_place" | "picture" | "i_pay" | "easy_food" | "few_questions";

/** The user's preferences. There is one. */
export type Preferences = { 
/** How many people to ask in a week (C04); none for no goal. */
weekly_asks: number | null, 
/** The length to ask for, in minutes (C21); none for 20. */
minutes: number | null, 
/** How to meet, unless a talk says otherwise (C33). */
form: FormWish, 
/** How people are asked who are not known to prefer anything (C23). */
first_channel: Channel, 
/** How people are addressed (C24). */
tone: Tone, 
/** Whether questions are sent ahead (C40). */
questions_ahead: boolean, 
/** Whether a time is confirmed in writing (C32). */
confirmation: Confirmation, 
/** How far openings are touched. */
jobs: JobsLevel, 
/** What is done with the resume (C44). */
resume: ResumePlan, 
/** Who hears how things went on (C66). */
updates: Updates, 
/** By what thanks are sent (C63). */
thanks_by: ThanksBy, 
/** When thanks are due (C62). */
thanks_due: ThanksDue, 
/** Which English drafts are written in. */
english: English, 
/** How I sign. */
signature: string, 
/** Whether the first screen was read (C01, C02). */
welcomed: boolean, 
/** Which recovery code the user is known to have, as a short hash of its address; of another one nobody knows. */
recovery_kept: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** The way a person prefers to be asked, remembered per person (C12, C23). */
export type Preferred = "unknown" | "phone" | "email" | "in_person" | "message";

/** Reads a vCard file. */
export type PreviewCards = { 
/** The file. */
path: string, 
/** Whom the user takes cards for; who the others are follows from what they say. */
same: Array<SameCard>, };

/** Shows how a template reads. */
export type PreviewTemplate = { 
/** The template's name. */
name: string, 
/** Sentences as they would be, before they are saved. */
sentences: Array<Sentence>, 
/** A person whose records fill the slots; samples fill them when left out. */
person?: Id | null, };

/** The user, to judge fit against (C03, C09). There is one. */
export type Profile = { 
/** Where I stand (C03). */
standing: Standing, 
/** What I am about (C03). */
aim: Aim, 
/** What I would say of myself in a few sentences (C46). */
statement: string, 
/** What I can do. */
skills: string, 
/** What matters to me. */
values: string, 
/** What comes easily. */
abilities: string, 
/** What I know. */
knowledge: string, 
/** What I have done. */
experience: string, 
/** What draws me. */
interests: string, 
/** How I want to live. */
lifestyle: string, 
/** What I studied. */
education: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** What a letter or a call is for. */
export type Purpose = "other" | "ask" | "questions" | "confirm" | "move" | "cancel" | "thanks" | "thanks_for_pointing" | "report" | "update" | "more_questions" | "resume";

/** Files that had gone from the folder and were put back. */
export type PutBack = { 
/** How many. */
files: number, 
/** When, the last time. */
at: string, };

/** The questions to choose from. */
export type QuestionList = { 
/** The topics in order, each with its questions; the user's own without a topic come last, under the id `own`. */
topics: Array<TopicView>, };

/** A question as the user meets it: the bank's, with the user's changes over it, or the user's own. */
export type QuestionView = { 
/** Its id. */
id: Id, 
/** The wording. */
ask: string, 
/** The id of its topic; `own` for the user's own without one. */
topic: string, 
/** Whether every interview starts from it (C39). */
pinned: boolean, 
/** Whether the answer is a list of things. */
list: boolean, 
/** How far it touches openings. */
jobs: Jobs, 
/** Ids of close relatives. */
near: Array<Id>, 
/** Ids of the information targets that an answer covers (C08). */
targets: Array<string>, 
/** Whether only a student can ask it (C03). */
students: boolean, 
/** Whether it is the user's own. */
own: boolean, 
/** Whether the user changed the bank's wording or topic. */
edited: boolean, 
/** Whether it is left out of the choice. */
hidden: boolean, 
/** Whether something published answers it (C47). */
published: boolean, 
/** Where (C47). */
published_in: string, 
/** The version of the user's document, for edits; empty without one. */
version: string, 
/** The values of the wording that devices wrote apart. */
conflicts: Array<string>, };

/** A calendar file to look at. */
export type ReadInvitation = { 
/** The file. */
path: string, 
/** The IANA zone of this device, for entries that name none. */
zone: string, };

/** Why there is nothing to do for somebody now. */
export type Reason = "contact" | "awaiting_reply" | "no_answer" | "left_alone" | "refused" | "ahead" | "called_off" | "finished";

/** What came of asking somebody: each outcome leaves its record and its next action in one act (C25–C30). */
export type RecordOutcome = { 
/** Who was asked. */
person: Id, 
/** For which exploration; the person's or the only open one when left out. */
exploration?: Id | null, 
/** How they were asked. */
channel: Channel, 
/** What they said. */
outcome: Outcome, 
/** The length that was promised; the one that the script says when left out. */
minutes?: number | null, 
/** When to call back; in an hour when left out (C27). */
call_back_at?: string | null, 
/** When it was; now when left out. */
at?: string | null, 
/** Anything else. */
note: string, };

/** What an outcome made. */
export type Recorded = { 
/** The attempt. */
attempt: Id, 
/** The talk that came of it (C25, C26). */
interview: Id | null, 
/** When to call back (C27). */
call_back_at: string | null, 
/** How often they were tried by now. */
tries: number, };

/** Opens a folder without another device. */
export type RecoverVault = { 
/** The folder. */
folder: string, 
/** The recovery code, or the passphrase. */
secret: string, 
/** What this device is called. */
device: string, };

/** What opens the folder when every device is gone. It stays the same until a new one is made. */
export type RecoveryCode = { 
/** The code, in groups. */
code: string, 
/** The same as an SVG picture for a camera: black on white, with its margin. */
qr: string, };

/** How the recovery code stands. */
export type RecoveryState = "none" | "unconfirmed" | "confirmed" | "elsewhere";

/** Somebody named somebody else, or suggested something (C13, C16, C53–C55, C65). */
export type Referral = { 
/** Who named them. */
giver: Id | null, 
/** Who was named; nobody, if it is a suggestion. */
prospect: Id | null, 
/** What was suggested, if it is not a person (C65). */
what: string, 
/** In which talk. */
interview: Id | null, 
/** In which jot (C16). */
jot: Id | null, 
/** In which answer (C16). */
answer: Id | null, 
/** At which attempt (C29). */
attempt: Id | null, 
/** What came of it (C65). */
outcome: ReferralOutcome, 
/** Since when that is so. */
outcome_at: string | null, 
/** How to reach them, as said (C54). */
how_to_reach: string, 
/** Whether the giver's name may be used (C55). */
may_use_name: Permission, 
/** Anything else. */
note: string, 
/** Its identity on every device. */
id: Id, 
/** The name of its kind. */
kind: string, 
/** When it was made, by the maker's clock; none if it was only ever written to. */
created: string | null, 
/** When it was last written to, by that writer's clock. */
updated: string | null, 
/** Whether it lies in the bin. A document that another device wrote to at the same time does not (C95). */
deleted: boolean, 
/** The version these fields were read at: give it back with an edit, so that the edit applies to what was seen. */
version: string, 
/** The values of each field that devices wrote apart, the shown one among them, until the user chooses. */
conflicts: Record<string, unknown[]>, };

/** What came of a referral or a suggestion (C65). */
export type ReferralOutcome = "open" | "reached" | "met" | "no_reply" | "declined" | "let_go";

/** A referral with the person at its other end. */
export type ReferralRow = { 
/** The referral. */
referral: Referral, 
/** The prospect where the page is the giver's, the giver where it is the prospect's. */
other: Named | null, };

/** Something due that the user is told of once on each device. */
export type Reminder = { 
/** What there is to do. */
todo: Todo, 
/** The record it comes from. */
subject: Id, 
/** With whom. */
person: Named | null, 
/** What there is to do, in one sentence. */
text: string, 
/** Since when it is due. */
due: string | null, };

/** How reminders stand on this device. */
export type ReminderState = { 
/** Whether the system may show them too; none until the user was asked, which happens at the first one. */
allowed: boolean | null, 
/** What is due now, the most urgent first. */
due: Array<Reminder>, };

/** Gives this device another name. */
export type RenameDevice = { 
/** The name. */
device: string, };

/** A stated rest. */
export type Rest = { 
/** Why there is nothing to do. */
reason: Reason, 
/** When there will be something to do again; none where only something new changes that. */
until: string | null, };

/** What is done with the resume: the documents disagree, and the user chooses (C44). */
export type ResumePlan = "usual" | "if_asked" | "at_home";

/** Makes a new key. */
export type RotateVault = { 
/** The devices that must not read what comes after, by their ids. */
without: Array<string>, };

/** An answer that names an item. */
export type SaidBy = { 
/** The talk. */
interview: Id, 
/** The answer. */
answer: Id, 
/** Who said it. */
name: string, 
/** Whether it is off the record (C81). */
off_record: boolean, };

/** A sentence as it is said: a card of the call, where it is spoken. */
export type SaidSentence = { 
/** Its id. */
id: string, 
/** Its words. */
text: string, 
/** How it goes on from the one before. */
begins: Begins, };

/** Whom the user takes a card for. */
export type SameCard = { 
/** The card's place in the file, from 0. */
card: number, 
/** Somebody who is here; none for somebody new. */
person: Id | null, };

/** Another talk that takes up the same time (C37). */
export type SameTime = { 
/** The other talk. */
id: Id, 
/** What it is called: its own name, or its person's. */
name: string, 
/** When it begins. */
at: string, };

/** What was answered to one question in one talk. */
export type SaveAnswer = { 
/** The talk. */
interview: Id, 
/** The question. */
question: Id, 
/** The whole text. */
text: string, 
/** The version of the answer that the writer changed; none where there was no answer. */
base?: string | null, };

/** Saves a jot while it is typed. */
export type SaveJot = { 
/** The jot; a new one is made when left out. */
id?: Id | null, 
/** The whole text. */
text: string, 
/** The version that the writer changed. */
base?: string | null, 
/** The talk it belongs to, for a new one. */
interview?: Id | null, 
/** Whom it is about, for a new one. */
person?: Id | null, 
/** The exploration it belongs to, for a new one. */
exploration?: Id | null, };

/** Keeps a letter that the user changed. */
export type SaveLetter = { 
/** The letter; its writer chooses the id before the first letter is kept. */
id: Id, 
/** The address, if it was changed. */
to?: string | null, 
/** The subject, if it was changed. */
subject?: string | null, 
/** The text, if it was changed. */
body?: string | null, 
/** The version of the text that was changed. */
base?: string | null, 
/** What it is for; "other" takes it from the follow-up. */
purpose: Purpose, 
/** To whom. */
person?: Id | null, 
/** About which talk. */
interview?: Id | null, 
/** Which duty it settles. */
follow_up?: Id | null, 
/** About which referral. */
referral?: Id | null, 
/** For which exploration; the talk's, the person's or the only open one when left out. */
exploration?: Id | null, 
/** How it goes out; as the person prefers when left out. */
channel?: Channel | null, };

/** Rewords one sentence of a template. */
export type SaveSentence = { 
/** The template's name. */
name: string, 
/** The sentence's id. */
sentence: string, 
/** The new wording, empty to leave the sentence out; the built-in wording again when left out. */
text?: string | null, };

/** What a document holds after it was saved. */
export type Saved = { 
/** The document. */
id: Id, 
/** Its version now: the base of the next edit. */
version: string, 
/** The prose fields that were written, as they read now; other devices' words may be merged in. */
texts: { [key in string]: string }, };

/** Agrees on a talk; what is left out stays as it is. */
export type ScheduleInterview = { 
/** The talk. */
id: Id, 
/** When it begins. */
scheduled_at?: string | null, 
/** The IANA zone that the time was agreed in. */
zone?: string | null, 
/** The promised length, in minutes; see [`SetPromise`]. */
minutes?: number | null, 
/** How it is held (C33). */
form?: Form | null, 
/** Where. */
place?: string | null, 
/** Whether that is their workplace (C36). */
at_their_place?: boolean | null, 
/** Whether I pay for lunch (C34). */
i_pay?: boolean | null, 
/** Whether I asked to be shown around, and the answer (C35). */
tour?: Permission | null, 
/** Whether they hear of another length; must be said once they were told one. */
telling?: Telling | null, };

/** What came of a change of the agreement. */
export type Scheduled = { 
/** The talk now; nothing was changed when it is left out, because it must first be said whether they know. */
saved: Saved | null, 
/** What they were told before and is no longer so. */
told: ToldBefore | null, 
/** Other talks that take up the same time now (C37); nothing is refused for them. */
same_time: Array<SameTime>, };

/** What to look for (C90). */
export type Search = { 
/** The words; the last one may be unfinished. */
query: string, 
/** How many hits at most; 50 when left out. */
limit?: number | null, };

/** One hit. */
export type SearchHit = { 
/** The document found. */
id: Id, 
/** Its kind. */
kind: string, 
/** The field that holds the words. */
field: string, 
/** What the document is called. */
title: string, 
/** The words in their context; the pieces that match are marked. */
context: Array<Piece>, 
/** The document whose page shows it: the talk of an answer, the person of a follow-up. */
open: Place, };

/** Says that a letter was sent: the user's word, for the app sends nothing. */
export type SentLetter = { 
/** The letter that was kept, if it was changed. */
id?: Id | null, 
/** When; now when left out. */
at?: string | null, 
/** What it is for; "other" takes it from the follow-up. */
purpose: Purpose, 
/** To whom. */
person?: Id | null, 
/** About which talk. */
interview?: Id | null, 
/** Which duty it settles. */
follow_up?: Id | null, 
/** About which referral. */
referral?: Id | null, 
/** For which exploration; the talk's, the person's or the only open one when left out. */
exploration?: Id | null, 
/** How it goes out; as the person prefers when left out. */
channel?: Channel | null, };

/** One sentence of a template as the user wants it. */
export type Sentence = { 
/** Which sentence of the built-in template it stands for. */
id: string, 
/** The wording, with slots such as `{{ minutes }}`; empty leaves the sentence out. */
text: string, };

/** One sentence of a template. */
export type SentenceView = { 
/** Its id. */
id: string, 
/** The wording in use; empty leaves the sentence out. */
text: string, 
/** The built-in wording. */
original: string, 
/** How it goes on from the one before. */
begins: Begins, 
/** The earlier sentence in whose place it is said. */
unless: string | null, };

/** Marks something owed as done or open. */
export type SetDone = { 
/** The follow-up. */
id: Id, 
/** Whether it is done. */
done: boolean, };

/** Names the organization somebody works for. */
export type SetOrganization = { 
/** The person. */
person: Id, 
/** The organization's name; it is found or made. Empty takes the link away. */
name: string, };

/** Lets a passphrase open the folder. */
export type SetPassphrase = { 
/** The passphrase, of at least 12 characters; case and accents count, the amount of space does not. */
passphrase: string, };

/** Promises a length: the one number that script, letter, calendar entry, question count and timer follow. */
export type SetPromise = { 
/** The talk. */
id: Id, 
/** The length, in minutes. */
minutes: number, 
/** How it is held, if that changes along: a lunch is a length as well. */
form?: Form | null, 
/** Whether they hear of it; must be said once they were told another length. */
telling?: Telling | null, };

/** Says what became of a referral or a suggestion (C65). */
export type SetReferralOutcome = { 
/** The referral or suggestion. */
id: Id, 
/** What became of it; a report is owed to whoever gave it as soon as that is known. */
outcome: ReferralOutcome, };

/** One slot. */
export type SlotView = { 
/** Its name. */
name: string, 
/** What it stands for. */
about: string, 
/** How it may look. */
sample: string, };

/** One spelling of an item. */
export type Spelling = { 
/** What it is known by in its list. */
key: string, 
/** The words. */
text: string, };

/** How far a talk has come; derived from its times, never stored. */
export type Stage = "planned" | "scheduled" | "meeting" | "held" | "called_off";

/** Where the user stands (C03); wording and student-only questions follow. */
export type Standing = "unsaid" | "early_student" | "late_student" | "graduate" | "working";

/** Something about the folder that is told until the user has read it. */
export type SyncNotice = "copied" | "put_back" | "set_up_twice";

/** How far reading the folder has come. */
export type SyncProgress = { 
/** Files read. */
done: number, 
/** Files to read. */
of: number, };

/** How sync stands, in one word. */
export type SyncState = "off" | "starting" | "up_to_date" | "to_send" | "arriving" | "problem";

/** Where the user's words are. */
export type SyncStatus = { 
/** How it stands. */
state: SyncState, 
/** A stable word for the state of the folder, such as `ok`, `missing`, `read_only`; empty when off. */
folder_state: string, 
/** What is so, in plain words; empty when there is nothing to say. */
message: string, 
/** The one thing to do about it. */
advice: string | null, 
/** The folder. */
folder: string | null, 
/** How many changes are not in the folder yet. */
unsent: number, 
/** When the folder was last looked at. */
looked_at: string | null, 
/** The devices that share the folder, this one first. */
devices: Array<DeviceRow>, 
/** Files that cannot be used, in words; they are left as they are. */
problems: Array<string>, 
/** How far reading has come, while a round with much to read runs. */
progress: SyncProgress | null, 
/** When it was noticed last that a copy of this device's data writes, too. */
copied_at: string | null, 
/** What was put back into the folder without asking, until the user has read of it. */
put_back: PutBack | null, 
/** Whether another device has set up the same folder for itself, and the user has not said to know of it. */
set_up_twice: boolean, 
/** How the keys stand; none when sync is off. */
keys: KeyStatus | null, };

/** A difference that the user takes over from a card. */
export type TakeChange = { 
/** The card's place in the file, from 0. */
card: number, 
/** The key of the difference. */
key: string, };

/** Takes one event of a calendar file. */
export type TakeInvitation = { 
/** The file. */
path: string, 
/** The IANA zone of this device, for entries that name none. */
zone: string, 
/** The event's place in the file, from 0. */
event: number, 
/** The talk that it gives a time; the one it belongs to, or a new one, when left out. */
interview?: Id | null, 
/** With whom, for a new talk. */
person?: Id | null, };

/** A talk ahead in which a target can be asked about. */
export type TalkAhead = { 
/** The talk. */
interview: Id, 
/** What it is called. */
name: string, 
/** Whether one of its questions serves the target. */
asks: boolean, };

/** How far one target is covered, by whom, and whom to ask next (C74). */
export type TargetFindings = { 
/** The target's id. */
target: string, 
/** How many answers there are. */
answered: number, 
/** Who gave them, each once. */
by: Array<Named>, 
/** How many questions of talks ahead serve it. */
planned: number, 
/** The talks ahead, with whether a question of theirs serves it: there it can still be asked. */
ahead: Array<TalkAhead>, 
/** Who else could be asked: people who matter to the exploration and with whom there is no talk yet. */
could_ask: Array<PersonRow>, };

/** Whether they hear of another length than the one they were told. */
export type Telling = "will_tell" | "they_know";

/** The templates in one tone and one English. */
export type TemplateList = { 
/** Formal or informal. */
tone: Tone, 
/** Which English. */
english: English, 
/** The templates. */
templates: Array<TemplateView>, 
/** Every slot that a sentence may name. */
slots: Array<SlotView>, 
/** The user's preferences, with the name that letters are signed with. */
preferences: Preferences, };

/** How a template reads. */
export type TemplatePreview = { 
/** The subject. */
subject: string, 
/** The text. */
body: string, 
/** The slots whose sentences are left out. */
missing: Array<string>, 
/** What is wrong with a sentence, in words. */
broken: Array<string>, };

/** One template with the user's changes over it. */
export type TemplateView = { 
/** Its name, such as `ask.email.formal.us`. */
name: string, 
/** What it is for. */
purpose: Purpose, 
/** How it goes out. */
channel: Channel, 
/** Its sentences, in order. */
sentences: Array<SentenceView>, 
/** Whether the user changed any. */
changed: boolean, };

/** By what thanks are sent (C63). */
export type ThanksBy = "email" | "handwritten";

/** When thanks are due (C62). */
export type ThanksDue = "same_day" | "next_day" | "two_days";

/** One action, with the names to show. */
export type TodayAction = { 
/** What to do, and when. */
action: Action, 
/** With whom. */
person: Named | null, 
/** What is owed, or what the talk is called. */
subject: string, };

/** The Today screen. */
export type TodayPage = { 
/** One next action per person, overdue first. */
actions: Array<TodayAction>, 
/** Talks with a time ahead, the nearest first, at most five. */
upcoming: Array<InterviewRow>, 
/** How many jots belong nowhere yet. */
unfiled_jots: number, 
/** How many people there are. */
people: number, 
/** How many talks there are. */
interviews: number, 
/** How many talks were held. */
held: number, 
/** How many explorations are open. */
explorations: number, 
/** How this week goes, where the user has a goal (C04). */
goal: Goal | null, 
/** When time alone changes something of this; none where only writing does. */
until: string | null, };

/** What there is to do. */
export type Todo = "continue" | "meet" | "took_place" | "debrief" | "follow_up" | "call_back" | "write" | "thank" | "confirm" | "send_questions" | "prepare" | "schedule" | "ask_again" | "ask" | "reflect";

/** What they were told before. */
export type ToldBefore = { 
/** The length, in minutes. */
minutes: number | null, 
/** When the talk was confirmed in writing. */
confirmed_at: string | null, 
/** When its calendar entry was written. */
calendar_at: string | null, 
/** When the questions were sent. */
questions_sent_at: string | null, };

/** How somebody is addressed, and how one dresses (C24, C41). */
export type Tone = "usual" | "formal" | "informal";

/** A topic with its questions. */
export type TopicView = { 
/** Its id. */
id: string, 
/** Its title. */
title: string, 
/** Its questions, in order. */
questions: Array<QuestionView>, };

/** What undo and redo would do. */
export type UndoState = { 
/** What undo would take back, such as "Edit jot"; none when there is nothing. */
undo: string | null, 
/** What redo would bring again. */
redo: string | null, };

/** What was taken back or brought again. */
export type Undone = { 
/** What it was; none when there was nothing. */
label: string | null, };

/** Who hears how things went on (C66); a report on a referral is owed in any case. */
export type Updates = "if_wanted" | "nobody";

/** An address that the system opens. */
export type WayAddress = { 
/** A `mailto:` or `tel:` address; none where the value holds none. */
address: string | null, 
/** What stands behind a number and is not dialled, such as a PIN; empty without any. */
beside: string, };

/** One way to reach somebody. */
export type WayToOpen = { 
/** By what means. */
kind: ChannelKind, 
/** The number or address. */
value: string, };

/** One way to reach a person (C12). */
export type WayToReach = { 
/** Identifies the entry within its person; given by the store. */
id: string, 
/** By what means. */
kind: ChannelKind, 
/** The number or address. */
value: string, 
/** A word for it, such as "work" or "cell". */
label: string, 
/** Whether it is taken before the others of its kind; the order in which they are listed stays. */
preferred: boolean, };

/** How an export is written. */
export type Written = "csv" | "csv_semicolon" | "markdown";

/** Every command with the types of its arguments and its result. */
export interface Commands {
  /** Tells what to do next and what is coming. */
  today: { args: Nothing; result: TodayPage };
  /** Tells what is due now, and whether the system may say so too. */
  reminders: { args: Nothing; result: ReminderState };
  /** Says whether the system may show reminders on this device. */
  reminders_allow: { args: AllowReminders; result: ReminderState };
  /** Lists all people by name. */
  people: { args: Nothing; result: Array<PersonRow> };
  /** Shows one person. */
  person: { args: ById; result: PersonPage };
  /** Adds a person; a name is enough. */
  person_add: { args: AddPerson; result: Saved };
  /** Says where a person works, by name. */
  person_set_organization: { args: SetOrganization; result: Saved };
  /** Lists all organizations by name. */
  organizations: { args: Nothing; result: Array<Organization> };
  /** Shows one organization. */
  organization: { args: ById; result: OrganizationPage };
  /** Keeps the addresses and numbers in a text as ways to reach a person. */
  ways_keep: { args: KeepWays; result: Nothing };
  /** Makes a mentioned name a linked prospect. */
  referral_add: { args: AddReferral; result: AddedReferral };
  /** Makes a name that came up anywhere a linked prospect; somebody of that name who is known already is meant. */
  mention_add: { args: AddMention; result: AddedReferral };
  /** Finds the people whom a name may mean. */
  people_called: { args: FindNamed; result: CalledSo };
  /** Shows what to say on the telephone, and what was tried before. */
  call_script: { args: AskFor; result: CallScript };
  /** Records what came of asking somebody, with all that follows from it. */
  outcome_record: { args: RecordOutcome; result: Recorded };
  /** Notes a try to reach somebody. */
  attempt_add: { args: AddAttempt; result: Saved };
  /** Notes something owed. */
  follow_up_add: { args: AddFollowUp; result: Saved };
  /** Marks something owed as done, or as open again. */
  follow_up_done: { args: SetDone; result: Saved };
  /** Lists all talks, the nearest and the newest first. */
  interviews: { args: Nothing; result: Array<InterviewRow> };
  /** Shows one talk. */
  interview: { args: ById; result: InterviewPage };
  /** Plans a talk, starting from the three pinned questions. */
  interview_plan: { args: PlanInterview; result: Saved };
  /** Begins a talk now. */
  interview_start: { args: ById; result: Saved };
  /** Plans a talk and begins it, in one act. */
  meet_now: { args: MeetNow; result: Saved };
  /** Ends a talk now. */
  interview_end: { args: ById; result: Saved };
  /** Notes that a talk took place at its agreed time, once that is over. */
  took_place: { args: ById; result: Saved };
  /** Opens a talk again that was ended too early. */
  interview_resume: { args: ById; result: Saved };
  /** Notes that they offered more time. */
  interview_offer_more: { args: OfferMore; result: Saved };
  /** Agrees on when, how and where a talk is held. */
  schedule: { args: ScheduleInterview; result: Scheduled };
  /** Promises a length; asks back once they were told another. */
  promise: { args: SetPromise; result: Scheduled };
  /** Calls a talk off. */
  call_off: { args: ById; result: Scheduled };
  /** Writes a talk's calendar entry to a file, under a higher number if it has changed. */
  calendar_write: { args: CalendarFor; result: CalendarFile };
  /** Tells how a talk's calendar entry stands. */
  calendar_state: { args: ById; result: CalendarState };
  /** Shows what a calendar file holds; changes nothing. */
  invitation_preview: { args: ReadInvitation; result: InvitationPreview };
  /** Takes one event of a calendar file: a new talk, or the time of one that is known. */
  invitation_take: { args: TakeInvitation; result: Saved };
  /** Says what became of a referral or a suggestion; a report to whoever gave it is owed from then on. */
  referral_outcome: { args: SetReferralOutcome; result: Saved };
  /** Notes something that somebody suggested. */
  suggestion_add: { args: AddSuggestion; result: Saved };
  /** Notes a lead with its source. */
  lead_add: { args: AddLead; result: Saved };
  /** Lists all leads, open ones first. */
  leads: { args: Nothing; result: Array<LeadRow> };
  /** Shows how the network grew: everybody once, each after whoever led to them. */
  network: { args: Nothing; result: Array<NetworkRow> };
  /** Saves an answer while it is typed. */
  answer_save: { args: SaveAnswer; result: Saved };
  /** Marks an answer as typical or not, and as off the record. */
  answer_mark: { args: MarkAnswer; result: Saved };
  /** Lists the questions to choose from. */
  questions: { args: Nothing; result: QuestionList };
  /** Adds a question of one's own, to a talk's plan as well if one is named. */
  question_add: { args: AddQuestion; result: Saved };
  /** Lists all explorations, open ones first. */
  explorations: { args: Nothing; result: Array<ExplorationRow> };
  /** Shows one exploration. */
  exploration: { args: ById; result: ExplorationPage };
  /** Adds an exploration. */
  exploration_add: { args: AddExploration; result: Saved };
  /** Lays all answers side by side. */
  compare: { args: CompareFor; result: ComparePage };
  /** Writes what is laid side by side to a file, but for what is off the record. */
  compare_export: { args: ExportCompared; result: ExportedWithout };
  /** Marks how the answers to a question stand to each other. */
  comparison_mark: { args: MarkComparison; result: Saved };
  /** Gathers the items of list answers, one list for each question. */
  collected: { args: CollectedFor; result: Array<CollectedList> };
  /** Ticks an item of a gathered list, makes two one, or keeps one apart. */
  collected_mark: { args: MarkCollected; result: Saved };
  /** Writes gathered lists to a file, but for what only answers off the record name. */
  collected_export: { args: ExportCollected; result: ExportedWithout };
  /** Shows what an exploration has come to. */
  findings: { args: ById; result: FindingsPage };
  /** Writes an exploration's findings as a page to take along; keeps nothing. */
  findings_text: { args: ById; result: FindingsText };
  /** Writes that page to a file. */
  findings_export: { args: ExportFindings; result: ExportedWithout };
  /** Marks a career against the profile. */
  judgement_add: { args: AddJudgement; result: Saved };
  /** Notes a decision about an exploration; what was decided before stays. */
  decision_add: { args: AddDecision; result: Saved };
  /** Shows how the search goes over time. */
  pipeline: { args: Nothing; result: PipelinePage };
  /** Shows the preferences. */
  preferences: { args: Nothing; result: Preferences };
  /** Shows the profile. */
  profile: { args: Nothing; result: Profile };
  /** Writes a letter or a call script from what is known; keeps nothing. */
  letter: { args: ComposeLetter; result: Composed };
  /** Keeps a letter that the user changed, while it is typed. */
  letter_save: { args: SaveLetter; result: Saved };
  /** Notes that a letter was sent, and what that settles. */
  letter_sent: { args: SentLetter; result: Saved };
  /** Writes the address that opens the mail program with a letter in it. */
  letter_address: { args: MailWords; result: MailAddress };
  /** Writes the address that dials a number or opens the mail program. */
  way_address: { args: WayToOpen; result: WayAddress };
  /** Lists the templates in one tone and one English. */
  templates: { args: ChooseTemplates; result: TemplateList };
  /** Shows how a template reads; changes nothing. */
  template_preview: { args: PreviewTemplate; result: TemplatePreview };
  /** Rewords one sentence of a template. */
  template_save: { args: SaveSentence; result: Saved };
  /** Gives a template its built-in wording back. */
  template_reset: { args: ByName; result: Nothing };
  /** Lists all jots, the newest first. */
  jots: { args: Nothing; result: Array<JotRow> };
  /** Shows one jot. */
  jot: { args: ById; result: JotRow };
  /** Saves a jot while it is typed; makes it with the first letter. */
  jot_save: { args: SaveJot; result: Saved };
  /** Changes fields of a document. */
  edit: { args: EditDocument; result: Saved };
  /** Puts a document into the bin. */
  delete: { args: ById; result: Nothing };
  /** Takes a document out of the bin. */
  restore: { args: ById; result: Nothing };
  /** Lists what lies in the bin, the newest first. */
  bin: { args: Nothing; result: Array<BinRow> };
  /** Takes the last change back. */
  undo: { args: Nothing; result: Undone };
  /** Brings a change that was taken back again. */
  redo: { args: Nothing; result: Undone };
  /** Tells what undo and redo would do. */
  undo_state: { args: Nothing; result: UndoState };
  /** Finds words in everything. */
  search: { args: Search; result: Array<SearchHit> };
  /** Shows what a vCard file holds; changes nothing. */
  vcard_preview: { args: PreviewCards; result: ImportPreview };
  /** Brings cards of a vCard file in. */
  vcard_import: { args: ImportCards; result: ImportReport };
  /** Writes everything as JSON to a file, but for what is off the record. */
  export_json: { args: AtPath; result: Exported };
  /** Compares the projection with the documents. */
  doctor: { args: Nothing; result: Health };
  /** Tells where the data lives. */
  about: { args: Nothing; result: About };
  /** Tells where the user's words are. */
  sync_status: { args: Nothing; result: SyncStatus };
  /** Sets sync up in a folder. */
  vault_create: { args: CreateVault; result: SyncStatus };
  /** Joins the devices that share a folder. */
  vault_join: { args: JoinVault; result: SyncStatus };
  /** Shows the words that let another device in. */
  pairing_code: { args: Nothing; result: PairingCode };
  /** Opens a folder with the recovery code or the passphrase, without another device. */
  vault_recover: { args: RecoverVault; result: SyncStatus };
  /** Makes a new key, so that devices which are left out read nothing that comes after. */
  vault_rotate: { args: RotateVault; result: SyncStatus };
  /** Shows the recovery code, as long as the user has not typed it back. */
  recovery_code: { args: Nothing; result: RecoveryCode };
  /** Compares what the user has with the recovery code; then only the user has it. */
  recovery_confirm: { args: ConfirmRecovery; result: SyncStatus };
  /** Makes a new recovery code; the old one opens nothing that comes after. */
  recovery_renew: { args: Nothing; result: RecoveryCode };
  /** Lets a passphrase open the folder, instead of the one that did before. */
  passphrase_set: { args: SetPassphrase; result: SyncStatus };
  /** Takes the passphrase away; it opens nothing that comes after. */
  passphrase_remove: { args: Nothing; result: SyncStatus };
  /** Takes a lost device out of use, with a new key for everything that comes after. */
  device_lost: { args: ChosenDevice; result: SyncStatus };
  /** Takes a device into use again, and with it what it wrote meanwhile. */
  device_found: { args: ChosenDevice; result: SyncStatus };
  /** Tells the other devices not to wait for this one, and stops using the folder; refused while something is unsent. */
  sync_leave_for_good: { args: Nothing; result: SyncStatus };
  /** Ends the reading of the folder that is under way; what was read stays, and the next look goes on. */
  sync_cancel: { args: Nothing; result: SyncStatus };
  /** Looks at every file of the folder, and repairs what this device can, if that is wished. */
  folder_check: { args: CheckFolder; result: FolderCheck };
  /** Looks at the folder now. */
  sync_now: { args: Nothing; result: SyncStatus };
  /** Puts what this device wrote back into a folder that was emptied. */
  sync_restore: { args: Nothing; result: SyncStatus };
  /** Stops using the folder; what is here and what is there both stay. */
  sync_leave: { args: Nothing; result: SyncStatus };
  /** Notes that the user has read that a copy of this device's data writes, too. */
  notice_read: { args: NoticeRead; result: SyncStatus };
  /** Gives this device another name. */
  device_rename: { args: RenameDevice; result: SyncStatus };
}

/** The names of all commands. */
export const COMMAND_NAMES: readonly (keyof Commands)[] = [
  "today",
  "reminders",
  "reminders_allow",
  "people",
  "person",
  "person_add",
  "person_set_organization",
  "organizations",
  "organization",
  "ways_keep",
  "referral_add",
  "mention_add",
  "people_called",
  "call_script",
  "outcome_record",
  "attempt_add",
  "follow_up_add",
  "follow_up_done",
  "interviews",
  "interview",
  "interview_plan",
  "interview_start",
  "meet_now",
  "interview_end",
  "took_place",
  "interview_resume",
  "interview_offer_more",
  "schedule",
  "promise",
  "call_off",
  "calendar_write",
  "calendar_state",
  "invitation_preview",
  "invitation_take",
  "referral_outcome",
  "suggestion_add",
  "lead_add",
  "leads",
  "network",
  "answer_save",
  "answer_mark",
  "questions",
  "question_add",
  "explorations",
  "exploration",
  "exploration_add",
  "compare",
  "compare_export",
  "comparison_mark",
  "collected",
  "collected_mark",
  "collected_export",
  "findings",
  "findings_text",
  "findings_export",
  "judgement_add",
  "decision_add",
  "pipeline",
  "preferences",
  "profile",
  "letter",
  "letter_save",
  "letter_sent",
  "letter_address",
  "way_address",
  "templates",
  "template_preview",
  "template_save",
  "template_reset",
  "jots",
  "jot",
  "jot_save",
  "edit",
  "delete",
  "restore",
  "bin",
  "undo",
  "redo",
  "undo_state",
  "search",
  "vcard_preview",
  "vcard_import",
  "export_json",
  "doctor",
  "about",
  "sync_status",
  "vault_create",
  "vault_join",
  "pairing_code",
  "vault_recover",
  "vault_rotate",
  "recovery_code",
  "recovery_confirm",
  "recovery_renew",
  "passphrase_set",
  "passphrase_remove",
  "device_lost",
  "device_found",
  "sync_leave_for_good",
  "sync_cancel",
  "folder_check",
  "sync_now",
  "sync_restore",
  "sync_leave",
  "notice_read",
  "device_rename",
];
