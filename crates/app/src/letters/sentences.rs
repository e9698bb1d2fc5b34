//! The sentences of a letter: the built-in wording with the user's over it, filled and joined.

use super::About;
use crate::{
    api::{ApiError, letters::SaidSentence},
    queries::in_force,
};
use firsthand_domain::{
    English, Sentence, Template, Tone,
    letters::{Begins, BuiltIn, letter_for, slots::SLOTS},
};
use firsthand_interop::letter::{self, Join};
use firsthand_store::Store;
use std::collections::BTreeMap;

/// A template in one tone and one English, with the user's wording.
pub(crate) struct Reading {
    pub(crate) name: String,
    pub(crate) letter: &'static BuiltIn,
    pub(crate) tone: Tone,
    pub(crate) english: English,
    pub(crate) mine: Option<Template>,
}

/// Finds the template that a letter is made of.
pub(crate) fn template_of(store: &Store, about: &About) -> Result<Reading, ApiError> {
    let letter = letter_for(about.purpose, about.channel)
        .ok_or_else(|| ApiError::new("missing", "There is no letter for that."))?;
    read(store, letter, about.tone, about.english)
}

/// Lays the user's changes over a template.
pub(crate) fn read(store: &Store, letter: &'static BuiltIn, tone: Tone, english: English) -> Result<Reading, ApiError> {
    let name = letter.name(tone, english);
    let mine = in_force::<Template>(store, "template", Template::id_of(&name))?;
    Ok(Reading { name, letter, tone, english, mine })
}

/// The two parts of a letter, and what was left out.
pub(crate) struct Parts {
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) said: Vec<SaidSentence>,
    pub(crate) missing: Vec<String>,
    pub(crate) broken: Vec<String>,
}

impl Reading {
    /// Returns the wording in use of a sentence, with `over` over it.
    pub(crate) fn wording<'a>(&'a self, id: &str, built_in: &'a str, over: &'a [Sentence]) -> &'a str {
        let over = over.iter().find(|sentence| sentence.id == id).map(|sentence| sentence.text.as_str());
        over.or_else(|| self.mine.as_ref()?.changed(id)).unwrap_or(built_in)
    }
}

/// Fills a template: the sentences whose ids begin with `subject` become the subject.
pub(crate) fn subject_and_body(reading: &Reading, slots: &BTreeMap<String, String>, over: &[Sentence]) -> Parts {
    let sentences: Vec<_> = reading
        .letter
        .sentences
        .iter()
        .map(|wording| letter::Sentence {
            id: &wording.id,
            text: reading.wording(&wording.id, wording.said(reading.tone, reading.english), over),
            join: match wording.begins {
                Begins::Same => Join::Space,
                Begins::Line => Join::Line,
                Begins::Paragraph => Join::Paragraph,
            },
            unless: wording.unless.as_deref(),
            needs: wording.needs.as_deref(),
        })
        .collect();
    let (subject, body): (Vec<_>, Vec<_>) =
        sentences.into_iter().partition(|sentence| sentence.id.starts_with("subject"));
    let subject = letter::render(&subject, slots);
    let body = letter::render(&body, slots);
    let begins = |id: &str| {
        let wording = reading.letter.sentences.iter().find(|wording| wording.id == id);
        wording.map(|wording| wording.begins).unwrap_or_default()
    };
    let mut missing = Vec::new();
    for slot in subject.dropped.iter().chain(&body.dropped).flat_map(|dropped| &dropped.missing) {
        if !missing.contains(slot) {
            missing.push(slot.clone());
        }
    }
    Parts {
        subject: subject.text,
        said: body
            .said
            .into_iter()
            .map(|said| SaidSentence { begins: begins(&said.id), id: said.id, text: said.text })
            .collect(),
        broken: subject.broken.into_iter().chain(body.broken).map(|broken| broken.why).collect(),
        body: body.text,
        missing,
    }
}

/// Returns a sample for each slot, for a preview of nobody in particular.
pub(crate) fn samples() -> BTreeMap<String, String> {
    SLOTS.iter().map(|slot| (slot.name.to_owned(), slot.sample.to_owned())).collect()
}
