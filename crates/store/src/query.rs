//! Reading the projected rows.

use crate::{Error, Record, Result, Row, Store, Titled};
use chrono::{DateTime, Utc};
use firsthand_domain::Id;
use rusqlite::{Connection, OptionalExtension, params};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap, fmt};

impl Store {
    /// Reads a document, be it in the bin.
    ///
    /// # Errors
    /// The database's failures.
    pub fn record(&self, id: Id) -> Result<Option<Record>> {
        record(&self.sql, id)
    }

    /// Reads what stands for a document, be it in the bin, without its text.
    ///
    /// # Errors
    /// The database's failures.
    pub fn titled(&self, id: Id) -> Result<Option<Titled>> {
        let mut statement = self.sql.prepare_cached("SELECT kind, title, deleted FROM entity WHERE id = ?1")?;
        let titled = statement.query_row([id.as_bytes()], |row| {
            Ok(Titled { kind: row.get(0)?, title: row.get(1)?, deleted: row.get(2)? })
        });
        Ok(titled.optional()?)
    }

    /// Returns the document that a link field of a document names, without reading either.
    ///
    /// # Errors
    /// The database's failures.
    pub fn link_of(&self, id: Id, field: &str) -> Result<Option<Id>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT link.target FROM entity JOIN link ON link.source = entity.doc WHERE entity.id = ?1 AND link.field = ?2",
        )?;
        let mut rows = statement.query(params![id.as_bytes(), field])?;
        rows.next()?.map(|row| id_at(row, 0)).transpose()
    }

    /// Reads all documents of a kind, by folded title, then by id.
    ///
    /// # Errors
    /// The database's failures.
    pub fn records(&self, kind: &str, include_deleted: bool) -> Result<Vec<Record>> {
        records(&self.sql, kind, include_deleted)
    }

    /// Reads all documents of a kind that do not lie in the bin as a type of the domain, by folded title, then by id.
    ///
    /// The stored text is read straight into the type: with many documents that is more than twice as fast as by way of records, and takes
    /// half the memory.
    ///
    /// # Errors
    /// The database's failures; [`Error::Shape`](crate::Error::Shape) when `T` is of another kind.
    pub fn all<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>> {
        let query = "SELECT record FROM entity WHERE kind = ?1 AND deleted = 0 ORDER BY fold, id";
        let mut statement = self.sql.prepare_cached(query)?;
        parse(statement.query([kind])?)
    }

    /// Reads a document of a kind as a type of the domain, be it in the bin; nothing when there is none of that kind.
    ///
    /// # Errors
    /// As [`Store::all`].
    pub fn one<T: DeserializeOwned>(&self, kind: &str, id: Id) -> Result<Option<T>> {
        let query = "SELECT record FROM entity WHERE id = ?1 AND kind = ?2";
        let mut statement = self.sql.prepare_cached(query)?;
        Ok(parse(statement.query(params![id.as_bytes(), kind])?)?.pop())
    }

    /// Reads a document of a kind as a type of the domain, unless it lies in the bin.
    ///
    /// # Errors
    /// As [`Store::all`].
    pub fn one_in_force<T: DeserializeOwned>(&self, kind: &str, id: Id) -> Result<Option<T>> {
        let query = "SELECT record FROM entity WHERE id = ?1 AND kind = ?2 AND deleted = 0";
        let mut statement = self.sql.prepare_cached(query)?;
        Ok(parse(statement.query(params![id.as_bytes(), kind])?)?.pop())
    }

    /// Reads the documents of a kind that link to `to` by a field and do not lie in the bin, as a type of the domain, by folded title, then
    /// by id.
    ///
    /// # Errors
    /// As [`Store::all`].
    pub fn linking<T: DeserializeOwned>(&self, kind: &str, field: &str, to: Id) -> Result<Vec<T>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT record FROM entity WHERE doc IN (SELECT source FROM link WHERE target = ?1 AND field = ?2)
             AND kind = ?3 AND deleted = 0 ORDER BY fold, id",
        )?;
        parse(statement.query(params![to.as_bytes(), field, kind])?)
    }

    /// Reads all documents that link to `to`, by kind, then by folded title, then by id; those in the bin too.
    ///
    /// Links are link fields, the members of orders, and those members of sets that are ids. `field` narrows to one.
    ///
    /// # Errors
    /// The database's failures.
    pub fn linked(&self, to: Id, field: Option<&str>) -> Result<Vec<Record>> {
        linked(&self.sql, to, field)
    }

    /// Calls `f` with a row for each document of a kind that is not in the bin, by folded title, then by id.
    ///
    /// `fields` can be any but prose and bytes, so that only an index is read, and long notes cost nothing.
    ///
    /// # Errors
    /// The database's failures.
    pub fn rows(&self, kind: &str, fields: &[&str], mut f: impl FnMut(Row)) -> Result<()> {
        let query = if fields.is_empty() {
            "SELECT id, title, fold FROM entity WHERE kind = ?1 AND deleted = 0 ORDER BY fold, id"
        } else {
            "SELECT id, title, fold, brief FROM entity WHERE kind = ?1 AND deleted = 0 ORDER BY fold, id"
        };
        let mut statement = self.sql.prepare_cached(query)?;
        let mut rows = statement.query([kind])?;
        while let Some(row) = rows.next()? {
            let values = if fields.is_empty() {
                Vec::new()
            } else {
                let brief = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
                Picked(fields).deserialize(&mut serde_json::Deserializer::from_str(brief))?
            };
            f(Row { id: id_at(row, 0)?, title: row.get(1)?, fold: row.get(2)?, fields: values });
        }
        Ok(())
    }

    /// Counts, for each linked document, the documents of a kind that link to it by `field` and are not in the bin.
    ///
    /// # Errors
    /// The database's failures.
    pub fn link_counts(&self, kind: &str, field: &str) -> Result<BTreeMap<Id, u64>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT link.target, count(*) FROM link JOIN entity ON entity.doc = link.source
             WHERE entity.kind = ?1 AND entity.deleted = 0 AND link.field = ?2 GROUP BY link.target",
        )?;
        let mut rows = statement.query([kind, field])?;
        let mut counts = BTreeMap::new();
        while let Some(row) = rows.next()? {
            counts.insert(id_at(row, 0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default());
        }
        Ok(counts)
    }

    /// Counts the documents of each kind that are not in the bin.
    ///
    /// # Errors
    /// The database's failures.
    pub fn counts(&self) -> Result<BTreeMap<String, u64>> {
        let query = "SELECT kind, count(*) FROM entity WHERE deleted = 0 GROUP BY kind";
        let mut statement = self.sql.prepare_cached(query)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        let mut counts = BTreeMap::new();
        for row in rows {
            let (kind, count) = row?;
            counts.insert(kind, u64::try_from(count).unwrap_or_default());
        }
        Ok(counts)
    }

    /// Counts the documents of one kind that are not in the bin.
    ///
    /// # Errors
    /// The database's failures.
    pub fn count(&self, kind: &str) -> Result<u64> {
        let query = "SELECT count(*) FROM entity WHERE kind = ?1 AND deleted = 0";
        let count: i64 = self.sql.prepare_cached(query)?.query_row([kind], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Returns the documents of a kind whose time `field` lies from `from` on and before `until`, earliest first.
    ///
    /// # Errors
    /// The database's failures.
    pub fn moments(
        &self,
        kind: &str,
        field: &str,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<Vec<(Id, DateTime<Utc>)>> {
        let mut statement = self.sql.prepare_cached(
            "SELECT entity.id, moment.at FROM moment JOIN entity ON entity.doc = moment.source
             WHERE moment.field = ?1 AND moment.at >= ?2 AND moment.at < ?3 AND entity.kind = ?4 AND entity.deleted = 0
             ORDER BY moment.at, entity.id",
        )?;
        let from = from.map_or(i64::MIN, |at| at.timestamp_millis());
        let until = until.map_or(i64::MAX, |at| at.timestamp_millis());
        let mut rows = statement.query(params![field, from, until, kind])?;
        let mut moments = Vec::new();
        while let Some(row) = rows.next()? {
            let at = DateTime::from_timestamp_millis(row.get(1)?);
            moments.extend(at.map(|at| id_at(row, 0).map(|id| (id, at))).transpose()?);
        }
        Ok(moments)
    }
}

/// Reads a document.
/// Returns the last entry of the log of changes.
pub(crate) fn mark(sql: &Connection) -> Result<i64> {
    let query = "SELECT coalesce(max(seq), 0) FROM touched";
    Ok(sql.prepare_cached(query)?.query_row([], |row| row.get(0))?)
}

pub(crate) fn record(sql: &Connection, id: Id) -> Result<Option<Record>> {
    let text: Option<String> = sql
        .prepare_cached("SELECT record FROM entity WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Reads all documents of a kind.
pub(crate) fn records(sql: &Connection, kind: &str, include_deleted: bool) -> Result<Vec<Record>> {
    let query = if include_deleted {
        "SELECT record FROM entity WHERE kind = ?1 ORDER BY fold, id"
    } else {
        "SELECT record FROM entity WHERE kind = ?1 AND deleted = 0 ORDER BY fold, id"
    };
    let mut statement = sql.prepare_cached(query)?;
    parse(statement.query([kind])?)
}

/// Reads all documents that link to one.
pub(crate) fn linked(sql: &Connection, to: Id, field: Option<&str>) -> Result<Vec<Record>> {
    let mut statement = sql.prepare_cached(
        "SELECT record FROM entity WHERE doc IN (SELECT source FROM link WHERE target = ?1 AND (?2 IS NULL OR field = ?2))
         ORDER BY kind, fold, id",
    )?;
    parse(statement.query(params![to.as_bytes(), field])?)
}

fn parse<T: DeserializeOwned>(mut rows: rusqlite::Rows<'_>) -> Result<Vec<T>> {
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(records)
}

/// Reads an id from a column.
pub(crate) fn id_at(row: &rusqlite::Row<'_>, column: usize) -> Result<Id> {
    let bytes = row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?;
    Id::from_slice(bytes).ok_or_else(|| Error::Damaged { detail: "an id has a wrong length".to_owned() })
}

/// Reads some properties of a JSON object, in the order asked, without building the others.
struct Picked<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Picked<'_> {
    type Value = Vec<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Picked<'_> {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![Value::Null; self.0.len()];
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            match self.0.iter().position(|field| *field == name).and_then(|place| values.get_mut(place)) {
                Some(value) => *value = map.next_value()?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(values)
    }
}
