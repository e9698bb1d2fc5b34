//! Copies of a device that go on as one writer.

#[path = "../tests/store/common.rs"]
mod common;

use super::*;
use automerge::ActorId;
use common::{Device, id};
use firsthand_domain::Edit;
use firsthand_store::{Error, Op, Save, open_save};
use proptest::{prelude::*, sample::Index};
use serde_json::json;
use std::collections::BTreeMap;

fn writer(n: u8) -> ActorId {
    ActorId::from([n; 16])
}

/// A device, and copies of it that were made while it ran.
fn copies(count: usize) -> Vec<Device> {
    let mut first = Device::new();
    first.store.write_as(writer(7));
    first.create("person", id("ana"), vec![Edit::set("name", "Ana"), Edit::write("notes", "One.")]);
    first.create("person", id("bo"), vec![Edit::set("name", "Bo")]);
    first.publish();
    let mut devices: Vec<Device> = (1..count).map(|_| first.copied()).collect();
    devices.push(first);
    devices.iter_mut().for_each(|device| device.store.write_as(writer(7)));
    devices
}

/// Gives every device what all have sealed, until nothing is new to anybody. Returns how many documents were salvaged.
fn settle(devices: &mut [Device]) -> usize {
    let mut salvaged = 0;
    for _ in 0..20 {
        let sent: Vec<Vec<StoredChange>> = devices.iter_mut().map(Device::publish).collect();
        let mut quiet = true;
        for (place, device) in devices.iter_mut().enumerate() {
            // Each hears of the others in another order.
            for turn in 1..sent.len() {
                let applied = device.apply(&sent[(place + turn) % sent.len()]);
                quiet &= applied.new == 0 && applied.aside.is_empty();
                salvaged += applied.salvaged;
            }
        }
        if quiet && devices.iter().all(|device| device.store.count_unsealed().unwrap() == 0) {
            return salvaged;
        }
    }
    panic!("it does not come to rest");
}

#[track_caller]
fn alike(devices: &[Device]) {
    for device in devices {
        device.check();
        assert_eq!(device.export(), devices[0].export());
    }
}

fn values(device: &Device, field: &str) -> Vec<String> {
    let record = device.record(id("ana"));
    let conflicts = record.get("conflicts").unwrap();
    let Some(conflicts) = conflicts.get(field) else { return vec![record.text(field).to_owned()] };
    let mut values: Vec<_> =
        conflicts.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect();
    values.sort();
    values
}

fn way(entry: &str, value: &str) -> Edit {
    Edit::Put { field: "channels".into(), entry: entry.into(), value: json!({"kind": "phone", "value": value}) }
}

/// What each copy writes by itself: into one text, into one field, into fields of its own, into a list; and it deletes.
fn apart(devices: &mut [Device]) {
    for (place, device) in devices.iter_mut().enumerate() {
        let name = format!("copy {place}");
        let ana = id("ana");
        device.edit(ana, vec![Edit::write("notes", &format!("One. By {name}."))]);
        device.edit(ana, vec![Edit::set("role", name.as_str()), way("c1", &name), way(&name, &name)]);
        device.edit(ana, vec![Edit::write("notes", &format!("One. By {name}. More by {name}."))]);
        device.edit(ana, vec![Edit::Drop { field: "channels".into(), entry: "c1".into() }]);
        device.edit(ana, vec![Edit::set("role", format!("{name}, later"))]);
        device.create("jot", id(&name), vec![Edit::write("text", &name)]);
    }
}

#[track_caller]
fn all_is_there(devices: &[Device], copies: usize) {
    let roles: Vec<String> = (0..copies).map(|place| format!("copy {place}, later")).collect();
    for device in devices {
        let ana = device.record(id("ana"));
        for place in 0..copies {
            let (first, more) = (format!(" By copy {place}."), format!(" More by copy {place}."));
            assert_eq!(ana.text("notes").matches(&first).count(), 1, "{}", ana.text("notes"));
            assert_eq!(ana.text("notes").matches(&more).count(), 1, "{}", ana.text("notes"));
            assert_eq!(device.record(id(&format!("copy {place}"))).text("text"), format!("copy {place}"));
        }
        assert_eq!(values(device, "role"), roles);
        let entries = ana.get("channels").unwrap().as_array().unwrap();
        assert_eq!(entries.len(), copies, "each has its own, and the common one was taken away by all");
    }
}

