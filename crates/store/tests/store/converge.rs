//! Whatever devices do, and in whatever order they hear of it, they end alike.

use crate::common::{Device, id};
use firsthand_domain::{Edit, Id, KINDS, Kind, Shape};
use firsthand_store::{Op, StoredChange};
use proptest::{prelude::*, sample::Index};
use serde_json::json;

const DEVICES: usize = 3;
const DOCUMENTS: usize = 5;
const WORDS: &[&str] =
    &["", "Ana", "a", "shift ", "看護", "e\u{301}", "\u{1F469}\u{200D}\u{2695}\u{FE0F}", "שלום", "\n", "day "];

#[derive(Clone, Debug)]
enum Action {
    Edit { document: usize, field: Index, value: usize, place: Index, typing: bool },
    Delete { document: usize },
    Restore { document: usize },
    Undo,
    Redo,
    Hear { from: usize, seed: u64, share: u8 },
    Reopen,
    Wait { seconds: i64 },
}

fn actions() -> impl Strategy<Value = Vec<(usize, Action)>> {
    let edit = (0..DOCUMENTS, any::<Index>(), 0..WORDS.len(), any::<Index>(), any::<bool>())
        .prop_map(|(document, field, value, place, typing)| Action::Edit { document, field, value, place, typing });
    let action = prop_oneof![
        12 => edit,
        1 => (0..DOCUMENTS).prop_map(|document| Action::Delete { document }),
        1 => (0..DOCUMENTS).prop_map(|document| Action::Restore { document }),
        2 => Just(Action::Undo),
        1 => Just(Action::Redo),
        4 => (0..DEVICES, any::<u64>(), any::<u8>()).prop_map(|(from, seed, share)| Action::Hear { from, seed, share }),
        1 => Just(Action::Reopen),
        1 => (0..20_i64).prop_map(|seconds| Action::Wait { seconds }),
    ];
    proptest::collection::vec((0..DEVICES, action), 1..60)
}

fn kind(document: usize) -> &'static Kind {
    ["person", "interview", "answer", "exploration", "portrait"].map(|name| Kind::named(name).unwrap())[document]
}

fn document(document: usize) -> Id {
    id(&format!("document {document}"))
}

/// Makes an edit of any shape out of a few numbers.
fn edit(device: &Device, number: usize, field: Index, value: usize, place: Index) -> Edit {
    let kind = kind(number);
    let field = &kind.fields[field.index(kind.fields.len())];
    let (name, word) = (field.name, WORDS[value]);
    let record = device.store.record(document(number)).unwrap();
    let members = [id("a"), id("b"), id("c"), id("d")];
    match field.shape {
        Shape::Line => Edit::set(name, word),
        Shape::Prose => {
            let mut text: Vec<char> =
                record.map(|record| record.text(name).to_owned()).unwrap_or_default().chars().collect();
            let from = place.index(text.len() + 1);
            let to = (from + value % 3).min(text.len());
            text.splice(from..to, word.chars());
            Edit::write(name, &text.into_iter().collect::<String>())
        }
        Shape::Flag => Edit::set(name, value.is_multiple_of(2)),
        Shape::Number => Edit::set(name, if value == 0 { json!(null) } else { json!(value) }),
        Shape::Time if value == 0 => Edit::set(name, json!(null)),
        Shape::Time => Edit::set(name, format!("2026-11-{:02}T10:00:00Z", value + 1)),
        Shape::Link => Edit::link(name, members[value % 4]),
        Shape::Choice(words) => Edit::set(name, words[value % words.len()]),
        Shape::Set if place.index(3) == 0 => Edit::Remove { field: name.into(), member: word.trim().into() },
        Shape::Set => {
            Edit::Add { field: name.into(), member: if word.trim().is_empty() { "x".into() } else { word.into() } }
        }
        Shape::Order => {
            let mut ids = members.to_vec();
            ids.rotate_left(place.index(4));
            ids.truncate(value % 5);
            Edit::Arrange { field: name.into(), ids }
        }
        Shape::Entries if place.index(3) == 0 => Edit::Drop { field: name.into(), entry: format!("c{}", value % 2) },
        Shape::Entries => Edit::Put {
            field: name.into(),
            entry: format!("c{}", value % 2),
            value: json!({"kind": "phone", "value": word}),
        },
        Shape::Bytes => Edit::set(name, ["", "aGk=", "AAAA"][value % 3]),
    }
}

fn shuffled(mut changes: Vec<StoredChange>, mut seed: u64, share: u8) -> Vec<StoredChange> {
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    for place in (1..changes.len()).rev() {
        changes.swap(place, next() % (place + 1));
    }
    let keep = changes.len() * usize::from(share) / 255;
    changes.truncate(keep);
    changes
}

