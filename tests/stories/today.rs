//! Today, the goal, reminders, and what the user prefers.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::{
    Event,
    api::{
        interviews::QuestionList,
        notes::Saved,
        people::AddedReferral,
        system::ImportReport,
        today::{ReminderState, TodayPage},
    },
};
use firsthand_domain::{
    Edit, FollowUp, Form, Id, Preferences, Profile,
    journey::{Goal, Reason, Todo},
};
use serde_json::json;
use std::sync::{Arc, Mutex};

impl Device {
    fn today(&self) -> TodayPage {
        self.call("today", json!({}))
    }

    /// What Today lists, each with its person.
    pub(crate) fn todos(&self) -> Vec<(Todo, String)> {
        let named = |row: firsthand_app::api::today::TodayAction| {
            (row.action.todo, row.person.map(|person| person.name).unwrap_or_default())
        };
        self.today().actions.into_iter().map(named).collect()
    }

    fn try_to_reach(&self, person: Id, outcome: &str) -> Id {
        self.call::<Saved>("attempt_add", json!({"person": person, "channel": "phone", "outcome": outcome})).id
    }

    fn prefer(&self, edits: Vec<Edit>) {
        self.edit("preferences", Preferences::the_id(), edits);
    }
}

#[test]
fn c91_imported_contacts_are_at_rest_and_named_people_are_asked() {
    let one = device();
    let cards: String =
        (0..60).map(|n| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Contact {n}\r\nEND:VCARD\r\n")).collect();
    let file = one.data.with_file_name("contacts.vcf");
    std::fs::write(&file, cards).unwrap();
    let _: ImportReport = one.call("vcard_import", json!({"path": file}));
    assert_eq!((one.today().people, one.todos()), (60, vec![]), "an address book asks for nothing");
    let ana = one.person_add("Ana Ruiz");
    assert_eq!(one.person(ana).rest.unwrap().reason, Reason::Contact, "a rest is stated");
    let named: AddedReferral = one.call("referral_add", json!({"name": "Ben Okoro", "giver": ana}));
    assert_eq!(one.todos(), [(Todo::Ask, "Ben Okoro".to_owned())]);
    assert_eq!(one.person(named.person).next.unwrap().todo, Todo::Ask, "the page says what Today says");
    one.edit("referral", named.referral, vec![Edit::set("outcome", "let_go")]);
    assert_eq!((one.todos(), one.person(named.person).rest.unwrap().reason), (vec![], Reason::LeftAlone));
    // Who matters to an open exploration is to be asked, until it is closed.
    let nursing = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    one.edit("person", ana, vec![Edit::Add { field: "explorations".into(), member: nursing.to_string() }]);
    assert_eq!(one.todos(), [(Todo::Ask, "Ana Ruiz".to_owned())]);
    one.edit("exploration", nursing, vec![Edit::set("closed", true)]);
    assert_eq!(one.todos(), []);
}

#[test]
fn c91_a_whole_life_shows_one_action_at_each_step() {
    let one = device();
    let ana = one.call::<AddedReferral>("referral_add", json!({"name": "Ana Ruiz"})).person;
    one.edit("person", ana, vec![Edit::link("referred_by", one.person_add("Ben Okoro"))]);
    let only = |todo| assert_eq!(one.todos(), [(todo, "Ana Ruiz".to_owned())]);
    only(Todo::Ask);
    one.try_to_reach(ana, "no_answer");
    let rest = one.person(ana).rest.unwrap();
    assert_eq!((one.todos(), rest.reason), (vec![], Reason::NoAnswer), "nobody is pestered");
    assert_eq!(rest.until.unwrap() - crate::devices::start(), Duration::days(2), "the pause is stated");
    one.wait(Duration::days(2));
    only(Todo::AskAgain);
    one.try_to_reach(ana, "busy");
    only(Todo::CallBack);
    one.wait(Duration::hours(1));
    one.try_to_reach(ana, "later");
    only(Todo::Schedule);
    let talk = one.plan(ana);
    only(Todo::Schedule);
    let at = one.today().actions[0].action.due.unwrap_or_else(|| crate::devices::start() + Duration::days(5));
    one.edit("interview", talk, vec![Edit::time("scheduled_at", at), Edit::set("zone", "Europe/Berlin")]);
    only(Todo::Confirm);
    one.edit("interview", talk, vec![Edit::time("confirmed_at", at - Duration::days(2))]);
    only(Todo::Prepare);
    one.prefer(vec![Edit::set("questions_ahead", true)]);
    only(Todo::SendQuestions);
    one.prefer(vec![Edit::set("questions_ahead", false), Edit::set("confirmation", "no")]);
    one.edit("interview", talk, vec![Edit::set("confirmed_at", json!(null))]);
    only(Todo::Prepare);
    one.edit("interview", talk, vec![Edit::time("prepared_at", at - Duration::days(1))]);
    assert_eq!((one.todos(), one.person(ana).rest.unwrap().reason), (vec![], Reason::Ahead));
    one.wait(Duration::days(3));
    only(Todo::TookPlace);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    only(Todo::Continue);
    one.call::<Saved>("interview_end", json!({"id": talk}));
    only(Todo::Debrief);
    one.edit("interview", talk, vec![Edit::time("debriefed_at", at)]);
    only(Todo::FollowUp);
    one.call::<Saved>("follow_up_done", json!({"id": FollowUp::thanks_of(talk), "done": true}));
    only(Todo::Reflect);
    one.edit("interview", talk, vec![Edit::time("reflected_at", at)]);
    assert_eq!((one.todos(), one.person(ana).rest.unwrap().reason), (vec![], Reason::Finished));
}

#[test]
fn c91_two_devices_agree_on_what_is_next() {
    let (phone, laptop) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &laptop, &[&phone]);
    let ana = laptop.call::<AddedReferral>("referral_add", json!({"name": "Ana Ruiz"})).person;
    settle(&[&phone, &laptop]);
    phone.try_to_reach(ana, "busy");
    laptop.wait(Duration::minutes(1));
    laptop.try_to_reach(ana, "later");
    settle(&[&phone, &laptop]);
    assert_eq!(phone.todos(), [(Todo::Schedule, "Ana Ruiz".to_owned())]);
    assert_eq!(laptop.todos(), phone.todos());
    assert_equal(&[&phone, &laptop]);
}

