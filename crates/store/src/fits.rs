//! Which documents fit the filters of a search (C90).

use crate::{
    Record, Result,
    query::id_at,
    search::{Hit, named},
};
use chrono::{DateTime, NaiveDate, Utc};
use firsthand_domain::{Kind, Query, Shape, query::Phrase};
use rusqlite::{Connection, OptionalExtension, params};

/// The filters of one search, ready to be asked about one document after the other.
pub(crate) struct Fits {
    /// The rows that fit, in their order; none where each is to be asked for its time alone.
    docs: Option<Vec<i64>>,
    /// From when, in milliseconds.
    from: i64,
    /// Before when, in milliseconds.
    until: i64,
    /// Whether there are no words to look for, so that what has none is left out.
    alone: bool,
}

/// Up to so many rows are looked up by their time beforehand; where more are old enough, the newest ones fit anyway.
const FEW: i64 = 5_000;

/// What is of a time.
const DATED: &str = "
SELECT doc FROM entity WHERE coalesce(created, updated, 0) >= ?1 AND coalesce(created, updated, 0) < ?2 LIMIT ?3";

/// Somebody of that name, what leads to them, and what leads to an interview with them.
const PEOPLE: &str = "
WITH named (doc, id) AS MATERIALIZED (
    SELECT entity.doc, entity.id FROM names JOIN entity ON entity.doc = names.rowid
    WHERE names MATCH ?1 AND entity.kind = 'person'
), near (doc) AS MATERIALIZED (
    SELECT doc FROM named UNION SELECT link.source FROM named CROSS JOIN link ON link.target = named.id
    WHERE link.field IN ('person', 'prospect', 'giver', 'source')
)
SELECT doc FROM near UNION SELECT link.source
FROM near CROSS JOIN entity ON entity.doc = near.doc CROSS JOIN link ON link.target = entity.id
WHERE entity.kind = 'interview' AND link.field = 'interview'";

/// An exploration of that name, what belongs to it, what belongs to an interview of it, and the people who matter to it.
const EXPLORATIONS: &str = "
WITH named (doc, id) AS MATERIALIZED (
    SELECT entity.doc, entity.id FROM names JOIN entity ON entity.doc = names.rowid
    WHERE names MATCH ?1 AND entity.kind = 'exploration'
), near (doc) AS MATERIALIZED (
    SELECT doc FROM named UNION SELECT link.source FROM named CROSS JOIN link ON link.target = named.id
    WHERE link.field IN ('exploration', 'explorations')
)
SELECT doc FROM near UNION SELECT link.source
FROM near CROSS JOIN entity ON entity.doc = near.doc CROSS JOIN link ON link.target = entity.id
WHERE entity.kind = 'interview' AND link.field = 'interview'";

const HIT: &str = "
SELECT id, title, record FROM entity
WHERE doc = ?1 AND deleted = 0 AND coalesce(created, updated, 0) >= ?2 AND coalesce(created, updated, 0) < ?3
AND NOT EXISTS (
    SELECT 1 FROM link JOIN entity AS talk ON talk.id = link.target
    WHERE link.source = ?1 AND link.field = 'interview' AND talk.deleted = 1
)";

impl Fits {
    /// Looks up the names; `begins` tells when a day begins.
    pub(crate) fn new(sql: &Connection, query: &Query, begins: impl Fn(NaiveDate) -> DateTime<Utc>) -> Result<Self> {
        let at = |day: Option<NaiveDate>| day.map(|day| begins(day).timestamp_millis());
        let mut fits = Self {
            docs: None,
            from: at(query.after).unwrap_or(i64::MIN),
            until: at(query.before).unwrap_or(i64::MAX),
            alone: query.phrases.is_empty(),
        };
        for name in &query.people {
            fits.narrow(sql, PEOPLE, name)?;
        }
        for name in &query.explorations {
            fits.narrow(sql, EXPLORATIONS, name)?;
        }
        if fits.docs.is_none() && (query.after.is_some() || query.before.is_some()) {
            fits.date(sql, query.before.is_some())?;
        }
        Ok(fits)
    }

    fn narrow(&mut self, sql: &Connection, belonging: &str, name: &[Phrase]) -> Result<()> {
        let mut statement = sql.prepare_cached(belonging)?;
        let found = statement.query_map([named(name)], |row| row.get(0))?;
        let mut found: Vec<i64> = found.collect::<rusqlite::Result<_>>()?;
        found.sort_unstable();
        found.retain(|doc| self.may(*doc));
        self.docs = Some(found);
        Ok(())
    }

    /// Looks up what is of the time. The index is read from its newest end: without a last day the first rows fit, and a
    /// long list need not be made; with one, everything newer would be asked in vain.
    fn date(&mut self, sql: &Connection, ends: bool) -> Result<()> {
        let most = if ends { i64::MAX } else { FEW };
        let mut statement = sql.prepare_cached(DATED)?;
        let found = statement.query_map(params![self.from, self.until, most], |row| row.get(0))?;
        let mut found: Vec<i64> = found.collect::<rusqlite::Result<_>>()?;
        found.sort_unstable();
        self.docs = Some(found).filter(|found| ends || i64::try_from(found.len()).is_ok_and(|found| found < FEW));
        Ok(())
    }

    /// Returns the rows that may fit, newest first; none when any may.
    pub(crate) fn docs(&self) -> Option<Vec<i64>> {
        self.docs.as_ref().map(|docs| docs.iter().rev().copied().collect())
    }

    /// Returns the first and the last row that may fit, for the index to begin and end there.
    pub(crate) fn range(&self) -> (i64, i64) {
        let Some(docs) = &self.docs else { return (i64::MIN, i64::MAX) };
        (docs.first().copied().unwrap_or(1), docs.last().copied().unwrap_or(0))
    }

    /// Tells whether a row may fit.
    pub(crate) fn may(&self, doc: i64) -> bool {
        self.docs.as_ref().is_none_or(|docs| docs.binary_search(&doc).is_ok())
    }

    /// Reads a row as a hit, if its dates fit and neither it nor its interview lies in the bin.
    pub(crate) fn hit(&self, sql: &Connection, doc: i64) -> Result<Option<Hit>> {
        let mut statement = sql.prepare_cached(HIT)?;
        let found = statement
            .query_row(params![doc, self.from, self.until], |row| Ok((id_at(row, 0), row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((id, title, text)) = found else { return Ok(None) };
        let text: String = text;
        let record: Record = serde_json::from_str(&text)?;
        Ok(Some(Hit { id: id?, title, record }).filter(|hit| !self.alone || is_readable(&hit.record)))
    }
}

/// A picture belongs to a person, and there is nothing to read in it.
fn is_readable(record: &Record) -> bool {
    Kind::named(record.kind()).is_some_and(|kind| kind.fields.iter().all(|field| field.shape != Shape::Bytes))
}
