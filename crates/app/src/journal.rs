//! What the sync engine needs of the database, over the store.

use crate::app::App;
use firsthand_domain::{Id, schema::SCHEMA};
use firsthand_store::{
    Card as StoredCard, Held, Mailbox, Noted, Outgoing as Sending, PackRow, Save, StoredChange, SyncTx, open_save,
};
use firsthand_sync::{
    Card, Change, DocId, Document, Draft, FileId, HeldPack, Ingested, Journal, Link, Memory, OpenedFile, OpenedPack,
    Outcome, Outgoing, Pack, PackDraft, ReplicaId, SealError, Sealed, Sealer, Seen, State,
    chain::{self, Have, HaveMap},
    pack::part,
    payload, standing,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

mod ingest;
mod state;

pub(crate) use state::{
    Stream, cards, have, keys, memory, number, own, refresh, sealed_at, set_memory, set_number, set_standings,
    standings,
};

/// Why the journal could not do its part; nothing of that part is stored.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] firsthand_store::Error),
    /// A file could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A note of the sync tables is not as this program writes it.
    #[error("A note of the sync tables cannot be read: {0}.")]
    Note(#[from] serde_json::Error),
    /// Whoever was asked whether to go on said no.
    #[error("It was broken off.")]
    BrokenOff,
}

/// One transaction takes in at most so many documents, so that a save never waits for more.
pub(crate) const DOCUMENTS: usize = 32;

/// The journal of one round: what the sync engine sees of an app's database.
pub struct AppJournal<'a> {
    app: &'a App,
    slice: usize,
    goes_on: Option<GoesOn<'a>>,
}

type GoesOn<'a> = Box<dyn FnMut() -> bool + 'a>;

impl<'a> AppJournal<'a> {
    pub(crate) const fn new(app: &'a App) -> Self {
        Self { app, slice: DOCUMENTS, goes_on: None }
    }

    /// Takes in at most so many documents in one transaction, and asks between two of them whether to go on. For tests and simulations,
    /// in which files are small and programs are killed.
    #[must_use]
    pub fn in_slices(mut self, slice: usize, goes_on: impl FnMut() -> bool + 'a) -> Self {
        self.slice = slice.max(1);
        self.goes_on = Some(Box::new(goes_on));
        self
    }