#[test]
fn both_sides_of_a_fork_stay_on_every_device() {
    for copies_made in [2, 3] {
        let mut devices = copies(copies_made);
        apart(&mut devices);
        devices.push(Device::new());
        assert!(settle(&mut devices) > 0);
        alike(&devices);
        all_is_there(&devices, copies_made);
    }
}

#[test]
fn any_order_gives_the_same_document() {
    let mut devices = copies(2);
    apart(&mut devices);
    let mut all: Vec<StoredChange> = devices.iter_mut().flat_map(Device::publish).collect();
    all.sort_by_key(|change| (change.doc, change.hash));
    all.dedup();
    settle(&mut devices);
    let mut orders = vec![all.clone()];
    orders.push(all.iter().rev().cloned().collect());
    all.sort_by_key(|change| change.bytes.len());
    orders.push(all);
    for order in orders {
        for portion in [1, 3, usize::MAX] {
            let mut device = Device::new();
            for changes in order.chunks(portion.min(order.len())) {
                device.apply(changes);
            }
            assert_eq!(device.export(), devices[0].export(), "portions of {portion}");
            let again = device.apply(&order);
            assert_eq!((again.new, again.known, again.salvaged), (0, order.len(), 0));
            device.check();
        }
    }
}

#[test]
fn every_side_goes_on_and_no_further_fork_comes_of_it() {
    // The third copy has written nothing itself: to it, the number after the winner's looks free.
    let mut devices = copies(3);
    apart(&mut devices[..2]);
    settle(&mut devices);
    for round in 0..3 {
        for (place, device) in devices.iter_mut().enumerate() {
            match round {
                // Nothing is loaded any more, and the writer is the common one again.
                1 => device.store.write_as(writer(7)),
                2 => device.reopen(),
                _ => {}
            }
            let notes = device.record(id("ana")).text("notes").to_owned();
            device.edit(id("ana"), vec![Edit::write("notes", &format!("{notes} {place}/{round}."))]);
        }
        assert_eq!(settle(&mut devices), 0, "nothing is forked any more in round {round}");
    }
    alike(&devices);
    let notes = devices[0].record(id("ana")).text("notes").to_owned();
    for (place, round) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2)] {
        assert_eq!(notes.matches(&format!("{place}/{round}.")).count(), 1, "{notes}");
    }
}

#[test]
fn what_builds_on_a_rewriting_does_not_wait_for_it() {
    let mut devices = copies(2);
    apart(&mut devices);
    let mut sent: Vec<StoredChange> = devices.iter_mut().flat_map(Device::publish).collect();
    let mut third = Device::new();
    third.apply(&sent);
    third.publish();
    third.edit(id("ana"), vec![Edit::set("role", "Both were seen")]);
    sent.extend(third.publish().last().cloned());
    let mut fresh = Device::new();
    assert_eq!(fresh.apply(&sent).aside, []);
    assert_eq!(fresh.export(), third.export());
    assert_eq!(values(&fresh, "role"), ["Both were seen"]);
}

/// The ground moves twice below what a third device has built: whichever side it has seen first.
#[test]
fn what_others_have_built_moves_along() {
    for seen in 0..3 {
        let mut devices = copies(3);
        apart(&mut devices);
        let mut third = Device::new();
        for turn in 0..3 {
            third.apply(&devices[(seen + turn) % 3].publish());
            let notes = third.record(id("ana")).text("notes").to_owned();
            third.edit(id("ana"), vec![Edit::write("notes", &format!("{notes} [{turn}]")), way("t", &notes)]);
        }
        devices.push(third);
        devices.push(Device::new());
        settle(&mut devices);
        alike(&devices);
        let notes = devices[0].record(id("ana")).text("notes").to_owned();
        for token in ["[0]", "[1]", "[2]"] {
            assert_eq!(notes.matches(token).count(), 1, "{notes}");
        }
    }
}

#[test]
fn a_fork_holds_up_nothing_else_in_its_batch() {
    let mut devices = copies(2);
    apart(&mut devices);
    let bo = devices[0].record(id("bo"));
    let sent = devices[1].publish();
    let applied = devices[0].apply(&sent);
    assert_eq!((applied.salvaged, applied.aside), (1, vec![]));
    assert_eq!(devices[0].record(id("bo")), bo);
    assert_eq!(devices[0].record(id("copy 1")).text("text"), "copy 1");
}

