//! What the sync engine needs of the database, over the store.

use crate::app::App;
use chrono::{DateTime, Utc};
use firsthand_domain::Id;
use firsthand_store::{Card as StoredCard, Held, Mailbox, Noted, Outgoing as Sending, StoredChange, SyncTx};
use firsthand_sync::{
    Change, DeviceId, DocId, Draft, FileId, Ingested, Journal, Link, OpenedFile, Outgoing, ReplicaId, SealError,
    Sealer, Seen, State,
    chain::{self, Have, HaveMap},
    payload,
};
use std::collections::BTreeMap;

/// Raised when a newer document schema cannot be read by older versions.
const SCHEMA: u32 = 1;

/// How long this device waits before it tells the others again what it has read, in milliseconds.
///
/// An empty segment says so; without this pause two devices that write all day would answer each word with a file.
const ACK_PAUSE_MS: i64 = 10 * 60 * 1000;

/// Why the journal could not do its part; nothing of that part is stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error(transparent)]
    Store(#[from] firsthand_store::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error("A note of the sync tables cannot be read: {0}.")]
    Note(#[from] serde_json::Error),
}

/// Keys of the values that the engine's state consists of.
pub(crate) mod keys {
    pub(crate) const REPLICA: &str = "replica.id";
    pub(crate) const SEQ: &str = "replica.seq";
    pub(crate) const LAST: &str = "replica.last";
    pub(crate) const CARD_CHANGED: &str = "card.changed";
    pub(crate) const ACK_DUE: &str = "ack.due";
    pub(crate) const ACK_AT: &str = "ack.at";
    /// Followed by a replica: the `have` of its latest segment.
    pub(crate) const HAVE: &str = "have.";
    /// Followed by a replica and a seq: when this device sealed that segment.
    pub(crate) const SEALED_AT: &str = "sealed.";
}

/// The journal of one round.
pub(crate) struct AppJournal<'a> {
    app: &'a App,
}

impl<'a> AppJournal<'a> {
    pub(crate) const fn new(app: &'a App) -> Self {
        Self { app }
    }

    fn write<T>(&mut self, act: impl FnOnce(&mut SyncTx<'_>) -> Result<T, JournalError>) -> Result<T, JournalError> {
        Ok(self.app.store().sync_transact(act)?.0)
    }
}

/// The stream that this device writes.
pub(crate) struct Stream {
    pub(crate) replica: ReplicaId,
    pub(crate) seq: u64,
    pub(crate) last: Option<FileId>,
}

impl Stream {
    pub(crate) fn read(mailbox: &Mailbox<'_>) -> Result<Self, firsthand_store::Error> {
        let replica = mailbox.value(keys::REPLICA)?.and_then(|bytes| ReplicaId::from_slice(&bytes));
        let last = mailbox.value(keys::LAST)?.and_then(|bytes| FileId::from_slice(&bytes));
        Ok(Self {
            replica: replica.unwrap_or(ReplicaId::ZERO),
            seq: number(mailbox, keys::SEQ)?.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0),
            last,
        })
    }

    pub(crate) fn begin(mailbox: &Mailbox<'_>, replica: ReplicaId) -> Result<(), firsthand_store::Error> {
        mailbox.set_value(keys::REPLICA, Some(replica.as_bytes()))?;
        mailbox.set_value(keys::LAST, None)?;
        set_number(mailbox, keys::SEQ, 0)
    }
}

pub(crate) fn number(mailbox: &Mailbox<'_>, key: &str) -> Result<Option<i64>, firsthand_store::Error> {
    Ok(mailbox.value(key)?.and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?))))
}

fn set_number(mailbox: &Mailbox<'_>, key: &str, value: i64) -> Result<(), firsthand_store::Error> {
    mailbox.set_value(key, Some(&value.to_be_bytes()))
}

/// Returns the time, by this device's clock, at which it sealed a segment.
pub(crate) fn sealed_at(
    mailbox: &Mailbox<'_>,
    replica: ReplicaId,
    seq: u64,
) -> Result<Option<DateTime<Utc>>, firsthand_store::Error> {
    Ok(number(mailbox, &sealed_key(replica, seq))?.and_then(DateTime::from_timestamp_millis))
}

fn sealed_key(replica: ReplicaId, seq: u64) -> String {
    format!("{}{replica}.{seq:010}", keys::SEALED_AT)
}

pub(crate) fn have_key(replica: ReplicaId) -> String {
    format!("{}{replica}", keys::HAVE)
}

