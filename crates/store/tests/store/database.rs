//! The file, its versions, its readers and writers.

use crate::common::{Device, id, open, start, swap};
use firsthand_domain::{Edit, Id, Person};
use firsthand_store::{Card, Error, Held, Noted, Op, Outgoing, Store};
use rusqlite::Connection;
use serde_json::json;

fn files(device: &Device) -> Vec<String> {
    let entries = std::fs::read_dir(device.dir.path()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn closed(device: Device) -> (tempfile::TempDir, std::path::PathBuf) {
    let path = device.path();
    drop(device.store);
    (device.dir, path)
}

#[test]
fn a_newer_file_is_refused_and_not_touched() {
    let mut a = Device::new();
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    let (_dir, path) = closed(a);
    let sql = Connection::open(&path).unwrap();
    sql.execute_batch("PRAGMA user_version = 4; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(sql);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path, start), Err(Error::Newer { found: 4, known: 3 })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no log beside it");
}

#[test]
fn a_file_of_another_program_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("letter.txt");
    std::fs::write(&text, "Dear Ana").unwrap();
    assert!(matches!(Store::open(&text, start), Err(Error::NotOurs)));
    assert_eq!(std::fs::read(&text).unwrap(), b"Dear Ana");
    for (name, id) in [("a.sqlite", 0), ("b.sqlite", 77)] {
        let path = dir.path().join(name);
        let sql = Connection::open(&path).unwrap();
        sql.execute_batch(&format!("CREATE TABLE t (x); PRAGMA application_id = {id}")).unwrap();
        drop(sql);
        let before = std::fs::read(&path).unwrap();
        assert!(matches!(Store::open(&path, start), Err(Error::NotOurs)), "{name}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    assert!(matches!(Store::open(dir.path(), start), Err(Error::Io(_))), "a directory");
    assert!(Store::open(&dir.path().join("none/data.sqlite"), start).is_err());
}

/// What SQLite keeps beside a database while its first page is on its way to the disk: there was nothing before.
fn journal_of_a_new_database() -> Vec<u8> {
    let mut journal = vec![0; 512];
    journal[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    journal[20..24].copy_from_slice(&512u32.to_be_bytes());
    journal[24..28].copy_from_slice(&4096u32.to_be_bytes());
    journal
}

#[test]
fn a_new_database_whose_first_page_did_not_reach_the_disk_is_begun_again() {
    let dir = tempfile::tempdir().unwrap();
    for (name, page) in [("zeros", vec![0; 4096]), ("junk", b"what lay here before".repeat(205)), ("half", vec![7; 99])]
    {
        let path = dir.path().join(name);
        std::fs::write(&path, &page).unwrap();
        assert!(matches!(Store::open(&path, start), Err(Error::NotOurs)), "{name}, for all that one can see");
        assert_eq!(std::fs::read(&path).unwrap(), page);
        std::fs::write(dir.path().join(format!("{name}-journal")), journal_of_a_new_database()).unwrap();
        let store = Store::open(&path, start).unwrap();
        assert!(store.records("person", false).unwrap().is_empty(), "{name}");
    }
}

#[test]
fn records_read_as_the_types_of_the_domain() {
    let mut a = Device::new();
    let way = Edit::Put {
        field: "channels".into(),
        entry: "c1".into(),
        value: json!({"value": "5", "kind": "phone", "label": "work", "id": "ignored"}),
    };
    let record = a.create(
        "person",
        id("ana"),
        vec![Edit::set("name", " Ana  Ruiz "), way, Edit::link("organization", id("org"))],
    );
    let person: Person = record.typed().unwrap();
    assert_eq!(person.name, "Ana Ruiz");
    assert_eq!(person.organization, Some(id("org")));
    assert_eq!((person.channels[0].id.as_str(), person.channels[0].label.as_str()), ("c1", "work"));
    assert_eq!((person.meta.created, person.meta.updated), (Some(start()), Some(start())));
    assert_eq!(record.get("does_job"), Some(&json!("unknown")));
    assert_eq!(record.get("created"), Some(&json!("2026-11-22T10:00:00.000Z")));
    a.wait(90);
    let record = a.edit(id("ana"), vec![Edit::set("network", true)]);
    assert_eq!(record.get("updated"), Some(&json!("2026-11-22T10:01:30.000Z")));
    assert_eq!(record.get("created"), Some(&json!("2026-11-22T10:00:00.000Z")));
    let set = |a: &mut Device, field: &str, value| a.edit(id("p"), vec![Edit::set(field, value)]);
    a.create("portrait", id("p"), vec![Edit::link("person", id("ana")), Edit::set("data", "aGk=")]);
    assert_eq!(set(&mut a, "media_type", json!("image/png")).text("data"), "aGk=");
    assert!(matches!(
        a.store.transact(Op::new("x"), |tx| tx.edit(id("p"), vec![Edit::set("data", "?")])),
        Err(Error::Invalid(_))
    ));
    assert_eq!(a.record(id("p")).text("data"), "aGk=");
}

#[test]
fn what_is_not_there_or_there_already_is_said() {
    let mut a = Device::new();
    a.create("person", id("ana"), vec![]);
    let mut refused = |f: fn(&mut firsthand_store::Tx<'_>) -> Result<firsthand_store::Record, Error>| {
        a.store.transact(Op::new("x"), f).unwrap_err()
    };
    assert!(matches!(refused(|tx| tx.create("person", id("ana"), vec![])), Error::Exists { .. }));
    assert!(matches!(refused(|tx| tx.ensure("jot", id("ana"), vec![])), Error::Exists { .. }));
    assert!(matches!(refused(|tx| tx.create("pudding", id("x"), vec![])), Error::NoKind { .. }));
    assert!(matches!(refused(|tx| tx.edit(id("x"), vec![])), Error::NoDocument { .. }));
    assert!(matches!(refused(|tx| tx.delete(id("x"))), Error::NoDocument { .. }));
    assert!(matches!(refused(|tx| tx.restore(id("x"))), Error::NoDocument { .. }));
    assert!(matches!(refused(|tx| tx.edit(id("ana"), vec![Edit::set("age", 5)])), Error::Invalid(_)));
    let first = a.act(|tx| tx.ensure("jot", id("j"), vec![Edit::write("text", "once")]));
    let second = a.act(|tx| tx.ensure("jot", id("j"), vec![Edit::write("text", "twice")]));
    assert_eq!(first, second);
}

#[test]
fn a_change_too_large_for_a_segment_is_refused() {
    let mut a = Device::new();
    a.create("interview", id("t"), vec![]);
    let text: String = (0..(1 << 18)).filter_map(|n| char::from_u32(0x10000 + (n * 7919) % 0xffff)).collect();
    let fields = ["notes", "best_way_in", "who_else", "how_to_reach"];
    let edits: Vec<_> = fields.iter().map(|field| Edit::write(field, &text[..text.len() - text.len() % 4])).collect();
    let refused = a.store.transact(Op::new("x"), |tx| tx.edit(id("t"), edits));
    assert!(matches!(refused, Err(Error::TooLarge { .. })), "{:?}", refused.err());
    assert_eq!(a.record(id("t")).text("notes"), "");
    a.check();
}

#[test]
fn appended_changes_are_gathered_into_a_save_now_and_then() {
    let mut a = Device::new();
    a.create("jot", id("j"), vec![]);
    for n in 0..50 {
        a.edit(id("j"), vec![Edit::write("text", &"word ".repeat(n))]);
        let sql = Connection::open(a.path()).unwrap();
        let count = |table: &str| -> i64 {
            sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        assert!(count("tail") <= 24, "after {n} edits");
        assert_eq!(count("snapshot"), i64::from(n > 22), "after {n} edits");
        if n % 7 == 0 {
            a.reopen();
            assert_eq!(a.record(id("j")).text("text"), "word ".repeat(n));
        }
    }
    a.check();
}

#[test]
fn two_programs_on_one_database_see_each_other() {
    let mut a = Device::new();
    a.create("person", id("ana"), vec![Edit::write("notes", "")]);
    let mut b = a.second();
    let mut mark = a.store.mark().unwrap();
    let mut version = a.store.data_version().unwrap();
    let mut text = String::new();
    for n in 0..40 {
        text.push_str(&format!("{n} "));
        let edit = vec![Edit::write("notes", &text)];
        if n % 3 == 0 {
            b.transact(Op::new("b"), |tx| tx.edit(id("ana"), edit)).unwrap();
            assert_ne!(a.store.data_version().unwrap(), version);
            version = a.store.data_version().unwrap();
            let (next, changes) = a.store.changes_since(mark).unwrap();
            assert_eq!(changes.ids, [id("ana")].into());
            mark = next;
        } else {
            a.edit(id("ana"), edit);
            assert_eq!(a.store.data_version().unwrap(), version, "own writes are known anyway");
            mark = a.store.mark().unwrap();
        }
        assert_eq!(a.record(id("ana")).text("notes"), text);
        assert_eq!(b.record(id("ana")).unwrap().unwrap().text("notes"), text);
    }
    b.undo().unwrap().unwrap();
    a.store.undo().unwrap().unwrap();
    assert_eq!(a.record(id("ana")).get("conflicts"), Some(&json!({})));
    assert!(text.starts_with(a.record(id("ana")).text("notes")));
    a.check();
}

#[test]
fn many_changes_at_once_are_told_as_everything() {
    let mut a = Device::new();
    let mark = a.store.mark().unwrap();
    let (_, changes) = a
        .store
        .transact(Op::new("Import"), |tx| {
            for n in 0..2_100 {
                tx.create("jot", id(&n.to_string()), vec![])?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(changes.ids.len(), 2_100);
    let (next, changes) = a.store.changes_since(mark).unwrap();
    assert!(changes.all && changes.kinds.contains("person"));
    assert_eq!(a.store.changes_since(next).unwrap(), (next, firsthand_store::Changes::default()));
    assert_eq!(a.store.count("jot").unwrap(), 2_100);
    a.store.undo().unwrap().unwrap();
    assert_eq!(a.store.counts().unwrap(), [].into());
    a.check();
}

#[test]
fn lists_are_in_order_and_links_are_followed() {
    let mut a = Device::new();
    for name in ["Émile", "zoe", "Adam", "eva"] {
        a.create(
            "person",
            id(name),
            vec![Edit::set("name", name), Edit::set("role", format!("{name}'s")), Edit::set("network", name == "zoe")],
        );
    }
    a.act(|tx| tx.delete(id("eva")));
    let mut rows = Vec::new();
    a.store.rows("person", &["role", "network", "tags", "organization"], |row| rows.push(row)).unwrap();
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["Adam", "Émile", "zoe"]);
    assert_eq!(rows[2].fields, [json!("zoe's"), json!(true), json!([]), json!(null)]);
    let mut plain = 0;
    a.store.rows("person", &[], |_| plain += 1).unwrap();
    assert_eq!(plain, 3);
    let titles = |all: bool| -> Vec<String> {
        a.store.records("person", all).unwrap().iter().map(|record| record.text("name").to_owned()).collect()
    };
    assert_eq!(titles(true), ["Adam", "Émile", "eva", "zoe"]);
    assert_eq!(titles(false), ["Adam", "Émile", "zoe"]);
    let link = |name: &str| Edit::link(name, id("zoe"));
    let at = Edit::set("due_at", "2026-12-01T09:00:00+01:00");
    a.create("follow-up", id("f"), vec![link("person"), at]);
    a.create("referral", id("r"), vec![link("giver"), link("prospect")]);
    let tag = Edit::Add { field: "explorations".into(), member: id("x").to_string() };
    a.edit(id("Adam"), vec![tag]);
    let kinds = |field| -> Vec<String> {
        a.store.linked(id("zoe"), field).unwrap().iter().map(|record| record.kind().to_owned()).collect()
    };
    assert_eq!(kinds(None), ["follow-up", "referral"]);
    assert_eq!(kinds(Some("prospect")), ["referral"]);
    assert_eq!(a.store.linked(id("x"), Some("explorations")).unwrap()[0].text("name"), "Adam");
    let due = "2026-12-01T08:00:00Z".parse().unwrap();
    assert_eq!(a.store.moments("follow-up", "due_at", None, None).unwrap(), [(id("f"), due)]);
    assert_eq!(a.store.moments("follow-up", "due_at", None, Some(due)).unwrap(), []);
    a.edit(id("f"), vec![Edit::set("due_at", json!(null)), Edit::link("person", id("Adam"))]);
    assert_eq!(a.store.moments("follow-up", "due_at", None, None).unwrap(), []);
    assert_eq!(a.store.linked(id("zoe"), None).unwrap().len(), 1);
    a.check();
}

#[test]
fn the_doctor_finds_what_was_tampered_with_and_a_rebuild_mends_it() {
    let mut a = Device::new();
    a.create("person", id("ana"), vec![Edit::set("name", "Ana"), Edit::link("organization", id("o"))]);
    a.create("follow-up", id("f"), vec![Edit::set("due_at", "2026-12-01T09:00:00Z")]);
    a.create("jot", id("j"), vec![Edit::write("text", "words to find")]);
    a.check();
    let good = a.export();
    let tamper = [
        "UPDATE entity SET title = 'Bea' WHERE title = 'Ana'",
        "UPDATE entity SET record = replace(record, 'Ana', 'Bea')",
        "DELETE FROM entity WHERE kind = 'jot'",
        "DELETE FROM link",
        "UPDATE moment SET at = at + 1",
        "INSERT INTO moment VALUES (99, 'x', 1)",
        "DELETE FROM words WHERE rowid = 3",
        "INSERT INTO names (rowid, title) VALUES (50, 'ghost')",
        "UPDATE entity SET deleted = 1 WHERE kind = 'jot'",
    ];
    for sql in tamper {
        Connection::open(a.path()).unwrap().execute_batch(sql).unwrap();
        let report = a.store.doctor().unwrap();
        assert!(!report.differences.is_empty() && report.damaged.is_empty(), "{sql}: {report:?}");
        a.store.rebuild().unwrap();
        a.check();
        assert_eq!(a.export(), good, "{sql}");
    }
}

#[test]
fn a_damaged_document_is_named_and_holds_nothing_up() {
    let spoilt = [
        ("cut", "UPDATE tail SET bytes = substr(bytes, 1, length(bytes) - 3) WHERE doc = 1"),
        ("empty", "UPDATE tail SET bytes = x'' WHERE doc = 1"),
        ("other", "UPDATE tail SET bytes = (SELECT bytes FROM tail WHERE doc = 2) WHERE doc = 1"),
        // automerge finds nothing wrong with a history that ends early.
        ("short", "DELETE FROM tail WHERE doc = 1 AND n = (SELECT max(n) FROM tail WHERE doc = 1)"),
    ];
    for (name, spoil) in spoilt {
        let mut a = Device::new();
        let mut b = Device::new();
        a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
        a.edit(id("ana"), vec![Edit::set("name", "Ana Ruiz")]);
        a.create("person", id("ben"), vec![Edit::set("name", "Ben")]);
        swap(&mut a, &mut b);
        b.edit(id("ana"), vec![Edit::set("role", "Nurse")]);
        b.edit(id("ben"), vec![Edit::set("role", "Baker")]);
        Connection::open(a.path()).unwrap().execute_batch(spoil).unwrap();
        a.reopen();
        let report = a.store.doctor().unwrap();
        assert_eq!(report.damaged.len(), 1, "{name}");
        assert!(report.damaged[0].starts_with(&id("ana").to_string()), "{name}");
        let applied = a.apply(&b.publish());
        assert_eq!((applied.new, a.record(id("ben")).text("role")), (1, "Baker"), "{name}");
        assert_eq!(a.record(id("ana")).text("name"), "Ana Ruiz", "{name}: its row is still shown");
        let refused = a.store.transact(Op::new("x"), |tx| tx.edit(id("ana"), vec![Edit::set("role", "x")]));
        assert!(matches!(refused, Err(Error::Document { .. })), "{name}");
    }
}

#[test]
fn another_projection_is_made_anew_when_the_database_is_opened() {
    let mut a = Device::new();
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    let good = a.export();
    let spoil = "UPDATE setting SET value = 'older' WHERE key = 'projection'; DELETE FROM entity; DROP TABLE link";
    Connection::open(a.path()).unwrap().execute_batch(spoil).unwrap();
    a.reopen();
    assert_eq!(a.export(), good);
    a.check();
    let mut once_more = open(a.path(), &a.clock);
    assert_eq!(once_more.rebuild().unwrap().ids.len(), 0);
}

#[test]
fn settings_stay_on_this_device() {
    let mut a = Device::new();
    assert_eq!(a.store.setting("theme").unwrap(), None);
    a.store.set_setting("theme", Some("dark")).unwrap();
    a.store.set_setting("projection", Some("mine")).unwrap();
    a.reopen();
    assert_eq!(a.store.setting("theme").unwrap().as_deref(), Some("dark"));
    a.store.set_setting("theme", None).unwrap();
    assert_eq!(a.store.setting("theme").unwrap(), None);
    assert!(a.store.count_unsealed().unwrap() == 0);
    a.check();
}

#[test]
fn the_mailbox_keeps_what_it_is_given() {
    let mut a = Device::new();
    let outgoing = |n: u8| Outgoing {
        file_id: [n; 32],
        replica: [9; 16],
        pack: false,
        seq: n.into(),
        name: format!("s-{n}"),
        bytes: vec![n; 9],
    };
    let held = Held { file_id: [5; 32], replica: [8; 16], seq: 3, prev: [4; 32] };
    let noted = Noted { size: 7, outcome: "arriving".to_owned(), file_id: None, detail: vec![1] };
    let card = Card { name: "Phone".to_owned(), seen: "10:42".to_owned(), bytes: vec![3] };
    a.store
        .sync_transact(|tx| {
            let mailbox = tx.mailbox();
            mailbox.outbox_put(&outgoing(2))?;
            mailbox.outbox_put(&outgoing(1))?;
            mailbox.outbox_put(&outgoing(2))?;
            assert!(mailbox.hold(&held)? && !mailbox.hold(&held)?);
            mailbox.file_note("log/a", &noted)?;
            mailbox.set_heard(&[8; 16], 3, &[5; 16])?;
            mailbox.set_card(&[8; 16], &card)?;
            mailbox.set_value("replica", Some(&[9; 16]))?;
            mailbox.set_value("replica.seq", Some(&[2]))
        })
        .unwrap();
    a.reopen();
    let mailbox = a.store.mailbox();
    assert_eq!(mailbox.outbox_pending().unwrap(), [outgoing(2), outgoing(1)]);
    mailbox.outbox_mark_published(&[2; 32]).unwrap();
    assert_eq!(mailbox.outbox_pending().unwrap(), [outgoing(1)]);
    assert_eq!(mailbox.outbox_pending_count().unwrap(), 1);
    assert_eq!(mailbox.outbox_published().unwrap(), [([2; 32], "s-2".to_owned())]);
    assert_eq!(mailbox.outbox_get(&[2; 32]).unwrap(), Some(outgoing(2)));
    assert!(mailbox.file_seen(&[5; 32]).unwrap() && !mailbox.file_seen(&[6; 32]).unwrap());
    assert_eq!(mailbox.held_at(&[8; 16], 3).unwrap(), [held]);
    assert_eq!(mailbox.file("log/a").unwrap(), Some(noted.clone()));
    assert_eq!(mailbox.files().unwrap(), [("log/a".to_owned(), noted)].into());
    mailbox.file_forget("log/a").unwrap();
    assert_eq!(mailbox.file("log/a").unwrap(), None);
    assert_eq!(mailbox.heard_all().unwrap(), [([8; 16], (3, [5; 16]))].into());
    assert_eq!(mailbox.cards().unwrap(), [([8; 16], card)].into());
    assert_eq!(mailbox.values("replica.").unwrap(), [("replica.seq".to_owned(), vec![2])].into());
}

#[test]
fn nothing_but_the_database_is_written() {
    let mut a = Device::new();
    a.create("person", Id::named("test", "ana"), vec![]);
    assert!(files(&a).iter().all(|name| name.starts_with("data.sqlite")), "{:?}", files(&a));
}

#[test]
fn steps_of_undo_are_found_by_document_through_an_index() {
    let device = Device::new();
    let sql = Connection::open(device.path()).unwrap();
    let plan: String =
        sql.query_row("EXPLAIN QUERY PLAN DELETE FROM undo_part WHERE id = x'00'", [], |row| row.get(3)).unwrap();
    assert!(plan.contains("USING INDEX undo_part_by_id"), "{plan}");
}
