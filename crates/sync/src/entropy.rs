//! Where randomness comes from: handed in, so that a whole fleet of devices can run from one seed.

/// Fills bytes that nobody can foresee.
pub trait Entropy {
    /// Overwrites all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    /// Fills from the operating system.
    ///
    /// # Panics
    /// If the system has no randomness to give: going on with a known key or nonce would betray the user's words.
    fn fill(&mut self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

/// Reproducible bytes from a seed, for tests and simulations; never for a vault that somebody uses.
#[derive(Debug)]
pub struct SeededEntropy {
    reader: blake3::OutputReader,
}

impl SeededEntropy {
    /// Starts the stream of `seed`.
    pub fn new(seed: u64) -> Self {
        let reader = blake3::Hasher::new_derive_key("firsthand sync 2026 simulation v1")
            .update(&seed.to_le_bytes())
            .finalize_xof();
        Self { reader }
    }

    /// A number below `bound` (0 if `bound` is 0), for choices in simulations.
    pub fn below(&mut self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % (bound.max(1) as u64)).unwrap_or(0)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.reader.fill(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_the_system_does_not() {
        let draw = |entropy: &mut dyn Entropy| {
            let mut bytes = [0; 32];
            entropy.fill(&mut bytes);
            bytes
        };
        assert_eq!(draw(&mut SeededEntropy::new(7)), draw(&mut SeededEntropy::new(7)));
        assert_ne!(draw(&mut SeededEntropy::new(7)), draw(&mut SeededEntropy::new(8)));
        assert_ne!(draw(&mut OsEntropy), draw(&mut OsEntropy));
    }
}
