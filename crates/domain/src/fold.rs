//! How words are compared when people look for them (C90).
//!
//! Text is folded as NFKC_Casefold folds it (Unicode, chapter 3.13; UAX #31): compatibility forms are united, case goes,
//! and so does every character that cannot be seen. Beyond that, accents do not count. Scripts written without spaces are
//! compared character by character, so that a two-letter word is found inside a longer run, and so are emoji.
//!
//! People write one word in several ways: `O’Brien` and `OBrien`, `Müller` and `Mueller`, `e-mail` and `email`,
//! `+49 30 555` and `4930555`. A text is found by the further forms of its words, too: [`more`].

mod forms;
mod letters;
mod text;

pub use text::{Group, Term, Text};

use icu_properties::{CodePointSetData, CodePointSetDataBorrowed, props::ExtendedPictographic};
use letters::{Letter, letters};

/// Folds text for comparison: compatibility forms united; accents, case and what cannot be seen gone; ß as ss, þ as th; one
/// kind of apostrophe and of hyphen; spaces single.
pub fn fold(text: &str) -> String {
    let plain = letters(text).into_iter().filter(|letter| !letter.extra);
    plain.map(|Letter { c, .. }| if c == '\n' { ' ' } else { c }).collect()
}

/// Folds text that is searched for words within it: as [`fold`] does, with the further forms of its words after it.
pub fn searched(text: &str) -> String {
    let (folded, more) = (fold(text), more(text));
    if more.is_empty() { folded } else { format!("{folded} {more}") }
}

/// Makes a test for texts folded by [`searched`]: one must hold every word of the query in one of its forms, in any order.
pub fn matcher(query: &str) -> impl Fn(&str) -> bool {
    let forms = |word: &str| {
        let mut forms = vec![fold(word)];
        if let [group] = Text::new(word).groups().as_slice() {
            forms.extend_from_slice(&group.also);
        }
        forms
    };
    let words: Vec<Vec<String>> = query.split_whitespace().map(forms).collect();
    move |searched| words.iter().all(|forms| forms.iter().any(|form| searched.contains(form)))
}

/// Tells whether a character is written without spaces around it: a letter of some scripts, an emoji.
pub fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x312F | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
        || is_picture(c)
}

const PICTURES: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<ExtendedPictographic>();

/// Tells whether a character is an emoji or a part of a flag. Signs such as © that stand beside words are none.
fn is_picture(c: char) -> bool {
    c >= '\u{2190}' && (matches!(c, '\u{1F1E6}'..='\u{1F1FF}') || PICTURES.contains(c))
}

/// Splits text into folded terms: words of letters and digits, and each character of an unspaced script by itself. `C++` and
/// `C#` are words. A word of 1,000 bytes or more is cut into several.
pub fn terms(text: &str) -> Vec<Term> {
    Text::new(text).terms()
}

/// Returns the text as it is indexed: its terms with single spaces between.
pub fn indexed(text: &str) -> String {
    terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>().join(" ")
}

/// Returns the further forms of the words of a text, with single spaces between, each of letters and digits alone: what is
/// joined by hyphens, apostrophes or points in one; numbers without what separates their digits, from each group of digits
/// on; ä, ö, ü, ø and å as ae, oe, ue, oe and aa; `C++` as `c`.
pub fn more(text: &str) -> String {
    more_of(&Text::new(text))
}

fn more_of(text: &Text) -> String {
    text.forms().iter().map(|form| form.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Returns all by which a text is found: its terms, as [`indexed`] does, and after them the further forms of its words.
pub fn all_forms(text: &str) -> String {
    let text = Text::new(text);
    let (terms, more) = (text.terms().into_iter().map(|term| term.text), more_of(&text));
    terms.chain(Some(more).filter(|more| !more.is_empty())).collect::<Vec<_>>().join(" ")
}

/// Returns each two neighbors among indexed terms that are characters of an unspaced script, with single spaces between.
///
/// A single character of such a script stands in every other text, two together in few: so a run is looked up by these.
pub fn pairs(indexed: &str) -> String {
    let mut pairs = String::new();
    let mut before = None;
    for term in indexed.split(' ') {
        let single = Some(term).filter(|term| is_single(term));
        if let (Some(before), Some(term)) = (before, single) {
            if !pairs.is_empty() {
                pairs.push(' ');
            }
            pairs.push_str(before);
            pairs.push_str(term);
        }
        before = single;
    }
    pairs
}

/// Tells whether a term is one character of an unspaced script.
pub fn is_single(term: &str) -> bool {
    let mut chars = term.chars();
    chars.next().is_some_and(is_unspaced) && chars.next().is_none()
}

#[cfg(test)]
mod tests;
