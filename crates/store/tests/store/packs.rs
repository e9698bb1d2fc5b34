//! What sync remembers of packs, and databases of the format that had none.

use crate::common::{Device, id, start};
use firsthand_domain::Edit;
use firsthand_store::{Outgoing, PackRow, Store, Why};
use rusqlite::Connection;
use std::path::PathBuf;

fn outgoing(n: u8, pack: bool, seq: u64) -> Outgoing {
    Outgoing { file_id: [n; 32], replica: [9; 16], pack, seq, name: format!("f-{n}"), bytes: vec![n; 9] }
}

#[test]
fn packs_and_segments_are_numbered_apart() {
    let a = Device::new();
    let mailbox = a.store.mailbox();
    mailbox.outbox_put(&outgoing(1, false, 1)).unwrap();
    mailbox.outbox_put(&outgoing(2, true, 1)).unwrap();
    assert!(mailbox.outbox_put(&outgoing(3, true, 1)).is_err(), "one pack for a number");
    assert!(mailbox.outbox_put(&outgoing(3, false, 1)).is_err(), "one segment for a number");
    assert_eq!(mailbox.outbox_pending().unwrap(), [outgoing(1, false, 1), outgoing(2, true, 1)]);
    assert_eq!(mailbox.outbox_get(&[2; 32]).unwrap(), Some(outgoing(2, true, 1)));
    mailbox.outbox_mark_published(&[2; 32]).unwrap();
    mailbox.outbox_forget(&[2; 32]).unwrap();
    assert_eq!(mailbox.outbox_get(&[2; 32]).unwrap(), None);
    assert_eq!(mailbox.outbox_published().unwrap(), []);
    assert_eq!(mailbox.outbox_pending().unwrap(), [outgoing(1, false, 1)]);
}

#[test]
fn a_pack_is_forgotten_with_what_it_holds_and_who_confirmed_it() {
    let mut a = Device::new();
    let pack = |n: u8, own| PackRow { file_id: [n; 32], own, detail: vec![n] };
    a.store
        .sync_transact(|tx| {
            let mailbox = tx.mailbox();
            mailbox.pack_put(&pack(2, true))?;
            mailbox.pack_put(&PackRow { own: true, ..pack(1, false) })?;
            mailbox.pack_put(&pack(1, false))?;
            mailbox.packed_put(&[1; 32], id("ana"), &[[3; 32], [4; 32]])?;
            mailbox.packed_put(&[1; 32], id("ana"), &[[3; 32], [4; 32]])?;
            mailbox.packed_put(&[2; 32], id("ana"), &[[5; 32]])?;
            mailbox.packed_put(&[2; 32], id("jot"), &[])?;
            mailbox.ack_put(&[1; 32], &[7; 16])?;
            mailbox.ack_put(&[1; 32], &[7; 16])?;
            mailbox.ack_put(&[2; 32], &[7; 16])?;
            mailbox.ack_put(&[2; 32], &[8; 16])
        })
        .unwrap();
    a.reopen();
    let mailbox = a.store.mailbox();
    assert_eq!(mailbox.packs().unwrap(), [pack(1, false), pack(2, true)]);
    assert_eq!((mailbox.pack(&[2; 32]).unwrap(), mailbox.pack(&[3; 32]).unwrap()), (Some(pack(2, true)), None));
    let first = vec![[3; 32], [4; 32]];
    let both = [(id("ana"), [first.clone(), vec![[5; 32]]].into()), (id("jot"), [vec![]].into())];
    assert_eq!(mailbox.packed_in(&[[1; 32], [2; 32], [3; 32]]).unwrap(), both.into());
    assert_eq!(mailbox.packed_in(&[[1; 32]]).unwrap(), [(id("ana"), [first].into())].into());
    assert!(mailbox.packed_in(&[]).unwrap().is_empty());
    let acks = [([1; 32], [[7; 16]].into()), ([2; 32], [[7; 16], [8; 16]].into())];
    assert_eq!(mailbox.acks().unwrap(), acks.into());
    mailbox.pack_forget(&[2; 32]).unwrap();
    assert_eq!(mailbox.packs().unwrap(), [pack(1, false)]);
    assert!(mailbox.packed_in(&[[2; 32]]).unwrap().is_empty());
    assert_eq!(mailbox.acks().unwrap(), [([1; 32], [[7; 16]].into())].into());
    a.check();
}

