//! Whether packs hold what files of the folder brought.

use crate::common::{Device, id};
use firsthand_domain::Edit;
use firsthand_store::{Held, StoredChange, Why};

const PACK: [u8; 32] = [1; 32];
const OTHER: [u8; 32] = [2; 32];

/// Takes changes in as a segment of the folder.
fn bring(device: &mut Device, file: u8, changes: &[StoredChange]) -> [u8; 32] {
    let file_id = [file; 32];
    let named: Vec<_> = changes.iter().map(|change| (change.doc, change.hash)).collect();
    device
        .store
        .sync_transact(|tx| {
            tx.mailbox().hold(&Held { file_id, replica: [9; 16], seq: file.into(), prev: [0; 32] })?;
            tx.mailbox().brought_put(&file_id, &named)?;
            tx.mailbox().file_note(&format!("log/{file}"), &noted(file_id))?;
            tx.apply(changes)
        })
        .unwrap();
    file_id
}

fn noted(file_id: [u8; 32]) -> firsthand_store::Noted {
    firsthand_store::Noted { size: 1, outcome: "held".into(), file_id: Some(file_id), detail: Vec::new() }
}

fn pack_now(device: &mut Device, pack: [u8; 32]) {
    device
        .store
        .sync_transact(|tx| {
            for (doc, _, heads) in tx.document_heads()? {
                tx.mailbox().packed_put(&pack, doc, &heads)?;
            }
            let carried: Vec<_> = tx.carried()?.iter().map(|change| (change.doc, change.hash)).collect();
            tx.mailbox().packed_changes_put(&pack, &carried)
        })
        .unwrap();
}

fn holds(device: &mut Device, packs: &[[u8; 32]], file: [u8; 32]) -> bool {
    device.store.sync_transact(|tx| tx.packs_hold_all(packs, &[file])).unwrap().0
}

#[test]
fn a_pack_holds_what_was_there_when_it_was_made_and_nothing_later() {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    a.create("jot", id("jot"), vec![Edit::write("text", "One.")]);
    let first = bring(&mut b, 11, &a.publish());
    assert!(!holds(&mut b, &[PACK], first), "there is no pack yet");
    pack_now(&mut b, PACK);
    assert!(holds(&mut b, &[PACK], first));
    a.edit(id("ana"), vec![Edit::set("name", "Anna")]);
    let second = bring(&mut b, 12, &a.publish());
    assert!(holds(&mut b, &[PACK], first), "the document went on, and what was packed still is");
    assert!(!holds(&mut b, &[PACK], second));
    pack_now(&mut b, OTHER);
    assert!(holds(&mut b, &[PACK, OTHER], second) && holds(&mut b, &[OTHER], second));
    assert!(holds(&mut b, &[OTHER], PACK), "a later pack holds an earlier one");
    assert!(!holds(&mut b, &[PACK], OTHER));
}

#[test]
fn a_change_that_waits_counts_as_held_only_where_it_was_packed_too() {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    let created = a.publish();
    a.edit(id("ana"), vec![Edit::set("name", "Anna")]);
    let early = bring(&mut b, 11, &a.publish());
    assert!(!holds(&mut b, &[PACK], early));
    pack_now(&mut b, PACK);
    assert!(holds(&mut b, &[PACK], early));
    bring(&mut b, 12, &created);
    assert!(holds(&mut b, &[PACK], early), "it has joined its document since, and is in the pack as before");
    assert!(!holds(&mut b, &[OTHER], early));
}

#[test]
fn what_cannot_be_used_is_not_waited_for() {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    let mut changes = a.publish();
    changes[0].bytes.truncate(9);
    changes.truncate(1);
    let broken = bring(&mut b, 11, &changes);
    assert_eq!(b.store.aside().unwrap()[0].why, Why::Refused);
    assert!(holds(&mut b, &[PACK], broken));
}

#[test]
fn what_a_file_brought_is_forgotten_with_its_last_path() {
    let (mut a, mut b) = (Device::new(), Device::new());
    a.create("person", id("ana"), vec![Edit::set("name", "Ana")]);
    let file = bring(&mut b, 11, &a.publish());
    let forget = |b: &mut Device, path: &str| b.store.sync_transact(|tx| tx.mailbox().file_forget(path)).unwrap();
    b.store.sync_transact(|tx| tx.mailbox().file_note("log/11 (1)", &noted(file))).unwrap();
    forget(&mut b, "log/11");
    assert!(!holds(&mut b, &[PACK], file), "it stands under another name");
    forget(&mut b, "log/11 (1)");
    assert!(holds(&mut b, &[PACK], file), "nothing is asked of it any more");
}
