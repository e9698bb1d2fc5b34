//! Changes that arrive in any order, twice, damaged, forked, or from another version.

use crate::common::{Device, id, swap};
use automerge::{ActorId, Automerge, ROOT, transaction::Transactable};
use firsthand_domain::Edit;
use firsthand_store::{Error, StoredChange, Why};

fn written() -> (Device, Vec<StoredChange>) {
    let mut a = Device::new();
    a.create("organization", id("ana"), vec![Edit::set("name", "Ana"), Edit::write("notes", "One.")]);
    for text in ["One. Two.", "One. Two. Three.", "One, two, three."] {
        a.edit(id("ana"), vec![Edit::write("notes", text)]);
    }
    let changes = a.publish();
    assert_eq!(changes.len(), 5, "a genesis and four");
    (a, changes)
}

fn change_of(doc: &mut Automerge, f: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> StoredChange {
    let mut tx = doc.transaction();
    f(&mut tx);
    tx.commit();
    let change = doc.get_last_local_change().unwrap();
    StoredChange {
        doc: id("ana"),
        kind: "organization".to_owned(),
        hash: change.hash().0,
        bytes: change.raw_bytes().to_vec(),
    }
}

fn document(changes: &[StoredChange], actor: u8) -> Automerge {
    let mut doc = Automerge::new().with_actor(ActorId::from([actor; 16]));
    doc.apply_changes(changes.iter().map(|change| change.bytes.as_slice().try_into().unwrap()).collect::<Vec<_>>())
        .unwrap();
    doc
}

#[test]
fn any_order_and_any_repetition_give_the_same() {
    let (a, changes) = written();
    let mut orders = vec![changes.clone(), changes.iter().rev().cloned().collect()];
    orders.push([3, 1, 1, 4, 0, 2, 3].iter().map(|place: &usize| changes[*place].clone()).collect());
    for order in orders {
        let mut b = Device::new();
        let mut new = 0;
        for change in &order {
            new += b.apply(std::slice::from_ref(change)).new;
        }
        assert_eq!(new, changes.len());
        assert_eq!(b.export(), a.export());
        let again = b.apply(&order);
        assert_eq!((again.new, again.known, again.aside.len()), (0, changes.len(), 0));
        assert!(b.store.aside().unwrap().is_empty());
        assert!(b.store.count_unsealed().unwrap() == 0, "what came from elsewhere is not sealed again");
        b.check();
    }
}

#[test]
fn what_waits_is_reported_survives_a_restart_and_joins_later() {
    let (a, changes) = written();
    let mut b = Device::new();
    let early = b.apply(&changes[2..]);
    assert_eq!((early.new, early.aside.len()), (0, 3));
    assert!(early.aside.iter().all(|aside| aside.why == Why::Waiting));
    assert_eq!(b.store.record(id("ana")).unwrap(), None);
    b.reopen();
    assert_eq!(b.apply(&changes[..1]).new, 1);
    assert_eq!(b.store.record(id("ana")).unwrap(), None, "nothing but its beginning is known");
    assert_eq!(b.apply(&changes[1..2]).new, 4);
    assert!(b.store.aside().unwrap().is_empty());
    assert_eq!(b.export(), a.export());
}

#[test]
fn damaged_bytes_are_refused_one_by_one_and_do_not_stand_in_the_way_of_good_ones() {
    let (a, changes) = written();
    let mut b = Device::new();
    let mut bad = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        for flip in [0, change.bytes.len() / 2, change.bytes.len() - 1] {
            let mut damaged = change.clone();
            damaged.bytes[flip] ^= 0x41;
            bad.push(damaged);
            let mut cut = change.clone();
            cut.bytes.truncate(flip);
            bad.push(cut);
        }
        let mut swapped = change.clone();
        swapped.hash = changes[(place + 1) % changes.len()].hash;
        bad.push(swapped);
        let mut longer = change.clone();
        longer.bytes.push(0);
        bad.push(longer);
    }
    let mut innocent = Device::new();
    innocent.create("jot", id("jot"), vec![Edit::write("text", "Innocent.")]);
    bad.extend(innocent.publish());
    let applied = b.apply(&bad);
    assert_eq!(applied.new, 2, "the other document is not held up");
    assert!(applied.aside.iter().all(|aside| aside.why == Why::Refused), "{:?}", applied.aside);
    assert!(b.store.record(id("ana")).unwrap().is_none());
    assert_eq!(b.apply(&changes).new, changes.len());
    assert!(b.store.aside().unwrap().is_empty(), "the good ones have taken their place");
    assert_eq!(b.record(id("ana")), a.record(id("ana")));
    b.check();
}

