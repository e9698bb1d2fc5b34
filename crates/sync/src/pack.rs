//! The payload of a pack: whole documents in place of many segments (format, section 14).

use std::collections::BTreeMap;

use ciborium::Value;

use crate::cbor::{Extra, Fields, NotAsAgreed, array, bytes, int, text};
use crate::chain::HaveMap;
use crate::id::{DocId, FileId, ReplicaId};
use crate::payload::{
    Card, Change, MAX_KIND, byte_string, cut_word, decode_change, decode_have, decode_list, encode_change, encode_have,
    small,
};
use crate::standing::Standing;

/// Documents that a writer puts into one part of a pack, in bytes before compression; a larger document goes alone.
pub const PART: usize = 2 << 20;

/// A whole document with its full history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which one.
    pub doc: DocId,
    /// Its kind.
    pub kind: String,
    /// The hashes of its latest changes, sorted.
    pub heads: Vec<[u8; 32]>,
    /// The document, as its own library saves it. Equal documents need not have equal bytes.
    pub save: Vec<u8>,
}

/// What a pack says. A large one comes in parts, of which the last has `covers`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pack {
    /// Version of the writing program, for display.
    pub app: String,
    /// Schema of the writer.
    pub schema: u32,
    /// Least schema that understands all documents here.
    pub needs: u32,
    /// Milliseconds since 1970 on the writer's clock, for display only.
    pub time: i64,
    /// Whoever holds this pack and all of `with` holds at least this much of each stream.
    pub covers: HaveMap,
    /// Packs that belong to this one; the list is complete, none of them brings others in.
    pub with: Vec<FileId>,
    /// Who wrote the streams: the latest card of each, with the seq that it came with.
    pub cards: BTreeMap<ReplicaId, (u64, Card)>,
    /// What is known about devices out of use.
    pub standings: Vec<Standing>,
    /// Documents, of this pack and of those in `with`, that need a newer schema than the writer's, each with that schema.
    pub newer: BTreeMap<DocId, u32>,
    /// Whole documents.
    pub documents: Vec<Document>,
    /// Changes that belong to no document that the writer could read.
    pub changes: Vec<Change>,
    /// Fields of newer versions.
    pub extra: Extra,
}

impl Pack {
    /// Writes the payload.
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = Fields::default();
        fields.put("app", cut_word(&self.app));
        fields.put("schema", Value::from(self.schema));
        fields.put("needs", Value::from(self.needs));
        fields.put("t", Value::from(self.time));
        let mut list = |key, values: Vec<Value>| {
            if !values.is_empty() {
                fields.put(key, Value::Array(values));
            }
        };
        list("with", self.with.iter().map(|id| byte_string(id.as_bytes())).collect());
        list("standings", self.standings.iter().map(Standing::encode).collect());
        let newer =
            self.newer.iter().map(|(doc, needs)| Value::Array(vec![byte_string(doc.as_bytes()), Value::from(*needs)]));
        list("newer", newer.collect());
        list("documents", self.documents.iter().map(encode_document).collect());
        list("changes", self.changes.iter().map(encode_change).collect());
        if !self.covers.is_empty() {
            fields.put("covers", encode_have(&self.covers));
        }
        if !self.cards.is_empty() {
            let card = |(replica, (seq, card)): (&ReplicaId, &(u64, Card))| {
                (byte_string(replica.as_bytes()), Value::Array(vec![Value::from(*seq), card.encode()]))
            };
            fields.put("cards", Value::Map(self.cards.iter().map(card).collect()));
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
        Ok(Self {
            app,
            schema,
            needs,
            time,
            covers: fields.take("covers").map(decode_have).transpose()?.unwrap_or_default(),
            with: decode_list(fields.take("with"), |value| Ok(FileId::from_bytes(bytes(&value, "with")?)))?,
            cards: fields.take("cards").map(decode_cards).transpose()?.unwrap_or_default(),
            standings: decode_list(fields.take("standings"), Standing::decode)?,
            newer: decode_list(fields.take("newer"), decode_newer)?.into_iter().collect(),
            documents: decode_list(fields.take("documents"), decode_document)?,
            changes: decode_list(fields.take("changes"), decode_change)?,
            extra: fields.rest(),
        })
    }
}

/// How many of the first documents, given by their sizes in bytes, make one part: at least one, if there is any.
pub fn part(sizes: impl IntoIterator<Item = usize>) -> usize {
    let mut total = 0usize;
    let fits = sizes.into_iter().take_while(|size| {
        total = total.saturating_add(*size);
        total <= PART
    });
    fits.count().max(1)
}

