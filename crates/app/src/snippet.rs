//! The words around a hit (C90).

use crate::api::notes::Piece;
use firsthand_domain::{fold::Text, query::Phrase};
use std::ops::Range;

/// How many characters are shown before the first hit, and how many in all.
const BEFORE: usize = 40;
const LENGTH: usize = 160;
/// How many bytes of a text are read at first.
const READ: usize = 2_000;
/// From this length on, a word is also looked for inside longer ones, as the search does.
const INSIDE: usize = 4;

/// Cuts `text` around the first hit and marks every hit there: each word where one begins with it, each run where it stands
/// together, and the last word inside longer ones where none shown begins with it.
pub(crate) fn context(text: &str, phrases: &[Phrase]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(text, chars.len(), phrases);
    let first = marks.iter().position(|mark| *mark).unwrap_or(0);
    let start = first.saturating_sub(BEFORE);
    let start = if start == 0 { 0 } else { word_start(&chars, start, first) };
    let end = (start + LENGTH).min(chars.len());
    let mut pieces: Vec<Piece> = Vec::new();
    if start > 0 {
        push(&mut pieces, '…', false);
    }
    for (c, mark) in chars.iter().zip(&marks).skip(start).take(end - start) {
        push(&mut pieces, if c.is_whitespace() { ' ' } else { *c }, *mark);
    }
    if end < chars.len() {
        push(&mut pieces, '…', false);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, c: char, hit: bool) {
    match pieces.last_mut() {
        Some(last) if last.hit == hit => last.text.push(c),
        _ => pieces.push(Piece { text: c.to_string(), hit }),
    }
}

fn word_start(chars: &[char], from: usize, until: usize) -> usize {
    (from..until).find(|place| chars.get(place.wrapping_sub(1)).is_none_or(|c| c.is_whitespace())).unwrap_or(from)
}

/// Marks the characters that are hit, as far as they are shown.
fn marks(text: &str, length: usize, phrases: &[Phrase]) -> Vec<bool> {
    let mut marks = vec![false; length];
    if phrases.is_empty() {
        return marks;
    }
    // Most hits stand near the beginning; reading all of a long text takes longer than finding it.
    let beginning = beginning(text, READ);
    let mut read = Text::new(beginning);
    mark_begun(&mut marks, &read, phrases);
    let shown = marks.iter().position(|mark| *mark).map(|first| first + 2 * LENGTH);
    if beginning.len() < text.len() && shown.is_none_or(|shown| shown > beginning.chars().count()) {
        read = Text::new(text);
        mark_begun(&mut marks, &read, phrases);
    }
    if let Some(last) = phrases.last().filter(|last| !last.whole && hits(&read, last).is_empty()) {
        let alone = last.terms.iter().filter(|_| last.terms.len() == 1);
        for word in alone.chain(&last.also).filter(|word| word.chars().count() >= INSIDE) {
            mark(&mut marks, read.inside(word));
        }
    }
    marks
}

/// Returns the beginning of a text, of about so many bytes, up to the end of a word.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut spaces = text.char_indices().skip_while(|(place, _)| *place < bytes).filter(|(_, c)| c.is_whitespace());
    spaces.next().and_then(|(place, _)| text.get(..place)).unwrap_or(text)
}

fn mark_begun(marks: &mut [bool], text: &Text, phrases: &[Phrase]) {
    for phrase in phrases {
        mark(marks, hits(text, phrase));
    }
}

/// Finds where a phrase stands, in any way in which it is written.
fn hits(text: &Text, phrase: &Phrase) -> Vec<Range<usize>> {
    let mut found: Vec<_> = phrase.also.iter().flat_map(|form| text.begun(form, phrase.whole)).collect();
    match phrase.terms.as_slice() {
        [term] => found.extend(text.begun(term, phrase.whole)),
        terms if phrase.together => found.extend(text.together(terms, phrase.whole)),
        // The parts mean something where the whole is nowhere.
        terms if found.is_empty() => {
            let last = terms.len().saturating_sub(1);
            let parts = terms.iter().enumerate();
            found = parts
                .flat_map(|(place, term)| text.begun(term, phrase.whole || place < last || term.len() == 1))
                .collect();
        }
        _ => {}
    }
    found
}

