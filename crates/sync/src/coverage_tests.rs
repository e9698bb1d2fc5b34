use super::*;
use std::sync::Arc;

use crate::seen::Seen;
use crate::{Have, HeldPack};

const A: ReplicaId = ReplicaId::from_bytes([1; 16]);

fn id(n: u8) -> FileId {
    FileId::from_bytes([n; 32])
}

fn covers(seq: u64) -> HaveMap {
    HaveMap::from([(A, Have { seq, tip: [0; 16] })])
}

fn pack(seq: u64, with: &[u8]) -> HeldPack {
    HeldPack {
        covers: if seq == 0 { HaveMap::new() } else { covers(seq) },
        with: with.iter().map(|n| id(*n)).collect(),
        size: 10,
    }
}

/// Segments 1 to 9 with ids 1 to 9, and packs: 11 is the first part of 12, which covers 5; 13 builds on both and covers 8.
fn state() -> State {
    let mut state = State::default();
    let mut see = |n: u8, seq: u64, pack: bool| {
        let outcome = Outcome::Held { id: id(n), own: false, replica: A, seq, pack };
        Arc::make_mut(&mut state.seen).insert(format!("log/{n}"), Seen::new(10, outcome, 0, None));
    };
    (1..=9).for_each(|n| see(n, n.into(), false));
    (11..=13).for_each(|n| see(n, n.into(), true));
    state.packs = [(id(11), pack(0, &[])), (id(12), pack(5, &[11])), (id(13), pack(8, &[11, 12]))].into();
    state
}

/// The same, with segments held up to there.
fn held(seq: u64) -> State {
    State { have: covers(seq), ..state() }
}

fn listing(ids: &[u8]) -> Vec<Entry> {
    ids.iter().map(|n| Entry { path: format!("log/{n}"), size: 10 }).collect()
}

fn gone(ids: &[u8]) -> BTreeSet<FileId> {
    Coverage::of(&state(), &listing(ids)).gone
}

fn set(ids: &[u8]) -> BTreeSet<FileId> {
    ids.iter().map(|n| id(*n)).collect()
}

#[test]
fn a_whole_chain_stands_for_the_segments_that_it_covers() {
    let coverage = Coverage::of(&state(), &listing(&[9, 11, 12, 13]));
    assert!(coverage.gone.is_empty());
    assert_eq!(coverage.best().map(|chain| chain.head), Some(id(13)));
    assert_eq!(coverage.loose(&held(9)), (1, 10));
    assert_eq!(coverage.loose(&held(8)), (0, 0), "what has a gap before it cannot be covered yet");
}

#[test]
fn a_chain_with_a_part_missing_stands_for_nothing() {
    assert_eq!(gone(&[9, 11, 12]), set(&[6, 7, 8, 13]), "the chain up to 5 is whole");
    assert_eq!(gone(&[9, 12, 13]), set(&[1, 2, 3, 4, 5, 6, 7, 8, 11]));
    assert_eq!(gone(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13]), set(&[12]));
}

#[test]
fn a_pack_that_a_greater_one_covers_may_go() {
    let mut state = state();
    state.packs.insert(id(14), pack(9, &[]));
    let outcome = Outcome::Held { id: id(14), own: false, replica: A, seq: 14, pack: true };
    Arc::make_mut(&mut state.seen).insert("log/14".into(), Seen::new(10, outcome, 0, None));
    let coverage = Coverage::of(&state, &listing(&[14]));
    // A part is needed for its chain only, and the greater pack stands for that.
    assert!(coverage.gone.is_empty(), "{:?}", coverage.gone);
    assert_eq!(coverage.chains.len(), 1);
}

#[test]
fn a_file_of_another_size_is_not_there() {
    let coverage = Coverage::of(&state(), &[Entry { path: "log/9".into(), size: 11 }]);
    assert!(coverage.present.is_empty() && coverage.gone.contains(&id(9)));
}

#[test]
fn a_file_that_has_gone_is_compared_before_a_chain_stands_for_it() {
    let mut state = held(9);
    let outcome = Outcome::Held { id: id(31), own: false, replica: A, seq: 3, pack: false };
    Arc::make_mut(&mut state.seen).insert("log/31".into(), Seen::new(10, outcome, 0, None));
    let listed = listing(&[9, 11, 12, 13]);
    let doubt = |head: u8, packs: &[u8]| Doubt {
        file: id(31),
        content: vec![id(31)],
        head: id(head),
        packs: packs.iter().map(|n| id(*n)).collect(),
    };
    let doubts = |state: &State| {
        let doubts = Coverage::of(state, &listed).doubtful.into_iter();
        doubts.filter(|doubt| doubt.file == id(31)).collect::<Vec<_>>()
    };
    assert_eq!(doubts(&state), [doubt(13, &[11, 12, 13])]);
    state.memory.weighed.insert(id(31), [(id(13), false)].into());
    assert_eq!(doubts(&state), [doubt(12, &[11, 12])], "then the other one that covers its place");
    state.memory.weighed.insert(id(31), [(id(12), false), (id(13), false)].into());
    let coverage = Coverage::of(&state, &listed);
    assert_eq!(coverage.gone, set(&[31]), "another file of that place is in the packs");
    let again = listing(&[9, 11, 12, 13, 31]);
    assert_eq!(Coverage::of(&state, &again).loose(&state), (2, 20), "and where it stands, it is in no pack");
}

#[test]
fn a_damaged_copy_stands_for_nothing_and_a_good_one_beside_it_is_enough() {
    let mut state = state();
    let path = "log/9".to_owned();
    let damaged = Seen::new(10, Outcome::Damaged, 0, state.seen.get(&path));
    let again = Seen::new(12, Outcome::Damaged, 0, Some(&damaged));
    assert_eq!(again.held(), damaged.held());
    Arc::make_mut(&mut state.seen).insert(path, again);
    let coverage = Coverage::of(&state, &listing(&[9, 11, 12, 13]));
    assert_eq!((coverage.broken, coverage.gone), (set(&[9]), set(&[])));
    assert_eq!(Coverage::of(&state, &listing(&[11, 12, 13])).gone, set(&[9]));
    let outcome = Outcome::Held { id: id(9), own: false, replica: A, seq: 9, pack: false };
    Arc::make_mut(&mut state.seen).insert("log/9 (1)".into(), Seen::new(10, outcome, 0, None));
    let mut listed = listing(&[9, 11, 12, 13]);
    listed.push(Entry { path: "log/9 (1)".into(), size: 10 });
    assert_eq!(Coverage::of(&state, &listed).missed().count(), 0);
}

#[test]
fn what_stands_behind_a_gap_for_ever_counts_as_packed_where_its_content_is() {
    // Nobody has 8 any more, so that no pack can ever cover 9.
    let mut state = held(7);
    let listed = listing(&[11, 12, 13]);
    let coverage = Coverage::of(&state, &listed);
    assert!(coverage.gone.contains(&id(9)), "as long as nobody has looked");
    assert!(coverage.doubtful.iter().any(|doubt| doubt.file == id(9) && doubt.head == id(13)));
    state.memory.weighed.insert(id(9), [(id(13), true)].into());
    let coverage = Coverage::of(&state, &listed);
    assert!(coverage.gone.is_empty() && coverage.doubtful.iter().all(|doubt| doubt.file != id(9)));
    assert_eq!(Coverage::of(&state, &listing(&[11, 12])).gone, set(&[6, 7, 8, 9, 13]), "the proof goes with the chain");
}