/// Returns what this device holds of each stream.
pub(crate) fn have(mailbox: &Mailbox<'_>) -> Result<HaveMap, firsthand_store::Error> {
    let heard = mailbox.heard_all()?;
    Ok(heard.into_iter().map(|(id, (seq, tip))| (ReplicaId::from_bytes(id), Have { seq, tip })).collect())
}

/// Moves the own `have` of a stream over the files now held.
fn advance(mailbox: &Mailbox<'_>, replica: ReplicaId) -> Result<(), firsthand_store::Error> {
    let before = mailbox.heard(replica.as_bytes())?.map(|(seq, tip)| Have { seq, tip });
    let at = |seq| -> Result<Vec<Link>, firsthand_store::Error> {
        let held = mailbox.held_at(replica.as_bytes(), seq)?;
        Ok(held
            .into_iter()
            .map(|held| Link { seq, id: FileId::from_bytes(held.file_id), prev: FileId::from_bytes(held.prev) })
            .collect())
    };
    match chain::advance(before, at)? {
        Some(have) => mailbox.set_heard(replica.as_bytes(), have.seq, &have.tip),
        None => Ok(()),
    }
}

/// What a device says of itself, as kept.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct KnownCard {
    pub(crate) device: Option<DeviceId>,
    pub(crate) os: String,
    /// The seq of the latest segment of that writer, and its time on that writer's clock in milliseconds.
    pub(crate) seq: u64,
    pub(crate) time: i64,
}

