//! Streams of files and what is complete of them (format, section 7.2).

use std::collections::BTreeMap;

use crate::id::{FileId, ReplicaId};

/// Up to where a stream is held without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Have {
    /// The last seq.
    pub seq: u64,
    /// First 16 bytes of the smallest file id held at that seq.
    pub tip: [u8; 16],
}

/// What is held of each stream.
pub type HaveMap = BTreeMap<ReplicaId, Have>;

/// Writes a [`HaveMap`] as a list of pairs, since keys of JSON are texts.
pub(crate) mod as_list {
    use super::{Have, HaveMap};
    use crate::id::ReplicaId;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(have: &HaveMap, to: S) -> Result<S::Ok, S::Error> {
        have.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<HaveMap, D::Error> {
        Ok(Vec::<(ReplicaId, Have)>::deserialize(from)?.into_iter().collect())
    }
}

/// Moves `have` forward to whatever `theirs` has more; of equal seqs, the own tip stays.
pub fn raise(have: &mut HaveMap, theirs: &HaveMap) {
    for (replica, more) in theirs {
        let own = have.entry(*replica).or_insert(*more);
        if own.seq < more.seq {
            *own = *more;
        }
    }
}

/// Whether `have` reaches a place.
pub fn reaches(have: &HaveMap, replica: ReplicaId, seq: u64) -> bool {
    have.get(&replica).is_some_and(|have| have.seq >= seq)
}

/// Whether `ours` has at least what `theirs` has.
pub fn includes(ours: &HaveMap, theirs: &HaveMap) -> bool {
    theirs.iter().all(|(replica, have)| reaches(ours, *replica, have.seq))
}

/// Place of a held file in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Its seq.
    pub seq: u64,
    /// The file itself.
    pub id: FileId,
    /// The file that it names as its predecessor.
    pub prev: FileId,
}

/// Goes on from `have` over the files that are held, as far as there is no gap. To be called after each file of the stream that is taken in.
///
/// `at` gives all held files of the stream with a seq; it is asked for the seq of `have` and those after it only, so that the cost does
/// not grow with the length of the stream. The outcome depends on which files are held, not on the order in which they came.
pub fn advance<E>(have: Option<Have>, mut at: impl FnMut(u64) -> Result<Vec<Link>, E>) -> Result<Option<Have>, E> {
    let mut reached = have;
    // Of a fork, a smaller id may have come at the very seq that was reached before.
    let mut next = have.map_or(1, |have| have.seq);
    loop {
        match at(next)?.iter().map(|link| link.id).min() {
            Some(smallest) => reached = Some(Have { seq: next, tip: smallest.prefix() }),
            // A pack may have brought what was in the file that was reached; the chain goes on behind it.
            None if have.is_some_and(|have| have.seq == next) => {}
            None => break,
        }
        let Some(after) = next.checked_add(1) else { break };
        next = after;
    }
    Ok(reached)
}

/// Streams of `theirs` that `ours` does not reach, with the seq that is missing up to.
pub fn behind(ours: &HaveMap, theirs: &HaveMap) -> Vec<(ReplicaId, u64)> {
    let short = |(replica, have): (&ReplicaId, &Have)| {
        let reached = ours.get(replica).map_or(0, |own| own.seq);
        (reached < have.seq).then_some((*replica, have.seq))
    };
    theirs.iter().filter_map(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn link(seq: u64, id: u8, prev: u8) -> Link {
        Link { seq, id: FileId::from_bytes([id; 32]), prev: FileId::from_bytes([prev; 32]) }
    }

    fn walk(have: Option<Have>, links: &[Link]) -> Option<Have> {
        let at = |seq| Ok::<_, Infallible>(links.iter().copied().filter(|link| link.seq == seq).collect());
        advance(have, at).unwrap()
    }

    #[test]
    fn a_gap_holds_the_chain_until_it_is_filled() {
        let mut links = vec![link(1, 1, 0), link(3, 3, 2)];
        let have = walk(None, &links);
        assert_eq!(have, Some(Have { seq: 1, tip: [1; 16] }));
        links.push(link(2, 2, 1));
        assert_eq!(walk(have, &links), Some(Have { seq: 3, tip: [3; 16] }));
    }

    #[test]
    fn the_chain_goes_on_behind_what_a_pack_brought() {
        let covered = Some(Have { seq: 4, tip: [9; 16] });
        assert_eq!(walk(covered, &[link(6, 6, 5)]), covered);
        assert_eq!(walk(covered, &[link(5, 5, 4), link(6, 6, 5)]), Some(Have { seq: 6, tip: [6; 16] }));
        assert_eq!(walk(covered, &[]), covered);
    }

    #[test]
    fn a_fork_does_not_stop_the_chain_whichever_branch_goes_on() {
        let links = [link(1, 1, 0), link(2, 9, 1), link(2, 4, 1), link(3, 7, 9)];
        assert_eq!(walk(None, &links), Some(Have { seq: 3, tip: [7; 16] }));
        assert_eq!(walk(None, links.get(..3).unwrap()), Some(Have { seq: 2, tip: [4; 16] }));
    }

    #[test]
    fn the_order_in_which_files_come_does_not_matter() {
        let links = [link(1, 1, 0), link(2, 4, 1), link(2, 9, 1), link(3, 8, 9), link(3, 7, 4), link(5, 5, 6)];
        let mut entropy = crate::SeededEntropy::new(1);
        for _ in 0..200 {
            let (mut rest, mut held, mut have) = (links.to_vec(), Vec::new(), None);
            while !rest.is_empty() {
                held.push(rest.swap_remove(entropy.below(rest.len())));
                let before = have;
                have = walk(before, &held);
                assert!(have.map(|have| have.seq) >= before.map(|before| before.seq), "it only grows");
            }
            assert_eq!(have, Some(Have { seq: 3, tip: [7; 16] }));
        }
    }

    #[test]
    fn behind_names_what_another_device_has_seen() {
        let (a, b) = (ReplicaId::from_bytes([1; 16]), ReplicaId::from_bytes([2; 16]));
        let have = |seq| Have { seq, tip: [0; 16] };
        let theirs = HaveMap::from([(a, have(3)), (b, have(1))]);
        assert_eq!(behind(&HaveMap::from([(a, have(3))]), &theirs), [(b, 1)]);
        assert_eq!(behind(&theirs, &theirs), []);
    }
}
