//! Checking the projected rows against the documents, and making them anew.

use crate::{
    Aside, Changes, Error, Result, Store,
    adopt::adopt as adopt_changes,
    database,
    document::unpack,
    exchange::aside,
    index::{Before, Index},
    project::{Projection, project},
    query::id_at,
    work::{ReadError, read},
};
use automerge::{Automerge, ReadDoc};
use firsthand_domain::{Id, Kind, fold};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::{BTreeMap, BTreeSet};

/// What [`Store::doctor`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many documents there are.
    pub documents: u64,
    /// How many changes they hold.
    pub changes: u64,
    /// What is kept beside the documents.
    pub aside: Vec<Aside>,
    /// Where rows differ from the documents; [`Store::rebuild`] mends them.
    pub differences: Vec<String>,
    /// Documents and files that cannot be read.
    pub damaged: Vec<String>,
}

impl Report {
    /// Tells whether all is as it should be.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty() && self.damaged.is_empty()
    }
}

/// After so many documents the search index is written while rebuilding.
const BATCH: usize = 2_000;

impl Store {
    /// Loads every document strictly, projects it anew and compares the result with the stored rows; checks SQLite's file
    /// and the search index.
    ///
    /// # Errors
    /// The database's failures; what is wrong with documents and rows is in the report.
    pub fn doctor(&self) -> Result<Report> {
        doctor(&self.sql)
    }

    /// Makes all projected rows anew from the documents, in one transaction.
    ///
    /// A document that cannot be read gets no row; [`Store::doctor`] names it.
    ///
    /// # Errors
    /// The database's failures.
    pub fn rebuild(&mut self) -> Result<Changes> {
        self.cache = crate::cache::Cache::default();
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        rebuild(&tx)?;
        tx.commit()?;
        Ok(Changes::everything())
    }
}

pub(crate) fn doctor(sql: &Connection) -> Result<Report> {
    let tx = sql.unchecked_transaction()?;
    let mut report = Report { aside: aside(&tx)?, ..Report::default() };
    integrity(&tx, &mut report)?;
    let mut shown = BTreeSet::new();
    let mut names = Terms::read(&tx, "names")?;
    let mut words = Terms::read(&tx, "words")?;
    each(&tx, |row, id, kind, read| {
        report.documents += 1;
        let doc = match read {
            Ok(doc) => doc,
            Err(detail) => {
                report.damaged.push(format!("{id}: {detail}"));
                shown.insert(row);
                return Ok(());
            }
        };
        report.changes += doc.stats().num_changes;
        compare_changes(&tx, row, id, &doc, &mut report)?;
        match project(&doc, kind, id) {
            Ok(projection) if projection.begun => {
                shown.insert(row);
                compare(&tx, row, id, &projection, &mut report)?;
                let pairs = fold::pairs(&projection.words);
                let (title, all): (&[&str], &[&str]) =
                    if projection.deleted { (&[], &[]) } else { (&[&projection.names], &[&projection.words, &pairs]) };
                names.compare(row, id, title, &mut report);
                words.compare(row, id, all, &mut report);
            }
            Ok(_) => {}
            Err(error) => report.damaged.push(format!("{id}: {error}")),
        }
        Ok(())
    })?;
    let mut rows =
        tx.prepare("SELECT doc FROM entity UNION SELECT source FROM link UNION SELECT source FROM moment")?;
    for row in rows.query_map([], |row| row.get::<_, i64>(0))? {
        let row = row?;
        if !shown.contains(&row) {
            report.differences.push(format!("row {row} stands for no document"));
        }
    }
    names.rest("names", &shown, &mut report);
    words.rest("words", &shown, &mut report);
    Ok(report)
}

/// Brings the rows to this version of the program, and takes in changes of kinds that it has learnt.
pub(crate) fn adopt(store: &mut Store) -> Result<()> {
    store.rebuild()?;
    store.run(|mut work| {
        adopt_changes(&mut work)?;
        Ok::<_, Error>(((), work))
    })?;
    Ok(())
}

fn rebuild(tx: &Transaction<'_>) -> Result<()> {
    database::clear_projected(tx)?;
    let mut index = Index::default();
    each(tx, |row, id, kind, read| {
        if let Some(projection) = read.ok().and_then(|doc| project(&doc, kind, id).ok()).filter(|new| new.begun) {
            index.show(tx, (row, id), &Before::Nothing, &projection)?;
        }
        if index.len() >= BATCH { index.flush(tx) } else { Ok(()) }
    })?;
    index.flush(tx)?;
    tx.execute("INSERT INTO touched (kind, id) VALUES (NULL, NULL)", [])?;
    database::mark_projected(tx)
}

/// Reads every document of a known kind.
fn each(
    sql: &Connection,
    mut f: impl FnMut(i64, Id, &'static Kind, Result<Automerge, String>) -> Result<()>,
) -> Result<()> {
    let mut statement = sql.prepare("SELECT doc, id, kind, heads FROM document ORDER BY doc")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, heads): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
        let Some(kind) = Kind::named(&kind) else { continue };
        let doc: i64 = row.get(0)?;
        let read = match read(sql, doc, &unpack(&heads)) {
            Ok(doc) => Ok(doc),
            Err(ReadError::Document(detail)) => Err(detail),
            Err(ReadError::Database(error)) => return Err(error),
        };
        f(doc, id_at(row, 1)?, kind, read)?;
    }
    Ok(())
}

