//! Where this device stands in sync, as the database says.

use super::JournalError;
use chrono::{DateTime, Utc};
use firsthand_store::{Mailbox, Noted, Outgoing, Rows, Stale};
use firsthand_sync::{
    Card, FileId, HeldPack, Memory, Peer, ReplicaId, Seen, Standings, State,
    chain::{Have, HaveMap},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type Result<T> = std::result::Result<T, JournalError>;

/// Keys of the values that the engine's state consists of.
pub(crate) mod keys {
    pub(crate) const REPLICA: &str = "replica.id";
    pub(crate) const SEQ: &str = "replica.seq";
    pub(crate) const PACKS: &str = "replica.packs";
    pub(crate) const LAST: &str = "replica.last";
    /// All streams that this device writes or has written.
    pub(crate) const OWN: &str = "replica.all";
    pub(crate) const CARD_CHANGED: &str = "card.changed";
    pub(crate) const STANDINGS: &str = "standings";
    pub(crate) const MEMORY: &str = "memory";
    /// Followed by a replica: what its writer said last.
    pub(crate) const PEER: &str = "peer.";
    /// Followed by a replica: its latest card, after the seq that it came with.
    pub(crate) const CARD: &str = "card.of.";
    /// Followed by a replica and a seq: when this device sealed that segment.
    pub(crate) const SEALED_AT: &str = "sealed.";
    /// Since when others were told of a copy of this device's data, in milliseconds since 1970.
    pub(crate) const ROTATED_AT: &str = "rotated.at";
}

/// How many segments back it is known when each was sealed, however long a device is away.
const SEALED_KEPT: u64 = 1_000;

/// The stream that this device writes.
pub(crate) struct Stream {
    pub(crate) replica: ReplicaId,
    pub(crate) seq: u64,
    pub(crate) packs: u64,
    pub(crate) last: Option<FileId>,
}

impl Stream {
    pub(crate) fn read(mailbox: &Mailbox<'_>) -> std::result::Result<Self, firsthand_store::Error> {
        let replica = mailbox.value(keys::REPLICA)?.and_then(|bytes| ReplicaId::from_slice(&bytes));
        let last = mailbox.value(keys::LAST)?.and_then(|bytes| FileId::from_slice(&bytes));
        let count = |key| {
            Ok::<u64, firsthand_store::Error>(
                number(mailbox, key)?.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0),
            )
        };
        Ok(Self { replica: replica.unwrap_or_default(), seq: count(keys::SEQ)?, packs: count(keys::PACKS)?, last })
    }

    /// Begins a new stream. What stands in the earlier ones stays this device's.
    pub(crate) fn begin(mailbox: &Mailbox<'_>, replica: ReplicaId) -> Result<()> {
        let mut own = own(mailbox)?;
        own.insert(replica);
        set(mailbox, keys::OWN, &own)?;
        mailbox.set_value(keys::REPLICA, Some(replica.as_bytes()))?;
        mailbox.set_value(keys::LAST, None)?;
        set_number(mailbox, keys::PACKS, 0)?;
        Ok(set_number(mailbox, keys::SEQ, 0)?)
    }
}

pub(crate) fn number(mailbox: &Mailbox<'_>, key: &str) -> std::result::Result<Option<i64>, firsthand_store::Error> {
    Ok(mailbox.value(key)?.and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?))))
}

pub(crate) fn set_number(
    mailbox: &Mailbox<'_>,
    key: &str,
    value: i64,
) -> std::result::Result<(), firsthand_store::Error> {
    mailbox.set_value(key, Some(&value.to_be_bytes()))
}

pub(super) fn get<T: serde::de::DeserializeOwned + Default>(mailbox: &Mailbox<'_>, key: &str) -> Result<T> {
    Ok(mailbox.value(key)?.map(|bytes| serde_json::from_slice(&bytes)).transpose()?.unwrap_or_default())
}

pub(super) fn set<T: serde::Serialize>(mailbox: &Mailbox<'_>, key: &str, value: &T) -> Result<()> {
    Ok(mailbox.set_value(key, Some(&serde_json::to_vec(value)?))?)
}

