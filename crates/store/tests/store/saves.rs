//! Whole documents that travel in packs.

use crate::common::{Device, id, swap};
use firsthand_domain::Edit;
use firsthand_store::{Applied, Save, StoredChange, Why, open_save};
use rusqlite::Connection;

fn saves(device: &mut Device) -> Vec<Save> {
    let (saves, _) = device
        .store
        .sync_transact(|tx| {
            let heads = tx.document_heads()?;
            let saves: Result<Vec<Save>, _> =
                heads.iter().map(|(doc, _, _)| tx.save(*doc).map(Option::unwrap)).collect();
            let saves = saves?;
            let stated: Vec<_> = saves.iter().map(|save| (save.doc, save.kind.clone(), save.heads.clone())).collect();
            assert_eq!(stated, heads, "a save holds what the table of documents says");
            Ok::<_, firsthand_store::Error>(saves)
        })
        .unwrap();
    saves
}

fn apply_saves(device: &mut Device, saves: &[Save]) -> Applied {
    device.store.sync_transact(|tx| tx.apply_saves(saves)).unwrap().0
}

fn carried(device: &mut Device) -> Vec<StoredChange> {
    device.store.sync_transact(|tx| tx.carried()).unwrap().0
}

/// Three documents: one long, one in the bin, one that two devices wrote.
fn filled() -> Device {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana"), Edit::write("notes", "One.")]);
    for n in 0..40 {
        a.edit(id("ana"), vec![Edit::write("notes", &format!("One. Two {n}."))]);
    }
    a.create("jot", id("jot"), vec![Edit::write("text", "A jot")]);
    swap(&mut a, &mut b);
    b.edit(id("ana"), vec![Edit::set("role", "Nurse")]);
    a.edit(id("ana"), vec![Edit::set("role", "Doctor")]);
    swap(&mut a, &mut b);
    a.create("jot", id("bin"), vec![Edit::write("text", "Gone")]);
    a.act(|tx| tx.delete(id("bin")));
    a
}

#[test]
fn a_fresh_device_takes_whole_documents_as_they_are() {
    let mut a = filled();
    let saves = saves(&mut a);
    assert_eq!(saves.iter().find(|save| save.doc == id("ana")).unwrap().heads.len(), 2, "two heads, sorted");
    let changes = a.publish().len() + 1;
    let mut b = Device::new();
    let applied = apply_saves(&mut b, &saves);
    assert_eq!((applied.new, applied.known, applied.aside), (changes, 0, vec![]));
    assert_eq!(b.export(), a.export());
    let sql = Connection::open(b.path()).unwrap();
    let rows = |table| sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((rows("snapshot"), rows("tail")), (3, 0), "nothing is applied change by change");
    assert_eq!(b.store.count_unsealed().unwrap(), 0);
    assert_eq!(b.store.search("ana", 5).unwrap().len(), 1);
    b.check();
    let again = apply_saves(&mut b, &saves);
    assert_eq!((again.new, again.known, again.aside), (0, changes, vec![]));
    b.reopen();
    b.edit(id("ana"), vec![Edit::write("notes", "Anew.")]);
    a.apply(&b.publish());
    assert_eq!(a.export(), b.export());
    b.check();
}

#[test]
fn what_changes_the_user_is_told_of_is_what_was_taken_in() {
    let mut a = filled();
    let saves = saves(&mut a);
    let mut b = Device::new();
    let (_, changes) = b.store.sync_transact(|tx| tx.apply_saves(&saves[..1])).unwrap();
    let mut expected = firsthand_store::Changes::default();
    expected.touch(&saves[0].kind, saves[0].doc);
    assert_eq!(changes, expected);
    let (_, changes) = b.store.sync_transact(|tx| tx.apply_saves(&saves[..1])).unwrap();
    assert!(changes.is_empty());
}

