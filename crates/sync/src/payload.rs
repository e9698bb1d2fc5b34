//! The payload of a segment (format, section 6).

use std::collections::BTreeMap;

use ciborium::Value;

use crate::cbor::{self, Fields, array, bytes, int, text, uint};
pub use crate::cbor::{Extra, NotAsAgreed};
use crate::chain::{Have, HaveMap};
use crate::id::{DeviceId, DocId, FileId, ReplicaId};
use crate::standing::Standing;

/// Largest change that fits into a segment, in bytes. The store refuses larger ones before it acknowledges them.
pub const MAX_CHANGE: usize = 3 << 20;
/// Changes that a writer puts into one segment, in bytes before compression; one larger change goes alone.
pub const BATCH: usize = 1 << 20;
/// Longest name of a document's kind, in bytes.
pub const MAX_KIND: usize = 64;
const MAX_NAME: usize = 256;
const MAX_WORD: usize = 64;

/// One change to one document. The sync layer carries it and looks at nothing but its length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The document that it changes.
    pub doc: DocId,
    /// The document's kind; unknown ones are stored and forwarded.
    pub kind: String,
    /// The change's hash, which the receiver compares with the bytes.
    pub hash: [u8; 32],
    /// The encoded change.
    pub bytes: Vec<u8>,
}

/// What a device tells about itself at the start of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Stays the same when the replica rotates.
    pub device: Option<DeviceId>,
    /// What the user calls it.
    pub name: String,
    /// Its operating system.
    pub os: String,
    /// Highest format major that it reads.
    pub max: u16,
    /// The public half of the device's `age` identity, for which key slots are sealed.
    pub age: Option<String>,
    /// Fields of newer versions.
    pub extra: Extra,
}

/// Something that a device lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Want {
    /// Files of a stream, first and last seq.
    Stretch(ReplicaId, u64, u64),
    /// One file.
    File(FileId),
}

/// What a segment says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segment {
    /// Version of the writing program, for display.
    pub app: String,
    /// Schema of the writer.
    pub schema: u32,
    /// Least schema that understands all changes here.
    pub needs: u32,
    /// Milliseconds since 1970 on the writer's clock, for display only.
    pub time: i64,
    /// What the writer holds of each stream.
    pub have: HaveMap,
    /// Packs that the writer has verified.
    pub packs: Vec<FileId>,
    /// What the writer lacks.
    pub want: Vec<Want>,
    /// Who writes.
    pub card: Option<Card>,
    /// News about devices out of use.
    pub standings: Vec<Standing>,
    /// The changes, in the writer's order.
    pub changes: Vec<Change>,
    /// Fields of newer versions.
    pub extra: Extra,
}

impl Segment {
    /// Writes the payload.
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = Fields::default();
        fields.put("app", cut(&self.app, MAX_WORD));
        fields.put("schema", Value::from(self.schema));
        fields.put("needs", Value::from(self.needs));
        fields.put("t", Value::from(self.time));
        if !self.have.is_empty() {
            fields.put("have", encode_have(&self.have));
        }
        if !self.packs.is_empty() {
            fields.put("packs", Value::Array(self.packs.iter().map(|id| byte_string(id.as_bytes())).collect()));
        }
        if !self.want.is_empty() {
            fields.put("want", Value::Array(self.want.iter().map(encode_want).collect()));
        }
        if let Some(card) = &self.card {
            fields.put("card", card.encode());
        }
        if !self.standings.is_empty() {
            fields.put("standings", Value::Array(self.standings.iter().map(Standing::encode).collect()));
        }
        if !self.changes.is_empty() {
            fields.put("changes", Value::Array(self.changes.iter().map(encode_change).collect()));
        }
        self.extra.write_back(&mut fields);
        fields.encode()
    }

    /// Reads a payload; what it does not know, it keeps in `extra`.
    pub fn decode(payload: &[u8]) -> Result<Self, NotAsAgreed> {
        let mut fields = Fields::decode(payload)?;
        let mut required = |key, place| fields.take(key).ok_or(NotAsAgreed(place));
        let app = text(required("app", "app is missing")?, "app")?;
        let schema = small(required("schema", "schema is missing")?, "schema")?;
        let needs = small(required("needs", "needs is missing")?, "needs")?;
        let time = int(required("t", "t is missing")?, "t")?;
        let have = fields.take("have").map(decode_have).transpose()?.unwrap_or_default();
        let packs = decode_list(fields.take("packs"), |value| Ok(FileId::from_bytes(bytes(&value, "packs")?)))?;
        let want = decode_list(fields.take("want"), decode_want)?;
        let card = fields.take("card").map(Card::decode).transpose()?;
        let standings = decode_list(fields.take("standings"), Standing::decode)?;
        let changes = decode_list(fields.take("changes"), decode_change)?;
        Ok(Self { app, schema, needs, time, have, packs, want, card, standings, changes, extra: fields.rest() })
    }
}

