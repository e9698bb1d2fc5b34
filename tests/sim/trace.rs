//! What happened in a history, to be told and to be compared.

use firsthand_sync::Round;
use std::collections::BTreeSet;

/// What happened, as lines and as a hash over them.
pub(crate) struct Trace {
    hash: blake3::Hasher,
    lines: Option<Vec<String>>,
    /// States and events that were met.
    met: BTreeSet<String>,
}

impl Trace {
    pub(crate) fn new(lines: bool) -> Self {
        Self { hash: blake3::Hasher::new(), lines: lines.then(Vec::new), met: BTreeSet::new() }
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
    }

    pub(crate) fn say(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.lines {
            lines.push(line());
        }
    }

    pub(crate) fn meet(&mut self, what: &str) {
        if !self.met.contains(what) {
            self.met.insert(what.to_owned());
        }
    }

    pub(crate) fn meet_in(&mut self, round: &Round) {
        self.meet(round.health.code());
        round.problems.iter().for_each(|problem| self.meet(problem.outcome.code()));
        if round.stopped.is_some() {
            self.meet("stopped");
        }
        if round.rotated {
            self.meet("rotated");
        }
        let counts = [
            (round.packed, "packed"),
            (round.cleaned, "cleaned"),
            (round.missing, "asked for"),
            (round.put_back, "put back"),
        ];
        counts.into_iter().filter(|(count, _)| *count > 0).for_each(|(_, what)| self.meet(what));
    }
}

impl Trace {
    /// The hash of all that happened, its lines, and what was met.
    pub(crate) fn end(self) -> (String, Vec<String>, BTreeSet<String>) {
        (self.hash.finalize().to_hex().to_string(), self.lines.unwrap_or_default(), self.met)
    }
}

/// A round in a line.
pub(crate) fn told(round: &Round) -> String {
    let Round {
        packed,
        cleaned,
        put_back,
        missing,
        health,
        read,
        ingested,
        changes,
        sealed,
        published,
        waiting,
        unsealed,
        rotated,
        gone,
        ..
    } = round;
    format!(
        "   {}: read {read}, ingested {ingested} with {changes} changes, sealed {sealed}, published {published}, \
         waiting {waiting}, unsealed {unsealed}{}, packed {packed}, cleaned {cleaned}, put back {put_back}, missing {missing}, gone {gone}, problems {}{}",
        health.code(),
        if *rotated { ", rotated" } else { "" },
        round.problems.len(),
        round.stopped.as_ref().map(|why| format!(", stopped: {why}")).unwrap_or_default(),
    )
}
