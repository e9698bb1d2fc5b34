//! Undo and redo.
//!
//! A step keeps, for each document that an operation changed, its heads before and after. Undoing finds what differs
//! between the two and writes the opposite, unless something else has come in the meantime: then that stays, and prose is
//! rebased letter by letter. For every other device it is a change like any other. The heads around the undoing are what
//! redoing goes by, in the same way.

use crate::{
    Changes, Op, Result, Store,
    document::{pack, unpack},
    opposite::{Opposite, opposite},
    tx::write_all,
    work::{Loaded, Origin, Work},
    write::{Trouble, bin, unbin},
};
use automerge::{Change, ChangeHash};
use firsthand_domain::Id;
use rusqlite::{Connection, OptionalExtension, params};

/// How many steps are kept.
const KEPT: i64 = 200;
/// Within how many milliseconds operations of one key join.
const JOIN_WITHIN: i64 = 5_000;

/// What was undone or redone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The label of the operation.
    pub label: String,
}

impl Store {
    /// Takes back the last operation that is not taken back yet; none if there is none.
    ///
    /// # Errors
    /// The database's failures; a document that cannot be read.
    pub fn undo(&mut self) -> Result<Option<(Undone, Changes)>> {
        self.turn(false)
    }

    /// Does again what was taken back last; none if there is nothing, or something else was done since.
    ///
    /// # Errors
    /// The database's failures; a document that cannot be read.
    pub fn redo(&mut self) -> Result<Option<(Undone, Changes)>> {
        self.turn(true)
    }

    /// Returns the label of what [`Store::undo`] would take back.
    ///
    /// # Errors
    /// The database's failures.
    pub fn undo_label(&self) -> Result<Option<String>> {
        Ok(top(&self.sql, false)?.map(|(_, label)| label))
    }

    /// Returns the label of what [`Store::redo`] would do again.
    ///
    /// # Errors
    /// The database's failures.
    pub fn redo_label(&self) -> Result<Option<String>> {
        Ok(top(&self.sql, true)?.map(|(_, label)| label))
    }

    fn turn(&mut self, again: bool) -> Result<Option<(Undone, Changes)>> {
        let (undone, changes) = self.run(|mut work| {
            let Some((step, label)) = top(work.sql, again)? else { return Ok::<_, crate::Error>((None, work)) };
            for (id, before, after) in parts(work.sql, step)? {
                let (start, end) = turn_back(&mut work, id, &before, &after)?;
                work.sql
                    .prepare_cached("UPDATE undo_part SET before = ?3, after = ?4 WHERE step = ?1 AND id = ?2")?
                    .execute(params![step, id.as_bytes(), pack(&start), pack(&end)])?;
            }
            work.sql
                .prepare_cached("UPDATE undo_step SET undone = ?2, merge_key = NULL WHERE step = ?1")?
                .execute(params![step, !again])?;
            Ok((Some(Undone { label }), work))
        })?;
        Ok(undone.map(|undone| (undone, changes)))
    }
}

/// Notes an operation for undo.
pub(crate) fn remember(work: &Work<'_>, op: &Op) -> Result<()> {
    if !op.undoable || work.parts.values().all(|part| part.before == part.after) {
        return Ok(());
    }
    let sql = work.sql;
    let now = work.now.timestamp_millis();
    sql.prepare_cached("DELETE FROM undo_step WHERE undone = 1")?.execute([])?;
    let step = match joined(work, op, now)? {
        Some(step) => {
            sql.prepare_cached("UPDATE undo_step SET at = ?2 WHERE step = ?1")?.execute([step, now])?;
            step
        }
        None => {
            sql.prepare_cached("INSERT INTO undo_step (label, merge_key, at, undone) VALUES (?1, ?2, ?3, 0)")?
                .execute(params![op.label, op.merge_key, now])?;
            let step = sql.last_insert_rowid();
            sql.prepare_cached("DELETE FROM undo_step WHERE step <= ?1")?.execute([step - KEPT])?;
            step
        }
    };
    let mut insert = sql.prepare_cached(
        "INSERT INTO undo_part (step, id, before, after) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (step, id) DO UPDATE SET after = excluded.after",
    )?;
    for (id, part) in work.parts.iter().filter(|(_, part)| part.before != part.after) {
        insert.execute(params![step, id.as_bytes(), pack(&part.before), pack(&part.after)])?;
    }
    Ok(())
}