#[test]
fn a_forked_writer_is_found_before_the_document_sees_it_and_both_sides_stay() {
    let (mut a, changes) = written();
    let mut doc = document(&changes, 7);
    let mut clone = doc.clone();
    let first = change_of(&mut doc, |tx| tx.put(ROOT, "place", "Nurse").unwrap());
    let second = change_of(&mut clone, |tx| tx.put(ROOT, "place", "Doctor").unwrap());
    let after = change_of(&mut clone, |tx| tx.put(ROOT, "field", "Care").unwrap());
    let mut other = Device::new();
    other.create("jot", id("jot"), vec![]);
    assert_eq!(a.apply(std::slice::from_ref(&first)).new, 1);
    let batch: Vec<_> = [vec![second.clone(), after.clone()], other.publish()].concat();
    let applied = a.apply(&batch);
    assert_eq!((applied.new, applied.salvaged, applied.aside), (4, 1, vec![]));
    let ana = a.record(id("ana"));
    let mut roles: Vec<&str> =
        ana.get("conflicts").unwrap()["place"].as_array().unwrap().iter().map(|role| role.as_str().unwrap()).collect();
    roles.sort_unstable();
    assert_eq!((roles, ana.text("field")), (vec!["Doctor", "Nurse"], "Care"));
    assert_eq!(a.apply(&batch).known, batch.len(), "what was rewritten is known when it comes again");
    a.edit(id("ana"), vec![Edit::set("field", "Health")]);
    let forked: Vec<_> = a.store.aside().unwrap().iter().map(|aside| (aside.hash, aside.why)).collect();
    let loser = if first.hash < second.hash { vec![second.hash, after.hash] } else { vec![first.hash] };
    assert_eq!(forked.len(), loser.len());
    assert!(loser.iter().all(|hash| forked.contains(&(*hash, Why::Forked))), "kept as they were written");
    a.check();
}

#[test]
fn a_change_that_contradicts_its_document_is_refused() {
    let (mut a, changes) = written();
    let mut doc = document(&changes, 7);
    let first = change_of(&mut doc, |tx| tx.put(ROOT, "place", "Nurse").unwrap());
    let mut expanded = automerge::Change::from_bytes(first.bytes.clone()).unwrap().decode();
    expanded.seq = 5;
    expanded.hash = None;
    let skipping = automerge::Change::from(expanded);
    let stored = StoredChange { hash: skipping.hash().0, bytes: skipping.raw_bytes().to_vec(), ..first.clone() };
    let applied = a.apply(&[stored]);
    assert_eq!((applied.new, applied.aside[0].why), (0, Why::Refused));
    assert!(applied.aside[0].detail.contains("skips a number"), "before automerge sees it");
    let other_kind = StoredChange { kind: "jot".to_owned(), ..first.clone() };
    assert_eq!(a.apply(&[other_kind]).aside[0].why, Why::Refused);
    assert_eq!(a.apply(&[first]).new, 1);
    a.check();
}

#[test]
fn an_unknown_kind_is_kept_and_forwarded() {
    let (mut a, changes) = written();
    let unknown: Vec<_> = changes
        .iter()
        .map(|change| StoredChange { doc: id("room"), kind: "meeting-room".to_owned(), ..change.clone() })
        .collect();
    let applied = a.apply(&unknown);
    assert_eq!(applied.new, 0);
    assert!(applied.aside.iter().all(|aside| aside.why == Why::UnknownKind));
    assert_eq!(a.apply(&unknown).known, unknown.len());
    a.reopen();
    assert_eq!(a.store.aside().unwrap().len(), unknown.len());
    let (count, _) = a.store.sync_transact(|tx| tx.unseal_all()).unwrap();
    assert_eq!(count, changes.len() + unknown.len());
    let all = a.store.unsealed(usize::MAX).unwrap();
    assert!(unknown.iter().chain(&changes).all(|change| all.contains(change)));
    a.check();
}

