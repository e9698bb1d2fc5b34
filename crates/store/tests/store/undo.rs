//! Undo and redo (C95).

use crate::common::{Device, id, swap};
use firsthand_domain::Edit;
use firsthand_store::{Error, Op};
use serde_json::json;

fn with_ana() -> Device {
    let mut device = Device::new();
    device.create("person", id("ana"), vec![Edit::set("name", "Ana"), Edit::write("notes", "Kind.")]);
    device
}

#[test]
fn every_shape_goes_back_and_forth() {
    let mut a = with_ana();
    a.create("interview", id("talk"), vec![Edit::link("person", id("ana")), Edit::set("promised_minutes", 20)]);
    let before = a.export();
    a.wait(60);
    let entry = Edit::Put {
        field: "channels".into(),
        entry: "c1".into(),
        value: json!({"kind": "email", "value": "a@b.example"}),
    };
    a.store
        .transact(Op::new("Change everything"), |tx| {
            let tag = Edit::Add { field: "tags".into(), member: "warm".into() };
            tx.edit(id("ana"), vec![Edit::set("name", "Ana Ruiz"), Edit::write("notes", "Very kind."), tag, entry])?;
            let plan = Edit::Arrange { field: "plan".into(), ids: vec![id("q1"), id("q2")] };
            let at = Edit::set("scheduled_at", "2026-12-01T09:30:00Z");
            tx.edit(id("talk"), vec![plan, at, Edit::set("called_off", true), Edit::set("form", "video")])?;
            tx.edit(id("talk"), vec![Edit::set("promised_minutes", 30)])
        })
        .unwrap();
    let after = fields(&a);
    let (undone, changes) = a.store.undo().unwrap().unwrap();
    assert_eq!(undone.label, "Change everything");
    assert_eq!(changes.ids, [id("ana"), id("talk")].into());
    assert_eq!(fields(&a), fields_of(&before));
    assert_eq!(a.store.redo_label().unwrap().as_deref(), Some("Change everything"));
    a.store.redo().unwrap().unwrap();
    assert_eq!(fields(&a), after);
    a.store.undo().unwrap().unwrap();
    assert_eq!(fields(&a), fields_of(&before));
    a.check();
}

/// The export without what every writing changes.
fn fields(device: &Device) -> serde_json::Value {
    fields_of(&device.export())
}

fn fields_of(export: &str) -> serde_json::Value {
    let mut export: serde_json::Value = serde_json::from_str(export).unwrap();
    for document in export["documents"].as_array_mut().unwrap() {
        for property in ["version", "updated"] {
            document.as_object_mut().unwrap().remove(property);
        }
    }
    export
}

#[test]
fn making_and_deleting_are_undone_by_each_other() {
    let mut a = with_ana();
    a.store.undo().unwrap().unwrap();
    assert!(a.record(id("ana")).deleted());
    assert!(a.store.records("person", false).unwrap().is_empty());
    a.store.redo().unwrap().unwrap();
    assert_eq!(a.record(id("ana")).text("notes"), "Kind.");
    assert!(!a.record(id("ana")).deleted());
    a.act(|tx| tx.delete(id("ana")));
    a.store.undo().unwrap().unwrap();
    assert!(!a.record(id("ana")).deleted());
    a.store.redo().unwrap().unwrap();
    assert!(a.record(id("ana")).deleted());
    a.check();
}

