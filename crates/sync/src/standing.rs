//! Whether a device takes part: what one device says of another that was lost, or of itself when it leaves (format, section 17).

use std::collections::BTreeMap;

use ciborium::Value;

use crate::cbor::{NotAsAgreed, array, bytes, uint};
use crate::chain::HaveMap;
use crate::id::DeviceId;
use crate::payload::{decode_have, encode_have};

/// The latest word about a device. Words about one device are ordered by `n`; of two with the same, "retired" wins.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// Whom it is about.
    pub device: DeviceId,
    /// One more than the word before.
    pub n: u64,
    /// Whether the device is out of use: nobody waits for it, and what it writes later is not taken in unasked.
    pub retired: bool,
    /// What the one who says it held of each stream; nothing up to there is doubted.
    #[serde(with = "crate::chain::as_list")]
    pub upto: HaveMap,
}

/// The latest word about each device.
pub type Standings = BTreeMap<DeviceId, Standing>;

impl Standing {
    /// Whether this is a later word than `other` about the same device.
    pub fn is_after(&self, other: &Self) -> bool {
        (self.n, self.retired) > (other.n, other.retired)
    }

    pub(crate) fn encode(&self) -> Value {
        Value::Array(vec![
            Value::Bytes(self.device.as_bytes().to_vec()),
            Value::from(self.n),
            Value::Bool(self.retired),
            encode_have(&self.upto),
        ])
    }

    pub(crate) fn decode(value: Value) -> Result<Self, NotAsAgreed> {
        const PLACE: &str = "standings";
        let mut entry = array(value, PLACE)?.into_iter();
        let mut next = || entry.next().ok_or(NotAsAgreed(PLACE));
        let device = DeviceId::from_bytes(bytes(&next()?, PLACE)?);
        let n = uint(next()?, PLACE)?;
        let retired = next()?.into_bool().map_err(|_| NotAsAgreed(PLACE))?;
        Ok(Self { device, n, retired, upto: decode_have(next()?)? })
    }
}

/// Takes words in; says whether any was news.
pub fn merge(into: &mut Standings, words: impl IntoIterator<Item = Standing>) -> bool {
    let mut news = false;
    for word in words {
        if into.get(&word.device).is_none_or(|known| word.is_after(known)) {
            into.insert(word.device, word);
            news = true;
        }
    }
    news
}

/// Whether a device is out of use.
pub fn is_retired(standings: &Standings, device: Option<DeviceId>) -> bool {
    device.and_then(|device| standings.get(&device)).is_some_and(|standing| standing.retired)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(n: u64, retired: bool) -> Standing {
        Standing { device: DeviceId::from_bytes([1; 16]), n, retired, upto: HaveMap::new() }
    }

    #[test]
    fn the_latest_word_counts_in_whatever_order_words_come() {
        let words = [word(1, true), word(2, false), word(2, true), word(3, false)];
        let (mut forth, mut back) = (Standings::new(), Standings::new());
        assert!(merge(&mut forth, words.clone()));
        merge(&mut back, words.iter().rev().cloned());
        assert_eq!(forth, back);
        assert!(!is_retired(&forth, Some(DeviceId::from_bytes([1; 16]))));
        assert!(!merge(&mut forth, words), "nothing of it is news now");
        let mut equal = Standings::new();
        merge(&mut equal, [word(2, false), word(2, true)]);
        assert!(is_retired(&equal, Some(DeviceId::from_bytes([1; 16]))), "in doubt it is out of use");
        assert!(!is_retired(&equal, None));
    }

    #[test]
    fn a_word_survives_its_encoding() {
        let upto = HaveMap::from([(crate::ReplicaId::from_bytes([2; 16]), crate::Have { seq: 7, tip: [3; 16] })]);
        let word = Standing { upto, ..word(4, true) };
        assert_eq!(Standing::decode(word.encode()), Ok(word.clone()));
        let stored = serde_json::to_string(&word);
        assert_eq!(stored.ok().and_then(|text| serde_json::from_str(&text).ok()), Some(word));
    }
}
