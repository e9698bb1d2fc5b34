//! Filling slots: a sentence whose slot is not known is left out whole, so that no letter has a hole.

use minijinja::{Environment, UndefinedBehavior, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How a sentence goes on from the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// After a space, in the same paragraph.
    #[default]
    Space,
    /// On a new line.
    Line,
    /// As a new paragraph.
    Paragraph,
}

/// One sentence to be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its wording with slots such as `{{ minutes }}`; empty leaves it out.
    pub text: &'a str,
    /// How it goes on.
    pub join: Join,
    /// The earlier sentence in whose place it is said.
    pub unless: Option<&'a str>,
    /// A slot that must be known, although the sentence does not name it.
    pub needs: Option<&'a str>,
}

/// A sentence as it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A sentence that was left out, and the slots that are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its id.
    pub id: String,
    /// The slots.
    pub missing: Vec<String>,
}

/// A sentence that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its id.
    pub id: String,
    /// Why, and what to do, in words for the user.
    pub why: String,
}

/// A filled text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The sentences that are said, in order.
    pub said: Vec<Said>,
    /// Those left out for want of a slot, unless another one stands in for them.
    pub dropped: Vec<Dropped>,
    /// Those that cannot be read; they are left out.
    pub broken: Vec<Broken>,
    /// The sentences joined to a text.
    pub text: String,
}

/// Fills the slots of `sentences`. A slot that is absent or blank is not known.
pub fn render(sentences: &[Sentence<'_>], slots: &BTreeMap<String, String>) -> Rendered {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let known: BTreeMap<String, String> = slots
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.clone(), value.trim().to_owned()))
        .collect();
    let context = Value::from(known.clone());
    let mut rendered = Rendered::default();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut stood_in: BTreeSet<&str> = BTreeSet::new();
    let mut join = Join::Space;
    for sentence in sentences {
        if sentence.unless.is_some_and(|other| said.contains(other)) {
            continue;
        }
        // A paragraph begins where its first sentence stood, whether or not that one is said.
        join = join.max(sentence.join);
        if sentence.text.trim().is_empty() {
            continue;
        }
        let missing = match missing(sentence, &known) {
            Ok(missing) => missing,
            Err(why) => {
                rendered.broken.push(Broken { id: sentence.id.to_owned(), why });
                continue;
            }
        };
        if !missing.is_empty() {
            rendered.dropped.push(Dropped { id: sentence.id.to_owned(), missing });
            continue;
        }
        match environment.render_str(&ended_once(sentence.text.trim(), &known), context.clone()) {
            Ok(text) => {
                let text = text.trim().to_owned();
                if !rendered.text.is_empty() {
                    rendered.text.push_str(match join {
                        Join::Paragraph => "\n\n",
                        Join::Line => "\n",
                        Join::Space => " ",
                    });
                }
                rendered.text.push_str(&text);
                join = Join::Space;
                said.insert(sentence.id);
                stood_in.extend(sentence.unless);
                rendered.said.push(Said { id: sentence.id.to_owned(), text });
            }
            Err(error) => {
                let why = format!("This sentence cannot be read: {error}.");
                rendered.broken.push(Broken { id: sentence.id.to_owned(), why });
            }
        }
    }
    rendered.dropped.retain(|dropped| !stood_in.contains(dropped.id.as_str()));
    rendered
}

/// Finds the slots of a sentence that are not known.
fn missing(sentence: &Sentence<'_>, known: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut missing: Vec<String> = Vec::new();
    let named = names(sentence.text)?;
    for slot in named.into_iter().chain(sentence.needs) {
        if !known.contains_key(slot) && !missing.iter().any(|other| other == slot) {
            missing.push(slot.to_owned());
        }
    }
    Ok(missing)
}

/// Finds the slots of a text. Only names may stand between the braces: what a letter says is decided by what is known,
/// not by a program in it.
fn names(text: &str) -> Result<Vec<&str>, String> {
    let how = "Write the name of one slot between two braces on either side, such as {{ minutes }}.";
    if text.contains("{%") || text.contains("{#") {
        return Err(format!("Braces with % or # have no meaning here. {how}"));
    }
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").ok_or_else(|| format!("The braces are not closed. {how}"))?;
        if before.contains("}}") {
            return Err(format!("The braces are closed twice. {how}"));
        }
        let name = name.trim();
        if name.is_empty() || !name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_') {
            return Err(format!("\"{name}\" is not the name of a slot. {how}"));
        }
        names.push(name);
        rest = tail;
    }
    if rest.contains("}}") {
        return Err(format!("The braces are closed but not opened. {how}"));
    }
    Ok(names)
}

