//! How words are compared when people look for them (C90).
//!
//! Case and accents do not count. Scripts written without spaces are compared character by character, so that a
//! two-letter word is found inside a longer run.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds text for comparison: compatibility forms united, accents and case gone, ß as ss, spaces single.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            folded.push(' ');
        }
        match c {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ı' => folded.push('i'),
            // Greek writes one letter in another way at the end of a word.
            'ς' => folded.push('σ'),
            // Arabic as it is typed in haste, and on Persian keyboards; the tatweel only stretches a word.
            'ـ' => {}
            'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'ک' => folded.push('ك'),
            c => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    folded
}

/// Tells whether a character belongs to a script that is written without spaces between words.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x312F | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// About the most bytes of one term; a search index takes none of more than 32 KiB.
const LONGEST: usize = 1000;

/// Splits text into folded terms: words of letters and digits, and each character of an unspaced script by itself. A word of 1,000
/// bytes or more is cut into several.
pub fn terms(text: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut word = String::new();
    let mut joined = false;
    let end = |word: &mut String, terms: &mut Vec<Term>| {
        if !word.is_empty() {
            terms.push(Term { text: std::mem::take(word), joined: false });
        }
    };
    for c in fold(text).chars() {
        if is_unspaced(c) && c.is_alphanumeric() {
            end(&mut word, &mut terms);
            terms.push(Term { text: c.to_string(), joined });
            joined = true;
        } else if c.is_alphanumeric() {
            word.push(c);
            joined = false;
            if word.len() >= LONGEST {
                end(&mut word, &mut terms);
            }
        } else {
            end(&mut word, &mut terms);
            joined = false;
        }
    }
    end(&mut word, &mut terms);
    terms
}

/// One term of a text or of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The folded word or character.
    pub text: String,
    /// Whether it directly follows the term before it, in a run of an unspaced script.
    pub joined: bool,
}

/// Returns the text as it is indexed: its terms with single spaces between.
pub fn indexed(text: &str) -> String {
    terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>().join(" ")
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
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("  Müller-Lüdenscheid  "), "muller-ludenscheid");
        assert_eq!(fold("STRAẞE straße"), "strasse strasse");
        assert_eq!(fold("e\u{301}cole École"), "ecole ecole");
        assert_eq!(fold("ﬁne Ａ"), "fine a");
        assert_eq!(fold("Łódź Ørsted"), "lodz orsted");
        assert_eq!(fold("ΤΕΛΟΣ"), fold("τέλος"));
    }

    #[test]
    fn c90_neighbors_of_unspaced_scripts_are_paired() {
        assert_eq!(pairs(&indexed("看護師 is 東京")), "看護 護師 東京");
        assert_eq!(pairs(&indexed("a 看 b")), "");
        assert_eq!(pairs(""), "");
    }

    #[test]
    fn c90_arabic_is_found_however_it_was_typed() {
        assert_eq!(fold("مُمَرِّضَة"), fold("ممرضه"), "short vowels, and the two forms of the last letter");
        assert_eq!(fold("أحمد إلى آخر"), fold("احمد الي اخر"));
        assert_eq!(fold("مـــحمد"), fold("محمد"));
        assert_eq!(fold("کتاب فارسی"), fold("كتاب فارسي"));
        assert_eq!(indexed("人々〇"), "人 々 〇");
    }

    #[test]
    fn unspaced_scripts_are_cut_into_characters() {
        assert_eq!(indexed("看護師になる"), "看 護 師 に な る");
        let terms = terms("a看護 b");
        assert_eq!(terms.iter().map(|term| term.joined).collect::<Vec<_>>(), [false, false, true, false]);
    }

    #[test]
    fn a_word_longer_than_an_index_takes_is_cut() {
        let word = "ä".repeat(40_000);
        assert!(terms(&word).iter().all(|term| term.text.len() <= LONGEST + 3));
        assert_eq!(indexed(&word).replace(' ', ""), "a".repeat(40_000));
        assert_eq!(indexed(&word), indexed(&fold(&word)), "a query is cut at the same places");
    }

    #[test]
    fn nothing_but_letters_and_digits_is_left() {
        assert_eq!(indexed("C++ & \"naïve\" (R2-D2)…"), "c naive r2 d2");
        assert_eq!(indexed("!!! \u{1f600}"), "");
    }
}
