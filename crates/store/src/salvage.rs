//! Bringing a document into the shape that the set of its changes gives; see [`fork`](crate::fork).

use crate::{
    Result, StoredChange, Why,
    arrival::{Arrival, Candidate, attempt, decode},
    document::empty,
    fork::{Resolved, Set, original, resolve},
    project::Projection,
    work::{Loaded, Origin, verified_save},
};
use automerge::{Automerge, Change, ChangeHash};
use firsthand_domain::{Id, Kind};
use rusqlite::params;
use std::collections::BTreeSet;

/// What is to become of a document.
struct Plan {
    resolved: Resolved,
    /// The changes that it does not have yet.
    new: Vec<Change>,
    /// The changes that it has and is not to have any more, as they are.
    gone: Vec<Change>,
    doc: Automerge,
    projection: Projection,
}

impl Arrival<'_, '_> {
    /// Tells whether the document has, or is given, changes that were rewritten.
    pub(crate) fn is_forked(&self, loaded: &Loaded, candidates: &[Candidate]) -> Result<bool> {
        if candidates.iter().any(|candidate| original(candidate.change.actor_id().to_bytes()).is_some()) {
            return Ok(true);
        }
        if loaded.row == 0 {
            return Ok(false);
        }
        let mut statement = self.work.sql.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM aside WHERE id = ?1 AND +why = ?2)
                 OR EXISTS (SELECT 1 FROM change WHERE doc = ?3 AND length(actor) = 32)",
        )?;
        Ok(statement.query_row(params![self.id.as_bytes(), Why::Forked.word(), loaded.row], |row| row.get(0))?)
    }

    /// Takes changes into a document by the set of all that are known of it.
    pub(crate) fn salvage(&mut self, loaded: Loaded, mut candidates: Vec<Candidate>) -> Result<()> {
        let held = set_of(loaded.doc.get_changes(&[]));
        let mut base = held.clone();
        base.extend(self.rewritten(loaded.kind)?);
        candidates.sort_by_key(|candidate| (candidate.change.start_op(), candidate.stored.hash, candidate.waited));
        candidates.dedup_by_key(|candidate| candidate.stored.hash);
        let mut fresh = Vec::new();
        for candidate in candidates {
            if base.contains_key(&candidate.change.hash()) {
                self.applied.known += usize::from(!candidate.waited);
            } else {
                fresh.push(candidate);
            }
        }
        let with = |base: &Set, fresh: &[Candidate]| -> Set {
            let fresh = fresh.iter().map(|candidate| (candidate.change.hash(), candidate.change.clone()));
            base.iter().map(|(hash, change)| (*hash, change.clone())).chain(fresh).collect()
        };
        let plan = match plan(&loaded, self.id, &held, with(&base, &fresh)) {
            Ok(plan) => plan,
            // One of them is to blame, or one that was set aside before.
            Err(_) => {
                if plan(&loaded, self.id, &held, base.clone()).is_err() {
                    base.clone_from(&held);
                }
                let mut taken = Vec::new();
                for candidate in fresh {
                    taken.push(candidate);
                    if let Err(detail) = plan(&loaded, self.id, &held, with(&base, &taken))
                        && let Some(bad) = taken.pop()
                    {
                        let change = &bad.change;
                        let place = self.hash_of(loaded.row, change.actor_id(), change.seq())?;
                        let why = if place.is_some() { Why::Forked } else { Why::Refused };
                        self.set_aside(&bad.stored, why, &detail)?;
                    }
                }
                fresh = taken;
                match plan(&loaded, self.id, &held, with(&base, &fresh)) {
                    Ok(plan) => plan,
                    Err(_) => return Ok(()),
                }
            }
        };
        self.carry_out(loaded, plan, &fresh)
    }

    fn carry_out(&mut self, mut loaded: Loaded, plan: Plan, fresh: &[Candidate]) -> Result<()> {
        let Plan { resolved, new, gone, doc, projection } = plan;
        // A writer whose changes were rewritten must not go on with their numbers.
        let doc = doc.with_actor(self.work.new_actor());
        let stands: BTreeSet<ChangeHash> = resolved.changes.iter().map(Change::hash).collect();
        for candidate in fresh {
            let hash = candidate.change.hash();
            if resolved.waiting.contains(&hash) {
                if !candidate.waited {
                    self.set_aside(&candidate.stored, Why::Waiting, "")?;
                }
            } else if let Some(detail) = resolved.refused.get(&hash) {
                self.set_aside(&candidate.stored, Why::Refused, detail)?;
            } else {
                self.applied.new += 1;
                if !stands.contains(&hash) {
                    self.keep_original(loaded.kind, &candidate.change)?;
                }
            }
        }
        for change in &gone {
            self.keep_original(loaded.kind, change)?;
        }
        for change in &new {
            let stored = StoredChange {
                doc: self.id,
                kind: loaded.kind.name.to_owned(),
                hash: change.hash().0,
                bytes: Vec::new(),
            };
            self.forget(&stored)?;
            if resolved.written.contains(&change.hash()) {
                self.work.queue(self.id, loaded.kind, change)?;
            }
        }
        self.applied.salvaged += usize::from(!resolved.written.is_empty());
        if !gone.is_empty() {
            self.forget_undo()?;
            let bytes = verified_save(&doc)
                .unwrap_or_else(|| resolved.changes.iter().flat_map(Change::raw_bytes).copied().collect());
            self.work.store_whole(self.id, &mut loaded, doc, &bytes, projection)?;
        } else if !new.is_empty() {
            loaded.doc = doc;
            self.work.record_shown(self.id, &mut loaded, &new, Origin::Elsewhere, projection)?;
        }
        if loaded.row != 0 {
            self.work.keep(self.id, loaded);
        }
        Ok(())
    }

    /// Returns the changes that stand in the document rewritten, as they were written.
    fn rewritten(&self, kind: &Kind) -> Result<Set> {
        let mut statement =
            self.work.sql.prepare_cached("SELECT hash, bytes FROM aside WHERE id = ?1 AND +why = ?2 AND +kind = ?3")?;
        let mut rows = statement.query(params![self.id.as_bytes(), Why::Forked.word(), kind.name])?;
        let mut set = Set::new();
        while let Some(row) = rows.next()? {
            let (hash, bytes): ([u8; 32], Vec<u8>) = (row.get(0)?, row.get(1)?);
            if let Ok(change) = decode(&bytes, &hash) {
                set.insert(change.hash(), change);
            }
        }
        Ok(set)
    }

    /// Keeps a change that stands in the document rewritten: others may build on it, and another device needs it.
    fn keep_original(&self, kind: &Kind, change: &Change) -> Result<()> {
        self.work
            .sql
            .prepare_cached(
                "INSERT OR REPLACE INTO aside (id, hash, kind, why, detail, bytes) VALUES (?1, ?2, ?3, ?4, '', ?5)",
            )?
            .execute(params![self.id.as_bytes(), change.hash().0, kind.name, Why::Forked.word(), change.raw_bytes()])?;
        Ok(())
    }

    /// Forgets what of the document could be taken back: it goes by versions that are no more.
    fn forget_undo(&self) -> Result<()> {
        let sql = self.work.sql;
        if sql.prepare_cached("DELETE FROM undo_part WHERE id = ?1")?.execute([self.id.as_bytes()])? > 0 {
            sql.execute("DELETE FROM undo_step WHERE step NOT IN (SELECT step FROM undo_part)", [])?;
        }
        Ok(())
    }
}