#[test]
fn a_save_joins_what_a_device_has_already() {
    let mut a = filled();
    let early = saves(&mut a);
    let mut b = Device::new();
    apply_saves(&mut b, &early);
    b.edit(id("ana"), vec![Edit::set("field", "Care")]);
    a.edit(id("ana"), vec![Edit::write("notes", "Later.")]);
    let late = saves(&mut a);
    let applied = apply_saves(&mut b, &late);
    assert_eq!(applied.new, 1);
    assert_eq!(applied.known + 1, late.iter().map(|save| opened(save).1.len()).sum::<usize>());
    assert_eq!(apply_saves(&mut b, &early).new, 0, "an older save brings nothing and takes nothing");
    assert_eq!((b.record(id("ana")).text("notes"), b.record(id("ana")).text("field")), ("Later.", "Care"));
    a.apply(&b.publish());
    assert_eq!(a.export(), b.export());
    b.check();
}

fn opened(save: &Save) -> (Vec<[u8; 32]>, Vec<StoredChange>) {
    open_save(save.doc, &save.kind, &save.bytes).unwrap()
}

#[test]
fn a_save_opens_as_its_changes_in_order() {
    let mut a = filled();
    for save in saves(&mut a) {
        let (heads, changes) = opened(&save);
        assert_eq!(heads, save.heads);
        assert!(changes.iter().all(|change| change.doc == save.doc && change.kind == save.kind));
        let mut b = Device::new();
        for change in &changes {
            let applied = b.apply(std::slice::from_ref(change));
            assert_eq!((applied.new, applied.aside), (1, vec![]), "each after those that it builds on");
        }
        assert_eq!(b.store.record(save.doc).unwrap(), a.store.record(save.doc).unwrap());
        let elsewhere = open_save(id("room"), "meeting-room", &save.bytes).unwrap();
        assert_eq!(elsewhere.0, save.heads, "of whatever kind");
    }
    assert!(open_save(id("ana"), "person", &[]).is_err());
}

#[test]
fn a_damaged_save_is_refused_and_holds_nothing_up() {
    let mut a = filled();
    let good = saves(&mut a);
    let place = good.iter().position(|save| save.doc == id("ana")).unwrap();
    let ana = good[place].clone();
    let length = ana.bytes.len();
    let mut b = Device::new();
    let mut bad: Vec<Save> = Vec::new();
    for at in (0..length).step_by(7) {
        let mut flipped = ana.clone();
        flipped.bytes[at] ^= 0x41;
        bad.push(flipped);
        let mut cut = ana.clone();
        cut.bytes.truncate(at);
        bad.push(cut);
    }
    bad.push(Save { heads: vec![ana.heads[0]], ..ana.clone() });
    bad.push(Save { heads: ana.heads.iter().rev().copied().collect(), ..ana.clone() });
    bad.push(Save { bytes: [ana.bytes.clone(), vec![0]].concat(), ..ana.clone() });
    let others: Vec<Save> = good.iter().filter(|save| save.doc != id("ana")).cloned().collect();
    let batch = [bad.clone(), others.clone()].concat();
    let applied = apply_saves(&mut b, &batch);
    assert_eq!(applied.aside.len(), bad.len());
    assert!(applied.aside.iter().all(|aside| aside.why == Why::Refused && !aside.detail.is_empty()));
    assert_eq!(b.store.aside().unwrap(), [], "nothing of it is kept");
    assert_eq!(b.store.record(id("ana")).unwrap(), None);
    assert!(b.store.record(id("jot")).unwrap().is_some());
    apply_saves(&mut b, std::slice::from_ref(&ana));
    assert_eq!(b.export(), a.export());
    let before = b.export();
    assert_eq!(apply_saves(&mut b, &bad).aside.len(), bad.len(), "nor where the document is held");
    assert_eq!(b.export(), before);
    b.check();
}

