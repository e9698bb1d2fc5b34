//! Identity of documents.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Identifies one document on every device.
///
/// Random ids (version 7) name what one device creates; derived ids (version 5, RFC 9562) name what two devices may
/// create apart and must then share: the answer to one question in one interview, a question of the bank, the profile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
#[serde(transparent)]
pub struct Id(Uuid);

/// The root of all derived ids; it must never change.
const NAMESPACE: Uuid = Uuid::from_u128(0x9d1f_6b52_3c0e_5a41_8f27_61d0_b2c4_77e9);

impl Id {
    /// Wraps a UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// Derives the id that every device finds for `name` in the app-wide space `space`.
    pub fn named(space: &str, name: &str) -> Self {
        Self(Uuid::new_v5(&Uuid::new_v5(&NAMESPACE, space.as_bytes()), name.as_bytes()))
    }

    /// Derives the id that every device finds for `part` of the document `self`.
    pub fn part(self, part: &str) -> Self {
        Self(Uuid::new_v5(&self.0, part.as_bytes()))
    }

    /// Returns the 16 bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Makes an id of 16 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0.as_hyphenated())
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_never_change() {
        // Stored on users' devices: another value here would double their answers.
        assert_eq!(Id::named("question", "q01").to_string(), "9c352b4a-451b-5d0a-9e77-1b76871b5bca");
    }

    #[test]
    fn parts_of_different_documents_differ() {
        let a = Id::named("question", "q01");
        let b = Id::named("question", "q02");
        assert_ne!(a.part("answer"), b.part("answer"));
        assert_eq!(a.part("answer"), a.part("answer"));
    }
}