#[test]
fn c04_a_small_goal_is_counted_by_people() {
    let one = device();
    assert_eq!(one.today().goal, None, "nobody is given a goal");
    one.prefer(vec![Edit::set("weekly_asks", 2)]);
    let ana = one.person_add("Ana Ruiz");
    one.try_to_reach(ana, "no_answer");
    one.try_to_reach(ana, "later");
    assert_eq!(one.today().goal, Some(Goal { asked: 1, of: 2 }));
    one.wait(Duration::days(8));
    assert_eq!(one.today().goal, Some(Goal { asked: 0, of: 2 }), "a new week begins");
    let by = crate::devices::start() + Duration::days(15);
    assert!(one.today().until.is_some_and(|until| until <= by), "and ends");
}

#[test]
fn c03_questions_follow_where_the_user_stands() {
    let one = device();
    let offered = || {
        let list: QuestionList = one.call("questions", json!({}));
        list.topics.iter().flat_map(|topic| &topic.questions).filter(|question| question.students).count()
    };
    assert_eq!(offered(), 2, "who said nothing is offered everything");
    one.edit("profile", Profile::the_id(), vec![Edit::set("standing", "working"), Edit::set("aim", "searching")]);
    assert_eq!(offered(), 0);
    let profile: Profile = one.call("profile", json!({}));
    assert_eq!(profile.aim.word(), "searching");
    one.edit("profile", Profile::the_id(), vec![Edit::set("standing", "early_student")]);
    assert_eq!(offered(), 2);
}

#[test]
fn where_the_documents_disagree_the_users_choice_counts() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let plain = one.interview(one.plan(ana)).interview;
    assert_eq!((plain.promised_minutes, plain.form), (Some(20), Form::InPerson));
    one.prefer(vec![Edit::set("minutes", 15), Edit::set("form", "phone"), Edit::set("english", "gb")]);
    let wished = one.interview(one.plan(ana)).interview;
    assert_eq!((wished.promised_minutes, wished.form), (Some(15), Form::Phone), "C21, C33");
    let list: QuestionList = one.call("questions", json!({}));
    let asks: Vec<_> = list.topics.iter().flat_map(|topic| &topic.questions).map(|question| &question.ask).collect();
    assert!(asks.iter().any(|ask| ask.contains("CV")) && !asks.iter().any(|ask| ask.contains("resume")));
}

#[test]
fn reminders_are_told_once_on_each_device_also_after_a_start() {
    let mut one = device();
    let ana = one.person_add("Ana Ruiz");
    let due = crate::devices::start() + Duration::hours(2);
    let owed: Saved = one.call("follow_up_add", json!({"person": ana, "what": "Send Ana the article", "due_at": due}));
    assert_eq!(one.app.remind().unwrap(), [], "it is not due yet");
    let holds = one.today().until.map(|until| (until - due).num_milliseconds());
    assert_eq!(holds, Some(0), "the screen need not be read again before");
    one.wait(Duration::minutes(119));
    assert_eq!(one.app.remind().unwrap(), [], "nor a minute before");
    one.wait(Duration::minutes(1));
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    one.app.subscribe(move |event| {
        if let Event::Due(due) = event {
            hears.lock().unwrap().extend(due.iter().map(|reminder| reminder.text.clone()));
        }
    });
    assert_eq!(one.app.remind().unwrap()[0].text, "Send Ana the article");
    assert_eq!(*heard.lock().unwrap(), ["Send Ana the article"]);
    assert_eq!(one.app.remind().unwrap(), [], "once is enough");
    one.reopen();
    assert_eq!(one.app.remind().unwrap(), []);
    let state: ReminderState = one.call("reminders", json!({}));
    assert_eq!((state.allowed, state.due.len()), (None, 1), "what is due still shows, and nobody was asked yet");
    // Put off, it is told again at its new time.
    one.edit("follow-up", owed.id, vec![Edit::time("due_at", due + Duration::hours(1))]);
    assert_eq!(one.app.remind().unwrap(), []);
    one.wait(Duration::hours(1));
    assert_eq!(one.app.remind().unwrap().len(), 1);
}

#[test]
fn reminders_are_shown_in_the_app_when_the_system_may_not() {
    let mut one = device();
    let ana = one.person_add("Ana Ruiz");
    one.call::<Saved>("follow_up_add", json!({"person": ana, "what": "Write", "due_at": crate::devices::start()}));
    let before = one.export();
    let state: ReminderState = one.call("reminders_allow", json!({"allowed": false}));
    assert_eq!((state.allowed, state.due.len()), (Some(false), 1));
    assert_eq!(one.todos().len(), 1);
    assert_eq!(one.export(), before, "the permission is this device's own and never synced");
    one.reopen();
    assert_eq!(one.app.reminders_allowed().unwrap(), Some(false));
}
