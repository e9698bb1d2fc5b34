//! Documents are read straight into the types of the domain, and are what their records say.

use crate::common::{Device, id};
use firsthand_domain::{Edit, Id, Interview, Jot, KINDS, Person};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::fmt::Debug;

fn library() -> Device {
    let mut a = Device::new();
    let way = |value: &str| Edit::Put {
        field: "channels".into(),
        entry: value.into(),
        value: json!({"kind": "email", "value": value, "label": "at \"work\" \\ \u{1F600}"}),
    };
    for (n, name) in ["Zoë \"Z\"", "Ana\\Bo", "", "看護師 \u{200d}", "line\nline"].iter().enumerate() {
        let edits = vec![
            Edit::set("name", *name),
            Edit::write("notes", "much\ttext \u{0} \u{2028}"),
            way(&format!("{n}@x.example")),
        ];
        a.create("person", id(&format!("p{n}")), edits);
    }
    for n in 0..3 {
        a.create("interview", id(&format!("i{n}")), vec![Edit::link("person", id("p1")), Edit::set("place", "Here")]);
        a.create("jot", id(&format!("j{n}")), vec![Edit::write("text", "a jot"), Edit::link("person", id("p1"))]);
    }
    a.act(|tx| tx.delete(id("p0")));
    a.act(|tx| tx.delete(id("i2")));
    a
}

fn agree<T: DeserializeOwned + PartialEq + Debug>(device: &Device, kind: &str) {
    let store = &device.store;
    let slow: Vec<T> = store.records(kind, false).unwrap().iter().map(|record| record.typed().unwrap()).collect();
    assert!(!slow.is_empty());
    assert_eq!(store.all::<T>(kind).unwrap(), slow);
    for record in store.records(kind, true).unwrap() {
        let typed: T = record.typed().unwrap();
        assert_eq!(store.one::<T>(kind, record.id()).unwrap().as_ref(), Some(&typed));
        let in_force = (!record.deleted()).then_some(typed);
        assert_eq!(store.one_in_force::<T>(kind, record.id()).unwrap(), in_force);
    }
}

#[test]
fn every_way_to_read_gives_the_same() {
    let a = library();
    agree::<Person>(&a, "person");
    agree::<Interview>(&a, "interview");
    agree::<Jot>(&a, "jot");
    for (kind, field) in [("interview", "person"), ("jot", "person")] {
        let records = a.store.linked(id("p1"), Some(field)).unwrap();
        let slow: Vec<Id> = records
            .iter()
            .filter(|record| record.kind() == kind && !record.deleted())
            .map(|record| record.id())
            .collect();
        let fast: Vec<serde_json::Value> = a.store.linking(kind, field, id("p1")).unwrap();
        let fast: Vec<Id> = fast.iter().map(|value| value["id"].as_str().unwrap().parse().unwrap()).collect();
        assert!(!slow.is_empty() && fast == slow);
    }
}

#[test]
fn a_document_of_another_kind_is_not_there() {
    let a = library();
    assert_eq!(a.store.one::<Person>("person", id("j0")).unwrap(), None);
    assert_eq!(a.store.one::<Person>("person", id("nobody")).unwrap(), None);
    for kind in KINDS {
        let all: Vec<serde_json::Value> = a.store.all(kind.name).unwrap();
        assert_eq!(all.len() as u64, a.store.count(kind.name).unwrap(), "{}", kind.name);
    }
}
