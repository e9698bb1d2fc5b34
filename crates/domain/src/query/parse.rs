//! Reading a query from left to right.

use super::{Phrase, Query};
use crate::fold::{self, Group, Text, is_unspaced, terms};
use chrono::NaiveDate;
use unicode_normalization::char::is_combining_mark;

/// The most terms that are looked for.
const TERM_LIMIT: usize = 16;
/// The most filters of names; further ones are words.
const NAME_LIMIT: usize = 4;

/// Reads a whole query.
pub(super) fn query(text: &str) -> Query {
    let mut query = Query::default();
    let mut words = String::new();
    let (mut rest, mut before) = (text, None);
    while let Some(c) = rest.chars().next() {
        if before.is_none_or(char::is_whitespace)
            && let Some(after) = filter(rest, &mut query)
        {
            query.words(&mut words);
            (rest, before) = (after, Some(' '));
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_quote(c) && !before.is_some_and(continues) {
            query.words(&mut words);
            let (inside, closed, after) = quoted(rest);
            query.quote(inside, closed);
            rest = after;
        } else {
            words.push(c);
        }
        before = Some(c);
    }
    query.words(&mut words);
    query
}

impl Query {
    fn words(&mut self, words: &mut String) {
        let room = TERM_LIMIT.saturating_sub(self.phrases.iter().map(|phrase| phrase.terms.len()).sum());
        self.phrases.extend(phrases(words, room));
        words.clear();
    }

    fn quote(&mut self, words: &str, whole: bool) {
        let room = TERM_LIMIT.saturating_sub(self.phrases.iter().map(|phrase| phrase.terms.len()).sum());
        let terms: Vec<String> = terms(words).into_iter().take(room).map(|term| term.text).collect();
        if !terms.is_empty() {
            self.phrases.push(Phrase { terms, together: true, also: Vec::new(), whole });
        }
    }
}

fn phrases(words: &str, room: usize) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut room = room;
    for Group { mut terms, together, also } in Text::new(words).groups() {
        terms.truncate(room);
        room -= terms.len();
        if terms.is_empty() {
            break;
        }
        phrases.push(Phrase { terms, together, also, whole: false });
    }
    phrases
}

/// Takes a filter off the beginning of `text` and returns what follows it; none when there is none that can be read.
fn filter<'a>(text: &'a str, query: &mut Query) -> Option<&'a str> {
    let colon = |c: char| matches!(c, ':' | '：');
    let (place, _) = text.char_indices().take("exploration:".len()).find(|(_, c)| colon(*c))?;
    let (key, value) = text.split_at_checked(place)?;
    let value = value.strip_prefix(colon)?;
    let (value, rest) = match value.chars().next() {
        Some(c) if is_quote(c) => {
            let (inside, _, rest) = quoted(value.get(c.len_utf8()..)?);
            (inside, rest)
        }
        _ => value.split_at_checked(value.find(char::is_whitespace).unwrap_or(value.len()))?,
    };
    match key.to_ascii_lowercase().as_str() {
        "person" => name(value, &mut query.people)?,
        "exploration" => name(value, &mut query.explorations)?,
        // Of two, both must hold.
        "after" => query.after = query.after.max(Some(day(value)?)),
        "before" => query.before = Some(day(value)?.min(query.before.unwrap_or(NaiveDate::MAX))),
        _ => return None,
    }
    Some(rest)
}

fn name(value: &str, names: &mut Vec<Vec<Phrase>>) -> Option<()> {
    if names.len() >= NAME_LIMIT {
        return None;
    }
    let name = Some(phrases(value, TERM_LIMIT)).filter(|name| !name.is_empty())?;
    names.push(name);
    Some(())
}

/// Reads `2026-11-01`, or the first day of `2026-11` or `2026`.
fn day(value: &str) -> Option<NaiveDate> {
    let folded = fold::fold(value);
    let mut parts = folded.trim().split('-');
    let year = parts.next().and_then(|year| number(year, 4..=4))?;
    let month = parts.next().map_or(Some(1), |month| number(month, 1..=2))?;
    let day = parts.next().map_or(Some(1), |day| number(day, 1..=2))?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    date.filter(|_| parts.next().is_none())
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let are_digits = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| are_digits)
}

/// Splits what follows an opening quote: what it holds, whether it was closed, and the rest.
fn quoted(text: &str) -> (&str, bool, &str) {
    let mut before = None;
    for (place, c) in text.char_indices() {
        let (inside, rest) = text.split_at_checked(place).unwrap_or((text, ""));
        let rest = rest.get(c.len_utf8()..).unwrap_or_default();
        // Between two letters it is a sign within a word, such as the gershayim of a Hebrew abbreviation.
        let within = before.is_some_and(continues) && rest.chars().next().is_some_and(continues);
        if is_quote(c) && !within {
            return (inside, true, rest);
        }
        before = Some(c);
    }
    (text, false, "")
}

