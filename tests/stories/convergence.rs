//! Three devices, random acts and syncs in random order: in the end all hold the same.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use firsthand_app::api::notes::Undone;
use firsthand_domain::{Edit, Id, bank::question_id};
use proptest::prelude::*;
use serde_json::json;

/// One act of a device; numbers choose among what is there.
#[derive(Clone, Debug)]
enum Act {
    AddPerson(String),
    Rename(usize, String),
    Tag(usize, String, bool),
    Plan(usize),
    Arrange(usize, Vec<u8>),
    Answer(usize, u8, String),
    Jot(String),
    WriteJot(usize, String),
    Delete(usize),
    Undo,
    Sync,
}

fn act() -> impl Strategy<Value = Act> {
    let word = "[a-zäß看🙂 ]{0,12}";
    prop_oneof![
        "[A-Z][a-z]{1,6}".prop_map(Act::AddPerson),
        (0usize..4, "[A-Z][a-z]{1,6}").prop_map(|(n, name)| Act::Rename(n, name)),
        (0usize..4, "[ab]", any::<bool>()).prop_map(|(n, tag, add)| Act::Tag(n, tag, add)),
        (0usize..4).prop_map(Act::Plan),
        (0usize..4, prop::collection::vec(1u8..9, 0..5)).prop_map(|(n, plan)| Act::Arrange(n, plan)),
        (0usize..4, 1u8..4, word).prop_map(|(n, question, text)| Act::Answer(n, question, text)),
        "[a-z]{1,8}".prop_map(Act::Jot),
        (0usize..4, word).prop_map(|(n, text)| Act::WriteJot(n, text)),
        (0usize..6).prop_map(Act::Delete),
        Just(Act::Undo),
        Just(Act::Sync),
    ]
}

fn pick(ids: &[Id], number: usize) -> Option<Id> {
    ids.get(number % ids.len().max(1)).copied()
}

fn listed(one: &Device, command: &str) -> Vec<Id> {
    let rows: Vec<serde_json::Value> = one.call(command, json!({}));
    let id = |row: &serde_json::Value| {
        row.get("id").or_else(|| row["jot"].get("id")).unwrap().as_str().unwrap().parse().unwrap()
    };
    let mut ids: Vec<Id> = rows.iter().map(id).collect();
    ids.sort();
    ids
}

fn key(number: u8) -> Id {
    question_id(&format!("q{number:02}"))
}

fn run(one: &Device, act: &Act) {
    let person = |n: usize| pick(&listed(one, "people"), n);
    let talk = |n: usize| pick(&listed(one, "interviews"), n);
    match act {
        Act::AddPerson(name) => {
            one.person_add(name);
        }
        Act::Rename(n, name) => {
            if let Some(id) = person(*n) {
                one.edit("person", id, vec![Edit::set("name", name.as_str())]);
            }
        }
        Act::Tag(n, tag, add) => {
            if let Some(id) = person(*n) {
                let (field, member) = ("tags".to_owned(), tag.clone());
                let edit = if *add { Edit::Add { field, member } } else { Edit::Remove { field, member } };
                one.edit("person", id, vec![edit]);
            }
        }
        Act::Plan(n) => {
            if let Some(id) = person(*n) {
                one.plan(id);
            }
        }
        Act::Arrange(n, plan) => {
            if let Some(id) = talk(*n) {
                let ids = plan.iter().map(|number| key(*number)).collect();
                one.edit("interview", id, vec![Edit::Arrange { field: "plan".into(), ids }]);
            }
        }
        Act::Answer(n, question, text) => {
            if let Some(id) = talk(*n) {
                one.answer(id, key(*question), text);
            }
        }
        Act::Jot(text) => {
            one.jot(text);
        }
        Act::WriteJot(n, text) => {
            if let Some(id) = pick(&listed(one, "jots"), *n) {
                one.edit("jot", id, vec![Edit::write("text", text)]);
            }
        }
        Act::Delete(n) => {
            let mut all = listed(one, "people");
            all.extend(listed(one, "interviews"));
            all.extend(listed(one, "jots"));
            if let Some(id) = pick(&all, *n) {
                one.call::<serde_json::Value>("delete", json!({"id": id}));
            }
        }
        Act::Undo => {
            one.call::<Undone>("undo", json!({}));
        }
        Act::Sync => {
            one.sync();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn three_devices_end_equal(acts in prop::collection::vec((0usize..3, act()), 1..40)) {
        let folder = shared_folder();
        let devices = [device(), device(), device()];
        pair(folder.path(), &devices[0], &[&devices[1], &devices[2]]);
        for (number, act) in &acts {
            run(&devices[*number], act);
        }
        let all: Vec<&Device> = devices.iter().collect();
        settle(&all);
        assert_equal(&all);
    }
}
