//! The search index is merged in quiet moments (C90).

use crate::common::{Device, id};
use firsthand_domain::{Edit, Id};
use rusqlite::Connection;

/// Many documents, each saved by itself.
fn typed(saves: u32) -> Device {
    let mut device = Device::new();
    for n in 0..saves {
        let text = format!("note {n} about gardens and w{} and v{}", n % 97, n % 13);
        device.create("jot", id(&format!("jot {n}")), vec![Edit::write("text", &text)]);
    }
    device
}

fn segments(device: &Device) -> i64 {
    let sql = Connection::open(device.path()).unwrap();
    sql.query_row("SELECT count(DISTINCT segid) FROM words_idx", [], |row| row.get(0)).unwrap()
}

fn pages(device: &Device) -> u64 {
    let sql = Connection::open(device.path()).unwrap();
    sql.query_row("SELECT coalesce(sum(length(block)), 0) FROM words_data", [], |row| row.get::<_, i64>(0)).unwrap()
        as u64
}

fn found(device: &Device, query: &str) -> Vec<Id> {
    device.store.search(query, 50).unwrap().into_iter().map(|hit| hit.id).collect()
}

#[test]
fn a_save_merges_nothing_and_quiet_moments_merge_everything_in_small_steps() {
    let mut device = typed(100);
    assert!(segments(&device) >= 100, "each save has added a segment, and merged none: {}", segments(&device));
    let before = ["gardens", "w42", "v7", "note 99", "gar"].map(|query| found(&device, query));
    let mut steps = 0;
    while device.store.tidy().unwrap() {
        steps += 1;
        assert!(steps < 1000, "it comes to an end");
    }
    assert!(steps > 0);
    assert!(segments(&device) < 16, "{}", segments(&device));
    assert_eq!(["gardens", "w42", "v7", "note 99", "gar"].map(|query| found(&device, query)), before);
    assert!(device.store.doctor().unwrap().is_clean());
    let size = pages(&device);
    assert!(!device.store.tidy().unwrap(), "and stays at its end");
    assert_eq!(pages(&device), size);
}

#[test]
fn without_a_quiet_moment_the_index_stays_within_bounds() {
    let device = typed(700);
    assert!(segments(&device) < 260, "{}", segments(&device));
    assert_eq!(found(&device, "gardens").len(), 50);
}

#[test]
fn an_earlier_database_learns_it_when_it_is_opened() {
    let mut device = typed(3);
    let path = device.path();
    let read = |name: &str| {
        let sql = Connection::open(&path).unwrap();
        sql.query_row("SELECT v FROM words_config WHERE k = ?1", [name], |row| row.get::<_, i64>(0)).unwrap()
    };
    let sql = Connection::open(device.path()).unwrap();
    sql.execute("INSERT INTO words (words, rank) VALUES ('automerge', 4)", []).unwrap();
    drop(sql);
    assert_eq!(read("automerge"), 4);
    device.reopen();
    assert_eq!((read("automerge"), read("crisismerge")), (0, 128));
}

#[test]
fn another_program_that_writes_is_not_waited_for() {
    let mut device = typed(40);
    let other = Connection::open(device.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(!device.store.tidy().unwrap());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(device.store.tidy().unwrap());
}
