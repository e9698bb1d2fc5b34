//! The further forms of words: the ways in which people write the same thing.

use super::text::{LONGEST, Text, Word};
use std::{collections::BTreeSet, ops::Range};

/// One further form of a word or of several.
pub(super) struct Form {
    /// Its letters and digits.
    pub(super) text: String,
    /// For each of its characters, its place among the letters of the text.
    pub(super) letters: Vec<usize>,
}

/// So many digits make a number of several groups one that is looked for as one; below, only thousands are.
const NUMBER: usize = 5;
/// The fewest and the most digits of a form: the fewest that are worth it; as many as a number of a phone or an account has.
const DIGITS: (usize, usize) = (4, 24);
/// The most parts that are joined into one form.
const PARTS: usize = 8;
/// A number that begins with zeros and has so many digits is one to be dialed.
const DIALED: usize = 7;
/// The longest gap within a number, such as `) ` or ` - `.
const GAP: usize = 3;

/// Words that belong to each other.
pub(super) struct Run {
    /// The words, by their places among the words of the text.
    pub(super) words: Range<usize>,
    kind: Join,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// One word, or characters of an unspaced script side by side.
    None,
    /// Parts with hyphens, apostrophes or points between.
    Parts,
    /// Groups of digits.
    Number,
}

/// Cuts a text into its runs.
pub(super) fn runs(text: &Text) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut start = 0;
    while let Some(word) = text.words.get(start) {
        let (number, parts) = (while_joined(text, start, in_number), while_joined(text, start, in_word));
        let run = if word.single {
            Run { words: while_joined(text, start, |_, _, next| next.joined), kind: Join::None }
        } else if is_number(text, &number) && number.len() >= parts.len() {
            Run { words: number, kind: Join::Number }
        } else if text.words.get(parts.clone()).is_some_and(|words| are_parts(text, words)) {
            Run { words: parts, kind: Join::Parts }
        } else {
            Run { words: start..start + 1, kind: Join::None }
        };
        start = run.words.end;
        runs.push(run);
    }
    runs
}

/// Cuts the numbers of several groups out of a text, wherever they stand.
fn numbers(text: &Text) -> impl Iterator<Item = &[Word]> {
    let mut start = 0;
    std::iter::from_fn(move || {
        while start < text.words.len() {
            let number = while_joined(text, start, in_number);
            start = number.end;
            if is_number(text, &number) {
                return text.words.get(number);
            }
        }
        None
    })
}

/// Returns the words from `start` on of which each joins the one before it.
fn while_joined(text: &Text, start: usize, joins: fn(&Text, &Word, &Word) -> bool) -> Range<usize> {
    let pairs = text.words.get(start..).unwrap_or_default().windows(2);
    let joined = pairs.take_while(|pair| matches!(pair, [before, next] if joins(text, before, next))).count();
    start..start + 1 + joined
}

/// Returns the further forms of all words, each once.
pub(super) fn forms(text: &Text) -> Vec<Form> {
    let mut forms = Forms { text, found: Vec::new(), seen: BTreeSet::new() };
    for run in runs(text).into_iter().filter(|run| run.kind == Join::Parts) {
        let words = text.words.get(run.words).unwrap_or_default();
        for part in words.chunks(PARTS).chain(words.windows(2)) {
            forms.add(part, 0);
        }
    }
    for number in numbers(text) {
        forms.number(number);
        forms.number(&without_trunk(text, number));
    }
    for word in text.words.iter().filter(|word| !word.single).map(std::slice::from_ref) {
        forms.longer(word);
        if let [Word { signs: 1.., .. }] = word {
            forms.add(word, word.iter().map(|word| word.signs).sum());
        }
    }
    forms.found
}

impl Run {
    /// Returns the further forms in which the run of a query may be written: all of it as one term.
    pub(super) fn queried(&self, text: &Text) -> Vec<String> {
        let mut forms = Forms { text, found: Vec::new(), seen: BTreeSet::new() };
        let words = text.words.get(self.words.clone()).unwrap_or_default();
        match self.kind {
            Join::None => {}
            Join::Parts => forms.add(words, 0),
            Join::Number => {
                forms.add(words, 0);
                forms.add(&without_trunk(text, words), 0);
            }
        }
        if !words.iter().any(|word| word.single) {
            forms.longer(words);
        }
        let mut also: Vec<String> = forms.found.into_iter().map(|form| form.text).collect();
        // A number as it is dialed within the country: the text may have the country's number in place of the zeros.
        let alone = words.first().filter(|_| words.len() == 1).map(|word| text.plain(word));
        let digits = also.iter().chain(&alone).filter(|digits| digits.len() >= DIALED);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        let national = digits.filter_map(|digits| Some(digits.strip_prefix('0')?.trim_start_matches('0').to_owned()));
        let national: Vec<String> = national.filter(|digits| digits.len() >= NUMBER).collect();
        also.extend(national);
        also
    }
}

