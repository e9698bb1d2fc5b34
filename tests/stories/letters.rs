//! Letters: what they say, what is kept of them, and what sending one settles.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder, start};
use chrono::Duration;
use firsthand_app::api::{
    letters::{Composed, TemplateList, TemplatePreview},
    notes::{Saved, Undone},
    people::AddedReferral,
};
use firsthand_domain::{Channel, Edit, Id, Preferences, letters::built_in};
use serde_json::json;

/// A notebook in which everything that a letter can say is known.
fn full(one: &Device) -> (Id, Id) {
    one.edit("preferences", Preferences::the_id(), vec![Edit::set("signature", "Kim Weber"), Edit::set("minutes", 15)]);
    let exploration = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    one.edit(
        "exploration",
        exploration,
        vec![Edit::set("field", "nursing"), Edit::write("objective", "Could I live with the shifts?")],
    );
    let ben = one.person_add("Ben Okoro");
    let named: AddedReferral =
        one.call("referral_add", json!({"name": "Ana Ruiz", "giver": ben, "may_use_name": "yes"}));
    one.call::<Saved>("person_set_organization", json!({"person": named.person, "name": "St Mary's"}));
    one.edit(
        "person",
        named.person,
        vec![
            Edit::set("role", "ward manager"),
            Edit::write("how_known", "We met at the open day in May.\n"),
            way("m", "email", "ana@example.org"),
            way("p", "phone", "+49 (0)30 1234"),
        ],
    );
    (named.person, exploration)
}

fn way(entry: &str, kind: &str, value: &str) -> Edit {
    Edit::Put { field: "channels".into(), entry: entry.into(), value: json!({"kind": kind, "value": value}) }
}

fn letter(one: &Device, args: serde_json::Value) -> Composed {
    one.call("letter", args)
}

#[test]
fn c17_to_c22_the_script_and_the_mail_say_the_same() {
    let one = device();
    let (ana, _) = full(&one);
    for channel in ["phone", "email"] {
        let said = letter(&one, json!({"purpose": "ask", "person": ana, "channel": channel}));
        for (id, words) in [
            ("known", "We met at the open day in May."),
            ("sent_by", "Ben Okoro"),
            ("insider", "nursing"),
            ("objective", "Could I live with the shifts?"),
            ("minutes", "15 minutes"),
            ("no_job", "about a job"),
        ] {
            let sentence = said.said.iter().find(|sentence| sentence.id == id);
            assert!(sentence.is_some_and(|sentence| sentence.text.contains(words)), "{channel} {id}: {:?}", said.said);
            assert!(said.body.contains(words), "{channel}: {}", said.body);
        }
        assert!(!said.body.contains("?."), "a sentence ends once: {}", said.body);
        assert!(said.missing.iter().all(|slot| slot == "i_am"), "{:?}", said.missing);
        assert!(!said.no_objective && said.broken.is_empty());
    }
    let mail = letter(&one, json!({"purpose": "ask", "person": ana, "channel": "email"}));
    assert!(mail.mailto.unwrap().starts_with("mailto:ana@example.org?subject="));
    assert_eq!(mail.tel.as_deref(), Some("tel:+49301234"));
}

#[test]
fn c06_c17_to_c22_what_is_not_known_is_not_said() {
    let one = device();
    let nobody = one.person_add("Ana Ruiz");
    for channel in ["phone", "email"] {
        let said = letter(&one, json!({"purpose": "ask", "person": nobody, "channel": channel}));
        assert!(said.no_objective, "C06: gently, and never a block");
        for slot in ["known", "sent_by", "role", "objective"] {
            assert!(said.missing.contains(&slot.to_owned()), "{slot}: {:?}", said.missing);
        }
        assert!(said.said.iter().any(|sentence| sentence.id == "no_job"), "C22");
        assert!(!said.body.contains("{{") && !said.body.contains("  "), "{}", said.body);
    }
}

#[test]
fn c18_c55_a_name_that_may_not_be_used_is_not_used() {
    let one = device();
    let (ana, _) = full(&one);
    let referral = one.person(ana).referrals_received[0].referral.id();
    one.edit("referral", referral, vec![Edit::set("may_use_name", "no")]);
    let said = letter(&one, json!({"purpose": "ask", "person": ana, "channel": "email"}));
    assert!(!said.body.contains("Ben"), "{}", said.body);
}

