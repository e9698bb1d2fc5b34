//! Finding documents by their words (C90).
//!
//! Two indexes: one of titles, one of all words. Hits in titles come first, and among them, for longer words, those
//! where the last word is whole; then the same in all words; last, where there is still room, long words that hold the
//! last one somewhere inside. Each group is newest first, read from its end, and stops when enough is found, so the time
//! does not grow with the number of texts: no relevance figure is computed over all of them.

use crate::{Record, Result, Store, fits::Fits, together::stands_together};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use firsthand_domain::{
    Id, Query,
    fold::{self, is_single, is_unspaced},
    query::Phrase,
};
use rusqlite::params;
use std::collections::BTreeSet;

/// Up to this length the last word counts only as the beginning of one.
const SHORT: usize = 3;

/// A document that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The document.
    pub id: Id,
    /// The words that stand for it; empty for kinds without a title.
    pub title: String,
    /// All that it holds.
    pub record: Record,
}

impl Store {
    /// Finds documents for what was typed, as [`Store::find`] does; days are those of UTC.
    ///
    /// # Errors
    /// The database's failures.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>> {
        self.find(&Query::parse(query), |day| day.and_time(NaiveTime::MIN).and_utc(), limit)
    }

    /// Finds at most `limit` documents in which every word of `query` begins a word; the last one as far as it is typed.
    /// What stood in quotes must stand together in one field. Filters alone find what fits them, newest first.
    /// `begins` tells when a day begins where the user is.
    ///
    /// Case and accents do not count. Scripts without spaces are found by any run of characters. What lies in the bin,
    /// or belongs to an interview there, is passed over. No query is wrong: one without letters or digits finds nothing.
    ///
    /// # Errors
    /// The database's failures.
    pub fn find(&self, query: &Query, begins: impl Fn(NaiveDate) -> DateTime<Utc>, limit: usize) -> Result<Vec<Hit>> {
        if query.phrases.is_empty() && !query.has_filters() {
            return Ok(Vec::new());
        }
        let fits = Fits::new(&self.sql, query, begins)?;
        let mut search =
            Search { store: self, fits, phrases: usable(query), limit, seen: BTreeSet::new(), hits: Vec::new() };
        if query.phrases.is_empty() {
            search.all()?;
        } else {
            search.tiers()?;
        }
        Ok(search.hits)
    }
}

/// Leaves out what would have to be looked up in the whole index and says next to nothing: one letter after others.
fn usable(query: &Query) -> Vec<Phrase> {
    let mut phrases = query.phrases.clone();
    let others = phrases.iter().map(|phrase| phrase.terms.len()).sum::<usize>() > 1;
    if others && let Some(last) = phrases.last_mut().filter(|last| length(last) == 1 && may_go_on(last)) {
        last.terms.pop();
        last.whole = true;
    }
    phrases.retain(|phrase| !phrase.terms.is_empty());
    phrases
}

/// Counts the characters of a phrase's last term, or of what else stands for all of it.
fn length(phrase: &Phrase) -> usize {
    phrase.also.first().or(phrase.terms.last()).map_or(0, |term| term.chars().count())
}

/// Tells whether the last term may be the beginning of a longer one.
fn may_go_on(phrase: &Phrase) -> bool {
    !phrase.whole && !phrase.terms.last().is_some_and(|term| term.chars().any(is_unspaced))
}

const NAMES: &str = "SELECT rowid FROM names WHERE names MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC";
const WORDS: &str = "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC";
const ALL: &str = "SELECT doc FROM entity WHERE deleted = 0 ORDER BY doc DESC";

/// One search while it goes on.
struct Search<'a> {
    store: &'a Store,
    fits: Fits,
    phrases: Vec<Phrase>,
    limit: usize,
    seen: BTreeSet<i64>,
    hits: Vec<Hit>,
}

