//! Sets of tokens: the numbered words that the oracle counts.

use crate::trace::Trace;
use std::fmt;

/// The word that stands in every text of a simulation and must never be seen in a folder.
pub(crate) const CANARY: &str = "Quastenberg";
/// Stands in every name of a device.
pub(crate) const NAME_CANARY: &str = "Ottilie";

/// The text of a token.
pub(crate) fn text(token: u32) -> String {
    format!("{CANARY}{token}.")
}

/// All tokens in a text, in their order, each as often as it stands there.
pub(crate) fn find(text: &str) -> impl Iterator<Item = u32> {
    text.split(CANARY).skip(1).filter_map(|rest| rest.split_once('.')?.0.parse().ok())
}

/// A set of tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Tokens(Vec<u64>);

impl Tokens {
    /// Adds a token; false if it was there.
    pub(crate) fn insert(&mut self, token: u32) -> bool {
        let (at, bit) = (token as usize / 64, 1 << (token % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        new
    }

    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// What is here and not there.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let theirs = other.0.iter().copied().chain(std::iter::repeat(0));
        Self(self.0.iter().zip(theirs).map(|(mine, theirs)| mine & !theirs).collect())
    }

    pub(crate) fn feed(&self, trace: &mut Trace) {
        self.0.iter().for_each(|word| trace.feed(&word.to_le_bytes()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let bits = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| (at * 64 + bit) as u32)
        };
        self.0.iter().enumerate().flat_map(bits)
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_a_set() {
        let (mut a, mut b) = (Tokens::default(), Tokens::default());
        assert!(a.insert(3) && a.insert(200) && !a.insert(3));
        b.insert(200);
        assert_eq!(a.without(&b).iter().collect::<Vec<_>>(), [3]);
        assert!(b.without(&a).is_empty() && !a.without(&b).is_empty());
        b.add(&a);
        assert_eq!(b.len(), 2);
    }

    #[test]
    fn tokens_are_found_in_prose_each_time_they_stand_there() {
        let prose = format!("a {} b\n{}{}", text(7), text(70), text(7));
        assert_eq!(find(&prose).collect::<Vec<_>>(), [7, 70, 7]);
    }
}
