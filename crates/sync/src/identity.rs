//! X25519 identities of `age`: one for each device, one behind the recovery code, one behind the passphrase.

use std::fmt;

use age::secrecy::ExposeSecret as _;
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

use crate::entropy::Entropy;

const SECRET_PREFIX: &str = "age-secret-key-";

/// A secret that opens key slots. It is never printed, and wiped when it is dropped.
#[derive(Clone)]
pub struct AgeIdentity(age::x25519::Identity);

/// A text that is no identity of `age`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a secret key of age")]
pub struct NotAnIdentity;

impl AgeIdentity {
    /// Draws a new identity.
    pub fn random(entropy: &mut dyn Entropy) -> Self {
        loop {
            let mut bytes = Zeroizing::new([0; 32]);
            entropy.fill(bytes.as_mut());
            // Any 32 bytes are a secret key of X25519; the text is only the way in.
            if let Ok(identity) = Self::from_secret(&bytes) {
                return identity;
            }
        }
    }

    /// The identity whose secret key is these bytes.
    pub(crate) fn from_secret(bytes: &[u8; 32]) -> Result<Self, NotAnIdentity> {
        let prefix = Hrp::parse(SECRET_PREFIX).map_err(|_| NotAnIdentity)?;
        let text = bech32::encode_upper::<Bech32>(prefix, bytes).map(Zeroizing::new).map_err(|_| NotAnIdentity)?;
        Self::parse(&text)
    }

    /// Reads `AGE-SECRET-KEY-1…`, exactly as the `age` command writes it.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentity> {
        text.parse().map(Self).map_err(|_| NotAnIdentity)
    }

    /// The text `AGE-SECRET-KEY-1…` that the `age` command takes.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The public half, `age1…`: what others seal for.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    pub(crate) fn as_age(&self) -> &age::x25519::Identity {
        &self.0
    }
}

impl PartialEq for AgeIdentity {
    fn eq(&self, other: &Self) -> bool {
        self.recipient() == other.recipient()
    }
}

impl Eq for AgeIdentity {}

impl fmt::Debug for AgeIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AgeIdentity({}, secret)", self.recipient())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OsEntropy, SeededEntropy};

    #[test]
    fn an_identity_reads_back_and_is_not_printed() {
        let identity = AgeIdentity::random(&mut OsEntropy);
        let text = identity.to_text();
        assert!(text.starts_with("AGE-SECRET-KEY-1") && text.len() == 74, "{}", text.len());
        assert_eq!(AgeIdentity::parse(&text), Ok(identity.clone()));
        assert!(identity.recipient().starts_with("age1"));
        let shown = format!("{identity:?}").to_uppercase();
        assert!(!shown.contains(text.strip_prefix("AGE-SECRET-KEY-1").unwrap()) && shown.contains("SECRET"));
        for wrong in ["", "AGE-SECRET-KEY-1", &identity.recipient(), text.strip_suffix(|_| true).unwrap()] {
            assert_eq!(AgeIdentity::parse(wrong), Err(NotAnIdentity), "{wrong}");
        }
    }

    #[test]
    fn a_seed_gives_the_same_identity() {
        let draw = |seed| AgeIdentity::random(&mut SeededEntropy::new(seed));
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
