//! What two devices wrote apart.

use crate::common::{Device, id, swap};
use firsthand_domain::{Answer, Edit, KINDS, Kind, Person, Shape};
use firsthand_store::StoredChange;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A person that both devices hold.
fn shared() -> (Device, Device) {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana"), Edit::write("notes", "She likes the work.")]);
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    (a, b)
}

#[test]
fn an_answer_begun_on_two_devices_apart_merges_letter_by_letter() {
    let (mut a, mut b) = (Device::new(), Device::new());
    let answer = Answer::id_of(id("talk"), id("question"));
    a.create("answer", answer, vec![Edit::write("text", "Early shifts.")]);
    b.create("answer", answer, vec![Edit::write("text", "Kind colleagues.")]);
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    let text = a.record(answer).text("text").to_owned();
    assert!(text.contains("Early shifts.") && text.contains("Kind colleagues."), "{text}");
    a.edit(answer, vec![Edit::write("text", &text.replace("Early", "Very early"))]);
    b.edit(answer, vec![Edit::write("text", &text.replace("Kind", "Rather kind"))]);
    swap(&mut a, &mut b);
    let text = a.record(answer).text("text").to_owned();
    assert!(text.contains("Very early shifts.") && text.contains("Rather kind colleagues."), "{text}");
    assert_eq!(a.export(), b.export());
    a.check();
    b.check();
}

#[test]
fn lines_written_apart_are_both_kept_until_the_user_chooses() {
    let (mut a, mut b) = shared();
    a.edit(id("ana"), vec![Edit::set("name", "Ana Ruiz")]);
    b.edit(id("ana"), vec![Edit::set("name", "Ana María")]);
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    let record = a.record(id("ana"));
    assert_eq!(record.get("conflicts"), Some(&json!({"name": ["Ana María", "Ana Ruiz"]})));
    assert!(["Ana María", "Ana Ruiz"].contains(&record.text("name")));
    let person: Person = record.typed().unwrap();
    assert_eq!(person.meta.conflicts.len(), 1);

    let shown = record.text("name").to_owned();
    b.edit(id("ana"), vec![Edit::set("name", shown.as_str())]);
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    assert_eq!(a.record(id("ana")).get("conflicts"), Some(&json!({})));
    assert_eq!(a.record(id("ana")).text("name"), shown);
}

#[test]
fn entries_written_apart_are_both_kept_until_the_user_chooses() {
    let (mut a, mut b) = shared();
    let put = |value: &str| Edit::Put {
        field: "channels".into(),
        entry: "c1".into(),
        value: json!({"kind": "phone", "value": value}),
    };
    a.edit(id("ana"), vec![put("1")]);
    b.edit(id("ana"), vec![put("2")]);
    swap(&mut a, &mut b);
    let record = a.record(id("ana"));
    let both = json!({"channels.c1": [
        {"id": "c1", "kind": "phone", "value": "1"}, {"id": "c1", "kind": "phone", "value": "2"},
    ]});
    assert_eq!(record.get("conflicts"), Some(&both));
    a.edit(id("ana"), vec![put("2")]);
    swap(&mut a, &mut b);
    assert_eq!(b.record(id("ana")).get("conflicts"), Some(&json!({})));
    assert_eq!(b.record(id("ana")).get("channels"), Some(&json!([{"id": "c1", "kind": "phone", "value": "2"}])));
    assert_eq!(a.export(), b.export());
}

#[test]
fn different_fields_words_and_places_merge_without_a_question() {
    let (mut a, mut b) = shared();
    let add = |word: &str| Edit::Add { field: "tags".into(), member: word.into() };
    a.edit(id("ana"), vec![add("warm"), Edit::set("role", "Nurse")]);
    b.edit(id("ana"), vec![add("night"), Edit::set("field", "Care")]);
    swap(&mut a, &mut b);
    let record = b.record(id("ana"));
    assert_eq!(record.get("tags"), Some(&json!(["night", "warm"])));
    assert_eq!((record.text("role"), record.text("field")), ("Nurse", "Care"));
    assert_eq!(record.get("conflicts"), Some(&json!({})));
    assert_eq!(a.export(), b.export());
}

#[test]
fn c95_an_edit_made_at_the_same_time_wins_over_the_bin() {
    let (mut a, mut b) = shared();
    a.act(|tx| tx.delete(id("ana")));
    assert!(a.record(id("ana")).deleted());
    b.edit(id("ana"), vec![Edit::write("notes", "She likes the work a lot.")]);
    swap(&mut a, &mut b);
    for device in [&a, &b] {
        assert!(!device.record(id("ana")).deleted());
        assert_eq!(device.record(id("ana")).text("notes"), "She likes the work a lot.");
        device.check();
    }
    assert_eq!(a.export(), b.export());
    assert_eq!(a.store.search("likes", 9).unwrap().len(), 1, "found again");

    a.act(|tx| tx.delete(id("ana")));
    b.act(|tx| tx.delete(id("ana")));
    swap(&mut a, &mut b);
    assert!(a.record(id("ana")).deleted() && b.record(id("ana")).deleted(), "both deleted it");
    b.act(|tx| tx.restore(id("ana")));
    swap(&mut a, &mut b);
    assert!(!a.record(id("ana")).deleted());
    assert_eq!(a.export(), b.export());
    a.check();
}

#[test]
fn an_edit_takes_a_document_out_of_the_bin() {
    let (mut a, mut b) = shared();
    a.act(|tx| tx.delete(id("ana")));
    a.edit(id("ana"), vec![Edit::set("role", "Nurse")]);
    assert!(!a.record(id("ana")).deleted());
    a.act(|tx| tx.delete(id("ana")));
    assert!(a.record(id("ana")).deleted());
    swap(&mut a, &mut b);
    assert!(b.record(id("ana")).deleted());
}

