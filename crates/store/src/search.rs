//! Finding documents by their words (C90).
//!
//! Two indexes: one of titles, one of all words. Hits in titles come first, and among them, for longer words, those
//! where the last word is whole; each group is newest first. Every group is read from its end and stops when enough is
//! found, so the time does not grow with the number of texts: no relevance figure is computed over all of them.

use crate::{Result, Store, project::field_words, query::id_at};
use firsthand_domain::{
    Field, Id, Kind,
    fold::{Term, is_unspaced, terms},
};
use rusqlite::{Connection, params};
use serde_json::Value;
use std::collections::BTreeSet;

/// Up to this length the last word counts only as the beginning of one.
const SHORT: usize = 3;
/// The most terms that are looked for.
const TERM_LIMIT: usize = 16;

/// A document that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The document.
    pub id: Id,
    /// Its kind.
    pub kind: String,
    /// The field in which most of the words were found.
    pub field: String,
    /// The words that stand for it; empty for kinds without a title.
    pub title: String,
}

impl Store {
    /// Finds at most `limit` documents in which every word of `query` begins a word; the last one as far as it is typed.
    ///
    /// Case and accents do not count. Scripts without spaces are found by any run of characters. What lies in the bin,
    /// or belongs to an interview there, is passed over. No query is wrong: one without letters or digits finds nothing.
    ///
    /// # Errors
    /// The database's failures.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let phrases = phrases(query);
        let Some(last) = phrases.last() else { return Ok(Vec::new()) };
        let whole = last.chars > SHORT;
        let alone = phrases.len() == 1 && last.chars == 1 && last.prefix;
        let mut tiers = Vec::new();
        if whole {
            tiers.push((NAMES, expression(&phrases, false)));
        }
        tiers.push((NAMES, expression(&phrases, true)));
        if whole {
            tiers.push((WORDS, expression(&phrases, false)));
        }
        if !alone {
            tiers.push((WORDS, expression(&phrases, true)));
        }
        let mut seen = BTreeSet::new();
        let mut hits = Vec::new();
        for (sql, expression) in tiers {
            if hits.len() < limit {
                tier(&self.sql, sql, &expression, limit, &phrases, &mut seen, &mut hits)?;
            }
        }
        Ok(hits)
    }
}

const NAMES: &str = "
SELECT entity.doc, entity.id, entity.kind, entity.title FROM names JOIN entity ON entity.doc = names.rowid
WHERE names MATCH ?1 AND NOT EXISTS (
    SELECT 1 FROM link JOIN entity AS talk ON talk.id = link.target
    WHERE link.source = entity.doc AND link.field = 'interview' AND talk.deleted = 1
)
ORDER BY names.rowid DESC LIMIT ?2";

const WORDS: &str = "
SELECT entity.doc, entity.id, entity.kind, entity.title FROM words JOIN entity ON entity.doc = words.rowid
WHERE words MATCH ?1 AND NOT EXISTS (
    SELECT 1 FROM link JOIN entity AS talk ON talk.id = link.target
    WHERE link.source = entity.doc AND link.field = 'interview' AND talk.deleted = 1
)
ORDER BY words.rowid DESC LIMIT ?2";

/// A run of terms that must stand together.
struct Phrase {
    terms: Vec<String>,
    /// How many characters its last term has.
    chars: usize,
    /// Whether its last term may be the beginning of a longer one.
    prefix: bool,
}

fn phrases(query: &str) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    for Term { text, joined } in terms(query).into_iter().take(TERM_LIMIT) {
        let prefix = !text.chars().any(is_unspaced);
        let chars = text.chars().count();
        match phrases.last_mut() {
            Some(phrase) if joined => phrase.terms.push(text),
            _ => phrases.push(Phrase { terms: vec![text], chars, prefix }),
        }
    }
    // One letter after other words says next to nothing, and would have to be looked up in the whole index.
    if phrases.len() > 1 && phrases.last().is_some_and(|last| last.prefix && last.chars == 1) {
        phrases.pop();
    }
    phrases
}

fn expression(phrases: &[Phrase], prefix: bool) -> String {
    let last = phrases.len().saturating_sub(1);
    let quoted = phrases.iter().enumerate().map(|(place, phrase)| {
        // Terms are letters and digits only, so that nothing in them can be an operator.
        let star = if prefix && place == last && phrase.prefix { "*" } else { "" };
        format!("\"{}\"{star}", phrase.terms.join(" "))
    });
    quoted.collect::<Vec<_>>().join(" AND ")
}

fn tier(
    sql: &Connection,
    query: &str,
    expression: &str,
    limit: usize,
    phrases: &[Phrase],
    seen: &mut BTreeSet<i64>,
    hits: &mut Vec<Hit>,
) -> Result<()> {
    let mut statement = sql.prepare_cached(query)?;
    // Those seen before may come again.
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![expression, most])?;
    while let Some(row) = rows.next()? {
        let doc: i64 = row.get(0)?;
        if hits.len() >= limit || !seen.insert(doc) {
            continue;
        }
        let kind: String = row.get(2)?;
        let field = found_in(sql, doc, &kind, phrases)?;
        hits.push(Hit { id: id_at(row, 1)?, kind, field, title: row.get(3)? });
    }
    Ok(())
}

/// Finds the field with most of the phrases; titles win, then the order of declaration.
fn found_in(sql: &Connection, doc: i64, kind: &str, phrases: &[Phrase]) -> Result<String> {
    let Some(kind) = Kind::named(kind) else { return Ok(String::new()) };
    let text: String =
        sql.prepare_cached("SELECT record FROM entity WHERE doc = ?1")?.query_row([doc], |row| row.get(0))?;
    let record: Value = serde_json::from_str(&text)?;
    let titles = kind.title.iter().filter_map(|name| kind.field(name));
    let others = kind.fields.iter().filter(|field| !kind.title.contains(&field.name));
    let mut best: Option<(usize, &Field)> = None;
    for field in titles.chain(others) {
        let words = format!(" {} ", field_words(field, record.get(field.name)));
        let found = phrases.iter().filter(|phrase| words.contains(&format!(" {}", phrase.terms.join(" ")))).count();
        if found > best.map_or(0, |(found, _)| found) {
            best = Some((found, field));
        }
        if found == phrases.len() {
            break;
        }
    }
    Ok(best.map(|(_, field)| field.name.to_owned()).unwrap_or_default())
}