struct Forms<'t> {
    text: &'t Text,
    found: Vec<Form>,
    seen: BTreeSet<String>,
}

impl Forms<'_> {
    /// Adds words as one, without the last `less` letters, and their longer spelling.
    fn add(&mut self, words: &[Word], less: usize) {
        let places = words.iter().flat_map(|word| self.text.plainly(word.letters.clone()));
        let mut letters: Vec<(usize, char)> = places.collect();
        letters.truncate(letters.len() - less.min(letters.len()));
        self.keep(&letters);
        if words.len() > 1 {
            self.longer(words);
        }
    }

    /// Adds the longer spelling of words as one, if they have one.
    fn longer(&mut self, words: &[Word]) {
        let places = words.iter().flat_map(|word| word.letters.clone());
        let letters: Vec<_> = places.filter_map(|place| Some((place, *self.text.letters.get(place)?))).collect();
        if letters.iter().any(|(_, letter)| letter.extra) {
            self.keep(&letters.into_iter().map(|(place, letter)| (place, letter.c)).collect::<Vec<_>>());
        }
    }

    /// Adds a number from each of its groups on.
    fn number(&mut self, groups: &[Word]) {
        for start in 0..groups.len() {
            let mut digits = 0;
            let rest = groups.get(start..).unwrap_or_default();
            let count = rest.iter().take_while(|group| {
                digits += group.letters.len();
                digits <= DIGITS.1
            });
            let count = count.count();
            let taken = rest.get(..count).unwrap_or_default();
            if count > 1 && taken.iter().map(|group| group.letters.len()).sum::<usize>() >= DIGITS.0 {
                self.add(taken, 0);
            }
        }
    }

    fn keep(&mut self, letters: &[(usize, char)]) {
        let text: String = letters.iter().map(|(_, c)| *c).collect();
        if text.len() <= 2 * LONGEST && self.seen.insert(text.clone()) {
            self.found.push(Form { text, letters: letters.iter().map(|(place, _)| *place).collect() });
        }
    }
}

fn is_digits(text: &Text, word: &Word) -> bool {
    text.letters.get(word.letters.clone()).unwrap_or_default().iter().all(|letter| letter.c.is_ascii_digit())
}

/// Returns what stands between two words.
fn gap<'t>(text: &'t Text, before: &Word, next: &Word) -> impl Iterator<Item = char> + Clone + use<'t> {
    let between = text.letters.get(before.letters.end..next.letters.start).unwrap_or_default();
    between.iter().map(|letter| letter.c)
}

/// Tells whether a word goes on in the next one: `e-mail`, `O’Brien`, `U.S.`
fn in_word(text: &Text, before: &Word, next: &Word) -> bool {
    let mut gap = gap(text, before, next);
    !next.single && matches!((gap.next(), gap.next()), (Some('-' | '\'' | '.'), None))
}

/// Tells whether a number goes on in the next group of digits. A comma parts a list if a space follows it.
fn in_number(text: &Text, before: &Word, next: &Word) -> bool {
    let mut gap = gap(text, before, next);
    let parts = |c| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\'' | '\u{2011}'..='\u{2015}' | '\u{2212}' | '·');
    let length = gap.clone().count();
    let separates = gap.clone().eq([',']) || (1..=GAP).contains(&length) && gap.all(parts);
    separates && is_digits(text, before) && is_digits(text, next)
}

/// Tells whether groups of digits are one number: of several groups, and long enough or parted at thousands.
fn is_number(text: &Text, groups: &Range<usize>) -> bool {
    let groups = text.words.get(groups.clone()).unwrap_or_default();
    let digits: usize = groups.iter().map(|group| group.letters.len()).sum();
    groups.len() > 1 && (digits >= NUMBER || groups.iter().skip(1).all(|group| group.letters.len() == 3))
}

/// Tells whether joined words are parts of one: several, and not digits alone.
fn are_parts(text: &Text, words: &[Word]) -> bool {
    words.len() > 1 && !words.iter().all(|word| is_digits(text, word))
}

/// Leaves out the zero of `+49 (0)30`, which is not dialed from abroad.
fn without_trunk(text: &Text, groups: &[Word]) -> Vec<Word> {
    let is_trunk = |place: usize| {
        let around = |place: usize| text.letters.get(place).map(|letter| letter.c);
        let Some(group) = groups.get(place) else { return false };
        let before = group.letters.start.checked_sub(1).and_then(around);
        let inside = group.letters.len() == 1 && around(group.letters.start) == Some('0');
        place > 0 && inside && before == Some('(') && around(group.letters.end) == Some(')')
    };
    groups.iter().enumerate().filter(|(place, _)| !is_trunk(*place)).map(|(_, group)| group.clone()).collect()
}