fn encode_document(document: &Document) -> Value {
    Value::Array(vec![
        byte_string(document.doc.as_bytes()),
        Value::Text(document.kind.clone()),
        Value::Array(document.heads.iter().map(|head| byte_string(head)).collect()),
        byte_string(&document.save),
    ])
}

fn decode_document(value: Value) -> Result<Document, NotAsAgreed> {
    const PLACE: &str = "documents";
    let mut entry = array(value, PLACE)?.into_iter();
    let mut next = || entry.next().ok_or(NotAsAgreed(PLACE));
    let doc = DocId::from_bytes(bytes(&next()?, PLACE)?);
    let kind = text(next()?, PLACE)?;
    let heads = array(next()?, PLACE)?.iter().map(|head| bytes(head, PLACE)).collect::<Result<_, _>>()?;
    let save = next()?.into_bytes().map_err(|_| NotAsAgreed(PLACE))?;
    if kind.is_empty() || kind.len() > MAX_KIND {
        return Err(NotAsAgreed("the kind of a document"));
    }
    Ok(Document { doc, kind, heads, save })
}

fn decode_newer(value: Value) -> Result<(DocId, u32), NotAsAgreed> {
    const PLACE: &str = "newer";
    let mut entry = array(value, PLACE)?.into_iter();
    let (Some(doc), Some(needs)) = (entry.next(), entry.next()) else { return Err(NotAsAgreed(PLACE)) };
    Ok((DocId::from_bytes(bytes(&doc, PLACE)?), small(needs, PLACE)?))
}

fn decode_cards(value: Value) -> Result<BTreeMap<ReplicaId, (u64, Card)>, NotAsAgreed> {
    const PLACE: &str = "cards";
    let Value::Map(entries) = value else { return Err(NotAsAgreed(PLACE)) };
    let mut cards = BTreeMap::new();
    for (replica, entry) in entries {
        let mut entry = array(entry, PLACE)?.into_iter();
        let (Some(seq), Some(card)) = (entry.next(), entry.next()) else { return Err(NotAsAgreed(PLACE)) };
        let card = (crate::cbor::uint(seq, PLACE)?, Card::decode(card)?);
        if cards.insert(ReplicaId::from_bytes(bytes(&replica, PLACE)?), card).is_some() {
            return Err(NotAsAgreed("cards name a replica twice"));
        }
    }
    Ok(cards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Have;

    fn pack() -> Pack {
        let replica = ReplicaId::from_bytes([1; 16]);
        Pack {
            app: "test".into(),
            schema: 2,
            needs: 1,
            time: 3,
            covers: HaveMap::from([(replica, Have { seq: 9, tip: [4; 16] })]),
            with: vec![FileId::from_bytes([5; 32])],
            cards: BTreeMap::from([(replica, (1, Card { name: "Phone".into(), max: 1, ..Card::default() }))]),
            standings: Vec::new(),
            newer: BTreeMap::from([(DocId::from_bytes([6; 16]), 2)]),
            documents: vec![Document {
                doc: DocId::from_bytes([6; 16]),
                kind: "jot".into(),
                heads: vec![[7; 32], [8; 32]],
                save: vec![9; 100],
            }],
            changes: vec![Change {
                doc: DocId::from_bytes([7; 16]),
                kind: "new".into(),
                hash: [1; 32],
                bytes: vec![2],
            }],
            extra: Extra::default(),
        }
    }

    #[test]
    fn a_pack_survives_its_encoding_and_keeps_what_it_does_not_know() {
        let pack = pack();
        assert_eq!(Pack::decode(&pack.encode()), Ok(pack.clone()));
        let mut fields = Fields::decode(&pack.encode()).unwrap();
        fields.put("mood", Value::Text("sunny".into()));
        let newer = Pack::decode(&fields.encode()).unwrap();
        assert!(!newer.extra.is_empty());
        assert_eq!(Pack::decode(&newer.encode()), Ok(newer));
    }

    #[test]
    fn every_cut_is_refused() {
        let bytes = pack().encode();
        for len in 0..bytes.len() {
            assert!(Pack::decode(&bytes[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn a_large_document_goes_alone() {
        assert_eq!(part([PART + 1, 1]), 1);
        assert_eq!(part([1, PART + 1]), 1);
        assert_eq!(part([PART / 2, PART / 2, 1]), 2);
        assert_eq!(part([]), 1);
    }
}
