//! Finding what changed between two texts.
//!
//! An edit of prose arrives as the whole new text. Writing it as such would replace letters that nobody touched, and two
//! devices' edits of one paragraph would then both be kept, doubled. So only what differs is written: common ends are
//! trimmed, the middle is compared word by word (a very long one line by line first), and each replaced word is trimmed
//! letter by letter again.

use firsthand_domain::fold::is_unspaced;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// The most words on either side that are compared word by word.
const WORD_LIMIT: usize = 4_000;
/// How long one comparison may look for the shortest difference; after that a longer one will do.
const PATIENCE: Duration = Duration::from_millis(100);

/// One replacement; places and lengths count Unicode code points of the old text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    /// Where it begins.
    pub(crate) at: usize,
    /// How many code points go.
    pub(crate) delete: usize,
    /// What comes.
    pub(crate) insert: String,
}

/// Finds the replacements that turn `old` into `new`, the last in the text first: applied in this order, no place moves.
pub(crate) fn splices(old: &str, new: &str) -> Vec<Splice> {
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    let mut found = Vec::new();
    compare(&old, &new, 0, Grain::Lines, &mut found);
    found.reverse();
    found
}

/// Joins two texts of which nobody knows the common ancestor: every line of both is kept, lines that both have once.
///
/// Where `new` only adds to a stretch of `old`, the stretch is not repeated.
pub(crate) fn union(old: &str, new: &str) -> String {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let (old_lines, new_lines) = (lines(&old), lines(&new));
    let mut numbers = HashMap::new();
    let old_numbers = numbered(&old_lines, &mut numbers);
    let new_numbers = numbered(&new_lines, &mut numbers);
    let deadline = Instant::now() + PATIENCE;
    let mut joined: Vec<char> = Vec::new();
    for step in capture_diff_slices_deadline(Algorithm::Myers, &old_numbers, &new_numbers, Some(deadline)) {
        let old_part = old_lines.get(step.old_range()).unwrap_or_default().concat();
        let new_part = new_lines.get(step.new_range()).unwrap_or_default().concat();
        if contains(&new_part, &old_part) {
            joined.extend(new_part);
        } else if contains(&old_part, &new_part) {
            joined.extend(old_part);
        } else {
            joined.extend(&old_part);
            if joined.last() != Some(&'\n') {
                joined.push('\n');
            }
            joined.extend(new_part);
        }
    }
    joined.into_iter().collect()
}

/// Tells whether `part` is `whole` with letters left out in stretches that an edit could have added.
fn contains(whole: &[char], part: &[char]) -> bool {
    let mut found = Vec::new();
    compare(part, whole, 0, Grain::Lines, &mut found);
    found.iter().all(|splice| splice.delete == 0)
}

#[derive(Clone, Copy, PartialEq)]
enum Grain {
    Lines,
    Words,
    Whole,
}

/// Compares two stretches of which the old one begins at `at`.
fn compare(old: &[char], new: &[char], at: usize, grain: Grain, found: &mut Vec<Splice>) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (tail(old, head), tail(new, head));
    let foot = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let old = old.get(..old.len() - foot).unwrap_or_default();
    let new = new.get(..new.len() - foot).unwrap_or_default();
    let at = at + head;
    if old.is_empty() && new.is_empty() {
        return;
    }
    let whole = Splice { at, delete: old.len(), insert: new.iter().collect() };
    if old.is_empty() || new.is_empty() || grain == Grain::Whole {
        found.push(whole);
        return;
    }
    let (old_words, new_words) = (words(old), words(new));
    let few = old_words.len().max(new_words.len()) <= WORD_LIMIT;
    let (old_parts, new_parts, next) = if few {
        (old_words, new_words, Grain::Whole)
    } else if grain == Grain::Lines {
        (lines(old), lines(new), Grain::Words)
    } else {
        found.push(whole);
        return;
    };
    let mut numbers = HashMap::new();
    let old_numbers = numbered(&old_parts, &mut numbers);
    let new_numbers = numbered(&new_parts, &mut numbers);
    let deadline = Instant::now() + PATIENCE;
    for step in capture_diff_slices_deadline(Algorithm::Myers, &old_numbers, &new_numbers, Some(deadline)) {
        if let DiffOp::Equal { .. } = step {
            continue;
        }
        let (old_range, new_range) = (step.old_range(), step.new_range());
        let start: usize = old_parts.get(..old_range.start).unwrap_or_default().iter().map(|part| part.len()).sum();
        let old_part = old_parts.get(old_range).unwrap_or_default().concat();
        let new_part = new_parts.get(new_range).unwrap_or_default().concat();
        compare(&old_part, &new_part, at + start, next, found);
    }
}