impl Card {
    /// The bytes of the card, for a database.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        cbor::write(&self.encode(), &mut bytes);
        bytes
    }

    /// Reads the bytes of a card.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAsAgreed> {
        Self::decode(Fields::decode(bytes)?.into_value())
    }

    pub(crate) fn encode(&self) -> Value {
        let mut fields = Fields::default();
        if let Some(device) = self.device {
            fields.put("device", byte_string(device.as_bytes()));
        }
        fields.put("name", cut(&self.name, MAX_NAME));
        fields.put("os", cut(&self.os, MAX_WORD));
        fields.put("max", Value::from(self.max));
        if let Some(age) = &self.age {
            fields.put("age", cut(age, MAX_WORD));
        }
        self.extra.write_back(&mut fields);
        fields.into_value()
    }

    pub(crate) fn decode(value: Value) -> Result<Self, NotAsAgreed> {
        let mut fields = Fields::from_value(value)?;
        let device =
            fields.take("device").map(|value| bytes(&value, "card.device").map(DeviceId::from_bytes)).transpose()?;
        let mut word = |key, place| fields.take(key).map_or(Ok(String::new()), |value| text(value, place));
        let (name, os) = (word("name", "card.name")?, word("os", "card.os")?);
        let max = fields.take("max").map_or(Ok(1), |value| uint(value, "card.max"))?;
        let max = u16::try_from(max).map_err(|_| NotAsAgreed("card.max"))?;
        let age = fields.take("age").map(|value| text(value, "card.age")).transpose()?;
        Ok(Self { device, name, os, max, age, extra: fields.rest() })
    }
}

pub(crate) fn encode_have(have: &HaveMap) -> Value {
    let entry = |(replica, have): (&ReplicaId, &Have)| {
        (byte_string(replica.as_bytes()), Value::Array(vec![Value::from(have.seq), byte_string(&have.tip)]))
    };
    Value::Map(have.iter().map(entry).collect())
}

pub(crate) fn byte_string(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

pub(crate) fn cut_word(text: &str) -> Value {
    cut(text, MAX_WORD)
}

/// A text of at most `most` bytes, cut between characters.
fn cut(text: &str, most: usize) -> Value {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most).last().unwrap_or(0);
    Value::Text(text.get(..end).unwrap_or_default().to_owned())
}

pub(crate) fn small(value: Value, place: &'static str) -> Result<u32, NotAsAgreed> {
    uint(value, place).and_then(|n| u32::try_from(n).map_err(|_| NotAsAgreed(place)))
}

pub(crate) fn decode_list<T>(
    value: Option<Value>,
    item: impl Fn(Value) -> Result<T, NotAsAgreed>,
) -> Result<Vec<T>, NotAsAgreed> {
    let Some(value) = value else { return Ok(Vec::new()) };
    array(value, "a list is expected")?.into_iter().map(item).collect()
}

pub(crate) fn decode_have(value: Value) -> Result<HaveMap, NotAsAgreed> {
    let Value::Map(entries) = value else { return Err(NotAsAgreed("have")) };
    let mut have = BTreeMap::new();
    for (replica, entry) in entries {
        let mut entry = array(entry, "have")?.into_iter();
        let (Some(seq), Some(tip)) = (entry.next(), entry.next()) else { return Err(NotAsAgreed("have")) };
        let entry = Have { seq: uint(seq, "have")?, tip: bytes(&tip, "have")? };
        if have.insert(ReplicaId::from_bytes(bytes(&replica, "have")?), entry).is_some() {
            return Err(NotAsAgreed("have names a replica twice"));
        }
    }
    Ok(have)
}

fn encode_want(want: &Want) -> Value {
    match want {
        Want::Stretch(replica, first, last) => {
            Value::Array(vec![byte_string(replica.as_bytes()), Value::from(*first), Value::from(*last)])
        }
        Want::File(id) => byte_string(id.as_bytes()),
    }
}

fn decode_want(value: Value) -> Result<Want, NotAsAgreed> {
    if value.is_bytes() {
        return Ok(Want::File(FileId::from_bytes(bytes(&value, "want")?)));
    }
    let mut entry = array(value, "want")?.into_iter();
    let (Some(replica), Some(first), Some(last)) = (entry.next(), entry.next(), entry.next()) else {
        return Err(NotAsAgreed("want"));
    };
    Ok(Want::Stretch(ReplicaId::from_bytes(bytes(&replica, "want")?), uint(first, "want")?, uint(last, "want")?))
}

pub(crate) fn encode_change(change: &Change) -> Value {
    Value::Array(vec![
        byte_string(change.doc.as_bytes()),
        Value::Text(change.kind.clone()),
        byte_string(&change.hash),
        byte_string(&change.bytes),
    ])
}

pub(crate) fn decode_change(value: Value) -> Result<Change, NotAsAgreed> {
    const PLACE: &str = "changes";
    let mut entry = array(value, PLACE)?.into_iter();
    let mut next = || entry.next().ok_or(NotAsAgreed(PLACE));
    let doc = DocId::from_bytes(bytes(&next()?, PLACE)?);
    let kind = text(next()?, PLACE)?;
    let hash = bytes(&next()?, PLACE)?;
    let bytes = next()?.into_bytes().map_err(|_| NotAsAgreed(PLACE))?;
    if kind.is_empty() || kind.len() > MAX_KIND {
        return Err(NotAsAgreed("the kind of a document"));
    }
    Ok(Change { doc, kind, hash, bytes })
}

/// How many of the first items, given by their sizes in bytes, make one segment: at least one, if there is any.
pub fn batch(sizes: impl IntoIterator<Item = usize>) -> usize {
    let mut total = 0usize;
    let fits = sizes.into_iter().take_while(|size| {
        total = total.saturating_add(*size);
        total <= BATCH
    });
    fits.count().max(1)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
mod tests;
