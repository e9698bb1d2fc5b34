//! Whether two names can be one person's (C92).
//!
//! Names are compared as they are shown, because nothing says which word is the family name. Where that is not enough, the user is
//! asked; the program never guesses.

use crate::fold::{fold, is_unspaced};

/// How two names stand to each other, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// The same words, in whatever order, with or without titles.
    Same,
    /// One has all words of the other, or their initials.
    Part,
    /// The given name is the same: somebody may have married.
    Given,
    /// Neither: two people.
    Different,
}

/// Titles and courtesies, which are left out at will; none that is also a name.
const TITLES: [&str; 16] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "mx",
    "herr",
    "frau",
    "phd",
    "mba",
    "msc",
    "bsc",
    "dipl",
    "monsieur",
    "madame",
];

/// What tells generations of one name apart.
const GENERATIONS: [(&str, u8); 8] =
    [("jr", 2), ("junior", 2), ("jnr", 2), ("ii", 2), ("sr", 1), ("senior", 1), ("snr", 1), ("iii", 3)];

struct Name {
    words: Vec<String>,
    generation: Option<u8>,
    given: String,
}

impl Name {
    fn read(text: &str) -> Self {
        // "Renk, Tomke" has the family first; what follows a comma may also be "Jr." or "PhD".
        let ordered = match text.split_once(',') {
            Some((family, given)) if words(given).iter().any(|word| !is_addition(word)) => format!("{given} {family}"),
            _ => text.to_owned(),
        };
        let all = words(&ordered);
        let generation = all
            .iter()
            .skip(1)
            .find_map(|word| GENERATIONS.iter().find(|(name, _)| name == word))
            .map(|(_, number)| *number);
        let bare: Vec<String> = all.iter().filter(|word| !is_addition(word)).cloned().collect();
        let words = if bare.is_empty() { all } else { bare };
        // Scripts without spaces put the family first.
        let unspaced = words.iter().flat_map(|word| word.chars()).any(is_unspaced);
        let given = if unspaced { words.last() } else { words.first() };
        Self { given: given.cloned().unwrap_or_default(), words, generation }
    }
}

fn is_addition(word: &str) -> bool {
    TITLES.contains(&word) || GENERATIONS.iter().any(|(name, _)| *name == word)
}

/// Cuts a name into folded words; an apostrophe parts nothing, and German letters count as people type them without.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|letter| !matches!(letter, '\'' | '’' | '‘' | '`' | 'ʼ')).collect();
    let folded = fold(&text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.replace("ae", "a").replace("oe", "o").replace("ue", "u")).collect()
}

/// Tells how two names stand to each other.
pub fn alike(one: &str, two: &str) -> Alike {
    let (one, two) = (Name::read(one), Name::read(two));
    let generations = (one.generation, two.generation);
    if one.words.is_empty() || two.words.is_empty() || matches!(generations, (Some(one), Some(two)) if one != two) {
        return Alike::Different;
    }
    let joined = |name: &Name| name.words.concat();
    let sorted = |name: &Name| {
        let mut words = name.words.clone();
        words.sort();
        words
    };
    let is_same = sorted(&one) == sorted(&two) || joined(&one) == joined(&two);
    if is_same {
        return if generations.0 == generations.1 { Alike::Same } else { Alike::Part };
    }
    if is_part(&one.words, &two.words) || is_part(&two.words, &one.words) {
        return Alike::Part;
    }
    if one.given == two.given && one.given.chars().nth(1).is_some() {
        return Alike::Given;
    }
    Alike::Different
}

/// Tells whether each of `few` is a word of `many` or the initial of one, each word once, and one at least whole.
fn is_part(few: &[String], many: &[String]) -> bool {
    let mut left: Vec<&String> = many.iter().collect();
    let mut whole = false;
    let mut by_length: Vec<&String> = few.iter().collect();
    by_length.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in by_length {
        let is_initial = |of: &str| of.chars().count() == 1;
        let exact = left.iter().position(|other| *other == word);
        let initial = || {
            left.iter().position(|other| {
                (is_initial(word) && other.starts_with(word.as_str()))
                    || (is_initial(other) && word.starts_with(other.as_str()))
            })
        };
        let Some(place) = exact.or_else(initial) else { return false };
        whole |= exact.is_some() && word.chars().nth(1).is_some();
        left.swap_remove(place);
    }
    // A single letter of an unspaced script is a whole word.
    whole || few.iter().flat_map(|word| word.chars()).any(is_unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_can_be_one_person() {
        for (one, two, expected) in [
            ("Tomke Renk", "Renk, Tomke", Alike::Same),
            ("Tomke Renk", "RENK Tomke", Alike::Same),
            ("Dr. Jürgen Öztürk", "Jurgen Oztürk", Alike::Same),
            ("Anna Müller", "Anna Mueller", Alike::Same),
            ("Siobhán O’Brien", "Siobhan OBrien", Alike::Same),
            ("Maria Berzins-Ozols", "Maria Berzins Ozols", Alike::Same),
            ("John Doe, PhD", "John Doe", Alike::Same),
            ("James Doe Jr.", "Doe, James, Jr", Alike::Same),
            ("Anna Petrova", "Anna", Alike::Part),
            ("J. Doe", "John Doe", Alike::Part),
            ("John R. Doe", "John Doe", Alike::Part),
            ("John Richter Doe", "John R Doe", Alike::Part),
            ("James Doe", "James Doe Jr.", Alike::Part),
            ("Olga Neumann", "Olga Brandt", Alike::Given),
            ("James Doe Sr.", "James Doe Jr.", Alike::Different),
            ("Vera Template", "Bruno Copied", Alike::Different),
            ("Anna Meyer", "Bernd Meyer", Alike::Different),
            ("J. D.", "John Doe", Alike::Different),
            ("山田 太郎", "山田 花子", Alike::Different),
            ("山田 太郎", "山田太郎", Alike::Same),
            ("", "Anna", Alike::Different),
            ("!?", "Anna", Alike::Different),
        ] {
            assert_eq!(alike(one, two), expected, "{one} and {two}");
            assert_eq!(alike(two, one), expected, "{two} and {one}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_itself_in_any_order_and_no_name_stops_the_program(words in prop::collection::vec("[A-ZÄÖa-zäöüß]{2,8}", 1..5), other in any::<String>()) {
            let name = words.join(" ");
            let turned = words.iter().rev().cloned().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(alike(&name, &turned), Alike::Same);
            prop_assert_eq!(alike(&name, &other), alike(&other, &name));
        }
    }
}
