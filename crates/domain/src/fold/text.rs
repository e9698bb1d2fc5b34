//! A text as its words.

use super::{
    forms::{Form, forms, runs},
    is_picture, is_unspaced,
    letters::{Letter, letters},
};
use std::{cell::OnceCell, iter, ops::Range};
use unicode_normalization::char::is_combining_mark;

/// About the most bytes of one term; a search index takes none of more than 32 KiB.
pub(super) const LONGEST: usize = 1000;

/// A text, read as words that are looked for.
pub struct Text {
    pub(super) letters: Vec<Letter>,
    pub(super) words: Vec<Word>,
    /// How many characters it has.
    length: usize,
    forms: OnceCell<Vec<Form>>,
}

/// One word in a text: where its letters are.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) letters: Range<usize>,
    /// How many of the letters are signs at its end, as in `c++`.
    pub(super) signs: usize,
    /// Whether it is one character of an unspaced script.
    pub(super) single: bool,
    /// Whether it directly follows the word before it, and both are single.
    pub(super) joined: bool,
}

/// One term of a text or of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The folded word or character.
    pub text: String,
    /// Whether it directly follows the term before it, in a run of an unspaced script.
    pub joined: bool,
}

/// What is looked for as one: a word, a run of a script without spaces, a number, parts that are joined by hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The terms.
    pub terms: Vec<String>,
    /// Whether the terms must stand side by side.
    pub together: bool,
    /// Further ways to write all of it, each as one term.
    pub also: Vec<String>,
}

/// Tells whether a folded character is part of a word: a letter, a digit, or a mark that counts.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

impl Text {
    /// Reads a text.
    pub fn new(text: &str) -> Self {
        let letters = letters(text);
        let words = words(&letters);
        Self { letters, words, length: text.chars().count(), forms: OnceCell::new() }
    }

    /// Returns its terms.
    pub(super) fn terms(&self) -> Vec<Term> {
        self.words.iter().map(|word| Term { text: self.plain(word), joined: word.joined }).collect()
    }

    /// Returns the further forms of its words.
    pub(super) fn forms(&self) -> &[Form] {
        self.forms.get_or_init(|| forms(self))
    }

    /// Returns the text in groups of terms, as a query is looked for.
    pub fn groups(&self) -> Vec<Group> {
        let groups = runs(self).into_iter().map(|run| {
            let words = self.words.get(run.words.clone()).unwrap_or_default();
            Group {
                terms: words.iter().map(|word| self.plain(word)).collect(),
                together: words.iter().any(|word| word.single),
                also: run.queried(self),
            }
        });
        groups.collect()
    }

    /// Returns where words begin with `term`, or are it if it is `whole`, in any of their forms; in characters of the text.
    pub fn begun(&self, term: &str, whole: bool) -> Vec<Range<usize>> {
        let words = self.words.iter().filter_map(|word| self.spelled(word.letters.clone(), term, whole));
        let mut found: Vec<Range<usize>> = words.collect();
        for form in self.forms() {
            let length = term.chars().count();
            if form.text == term || !whole && form.text.starts_with(term) {
                found.extend(self.places(form.letters.iter().take(length).copied()));
            }
        }
        found
    }

    /// Returns where words stand side by side that are these terms, the last one as far as it is given unless it is `whole`.
    pub fn together(&self, terms: &[String], whole: bool) -> Vec<Range<usize>> {
        let Some((last, before)) = terms.split_last() else { return Vec::new() };
        let runs = self.words.windows(terms.len()).filter_map(|words| {
            let (end, words) = words.split_last()?;
            let mut all = words.iter().zip(before);
            let first = words.first().unwrap_or(end).letters.start;
            let fits = all.all(|(word, term)| self.spelled(word.letters.clone(), term, true).is_some());
            let last = self.spelled(end.letters.clone(), last, whole || end.single).filter(|_| fits)?;
            Some(self.letters.get(first)?.at..last.end)
        });
        runs.collect()
    }

    /// Returns where a term stands inside words, in any of their forms.
    pub fn inside(&self, term: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for word in &self.words {
            let starts = word.letters.clone();
            found.extend(starts.filter_map(|start| self.spelled(start..word.letters.end, term, false)));
        }
        for form in self.forms() {
            for (place, _) in form.text.match_indices(term) {
                let before = form.text.get(..place).map_or(0, |text| text.chars().count());
                found.extend(self.places(form.letters.iter().skip(before).take(term.chars().count()).copied()));
            }
        }
        found
    }