/// Any double quotation mark; which ones open and which close differs from country to country.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂')
}

/// Tells whether a word goes on with or after this character.
fn continues(c: char) -> bool {
    (c.is_alphanumeric() && !is_unspaced(c)) || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes a query as `word a+run parts in one|partsinone person(...) after(...)`.
    fn read(text: &str) -> String {
        let query = Query::parse(text);
        let run = |phrase: &Phrase| {
            let also: String = phrase.also.iter().map(|form| format!("|{form}")).collect();
            let joint = if phrase.together { "+" } else { " " };
            format!("{}{also}{}", phrase.terms.join(joint), if phrase.whole { "." } else { "" })
        };
        let runs = |phrases: &[Phrase]| phrases.iter().map(run).collect::<Vec<_>>().join(" ");
        let mut read = vec![runs(&query.phrases)];
        read.extend(query.people.iter().map(|name| format!("person({})", runs(name))));
        read.extend(query.explorations.iter().map(|name| format!("exploration({})", runs(name))));
        read.extend(query.after.map(|day| format!("after({day})")));
        read.extend(query.before.map(|day| format!("before({day})")));
        read.retain(|part| !part.is_empty());
        read.join(" ")
    }

    #[test]
    fn c90_words_and_runs_are_told_apart() {
        assert_eq!(read("Léa  Müll"), "lea mull|muell");
        assert_eq!(read("看護師 nacht"), "看+護+師 nacht");
        assert_eq!(read("!?"), "");
    }

    #[test]
    fn c90_words_are_looked_for_in_all_their_forms() {
        assert_eq!(read("O’Brien e-mail Müller"), "o brien|obrien e mail|email muller|mueller");
        assert_eq!(read("+49 30 555-01 25"), "49 30 555 01 25|49305550125");
        assert_eq!(read("person:O'Brien \"e-mail me\" C++"), "e+mail+me. c++ person(o brien|obrien)");
        assert_eq!(read("Kranken\u{AD}haus 🎉"), "krankenhaus 🎉");
    }

    #[test]
    fn c90_words_in_quotes_stand_together() {
        for text in
            ["\"typical day\"", "„typical day“", "“typical day”", "«typical day»", "»typical day«", "「typical day」"]
        {
            assert_eq!(read(text), "typical+day.", "{text}");
        }
        assert_eq!(read("nurse \"typical da"), "nurse typical+da", "quotes that are not closed run to the end");
        assert_eq!(read("\"\" \"!\" x"), "x");
        assert_eq!(read("私は「看護」です"), "私+は 看+護. で+す");
    }

    #[test]
    fn c90_a_quote_within_a_word_is_no_quote() {
        assert_eq!(read("5\" disk"), "5 disk");
        assert_eq!(read("צה\"ל now"), "צה ל now");
        assert_eq!(read("\"צה\"ל now\" then"), "צה+ל+now. then");
    }

    #[test]
    fn c90_filters_are_taken_out() {
        assert_eq!(read("person:Ana pay"), "pay person(ana)");
        assert_eq!(read("pay Person:\"Ana María\" exploration:nursing"), "pay person(ana maria) exploration(nursing)");
        assert_eq!(read("after:2026-11-01 before:2026-11 after:2026"), "after(2026-11-01) before(2026-11-01)");
        assert_eq!(read("person：田中 after:２０２６"), "person(田+中) after(2026-01-01)");
        assert_eq!(read("person:„Ana Ma"), "person(ana ma)");
        assert_eq!(read("before:2026 before:2025 \"a b\""), "a+b. before(2025-01-01)");
    }

    #[test]
    fn c90_what_is_no_filter_is_words() {
        assert_eq!(read("https://example.org at 10:30"), "https example org|exampleorg at 10 30");
        assert_eq!(read("person: ana after: on:x"), "person ana after on x");
        assert_eq!(
            read("after:tomorrow after:20 after:2026-13 after:2026-02-30"),
            "after tomorrow after 20 after 2026 13|202613 after 2026 02 30|20260230"
        );
        assert_eq!(read("inperson:ana (person:ana"), "inperson ana person ana");
        assert_eq!(read("after:2026-1-2-3 after:+2026 after:٢٠٢٦"), "after 2026 1 2 3|2026123 after 2026 after ٢٠٢٦");
    }

    #[test]
    fn no_query_grows_without_bounds() {
        let query = Query::parse(&"a person:b \"c d\" ".repeat(1_000));
        assert_eq!(query.people.len(), NAME_LIMIT);
        assert!(query.phrases.iter().map(|phrase| phrase.terms.len()).sum::<usize>() <= TERM_LIMIT);
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "(\\PC|[\"„“«»:]| |person:|after:|before:|exploration:|2026|-){0,30}") {
            let query = Query::parse(&text);
            prop_assert!(query.phrases.iter().chain(query.people.iter().flatten()).all(|phrase| !phrase.terms.is_empty()));
        }
    }
}