impl Search<'_> {
    fn tiers(&mut self) -> Result<()> {
        let Some(last) = self.phrases.last() else { return Ok(()) };
        let (goes_on, length) = (may_go_on(last), length(last));
        let written = |star, index| expression(&self.phrases, star, index);
        let expressions = [NAMES, WORDS].map(|index| (index, written("", index), written("*", index)));
        // One letter alone would be found nearly everywhere.
        let alone = self.phrases.len() == 1 && length == 1 && goes_on;
        let by_length = !goes_on || length > SHORT;
        for (sql, whole, begun) in expressions {
            if by_length {
                self.tier(sql, &whole)?;
            }
            if goes_on && !(alone && sql == WORDS) {
                self.tier(sql, &begun)?;
            }
        }
        if goes_on && length > SHORT {
            self.inside()?;
        }
        Ok(())
    }

    /// Finds words in the middle of longer ones, such as `interview` in `Informationsinterview`.
    fn inside(&mut self) -> Result<()> {
        let Some((last, others)) = self.phrases.split_last() else { return Ok(()) };
        if self.hits.len() >= self.limit {
            return Ok(());
        }
        let mut words = Vec::new();
        for part in Some(&last.terms).filter(|terms| terms.len() == 1).into_iter().flatten().chain(&last.also) {
            words.extend(self.store.words_with(part)?);
        }
        if words.is_empty() {
            return Ok(());
        }
        let any: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let mut expressions: Vec<String> = others.iter().map(|phrase| written(phrase, None, WORDS)).collect();
        expressions.push(format!("({})", any.join(" OR ")));
        self.tier(WORDS, &expressions.join(" AND "))
    }

    fn tier(&mut self, sql: &str, expression: &str) -> Result<()> {
        if self.hits.len() >= self.limit {
            return Ok(());
        }
        let (first, last) = self.fits.range();
        let store = self.store;
        let mut statement = store.sql.prepare_cached(sql)?;
        let mut rows = statement.query(params![expression, first, last])?;
        while let Some(row) = rows.next()? {
            self.take(row.get(0)?)?;
            if self.hits.len() >= self.limit {
                break;
            }
        }
        Ok(())
    }

    /// Goes through everything that fits the filters.
    fn all(&mut self) -> Result<()> {
        if let Some(docs) = self.fits.docs() {
            for doc in docs {
                if self.hits.len() >= self.limit {
                    break;
                }
                self.take(doc)?;
            }
            return Ok(());
        }
        let store = self.store;
        let mut statement = store.sql.prepare_cached(ALL)?;
        let mut rows = statement.query([])?;
        while self.hits.len() < self.limit
            && let Some(row) = rows.next()?
        {
            self.take(row.get(0)?)?;
        }
        Ok(())
    }

    /// Makes a row of the index a hit, if it fits and was none before.
    fn take(&mut self, doc: i64) -> Result<()> {
        if !self.fits.may(doc) || !self.seen.insert(doc) {
            return Ok(());
        }
        let Some(hit) = self.fits.hit(&self.store.sql, doc)? else { return Ok(()) };
        let runs = self.phrases.iter().filter(|phrase| phrase.together && phrase.terms.len() > 1);
        if runs.into_iter().all(|phrase| stands_together(&hit.record, phrase, may_go_on(phrase))) {
            self.hits.push(hit);
        }
        Ok(())
    }
}

/// Writes the phrases for an index; `star` follows the last one that may go on.
fn expression(phrases: &[Phrase], star: &str, index: &str) -> String {
    let last = phrases.len().saturating_sub(1);
    let end = |place: usize, phrase: &Phrase| Some(star).filter(|_| place == last && may_go_on(phrase));
    let expressions = phrases.iter().enumerate().map(|(place, phrase)| written(phrase, end(place, phrase), index));
    expressions.collect::<Vec<_>>().join(" AND ")
}

/// Writes one phrase for an index: its terms, or one of the other ways to write it; `end` follows each if it may go on.
fn written(phrase: &Phrase, end: Option<&str>, index: &str) -> String {
    let star = end.unwrap_or_default();
    let terms = match phrase.terms.as_slice() {
        [before @ .., last] if !phrase.together && !before.is_empty() => {
            let mut parts: Vec<String> = before.iter().map(|term| quoted(term)).collect();
            // As of whole queries: one letter after others says next to nothing.
            if end.is_none() || index == NAMES || last.chars().count() > 1 {
                parts.push(format!("{}{star}", quoted(last)));
            }
            format!("({})", parts.join(" AND "))
        }
        _ if index == WORDS => format!("{}{star}", paired(phrase)),
        terms => format!("{}{star}", quoted(&terms.join(" "))),
    };
    if phrase.also.is_empty() {
        return terms;
    }
    let also: String = phrase.also.iter().map(|form| format!(" OR {}{star}", quoted(form))).collect();
    format!("({terms}{also})")
}

/// Writes a run for the index of all words, which has the neighbors in a run of an unspaced script as terms, too.
fn paired(phrase: &Phrase) -> String {
    let terms = phrase.terms.join(" ");
    match phrase.terms.as_slice() {
        [_, _, ..] if phrase.terms.iter().all(|term| is_single(term)) => quoted(&fold::pairs(&terms)),
        _ => quoted(&terms),
    }
}

/// Writes the beginnings of words of a name for the index of titles.
pub(crate) fn named(name: &[Phrase]) -> String {
    name.iter().map(|phrase| written(phrase, Some("*"), NAMES)).collect::<Vec<_>>().join(" AND ")
}

/// Terms are letters, digits and a few signs, but no quotes, so that nothing in them can be an operator.
fn quoted(terms: &str) -> String {
    format!("\"{terms}\"")
}