#[test]
fn a_vault_that_is_left_leaves_nothing_in_the_mailbox() {
    let a = Device::new();
    let mailbox = a.store.mailbox();
    mailbox.outbox_put(&outgoing(1, true, 1)).unwrap();
    mailbox.pack_put(&PackRow { file_id: [1; 32], own: true, detail: vec![] }).unwrap();
    mailbox.packed_put(&[1; 32], id("ana"), &[[3; 32]]).unwrap();
    mailbox.ack_put(&[1; 32], &[7; 16]).unwrap();
    mailbox.packed_changes_put(&[1; 32], &[(id("ana"), [3; 32])]).unwrap();
    mailbox.clear().unwrap();
    let sql = Connection::open(a.path()).unwrap();
    let mut tables = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'sync%'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() >= 10, "{tables:?}");
    for table in tables {
        let rows: i64 = sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

/// Makes the database of format 1 that is kept as text.
fn format_1() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.sqlite");
    Connection::open(&path).unwrap().execute_batch(include_str!("format-1.sql")).unwrap();
    (dir, path)
}

#[test]
fn a_database_of_format_1_opens_and_keeps_everything() {
    let (_dir, path) = format_1();
    let count = |path: &PathBuf, table: &str| -> i64 {
        let sql = Connection::open(path).unwrap();
        sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    let undo = count(&path, "undo_step");
    for opening in 0..2 {
        let store = Store::open(&path, start).unwrap();
        let ana = store.record(id("ana")).unwrap().unwrap();
        assert_eq!((ana.text("name"), ana.text("notes")), ("Ana Ruiz", "One. Two 27."));
        let mut roles: Vec<_> = ana.get("conflicts").unwrap()["role"].as_array().unwrap().clone();
        roles.sort_by_key(ToString::to_string);
        assert_eq!(roles, ["Doctor", "Nurse"], "what was set aside as forked has found its place");
        assert_eq!(ana.text("field"), "Care");
        assert!(store.record(id("jot")).unwrap().unwrap().deleted());
        assert_eq!(store.setting("theme").unwrap().as_deref(), Some("dark"));
        assert_eq!(store.search("ruiz", 5).unwrap().len(), 1, "the rows are made anew");
        assert_eq!(store.undo_label().unwrap().as_deref(), Some("Edit Ana"));
        assert!(store.count_unsealed().unwrap() >= 23);
        let whys: Vec<Why> = store.aside().unwrap().iter().map(|aside| aside.why).collect();
        for why in [Why::Waiting, Why::UnknownKind, Why::Forked, Why::Refused] {
            assert!(whys.contains(&why), "{why:?}");
        }
        let mailbox = store.mailbox();
        let old = |n: u8| Outgoing {
            file_id: [n; 32],
            replica: [1; 16],
            pack: false,
            seq: n.into(),
            name: format!("f{n}"),
            bytes: vec![n; 20],
        };
        let mut pending = vec![old(2), old(3)];
        if opening == 1 {
            pending.push(Outgoing { pack: true, file_id: [4; 32], ..old(2) });
        }
        assert_eq!(mailbox.outbox_pending().unwrap(), pending);
        assert_eq!(mailbox.outbox_published().unwrap(), [([1; 32], "f1".to_owned())]);
        assert_eq!(mailbox.value("replica").unwrap().as_deref(), Some(&b"abc"[..]));
        assert!(mailbox.file_seen(&[5; 32]).unwrap());
        assert_eq!(mailbox.heard(&[2; 16]).unwrap(), Some((1, [5; 16])));
        assert_eq!(mailbox.card(&[2; 16]).unwrap().unwrap().name, "Phone");
        mailbox.outbox_put(&Outgoing { pack: true, file_id: [4; 32], ..old(2) }).unwrap();
        let report = store.doctor().unwrap();
        assert!(report.is_clean(), "{report:#?}");
    }
    assert_eq!(count(&path, "undo_step"), undo);
}

#[test]
fn a_migrated_database_has_the_tables_of_a_new_one() {
    let (_dir, path) = format_1();
    drop(Store::open(&path, start).unwrap());
    let mut new = Device::new();
    new.create("jot", id("jot"), vec![Edit::write("text", "A jot")]);
    let schema = |path: &PathBuf| -> Vec<(String, String)> {
        let sql = Connection::open(path).unwrap();
        let mut rows =
            sql.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").unwrap();
        let schema = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        let format: i64 = sql.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(format, 3);
        schema
    };
    assert_eq!(schema(&path), schema(&new.path()));
}
