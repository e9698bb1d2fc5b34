//! How much is tried: enough for every change, or everything.

/// Where stepping begins when nobody says otherwise, so that a change is judged by the same cases each time.
const SEED: u64 = 20_261_122;

/// How much is tried, from the environment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Whether nothing is left out.
    pub(crate) full: bool,
    /// Moves what is chosen; printed with every failure.
    pub(crate) seed: u64,
    /// How often a story with real services is played on, with its kills.
    pub(crate) rounds: usize,
}

impl Extent {
    pub(crate) fn of_environment() -> Self {
        let full = std::env::var("FIRSTHAND_PROOF").is_ok_and(|extent| extent == "full");
        let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
        let rounds = number("FIRSTHAND_PROOF_ROUNDS").and_then(|rounds| rounds.try_into().ok());
        Self { full, seed: number("FIRSTHAND_PROOF_SEED").unwrap_or(SEED), rounds: rounds.unwrap_or(1) }
    }

    /// Returns about `at_most` of `all` places, evenly spread, the first and the last always among them.
    pub(crate) fn choose(self, all: usize, at_most: usize) -> Vec<usize> {
        if self.full || all <= at_most {
            return (0..all).collect();
        }
        let step = all.div_ceil(at_most.max(1));
        let first = usize::try_from(self.seed).unwrap_or_default() % step;
        let mut chosen: Vec<usize> = (first..all).step_by(step).chain([0, all - 1]).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// Returns a number from 0 below `end` that only the seed and `what` decide.
    pub(crate) fn draw(self, what: usize, end: usize) -> usize {
        let number = mixed(self.seed.wrapping_add((what as u64).wrapping_add(1).wrapping_mul(STEP)));
        usize::try_from(number % (end as u64)).unwrap_or_default()
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Returns a number that looks like chance, and that only the given one decides (the last part of SplitMix64).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Returns words of so many letters that cannot be compressed away, so that they fill what they are put into.
pub(crate) fn random_words(letters: usize) -> String {
    let extent = Extent::of_environment();
    let letter = |place| match place % 12 {
        11 => ' ',
        _ => char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[extent.draw(place, 36)]),
    };
    (0..letters).map(letter).collect::<String>().trim_end().to_owned()
}

#[test]
fn the_first_and_the_last_are_always_chosen() {
    for seed in 0..20 {
        let extent = Extent { full: false, seed, rounds: 1 };
        for all in [1, 7, 40, 41, 399] {
            let chosen = extent.choose(all, 40);
            assert!(chosen.contains(&0) && chosen.contains(&(all - 1)), "{chosen:?} of {all}");
            assert!(chosen.len() <= 42, "{} of {all} are more than asked for", chosen.len());
        }
    }
    assert_eq!(Extent { full: true, seed: 3, rounds: 1 }.choose(99, 5).len(), 99);
}
