//! The words around a hit (C90).

use crate::api::notes::Piece;
use firsthand_domain::fold::{self, Term};

/// How many characters are shown before the first hit, and how many in all.
const BEFORE: usize = 40;
const LENGTH: usize = 160;

/// Cuts `text` around the first hit and marks every hit: each term where a word begins with it.
pub(crate) fn context(text: &str, terms: &[Term]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(&chars, terms);
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

fn marks(chars: &[char], terms: &[Term]) -> Vec<bool> {
    let mut marks = vec![false; chars.len()];
    let fold = |c: &char| if c.is_whitespace() { " ".to_owned() } else { fold::fold(&c.to_string()) };
    let folded: Vec<String> = chars.iter().map(fold).collect();
    for start in 0..chars.len() {
        let Some(c) = chars.get(start) else { break };
        let begins = fold::is_unspaced(*c)
            || start.checked_sub(1).and_then(|before| chars.get(before)).is_none_or(|before| !before.is_alphanumeric());
        if !begins {
            continue;
        }
        for term in terms {
            if let Some(length) = matched(folded.get(start..).unwrap_or_default(), &term.text) {
                marks.iter_mut().skip(start).take(length).for_each(|mark| *mark = true);
            }
        }
    }
    marks
}

/// Returns how many characters of the text spell the term; none if they do not.
fn matched(folded: &[String], term: &str) -> Option<usize> {
    let mut rest = term;
    for (place, piece) in folded.iter().enumerate() {
        if rest.is_empty() {
            // Combining marks fold to nothing and belong to the letter before them.
            let marks = folded.get(place..).unwrap_or_default().iter().take_while(|piece| piece.is_empty()).count();
            return Some(place + marks);
        }
        rest = rest.strip_prefix(piece.as_str()).or_else(|| piece.starts_with(rest).then_some(""))?;
    }
    rest.is_empty().then_some(folded.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, query: &str) -> String {
        let pieces = context(text, &fold::terms(query));
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
    fn a_long_text_is_cut_around_the_hit() {
        let text = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = shown(&text, "needle");
        assert!(shown.starts_with("…hay") && shown.contains("[needle]") && shown.ends_with('…'), "{shown}");
    }
}
