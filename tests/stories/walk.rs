//! What a newcomer's walk through the window found: words that were kept nowhere, and things said that were not so.

use crate::devices::{Device, device, pair, settle, shared_folder, start};
use chrono::{DateTime, Duration, Utc};
use firsthand_app::api::{
    letters::Composed,
    notes::{Saved, Undone},
    people::AddedReferral,
    system::PairingCode,
};
use firsthand_domain::{Edit, Id};
use serde_json::{Value, json};

impl Device {
    fn ways(&self, person: Id) -> Vec<(String, String)> {
        let ways = self.person(person).person.channels;
        ways.into_iter().map(|way| (way.kind.word().to_owned(), way.value)).collect()
    }

    fn value(&self, name: &str, args: Value) -> Value {
        self.call(name, args)
    }

    fn scheduled(&self, person: Id, at: DateTime<Utc>, minutes: u32) -> Id {
        let talk = self.plan(person);
        let _: Value =
            self.call("schedule", json!({"id": talk, "scheduled_at": at, "zone": "UTC", "minutes": minutes}));
        talk
    }

    fn first_todo(&self) -> String {
        self.value("today", json!({}))["actions"][0]["action"]["todo"].as_str().unwrap_or_default().to_owned()
    }
}

fn way(kind: &str, value: &str) -> (String, String) {
    (kind.to_owned(), value.to_owned())
}

#[test]
fn c54_c94_an_address_typed_for_somebody_named_becomes_a_way_to_reach_them() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let _: Saved = one.call("interview_start", json!({"id": talk}));
    let ben: AddedReferral = one.call("referral_add", json!({"name": "Ben Okoro", "interview": talk}));
    let keep = |text: &str| {
        one.edit("referral", ben.referral, vec![Edit::set("how_to_reach", text)]);
        let _: Value = one.call("ways_keep", json!({"person": ben.person, "text": text, "from": ben.referral}));
    };
    keep("ben@exampel.org, or the desk: +49 (0)30 1234-567.");
    let both = [way("email", "ben@exampel.org"), way("phone", "+49 (0)30 1234-567")];
    assert_eq!(one.ways(ben.person), both);
    keep("ben@exampel.org, or the desk: +49 (0)30 1234-567.");
    assert_eq!(one.ways(ben.person), both, "what is known is not added again");
    // A slip that is put right is put right there too.
    keep("ben@example.org, or the desk: +49 (0)30 1234-567.");
    assert_eq!(one.ways(ben.person), [way("email", "ben@example.org"), way("phone", "+49 (0)30 1234-567")]);
    let _: Undone = one.call("undo", json!({}));
    assert_eq!(one.ways(ben.person), both, "it is one step, and can be taken back");
    keep("at the clinic, after three");
    assert_eq!(one.ways(ben.person).len(), 2, "words that are no address add nothing and take nothing away");

    // Whoever did not leave the field before the end of the talk loses nothing.
    let cem: AddedReferral = one.call("referral_add", json!({"name": "Cem Arslan", "interview": talk}));
    one.edit("referral", cem.referral, vec![Edit::set("how_to_reach", "Cem@Example.org")]);
    let _: Saved = one.call("interview_end", json!({"id": talk}));
    assert_eq!(one.ways(cem.person), [way("email", "Cem@Example.org")]);
    // Named elsewhere with an address: the same.
    let dora: AddedReferral =
        one.call("mention_add", json!({"name": "Dora", "giver": ana, "how_to_reach": "dora@example.org"}));
    assert_eq!(one.ways(dora.person), [way("email", "dora@example.org")]);
    one.assert_sound();
}

#[test]
fn c54_what_was_said_before_anybody_was_named_goes_to_the_only_one_named() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let _: Saved = one.call("interview_start", json!({"id": talk}));
    one.edit("interview", talk, vec![Edit::write("how_to_reach", "Her mail is ben@example.org")]);
    let ben: AddedReferral = one.call("referral_add", json!({"name": "Ben Okoro", "interview": talk}));
    let _: Saved = one.call("interview_end", json!({"id": talk}));
    assert_eq!(one.ways(ben.person), [way("email", "ben@example.org")]);
}

