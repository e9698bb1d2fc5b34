//! What somebody types to find something: words, words in quotes, and filters (C90).
//!
//! Nothing that is typed is wrong. What looks like a filter and cannot be read as one is words.

mod parse;

use chrono::NaiveDate;

/// What to look for; everything in it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words, in the order typed; only the last of them may be the beginning of a longer one.
    pub phrases: Vec<Phrase>,
    /// `person:`: for each filter, the beginnings of words of a name.
    pub people: Vec<Vec<Phrase>>,
    /// `exploration:`: for each filter, the beginnings of words of its name.
    pub explorations: Vec<Vec<Phrase>>,
    /// `after:`: the first day that counts.
    pub after: Option<NaiveDate>,
    /// `before:`: the first day that no longer counts.
    pub before: Option<NaiveDate>,
}

impl Query {
    /// Reads what was typed.
    ///
    /// `person:ana`, `person:"Ana María"`, `exploration:nursing`, `after:2026-11-01`, `before:2026-11` and `after:2026` are
    /// filters. Words in quotes of any usual form stand together; quotes that are not closed run to the end.
    pub fn parse(text: &str) -> Self {
        parse::query(text)
    }

    /// Tells whether there is anything but words.
    pub fn has_filters(&self) -> bool {
        !self.people.is_empty() || !self.explorations.is_empty() || self.after.is_some() || self.before.is_some()
    }
}

/// What is looked for as one: a word, a run of a script without spaces, what stood in quotes, or parts such as those of
/// `e-mail` and of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The folded terms; at least one. All must be there.
    pub terms: Vec<String>,
    /// Whether the terms must stand side by side.
    pub together: bool,
    /// Other ways to write all of it, each as one term; one of them is enough.
    pub also: Vec<String>,
    /// Whether the last term is known to be complete, because quotes were closed after it.
    pub whole: bool,
}
