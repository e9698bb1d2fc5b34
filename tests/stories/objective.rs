//! The objective and the people it needs: what was hoped for is counted, and who comes next is said.

use crate::devices::{assert_equal, device, pair, settle, shared_folder};
use firsthand_app::api::{
    interviews::{ExplorationPage, ExplorationRow},
    letters::Composed,
    notes::{Saved, Undone},
    people::{AddedReferral, PersonRow},
};
use firsthand_domain::{Answer, Edit, Id, Organization, Preferences, Profile, bank::question_id};
use serde_json::json;

fn add(field: &str, member: impl ToString) -> Edit {
    Edit::Add { field: field.into(), member: member.to_string() }
}

#[test]
fn c06_c07_an_objective_and_its_scope_speak_in_the_ask() {
    let one = device();
    let nursing = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    let ana = one.person_add("Ana");
    let ask = || one.call::<Composed>("letter", json!({"purpose": "ask", "person": ana, "exploration": nursing}));
    assert!(ask().no_objective, "C06");
    one.edit(
        "exploration",
        nursing,
        vec![Edit::write("objective", "Could I live with it?"), Edit::set("job", "midwife")],
    );
    assert!(!ask().no_objective && ask().body.contains("midwife"), "C07: {}", ask().body);
}

#[test]
fn c08_targets_are_measured_against_what_was_asked() {
    let one = device();
    let nursing = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    one.edit("exploration", nursing, vec![add("targets", "typical_day"), add("targets", "pay")]);
    let talk = one.plan(one.person_add("Ana"));
    let covered = || {
        let page: ExplorationPage = one.call("exploration", json!({"id": nursing}));
        page.coverage.into_iter().map(|one| (one.target, one.answered, one.planned)).collect::<Vec<_>>()
    };
    let of = |answered, planned| vec![("typical_day".to_owned(), answered, planned), ("pay".to_owned(), 0, 0)];
    assert_eq!(covered(), of(0, 1), "the pinned question about an ordinary day is planned");
    one.answer(talk, question_id("q04"), "Early shifts.");
    assert_eq!(covered(), of(1, 0));
}

#[test]
fn c09_the_profile_is_written_once_and_is_one_on_all_devices() {
    let (folder, one, two) = (shared_folder(), device(), device());
    pair(folder.path(), &one, &[&two]);
    let me = Profile::the_id();
    let first: Profile = one.call("profile", json!({}));
    assert!(first.skills.is_empty() && first.meta.version.is_empty(), "it is there to be written in before it exists");
    let parts = ["skills", "values", "abilities", "knowledge", "experience", "interests", "lifestyle", "education"];
    let (here, there) = parts.split_at(4);
    let write = |parts: &[&str]| parts.iter().map(|part| Edit::write(part, &format!("About {part}."))).collect();
    one.edit("profile", me, write(here));
    two.edit("profile", me, write(there));
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    let profile: serde_json::Value = one.call("profile", json!({}));
    for part in parts {
        assert_eq!(profile[part], format!("About {part}."), "{part}");
    }
}

#[test]
fn c10_what_was_hoped_for_is_counted() {
    let one = device();
    let nursing = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    let hopes = ["network", "leads", "reality_check"].map(|hope| add("hopes", hope));
    one.edit("exploration", nursing, hopes.to_vec());
    let ana = one.person_add("Ana");
    let talk = one.plan(ana);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    one.call::<AddedReferral>("referral_add", json!({"name": "Ben", "interview": talk}));
    let gains = || {
        let page: ExplorationPage = one.call("exploration", json!({"id": nursing}));
        page.gains.into_iter().map(|gain| (gain.hope, gain.count)).collect::<Vec<_>>()
    };
    let of = |reality: u32, network: u32| {
        vec![("reality_check".to_owned(), reality), ("network".to_owned(), network), ("leads".to_owned(), 0)]
    };
    assert_eq!(gains(), of(0, 1), "only what was ticked, in one order");
    one.call::<Saved>("interview_end", json!({"id": talk}));
    one.edit("interview", talk, vec![add("gained", "reality_check"), add("gained", "confidence")]);
    assert_eq!(gains(), of(1, 2), "Ana was met, Ben was named");
}