/// What may close a quotation after the end of a sentence within it.
const QUOTES: [char; 11] = ['"', '\'', '”', '’', '“', '‘', '»', '›', '«', '」', '』'];

/// Takes the end of a sentence away from its wording where it stands right after a slot whose value brings an end of its own,
/// such as "James Doe Sr." or "Yahoo!". What is written within a value, or elsewhere in the wording, stays as it is.
fn ended_once(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut ended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        ended.push_str(&format!("{before}{{{{{name}}}}}"));
        let own = known.get(name.trim()).and_then(|value| value.trim_end_matches(QUOTES).chars().next_back());
        let own = own.filter(|letter| matches!(letter, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।'));
        rest = match (own, tail.chars().next()) {
            // Three points are no end but a pause.
            (Some(_), Some('.')) if !tail.starts_with("..") => tail.split_at(1).1,
            (Some(own), Some(next @ ('!' | '?'))) if own == next => tail.split_at(1).1,
            _ => tail,
        };
    }
    ended.push_str(rest);
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain<'a>(id: &'a str, text: &'a str) -> Sentence<'a> {
        Sentence { id, text, join: Join::Space, unless: None, needs: None }
    }

    fn slots(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_missing_slot_drops_its_sentence_and_leaves_no_hole() {
        let sentences = [
            Sentence { id: "greeting", ..plain("greeting", "Dear {{ name }},") },
            Sentence { unless: Some("greeting"), ..plain("nobody", "Hello,") },
            Sentence { join: Join::Paragraph, ..plain("sent", "{{ sent_by }} sent me.") },
            plain("known", "{{ known }}."),
            Sentence { needs: Some("tour"), ..plain("tour", "Show me around.") },
            Sentence { join: Join::Line, ..plain("end", "Bye.") },
        ];
        let rendered = render(&sentences, &slots(&[("name", "Ana"), ("known", "We met in May"), ("sent_by", "  ")]));
        assert_eq!(rendered.text, "Dear Ana,\n\nWe met in May.\nBye.");
        let dropped: Vec<_> = rendered.dropped.iter().map(|one| (one.id.as_str(), one.missing.join(" "))).collect();
        assert_eq!(dropped, [("sent", "sent_by".to_owned()), ("tour", "tour".to_owned())]);
        let nobody = render(&sentences, &slots(&[]));
        assert_eq!(nobody.text, "Hello,\nBye.".replace(",\n", ",\n\n"), "the paragraph begins where it stood");
        assert!(nobody.dropped.iter().all(|one| one.id != "greeting"), "another sentence stands in for it");
    }

    #[test]
    fn a_slot_is_words_and_never_a_program() {
        let rendered = render(&[plain("a", "{{ known }}")], &slots(&[("known", "{{ me }} <b>&amp; {% x %}")]));
        assert_eq!(rendered.text, "{{ me }} <b>&amp; {% x %}");
    }

    #[test]
    fn a_broken_sentence_is_named_and_left_out() {
        for text in ["{{ minutes", "{{ minutes + 1 }}", "{% if a %}", "}} {{ me }}", "{{ }}", "{{ me }} }}", "{# x #}"]
        {
            let rendered = render(&[plain("a", text), plain("b", "Bye.")], &slots(&[("me", "Kim"), ("minutes", "20")]));
            assert_eq!(rendered.text, "Bye.", "{text}");
            assert!(rendered.broken[0].why.contains("such as {{ minutes }}"), "{text}");
        }
        let single = render(&[plain("a", "a { b } c")], &slots(&[]));
        assert_eq!(single.text, "a { b } c");
    }

    #[test]
    fn a_sentence_ends_once() {
        let ends = |value: &str| render(&[plain("a", "I ask: {{ objective }}.")], &slots(&[("objective", value)])).text;
        assert_eq!(ends("why?"), "I ask: why?");
        assert_eq!(ends("it."), "I ask: it.");
        assert_eq!(ends("so ..."), "I ask: so ...", "an ellipsis is left as it was written");
        assert_eq!(ends("what \"free\" means to \"Jim Jr.\""), "I ask: what \"free\" means to \"Jim Jr.\"");
        assert_eq!(ends("why?. And how"), "I ask: why?. And how.", "within a value nothing is changed");
        let hello = [plain("a", "Hello, {{ name }}. I am {{ name }}! {{ name }}, {{ name }}... {{ name }}?")];
        assert_eq!(
            render(&hello, &slots(&[("name", "James Doe Sr.")])).text,
            "Hello, James Doe Sr. I am James Doe Sr.! James Doe Sr., James Doe Sr.... James Doe Sr.?"
        );
        assert_eq!(render(&hello, &slots(&[("name", "Yo!")])).text, "Hello, Yo! I am Yo! Yo!, Yo!... Yo!?");
    }
}