/// Returns all streams that this device writes or has written.
pub(crate) fn own(mailbox: &Mailbox<'_>) -> Result<BTreeSet<ReplicaId>> {
    let mut own: BTreeSet<ReplicaId> = get(mailbox, keys::OWN)?;
    own.extend(mailbox.value(keys::REPLICA)?.and_then(|bytes| ReplicaId::from_slice(&bytes)));
    Ok(own)
}

/// Returns what this device holds of each stream.
pub(crate) fn have(mailbox: &Mailbox<'_>) -> std::result::Result<HaveMap, firsthand_store::Error> {
    let heard = mailbox.heard_all()?;
    Ok(heard.into_iter().map(|(id, (seq, tip))| (ReplicaId::from_bytes(id), Have { seq, tip })).collect())
}

/// Returns what the writers of the other streams said last.
pub(crate) fn peers(mailbox: &Mailbox<'_>) -> Result<BTreeMap<ReplicaId, Peer>> {
    let mut peers = BTreeMap::new();
    for (key, bytes) in mailbox.values(keys::PEER)? {
        if let Some(replica) = key.strip_prefix(keys::PEER).and_then(|id| id.parse().ok()) {
            peers.insert(replica, serde_json::from_slice(&bytes)?);
        }
    }
    Ok(peers)
}

/// Returns the latest card of each stream, with the seq that it came with.
pub(crate) fn cards(mailbox: &Mailbox<'_>) -> Result<BTreeMap<ReplicaId, (u64, Card)>> {
    let mut cards = BTreeMap::new();
    for (key, bytes) in mailbox.values(keys::CARD)? {
        let replica = key.strip_prefix(keys::CARD).and_then(|id| id.parse().ok());
        let stored = bytes.split_first_chunk::<8>();
        if let (Some(replica), Some((seq, card))) = (replica, stored)
            && let Ok(card) = Card::from_bytes(card)
        {
            cards.insert(replica, (u64::from_be_bytes(*seq), card));
        }
    }
    Ok(cards)
}

/// Keeps a card, if it is not older than the known one of its stream.
pub(super) fn know(mailbox: &Mailbox<'_>, replica: ReplicaId, seq: u64, card: &Card) -> Result<()> {
    let key = format!("{}{replica}", keys::CARD);
    let known = mailbox.value(&key)?.and_then(|bytes| Some(u64::from_be_bytes(*bytes.first_chunk::<8>()?)));
    if known.is_none_or(|known| known <= seq) {
        let mut bytes = seq.to_be_bytes().to_vec();
        bytes.extend_from_slice(&card.to_bytes());
        mailbox.set_value(&key, Some(&bytes))?;
    }
    Ok(())
}

/// Returns what is known about devices out of use.
pub(crate) fn standings(mailbox: &Mailbox<'_>) -> Result<Standings> {
    let words: Vec<firsthand_sync::Standing> = get(mailbox, keys::STANDINGS)?;
    Ok(words.into_iter().map(|word| (word.device, word)).collect())
}

pub(crate) fn set_standings(mailbox: &Mailbox<'_>, standings: &Standings) -> Result<()> {
    set(mailbox, keys::STANDINGS, &standings.values().collect::<Vec<_>>())
}

pub(crate) fn memory(mailbox: &Mailbox<'_>) -> Result<Memory> {
    get(mailbox, keys::MEMORY)
}

pub(crate) fn set_memory(mailbox: &Mailbox<'_>, memory: &Memory) -> Result<()> {
    set(mailbox, keys::MEMORY, memory)
}

/// Returns the time, by this device's clock, at which it sealed a segment.
pub(crate) fn sealed_at(mailbox: &Mailbox<'_>, replica: ReplicaId, seq: u64) -> Result<Option<DateTime<Utc>>> {
    Ok(number(mailbox, &sealed_key(replica, seq))?.and_then(DateTime::from_timestamp_millis))
}