#[test]
fn c11_c14_areas_known_little_and_people_who_were_named_come_first() {
    let one = device();
    let explore = |title: &str| one.call::<Saved>("exploration_add", json!({"title": title})).id;
    let (known, unknown) = (explore("Law"), explore("Nursing"));
    one.edit("exploration", known, vec![Edit::set("familiarity", "well")]);
    one.edit("exploration", unknown, vec![Edit::set("familiarity", "little")]);
    let rows: Vec<ExplorationRow> = one.call("explorations", json!({}));
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [unknown, known], "C14");
    let matters = |name: &str, edits: Vec<Edit>| -> Id {
        let id = one.person_add(name);
        one.edit("person", id, [edits, vec![add("explorations", unknown)]].concat());
        id
    };
    let plain = matters("Ana", vec![]);
    let contact = matters("Ben", vec![Edit::set("network", true)]);
    let named = matters("Cem", vec![Edit::link("referred_by", plain)]);
    let met = matters("Dee", vec![]);
    one.call::<Saved>("interview_plan", json!({"person": met, "exploration": unknown}));
    let page: ExplorationPage = one.call("exploration", json!({"id": unknown}));
    assert_eq!(page.to_ask.iter().map(|row| row.id).collect::<Vec<_>>(), [named, contact, plain]);
    let people: Vec<PersonRow> = one.call("people", json!({}));
    assert_eq!(people.iter().filter(|row| row.network).map(|row| row.id).collect::<Vec<_>>(), [contact]);
}

#[test]
fn c12_c13_c15_a_person_with_everything_known() {
    let one = device();
    let ana = one.person_add("Ana");
    one.call::<Saved>("person_set_organization", json!({"person": ana, "name": "Charité"}));
    let employer = one.person(ana).organization.unwrap();
    one.edit("organization", employer.id(), vec![Edit::set("employs", true)]);
    let employing: Vec<Organization> = one.call("organizations", json!({}));
    assert!(employing[0].employs, "C15");
    one.edit("person", ana, vec![Edit::set("does_job", "now"), Edit::write("how_known", "We met in May.")]);
    let said: Composed = one.call("letter", json!({"purpose": "ask", "person": ana, "channel": "phone"}));
    assert!(said.body.contains("We met in May."), "C13: the opening of the call");
    let address: serde_json::Value = one.call("way_address", json!({"kind": "phone", "value": "+49 (0)30 12"}));
    assert_eq!(address["address"], "tel:+493012", "C12");
    assert!(one.refused("way_address", json!({"kind": "phone", "value": "at the desk"})).hint.is_some());
}

#[test]
fn c95_what_is_taken_back_from_the_profile_or_the_preferences_is_not_in_force() {
    let one = device();
    let (me, mine) = (Profile::the_id(), Preferences::the_id());
    let undo = || one.call::<Undone>("undo", json!({}));
    let profile = || one.call::<Profile>("profile", json!({}));
    let preferences = || one.call::<Preferences>("preferences", json!({}));
    one.edit("profile", me, vec![Edit::write("skills", "Listening.")]);
    undo();
    assert_eq!(profile().skills, "");
    one.edit("profile", me, vec![Edit::write("values", "Time outdoors.")]);
    assert_eq!((profile().skills.as_str(), profile().values.as_str()), ("", "Time outdoors."));
    one.edit("preferences", mine, vec![Edit::set("weekly_asks", 7)]);
    undo();
    assert_eq!(preferences().weekly_asks, None);
    one.edit("preferences", mine, vec![Edit::set("english", "gb")]);
    assert_eq!(preferences().weekly_asks, None, "the next choice does not bring it back");
    one.call::<Undone>("undo", json!({}));
    one.call::<Undone>("redo", json!({}));
    assert_eq!(preferences().english, firsthand_domain::English::Gb);
    let bin: Vec<serde_json::Value> = one.call("bin", json!({}));
    assert!(bin.is_empty(), "the user cannot throw these away: {bin:?}");
}

#[test]
fn c95_c81_an_answer_begun_again_does_not_bring_back_what_was_taken_back() {
    let one = device();
    let talk = one.plan(one.person_add("Ana"));
    let (question, answer) = (question_id("q04"), Answer::id_of(talk, question_id("q04")));
    let mark = json!({"interview": talk, "question": question, "off_record": true, "holds_for": "field"});
    one.call::<Saved>("answer_mark", mark);
    one.call::<Undone>("undo", json!({}));
    one.answer(talk, question, "Early shifts.");
    let page = one.interview(talk);
    let kept = page.questions.into_iter().find_map(|asked| asked.answer.filter(|kept| kept.id() == answer)).unwrap();
    assert!(!kept.off_record && kept.holds_for == firsthand_domain::HoldsFor::default(), "{kept:?}");
    assert_eq!((kept.interview, kept.question), (Some(talk), Some(question)));
    assert!(!kept.asked.is_empty() && !kept.meta.deleted);
}
