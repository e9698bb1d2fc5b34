//! The words around a hit (C90).

use crate::api::notes::Piece;
use firsthand_domain::{fold, query::Phrase};

/// How many characters are shown before the first hit, and how many in all.
const BEFORE: usize = 40;
const LENGTH: usize = 160;
/// From this length on, a word is also looked for inside longer ones, as the search does.
const INSIDE: usize = 4;

/// Cuts `text` around the first hit and marks every hit there: each word where one begins with it, each run where it stands
/// together, and the last word inside longer ones where none shown begins with it.
pub(crate) fn context(text: &str, phrases: &[Phrase]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(&chars, phrases);
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

/// Marks what is hit, as far as it can be shown with the first hit.
fn marks(chars: &[char], phrases: &[Phrase]) -> Vec<bool> {
    let mut marks = vec![false; chars.len()];
    let mut end = chars.len();
    let mut mark = |start: usize, length: usize, end: &mut usize| {
        marks.iter_mut().skip(start).take(length).for_each(|mark| *mark = true);
        *end = (*end).min(start + LENGTH);
    };
    let mut begun = false;
    let begins = |start: &usize| {
        let before = start.checked_sub(1).and_then(|before| chars.get(before));
        before.is_none_or(|before| !before.is_alphanumeric())
            || chars.get(*start).is_some_and(|c| fold::is_unspaced(*c))
    };
    for start in (0..chars.len()).filter(begins) {
        if start >= end {
            break;
        }
        let rest = chars.get(start..).unwrap_or_default();
        for (place, phrase) in phrases.iter().enumerate() {
            if let Some(length) = run(rest, phrase) {
                mark(start, length, &mut end);
                begun |= place + 1 == phrases.len();
            }
        }
    }
    let inside = phrases.last().and_then(|last| match last.terms.as_slice() {
        [word] if !begun && !last.whole && word.chars().count() >= INSIDE => Some(word),
        _ => None,
    });
    for start in inside.map_or(0..0, |_| 0..chars.len()) {
        if start >= end {
            break;
        }
        let rest = chars.get(start..).unwrap_or_default();
        if let Some(length) = inside.and_then(|word| spelled(rest, word)) {
            mark(start, length, &mut end);
        }
    }
    marks
}

/// Returns how many characters a run of words takes at the beginning of the text; none if it does not stand there.
fn run(chars: &[char], phrase: &Phrase) -> Option<usize> {
    let last = phrase.terms.len().saturating_sub(1);
    let mut length = 0;
    for (place, term) in phrase.terms.iter().enumerate() {
        let rest = chars.get(length..)?;
        let gap = if place == 0 { 0 } else { rest.iter().take_while(|c| !c.is_alphanumeric()).count() };
        let spelled = spelled(rest.get(gap..)?, term)?;
        length += gap + spelled;
        let next = chars.get(length).filter(|c| c.is_alphanumeric() && !fold::is_unspaced(**c));
        let ends = next.is_none() || term.chars().all(fold::is_unspaced);
        if !ends && (place < last || phrase.whole) {
            return None;
        }
    }
    Some(length)
}

/// Returns how many characters of the text spell the term; none if they do not.
fn spelled(chars: &[char], term: &str) -> Option<usize> {
    let mut rest = term;
    for (place, c) in chars.iter().enumerate() {
        let folded = Folded::of(*c);
        let piece = folded.as_str();
        if rest.is_empty() {
            // Combining marks fold to nothing and belong to the letter before them.
            let marks = chars.get(place..).unwrap_or_default().iter();
            return Some(place + marks.take_while(|c| Folded::of(**c).as_str().is_empty()).count());
        }
        if place == 0 && piece.is_empty() {
            return None;
        }
        rest = rest.strip_prefix(piece).or_else(|| piece.starts_with(rest).then_some(""))?;
    }
    rest.is_empty().then_some(chars.len())
}

/// One character as it is compared; most are plain letters, for which nothing need be made.
enum Folded {
    Plain([u8; 1]),
    Other(String),
}

impl Folded {
    fn of(c: char) -> Self {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii_graphic() => Self::Plain([byte.to_ascii_lowercase()]),
            _ if c.is_whitespace() => Self::Plain([b' ']),
            _ => Self::Other(fold::fold(&c.to_string())),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Plain(byte) => str::from_utf8(byte).unwrap_or_default(),
            Self::Other(text) => text,
        }
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