/// Gives equal parts equal numbers, so that comparing them is cheap.
fn numbered<'t>(parts: &[&'t [char]], numbers: &mut HashMap<&'t [char], usize>) -> Vec<usize> {
    let mut number = |part| {
        let next = numbers.len();
        *numbers.entry(part).or_insert(next)
    };
    parts.iter().map(|part| number(*part)).collect()
}

fn tail(chars: &[char], from: usize) -> &[char] {
    chars.get(from..).unwrap_or_default()
}

/// Cuts after every line break.
fn lines(text: &[char]) -> Vec<&[char]> {
    text.split_inclusive(|c| *c == '\n').collect()
}

/// Cuts into words with the spaces after them; other marks, and the characters of unspaced scripts, stand alone.
fn words(text: &[char]) -> Vec<&[char]> {
    let joins = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.first() {
        let letters = if joins(*first) { rest.iter().take_while(|c| joins(**c)).count() } else { 1 };
        let spaces = tail(rest, letters).iter().take_while(|c| c.is_whitespace()).count();
        let (word, after) = rest.split_at_checked(letters + spaces).unwrap_or((rest, &[]));
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(old: &str, splices: &[Splice]) -> String {
        let mut chars: Vec<char> = old.chars().collect();
        for splice in splices {
            chars.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
        }
        chars.into_iter().collect()
    }

    #[test]
    fn only_what_differs_is_written() {
        let found = splices("She likes the work a lot.", "She loves the work.");
        assert_eq!(applied("She likes the work a lot.", &found), "She loves the work.");
        assert!(found.iter().map(|splice| splice.delete).sum::<usize>() <= 10, "{found:?}");
        assert_eq!(splices("colour", "color"), [Splice { at: 4, delete: 1, insert: String::new() }]);
        assert_eq!(splices("same", "same"), []);
    }

    #[test]
    fn a_full_rewrite_of_a_long_text_ends_soon() {
        let old = "All day she looks after patients on the ward.\n".repeat(6_000);
        let new = "Nights are short and the pay is modest, he says.\n".repeat(6_000);
        let begin = Instant::now();
        assert_eq!(applied(&old, &splices(&old, &new)), new);
        assert!(begin.elapsed() < Duration::from_secs(20), "quadratic");
    }

    #[test]
    fn a_few_changes_in_a_long_text_stay_few() {
        let old: String = (0..9_000).map(|n| format!("line {n} of the long text\n")).collect();
        let new = old.replace("line 77 of", "line 77 out of").replace("line 8000 of the long", "line 8000 of a long");
        let found = splices(&old, &new);
        assert_eq!(applied(&old, &found), new);
        assert_eq!(found.len(), 2);
    }

    proptest! {
        #[test]
        fn the_splices_give_exactly_the_new_text(old in "(\\PC|[ab \n]|e\u{301}|\u{1F469}\u{200D}\u{2695}|\u{5D0}|看){0,40}", new in "(\\PC|[ab \n]|e\u{301}|\u{1F469}\u{200D}\u{2695}|\u{5D0}|看){0,40}") {
            prop_assert_eq!(applied(&old, &splices(&old, &new)), new);
        }
    }
}