#[test]
fn own_words_that_were_rewritten_are_still_sent_as_they_were_written() {
    let mut devices = copies(2);
    for device in &mut devices {
        device.edit(id("ana"), vec![Edit::set("role", "x")]);
    }
    devices[0].edit(id("ana"), vec![Edit::set("field", "of the one")]);
    devices[1].edit(id("ana"), vec![Edit::set("field", "of the other")]);
    let before: Vec<Vec<StoredChange>> =
        devices.iter().map(|device| device.store.unsealed(usize::MAX).unwrap()).collect();
    for (place, device) in devices.iter_mut().enumerate() {
        device.apply(&before[1 - place]);
        let queued = device.store.unsealed(usize::MAX).unwrap();
        assert!(before[place].iter().all(|change| queued.contains(change)));
        let carried = device.store.sync_transact(|tx| tx.carried()).unwrap().0;
        assert!(!carried.is_empty() && carried.iter().all(|change| before.concat().contains(change)));
    }
    alike(&devices);
}

#[test]
fn what_could_be_taken_back_is_forgotten_where_its_versions_are_no_more() {
    let mut devices = copies(2);
    apart(&mut devices);
    devices[0].edit(id("bo"), vec![Edit::set("role", "Smith")]);
    devices[1].edit(id("bo"), vec![Edit::set("role", "Baker")]);
    settle(&mut devices);
    for device in &mut devices {
        while device.store.undo().unwrap().is_some() {}
        while device.store.redo().unwrap().is_some() {}
        let notes = device.record(id("ana")).text("notes").to_owned();
        assert!(notes.contains("By copy 0.") && notes.contains("By copy 1."), "{notes}");
        device.edit(id("ana"), vec![Edit::set("role", "One role")]);
        assert!(device.store.undo().unwrap().is_some());
        device.check();
    }
    settle(&mut devices);
    alike(&devices);
}

#[test]
fn a_pack_carries_both_sides() {
    let mut devices = copies(2);
    apart(&mut devices);
    let originals: Vec<StoredChange> = devices.iter_mut().flat_map(Device::publish).collect();
    settle(&mut devices);
    let (saves, carried) = devices[0]
        .store
        .sync_transact(|tx| {
            let heads = tx.document_heads()?;
            let saves: Result<Vec<Save>, Error> =
                heads.iter().map(|(doc, _, _)| tx.save(*doc).map(Option::unwrap)).collect();
            Ok::<_, Error>((saves?, tx.carried()?))
        })
        .unwrap()
        .0;
    // All that was ever written stands in the pack, as it was written.
    let mut held: Vec<[u8; 32]> = carried.iter().map(|change| change.hash).collect();
    for save in &saves {
        held.extend(open_save(save.doc, &save.kind, &save.bytes).unwrap().1.iter().map(|change| change.hash));
    }
    assert!(originals.iter().all(|change| held.contains(&change.hash)));
    for late in [vec![], carried, originals] {
        let mut fresh = Device::new();
        fresh.store.sync_transact(|tx| tx.apply_saves(&saves)).unwrap();
        assert_eq!(fresh.export(), devices[0].export());
        fresh.apply(&late);
        assert_eq!(fresh.export(), devices[0].export(), "the originals change nothing");
        fresh.check();
        let mut other = Device::new();
        other.apply(&late);
        other.store.sync_transact(|tx| tx.apply_saves(&saves)).unwrap();
        assert_eq!(other.export(), devices[0].export(), "nor do they when they come first");
        other.check();
    }
}

#[test]
fn a_copy_that_wrote_nothing_of_its_own_forks_nothing() {
    let mut devices = copies(2);
    devices[0].edit(id("ana"), vec![Edit::set("role", "Nurse")]);
    assert_eq!(settle(&mut devices), 0);
    assert!(devices.iter().all(|device| device.store.aside().unwrap().is_empty()));
    alike(&devices);
}

/// A rewriting arrives before what it stands for, and by itself.
#[test]
fn words_are_never_doubled_by_a_rewriting() {
    let mut devices = copies(2);
    apart(&mut devices);
    let originals: Vec<StoredChange> = devices.iter_mut().flat_map(Device::publish).collect();
    settle(&mut devices);
    let all: Vec<StoredChange> = devices.iter_mut().flat_map(Device::publish).collect();
    let rewritten: Vec<StoredChange> =
        all.iter().filter(|change| !originals.iter().any(|original| original.hash == change.hash)).cloned().collect();
    assert!(!rewritten.is_empty());
    let mut device = Device::new();
    device.apply(&rewritten);
    let sides = [devices[0].publish(), devices[1].publish()];
    for side in [&sides[1], &sides[0]] {
        device.apply(side);
        let notes = device.store.record(id("ana")).unwrap().map(|ana| ana.text("notes").to_owned()).unwrap_or_default();
        for place in 0..2 {
            assert!(notes.matches(&format!(" By copy {place}.")).count() <= 1, "{notes}");
        }
    }
    devices.push(device);
    settle(&mut devices);
    alike(&devices);
    all_is_there(&devices, 2);
}

