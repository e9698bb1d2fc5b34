//! Taking in what other devices have written.
//!
//! What arrives has passed the envelope of the sync folder, so it comes from a device of the user's; but that device may
//! run another version, or be a copy. Each change is judged alone, and one that cannot be used is set aside with its
//! bytes while the others go on.

use crate::{
    Applied, Aside, Error, Result, StoredChange, Why, genesis,
    project::{Projection, project},
    work::{Loaded, Origin, Work},
};
use automerge::{ActorId, Automerge, Change, ReadDoc};
use firsthand_domain::{Id, Kind};
use rusqlite::{OptionalExtension, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Takes in changes of any documents.
pub(crate) fn apply(work: &mut Work<'_>, changes: &[StoredChange]) -> Result<Applied> {
    let mut order = Vec::new();
    let mut groups: BTreeMap<Id, Vec<&StoredChange>> = BTreeMap::new();
    for change in changes {
        let group = groups.entry(change.doc).or_default();
        if group.is_empty() {
            order.push(change.doc);
        }
        group.push(change);
    }
    let mut applied = Applied::default();
    for id in order {
        let group = groups.remove(&id).unwrap_or_default();
        Arrival { work, id, applied: &mut applied }.take_in(&group)?;
        work.ease()?;
    }
    Ok(applied)
}

/// Takes in changes of one document.
pub(crate) fn apply_to(work: &mut Work<'_>, id: Id, changes: &[StoredChange], applied: &mut Applied) -> Result<()> {
    let group: Vec<&StoredChange> = changes.iter().collect();
    Arrival { work, id, applied }.take_in(&group)?;
    work.ease()
}

/// A change that has been decoded.
#[derive(Clone)]
pub(crate) struct Candidate {
    /// The change as it travels.
    pub(crate) stored: StoredChange,
    /// The change.
    pub(crate) change: Change,
    /// Whether it was here before, waiting.
    pub(crate) waited: bool,
}

/// The changes of one document that have arrived together.
pub(crate) struct Arrival<'a, 'w> {
    /// The transaction.
    pub(crate) work: &'a mut Work<'w>,
    /// The document.
    pub(crate) id: Id,
    /// What has become of the changes.
    pub(crate) applied: &'a mut Applied,
}

impl Arrival<'_, '_> {
    fn take_in(&mut self, group: &[&StoredChange]) -> Result<()> {
        let group = self.unknown(group)?;
        if group.is_empty() {
            return Ok(());
        }
        let group = group.as_slice();
        let loaded = match self.work.take(self.id) {
            Ok(loaded) => loaded,
            Err(Error::Document { detail, .. }) => return self.all_aside(group, Why::Waiting, &detail),
            Err(Error::NoKind { .. }) => return self.all_aside(group, Why::UnknownKind, ""),
            Err(error) => return Err(error),
        };
        let kind = loaded.as_ref().map(|loaded| loaded.kind);
        let Some(kind) = kind.or_else(|| group.iter().find_map(|change| Kind::named(&change.kind))) else {
            return self.all_aside(group, Why::UnknownKind, "");
        };
        let loaded = loaded.unwrap_or_else(|| self.work.fresh(kind));
        let mut candidates = Vec::new();
        for stored in group {
            if Kind::named(&stored.kind).is_none() {
                self.set_aside(stored, Why::UnknownKind, "")?;
            } else if stored.kind != kind.name {
                self.set_aside(stored, Why::Refused, &format!("its document is a {}", kind.name))?;
            } else {
                let known = genesis::find(kind, &stored.hash, &stored.bytes);
                match known.map_or_else(|| decode(&stored.bytes, &stored.hash), Ok) {
                    Ok(change) => {
                        candidates.push(Candidate { stored: (*stored).clone(), change, waited: false });
                    }
                    Err(detail) => self.set_aside(stored, Why::Refused, &detail)?,
                }
            }
        }
        if !candidates.is_empty() {
            candidates.extend(self.waiting(kind)?);
        }
        if candidates.is_empty() {
            if loaded.row != 0 {
                self.work.keep(self.id, loaded);
            }
            return Ok(());
        }
        if self.is_forked(&loaded, &candidates)? || self.has_rivals(&loaded, &candidates)? {
            return self.salvage(loaded, candidates);
        }
        let ready = self.ready(&loaded, candidates)?;
        if ready.is_empty() {
            if loaded.row != 0 {
                self.work.keep(self.id, loaded);
            }
            return Ok(());
        }
        self.join(loaded, ready)
    }

    /// Leaves out the changes that stand in the document as they were written. Looking one up costs a hundredth of loading the document,
    /// and most of what a fresh device reads is in a pack that it has read before.
    fn unknown<'g>(&mut self, group: &[&'g StoredChange]) -> Result<Vec<&'g StoredChange>> {
        let sql = self.work.sql;
        let row: Option<i64> = sql
            .prepare_cached("SELECT doc FROM document WHERE id = ?1")?
            .query_row([self.id.as_bytes()], |row| row.get(0))
            .optional()?;
        let Some(row) = row else { return Ok(group.to_vec()) };
        // Within the document: all documents of a kind begin with the same change.
        let mut known = sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM change WHERE doc = ?1 AND hash = ?2)")?;
        let (mut found, mut unknown) = (BTreeSet::new(), Vec::with_capacity(group.len()));
        for stored in group {
            if known.query_row(params![row, stored.hash], |row| row.get(0))? {
                found.insert(stored.hash);
            } else {
                unknown.push(*stored);
            }
        }
        self.applied.known += found.len();
        Ok(unknown)
    }

    /// Tells whether two changes, among these or in the document, claim the same place of one writer.
    fn has_rivals(&self, loaded: &Loaded, candidates: &[Candidate]) -> Result<bool> {
        let mut places: BTreeMap<(&ActorId, u64), [u8; 32]> = BTreeMap::new();
        for Candidate { stored, change, .. } in candidates {
            let (actor, seq) = (change.actor_id(), change.seq());
            let place = match places.get(&(actor, seq)) {
                Some(hash) => *hash,
                None => self.hash_of(loaded.row, actor, seq)?.unwrap_or(stored.hash),
            };
            if place != stored.hash {
                return Ok(true);
            }
            places.insert((actor, seq), place);
        }
        Ok(false)
    }

    /// Picks the changes that the document can take now, each after those it builds on; sets the others aside.
    fn ready(&mut self, loaded: &Loaded, mut candidates: Vec<Candidate>) -> Result<Vec<Candidate>> {
        // A change numbers its operations above those of all changes that it builds on.
        candidates.sort_by_key(|candidate| (candidate.change.start_op(), candidate.stored.hash));
        candidates.dedup_by_key(|candidate| candidate.stored.hash);
        let mut ready: Vec<Candidate> = Vec::new();
        let mut hashes = BTreeSet::new();
        let mut last: BTreeMap<ActorId, u64> = BTreeMap::new();
        loop {
            let before = ready.len();
            let mut rest = Vec::new();
            for candidate in candidates {
                let change = &candidate.change;
                let (actor, seq) = (change.actor_id().clone(), change.seq());
                // No place has two claims here, so whatever holds it is this very change.
                if self.hash_of(loaded.row, &actor, seq)?.is_some() {
                    self.applied.known += usize::from(!candidate.waited);
                    self.forget(&candidate.stored)?;
                    continue;
                }
                let missing = loaded.doc.get_missing_deps(change.deps());
                if !missing.iter().all(|hash| hashes.contains(&hash.0)) {
                    rest.push(candidate);
                    continue;
                }
                let newest = match last.get(&actor) {
                    Some(seq) => *seq,
                    None => self.newest(loaded.row, &actor)?,
                };
                if seq != newest + 1 {
                    self.set_aside(&candidate.stored, Why::Refused, "it skips a number of its writer")?;
                    continue;
                }
                last.insert(actor, seq);
                hashes.insert(candidate.stored.hash);
                ready.push(candidate);
            }
            candidates = rest;
            if ready.len() == before || candidates.is_empty() {
                break;
            }
        }
        for candidate in candidates.iter().filter(|candidate| !candidate.waited) {
            self.set_aside(&candidate.stored, Why::Waiting, "")?;
        }
        Ok(ready)
    }

    /// Makes changes part of the document; if it breaks on them, finds the one that is to blame.
    fn join(&mut self, mut loaded: Loaded, ready: Vec<Candidate>) -> Result<()> {
        let changes: Vec<Change> = ready.iter().map(|candidate| candidate.change.clone()).collect();
        let (changes, projection) = match attempt(&mut loaded.doc, loaded.kind, self.id, &changes) {
            Ok(projection) => (changes, Some(projection)),
            Err(_) => {
                loaded = self.work.reload(self.id, loaded)?;
                let mut taken = Vec::new();
                let mut projection = None;
                for candidate in &ready {
                    if !loaded.doc.get_missing_deps(candidate.change.deps()).is_empty() {
                        self.set_aside(&candidate.stored, Why::Waiting, "")?;
                        continue;
                    }
                    let mut trial = loaded.doc.clone();
                    match attempt(&mut trial, loaded.kind, self.id, std::slice::from_ref(&candidate.change)) {
                        Ok(new) => {
                            loaded.doc = trial;
                            projection = Some(new);
                            taken.push(candidate.change.clone());
                        }
                        Err(detail) => self.set_aside(&candidate.stored, Why::Refused, &detail)?,
                    }
                }
                (taken, projection)
            }
        };
        if let Some(projection) = projection {
            let hashes: BTreeSet<_> = changes.iter().map(|change| change.hash().0).collect();
            for candidate in ready.iter().filter(|candidate| hashes.contains(&candidate.stored.hash)) {
                self.forget(&candidate.stored)?;
            }
            self.applied.new += changes.len();
            self.work.record_shown(self.id, &mut loaded, &changes, Origin::Elsewhere, projection)?;
        }
        if loaded.row != 0 {
            self.work.keep(self.id, loaded);
        }
        Ok(())
    }

    /// Returns the changes of the document that wait.
    pub(crate) fn waiting(&self, kind: &Kind) -> Result<Vec<Candidate>> {
        // The plus keeps SQLite from the index of all that wait, of whatever document.
        let mut statement =
            self.work.sql.prepare_cached("SELECT hash, bytes FROM aside WHERE id = ?1 AND +why = ?2 AND +kind = ?3")?;
        let mut rows = statement.query(params![self.id.as_bytes(), Why::Waiting.word(), kind.name])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            let (hash, bytes): ([u8; 32], Vec<u8>) = (row.get(0)?, row.get(1)?);
            if let Ok(change) = decode(&bytes, &hash) {
                let stored = StoredChange { doc: self.id, kind: kind.name.to_owned(), hash, bytes };
                waiting.push(Candidate { stored, change, waited: true });
            }
        }
        Ok(waiting)
    }

    pub(crate) fn hash_of(&self, row: i64, actor: &ActorId, seq: u64) -> Result<Option<[u8; 32]>> {
        if row == 0 {
            return Ok(None);
        }
        let mut statement =
            self.work.sql.prepare_cached("SELECT hash FROM change WHERE doc = ?1 AND actor = ?2 AND seq = ?3")?;
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        Ok(statement.query_row(params![row, actor.to_bytes(), seq], |row| row.get(0)).optional()?)
    }

    fn newest(&self, row: i64, actor: &ActorId) -> Result<u64> {
        if row == 0 {
            return Ok(0);
        }
        let mut statement =
            self.work.sql.prepare_cached("SELECT max(seq) FROM change WHERE doc = ?1 AND actor = ?2")?;
        let newest: Option<i64> = statement.query_row(params![row, actor.to_bytes()], |row| row.get(0))?;
        Ok(newest.and_then(|seq| u64::try_from(seq).ok()).unwrap_or_default())
    }

    fn all_aside(&mut self, group: &[&StoredChange], why: Why, detail: &str) -> Result<()> {
        group.iter().try_for_each(|stored| self.set_aside(stored, why, detail))
    }

    pub(crate) fn set_aside(&mut self, stored: &StoredChange, why: Why, detail: &str) -> Result<()> {
        let known = self
            .work
            .sql
            .prepare_cached("SELECT why FROM aside WHERE id = ?1 AND hash = ?2")?
            .query_row(params![stored.doc.as_bytes(), stored.hash], |row| row.get::<_, String>(0))
            .optional()?;
        if known.as_deref() == Some(why.word()) {
            self.applied.known += 1;
            return Ok(());
        }
        // Bytes that are not what they claim to be must not take the place of those that are.
        if known.is_some() && why == Why::Refused {
            return Ok(());
        }
        self.work
            .sql
            .prepare_cached(
                "INSERT OR REPLACE INTO aside (id, hash, kind, why, detail, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![stored.doc.as_bytes(), stored.hash, stored.kind, why.word(), detail, stored.bytes])?;
        self.applied.aside.push(Aside {
            doc: stored.doc,
            kind: stored.kind.clone(),
            hash: stored.hash,
            why,
            detail: detail.to_owned(),
        });
        Ok(())
    }

    pub(crate) fn forget(&self, stored: &StoredChange) -> Result<()> {
        self.work
            .sql
            .prepare_cached("DELETE FROM aside WHERE id = ?1 AND hash = ?2")?
            .execute(params![stored.doc.as_bytes(), stored.hash])?;
        Ok(())
    }
}

/// Decodes a change; its bytes must be one whole change of that hash.
pub(crate) fn decode(bytes: &[u8], hash: &[u8; 32]) -> Result<Change, String> {
    let change = catch_unwind(|| Change::try_from(bytes)).map_err(|_| "it cannot be decoded".to_owned())?;
    let change = change.map_err(|error| error.to_string())?;
    if change.hash().0 != *hash {
        return Err("it is not the change that it was sent as".to_owned());
    }
    Ok(change)
}

/// Applies changes and projects the document. automerge asserts some of what a change must keep to, so a panic counts as
/// a refusal; the document is then not to be used any more.
pub(crate) fn attempt(
    doc: &mut Automerge,
    kind: &'static Kind,
    id: Id,
    changes: &[Change],
) -> Result<Projection, String> {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        doc.apply_changes(changes.iter().cloned()).map_err(|error| error.to_string())?;
        let hashes: Vec<_> = changes.iter().map(Change::hash).collect();
        if !doc.get_missing_deps(&hashes).is_empty() {
            return Err("it does not join its document".to_owned());
        }
        project(doc, kind, id).map_err(|error| error.to_string())
    }));
    attempt.unwrap_or_else(|_| Err("it contradicts its document".to_owned()))
}