#[test]
fn c23_c24_the_way_and_the_tone_are_the_persons_own() {
    let one = device();
    let (ana, _) = full(&one);
    let ask = || letter(&one, json!({"purpose": "ask", "person": ana}));
    assert_eq!((ask().channel, ask().template.as_str()), (Channel::Phone, "ask.phone.formal.us"));
    one.edit(
        "preferences",
        Preferences::the_id(),
        vec![Edit::set("first_channel", "email"), Edit::set("english", "gb")],
    );
    assert_eq!(ask().template, "ask.email.formal.gb");
    assert!(ask().body.contains("Yours sincerely,\nKim Weber"));
    one.edit("person", ana, vec![Edit::set("preferred", "phone"), Edit::set("tone", "informal")]);
    assert_eq!(ask().template, "ask.phone.informal.gb");
    assert!(ask().body.starts_with("Hi Ana, this is Kim Weber."), "{}", ask().body);
}

#[test]
fn c32_c34_c35_the_confirmation_says_what_was_agreed() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    one.edit(
        "interview",
        talk,
        vec![
            Edit::time("scheduled_at", start() + Duration::days(9)),
            Edit::set("zone", "Europe/Berlin"),
            Edit::set("promised_minutes", 45),
            Edit::set("form", "lunch"),
            Edit::set("place", "Café Blau & Söhne, 5%"),
            Edit::set("i_pay", true),
            Edit::set("at_their_place", true),
        ],
    );
    let confirm = || letter(&one, json!({"purpose": "confirm", "interview": talk}));
    for words in [
        "Date: Tuesday, December 1\n",
        "Time: 10:00 AM (Berlin time)",
        "Length: 45 minutes",
        "How: over lunch",
        "Place: Café Blau & Söhne, 5%",
        "lunch is on me",
        "the place where you work",
    ] {
        assert!(confirm().body.contains(words), "{words}: {}", confirm().body);
    }
    assert!(confirm().mailto.unwrap().contains("Caf%C3%A9%20Blau%20%26%20S%C3%B6hne%2C%205%25"));
    one.edit("interview", talk, vec![Edit::set("tour", "yes"), Edit::set("form", "in_person")]);
    assert!(!confirm().body.contains("on me") && !confirm().body.contains("place where you work"));
    one.call::<Saved>("letter_sent", json!({"purpose": "confirm", "interview": talk}));
    let told = one.interview(talk).interview;
    assert_eq!((told.confirmed_at, told.told_minutes), (Some(start()), Some(45)), "C37: what they were told is kept");
    assert_eq!(confirm().sent_at, Some(start()));
}

#[test]
fn c21_the_promise_is_one_number_in_every_letter() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    let says = |purpose: &str, minutes: &str| {
        let said = letter(&one, json!({"purpose": purpose, "interview": talk, "channel": "email"}));
        assert!(said.body.contains(&format!("{minutes} minutes")), "{purpose}: {}", said.body);
        assert_eq!(said.minutes.to_string(), minutes);
    };
    for minutes in ["10", "20"] {
        one.edit("interview", talk, vec![Edit::set("promised_minutes", minutes.parse::<u32>().unwrap())]);
        for purpose in ["ask", "questions", "confirm"] {
            says(purpose, minutes);
        }
    }
    let kept: Saved = one.call(
        "letter_save",
        json!({"id": Id::named("test", "kept"), "purpose": "confirm", "interview": talk, "body": "See you for 20 minutes."}),
    );
    let confirm = || letter(&one, json!({"purpose": "confirm", "interview": talk}));
    assert!(confirm().kept == Some(kept.id) && !confirm().behind);
    one.edit("interview", talk, vec![Edit::set("promised_minutes", 30)]);
    assert!(confirm().behind, "a changed letter is never rewritten, but it is said that it lags behind");
}