#[test]
fn a_save_of_an_unknown_kind_is_kept_and_carried() {
    let mut a = filled();
    let ana = saves(&mut a).into_iter().find(|save| save.doc == id("ana")).unwrap();
    let room = Save { doc: id("room"), kind: "meeting-room".to_owned(), ..ana.clone() };
    let all = opened(&room).1.len();
    let mut b = Device::new();
    let applied = apply_saves(&mut b, std::slice::from_ref(&room));
    assert_eq!((applied.new, applied.aside.len()), (0, all));
    assert!(applied.aside.iter().all(|aside| aside.why == Why::UnknownKind));
    let again = apply_saves(&mut b, std::slice::from_ref(&room));
    assert_eq!((again.known, again.aside.len()), (all, 0));
    let mut on_the_way = carried(&mut b);
    let mut sent = opened(&room).1;
    on_the_way.sort_by_key(|change| change.hash);
    sent.sort_by_key(|change| change.hash);
    assert_eq!(on_the_way, sent);
    b.check();
}

#[test]
fn a_save_of_another_kind_than_its_document_changes_nothing() {
    let mut a = filled();
    let all = saves(&mut a);
    let jot = all.iter().find(|save| save.doc == id("jot")).unwrap();
    let before = a.export();
    let applied = apply_saves(&mut a, &[Save { doc: id("ana"), ..jot.clone() }]);
    assert_eq!(applied.new, 0);
    assert!(applied.aside.iter().all(|aside| aside.why == Why::Refused));
    assert_eq!((a.export(), applied.aside.is_empty()), (before, false));
    assert_eq!(carried(&mut a), [], "what is refused is not carried on");
    a.check();
}

#[test]
fn what_waited_joins_when_a_save_brings_what_it_builds_on() {
    let mut a = filled();
    let early = saves(&mut a);
    a.publish();
    a.edit(id("ana"), vec![Edit::set("field", "Care")]);
    let last = a.publish().last().unwrap().clone();
    let mut b = Device::new();
    assert_eq!(b.apply(std::slice::from_ref(&last)).aside[0].why, Why::Waiting);
    assert_eq!(carried(&mut b), [last]);
    let applied = apply_saves(&mut b, &early);
    assert!(applied.aside.is_empty());
    assert_eq!(carried(&mut b), []);
    assert_eq!(b.export(), a.export());
    b.check();
}

#[test]
fn there_is_no_save_of_what_is_not_there() {
    let mut a = Device::new();
    assert_eq!(a.store.sync_transact(|tx| tx.save(id("ana"))).unwrap().0, None);
    assert_eq!(a.store.sync_transact(|tx| tx.document_heads()).unwrap().0, []);
}

#[test]
fn a_save_that_holds_all_that_is_here_takes_its_place() {
    let (mut a, mut b) = (filled(), Device::new());
    apply_saves(&mut b, &saves(&mut a));
    // The document is loaded here, and what b wrote comes back with a's save.
    b.edit(id("ana"), vec![Edit::set("field", "Care")]);
    a.apply(&b.publish());
    a.edit(id("ana"), vec![Edit::write("notes", "Later."), Edit::set("name", "Anna")]);
    let late = saves(&mut a);
    // Nothing of what is stored here can be loaded any more: it is not needed, and is whole again afterwards.
    let sql = Connection::open(b.path()).unwrap();
    sql.execute_batch("UPDATE tail SET bytes = x'00'; UPDATE snapshot SET bytes = x'00'").unwrap();
    let applied = apply_saves(&mut b, &late);
    assert_eq!((applied.new, applied.aside), (1, vec![]));
    assert_eq!(applied.known + 1, late.iter().map(|save| opened(save).1.len()).sum::<usize>());
    assert_eq!((b.store.search("anna", 5).unwrap().len(), b.store.search("two", 5).unwrap().len()), (1, 0));
    let ana = late.iter().find(|save| save.doc == id("ana")).unwrap();
    let held: i64 = sql
        .query_row(
            "SELECT count(*) FROM change JOIN document USING (doc) WHERE id = ?1",
            [id("ana").as_bytes()],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(usize::try_from(held).unwrap(), opened(ana).1.len());
    // The same device goes on where it was.
    b.edit(id("ana"), vec![Edit::set("role", "Midwife")]);
    a.apply(&b.publish());
    assert_eq!(a.record(id("ana")), b.record(id("ana")));
}