#[test]
fn what_was_typed_onto_an_older_version_keeps_what_came_since() {
    let (mut a, mut b) = shared();
    let seen = a.record(id("ana")).version().to_owned();
    b.edit(id("ana"), vec![Edit::write("notes", "She likes the work. Nights are hard.")]);
    swap(&mut a, &mut b);
    let write = Edit::Write { field: "notes".into(), text: "Ana likes the work.".into(), base: Some(seen) };
    let record = a.edit(id("ana"), vec![write, Edit::set("role", "Nurse")]);
    assert_eq!(record.text("notes"), "Ana likes the work. Nights are hard.");
    assert_eq!(record.text("role"), "Nurse");
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    a.check();
}

fn write_onto(base: &str, text: &str) -> Edit {
    Edit::Write { field: "notes".into(), text: text.into(), base: Some(base.to_owned()) }
}

#[test]
fn c95_a_text_typed_onto_an_unknown_version_takes_nothing_out() {
    let (mut a, mut b) = shared();
    b.edit(id("ana"), vec![Edit::write("notes", "She likes the work.\nNights are hard.")]);
    swap(&mut a, &mut b);
    let known = a.record(id("ana")).version().to_owned();
    for unknown in ["nonsense".to_owned(), "ab".repeat(32), format!("{known}.{}", "cd".repeat(32))] {
        let record = a.edit(id("ana"), vec![write_onto(&unknown, "She likes the work.\nAsk about pay.")]);
        let text = record.text("notes");
        assert_eq!(text, "She likes the work.\nNights are hard.\nAsk about pay.", "{unknown}");
    }
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
    a.check();
}

#[test]
fn c95_an_empty_text_typed_onto_an_unknown_version_deletes_nothing() {
    let (mut a, _) = shared();
    assert_eq!(a.edit(id("ana"), vec![write_onto("nonsense", "")]).text("notes"), "She likes the work.");
}

#[test]
fn c95_a_text_begun_before_another_device_s_arrived_keeps_both() {
    let (mut a, _) = shared();
    let text = a.edit(id("ana"), vec![write_onto("", "Met at the fair.")]).text("notes").to_owned();
    assert!(text.contains("Met at the fair.") && text.contains("She likes the work."), "{text}");
}

#[test]
fn c95_a_text_of_a_field_that_its_version_did_not_have_yet_keeps_both() {
    // A version from before the field was there: only the first genesis change.
    let later = KINDS.iter().flat_map(|kind| kind.fields.iter().map(move |field| (*kind, field)));
    let later: Vec<_> = later.filter(|(_, field)| field.since > 1 && field.shape == Shape::Prose).collect();
    assert!(!later.is_empty(), "there is such a field");
    for (kind, field) in later {
        let mut a = Device::new();
        let write = |text: &str, base| Edit::Write { field: field.name.into(), text: text.into(), base };
        let first = genesis_of(kind);
        a.create(kind.name, id("x"), vec![write("Theirs.", None)]);
        let record = a.edit(id("x"), vec![write("Mine.", Some(first))]);
        let text = record.text(field.name);
        assert!(text.contains("Theirs.") && text.contains("Mine."), "{}.{}: {text}", kind.name, field.name);
    }
}

/// The version of a document of which only the first genesis change is there.
fn genesis_of(kind: &Kind) -> String {
    let mut device = Device::new();
    device.create(kind.name, id("genesis"), Vec::new());
    let changes = device.publish();
    let without_deps = |change: &&StoredChange| {
        automerge::Change::try_from(change.bytes.as_slice()).is_ok_and(|change| change.deps().is_empty())
    };
    let first = changes.iter().find(without_deps).unwrap();
    first.hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tells whether the letters of `part` stand in `whole` in their order.
fn stands_in(part: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    part.chars().all(|letter| letters.any(|other| other == letter))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn c95_whatever_was_typed_onto_an_unknown_version_both_texts_stand(
        there in "([a-c ]|\n|é|看|\u{1F469}){0,30}",
        typed in "([a-c ]|\n|é|看|\u{1F469}){0,30}",
        base in "[0-9a-f.]{0,70}",
    ) {
        let mut a = Device::new();
        a.create("person", id("ana"), vec![Edit::write("notes", &there)]);
        let record = a.edit(id("ana"), vec![write_onto(&format!("x{base}"), &typed)]);
        let text = record.text("notes");
        prop_assert!(stands_in(&there, text) && stands_in(&typed, text), "{there:?} and {typed:?} gave {text:?}");
    }
}

#[test]
fn the_order_of_a_plan_merges() {
    let (mut a, mut b) = (Device::new(), Device::new());
    let [p, q, r, s] = ["p", "q", "r", "s"].map(id);
    let arrange = |ids: &[firsthand_domain::Id]| Edit::Arrange { field: "plan".into(), ids: ids.to_vec() };
    a.create("interview", id("talk"), vec![arrange(&[p, q, r])]);
    swap(&mut a, &mut b);
    a.edit(id("talk"), vec![arrange(&[r, p, q])]);
    b.edit(id("talk"), vec![arrange(&[p, q, r, s])]);
    swap(&mut a, &mut b);
    let plan: Vec<Value> = [r, p, q, s].iter().map(|id| json!(id.to_string())).collect();
    assert_eq!(a.record(id("talk")).get("plan"), Some(&Value::Array(plan)));
    assert_eq!(a.export(), b.export());
    assert_eq!(a.store.linked(s, None).unwrap().len(), 1);
}