/// Finds the step that the operation goes on with: the last one, of the same key, a moment ago.
///
/// Each document must be as that step left it; else something came in between that is not the user's to take back.
fn joined(work: &Work<'_>, op: &Op, now: i64) -> Result<Option<i64>> {
    let Some(key) = &op.merge_key else { return Ok(None) };
    let last: Option<(i64, Option<String>, i64)> = work
        .sql
        .prepare_cached("SELECT step, merge_key, at FROM undo_step ORDER BY step DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((step, Some(last_key), at)) = last else { return Ok(None) };
    if last_key != *key || !(0..=JOIN_WITHIN).contains(&(now - at)) {
        return Ok(None);
    }
    for (id, _, after) in parts(work.sql, step)? {
        if work.parts.get(&id).is_some_and(|part| part.before != after) {
            return Ok(None);
        }
    }
    Ok(Some(step))
}

fn top(sql: &Connection, undone: bool) -> Result<Option<(i64, String)>> {
    let query = if undone {
        "SELECT step, label FROM undo_step WHERE undone = 1 ORDER BY step LIMIT 1"
    } else {
        "SELECT step, label FROM undo_step WHERE undone = 0 ORDER BY step DESC LIMIT 1"
    };
    Ok(sql.prepare_cached(query)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The heads of one version.
type Heads = Vec<ChangeHash>;

fn parts(sql: &Connection, step: i64) -> Result<Vec<(Id, Heads, Heads)>> {
    let mut statement = sql.prepare_cached("SELECT id, before, after FROM undo_part WHERE step = ?1 ORDER BY id")?;
    let rows = statement.query_map([step], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?))
    })?;
    let mut parts = Vec::new();
    for row in rows {
        let (id, before, after) = row?;
        parts.extend(Id::from_slice(&id).map(|id| (id, unpack(&before), unpack(&after))));
    }
    Ok(parts)
}

/// Takes back in one document what happened between two versions; returns the heads before and after doing so.
fn turn_back(work: &mut Work<'_>, id: Id, before: &[ChangeHash], after: &[ChangeHash]) -> Result<(Heads, Heads)> {
    let Some(mut loaded) = work.take(id)? else { return Ok((before.to_vec(), after.to_vec())) };
    work.may_edit(id)?;
    let start = loaded.doc.get_heads();
    let changes = write_back(work, id, &mut loaded, before, after).map_err(|trouble| trouble.of(id))?;
    if !changes.is_empty() {
        work.record(id, &mut loaded, &changes, Origin::Here)?;
    }
    let end = loaded.doc.get_heads();
    work.keep(id, loaded);
    work.ease()?;
    Ok((start, end))
}

fn write_back(
    work: &Work<'_>,
    id: Id,
    loaded: &mut Loaded,
    before: &[ChangeHash],
    after: &[ChangeHash],
) -> Result<Vec<Change>, Trouble> {
    let kind = loaded.kind;
    let Opposite { prose, edits, bin: turn } = opposite(&loaded.doc, (kind, id), before, after)?;
    let mut changes = Vec::new();
    if !prose.is_empty() {
        changes.extend(work.change_at(&mut loaded.doc, after, |tx| write_all(tx, kind, &prose))?);
    }
    let now = work.now;
    changes.extend(work.change(&mut loaded.doc, turn == Some(true), |tx| {
        write_all(tx, kind, &edits)?;
        match turn {
            Some(true) => bin(tx, now),
            Some(false) => unbin(tx),
            None => Ok(()),
        }
    })?);
    Ok(changes)
}
