//! Whether terms that are to stand together do (C90).

use crate::{Record, project::field_terms};
use firsthand_domain::{
    Kind,
    fold::{is_single, is_unspaced},
    query::Phrase,
};
use serde_json::Value;

/// Tells whether a run stands together in one field; its last term may be the beginning of a longer one if it `goes_on`.
///
/// The index has all fields of a document in one row, so that what it finds may reach from one into the next.
pub(crate) fn stands_together(record: &Record, phrase: &Phrase, goes_on: bool) -> bool {
    let fields = Kind::named(record.kind()).map(|kind| kind.fields).unwrap_or_default();
    let written = written(phrase);
    let texts = || fields.iter().filter_map(|field| record.get(field.name).and_then(Value::as_str));
    // Folding a text takes longer than finding it; most runs stand in it letter for letter.
    if texts().any(|text| stands_plainly(text, &written, goes_on)) {
        return true;
    }
    let run = format!(" {}{}", phrase.terms.join(" "), if goes_on { "" } else { " " });
    fields.iter().any(|field| format!(" {} ", field_terms(field, record.get(field.name))).contains(&run))
}

/// Writes a run as people do: characters of unspaced scripts side by side, words with spaces between.
fn written(phrase: &Phrase) -> String {
    let mut written = String::new();
    let mut after_single = true;
    for term in &phrase.terms {
        let single = is_single(term);
        if !(written.is_empty() || single && after_single) {
            written.push(' ');
        }
        written.push_str(term);
        after_single = single;
    }
    written
}

/// Tells whether a text has the run as it is written, between ends of words that are plain to see; where it takes folding to
/// tell, as beside a mark or beside what cannot be seen, it says no.
fn stands_plainly(text: &str, run: &str, goes_on: bool) -> bool {
    let ends = |edge: Option<char>, next: Option<char>| match next {
        None => true,
        Some(next) if next.is_ascii() => {
            edge.is_some_and(is_unspaced) || !(next.is_ascii_alphanumeric() || matches!(next, '+' | '#'))
        }
        Some(next) => edge.is_some_and(is_unspaced) && next.is_alphanumeric(),
    };
    text.match_indices(run).any(|(at, run)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + run.len()..).and_then(|text| text.chars().next());
        ends(run.chars().next(), before) && (goes_on || ends(run.chars().next_back(), after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use firsthand_domain::Query;
    use serde_json::json;

    fn stands(text: &str, query: &str) -> bool {
        let phrase = Query::parse(query).phrases.remove(0);
        let record = Record(
            [("kind", json!("jot")), ("text", json!(text))]
                .map(|(name, value)| (name.to_owned(), value))
                .into_iter()
                .collect(),
        );
        stands_together(&record, &phrase, !phrase.whole && !phrase.terms.last().is_some_and(|term| is_single(term)))
    }

    #[test]
    fn c90_a_run_is_found_as_it_is_written_and_otherwise() {
        for (text, query) in [
            ("a typical day", "\"typical day\""),
            ("A Typical, day.", "\"typical day\""),
            ("typical days", "\"typical day"),
            ("cafe\u{301} noir", "\"cafe noir\""),
            ("看護師です", "看護"),
            ("ＡＢ看護", "看護"),
            ("in 看護 now", "看護"),
        ] {
            assert!(stands(text, query), "{query} in {text}");
        }
        for (text, query) in [
            ("atypical day", "\"typical day\""),
            ("typical days", "\"typical day\""),
            ("typical long day", "\"typical day\""),
            ("看板と護", "看護"),
        ] {
            assert!(!stands(text, query), "{query} in {text}");
        }
    }
}