#[test]
fn c81_an_address_from_what_is_off_the_record_stays_where_it_is() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let jot = one.jot("Between us: Ben Okoro, ben@example.org");
    one.edit("jot", jot, vec![Edit::set("off_record", true)]);
    let ben: AddedReferral = one
        .call("mention_add", json!({"name": "Ben Okoro", "giver": ana, "jot": jot, "how_to_reach": "ben@example.org"}));
    assert_eq!(one.ways(ben.person), []);
    let _: Value =
        one.call("ways_keep", json!({"person": ben.person, "text": "ben@example.org", "from": ben.referral}));
    assert_eq!(one.ways(ben.person), []);
}

#[test]
fn c94_an_address_typed_into_a_letter_is_a_way_to_reach_them_once_it_was_sent() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let about = json!({"purpose": "ask", "person": ana, "channel": "email"});
    let write = |to: &str| {
        let mut args = about.clone();
        args["id"] = json!(Id::named("test", to));
        args["to"] = json!(to);
        let _: Saved = one.call("letter_save", args);
        let mut args = about.clone();
        args["id"] = json!(Id::named("test", to));
        let _: Saved = one.call("letter_sent", args);
    };
    write("ana@example.org");
    assert_eq!(one.ways(ana), [way("email", "ana@example.org")]);
    write("ANA@example.org ");
    assert_eq!(one.ways(ana).len(), 1, "a known way adds nothing");
    write("ana@example.org, ben@example.org");
    assert_eq!(one.ways(ana).len(), 1, "of several addresses nobody knows whose they are");
}

#[test]
fn c62_a_letter_after_a_talk_speaks_of_the_day_on_which_it_was_held() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.scheduled(ana, start() + Duration::days(3), 20);
    let letter = |purpose: &str| -> Composed { one.call("letter", json!({"purpose": purpose, "interview": talk})) };
    assert!(letter("confirm").subject.contains("Wednesday, November 25"), "{}", letter("confirm").subject);
    let _: Saved = one.call("interview_start", json!({"id": talk}));
    let _: Saved = one.call("interview_end", json!({"id": talk}));
    one.edit("interview", talk, vec![Edit::set("wants_updates", "yes")]);
    for purpose in ["thanks", "update"] {
        let said = letter(purpose);
        let whole = format!("{}\n{}", said.subject, said.body);
        assert!(whole.contains("Sunday, November 22"), "{purpose}: {whole}");
        assert!(!whole.contains("November 25"), "{purpose}: {whole}");
    }
}

