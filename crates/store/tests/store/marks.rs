//! What of sync's tables counts as changed since it was last read.

use crate::common::Device;
use firsthand_store::{Error, Mailbox, Noted, Outgoing, PackRow, Rows, Stale, Store};
use std::collections::BTreeSet;

fn look(store: &Store) -> Stale {
    store.sync_read(|_, stale| Ok::<_, Error>(stale.clone())).unwrap()
}

fn nothing() -> Stale {
    let (files, outbox) = (Rows::Some(BTreeSet::new()), Rows::Some(BTreeSet::new()));
    Stale { files, outbox, values: false, heard: false, cards: false, packs: false }
}

fn everything() -> Stale {
    Stale { files: Rows::All, outbox: Rows::All, values: true, heard: true, cards: true, packs: true }
}

fn noted(size: u64) -> Noted {
    Noted { size, outcome: "held".to_owned(), file_id: None, detail: vec![1] }
}

fn file(path: &str) -> Stale {
    Stale { files: Rows::Some([path.to_owned()].into()), ..nothing() }
}

#[test]
fn a_look_is_told_what_was_written_since_the_one_before() {
    let device = Device::new();
    let (store, mailbox) = (&device.store, device.store.mailbox());
    assert_eq!(look(store), everything());
    assert_eq!(look(store), nothing());
    type Write = fn(&Mailbox<'_>) -> Result<(), Error>;
    let outgoing = || Stale { outbox: Rows::Some([[7; 32]].into()), ..nothing() };
    let sealed = |mailbox: &Mailbox<'_>| {
        let (name, bytes) = ("a".to_owned(), vec![1]);
        mailbox.outbox_put(&Outgoing { file_id: [7; 32], replica: [1; 16], pack: false, seq: 1, name, bytes })
    };
    let writes: Vec<(Write, Stale)> = vec![
        (|mailbox| mailbox.file_note("a", &noted(1)), file("a")),
        (|mailbox| mailbox.file_forget("a"), file("a")),
        (|mailbox| mailbox.files_forget_all(), Stale { files: Rows::All, ..nothing() }),
        (sealed, outgoing()),
        (|mailbox| mailbox.outbox_mark_published(&[7; 32]), outgoing()),
        (|mailbox| mailbox.outbox_requeue(&[7; 32]), outgoing()),
        (|mailbox| mailbox.outbox_unpublish(), Stale { outbox: Rows::All, ..nothing() }),
        (|mailbox| mailbox.outbox_forget(&[7; 32]), outgoing()),
        (|mailbox| mailbox.set_value("a", Some(&[1])), Stale { values: true, ..nothing() }),
        (|mailbox| mailbox.set_value("a", None), Stale { values: true, ..nothing() }),
        (|mailbox| mailbox.set_heard(&[1; 16], 1, &[2; 16]), Stale { heard: true, ..nothing() }),
        (
            |mailbox| mailbox.pack_put(&PackRow { file_id: [1; 32], own: true, detail: vec![] }),
            Stale { packs: true, ..nothing() },
        ),
        (|mailbox| mailbox.ack_put(&[1; 32], &[1; 16]), Stale { packs: true, ..nothing() }),
        (|mailbox| mailbox.pack_forget(&[1; 32]), Stale { packs: true, ..nothing() }),
        (|mailbox| mailbox.clear(), everything()),
    ];
    for (number, (write, expected)) in writes.into_iter().enumerate() {
        write(&mailbox).unwrap();
        assert_eq!(look(store), expected, "write {number}");
        assert_eq!(look(store), nothing(), "write {number}");
    }
}

#[test]
fn writing_what_is_there_already_changes_nothing() {
    let device = Device::new();
    let mailbox = device.store.mailbox();
    mailbox.set_value("a", Some(&[1])).unwrap();
    look(&device.store);
    mailbox.set_value("a", Some(&[1])).unwrap();
    mailbox.set_value("b", None).unwrap();
    assert_eq!(look(&device.store), nothing());
    mailbox.set_value("a", Some(&[2])).unwrap();
    assert_eq!(mailbox.value("a").unwrap(), Some(vec![2]));
    assert_eq!(look(&device.store), Stale { values: true, ..nothing() });
}

#[test]
fn another_connection_s_writing_makes_everything_stale_once() {
    let device = Device::new();
    look(&device.store);
    let other = device.second();
    look(&other);
    other.mailbox().file_note("a", &noted(1)).unwrap();
    assert_eq!(look(&device.store), everything());
    assert_eq!(look(&device.store), nothing());
    assert_eq!(look(&other), file("a"), "its own writing is known row by row");
    // Both at once: what the one wrote must not hide what the other did.
    device.store.mailbox().file_note("b", &noted(1)).unwrap();
    other.mailbox().file_note("c", &noted(1)).unwrap();
    assert_eq!(look(&device.store), everything());
    assert_eq!(look(&other), everything());
}

#[test]
fn what_was_rolled_back_and_what_could_not_be_read_stays_stale() {
    let mut device = Device::new();
    look(&device.store);
    let failed = device.store.sync_transact(|tx| {
        tx.mailbox().file_note("a", &noted(1))?;
        Err::<(), _>(Error::Internal("on purpose".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!(look(&device.store), file("a"));
    let failed = device.store.sync_read(|_, _| Err::<(), _>(Error::Internal("on purpose".to_owned())));
    assert!(failed.is_err());
    assert_eq!(look(&device.store), everything(), "nobody knows how far it was read");
    assert_eq!(look(&device.store), nothing());
}

#[test]
fn so_many_rows_are_not_told_apart() {
    let mut device = Device::new();
    look(&device.store);
    device
        .store
        .sync_transact(|tx| (0..5_000).try_for_each(|number| tx.mailbox().file_note(&number.to_string(), &noted(1))))
        .unwrap();
    assert_eq!(look(&device.store), Stale { files: Rows::All, ..nothing() });
}

#[test]
fn values_are_found_by_how_their_keys_begin() {
    let device = Device::new();
    let mailbox = device.store.mailbox();
    for key in ["a", "a.", "a.1", "a.é", "a/", "a-", "b.1", "A.1"] {
        mailbox.set_value(key, Some(key.as_bytes())).unwrap();
    }
    let found: Vec<String> = mailbox.values("a.").unwrap().into_keys().collect();
    assert_eq!(found, ["a.", "a.1", "a.é"]);
}
