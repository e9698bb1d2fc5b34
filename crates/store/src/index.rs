//! Writing projected rows.

use crate::{Result, project::Projection};
use firsthand_domain::{Id, fold};
use rusqlite::{Connection, Params, params};
use std::collections::BTreeMap;

/// What is known of the rows that stand for a document before they are written anew.
pub(crate) enum Before<'a> {
    /// There are none.
    Nothing,
    /// There are some.
    Unknown {
        /// Whether the search index has the document.
        indexed: bool,
    },
    /// There are these.
    Known(&'a Projection),
}

/// Collects the changes to the search index, to be written once at the end: deletions first, then insertions, each in
/// the order of the rows. That is twice as fast as one after the other.
#[derive(Default)]
pub(crate) struct Index {
    names: BTreeMap<i64, Entry>,
    words: BTreeMap<i64, Entry>,
}

struct Entry {
    was: bool,
    text: Option<String>,
}

impl Index {
    /// Writes the rows of one document, and notes what the search index needs.
    pub(crate) fn show(
        &mut self,
        sql: &Connection,
        (doc, id): (i64, Id),
        before: &Before<'_>,
        new: &Projection,
    ) -> Result<()> {
        let old = match before {
            Before::Known(old) => Some(*old),
            _ => None,
        };
        entity(sql, doc, id, new)?;
        if old.is_none_or(|old| old.links != new.links) {
            if !matches!(before, Before::Nothing) {
                sql.prepare_cached("DELETE FROM link WHERE source = ?1")?.execute([doc])?;
            }
            let mut insert = sql.prepare_cached("INSERT INTO link (source, field, target) VALUES (?1, ?2, ?3)")?;
            for (field, target) in &new.links {
                insert.execute(params![doc, field, target.as_bytes()])?;
            }
        }
        if old.is_none_or(|old| old.moments != new.moments) {
            if !matches!(before, Before::Nothing) {
                sql.prepare_cached("DELETE FROM moment WHERE source = ?1")?.execute([doc])?;
            }
            let mut insert = sql.prepare_cached("INSERT INTO moment (source, field, at) VALUES (?1, ?2, ?3)")?;
            for (field, at) in &new.moments {
                insert.execute(params![doc, field, at])?;
            }
        }
        let was = match before {
            Before::Nothing => false,
            Before::Unknown { indexed } => *indexed,
            Before::Known(old) => !old.deleted,
        };
        let turned = was == new.deleted;
        if turned || old.is_none_or(|old| old.names != new.names) {
            note(&mut self.names, doc, was, (!new.deleted).then(|| new.names.clone()));
        }
        if turned || old.is_none_or(|old| old.words != new.words) {
            note(&mut self.words, doc, was, (!new.deleted).then(|| new.words.clone()));
        }
        Ok(())
    }

    /// Writes what was collected.
    pub(crate) fn flush(&mut self, sql: &Connection) -> Result<()> {
        let names = std::mem::take(&mut self.names);
        let insert = "INSERT INTO names (rowid, title) VALUES (?1, ?2)";
        write(sql, names, "DELETE FROM names WHERE rowid = ?1", insert, |doc, title| (doc, title))?;
        let words = std::mem::take(&mut self.words);
        let insert = "INSERT INTO words (rowid, body, pairs) VALUES (?1, ?2, ?3)";
        write(sql, words, "DELETE FROM words WHERE rowid = ?1", insert, |doc, body| {
            let pairs = fold::pairs(&body);
            (doc, body, pairs)
        })
    }

    /// Returns how many documents wait.
    pub(crate) fn len(&self) -> usize {
        self.words.len().max(self.names.len())
    }
}

fn note(entries: &mut BTreeMap<i64, Entry>, doc: i64, was: bool, text: Option<String>) {
    entries.entry(doc).and_modify(|entry| entry.text.clone_from(&text)).or_insert(Entry { was, text });
}

/// Writes entries to an index; `row` gives what `insert` takes.
fn write<P: Params>(
    sql: &Connection,
    entries: BTreeMap<i64, Entry>,
    delete: &str,
    insert: &str,
    row: impl Fn(i64, String) -> P,
) -> Result<()> {
    let mut delete = sql.prepare_cached(delete)?;
    for (doc, _) in entries.iter().filter(|(_, entry)| entry.was) {
        delete.execute([doc])?;
    }
    let mut insert = sql.prepare_cached(insert)?;
    for (doc, entry) in entries {
        if let Some(text) = entry.text {
            insert.execute(row(doc, text))?;
        }
    }
    Ok(())
}

fn entity(sql: &Connection, doc: i64, id: Id, new: &Projection) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO entity (doc, id, kind, title, fold, deleted, created, updated, brief, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (doc) DO UPDATE SET title = excluded.title, fold = excluded.fold, deleted = excluded.deleted,
            created = excluded.created, updated = excluded.updated, brief = excluded.brief, record = excluded.record",
    )?
    .execute(params![
        doc,
        id.as_bytes(),
        new.record.kind(),
        new.title,
        fold::fold(&new.title),
        new.deleted,
        new.created,
        new.updated,
        new.brief,
        serde_json::to_string(&new.record)?,
    ])?;
    Ok(())
}