#[test]
fn the_recovery_code_is_said_to_be_written_down_only_where_that_is_known() {
    let (one, two) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    let stands = |device: &Device| {
        let status = device.value("sync_status", json!({}));
        status["keys"]["recovery"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!((stands(&one).as_str(), stands(&two).as_str()), ("unconfirmed", "elsewhere"));
    let code: PairingCode = one.call("recovery_code", json!({}));
    let _: Value = one.call("recovery_confirm", json!({"code": code.code}));
    assert_eq!((stands(&one).as_str(), stands(&two).as_str()), ("confirmed", "elsewhere"), "nobody has told it yet");
    settle(&[&one, &two]);
    assert_eq!((stands(&one).as_str(), stands(&two).as_str()), ("confirmed", "confirmed"));
    // Typed back on the one that did not make it, the other shows it no more either.
    let _: Value = two.call("recovery_renew", json!({}));
    let code: PairingCode = two.call("recovery_code", json!({}));
    settle(&[&one, &two]);
    let _: Value = one.call("recovery_confirm", json!({"code": code.code}));
    settle(&[&one, &two]);
    assert_eq!((stands(&one).as_str(), stands(&two).as_str()), ("confirmed", "confirmed"));
    assert_eq!(two.refused("recovery_code", json!({})).code, "recovery");
    // Another code: what was written down is the old one.
    let _: Value = two.call("recovery_renew", json!({}));
    settle(&[&one, &two]);
    assert_eq!((stands(&one).as_str(), stands(&two).as_str()), ("elsewhere", "unconfirmed"));
}

#[test]
fn whoever_opens_the_folder_with_the_recovery_code_has_it() {
    let (one, two) = (device(), device());
    let folder = shared_folder();
    pair(folder.path(), &one, &[]);
    let code: PairingCode = one.call("recovery_code", json!({}));
    let status: Value =
        two.call("vault_recover", json!({"folder": folder.path(), "secret": code.code, "device": "Second"}));
    assert_eq!(status["keys"]["recovery"], "confirmed", "{status}");
}

#[test]
fn c51_a_jot_of_an_interview_stands_on_the_pages_of_its_person_and_its_exploration() {
    let one = device();
    let exploration = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let jot = one.jot("She laughed when I asked about nights");
    one.edit("jot", jot, vec![Edit::link("interview", talk)]);
    let own = one.jot("Met her at the market");
    one.edit("jot", own, vec![Edit::link("person", ana), Edit::link("interview", talk)]);
    let jots = |page: Value| -> Vec<String> {
        page["jots"].as_array().unwrap().iter().map(|jot| jot["id"].as_str().unwrap().to_owned()).collect()
    };
    let person = jots(one.value("person", json!({"id": ana})));
    assert!(person.len() == 2 && person.contains(&jot.to_string()), "each once: {person:?}");
    let found = jots(one.value("exploration", json!({"id": exploration})));
    assert!(found.len() == 2 && found.contains(&jot.to_string()), "{found:?}");
    let duty = one.call::<Saved>("follow_up_add", json!({"what": "Send the paper", "interview": talk})).id;
    let page = one.person(ana);
    assert!(page.follow_ups.iter().any(|owed| owed.id() == duty), "and so does what is owed out of it");
}

#[test]
fn c74_who_said_no_is_nobody_to_ask_next() {
    let one = device();
    let exploration = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    one.edit("exploration", exploration, vec![Edit::Add { field: "targets".into(), member: "pay".into() }]);
    let mut people = Vec::new();
    for name in ["Ana", "Ben", "Cem", "Dora"] {
        let person = one.person_add(name);
        let matters = Edit::Add { field: "explorations".into(), member: exploration.to_string() };
        one.edit("person", person, vec![matters]);
        people.push(person);
    }
    let asked = || -> (Vec<String>, Vec<String>) {
        let names = |rows: &Value| -> Vec<String> {
            rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
        };
        let page = one.value("exploration", json!({"id": exploration}));
        let findings = one.value("findings", json!({"id": exploration}));
        (names(&page["to_ask"]), names(&findings["coverage"][0]["could_ask"]))
    };
    let all: Vec<String> = ["Ana", "Ben", "Cem", "Dora"].map(str::to_owned).into();
    assert_eq!(asked(), (all.clone(), all));
    let _: Value =
        one.call("outcome_record", json!({"person": people[0], "outcome": "cannot_help", "channel": "phone"}));
    let _: Value = one.call("outcome_record", json!({"person": people[1], "outcome": "no_answer", "channel": "phone"}));
    let named: AddedReferral = one.call("referral_add", json!({"name": "Cem", "giver": people[3]}));
    let _: Value = one.call("referral_outcome", json!({"id": named.referral, "outcome": "declined"}));
    let left = || vec!["Dora".to_owned()];
    assert_eq!(asked(), (left(), left()), "who cannot help, who is left in peace for a while, and who was let go");
    one.wait(Duration::days(3));
    assert_eq!(asked().0, ["Ben", "Dora"], "the pause is over");
}

#[test]
fn c72_a_talk_without_a_time_has_no_day() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let page = one.value("compare", json!({}));
    assert_eq!(page["talks"][0]["at"], Value::Null, "{}", page["talks"]);
    let _: Value =
        one.call("schedule", json!({"id": talk, "scheduled_at": start() + Duration::days(1), "zone": "UTC"}));
    assert_eq!(one.value("compare", json!({}))["talks"][0]["at"], "2026-11-23T09:00:00Z");
}

#[test]
fn c91_a_talk_whose_time_is_over_is_asked_about_and_keeps_its_day() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let at = start() + Duration::days(1);
    let talk = one.scheduled(ana, at, 30);
    one.wait(Duration::days(1) + Duration::minutes(20));
    assert_eq!(one.first_todo(), "meet", "it may have begun a little late");
    one.wait(Duration::minutes(10));
    assert_eq!(one.first_todo(), "took_place");
    let page = one.value("interview", json!({"id": talk}));
    assert_eq!((&page["next"], &page["over_at"]), (&json!("took_place"), &json!("2026-11-23T09:30:00Z")));
    assert_eq!(one.value("person", json!({"id": ana}))["next"]["todo"], "took_place");
    assert_eq!(one.value("today", json!({}))["upcoming"], json!([]), "what is over is not coming up");
    one.wait(Duration::days(4));
    let _: Value = one.call("took_place", json!({"id": talk}));
    let held = one.interview(talk);
    assert_eq!((held.interview.started_at, held.interview.ended_at), (Some(at), Some(at + Duration::minutes(30))));
    let said: Composed = one.call("letter", json!({"purpose": "thanks", "interview": talk}));
    assert!(said.subject.contains("Monday, November 23"), "{}", said.subject);
    let owed = &held.follow_ups[0];
    assert!(owed.due_at > Some(start() + Duration::days(5)), "nobody is late for what was noted just now: {owed:?}");
    let _: Undone = one.call("undo", json!({}));
    assert_eq!(one.first_todo(), "took_place", "and it can be taken back");
    // It fell through, or it gets another time.
    let _: Value =
        one.call("schedule", json!({"id": talk, "scheduled_at": start() + Duration::days(9), "zone": "UTC"}));
    assert_ne!(one.first_todo(), "took_place");
    let _: Value = one.call("schedule", json!({"id": talk, "scheduled_at": at, "zone": "UTC"}));
    assert_eq!(one.first_todo(), "took_place", "a day that is over is asked about at once");
    let _: Value = one.call("call_off", json!({"id": talk}));
    assert_ne!(one.first_todo(), "took_place");
    // Only what has a time and has not begun took place in this way.
    let early = one.plan(ana);
    assert_eq!(one.refused("took_place", json!({"id": early})).code, "invalid");
    let late = one.scheduled(ana, start() + Duration::days(30), 20);
    assert_eq!(one.refused("took_place", json!({"id": late})).code, "invalid");
}

