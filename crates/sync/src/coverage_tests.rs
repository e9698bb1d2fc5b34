use super::*;
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
        state.seen.insert(format!("log/{n}"), Seen::new(10, outcome, 0, None));
    };
    (1..=9).for_each(|n| see(n, n.into(), false));
    (11..=13).for_each(|n| see(n, n.into(), true));
    state.packs = [(id(11), pack(0, &[])), (id(12), pack(5, &[11])), (id(13), pack(8, &[11, 12]))].into();
    state
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
    assert_eq!(coverage.loose(&covers(9)), (1, 10));
    assert_eq!(coverage.loose(&covers(8)), (0, 0), "what has a gap before it cannot be covered yet");
}

#[test]
fn a_chain_with_a_part_missing_stands_for_nothing() {
    assert_eq!(gone(&[9, 11, 12]), set(&[6, 7, 8, 13]), "the chain up to 5 is whole");
    assert_eq!(gone(&[9, 12, 13]), set(&[1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(gone(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13]), set(&[12]));
}

#[test]
fn a_pack_that_a_greater_one_covers_may_go() {
    let mut state = state();
    state.packs.insert(id(14), pack(9, &[]));
    let outcome = Outcome::Held { id: id(14), own: false, replica: A, seq: 14, pack: true };
    state.seen.insert("log/14".into(), Seen::new(10, outcome, 0, None));
    let coverage = Coverage::of(&state, &listing(&[14]));
    // A part has no covers of its own, so that it is not needed either.
    assert!(coverage.gone.is_empty(), "{:?}", coverage.gone);
    assert_eq!(coverage.chains.len(), 1);
}

#[test]
fn a_file_of_another_size_is_not_there() {
    let coverage = Coverage::of(&state(), &[Entry { path: "log/9".into(), size: 11 }]);
    assert!(coverage.present.is_empty() && coverage.gone.contains(&id(9)));
}