fn set_of(changes: Vec<Change>) -> Set {
    changes.into_iter().map(|change| (change.hash(), change)).collect()
}

/// Finds out what the document becomes; nothing of it is touched.
fn plan(loaded: &Loaded, id: Id, held: &Set, set: Set) -> Result<Plan, String> {
    let resolved = resolve(set)?;
    let stands: BTreeSet<ChangeHash> = resolved.changes.iter().map(Change::hash).collect();
    let gone: Vec<Change> = held.values().filter(|change| !stands.contains(&change.hash())).cloned().collect();
    let lost =
        |change: &&Change| resolved.waiting.contains(&change.hash()) || resolved.refused.contains_key(&change.hash());
    if gone.iter().any(|change| lost(&change)) {
        return Err("it would take something out of its document".to_owned());
    }
    let new: Vec<Change> =
        resolved.changes.iter().filter(|change| !held.contains_key(&change.hash())).cloned().collect();
    let (mut doc, add) =
        if gone.is_empty() { (loaded.doc.clone(), &new) } else { (empty(loaded.doc.get_actor()), &resolved.changes) };
    let projection = attempt(&mut doc, loaded.kind, id, add)?;
    Ok(Plan { resolved, new, gone, doc, projection })
}

#[cfg(test)]
#[path = "salvage_tests.rs"]
mod tests;