#[test]
fn undo_takes_back_only_what_the_user_did() {
    let (mut a, mut b) = (with_ana(), Device::new());
    swap(&mut a, &mut b);
    a.edit(id("ana"), vec![Edit::write("notes", "Very kind."), Edit::set("role", "Nurse")]);
    b.edit(id("ana"), vec![Edit::write("notes", "Kind. Tired."), Edit::set("field", "Care")]);
    swap(&mut a, &mut b);
    assert_eq!(a.record(id("ana")).text("notes"), "Very kind. Tired.");
    a.store.undo().unwrap().unwrap();
    swap(&mut a, &mut b);
    let record = b.record(id("ana"));
    assert_eq!(record.text("notes").to_lowercase(), "kind. tired.");
    assert_eq!((record.text("role"), record.text("field")), ("", "Care"));
    a.store.redo().unwrap().unwrap();
    swap(&mut a, &mut b);
    assert_eq!(b.record(id("ana")).text("role"), "Nurse");
    assert_eq!(b.record(id("ana")).text("notes").to_lowercase(), "very kind. tired.");
    assert_eq!(a.export(), b.export());
    a.check();
}

#[test]
fn what_another_device_has_changed_since_is_left_alone() {
    let (mut a, mut b) = (with_ana(), Device::new());
    a.create("interview", id("talk"), vec![]);
    swap(&mut a, &mut b);
    let put = |value: &str| Edit::Put { field: "channels".into(), entry: "c1".into(), value: json!({"value": value}) };
    let arrange =
        |names: &[&str]| Edit::Arrange { field: "plan".into(), ids: names.iter().map(|name| id(name)).collect() };
    a.store
        .transact(Op::new("Change"), |tx| {
            tx.edit(id("ana"), vec![Edit::set("role", "Nurse"), put("1")])?;
            tx.edit(id("talk"), vec![arrange(&["p", "q"])])
        })
        .unwrap();
    swap(&mut a, &mut b);
    b.edit(id("ana"), vec![Edit::set("role", "Doctor"), put("2")]);
    b.edit(id("talk"), vec![arrange(&["r", "q", "p"])]);
    swap(&mut a, &mut b);
    a.store.undo().unwrap().unwrap();
    let record = a.record(id("ana"));
    assert_eq!(record.text("role"), "Doctor");
    assert_eq!(record.get("channels"), Some(&json!([{"id": "c1", "value": "2"}])));
    assert_eq!(a.record(id("talk")).get("plan"), Some(&json!([id("r").to_string()])), "one's own are taken out");
    swap(&mut a, &mut b);
    assert_eq!(a.export(), b.export());
}

#[test]
fn taking_back_one_side_of_a_conflict_leaves_the_other() {
    let (mut a, mut b) = (with_ana(), Device::new());
    swap(&mut a, &mut b);
    a.edit(id("ana"), vec![Edit::set("name", "Anna")]);
    b.edit(id("ana"), vec![Edit::set("name", "Anne")]);
    swap(&mut a, &mut b);
    b.store.undo().unwrap().unwrap();
    swap(&mut a, &mut b);
    for device in [&a, &b] {
        assert_eq!(device.record(id("ana")).text("name"), "Anna");
        assert_eq!(device.record(id("ana")).get("conflicts"), Some(&json!({})));
    }
}

#[test]
fn a_document_that_another_device_wrote_to_is_not_taken_away() {
    let (mut a, mut b) = (with_ana(), Device::new());
    swap(&mut a, &mut b);
    b.edit(id("ana"), vec![Edit::write("notes", "Kind. Tired.")]);
    swap(&mut a, &mut b);
    a.store.undo().unwrap().unwrap();
    assert!(!a.record(id("ana")).deleted());
    assert_eq!(a.record(id("ana")).text("notes"), "Kind. Tired.");
}

#[test]
fn typing_is_one_step_until_somebody_pauses() {
    let mut a = with_ana();
    let mut text = String::from("Kind.");
    let mut kind = |a: &mut Device, seconds: i64, more: &str| {
        a.wait(seconds);
        text.push_str(more);
        let op = Op::typing("Edit Ana's notes", "ana.notes");
        a.store.transact(op, |tx| tx.edit(id("ana"), vec![Edit::write("notes", &text)])).unwrap();
    };
    kind(&mut a, 60, " One");
    kind(&mut a, 2, " two");
    kind(&mut a, 4, " three.");
    kind(&mut a, 6, " Four.");
    a.store.undo().unwrap().unwrap();
    assert_eq!(a.record(id("ana")).text("notes"), "Kind. One two three.");
    a.store.undo().unwrap().unwrap();
    assert_eq!(a.record(id("ana")).text("notes"), "Kind.");
    assert_eq!(a.store.undo_label().unwrap().as_deref(), Some("act"));
}