fn mark(marks: &mut [bool], places: Vec<Range<usize>>) {
    for place in places {
        marks.iter_mut().skip(place.start).take(place.len()).for_each(|mark| *mark = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use firsthand_domain::Query;

    fn shown(text: &str, query: &str) -> String {
        let pieces = context(text, &Query::parse(query).phrases);
        pieces.iter().map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn c90_a_hit_is_marked_in_its_context() {
        assert_eq!(shown("She met Müller twice.", "mull"), "She met [Mull]er twice.".replace("Mull", "Müll"));
        assert_eq!(shown("E\u{301}cole normale", "ecole"), "[E\u{301}cole] normale");
        assert_eq!(shown("私は看護師です", "看護"), "私は[看護]師です");
        assert_eq!(shown("nothing here", "zebra"), "nothing here");
        assert_eq!(shown("Straße", "strass"), "[Straß]e");
    }

    #[test]
    fn c90_a_run_is_marked_where_it_stands_together() {
        assert_eq!(shown("A day, a typical day.", "\"typical day\""), "A day, a [typical day].");
        assert_eq!(shown("typical days", "\"typical day\""), "typical days");
        assert_eq!(shown("typical days", "\"typical day"), "[typical day]s");
        assert_eq!(shown("看板と看護", "看護"), "看板と[看護]");
    }

    #[test]
    fn c90_a_word_inside_a_longer_one_is_marked() {
        assert_eq!(shown("Ein Informationsinterview", "interview"), "Ein Informations[interview]");
        assert_eq!(shown("Interview, Informationsinterview", "interv"), "[Interv]iew, Informationsinterview");
        assert_eq!(shown("Übergröße", "gross"), "Über[größ]e");
        assert_eq!(shown("banana", "nan"), "banana", "short words count from the beginning only");
    }

    #[test]
    fn c90_every_form_is_marked_as_it_is_written() {
        assert_eq!(shown("im Kranken\u{AD}haus hier", "krankenhaus"), "im [Kranken\u{AD}haus] hier");
        assert_eq!(shown("im Kranken\u{AD}haus hier", "haus"), "im Kranken\u{AD}[haus] hier");
        assert_eq!(shown("Pat O’Brien", "obrien"), "Pat [O’Brien]");
        assert_eq!(shown("Pat OBrien", "O’Brien"), "Pat [OBrien]");
        assert_eq!(shown("Herr Müller", "Mueller"), "Herr [Müller]");
        assert_eq!(shown("Herr Mueller", "Müller"), "Herr [Mueller]");
        assert_eq!(shown("an e-mail, even", "email"), "an [e-mail], even");
        assert_eq!(shown("an email, even", "e-mail"), "an [email], even");
        assert_eq!(shown("even a mail", "e-mail"), "even a [mail]", "the parts, where the whole is nowhere");
        assert_eq!(shown("+49 30 555-01 25 now", "5550125"), "+49 30 [555-01 25] now");
        assert_eq!(shown("49305550125", "+49 30 555-01 25"), "[49305550125]");
        assert_eq!(shown("52,000 people", "52000"), "[52,000] people");
        assert_eq!(shown("C++ or C", "c++"), "[C++] or C");
        assert_eq!(shown("a 🎉 party", "🎉"), "a [🎉] party");
        assert_eq!(shown("ม้า มา", "มา"), "ม้า [มา]");
    }

    #[test]
    fn c90_a_hit_far_into_a_long_text_is_marked() {
        for before in [10, 100, 199, 200, 300, 2_000, 20_000] {
            let text = format!("{}e-mail {}", "hay ".repeat(before), "straw ".repeat(2_000));
            let shown = shown(&text, "email");
            assert!(shown.contains("[e-mail]") && shown.chars().count() < 200, "{before}: {shown}");
        }
    }

    #[test]
    fn c90_filters_are_not_marked() {
        assert_eq!(shown("A person after ana: pay", "person:ana after:2026 pay"), "A person after ana: [pay]");
    }

    #[test]
    fn a_long_text_is_cut_around_the_hit() {
        let text = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = shown(&text, "needle");
        assert!(shown.starts_with("…hay") && shown.contains("[needle]") && shown.ends_with('…'), "{shown}");
    }
}