    fn write<T>(&mut self, act: impl FnOnce(&mut SyncTx<'_>) -> Result<T, JournalError>) -> Result<T, JournalError> {
        Ok(self.app.store().sync_transact(act)?.0)
    }
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

impl Journal for AppJournal<'_> {
    type Error = JournalError;

    fn state(&mut self) -> Result<State, JournalError> {
        self.app.known(|_, known| Ok(known.state.clone()))
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, JournalError> {
        let ingested = self.ingest_all(std::slice::from_ref(file))?;
        // One for each file.
        Ok(ingested.into_iter().next().unwrap_or(Ingested::Duplicate { own: false }))
    }

    fn ingest_all(&mut self, files: &[OpenedFile]) -> Result<Vec<Ingested>, JournalError> {
        self.take_in_segments(files)
    }

    fn ingest_pack(&mut self, opened: &OpenedPack) -> Result<Ingested, JournalError> {
        self.take_in_pack(opened)
    }

    fn cover(&mut self, covers: &HaveMap) -> Result<(), JournalError> {
        self.write(|tx| {
            let mailbox = tx.mailbox();
            let before = have(&mailbox)?;
            for (replica, have) in covers {
                if !chain::reaches(&before, *replica, have.seq) {
                    mailbox.set_heard(replica.as_bytes(), have.seq, &have.tip)?;
                }
                advance(&mailbox, *replica)?;
            }
            Ok(())
        })
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), JournalError> {
        self.settle(&[], notes, None)
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), JournalError> {
        self.write(|tx| {
            for path in paths {
                tx.mailbox().file_forget(path)?;
            }
            Ok(())
        })
    }

    fn remember(&mut self, memory: &Memory) -> Result<(), JournalError> {
        self.settle(&[], &[], Some(memory))
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
            };
            let says_who = draft.with_card || seq == 1;
            let sealed = sealer.seal(draft)?;
            tx.mark_sealed(&changes.iter().map(|change| (change.doc, change.hash)).collect::<Vec<_>>())?;
            let mailbox = tx.mailbox();
            let (file_id, replica) = (*sealed.id.as_bytes(), *sealed.replica.as_bytes());
            mailbox.hold(&Held { file_id, replica, seq, prev: *sealed.prev.as_bytes() })?;
            mailbox.brought_put(&file_id, &named(&changes))?;
            if says_who {
                state::know(&mailbox, sealed.replica, seq, sealer.card())?;
            }
            mailbox.set_value(keys::LAST, Some(&file_id))?;
            set_number(&mailbox, keys::SEQ, i64::try_from(seq).unwrap_or(i64::MAX))?;
            state::sealed(&mailbox, sealed.replica, seq, now)?;
            mailbox.set_value(keys::CARD_CHANGED, None)?;
            let replica = sealed.replica;
            send(&mailbox, sealed, false)?;
            advance(&mailbox, replica)?;
            Ok(tx.count_unsealed()?)
        })
    }

    fn pack(&mut self, sealer: &mut Sealer<'_>, with: &[FileId]) -> Result<usize, JournalError> {
        // Saving takes its time; done one by one beforehand, it keeps nobody from writing. What changes meanwhile is saved again.
        let mut ready: BTreeMap<Id, Save> = BTreeMap::new();
        for (id, _) in self.write(|tx| unpacked(tx, with))? {
            if let Some(save) = self.write(|tx| Ok(tx.save(id)?))? {
                ready.insert(id, save);
            }
        }
        self.write(|tx| {
            let stream = Stream::read(&tx.mailbox())?;
            let mut due = unpacked(tx, with)?.into_iter();
            let (mut with, mut made) = (with.to_vec(), 0);
            let mut next: Option<Document> = None;
            let mut carried = VecDeque::from(tx.carried()?);
            loop {
                let mut documents: Vec<Document> = next.take().into_iter().collect();
                for (id, heads) in due.by_ref() {
                    let save = match ready.remove(&id).filter(|save| save.heads == heads) {
                        Some(save) => Some(save),
                        None => tx.save(id)?,
                    };
                    let Some(save) = save else { continue };
                    documents.push(document(save));
                    let sizes = documents.iter().map(|document| document.save.len());
                    if part(sizes) < documents.len() {
                        next = documents.pop();
                        break;
                    }
                }
                let mut beside: Vec<StoredChange> = Vec::new();
                if next.is_none() {
                    let saves = documents.iter().map(|document| document.save.len());
                    let fits = part(saves.chain(carried.iter().map(|change| change.bytes.len())));
                    let count = fits.saturating_sub(documents.len()).min(carried.len());
                    beside.extend(carried.drain(..count));
                }
                let is_last = next.is_none() && carried.is_empty();
                made += 1;
                let mut draft = PackDraft {
                    replica: Some(stream.replica),
                    seq: stream.packs + made,
                    schema: SCHEMA,
                    needs: SCHEMA,
                    documents,
                    changes: beside.iter().map(sent).collect(),
                    ..PackDraft::default()
                };
                if is_last {
                    let mailbox = tx.mailbox();
                    (draft.covers, draft.with) = (have(&mailbox)?, with.clone());
                    (draft.cards, draft.standings) = (cards(&mailbox)?, standings(&mailbox)?.into_values().collect());
                    draft.newer = tx.newer()?.into_iter().map(|(id, needs)| (sent_id(id), needs)).collect();
                    draft.needs = draft.newer.values().copied().max().unwrap_or(SCHEMA);
                }
                let mut held = HeldPack { covers: draft.covers.clone(), with: draft.with.clone(), size: 0 };
                let documents = draft.documents.clone();
                let sealed = sealer.seal_pack(draft)?;
                held.size = sealed.bytes.len() as u64;
                with.push(sealed.id);
                keep_pack(&tx.mailbox(), sealed.id, true, &held, &documents)?;
                tx.mailbox().packed_changes_put(sealed.id.as_bytes(), &named(&beside))?;
                send(&tx.mailbox(), sealed, true)?;
                if is_last {
                    break;
                }
            }
            let count = i64::try_from(stream.packs + made).unwrap_or(i64::MAX);
            set_number(&tx.mailbox(), keys::PACKS, count)?;
            Ok(usize::try_from(made).unwrap_or(usize::MAX))
        })
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, JournalError> {
        let pending = self.app.store().mailbox().outbox_places(false)?;
        let outgoing = |file: Sending| Outgoing {
            id: FileId::from_bytes(file.file_id),
            path: file.name,
            replica: ReplicaId::from_bytes(file.replica),
            seq: file.seq,
            pack: file.pack,
        };
        Ok(pending.into_iter().map(outgoing).collect())
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Option<Vec<u8>>, JournalError> {
        let outgoing = self.app.store().mailbox().outbox_get(id.as_bytes())?;
        Ok(outgoing.map(|outgoing| outgoing.bytes))
    }

    fn mark_published(&mut self, id: FileId, path: &str) -> Result<(), JournalError> {
        self.settle(&[(id, path.to_owned())], &[], None)
    }

    fn settle(
        &mut self,
        published: &[(FileId, String)],
        notes: &[(String, Seen)],
        memory: Option<&Memory>,
    ) -> Result<(), JournalError> {
        self.write(|tx| {
            let mailbox = tx.mailbox();
            for (id, _) in published {
                if mailbox.pack(id.as_bytes())?.is_some() {
                    // Should it go missing, a new pack of what there is then takes its place.
                    mailbox.outbox_forget(id.as_bytes())?;
                } else {
                    mailbox.outbox_mark_published(id.as_bytes())?;
                }
            }
            for (path, seen) in notes {
                note(&mailbox, path, seen)?;
            }
            memory.map_or(Ok(()), |memory| set_memory(&mailbox, memory))
        })
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), JournalError> {
        self.write(|tx| {
            for id in ids {
                tx.mailbox().outbox_requeue(id.as_bytes())?;
            }
            Ok(())
        })
    }

    fn contents(&mut self, document: &Document) -> Result<Option<BTreeSet<[u8; 32]>>, JournalError> {
        let save = saved(document);
        let Ok((heads, changes)) = open_save(save.doc, &save.kind, &save.bytes) else { return Ok(None) };
        Ok((heads == save.heads).then(|| changes.iter().map(|change| change.hash).collect()))
    }

    fn hold_all(&mut self, packs: &[FileId], files: &[FileId]) -> Result<bool, JournalError> {
        let bytes = |ids: &[FileId]| ids.iter().map(|id| *id.as_bytes()).collect::<Vec<_>>();
        self.write(|tx| Ok(tx.packs_hold_all(&bytes(packs), &bytes(files))?))
    }

    fn discard(&mut self, ids: &[FileId]) -> Result<(), JournalError> {
        self.write(|tx| {
            let mailbox = tx.mailbox();
            for (path, noted) in mailbox.files()? {
                if noted.file_id.is_some_and(|id| ids.iter().any(|gone| *gone.as_bytes() == id)) {
                    mailbox.file_forget(&path)?;
                }
            }
            for id in ids {
                mailbox.outbox_forget(id.as_bytes())?;
                mailbox.pack_forget(id.as_bytes())?;
            }
            Ok(())
        })
    }
}

/// Takes in what a segment says, all but its changes.
fn receive(mailbox: &Mailbox<'_>, file: &OpenedFile, now: i64) -> Result<Ingested, JournalError> {
    let (id, header) = (*file.id.as_bytes(), &file.header);
    if mailbox.file_seen(&id)? {
        return Ok(Ingested::Duplicate { own: own(mailbox)?.contains(&header.replica) });
    }
    let replica = *header.replica.as_bytes();
    mailbox.hold(&Held { file_id: id, replica, seq: header.seq, prev: *header.prev.as_bytes() })?;
    let brought: Vec<_> = file.segment.changes.iter().map(|change| (doc_id(change.doc), change.hash)).collect();
    mailbox.brought_put(&id, &brought)?;
    hear(mailbox, file)?;
    advance(mailbox, header.replica)?;
    let rotated = Stream::read(mailbox)?.replica == header.replica;
    if rotated {
        Stream::begin(mailbox, file.successor)?;
        mailbox.set_value(keys::CARD_CHANGED, Some(&[1]))?;
        set_number(mailbox, keys::ROTATED_AT, now)?;
    }
    note(mailbox, &file.path, &file.seen(own(mailbox)?.contains(&header.replica)))?;
    Ok(Ingested::New { changes: 0, rotated })
}

/// Remembers what a path turned out to be.
fn note(mailbox: &Mailbox<'_>, path: &str, seen: &Seen) -> Result<(), JournalError> {
    let file_id = match seen.held() {
        Some(Outcome::Held { id, .. }) => Some(*id.as_bytes()),
        _ => None,
    };
    let outcome = seen.outcome.code().to_owned();
    let noted = Noted { size: seen.size, outcome, file_id, detail: serde_json::to_vec(seen)? };
    Ok(mailbox.file_note(path, &noted)?)
}

/// A document in a version, which its heads name.
type Version = (Id, Vec<[u8; 32]>);

/// Returns the documents that none of these packs holds in their present version.
fn unpacked(tx: &SyncTx<'_>, packs: &[FileId]) -> Result<Vec<Version>, JournalError> {
    let packs: Vec<[u8; 32]> = packs.iter().map(|id| *id.as_bytes()).collect();
    let packed = tx.mailbox().packed_in(&packs)?;
    let mut documents = tx.document_heads()?;
    documents.retain(|(id, _, heads)| !packed.get(id).is_some_and(|known| known.contains(heads)));
    Ok(documents.into_iter().map(|(id, _, heads)| (id, heads)).collect())
}

/// Keeps sealed bytes until they are published, and longer.
fn send(mailbox: &Mailbox<'_>, sealed: Sealed, pack: bool) -> Result<(), JournalError> {
    let (file_id, replica) = (*sealed.id.as_bytes(), *sealed.replica.as_bytes());
    let sending = Sending { file_id, replica, pack, seq: sealed.seq, name: sealed.path, bytes: sealed.bytes };
    Ok(mailbox.outbox_put(&sending)?)
}

fn keep_pack(
    mailbox: &Mailbox<'_>,
    id: FileId,
    own: bool,
    held: &HeldPack,
    documents: &[Document],
) -> Result<(), JournalError> {
    mailbox.pack_put(&PackRow { file_id: *id.as_bytes(), own, detail: serde_json::to_vec(held)? })?;
    for document in documents {
        mailbox.packed_put(id.as_bytes(), doc_id(document.doc), &document.heads)?;
    }
    Ok(())
}

/// Keeps what the writer of a segment says of itself, of what it holds and of others.
fn hear(mailbox: &Mailbox<'_>, file: &OpenedFile) -> Result<(), JournalError> {
    let (header, segment) = (&file.header, &file.segment);
    let key = format!("{}{}", keys::PEER, header.replica);
    let mut peer: firsthand_sync::Peer = state::get(mailbox, &key)?;
    peer.hear(header, segment, file.at, file.day);
    state::set(mailbox, &key, &peer)?;
    for pack in &segment.packs {
        mailbox.ack_put(pack.as_bytes(), header.replica.as_bytes())?;
    }
    merge_standings(mailbox, &segment.standings)?;
    if let Some(card) = &segment.card {
        state::know(mailbox, header.replica, header.seq, card)?;
    }
    if peer.seq == header.seq {
        let known = mailbox.card(header.replica.as_bytes())?.map(|card| card.name).unwrap_or_default();
        let name = segment.card.as_ref().map_or(known, |card| card.name.clone());
        show(mailbox, header.replica, name, segment.time)?;
    }
    Ok(())
}

/// Counts the writer of a card in a pack among the peers, though none of its segments was read.
fn introduce(mailbox: &Mailbox<'_>, replica: ReplicaId, card: &Card, opened: &OpenedPack) -> Result<(), JournalError> {
    if own(mailbox)?.contains(&replica) {
        return Ok(());
    }
    let key = format!("{}{replica}", keys::PEER);
    let mut peer: firsthand_sync::Peer = state::get(mailbox, &key)?;
    peer.device = peer.device.or(card.device);
    if peer.seq == 0 {
        (peer.at, peer.day) = (opened.at, opened.day);
        show(mailbox, replica, card.name.clone(), opened.pack.time)?;
    }
    state::set(mailbox, &key, &peer)
}

/// Keeps how a writer is called, and when it last wrote by its own clock, for the user.
fn show(mailbox: &Mailbox<'_>, replica: ReplicaId, name: String, time: i64) -> Result<(), JournalError> {
    let seen = chrono::DateTime::from_timestamp_millis(time).map(|at| at.to_rfc3339()).unwrap_or_default();
    Ok(mailbox.set_card(replica.as_bytes(), &StoredCard { name, seen, bytes: Vec::new() })?)
}

fn merge_standings(mailbox: &Mailbox<'_>, words: &[firsthand_sync::Standing]) -> Result<(), JournalError> {
    if words.is_empty() {
        return Ok(());
    }
    let mut known = standings(mailbox)?;
    if standing::merge(&mut known, words.iter().cloned()) {
        set_standings(mailbox, &known)?;
    }
    Ok(())
}

/// Keeps which documents only a newer version may edit: those that the pack names; all of it, if it needs a newer one and names none.
fn note_newer(tx: &mut SyncTx<'_>, pack: &Pack) -> Result<(), JournalError> {
    for (doc, needs) in &pack.newer {
        tx.note_needs(doc_id(*doc), *needs)?;
    }
    if pack.needs > SCHEMA && pack.newer.is_empty() {
        for document in &pack.documents {
            tx.note_needs(doc_id(document.doc), pack.needs)?;
        }
    }
    Ok(())
}

fn sent_id(id: Id) -> DocId {
    DocId::from_bytes(*id.as_bytes())
}

fn doc_id(doc: DocId) -> Id {
    Id::from_slice(doc.as_bytes()).unwrap_or_else(|| Id::named("", ""))
}

fn named(changes: &[StoredChange]) -> Vec<(Id, [u8; 32])> {
    changes.iter().map(|change| (change.doc, change.hash)).collect()
}

fn stored(change: &Change) -> StoredChange {
    StoredChange { doc: doc_id(change.doc), kind: change.kind.clone(), hash: change.hash, bytes: change.bytes.clone() }
}

fn sent(change: &StoredChange) -> Change {
    Change { doc: sent_id(change.doc), kind: change.kind.clone(), hash: change.hash, bytes: change.bytes.clone() }
}

fn saved(document: &Document) -> Save {
    Save {
        doc: doc_id(document.doc),
        kind: document.kind.clone(),
        heads: document.heads.clone(),
        bytes: document.save.clone(),
    }
}

fn document(save: Save) -> Document {
    Document { doc: sent_id(save.doc), kind: save.kind, heads: save.heads, save: save.bytes }
}

#[cfg(test)]
mod tests;
