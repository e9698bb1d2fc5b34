//! Taking in files in slices, so that a save never waits for a whole file.
//!
//! A file counts as held in one transaction, the last, and only once all its documents are in. If the program is killed before that, what
//! is in already stands in no file that this device knows of; were the file to go from the folder then, nobody else might ever get it. So
//! the first slice also notes that a pack of everything is due, and the last takes that back.

use super::{
    AppJournal, JournalError, introduce, keep_pack, memory, merge_standings, named, note, note_newer, own, receive,
    saved, set_memory, state, stored,
};
use firsthand_domain::{Id, schema::SCHEMA};
use firsthand_store::{Aside, Mailbox, OpenedSave, Save, StoredChange, SyncTx, Why};
use firsthand_sync::{HeldPack, Ingested, OpenedFile, OpenedPack};
use std::{collections::BTreeMap, thread};

/// Fewer documents than this are loaded on one thread: starting a second costs as much as loading some.
const FEW: usize = 16;

/// Changes of a segment, and the schema that editing their documents needs.
type Group = Vec<(StoredChange, u32)>;

impl AppJournal<'_> {
    pub(super) fn take_in_segments(&mut self, files: &[OpenedFile]) -> Result<Vec<Ingested>, JournalError> {
        let is_new = self.are_new(files)?;
        let new = files.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(file, _)| file);
        let changes =
            new.flat_map(|file| file.segment.changes.iter().map(|change| (stored(change), file.segment.needs)));
        let mut slices = sliced(changes, self.slice);
        let last = slices.pop().unwrap_or_default();
        let mut slicing = Slicing::default();
        let mut applied = 0;
        for slice in slices {
            applied += self.slice(&mut slicing, |tx| apply(tx, &slice))?;
        }
        let now = self.app.now().timestamp_millis();
        let mut ingested = self.finish(slicing, |tx| {
            let ingested = files.iter().map(|file| receive(&tx.mailbox(), file, now)).collect::<Result<Vec<_>, _>>()?;
            applied += apply(tx, &last)?;
            Ok(ingested)
        })?;
        let first = ingested.iter_mut().find_map(|ingested| match ingested {
            Ingested::New { changes, .. } => Some(changes),
            _ => None,
        });
        if let Some(changes) = first {
            *changes = applied;
        }
        Ok(ingested)
    }

    pub(super) fn take_in_pack(&mut self, opened: &OpenedPack) -> Result<Ingested, JournalError> {
        let (pack, header) = (&opened.pack, &opened.header);
        let duplicate = |mailbox: &Mailbox<'_>| -> Result<Option<Ingested>, JournalError> {
            let is_held = mailbox.pack(opened.id.as_bytes())?.is_some();
            Ok(if is_held { Some(Ingested::Duplicate { own: own(mailbox)?.contains(&header.replica) }) } else { None })
        };
        if let Some(duplicate) = duplicate(&self.app.store().mailbox())? {
            return Ok(duplicate);
        }
        let beside: Vec<StoredChange> = pack.changes.iter().map(stored).collect();
        let mut slices = sliced(beside.iter().map(|change| (change.clone(), SCHEMA)), self.slice);
        let mut saves: Vec<Save> = pack.documents.iter().map(saved).collect();
        let (mut slicing, mut applied, mut refused) = (Slicing::default(), 0, false);
        // What comes last goes into the transaction in which the pack becomes held.
        let (last_saves, last_changes) = match slices.pop() {
            None => (saves.split_off(saves.len().saturating_sub(self.slice)), Group::new()),
            Some(last) => (Vec::new(), last),
        };
        let is_refused = |aside: &[Aside]| aside.iter().any(|aside| aside.why == Why::Refused);
        // With the first slice: between two of them somebody may type into a document that only a newer version may edit.
        let close = |tx: &mut SyncTx<'_>, is_first: bool| if is_first { note_newer(tx, pack) } else { Ok(()) };
        for slice in saves.chunks(self.slice) {
            let slice = load(slice);
            let is_first = slicing.pack_all.is_none();
            let whole = self.slice(&mut slicing, |tx| {
                close(tx, is_first)?;
                Ok(tx.apply_opened(slice)?)
            })?;
            applied += whole.new;
            refused |= is_refused(&whole.aside);
        }
        for slice in slices {
            let is_first = slicing.pack_all.is_none();
            applied += self.slice(&mut slicing, |tx| {
                close(tx, is_first)?;
                apply(tx, &slice)
            })?;
        }
        let last_saves = load(&last_saves);
        self.finish(slicing, |tx| {
            if let Some(duplicate) = duplicate(&tx.mailbox())? {
                return Ok(duplicate);
            }
            let whole = tx.apply_opened(last_saves)?;
            refused |= is_refused(&whole.aside);
            applied += whole.new + apply(tx, &last_changes)?;
            note_newer(tx, pack)?;
            let mailbox = tx.mailbox();
            for (replica, (seq, card)) in &pack.cards {
                state::know(&mailbox, *replica, *seq, card)?;
                introduce(&mailbox, *replica, card, opened)?;
            }
            merge_standings(&mailbox, &pack.standings)?;
            if refused {
                return Ok(Ingested::Unusable);
            }
            let held = HeldPack { covers: pack.covers.clone(), with: pack.with.clone(), size: opened.size };
            keep_pack(&mailbox, opened.id, false, &held, &pack.documents)?;
            mailbox.packed_changes_put(opened.id.as_bytes(), &named(&beside))?;
            note(&mailbox, &opened.path, &opened.seen(own(&mailbox)?.contains(&header.replica)))?;
            Ok(Ingested::New { changes: applied, rotated: false })
        })
    }

    /// Which of these files are not held yet.
    fn are_new(&self, files: &[OpenedFile]) -> Result<Vec<bool>, JournalError> {
        let store = self.app.store();
        let mailbox = store.mailbox();
        files.iter().map(|file| Ok(!mailbox.file_seen(file.id.as_bytes())?)).collect()
    }

    /// Does a part of the work in a transaction of its own. Whoever waits for the database has it before the next part.
    fn slice<T>(
        &mut self,
        slicing: &mut Slicing,
        act: impl FnOnce(&mut SyncTx<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let begun = slicing.pack_all;
        let (value, pack_all) = self.write(|tx| {
            let pack_all = match begun {
                Some(before) => before,
                None => set_pack_all(&tx.mailbox(), true)?,
            };
            Ok((act(tx)?, pack_all))
        })?;
        slicing.pack_all = Some(pack_all);
        if self.goes_on.as_mut().is_some_and(|goes_on| !goes_on()) {
            return Err(JournalError::BrokenOff);
        }
        self.app.give_way();
        Ok(value)
    }

    /// Does the last part, after which all of it is held.
    fn finish<T>(
        &mut self,
        slicing: Slicing,
        act: impl FnOnce(&mut SyncTx<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.write(|tx| {
            let value = act(tx)?;
            if slicing.pack_all == Some(false) {
                set_pack_all(&tx.mailbox(), false)?;
            }
            Ok(value)
        })
    }
}

/// What the first of several transactions found; nothing until it is done.
#[derive(Default)]
struct Slicing {
    /// Whether a pack of everything was due.
    pack_all: Option<bool>,
}

/// Notes whether a pack of everything is due, and returns whether one was due before.
fn set_pack_all(mailbox: &Mailbox<'_>, due: bool) -> Result<bool, JournalError> {
    let mut memory = memory(mailbox)?;
    let before = std::mem::replace(&mut memory.pack_all, due);
    if before != due {
        set_memory(mailbox, &memory)?;
    }
    Ok(before)
}

/// Takes in changes, and returns how many became part of their documents.
fn apply(tx: &mut SyncTx<'_>, group: &Group) -> Result<usize, JournalError> {
    let changes: Vec<StoredChange> = group.iter().map(|(change, _)| change.clone()).collect();
    let applied = tx.apply(&changes)?;
    for (change, needs) in group.iter().filter(|(_, needs)| *needs > SCHEMA) {
        tx.note_needs(change.doc, *needs)?;
    }
    Ok(applied.new)
}

/// Divides changes into groups of at most `most` documents. All changes of a document stay together, in their order, so that it is loaded
/// once, whoever went on with it and however often.
fn sliced(changes: impl Iterator<Item = (StoredChange, u32)>, most: usize) -> Vec<Group> {
    let mut places: BTreeMap<Id, usize> = BTreeMap::new();
    let mut slices: Vec<Group> = Vec::new();
    for change in changes {
        let place = places.len() / most;
        let place = *places.entry(change.0.doc).or_insert(place);
        if slices.len() <= place {
            slices.resize_with(place + 1, Group::new);
        }
        if let Some(slice) = slices.get_mut(place) {
            slice.push(change);
        }
    }
    slices
}

/// Loads saves on two threads; they come out in their order.
fn load(saves: &[Save]) -> Vec<OpenedSave> {
    let open = |saves: &[Save]| saves.iter().cloned().map(OpenedSave::new).collect::<Vec<_>>();
    if saves.len() < FEW {
        return open(saves);
    }
    let (one, two) = saves.split_at(saves.len() / 2);
    thread::scope(|scope| {
        let other = scope.spawn(|| open(two));
        let mut opened = open(one);
        match other.join() {
            Ok(rest) => opened.extend(rest),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        opened
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slices_hold_few_documents_and_keep_each_together_and_in_order(docs in prop::collection::vec(0_u8..90, 0..300), most in 1_usize..40) {
            let change = |(n, doc): (usize, &u8)| {
                let mut hash = [0; 32];
                hash[..8].copy_from_slice(&n.to_be_bytes());
                let doc = Id::new(uuid::Uuid::from_u128((*doc).into()));
                (StoredChange { doc, kind: "jot".into(), hash, bytes: Vec::new() }, SCHEMA)
            };
            let changes: Vec<_> = docs.iter().enumerate().map(change).collect();
            let slices = sliced(changes.iter().cloned(), most);
            let mut seen = std::collections::BTreeSet::new();
            for slice in &slices {
                let here: std::collections::BTreeSet<Id> = slice.iter().map(|(change, _)| change.doc).collect();
                prop_assert!((1..=most).contains(&here.len()));
                prop_assert!(here.is_disjoint(&seen));
                prop_assert!(slice.is_sorted_by_key(|(change, _)| change.hash));
                seen.extend(here);
            }
            prop_assert_eq!(slices.iter().map(Vec::len).sum::<usize>(), changes.len());
        }
    }
}
