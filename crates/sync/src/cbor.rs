//! CBOR maps with text keys: what is known is taken out, what is left over is kept for writing back.

use ciborium::Value;

/// Deepest nesting that is followed; our payloads need five.
const DEPTH: usize = 16;

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
        let value =
            ciborium::de::from_reader_with_recursion_limit(&mut bytes, DEPTH).map_err(|_| NotAsAgreed("CBOR"))?;
        if !bytes.is_empty() {
            return Err(NotAsAgreed("bytes after the end"));
        }
        Self::from_value(value)
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, NotAsAgreed> {
        let Value::Map(entries) = value else { return Err(NotAsAgreed("a map is expected")) };
        let mut keys: Vec<&str> = entries.iter().filter_map(|(key, _)| key.as_text()).collect();
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
        let mut bytes = Vec::new();
        // Writing to a Vec cannot fail, and a Value is always serializable.
        let _ = ciborium::into_writer(&self.into_value(), &mut bytes);
        bytes
    }

    /// What nobody has taken, in a fixed order.
    pub(crate) fn rest(mut self) -> Extra {
        self.0.sort_by(|(a, _), (b, _)| a.as_text().cmp(&b.as_text()));
        Extra(self.0)
    }
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
