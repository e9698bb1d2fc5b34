//! A history before it happens: who does what, drawn from one seed.

use crate::chance::Chance;
use std::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What can go wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

faults! {
    // While a file is carried.
    /// It arrives many steps later.
    Delay,
    /// Its beginning stands under its final name for a while.
    Tear,
    /// Its beginning stands there for ever.
    Stump,
    /// It arrives under a second name too.
    Duplicate,
    /// It arrives under the name of a conflict copy.
    Conflict,
    /// It arrives under another name.
    Rename,
    /// It arrives in a second directory.
    MoveTree,
    /// Its name comes in capitals.
    FoldCase,
    /// A bit changes on the way.
    Flip,
    /// It arrives as zeros of its length.
    Zero,
    /// Its temporary name is seen first.
    Temporary,
    /// Its name is reserved with no bytes first.
    Reserve,

    // In one folder.
    /// Files go.
    Delete,
    /// Files go everywhere, as a deletion that is carried.
    DeleteEverywhere,
    /// Files of long ago come back.
    Resurrect,
    /// The folder is put back to an earlier state.
    RollBack,
    /// All files go.
    Wipe,
    /// All files but the marker go.
    Gut,
    /// The drive is away.
    Missing,
    /// The drive is away and its mount point is there.
    MountPoint,
    /// The folder of another vault lies there.
    Stranger,
    /// Nothing can be written.
    ReadOnly,
    /// There is hardly any room.
    Full,
    /// Another program holds some files.
    Busy,
    /// Some files cannot be read.
    ReadError,
    /// Some files read as zeros: not downloaded yet.
    ReadZeros,
    /// The service keeps some files elsewhere, and shows placeholders.
    Evict,
    /// The folder cannot be listed.
    ListError,
    /// The next write is torn though it is reported as done.
    Spoil,
    /// Files of other programs lie there.
    Foreign,
    /// A bit changes in a file at rest.
    Rot,
    /// A file at rest becomes zeros.
    ZeroAtRest,
    /// The marker goes, or a bit of it changes.
    Marker,

    // To one device.
    /// Its program is killed in a round.
    Kill,
    /// Its data folder is copied, and both copies go on.
    Clone,
    /// The running machine is copied, with what it has in memory.
    Fork,
    /// Its data folder is put back to a backup.
    Backup,
    /// Its clock jumps by up to ten years.
    Clock,
    /// It does not sync for a year, and writes.
    Away,
    /// It is lost.
    Lose,
    /// Another device joins.
    Join,
    /// Its folder is moved to a fresh one.
    Switch,
    /// It gets another name.
    NewName,
}

impl Fault {
    /// Whether it happens to a file on its way.
    pub(crate) fn is_of_carrying(self) -> bool {
        self <= Self::Reserve
    }

    /// Whether it happens to a device and not to its folder.
    pub(crate) fn is_of_device(self) -> bool {
        self >= Self::Kill
    }
}

/// What happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Edit,
    Round,
    /// Files are carried from one folder to another.
    Carry,
    /// Files are carried from one folder to all others.
    Spread,
    /// Time passes.
    Wait,
    /// A folder works again, and its device is back.
    Mend,
    Fault(Fault),
}

/// One step. Its chance is its own, so that a history with a step left out is the same in all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) deed: Deed,
    pub(crate) salt: u64,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.deed {
            Deed::Fault(fault) => write!(f, "{fault:?}"),
            deed => write!(f, "{deed:?}"),
        }
    }
}

/// A history.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) seed: u64,
    pub(crate) nodes: usize,
    /// What can happen to a file on its way, and to how many in a hundred.
    pub(crate) carrying: Vec<Fault>,
    pub(crate) rate: usize,
    pub(crate) steps: Vec<Step>,
}

/// How long histories are, and what they leave out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) nodes: (usize, usize),
    pub(crate) steps: (usize, usize),
    pub(crate) leave_out: &'static [Fault],
}

impl History {
    /// Draws the history of a seed: how many devices, which faults and how often, and each step.
    pub(crate) fn draw(seed: u64, scale: &Scale) -> Self {
        let mut chance = Chance::new(seed);
        // The smaller of two draws: short histories find most, and cost least.
        let mut small = |(least, most): (usize, usize)| chance.between(least, most).min(chance.between(least, most));
        let (nodes, length) = (small(scale.nodes), small(scale.steps));
        let mut faults: Vec<Fault> =
            Fault::ALL.iter().copied().filter(|fault| !scale.leave_out.contains(fault)).collect();
        chance.shuffle(&mut faults);
        faults.truncate(chance.between(1, 12));
        let (carrying, others): (Vec<_>, Vec<_>) = faults.into_iter().partition(|fault| fault.is_of_carrying());
        let rate = chance.between(2, 40);
        // What the devices and carriers do besides; each history has its own habits.
        let weights = [
            (Deed::Edit, chance.between(5, 40)),
            (Deed::Round, chance.between(20, 50)),
            (Deed::Carry, chance.between(5, 40)),
            (Deed::Spread, chance.between(0, 15)),
            (Deed::Wait, chance.between(1, 10)),
            (Deed::Mend, chance.between(1, 8)),
        ];
        let trouble = if others.is_empty() { 0 } else { chance.between(3, 30) };
        let total = trouble + weights.iter().map(|(_, weight)| weight).sum::<usize>();
        let steps = (0..length).map(|_| {
            let mut at = chance.below(total);
            let plain = weights.iter().find(|(_, weight)| {
                let found = at < *weight;
                at = at.wrapping_sub(if found { 0 } else { *weight });
                found
            });
            let deed = match plain {
                Some((deed, _)) => *deed,
                None => Deed::Fault(chance.pick(&others).unwrap()),
            };
            Step { deed, salt: chance.next() }
        });
        let steps = steps.collect();
        Self { seed, nodes, carrying, rate, steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const SCALE: Scale = Scale { nodes: (3, 8), steps: (50, 300), leave_out: &[] };

    #[test]
    fn every_fault_happens_in_some_history_and_at_most_twelve_kinds_in_one() {
        let mut seen = BTreeSet::new();
        for seed in 0..300 {
            let history = History::draw(seed, &SCALE);
            let kinds: BTreeSet<Fault> = history
                .steps
                .iter()
                .filter_map(|step| match step.deed {
                    Deed::Fault(fault) => Some(fault),
                    _ => None,
                })
                .chain(history.carrying.iter().copied())
                .collect();
            assert!(kinds.len() <= 12 && (3..=8).contains(&history.nodes) && history.steps.len() <= 300);
            seen.extend(kinds);
        }
        assert_eq!(seen.len(), Fault::ALL.len());
    }
}