#[test]
fn typing_does_not_join_over_what_another_device_wrote() {
    let (mut a, mut b) = (with_ana(), Device::new());
    swap(&mut a, &mut b);
    let typed = |a: &mut Device, text: &str| {
        let op = Op::typing("Edit", "ana.notes");
        a.store.transact(op, |tx| tx.edit(id("ana"), vec![Edit::write("notes", text)])).unwrap();
    };
    typed(&mut a, "Kind. One");
    b.edit(id("ana"), vec![Edit::set("role", "Nurse")]);
    swap(&mut a, &mut b);
    typed(&mut a, "Kind. One two");
    a.store.undo().unwrap().unwrap();
    let record = a.record(id("ana"));
    assert_eq!((record.text("notes"), record.text("role")), ("Kind. One", "Nurse"));
    a.store.undo().unwrap().unwrap();
    let record = a.record(id("ana"));
    assert_eq!((record.text("notes"), record.text("role")), ("Kind.", "Nurse"), "the other device's word stays");
}

#[test]
fn undo_survives_a_restart_and_is_cut_off_by_something_new() {
    let mut a = with_ana();
    a.edit(id("ana"), vec![Edit::set("role", "Nurse")]);
    a.reopen();
    assert_eq!(a.store.undo_label().unwrap().as_deref(), Some("act"));
    a.store.undo().unwrap().unwrap();
    assert_eq!(a.record(id("ana")).text("role"), "");
    a.reopen();
    assert!(a.store.redo_label().unwrap().is_some());
    a.edit(id("ana"), vec![Edit::set("role", "Doctor")]);
    assert_eq!(a.store.redo_label().unwrap(), None);
    assert_eq!(a.store.redo().unwrap(), None);
}

#[test]
fn what_changes_nothing_or_fails_leaves_no_step() {
    let mut a = with_ana();
    a.store.undo().unwrap().unwrap();
    a.store.redo().unwrap().unwrap();
    let label = a.store.undo_label().unwrap();
    let same = vec![
        Edit::set("name", "Ana"),
        Edit::write("notes", "Kind."),
        Edit::set("network", false),
        Edit::set("role", ""),
    ];
    let (_, changes) = a.store.transact(Op::new("Nothing"), |tx| tx.edit(id("ana"), same)).unwrap();
    assert!(changes.is_empty(), "{changes:?}");
    let failed = a.store.transact(Op::new("Fails"), |tx| {
        tx.edit(id("ana"), vec![Edit::set("name", "Lost")])?;
        tx.create("person", id("ben"), vec![])?;
        tx.edit(id("nobody"), vec![])
    });
    assert!(matches!(failed, Err(Error::NoDocument { .. })));
    assert_eq!(a.record(id("ana")).text("name"), "Ana");
    assert_eq!(a.store.record(id("ben")).unwrap(), None);
    a.store.transact(Op::silent(), |tx| tx.edit(id("ana"), vec![Edit::set("role", "Nurse")])).unwrap();
    assert_eq!(a.store.undo_label().unwrap(), label);
    a.check();
}

#[test]
fn only_the_last_two_hundred_steps_are_kept() {
    let mut a = with_ana();
    for n in 0..230 {
        a.edit(id("ana"), vec![Edit::set("role", n.to_string())]);
    }
    let mut steps = 0;
    while a.store.undo().unwrap().is_some() {
        steps += 1;
    }
    assert_eq!(steps, 200);
    assert_eq!(a.record(id("ana")).text("role"), "29");
    a.check();
}