#[derive(Clone, Debug)]
enum Action {
    Type { document: bool, place: Index },
    Put { document: bool },
    Role { document: bool },
    Delete { document: bool },
    Undo,
    Hear { from: usize, share: u8, seed: u64 },
    Reopen,
    WriteAs { writer: u8 },
}

fn actions() -> impl Strategy<Value = Vec<(usize, Action)>> {
    let action = prop_oneof![
        8 => (any::<bool>(), any::<Index>()).prop_map(|(document, place)| Action::Type { document, place }),
        2 => any::<bool>().prop_map(|document| Action::Put { document }),
        2 => any::<bool>().prop_map(|document| Action::Role { document }),
        1 => any::<bool>().prop_map(|document| Action::Delete { document }),
        1 => Just(Action::Undo),
        6 => (0..4_usize, any::<u8>(), any::<u64>()).prop_map(|(from, share, seed)| Action::Hear { from, share, seed }),
        1 => Just(Action::Reopen),
        2 => (7..9_u8).prop_map(|writer| Action::WriteAs { writer }),
    ];
    proptest::collection::vec((0..4_usize, action), 1..40)
}

fn act(devices: &mut [Device], at: usize, action: Action, token: char) -> bool {
    let of = |document: bool| id(if document { "ana" } else { "bo" });
    // What is counted at the end must not be taken back.
    let lasting = |device: &mut Device, doc, edit: Edit| {
        device.store.transact(Op::silent(), |tx| tx.edit(doc, vec![edit])).unwrap();
    };
    match action {
        Action::Type { document, place } => {
            let doc = of(document);
            let mut text: Vec<char> = devices[at].record(doc).text("notes").chars().collect();
            let place = place.index(text.len() + 1);
            text.insert(place, token);
            lasting(&mut devices[at], doc, Edit::write("notes", &text.iter().collect::<String>()));
            return true;
        }
        Action::Put { document } => lasting(&mut devices[at], of(document), way(&format!("e{token}"), "x")),
        Action::Role { document } => drop(devices[at].edit(of(document), vec![Edit::set("role", token.to_string())])),
        Action::Delete { document } => drop(devices[at].act(|tx| tx.delete(of(document)))),
        Action::Undo => drop(devices[at].store.undo().unwrap()),
        Action::Hear { from, share, seed } => {
            let mut sent = devices[from].publish();
            let mut state = seed;
            for place in (1..sent.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                sent.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
            }
            sent.truncate(sent.len() * usize::from(share) / 200);
            devices[at].apply(&sent);
        }
        Action::Reopen => devices[at].reopen(),
        Action::WriteAs { writer: n } => devices[at].store.write_as(writer(n)),
    }
    false
}

/// How many histories are tried; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Whatever copies do, and however they hear of each other, they end alike, and every typed letter is there once.
    #[test]
    fn copies_end_alike_and_lose_nothing(actions in actions()) {
        let mut devices = copies(3);
        let mut other = Device::new();
        other.apply(&devices[0].publish());
        devices.push(other);
        let mut typed = BTreeMap::new();
        let mut entries = 0;
        for (n, (at, action)) in actions.into_iter().enumerate() {
            let token = char::from_u32(0x4E00 + u32::try_from(n).unwrap()).unwrap();
            let document = matches!(
                action,
                Action::Type { document: true, .. } | Action::Put { document: true }
            );
            entries += usize::from(matches!(action, Action::Put { .. }));
            if act(&mut devices, at, action, token) {
                typed.insert(token, document);
            }
        }
        settle(&mut devices);
        devices.push(Device::new());
        settle(&mut devices);
        for device in &devices {
            let report = device.store.doctor().unwrap();
            prop_assert!(report.is_clean(), "{report:#?}");
            prop_assert_eq!(device.export(), devices[0].export());
        }
        for (token, document) in typed {
            let text = devices[0].record(id(if document { "ana" } else { "bo" })).text("notes").to_owned();
            prop_assert_eq!(text.matches(token).count(), 1, "{} in {}", token, text);
        }
        let there = |name| devices[0].record(id(name)).get("channels").unwrap().as_array().unwrap().len();
        prop_assert_eq!(there("ana") + there("bo"), entries);
    }
}