/// Notes when this device sealed a segment, and forgets the times of those that every other device has gone beyond: nobody asks for
/// them any more.
pub(super) fn sealed(mailbox: &Mailbox<'_>, replica: ReplicaId, seq: u64, now: i64) -> Result<()> {
    set_number(mailbox, &sealed_key(replica, seq), now)?;
    let own = own(mailbox)?;
    let others = peers(mailbox)?.into_iter().filter(|(other, _)| !own.contains(other));
    let holds = others.map(|(_, peer)| peer.have.get(&replica).map_or(0, |have| have.seq));
    let kept = holds.min().unwrap_or(seq).max(seq.saturating_sub(SEALED_KEPT));
    // The streams before this one are not asked for either.
    mailbox.forget_values(keys::SEALED_AT, &sealed_key(replica, kept))?;
    // A slash sorts right behind the point that every key of this stream has there.
    Ok(mailbox
        .forget_values(&format!("{}{replica}/", keys::SEALED_AT), &format!("{}{}", keys::SEALED_AT, char::MAX))?)
}

fn sealed_key(replica: ReplicaId, seq: u64) -> String {
    format!("{}{replica}.{seq:010}", keys::SEALED_AT)
}

/// Reads again what of the state may have changed; `unsealed` and `device` are the caller's to fill in.
///
/// What grows with the folder is read row by row, so that a round costs what is new in it.
pub(crate) fn refresh(mailbox: &Mailbox<'_>, stale: &Stale, state: &mut State) -> Result<()> {
    match &stale.files {
        Rows::All => {
            let noted = mailbox.files()?.into_iter();
            state.seen = Arc::new(noted.filter_map(|(path, noted)| Some((path, seen(&noted)?))).collect());
        }
        Rows::Some(paths) => {
            for path in paths {
                let remembered = Arc::make_mut(&mut state.seen);
                match mailbox.file(path)?.as_ref().and_then(seen) {
                    Some(seen) => remembered.insert(path.clone(), seen),
                    None => remembered.remove(path),
                };
            }
        }
    }
    match &stale.outbox {
        Rows::All => state.published = mailbox.outbox_places(true)?.iter().filter_map(published).collect(),
        Rows::Some(files) => {
            for file in files {
                let kept = mailbox.outbox_place(file)?.filter(|(_, is_published)| *is_published);
                match kept.as_ref().and_then(|(file, _)| published(file)) {
                    Some((id, place)) => state.published.insert(id, place),
                    None => state.published.remove(&FileId::from_bytes(*file)),
                };
            }
        }
    }
    state.waiting = mailbox.outbox_pending_count()?;
    if stale.values {
        let stream = Stream::read(mailbox)?;
        (state.replica, state.seq, state.own) = (stream.replica, stream.seq, own(mailbox)?);
        state.card_changed = mailbox.value(keys::CARD_CHANGED)?.is_some();
        state.peers = peers(mailbox)?;
        state.standings = standings(mailbox)?;
        state.memory = memory(mailbox)?;
    }
    if stale.heard {
        state.have = have(mailbox)?;
    }
    if stale.packs {
        state.packs.clear();
        for row in mailbox.packs()? {
            state.packs.insert(FileId::from_bytes(row.file_id), serde_json::from_slice::<HeldPack>(&row.detail)?);
        }
        let ids = |ids: BTreeSet<[u8; 16]>| ids.into_iter().map(ReplicaId::from_bytes).collect();
        state.acks = mailbox.acks()?.into_iter().map(|(pack, by)| (FileId::from_bytes(pack), ids(by))).collect();
    }
    Ok(())
}

/// Reads a note of a path. One of an older program is no loss: the file is read again.
fn seen(noted: &Noted) -> Option<Seen> {
    serde_json::from_slice(&noted.detail).ok()
}

/// Returns a sealed segment with its place.
fn published(file: &Outgoing) -> Option<(FileId, (ReplicaId, u64))> {
    let place = (ReplicaId::from_bytes(file.replica), file.seq);
    (!file.pack).then(|| (FileId::from_bytes(file.file_id), place))
}