    /// Returns the folded letters of a word.
    pub(super) fn plain(&self, word: &Word) -> String {
        self.plainly(word.letters.clone()).map(|(_, c)| c).collect()
    }

    /// Returns letters with their places among the letters, but not what belongs to longer spellings.
    pub(super) fn plainly(&self, range: Range<usize>) -> impl Iterator<Item = (usize, char)> {
        let letters = self.letters.get(range.clone()).unwrap_or_default();
        iter::zip(range, letters).filter(|(_, letter)| !letter.extra).map(|(place, letter)| (place, letter.c))
    }

    /// Returns where a term is spelled at the beginning of some letters; all of them, if it is `whole`.
    fn spelled(&self, range: Range<usize>, term: &str, whole: bool) -> Option<Range<usize>> {
        let mut letters = self.plainly(range);
        let mut found: Option<(usize, usize)> = None;
        for c in term.chars() {
            let (place, _) = letters.next().filter(|(_, letter)| *letter == c)?;
            found = Some((found.map_or(place, |(first, _)| first), place));
        }
        if whole && letters.next().is_some() {
            return None;
        }
        let (first, last) = found?;
        self.places([first, last].into_iter())
    }

    /// Returns the characters of the text from which the first to the last of some letters come.
    fn places(&self, letters: impl Iterator<Item = usize>) -> Option<Range<usize>> {
        let (first, last) = letters.fold(None, |found: Option<(usize, usize)>, place| {
            Some((found.map_or(place, |(first, _)| first), place))
        })?;
        let (from, at) = (self.letters.get(first)?.at, self.letters.get(last)?.at);
        // Marks, and what cannot be seen, belong to the letter before them.
        let mut after = self.letters.iter().skip(last).map(|letter| letter.at);
        Some(from..after.find(|next| *next > at).unwrap_or(self.length))
    }
}

/// Splits letters into words.
fn words(letters: &[Letter]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut begun: Option<usize> = None;
    let mut bytes = 0;
    let end = |begun: &mut Option<usize>, end: usize, signs: usize, words: &mut Vec<Word>| {
        if let Some(start) = begun.take() {
            words.push(Word { letters: start..end + signs, signs, single: false, joined: false });
        }
    };
    let mut joined = false;
    let mut skip = 0;
    for (place, letter) in letters.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
        } else if is_unspaced(letter.c) && (is_word(letter.c) || is_picture(letter.c)) {
            end(&mut begun, place, 0, &mut words);
            words.push(Word { letters: place..place + 1, signs: 0, single: true, joined });
            joined = true;
        } else if is_word(letter.c) {
            // A longer spelling stays with its letter.
            if bytes >= LONGEST && !letter.extra {
                end(&mut begun, place, 0, &mut words);
            }
            if begun.is_none() {
                (begun, bytes) = (Some(place), 0);
            }
            bytes += if letter.extra { 0 } else { letter.c.len_utf8() };
            joined = false;
        } else {
            skip = if begun.is_some() { signs(letters, place) } else { 0 };
            end(&mut begun, place, skip, &mut words);
            skip = skip.saturating_sub(1);
            joined = false;
        }
    }
    end(&mut begun, letters.len(), 0, &mut words);
    words
}

/// How many signs make a name such as `C++`, `C#` or `A+` of the word that ends before `place`.
fn signs(letters: &[Letter], place: usize) -> usize {
    let at = |place: usize| letters.get(place).map(|letter| letter.c);
    let run = (place..).take_while(|place| matches!(at(*place), Some('+' | '#'))).count();
    let before = place.checked_sub(1).and_then(at);
    let next = at(place + run).filter(|next| is_word(*next) && !is_unspaced(*next));
    // `a+b` and `Tel+49` are no names; `C++17` and `C#12` are, with a number after them.
    let goes_on = next.is_some_and(|next| run == 1 && (at(place) == Some('+') || !next.is_numeric()));
    if run > 3 || goes_on || !before.is_some_and(char::is_alphabetic) { 0 } else { run }
}