fn integrity(sql: &Connection, report: &mut Report) -> Result<()> {
    let mut statement = sql.prepare("PRAGMA quick_check(20)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?;
    for line in found {
        let line = line?;
        if line != "ok" {
            report.damaged.push(format!("the data file: {line}"));
        }
    }
    Ok(())
}

fn compare_changes(sql: &Connection, row: i64, id: Id, doc: &Automerge, report: &mut Report) -> Result<()> {
    let mut statement = sql.prepare_cached("SELECT actor, seq, hash FROM change WHERE doc = ?1")?;
    let mut stored = BTreeSet::new();
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        stored.insert((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, row.get::<_, [u8; 32]>(2)?));
    }
    let held: BTreeSet<_> = doc
        .get_changes_meta(&[])
        .iter()
        .map(|change| (change.actor.to_bytes().to_vec(), i64::try_from(change.seq).unwrap_or(-1), change.hash.0))
        .collect();
    if stored != held {
        report.damaged.push(format!("{id}: the list of its changes differs from the document"));
    }
    Ok(())
}

fn compare(sql: &Connection, row: i64, id: Id, new: &Projection, report: &mut Report) -> Result<()> {
    let mut statement = sql.prepare_cached(
        "SELECT record, title, fold, deleted, created, updated, id, kind, brief FROM entity WHERE doc = ?1",
    )?;
    let mut rows = statement.query([row])?;
    let Some(stored) = rows.next()? else {
        report.differences.push(format!("{id}: no row"));
        return Ok(());
    };
    let same = stored.get::<_, String>(0)? == serde_json::to_string(&new.record)?
        && stored.get::<_, String>(1)? == new.title
        && stored.get::<_, String>(2)? == firsthand_domain::fold::fold(&new.title)
        && stored.get::<_, bool>(3)? == new.deleted
        && stored.get::<_, Option<i64>>(4)? == new.created
        && stored.get::<_, Option<i64>>(5)? == new.updated
        && id_at(stored, 6)? == id
        && stored.get::<_, String>(7)? == new.record.kind()
        && stored.get::<_, String>(8)? == new.brief;
    if !same {
        report.differences.push(format!("{id}: its row differs"));
    }
    let mut links = sql.prepare_cached("SELECT field, target FROM link WHERE source = ?1")?;
    let mut rows = links.query([row])?;
    let mut stored = BTreeSet::new();
    while let Some(row) = rows.next()? {
        stored.insert((row.get::<_, String>(0)?, id_at(row, 1)?));
    }
    if stored != new.links.iter().map(|(field, target)| ((*field).to_owned(), *target)).collect() {
        report.differences.push(format!("{id}: its links differ"));
    }
    let mut moments = sql.prepare_cached("SELECT field, at FROM moment WHERE source = ?1")?;
    let mut rows = moments.query([row])?;
    let mut stored = BTreeMap::new();
    while let Some(row) = rows.next()? {
        stored.insert(row.get::<_, String>(0)?, row.get::<_, i64>(1)?);
    }
    if stored != new.moments.iter().map(|(field, at)| ((*field).to_owned(), *at)).collect() {
        report.differences.push(format!("{id}: its times differ"));
    }
    Ok(())
}

/// What a search index holds: per row the number of terms, and a sum over the hashes of (place in its column, term).
struct Terms(BTreeMap<i64, (u64, u64)>);

impl Terms {
    fn read(sql: &Connection, index: &str) -> Result<Self> {
        let name = format!("{index}_terms");
        sql.execute_batch(&format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab ('main', '{index}', 'instance')"
        ))?;
        let mut statement = sql.prepare(&format!("SELECT term, doc, offset FROM temp.{name}"))?;
        let mut rows = statement.query(params![])?;
        let mut terms: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let term: String = row.get(0)?;
            let entry = terms.entry(row.get(1)?).or_default();
            entry.0 += 1;
            entry.1 = entry.1.wrapping_add(term_hash(row.get(2)?, &term));
        }
        Ok(Self(terms))
    }

    fn compare(&mut self, row: i64, id: Id, columns: &[&str], report: &mut Report) {
        let stored = self.0.remove(&row).unwrap_or_default();
        let mut wanted: (u64, u64) = (0, 0);
        let terms = |text| str::split(text, ' ').filter(|term| !term.is_empty()).enumerate();
        for (place, term) in columns.iter().flat_map(|column| terms(column)) {
            wanted.0 += 1;
            wanted.1 = wanted.1.wrapping_add(term_hash(i64::try_from(place).unwrap_or(i64::MAX), term));
        }
        if stored != wanted {
            report.differences.push(format!("{id}: the search index differs"));
        }
    }

    fn rest(&self, name: &str, shown: &BTreeSet<i64>, report: &mut Report) {
        for row in self.0.keys().filter(|row| !shown.contains(row)) {
            report.differences.push(format!("the search index {name} has row {row}, which stands for no document"));
        }
    }
}

fn term_hash(place: i64, term: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&place.to_le_bytes());
    hasher.update(term.as_bytes());
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
