//! What kinds of document there are, and what each of their fields holds.

use crate::{asking, deciding, exploration, interview, leads, letters, people, preferences};

/// What a field holds, and so how two devices' versions of it merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of text, at most 1,000 characters. Two devices' values are both kept until the user chooses.
    Line,
    /// Text that people write, at most 1 MiB. Merges letter by letter.
    Prose,
    /// Yes or no; no unless said otherwise.
    Flag,
    /// A whole number, or none.
    Number,
    /// A moment in UTC, to the millisecond, or none.
    Time,
    /// The id of another document, or none.
    Link,
    /// One of the listed words; the first is the default.
    Choice(&'static [&'static str]),
    /// A set of words; adding and removing different words merges.
    Set,
    /// An ordered list of ids without repetition; moving different members merges.
    Order,
    /// Small records by id; each record is one value.
    Entries,
    /// Bytes, at most 256 KiB, written once.
    Bytes,
}

impl Shape {
    /// Tells whether the field needs an object of its own inside the document.
    pub const fn is_container(self) -> bool {
        matches!(self, Self::Prose | Self::Set | Self::Order | Self::Entries)
    }
}

/// One field of a kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key in the document, the column in an export, the property in the user interface.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// The level of the genesis change that creates its container; raise it for every container added after a release.
    pub since: u16,
}

/// One kind of document.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as stored and as exchanged between devices.
    pub name: &'static str,
    /// Its fields, in the order of their declaration.
    pub fields: &'static [Field],
    /// The fields whose words stand for the document in lists, most important first.
    pub title: &'static [&'static str],
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Kind {
    /// Finds a kind by its name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }

    /// Finds a field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the highest genesis level among the fields; 1 at least.
    pub fn level(&self) -> u16 {
        self.fields.iter().map(|field| field.since).max().unwrap_or(1).max(1)
    }
}

/// The schema of documents that this version writes, and the highest that it may edit. Raised only when an older version could harm what a
/// newer one wrote; new fields and kinds do not need it, since they survive where they are not known.
pub const SCHEMA: u32 = 1;

/// Every kind of document, in the order of exports.
pub const KINDS: &[&Kind] = &[
    exploration::Exploration::KIND,
    exploration::Profile::KIND,
    people::Organization::KIND,
    people::Person::KIND,
    people::Portrait::KIND,
    asking::Attempt::KIND,
    asking::Referral::KIND,
    interview::Question::KIND,
    interview::Interview::KIND,
    interview::Answer::KIND,
    interview::Jot::KIND,
    asking::FollowUp::KIND,
    leads::Lead::KIND,
    letters::Template::KIND,
    letters::Letter::KIND,
    preferences::Preferences::KIND,
    deciding::Comparison::KIND,
    deciding::Collection::KIND,
    deciding::Judgement::KIND,
    deciding::Decision::KIND,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_titles_exist() {
        let mut kinds = BTreeSet::new();
        for kind in KINDS {
            assert!(kinds.insert(kind.name), "{} is declared twice", kind.name);
            let fields: BTreeSet<_> = kind.fields.iter().map(|field| field.name).collect();
            assert_eq!(fields.len(), kind.fields.len(), "{} repeats a field", kind.name);
            assert!(kind.title.iter().all(|title| fields.contains(title)), "{} has an unknown title", kind.name);
            assert!(fields.iter().all(|field| !field.starts_with('_')), "names with _ are reserved");
        }
    }

    #[test]
    fn no_field_hides_the_description_of_the_document() {
        for kind in KINDS {
            for reserved in ["id", "kind", "created", "updated", "deleted", "version", "conflicts"] {
                assert!(kind.field(reserved).is_none(), "{}.{reserved} is reserved", kind.name);
            }
        }
    }
}
