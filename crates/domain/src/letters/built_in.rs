//! The built-in letters: data of the program, with the user's changes over it sentence by sentence.

use super::{Purpose, Template};
use crate::{Channel, English, Tone};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../../data/letters.toml");

/// How a sentence goes on from the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    /// In the same paragraph.
    #[default]
    Same,
    /// On a new line.
    Line,
    /// As a new paragraph.
    Paragraph,
}

/// One sentence in its four wordings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Wording {
    /// Its short id within the letter; never reused.
    pub id: String,
    /// Formal, as in the United States.
    pub text: String,
    /// Informal, where it reads otherwise.
    #[serde(default)]
    pub informal: Option<String>,
    /// Formal in Britain, where it reads otherwise.
    #[serde(default)]
    pub gb: Option<String>,
    /// Informal in Britain, where it reads otherwise.
    #[serde(default)]
    pub informal_gb: Option<String>,
    /// How it goes on.
    #[serde(default)]
    pub begins: Begins,
    /// The earlier sentence in whose place it is said.
    #[serde(default)]
    pub unless: Option<String>,
    /// A slot that must be known, although the sentence does not name it.
    #[serde(default)]
    pub needs: Option<String>,
}

impl Wording {
    /// Returns the wording for a tone and an English; the nearest one where there is none of its own.
    pub fn said(&self, tone: Tone, english: English) -> &str {
        let informal = tone == Tone::Informal;
        let gb = english == English::Gb;
        let nearest = match (informal, gb) {
            (true, true) => self.informal_gb.as_ref().or(self.informal.as_ref()).or(self.gb.as_ref()),
            (true, false) => self.informal.as_ref(),
            (false, true) => self.gb.as_ref(),
            (false, false) => None,
        };
        nearest.unwrap_or(&self.text)
    }
}

/// One built-in letter or script.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BuiltIn {
    /// What it is for.
    pub purpose: Purpose,
    /// How it goes out; a script has [`Channel::Phone`].
    pub channel: Channel,
    /// Its sentences, in order.
    #[serde(rename = "sentence")]
    pub sentences: Vec<Wording>,
}

#[derive(Deserialize)]
struct Source {
    letter: Vec<BuiltIn>,
}

/// Returns the built-in letters of this version.
pub fn built_in() -> &'static [BuiltIn] {
    static LETTERS: LazyLock<Vec<BuiltIn>> =
        LazyLock::new(|| toml::from_str::<Source>(SOURCE).map(|source| source.letter).unwrap_or_default());
    &LETTERS
}

/// Finds the letter for a purpose. A channel without one of its own takes what is written for mail; face to face one
/// says what one says on the phone.
pub fn letter_for(purpose: Purpose, channel: Channel) -> Option<&'static BuiltIn> {
    let spoken = matches!(channel, Channel::Phone | Channel::InPerson);
    let of = |purpose, channel| built_in().iter().find(move |one| one.purpose == purpose && one.channel == channel);
    let own = if spoken { of(purpose, Channel::Phone) } else { None };
    own.or_else(|| of(purpose, Channel::Email)).or_else(|| of(Purpose::Other, Channel::Email))
}

impl BuiltIn {
    /// Returns the name of one of its four variants, such as `ask.email.formal.us`.
    pub fn name(&self, tone: Tone, english: English) -> String {
        let tone = if tone == Tone::Informal { "informal" } else { "formal" };
        format!("{}.{}.{tone}.{}", self.purpose.word(), self.channel.word(), english.word())
    }

    /// Finds a variant by its name.
    pub fn named(name: &str) -> Option<(&'static Self, Tone, English)> {
        let variants = [Tone::Formal, Tone::Informal]
            .into_iter()
            .flat_map(|tone| [English::Us, English::Gb].into_iter().map(move |english| (tone, english)));
        let mut all =
            built_in().iter().flat_map(|one| variants.clone().map(move |(tone, english)| (one, tone, english)));
        all.find(|(one, tone, english)| one.name(*tone, *english) == name)
    }
}

impl Template {
    /// Returns the user's wording of a sentence, if it was changed.
    pub fn changed(&self, sentence: &str) -> Option<&str> {
        self.sentences.iter().find(|changed| changed.id == sentence).map(|changed| changed.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::slots;
    use std::collections::BTreeSet;

    fn variants(one: &Wording) -> impl Iterator<Item = &str> {
        [Some(&one.text), one.informal.as_ref(), one.gb.as_ref(), one.informal_gb.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    #[test]
    fn every_purpose_has_a_letter_and_every_sentence_is_sound() {
        assert!(toml::from_str::<Source>(SOURCE).is_ok(), "{:?}", toml::from_str::<Source>(SOURCE).err());
        for word in Purpose::WORDS {
            let purpose: Purpose = serde_json::from_value(serde_json::json!(word)).unwrap();
            assert_eq!(letter_for(purpose, Channel::Email).unwrap().purpose, purpose);
        }
        for letter in built_in() {
            let mut before = BTreeSet::new();
            for sentence in &letter.sentences {
                let at = format!("{}.{}", letter.name(Tone::Formal, English::Us), sentence.id);
                assert!(sentence.unless.as_ref().is_none_or(|other| before.contains(other)), "{at}: unless");
                assert!(sentence.needs.as_ref().is_none_or(|slot| slots::known(slot)), "{at}: needs");
                for text in variants(sentence) {
                    assert!(!text.trim().is_empty(), "{at} is empty");
                    for slot in slots::named_in(text) {
                        assert!(slots::known(slot), "{at} names {slot}");
                    }
                }
                assert!(before.insert(sentence.id.clone()), "{at} comes twice");
            }
        }
    }

    #[test]
    fn c22_no_way_of_asking_is_silent_about_jobs() {
        for channel in [Channel::Phone, Channel::Email, Channel::Message, Channel::InPerson] {
            let letter = letter_for(Purpose::Ask, channel).unwrap();
            assert!(letter.sentences.iter().any(|sentence| sentence.id == "no_job"), "{channel:?}");
        }
    }

    #[test]
    fn each_variant_has_a_name_that_finds_it() {
        let names: BTreeSet<_> = built_in()
            .iter()
            .flat_map(|one| {
                [Tone::Formal, Tone::Informal].into_iter().flat_map(move |tone| {
                    [English::Us, English::Gb].into_iter().map(move |english| one.name(tone, english))
                })
            })
            .collect();
        assert_eq!(names.len(), 4 * built_in().len());
        for name in &names {
            let (one, tone, english) = BuiltIn::named(name).unwrap();
            assert_eq!(one.name(tone, english), *name);
        }
        let (one, ..) = BuiltIn::named("resume.email.formal.gb").unwrap();
        let subject = one.sentences.first().unwrap();
        assert_eq!(subject.said(Tone::Usual, English::Us), "My resume, as you asked");
        assert_eq!(subject.said(Tone::Informal, English::Gb), "My CV, as you asked");
    }
}