#[test]
fn c37_two_talks_at_one_time_are_said_and_never_refused() {
    let one = device();
    let (ana, ben) = (one.person_add("Ana Ruiz"), one.person_add("Ben Okoro"));
    let at = start() + Duration::days(2);
    let first = one.scheduled(ana, at, 30);
    let second = one.plan(ben);
    let set = |minutes: i64| -> Value {
        let at = at + Duration::minutes(minutes);
        one.call("schedule", json!({"id": second, "scheduled_at": at, "zone": "UTC", "minutes": 20}))
    };
    let done = set(10);
    assert!(!done["saved"].is_null(), "never refused");
    assert_eq!((&done["same_time"][0]["id"], &done["same_time"][0]["name"]), (&json!(first), &json!("Ana Ruiz")));
    let other = |talk: Id| one.value("interview", json!({"id": talk}))["same_time"].clone();
    assert_eq!((&other(second)[0]["id"], &other(first)[0]["id"]), (&json!(first), &json!(second)), "on both pages");
    assert_eq!(set(30)["same_time"], json!([]), "one after the other");
    assert_eq!(set(-20)["same_time"], json!([]));
    assert_ne!(set(-19)["same_time"], json!([]));
    let _: Value = one.call("call_off", json!({"id": first}));
    assert_eq!(other(second), json!([]), "what was called off takes no time");
}