fn run(devices: &mut [Device], actor: usize, action: Action) {
    match action {
        Action::Edit { document: number, field, value, place, typing } => {
            let edit = edit(&devices[actor], number, field, value, place);
            let op = if typing { Op::typing("Type", format!("{number}")) } else { Op::new("Edit") };
            let device = &mut devices[actor];
            device
                .store
                .transact(op, |tx| {
                    tx.ensure(kind(number).name, document(number), vec![])?;
                    tx.edit(document(number), vec![edit])
                })
                .unwrap();
        }
        Action::Delete { document: number } => {
            if devices[actor].store.record(document(number)).unwrap().is_some() {
                devices[actor].act(|tx| tx.delete(document(number)));
            }
        }
        Action::Restore { document: number } => {
            if devices[actor].store.record(document(number)).unwrap().is_some() {
                devices[actor].act(|tx| tx.restore(document(number)));
            }
        }
        Action::Undo => drop(devices[actor].store.undo().unwrap()),
        Action::Redo => drop(devices[actor].store.redo().unwrap()),
        Action::Hear { from, seed, share } => {
            let changes = devices[from].publish();
            devices[actor].apply(&shuffled(changes, seed, share));
        }
        Action::Reopen => devices[actor].reopen(),
        Action::Wait { seconds } => devices[actor].wait(seconds),
    }
}

/// The documents outside the bin, without what every writing changes.
fn standing(device: &Device) -> Vec<serde_json::Value> {
    let mut export = device.store.export().unwrap();
    let documents = export["documents"].as_array_mut().unwrap();
    documents.retain(|document| document["deleted"] == json!(false));
    for document in documents.iter_mut() {
        for property in ["version", "updated"] {
            document.as_object_mut().unwrap().remove(property);
        }
    }
    documents.clone()
}

fn tell_everybody_everything(devices: &mut [Device]) {
    for from in 0..DEVICES {
        let changes = devices[from].publish();
        for (to, device) in devices.iter_mut().enumerate() {
            if to != from {
                device.apply(&changes);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn devices_that_have_heard_the_same_show_the_same(actions in actions()) {
        let mut devices: Vec<_> = (0..DEVICES).map(|_| Device::new()).collect();
        for (actor, action) in actions {
            run(&mut devices, actor, action);
        }
        tell_everybody_everything(&mut devices);
        let export = devices[0].export();
        for device in &mut devices {
            prop_assert_eq!(&device.export(), &export);
            let report = device.store.doctor().unwrap();
            prop_assert!(report.is_clean() && report.aside.is_empty(), "{:?}", report);
            device.store.rebuild().unwrap();
            prop_assert_eq!(&device.export(), &export);
            let report = device.store.doctor().unwrap();
            prop_assert!(report.is_clean(), "{:?}", report);
        }
    }

    #[test]
    fn undo_and_redo_retrace_every_step(actions in actions()) {
        let mut device = [Device::new()];
        let mut states = vec![standing(&device[0])];
        let mut steps = 0;
        for (_, action) in actions {
            if matches!(action, Action::Undo | Action::Redo | Action::Hear { .. } | Action::Edit { typing: true, .. }) {
                continue;
            }
            run(&mut device, 0, action);
            let state = standing(&device[0]);
            // What changed nothing made no step.
            if Some(&state) != states.last() {
                states.push(state);
                steps += 1;
            }
        }
        let [device] = &mut device;
        for state in states.iter().rev().skip(1) {
            prop_assert!(device.store.undo().unwrap().is_some());
            prop_assert_eq!(&standing(device), state);
        }
        prop_assert_eq!(device.store.undo().unwrap(), None);
        for state in states.iter().skip(1) {
            prop_assert!(device.store.redo().unwrap().is_some());
            prop_assert_eq!(&standing(device), state);
            steps -= 1;
        }
        prop_assert_eq!(steps, 0);
        prop_assert_eq!(device.store.redo().unwrap(), None);
        let report = device.store.doctor().unwrap();
        prop_assert!(report.is_clean(), "{:?}", report);
    }

    #[test]
    fn no_typed_word_is_lost_or_doubled(steps in proptest::collection::vec((0..DEVICES, any::<Index>(), any::<bool>(), 0..DEVICES), 1..40)) {
        let mut devices: Vec<_> = (0..DEVICES).map(|_| Device::new()).collect();
        let mut typed = Vec::new();
        for (number, (actor, place, hears, from)) in steps.into_iter().enumerate() {
            if hears {
                let changes = devices[from].publish();
                devices[actor].apply(&changes);
            }
            let word = format!("<{number}>");
            let device = &mut devices[actor];
            device.act(|tx| {
                let mut text: Vec<char> = tx.ensure("jot", id("jot"), vec![])?.text("text").chars().collect();
                // Between words only: a word that is torn apart by another one could not be counted.
                let gaps: Vec<_> = (0..=text.len()).filter(|at| *at == 0 || text[at - 1] == '>').collect();
                let at = gaps[place.index(gaps.len())];
                text.splice(at..at, word.chars());
                tx.edit(id("jot"), vec![Edit::write("text", &text.into_iter().collect::<String>())])
            });
            typed.push(word);
        }
        tell_everybody_everything(&mut devices);
        for device in &devices {
            let record = device.record(id("jot"));
            for word in &typed {
                prop_assert_eq!(record.text("text").matches(word.as_str()).count(), 1, "{} in {}", word, record.text("text"));
            }
        }
    }
}

#[test]
fn every_kind_can_be_made_everywhere_at_once() {
    let mut devices: Vec<_> = (0..DEVICES).map(|_| Device::new()).collect();
    for device in &mut devices {
        for kind in KINDS {
            device.create(kind.name, id(kind.name), vec![]);
        }
    }
    tell_everybody_everything(&mut devices);
    let export = devices[0].export();
    assert_eq!(devices[0].store.export().unwrap()["documents"].as_array().unwrap().len(), KINDS.len());
    for device in &devices {
        assert_eq!(device.export(), export);
        device.check();
    }
}
