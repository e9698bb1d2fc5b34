//! Ids of the format: opaque bytes, shown as lower-case hexadecimal.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::entropy::Entropy;

/// A text that is no id: of the wrong length, or not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: {expected} hexadecimal digits are expected")]
pub struct NotAnId {
    expected: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl Default for $name {
            fn default() -> Self {
                Self::ZERO
            }
        }

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;
            /// The id of zeros, which stands for "none" in the format.
            pub const ZERO: Self = Self([0; $len]);

            /// Takes the bytes as they are.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// Takes a slice of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Draws a new id.
            pub fn random(entropy: &mut dyn Entropy) -> Self {
                let mut bytes = [0; $len];
                entropy.fill(&mut bytes);
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Whether this is the id of zeros.
            pub fn is_zero(&self) -> bool {
                self.0.iter().all(|byte| *byte == 0)
            }

            /// The first `N` bytes, as names and chains use them; `N` must not exceed [`Self::LEN`].
            pub fn prefix<const N: usize>(&self) -> [u8; N] {
                const { assert!(N <= $len) };
                let mut prefix = [0; N];
                for (to, from) in prefix.iter_mut().zip(self.0) {
                    *to = from;
                }
                prefix
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                unhex(text)
                    .and_then(|bytes| Self::from_slice(&bytes))
                    .ok_or(NotAnId { expected: $len * 2 })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

id! {
    /// Names a vault: one person's data on all their devices.
    VaultId, 16
}
id! {
    /// Names a replica: one stream of segments with a sequence of its own.
    ReplicaId, 16
}
id! {
    /// Names a device as the user sees it; it outlives rotations of the replica.
    DeviceId, 16
}
id! {
    /// Names a document; the sync layer only carries it.
    DocId, 16
}
id! {
    /// Names a file by its content: the BLAKE3 hash in its trailer.
    FileId, 32
}
id! {
    /// Names a data key without telling anything about it.
    KeyId, 8
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits?;
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(high << 4 | low);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_nothing_else_parses() {
        let id = KeyId::from_bytes([0, 1, 0xab, 0xff, 4, 5, 6, 7]);
        assert_eq!(id.to_string(), "0001abff04050607");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "00", "0001abff0405060", "0001abff040506zz", "0001abff0405060708", "ä001abff0405060"] {
            assert!(wrong.parse::<KeyId>().is_err(), "{wrong}");
        }
        assert_eq!(id.prefix::<2>(), [0, 1]);
    }
}