#[test]
fn c40_the_questions_go_ahead_and_the_day_is_kept() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    let said = letter(&one, json!({"purpose": "questions", "interview": talk}));
    let asked = one.interview(talk).questions;
    for (place, asked) in asked.iter().enumerate() {
        assert!(said.body.contains(&format!("{}. {}", place + 1, asked.question.ask)), "{}", said.body);
    }
    one.wait(Duration::minutes(5));
    one.call::<Saved>("letter_sent", json!({"purpose": "questions", "interview": talk}));
    assert_eq!(one.interview(talk).interview.questions_sent_at, Some(start() + Duration::minutes(5)));
    one.call::<Undone>("undo", json!({}));
    assert_eq!(one.interview(talk).interview.questions_sent_at, None, "one act, one step back");
}

#[test]
fn c62_c63_thanks_settle_what_is_owed_by_mail_or_by_hand() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    one.call::<AddedReferral>("referral_add", json!({"name": "Cem Arslan", "interview": talk}));
    one.edit("interview", talk, vec![Edit::write("struck", "Nobody does the nights alone.")]);
    one.call::<Saved>("interview_end", json!({"id": talk}));
    let owed = one.person(ana).follow_ups[0].id();
    let thanks = letter(&one, json!({"follow_up": owed}));
    assert!(
        thanks.body.contains("Nobody does the nights alone.") && thanks.body.contains("Cem Arslan"),
        "{}",
        thanks.body
    );
    one.edit("follow-up", owed, vec![Edit::set("by", "handwritten")]);
    let card = letter(&one, json!({"follow_up": owed}));
    assert!(card.by_hand && card.mailto.is_none() && card.subject.is_empty(), "C63");
    one.call::<Saved>("letter_sent", json!({"purpose": "thanks", "interview": talk}));
    assert_eq!(one.person(ana).follow_ups[0].done_at, Some(start()), "the duty is found without being named");
}

#[test]
fn c65_a_report_says_what_came_of_it() {
    let one = device();
    let (ana, _) = full(&one);
    let referral = one.person(ana).referrals_received[0].referral.id();
    for (outcome, words) in
        [("met", "have talked with Ana Ruiz"), ("no_reply", "not heard back"), ("declined", "could not make time")]
    {
        one.edit("referral", referral, vec![Edit::set("outcome", outcome)]);
        let report = letter(&one, json!({"purpose": "report", "referral": referral}));
        assert_eq!(report.person.as_ref().unwrap().name, "Ben Okoro", "it goes to whoever gave the name");
        assert!(report.body.contains(words), "{}", report.body);
    }
}

#[test]
fn c66_c67_updates_and_further_questions_say_what_was_allowed() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    let more = || letter(&one, json!({"purpose": "more_questions", "interview": talk})).body;
    assert!(!more().contains("come back"), "C67: {}", more());
    one.edit("interview", talk, vec![Edit::set("may_come_back", "yes")]);
    assert!(more().contains("I may come back to you") && more().contains("1. "), "C67: {}", more());
    one.wait(Duration::days(2));
    let other = one.plan(one.person_add("Dee"));
    one.call::<Saved>("interview_start", json!({"id": other}));
    one.call::<Saved>("interview_end", json!({"id": other}));
    let update = letter(&one, json!({"purpose": "update", "interview": talk})).body;
    assert!(update.contains("one more interview"), "C66: {update}");
}

#[test]
fn c81_nothing_said_off_the_record_comes_into_a_letter() {
    let one = device();
    let (ana, _) = full(&one);
    let talk = one.plan(ana);
    let question = one.interview(talk).questions[0].question.id;
    let answer = one.answer(talk, question, "SECRET").id;
    one.edit("answer", answer, vec![Edit::set("off_record", true)]);
    let jot = one.call::<Saved>("jot_save", json!({"text": "SECRET", "interview": talk, "person": ana})).id;
    one.edit("jot", jot, vec![Edit::set("off_record", true)]);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    for purpose in firsthand_domain::Purpose::WORDS {
        let said = letter(&one, json!({"purpose": purpose, "interview": talk, "channel": "email"}));
        assert!(!format!("{said:?}").contains("SECRET"), "{purpose}");
    }
}

#[test]
fn c31_a_mail_that_asks_is_listed_among_the_attempts() {
    let one = device();
    let (ana, exploration) = full(&one);
    one.call::<Saved>("letter_sent", json!({"purpose": "ask", "person": ana, "channel": "email"}));
    let attempt = &one.person(ana).attempts[0];
    assert_eq!((attempt.channel, attempt.at, attempt.promised_minutes), (Channel::Email, Some(start()), Some(15)));
    assert_eq!((attempt.exploration, attempt.thanked), (Some(exploration), true), "C30");
}

