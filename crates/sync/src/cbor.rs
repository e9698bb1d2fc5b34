//! CBOR maps with text keys: what is known is taken out, what is left over is kept for writing back.

use ciborium::Value;

/// Deepest nesting that is followed; our payloads need five.
const DEPTH: usize = 16;
/// Most values in one payload. Each takes some 32 to 150 bytes in memory whatever it takes in the file, so the length alone bounds nothing;
/// a full segment has some ten thousand.
pub(crate) const MAX_VALUES: usize = 1 << 20;

/// A payload, or part of one, is not as the format says; names the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not as the format says: {0}")]
pub struct NotAsAgreed(pub &'static str);

/// A map whose keys are taken out one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(Vec<(Value, Value)>);

impl Fields {
    /// Decodes one map that fills `bytes` exactly and repeats no key.
    pub(crate) fn decode(mut bytes: &[u8]) -> Result<Self, NotAsAgreed> {
        if has_more_values(bytes, MAX_VALUES) {
            return Err(NotAsAgreed("too many values"));
        }
        let value =
            ciborium::de::from_reader_with_recursion_limit(&mut bytes, DEPTH).map_err(|_| NotAsAgreed("CBOR"))?;
        if !bytes.is_empty() {
            return Err(NotAsAgreed("bytes after the end"));
        }
        Self::from_value(value)
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, NotAsAgreed> {
        let Value::Map(entries) = value else { return Err(NotAsAgreed("a map is expected")) };
        // By their bytes, so that keys of every type count; numbers that are written alike are one key.
        let mut keys: Vec<Vec<u8>> = entries.iter().map(|(key, _)| encoded(key)).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        if keys.len() != all {
            return Err(NotAsAgreed("a repeated key"));
        }
        Ok(Self(entries))
    }

    /// Takes the value of `key` out, if there is one.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name.as_text() == Some(key))?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn put(&mut self, key: &str, value: Value) {
        self.0.push((Value::Text(key.to_owned()), value));
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Map(self.0)
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        encoded(&self.into_value())
    }

    /// What nobody has taken, in a fixed order.
    pub(crate) fn rest(mut self) -> Extra {
        self.0.sort_by_cached_key(|(key, _)| encoded(key));
        Extra(self.0)
    }
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

/// Appends the encoding of a value.
///
/// # Panics
/// Never: only the writer could fail. Should it fail all the same, half a value must not be sealed and published.
#[expect(clippy::expect_used, reason = "the encoder's error is that of its writer, and a Vec has none")]
pub(crate) fn write(value: &Value, bytes: &mut Vec<u8>) {
    ciborium::into_writer(value, bytes).expect("a Vec takes every byte, and a Value is always serializable");
}

/// Whether bytes hold more than `most` values, told from their heads one after the other before any of them is built. What is cut off or
/// misshapen is left to the decoder.
fn has_more_values(mut bytes: &[u8], most: usize) -> bool {
    let mut count = 0;
    while let Some((head, rest)) = bytes.split_first() {
        count += 1;
        if count > most {
            return true;
        }
        let (major, info) = (head >> 5, head & 31);
        let width = match info {
            24..=27 => 1 << (info - 24),
            _ => 0,
        };
        let Some((argument, rest)) = rest.split_at_checked(width) else { return false };
        let argument = match width {
            0 => u64::from(info),
            _ => argument.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        };
        // Of indefinite length (31), a string comes in pieces that are values of their own.
        let skipped = if matches!(major, 2 | 3) && info != 31 { argument } else { 0 };
        let Some(after) = usize::try_from(skipped).ok().and_then(|skipped| rest.get(skipped..)) else { return false };
        bytes = after;
    }
    false
}

/// Fields that this program does not know, kept as they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra(Vec<(Value, Value)>);

impl Extra {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn write_back(&self, fields: &mut Fields) {
        fields.0.extend(self.0.iter().cloned());
    }
}

pub(crate) fn uint(value: Value, place: &'static str) -> Result<u64, NotAsAgreed> {
    value.into_integer().ok().and_then(|n| u64::try_from(n).ok()).ok_or(NotAsAgreed(place))
}

pub(crate) fn int(value: Value, place: &'static str) -> Result<i64, NotAsAgreed> {
    value.into_integer().ok().and_then(|n| i64::try_from(n).ok()).ok_or(NotAsAgreed(place))
}

pub(crate) fn text(value: Value, place: &'static str) -> Result<String, NotAsAgreed> {
    value.into_text().map_err(|_| NotAsAgreed(place))
}

pub(crate) fn bytes<const N: usize>(value: &Value, place: &'static str) -> Result<[u8; N], NotAsAgreed> {
    value.as_bytes().and_then(|bytes| bytes.as_slice().try_into().ok()).ok_or(NotAsAgreed(place))
}

pub(crate) fn array(value: Value, place: &'static str) -> Result<Vec<Value>, NotAsAgreed> {
    value.into_array().map_err(|_| NotAsAgreed(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_before_they_are_built() {
        let value = Value::Map(vec![
            ("a".into(), Value::Array(vec![1.into(), 300.into(), 70_000.into(), (1u64 << 40).into(), (-1).into()])),
            ("b".into(), Value::Bytes(vec![0; 300])),
            (Value::Bytes(vec![1; 16]), Value::Text("ü".repeat(40_000))),
            ("c".into(), Value::Tag(7, Box::new(Value::Float(1.5)))),
            ("d".into(), Value::Map(vec![(Value::Null, Value::Bool(true))])),
        ]);
        let bytes = encoded(&value);
        // The map, five keys, five values, what is in the array and the map, and what the tag is on.
        let count = 1 + 5 + 5 + 5 + 2 + 1;
        assert!(has_more_values(&bytes, count - 1) && !has_more_values(&bytes, count));
        // A string in pieces: its head, each piece, and its end.
        let pieces = [0x5f, 0x41, 0, 0x42, 0, 0, 0xff];
        assert!(has_more_values(&pieces, 3) && !has_more_values(&pieces, 4));
        for cut_off in [&[0x9b, 0xff][..], &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[]] {
            assert!(!has_more_values(cut_off, 1));
        }
    }

    #[test]
    fn small_bytes_that_mean_many_values_are_refused() {
        let map = |count: u32| {
            let mut bytes = vec![0xa1, 0x61, b'x', 0x9a];
            bytes.extend_from_slice(&count.to_be_bytes());
            bytes.resize(bytes.len() + count as usize, 0);
            bytes
        };
        // The map, its key and the array are values too.
        let most = MAX_VALUES as u32 - 3;
        assert!(Fields::decode(&map(most)).is_ok());
        assert_eq!(Fields::decode(&map(most + 1)), Err(NotAsAgreed("too many values")));
    }

    #[test]
    fn a_key_of_any_type_may_stand_only_once() {
        for key in ["a".into(), 5.into(), Value::Bytes(vec![1]), Value::Float(f64::NAN), Value::Array(vec![1.into()])] {
            let fields = |keys: &[&Value]| {
                let entries = keys.iter().map(|key| ((*key).clone(), Value::Null)).collect();
                Fields::decode(&encoded(&Value::Map(entries)))
            };
            assert!(fields(&[&key, &6.into()]).is_ok(), "{key:?}");
            assert_eq!(fields(&[&key, &6.into(), &key]), Err(NotAsAgreed("a repeated key")), "{key:?}");
        }
    }

    #[test]
    fn what_is_left_over_has_one_order_whatever_its_keys_are() {
        let keys: [Value; 4] = [5.into(), Value::Bytes(vec![1]), "long".into(), "b".into()];
        let rest = |order: [usize; 4]| {
            let fields = order.iter().map(|at| (keys[*at].clone(), Value::Null)).collect();
            Fields::from_value(Value::Map(fields)).unwrap().rest()
        };
        assert_eq!(rest([0, 1, 2, 3]), rest([3, 1, 0, 2]));
    }
}