impl Journal for AppJournal<'_> {
    type Error = JournalError;

    fn state(&mut self) -> Result<State, JournalError> {
        let store = self.app.store();
        let mailbox = store.mailbox();
        let stream = Stream::read(&mailbox)?;
        let now = self.app.now().timestamp_millis();
        let ack_at = number(&mailbox, keys::ACK_AT)?.unwrap_or(i64::MIN);
        let ack_is_due =
            mailbox.value(keys::ACK_DUE)?.is_some() && (now < ack_at || now.saturating_sub(ack_at) >= ACK_PAUSE_MS);
        let mut seen = BTreeMap::new();
        for (path, noted) in mailbox.files()? {
            seen.insert(path, serde_json::from_slice(&noted.detail)?);
        }
        Ok(State {
            replica: stream.replica,
            seq: stream.seq,
            unsealed: store.count_unsealed()?,
            waiting: mailbox.outbox_pending_count()?,
            card_changed: ack_is_due || mailbox.value(keys::CARD_CHANGED)?.is_some(),
            seen,
        })
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, JournalError> {
        self.write(|tx| {
            let (id, header, segment) = (*file.id.as_bytes(), &file.header, &file.segment);
            if tx.mailbox().file_seen(&id)? {
                let own = tx.mailbox().outbox_get(&id)?.is_some();
                return Ok(Ingested::Duplicate { own });
            }
            let replica = *header.replica.as_bytes();
            tx.mailbox().hold(&Held { file_id: id, replica, seq: header.seq, prev: *header.prev.as_bytes() })?;
            let changes: Vec<StoredChange> = segment.changes.iter().map(stored).collect();
            let applied = tx.apply(&changes)?;
            let mailbox = tx.mailbox();
            remember_writer(&mailbox, file)?;
            advance(&mailbox, header.replica)?;
            if !changes.is_empty() {
                mailbox.set_value(keys::ACK_DUE, Some(&[1]))?;
            }
            let rotated = Stream::read(&mailbox)?.replica == header.replica;
            if rotated {
                Stream::begin(&mailbox, file.successor)?;
                mailbox.set_value(keys::CARD_CHANGED, Some(&[1]))?;
            }
            Ok(Ingested::New { changes: applied.new, rotated })
        })
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), JournalError> {
        self.write(|tx| {
            for (path, seen) in notes {
                let file_id = match seen.outcome {
                    firsthand_sync::Outcome::Held { id, .. } => Some(*id.as_bytes()),
                    _ => None,
                };
                let outcome = seen.outcome.code().to_owned();
                let noted = Noted { size: seen.size, outcome, file_id, detail: serde_json::to_vec(seen)? };
                tx.mailbox().file_note(path, &noted)?;
            }
            Ok(())
        })
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), JournalError> {
        self.write(|tx| {
            for path in paths {
                tx.mailbox().file_forget(path)?;
            }
            Ok(())
        })
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, JournalError> {
        let now = self.app.now().timestamp_millis();
        self.write(|tx| {
            let mut changes = tx.unsealed(payload::BATCH)?;
            changes.truncate(payload::batch(changes.iter().map(|change| change.bytes.len())));
            let stream = Stream::read(&tx.mailbox())?;
            let seq = stream.seq + 1;
            let draft = Draft {
                replica: Some(stream.replica),
                seq,
                prev: stream.last,
                have: have(&tx.mailbox())?,
                with_card: tx.mailbox().value(keys::CARD_CHANGED)?.is_some(),
                schema: SCHEMA,
                needs: SCHEMA,
                changes: changes.iter().map(sent).collect(),
                ..Draft::default()
            };
            let sealed = sealer.seal(draft)?;
            tx.mark_sealed(&changes.iter().map(|change| (change.doc, change.hash)).collect::<Vec<_>>())?;
            let mailbox = tx.mailbox();
            let (file_id, replica) = (*sealed.id.as_bytes(), *sealed.replica.as_bytes());
            mailbox.outbox_put(&Sending { file_id, replica, seq, name: sealed.path, bytes: sealed.bytes })?;
            mailbox.hold(&Held { file_id, replica, seq, prev: *sealed.prev.as_bytes() })?;
            advance(&mailbox, sealed.replica)?;
            mailbox.set_value(keys::LAST, Some(&file_id))?;
            set_number(&mailbox, keys::SEQ, i64::try_from(seq).unwrap_or(i64::MAX))?;
            set_number(&mailbox, &sealed_key(sealed.replica, seq), now)?;
            set_number(&mailbox, keys::ACK_AT, now)?;
            mailbox.set_value(keys::CARD_CHANGED, None)?;
            mailbox.set_value(keys::ACK_DUE, None)?;
            Ok(tx.count_unsealed()?)
        })
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, JournalError> {
        let pending = self.app.store().mailbox().outbox_pending_names()?;
        Ok(pending.into_iter().map(|(id, path)| Outgoing { id: FileId::from_bytes(id), path }).collect())
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Vec<u8>, JournalError> {
        let outgoing = self.app.store().mailbox().outbox_get(id.as_bytes())?;
        Ok(outgoing.map(|outgoing| outgoing.bytes).unwrap_or_default())
    }

    fn mark_published(&mut self, id: FileId, _path: &str) -> Result<(), JournalError> {
        Ok(self.app.store().mailbox().outbox_mark_published(id.as_bytes())?)
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), JournalError> {
        self.write(|tx| {
            for id in ids {
                tx.mailbox().outbox_requeue(id.as_bytes())?;
            }
            Ok(())
        })
    }
}

/// Keeps what the writer of a segment says of itself and of what it holds, if this is its latest.
fn remember_writer(mailbox: &Mailbox<'_>, file: &OpenedFile) -> Result<(), JournalError> {
    let replica = file.header.replica;
    let before = mailbox.card(replica.as_bytes())?;
    let known: Option<KnownCard> = before.as_ref().map(|card| serde_json::from_slice(&card.bytes)).transpose()?;
    let is_latest = known.as_ref().is_none_or(|known| known.seq < file.header.seq);
    let card = &file.segment.card;
    if !is_latest && card.is_none() {
        return Ok(());
    }
    let name = match (card, before) {
        (Some(card), _) => card.name.clone(),
        (None, Some(before)) => before.name,
        (None, None) => String::new(),
    };
    let known = KnownCard {
        device: card.as_ref().and_then(|card| card.device).or(known.as_ref().and_then(|known| known.device)),
        os: card
            .as_ref()
            .map(|card| card.os.clone())
            .or(known.as_ref().map(|known| known.os.clone()))
            .unwrap_or_default(),
        seq: if is_latest { file.header.seq } else { known.as_ref().map_or(0, |known| known.seq) },
        time: if is_latest { file.segment.time } else { known.as_ref().map_or(0, |known| known.time) },
    };
    let seen = DateTime::from_timestamp_millis(known.time).map(|at| at.to_rfc3339()).unwrap_or_default();
    mailbox.set_card(replica.as_bytes(), &StoredCard { name, seen, bytes: serde_json::to_vec(&known)? })?;
    if is_latest {
        let have: BTreeMap<String, Have> =
            file.segment.have.iter().map(|(replica, have)| (replica.to_string(), *have)).collect();
        mailbox.set_value(&have_key(replica), Some(&serde_json::to_vec(&have)?))?;
    }
    Ok(())
}

fn stored(change: &Change) -> StoredChange {
    StoredChange {
        doc: Id::from_slice(change.doc.as_bytes()).unwrap_or_else(|| Id::named("", "")),
        kind: change.kind.clone(),
        hash: change.hash,
        bytes: change.bytes.clone(),
    }
}

fn sent(change: &StoredChange) -> Change {
    Change {
        doc: DocId::from_bytes(*change.doc.as_bytes()),
        kind: change.kind.clone(),
        hash: change.hash,
        bytes: change.bytes.clone(),
    }
}