#[test]
fn c94_a_changed_letter_is_kept_until_it_is_sent() {
    let mut one = device();
    let (ana, _) = full(&one);
    let about = json!({"purpose": "ask", "person": ana, "channel": "email"});
    let id = Id::named("test", "mine");
    let body = "Grüß dich & 50 % + #1\n\"Kim\"";
    let mut save = about.clone();
    save.as_object_mut().unwrap().extend([("id".to_owned(), json!(id)), ("body".to_owned(), json!(body))]);
    one.call::<Saved>("letter_save", save);
    one.reopen();
    let kept = letter(&one, about.clone());
    assert_eq!((kept.kept, kept.body.as_str(), kept.to.as_str()), (Some(id), body, "ana@example.org"));
    assert!(kept.mailto.unwrap().ends_with("body=Gr%C3%BC%C3%9F%20dich%20%26%2050%20%25%20%2B%20%231%0D%0A%22Kim%22"));
    one.call::<serde_json::Value>("delete", json!({"id": id}));
    assert!(letter(&one, about.clone()).body.starts_with("Dear Ana Ruiz,"), "put away, the template speaks again");
    one.call::<Undone>("undo", json!({}));
    one.call::<Saved>("letter_sent", about.clone());
    assert!(letter(&one, about).kept.is_none(), "what was sent is no draft any more");
    one.assert_sound();
}

#[test]
fn templates_are_reworded_previewed_and_reset() {
    let one = device();
    let (ana, _) = full(&one);
    let name = "ask.email.formal.us";
    let list: TemplateList = one.call("templates", json!({}));
    assert_eq!(list.templates.len(), built_in().len());
    let reword = |text: Option<&str>| {
        one.call::<Saved>("template_save", json!({"name": name, "sentence": "no_job", "text": text}));
    };
    let preview = || one.call::<TemplatePreview>("template_preview", json!({"name": name}));
    reword(Some("No job, {{ first_name }}, only {{ minutes }} minutes."));
    assert!(preview().body.contains("No job, Ana, only 20 minutes."), "with samples");
    let body = || letter(&one, json!({"purpose": "ask", "person": ana, "channel": "email"})).body;
    assert!(body().contains("No job, Ana, only 15 minutes."), "with what is known");
    reword(Some("{{ minutes + 1 }}"));
    assert!(preview().broken[0].contains("not the name of a slot") && !body().contains("job"), "{:?}", preview());
    let trial = json!({"name": name, "sentences": [{"id": "thanks", "text": "Ta."}], "person": ana});
    let tried: TemplatePreview = one.call("template_preview", trial);
    assert!(tried.body.contains("Ta.") && !body().contains("Ta."), "a preview keeps nothing");
    reword(Some(""));
    assert!(preview().broken.is_empty() && !body().contains("job"));
    one.call::<serde_json::Value>("template_reset", json!({"name": name}));
    assert!(body().contains("I am not writing about a job."));
    one.call::<Undone>("undo", json!({}));
    assert!(!body().contains("about a job"));
    assert!(
        one.refused("template_save", json!({"name": name, "sentence": "rent", "text": "x"})).message.contains("rent")
    );
    assert!(one.refused("template_reset", json!({"name": "ask"})).hint.is_some());
}

#[test]
fn two_devices_that_reword_different_sentences_keep_both() {
    let (folder, one, two) = (shared_folder(), device(), device());
    pair(folder.path(), &one, &[&two]);
    let name = "thanks.email.formal.us";
    one.call::<Saved>("template_save", json!({"name": name, "sentence": "thanks", "text": "Thank you so much."}));
    two.call::<Saved>("template_save", json!({"name": name, "sentence": "close", "text": "Yours,"}));
    settle(&[&one, &two]);
    for device in [&one, &two] {
        let preview: TemplatePreview = device.call("template_preview", json!({"name": name}));
        assert!(preview.body.contains("Thank you so much.") && preview.body.contains("Yours,"), "{}", preview.body);
    }
    assert_equal(&[&one, &two]);
}