#[test]
fn everything_can_be_sealed_again_for_another_folder() {
    let (mut a, mut b) = (written().0, Device::new());
    swap(&mut a, &mut b);
    b.edit(id("ana"), vec![Edit::set("place", "Nurse")]);
    for n in 0..20 {
        b.edit(id("ana"), vec![Edit::set("field", n.to_string())]);
    }
    b.publish();
    b.store.sync_transact(|tx| tx.unseal_all()).unwrap();
    let mut c = Device::new();
    c.apply(&b.publish());
    assert_eq!(c.export(), b.export());
    c.check();
}

#[test]
fn a_failed_step_of_sync_leaves_nothing() {
    let (_, changes) = written();
    let mut b = Device::new();
    let failed = b.store.sync_transact(|tx| {
        tx.apply(&changes)?;
        tx.mailbox().set_value("cursor", Some(b"5"))?;
        Err::<(), _>(Error::Busy)
    });
    assert!(matches!(failed, Err(Error::Busy)));
    assert_eq!(b.store.record(id("ana")).unwrap(), None);
    assert_eq!(b.store.mailbox().value("cursor").unwrap(), None);
    assert_eq!(b.apply(&changes).new, changes.len());
    b.check();
}

#[test]
fn changes_are_handed_out_in_order_and_in_portions() {
    let mut a = Device::new();
    for n in 0..10 {
        a.create("jot", id(&n.to_string()), vec![Edit::write("text", &format!("Jot {n}"))]);
    }
    let all = a.store.unsealed(usize::MAX).unwrap();
    assert_eq!(all.len(), 20);
    assert_eq!(a.store.unsealed(0).unwrap(), all[..1]);
    let size: usize = all[..5].iter().map(|change| change.bytes.len()).sum();
    assert_eq!(a.store.unsealed(size).unwrap(), all[..5]);
    let sealed: Vec<_> = all[..5].iter().map(|change| (change.doc, change.hash)).collect();
    a.store.sync_transact(|tx| tx.mark_sealed(&sealed)).unwrap();
    assert_eq!(a.store.unsealed(usize::MAX).unwrap(), all[5..]);
}

#[test]
fn what_is_known_is_told_without_loading_its_document() {
    let (_, changes) = written();
    let mut b = Device::new();
    b.apply(&changes[..4]);
    // No document can be loaded from this; whoever tries sets the changes aside.
    let sql = rusqlite::Connection::open(b.path()).unwrap();
    sql.execute_batch("UPDATE tail SET bytes = x'00'; UPDATE snapshot SET bytes = x'00'").unwrap();
    b.reopen();
    let again = b.apply(&changes[..4]);
    assert_eq!((again.new, again.known, again.aside.len()), (0, 4, 0));
    let more = b.apply(&changes);
    assert_eq!((more.new, more.known, more.aside.len()), (0, 4, 1), "the fifth needs the document");
}

#[test]
fn a_change_that_another_document_has_is_not_taken_for_known() {
    let (a, changes) = written();
    let mut c = Device::new();
    c.create("organization", id("ben"), vec![Edit::set("name", "Ben")]);
    let of_ben = c.publish();
    assert_eq!(changes[0].hash, of_ben[0].hash, "all documents of a kind begin alike");
    let mut b = Device::new();
    b.apply(&changes);
    let applied = b.apply(&of_ben);
    assert_eq!((applied.new, applied.known), (of_ben.len(), 0));
    // A change of one document that is sent as another's is judged as one of that other.
    let strange = StoredChange { doc: id("ben"), ..changes[1].clone() };
    let applied = b.apply(&[strange]);
    assert_eq!(applied.known, 0);
    assert_eq!(b.record(id("ana")), a.record(id("ana")));
    b.check();
}

#[test]
fn a_database_without_the_index_of_changes_gets_it() {
    let (_, changes) = written();
    let mut b = Device::new();
    b.apply(&changes);
    let sql = rusqlite::Connection::open(b.path()).unwrap();
    sql.execute_batch("DROP INDEX change_by_hash").unwrap();
    b.reopen();
    assert_eq!(b.apply(&changes).known, changes.len());
    let count: i64 = sql
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'change_by_hash'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
    b.check();
}
