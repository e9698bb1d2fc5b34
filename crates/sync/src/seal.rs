//! Making segments: from a draft of the journal to bytes that never change.

use std::collections::BTreeMap;

use crate::chain::HaveMap;
use crate::entropy::Entropy;
use crate::envelope::{self, EnvelopeError, Header, Kind};
use crate::id::{FileId, ReplicaId};
use crate::name;
use crate::pack::{Document, Pack};
use crate::payload::{Card, Change, MAX_CHANGE, MAX_KIND, Segment, Want};
use crate::standing::Standing;
use crate::vault::KeyRing;

/// What the journal wants sealed. It allocates `seq` as its last one + 1 and names its last file as `prev`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The current replica.
    pub replica: Option<ReplicaId>,
    /// The place in its stream, from 1.
    pub seq: u64,
    /// The file sealed before; `None` at seq 1.
    pub prev: Option<FileId>,
    /// What this device holds of each stream.
    pub have: HaveMap,
    /// Whether to say again who writes, because the name of the device has changed. At seq 1 it is always said.
    pub with_card: bool,
    /// Schema of this program.
    pub schema: u32,
    /// Least schema that understands all the changes.
    pub needs: u32,
    /// The changes; see [`crate::payload::batch`] for how many.
    pub changes: Vec<Change>,
}

/// What a pack is made of. The journal takes it from its documents in the transaction that stores the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackDraft {
    /// The current replica.
    pub replica: Option<ReplicaId>,
    /// Its place among the packs of that replica, from 1.
    pub seq: u64,
    /// What this device holds, in the last part; nothing in the others.
    pub covers: HaveMap,
    /// The packs that belong to it, in the last part.
    pub with: Vec<FileId>,
    /// The latest card of each stream, with its seq; in the last part.
    pub cards: BTreeMap<ReplicaId, (u64, Card)>,
    /// What is known about devices out of use; in the last part.
    pub standings: Vec<Standing>,
    /// Schema of this program.
    pub schema: u32,
    /// Least schema that understands all the documents.
    pub needs: u32,
    /// Documents that need a newer schema than this program's, each with that schema; in the last part.
    pub newer: BTreeMap<crate::DocId, u32>,
    /// Whole documents; see [`crate::pack::part`] for how many.
    pub documents: Vec<Document>,
    /// Changes that belong to no readable document.
    pub changes: Vec<Change>,
}

/// What the engine has to say beside the changes; it goes into the first segment that is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Say {
    /// Packs that this device holds.
    pub packs: Vec<FileId>,
    /// What it lacks.
    pub want: Vec<Want>,
    /// News about devices.
    pub standings: Vec<Standing>,
}

/// A sealed file, to be stored with the seq in one transaction and published as these bytes for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The hash of the bytes.
    pub id: FileId,
    /// Whose stream it belongs to.
    pub replica: ReplicaId,
    /// Its place there.
    pub seq: u64,
    /// The file before it.
    pub prev: FileId,
    /// The path it is to be published under.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why a draft could not be sealed; the journal rolls its transaction back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The draft breaks a rule of the format.
    #[error("the draft of a segment is wrong: {0}")]
    Draft(&'static str),
    /// A change that should never have been acknowledged.
    #[error("a change of {kind} {doc} has {len} bytes; more than {MAX_CHANGE} cannot be published")]
    ChangeTooLarge {
        /// The document's kind.
        kind: String,
        /// The document.
        doc: crate::id::DocId,
        /// The length of the change in bytes.
        len: usize,
    },
    /// The envelope failed.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
}

/// Seals drafts with the keys, the clock and the chance of one round.
pub struct Sealer<'a> {
    vault: crate::VaultId,
    keys: &'a KeyRing,
    entropy: &'a mut dyn Entropy,
    app: &'a str,
    card: &'a Card,
    now: i64,
    say: Say,
}

impl<'a> Sealer<'a> {
    /// A sealer for a vault. `now` is in milliseconds since 1970, `app` the version of the program, `card` says who writes.
    pub fn new(vault: &'a crate::Vault, entropy: &'a mut dyn Entropy, app: &'a str, card: &'a Card, now: i64) -> Self {
        Self { vault: vault.id, keys: &vault.keys, entropy, app, card, now, say: Say::default() }
    }

    /// Gives it something to say in the next segment.
    #[must_use]
    pub fn saying(self, say: Say) -> Self {
        Self { say, ..self }
    }

    /// Who writes, for the card in a pack.
    pub fn card(&self) -> &Card {
        self.card
    }

    /// Seals a part of a pack.
    pub fn seal_pack(&mut self, draft: PackDraft) -> Result<Sealed, SealError> {
        let replica =
            draft.replica.filter(|replica| !replica.is_zero()).ok_or(SealError::Draft("it has no replica"))?;
        if draft.seq == 0 {
            return Err(SealError::Draft("a pack has no number"));
        }
        let header = self.header(Kind::Pack, replica, draft.seq, FileId::ZERO)?;
        let pack = Pack {
            app: self.app.to_owned(),
            schema: draft.schema,
            needs: draft.needs,
            time: self.now,
            covers: draft.covers,
            with: draft.with,
            cards: draft.cards,
            standings: draft.standings,
            newer: draft.newer,
            documents: draft.documents,
            changes: draft.changes,
            ..Pack::default()
        };
        let (id, bytes) = envelope::seal(&header, &pack.encode(), self.keys, self.entropy)?;
        let path = name::pack_path(replica, draft.seq, id);
        Ok(Sealed { id, replica, seq: draft.seq, prev: FileId::ZERO, path, bytes })
    }

