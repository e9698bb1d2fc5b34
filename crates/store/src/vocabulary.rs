//! The long words that stand in the texts, to find what is inside them: compounds (C90).
//!
//! The index finds words by their beginnings only. Looking through its list of terms touches the places of every term and
//! would take a noticeable time for very many texts, so it is read once, so many terms a search, and kept in memory. Words
//! that are written afterwards are learned from the note of touched documents, whoever wrote them. A word that no text has
//! any more finds nothing and does no harm.

use crate::{Result, Store, project::field_words, query};
use firsthand_domain::{Kind, fold::is_unspaced};
use rusqlite::params;
use std::{collections::BTreeSet, mem};

/// A word in which another may be found has so many bytes at least.
const SHORTEST: usize = 5;
/// How many terms one search reads on.
const AT_ONCE: usize = 20_000;
/// The most words that one search looks for.
const MOST: usize = 64;
/// After so many touched documents the list is read anew.
const TOUCHED: usize = 500;
/// After so many words learned one by one the list is read anew.
const LEARNED: usize = 20_000;

const NEXT: &str = "SELECT term FROM temp.vocabulary WHERE term > ?1 LIMIT ?2";

/// The words known so far.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// Up to where the note of touched documents is known; none before the first search.
    mark: Option<i64>,
    /// The words as they were read, each on a line.
    lines: String,
    /// The last term that was read; none when all were.
    last: Option<String>,
    /// Words written since.
    learned: BTreeSet<String>,
}

impl Store {
    /// Returns words that have `part` in them, but not at their beginning; the shortest ones, as they come nearest.
    ///
    /// # Errors
    /// The database's failures.
    pub(crate) fn words_with(&self, part: &str) -> Result<Vec<String>> {
        let mut known = mem::take(&mut *self.vocabulary.borrow_mut());
        self.learn(&mut known)?;
        self.read_on(&mut known)?;
        let words = known.with(part);
        *self.vocabulary.borrow_mut() = known;
        Ok(words)
    }

    /// Takes note of what was written since the last time.
    fn learn(&self, known: &mut Vocabulary) -> Result<()> {
        let changes = match known.mark {
            Some(mark) => {
                Some(self.changes_since(mark)?).filter(|(_, changes)| !changes.all && changes.ids.len() <= TOUCHED)
            }
            None => None,
        };
        let Some((mark, changes)) = changes.filter(|_| known.learned.len() <= LEARNED) else {
            *known = Vocabulary { mark: Some(self.mark()?), last: Some(String::new()), ..Vocabulary::default() };
            return Ok(());
        };
        for id in changes.ids {
            let Some(record) = query::record(&self.sql, id)? else { continue };
            for field in Kind::named(record.kind()).map(|kind| kind.fields).unwrap_or_default() {
                let words = field_words(field, record.get(field.name));
                known.learned.extend(words.split(' ').filter(|word| is_long(word)).map(str::to_owned));
            }
        }
        known.mark = Some(mark);
        Ok(())
    }

    /// Reads some more terms of the index.
    fn read_on(&self, known: &mut Vocabulary) -> Result<()> {
        let Some(mut last) = known.last.take() else { return Ok(()) };
        self.sql.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab ('main', 'words', 'row')",
        )?;
        let mut statement = self.sql.prepare_cached(NEXT)?;
        let mut rows = statement.query(params![last, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            count += 1;
            last = row.get(0)?;
            if is_long(&last) {
                known.lines.push_str(&last);
                known.lines.push('\n');
            }
        }
        known.last = (count == AT_ONCE).then_some(last);
        Ok(())
    }
}

fn is_long(word: &str) -> bool {
    word.len() >= SHORTEST && !word.starts_with(is_unspaced)
}

impl Vocabulary {
    fn with(&self, part: &str) -> Vec<String> {
        let mut nearest: BTreeSet<(usize, &str)> = BTreeSet::new();
        let read = self.lines.match_indices(part).filter_map(|(place, _)| self.line(place));
        let learned = self.learned.iter().map(String::as_str).filter(|word| word.contains(part));
        for word in read.chain(learned).filter(|word| !word.starts_with(part)) {
            nearest.insert((word.len(), word));
            if nearest.len() > MOST {
                nearest.pop_last();
            }
        }
        nearest.into_iter().map(|(_, word)| word.to_owned()).collect()
    }

    /// Returns the line around a place.
    fn line(&self, place: usize) -> Option<&str> {
        let (before, after) = self.lines.split_at_checked(place)?;
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let end = after.find('\n').map_or(self.lines.len(), |end| place + end);
        self.lines.get(begin..end)
    }
}
