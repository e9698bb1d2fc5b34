//! What is missing, who can bring it back, and what this device can bring back for others (format, section 16).

use std::collections::BTreeMap;

use crate::chain::{self, HaveMap};
use crate::coverage::Coverage;
use crate::id::{FileId, ReplicaId};
use crate::journal::{Peer, State};
use crate::memory::{Asked, Missing, has_passed};
use crate::name;
use crate::payload::Want;
use crate::seen::Outcome;
use crate::standing::is_retired;

/// So long a file may be on its way before it counts as missing, in milliseconds.
const PATIENCE_MS: i64 = 10 * 60 * 1000;
/// So long the writer of a missing file has to bring it back before others do, in milliseconds.
const OTHERS_MS: i64 = 24 * 60 * 60 * 1000;
/// And so much longer at most, other for each device, so that they do not all do it.
const SPREAD_MS: i64 = 60 * 60 * 1000;

/// What others have seen: whatever they say to hold, and the files of theirs that are here, whole or not.
pub fn heard(state: &State) -> HaveMap {
    let mut heard = HaveMap::new();
    for (replica, peer) in &state.peers {
        let last = chain::Have { seq: peer.seq, tip: [0; 16] };
        chain::raise(&mut heard, &HaveMap::from([(*replica, last)]));
        chain::raise(&mut heard, &peer.have);
    }
    for (path, seen) in state.seen.iter() {
        if !matches!(seen.outcome, Outcome::Arriving | Outcome::Damaged) {
            continue;
        }
        let Some((prefix, seq)) = name::claim(path) else { continue };
        let writers = state.peers.keys().filter(|replica| replica.prefix::<4>() == prefix);
        for replica in writers.copied().collect::<Vec<_>>() {
            chain::raise(&mut heard, &HaveMap::from([(replica, chain::Have { seq, tip: [0; 16] })]));
        }
    }
    // What a device out of use wrote later is not waited for.
    heard.retain(|replica, _| {
        !is_retired(&state.standings, state.peers.get(replica).and_then(|peer| peer.device))
            || state.own.contains(replica)
    });
    heard
}

/// Streams that others have seen more of, with the time since when that is known.
pub(crate) fn missing(state: &State, now: i64) -> BTreeMap<ReplicaId, Missing> {
    let behind = chain::behind(&state.have, &heard(state));
    let missing = |(replica, upto): (ReplicaId, u64)| {
        let before = state.memory.missing.get(&replica);
        let since = before.map_or(now, |missing| missing.since.min(now));
        let first = first_lacked(state, &replica);
        let same = before.filter(|before| before.first == first);
        (replica, Missing { upto, since, first, day: same.map_or(state.memory.day, |before| before.day) })
    };
    behind.into_iter().map(missing).collect()
}

fn first_lacked(state: &State, replica: &ReplicaId) -> u64 {
    state.have.get(replica).map_or(1, |have| have.seq.saturating_add(1))
}

/// What each stream's writer asks for, with the day since when it has asked for just that.
pub(crate) fn asked(
    peers: &BTreeMap<ReplicaId, Peer>,
    before: &BTreeMap<ReplicaId, Asked>,
    day: u32,
) -> BTreeMap<ReplicaId, Asked> {
    let asks = |(asker, peer): (&ReplicaId, &Peer)| {
        // How far a stream has gone meanwhile does not matter: whoever lacks the same file as before has got nothing.
        let from = |want: &Want| match *want {
            Want::Stretch(replica, first, _) => Want::Stretch(replica, first, first),
            Want::File(id) => Want::File(id),
        };
        let want: Vec<Want> = peer.want.iter().map(from).collect();
        let same = before.get(asker).filter(|before| before.want == want);
        let day = same.map_or(day, |before| before.day);
        (!want.is_empty()).then_some((*asker, Asked { want, day }))
    };
    peers.iter().filter_map(asks).collect()
}

/// What to ask for: what has been missing for a while.
pub(crate) fn wants(state: &State, now: i64) -> Vec<Want> {
    let due = state.memory.missing.iter().filter(|(_, missing)| has_passed(now, missing.since, PATIENCE_MS));
    due.map(|(replica, missing)| Want::Stretch(*replica, first_lacked(state, replica), missing.upto)).collect()
}

/// An answer to what another device lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who asked, and with which segment.
    pub to: (ReplicaId, u64),
    /// Own files to publish once more, under a further name.
    pub again: Vec<FileId>,
    /// Whether a pack of everything is needed, because this device cannot send those files but holds what was in them.
    pub pack_all: bool,
}

/// What this device can do for others now.
pub(crate) fn answers(state: &State, now: i64) -> Vec<Answer> {
    let spread = i64::from(state.replica.prefix::<1>()[0]) * SPREAD_MS / 256;
    let mut answers = Vec::new();
    for (asker, peer) in &state.peers {
        let answered = state.memory.answered.get(asker).is_some_and(|seq| *seq >= peer.seq);
        if answered || peer.want.is_empty() || is_retired(&state.standings, peer.device) {
            continue;
        }
        let mut answer = Answer { to: (*asker, peer.seq), again: Vec::new(), pack_all: false };
        let mut open = false;
        for want in &peer.want {
            let Want::Stretch(replica, first, last) = *want else { continue };
            let mine: Vec<(u64, FileId)> = state
                .published
                .iter()
                .filter(|(_, (of, seq))| *of == replica && (first..=last).contains(seq))
                .map(|(id, (_, seq))| (*seq, *id))
                .collect();
            let upto = state.have.get(&replica).map_or(0, |have| have.seq).min(last);
            let needed = (upto + 1).saturating_sub(first);
            answer.again.extend(mine.iter().map(|(_, id)| *id));
            if needed == 0 || mine.len() as u64 >= needed {
                continue;
            }
            if state.own.contains(&replica) || has_passed(now, peer.at, OTHERS_MS + spread) {
                answer.pack_all = true;
            } else {
                open = true;
            }
        }
        // What only others can send is looked at again until it is their turn no longer.
        if !open || answer.pack_all {
            answers.push(answer);
        }
    }
    answers
}

/// Whether files of others have been gone for so long that this device brings their content back.
pub(crate) fn is_long_gone(state: &State, coverage: &Coverage, now: i64) -> bool {
    let spread = i64::from(state.replica.prefix::<1>()[0]) * SPREAD_MS / 256;
    coverage.missed().next().is_some()
        && state.memory.gone_since.is_some_and(|since| has_passed(now, since, OTHERS_MS + spread))
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