    fn header(&self, kind: Kind, replica: ReplicaId, seq: u64, prev: FileId) -> Result<Header, SealError> {
        let key = self.keys.active().ok_or(EnvelopeError::Locked)?.id();
        Ok(Header { kind, minor: envelope::MINOR, vault: self.vault, replica, seq, prev, key })
    }

    /// Seals a draft.
    pub fn seal(&mut self, draft: Draft) -> Result<Sealed, SealError> {
        let replica =
            draft.replica.filter(|replica| !replica.is_zero()).ok_or(SealError::Draft("it has no replica"))?;
        let prev = draft.prev.unwrap_or(FileId::ZERO);
        if draft.seq == 0 || (draft.seq == 1) != prev.is_zero() {
            return Err(SealError::Draft("its seq and its predecessor do not fit"));
        }
        if let Some(change) = draft.changes.iter().find(|change| change.bytes.len() > MAX_CHANGE) {
            return Err(SealError::ChangeTooLarge {
                kind: change.kind.clone(),
                doc: change.doc,
                len: change.bytes.len(),
            });
        }
        if draft.changes.iter().any(|change| change.kind.is_empty() || change.kind.len() > MAX_KIND) {
            return Err(SealError::Draft("the kind of a document is empty or too long"));
        }
        let header = self.header(Kind::Segment, replica, draft.seq, prev)?;
        let say = std::mem::take(&mut self.say);
        let segment = Segment {
            app: self.app.to_owned(),
            schema: draft.schema,
            needs: draft.needs,
            time: self.now,
            have: draft.have,
            packs: say.packs,
            want: say.want,
            standings: say.standings,
            card: (draft.seq == 1 || draft.with_card).then(|| self.card.clone()),
            changes: draft.changes,
            ..Segment::default()
        };
        let (id, bytes) = envelope::seal(&header, &segment.encode(), self.keys, self.entropy)?;
        let path = name::segment_path(replica, draft.seq, id, 0);
        Ok(Sealed { id, replica, seq: draft.seq, prev, path, bytes })
    }
}

impl std::fmt::Debug for Sealer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer")
            .field("vault", &self.vault)
            .field("keys", self.keys)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DocId, SeededEntropy, Vault};

    fn change(len: usize, entropy: &mut SeededEntropy) -> Change {
        let mut bytes = vec![0; len];
        entropy.fill(&mut bytes);
        Change { doc: DocId::from_bytes([1; 16]), kind: "jot".into(), hash: [0; 32], bytes }
    }

    #[test]
    fn the_largest_change_and_the_fullest_batch_fit_into_a_segment() {
        let mut entropy = SeededEntropy::new(1);
        let vault = Vault::generate(&mut entropy, 0, "test").unwrap();
        let card = Card { name: "n".repeat(9999), os: "o".repeat(9999), ..Card::default() };
        let have =
            (0..=255).map(|n| (ReplicaId::from_bytes([n; 16]), crate::Have { seq: u64::MAX, tip: [n; 16] })).collect();
        let draft = Draft {
            replica: Some(ReplicaId::from_bytes([1; 16])),
            seq: 1,
            have,
            changes: vec![change(MAX_CHANGE, &mut entropy)],
            ..Draft::default()
        };
        let mut source = SeededEntropy::new(2);
        let mut sealer = Sealer::new(&vault, &mut source, "test", &card, 0);
        let sealed = sealer.seal(draft.clone()).unwrap();
        assert!(sealed.bytes.len() <= Kind::Segment.max_file());
        envelope::open(&sealed.bytes, vault.id, &vault.keys).unwrap();

        let larger = Draft { changes: vec![change(MAX_CHANGE + 1, &mut entropy)], ..draft };
        assert!(matches!(sealer.seal(larger), Err(SealError::ChangeTooLarge { .. })));
    }

    #[test]
    fn a_draft_without_its_place_is_refused() {
        let mut entropy = SeededEntropy::new(1);
        let vault = Vault::generate(&mut entropy, 0, "test").unwrap();
        let (card, replica) = (Card::default(), Some(ReplicaId::from_bytes([1; 16])));
        let mut sealer = Sealer::new(&vault, &mut entropy, "test", &card, 0);
        for draft in [
            Draft { seq: 1, ..Draft::default() },
            Draft { replica, seq: 0, ..Draft::default() },
            Draft { replica, seq: 2, ..Draft::default() },
            Draft { replica, seq: 1, prev: Some(FileId::from_bytes([1; 32])), ..Draft::default() },
        ] {
            assert!(matches!(sealer.seal(draft), Err(SealError::Draft(_))));
        }
    }
}
