//! B6: words found while they are typed.

use anyhow::Result;
use chrono::Utc;
use firsthand_domain::fold::{self, is_unspaced};
use firsthand_store::Store;
use firsthand_tests::dice::Dice;
use serde_json::{Value, json};

use crate::{
    corpus::{DATABASE, S, SEED, Size, T, U, copy},
    devices::{call, open},
    measure::Spent,
    table::{Row, Table},
    words::Speech,
};

/// How many searches of each kind.
const SEARCHES: usize = 1_000;
/// How many hits the search screen asks for.
const HITS: usize = 50;

/// Searches at a size for what somebody would type: any word as often as it is written.
pub(crate) fn run(quick: bool) -> Result<Table> {
    at(if quick { S } else { T }, 0.0)
}

/// The same among five times as many texts, where a search by few letters may take twice as long.
pub(crate) fn large(_: bool) -> Result<Table> {
    at(U, 2.0)
}

/// Measures at a size; what was promised is at least so many milliseconds there.
fn at(size: Size, least: f64) -> Result<Table> {
    let place = tempfile::tempdir()?;
    copy(size, place.path())?;
    let app = open(place.path())?;
    let store = Store::open(&place.path().join(DATABASE), Utc::now)?;
    let mut names = Vec::new();
    store.rows("person", &[], |row| names.push(row.title))?;
    let typist = Typist { speech: Speech::new(), names, store };
    let mut rows = Vec::new();
    for (name, limit, form) in FORMS {
        let mut dice = Dice::new(SEED);
        let (mut index, mut whole) = (Spent::default(), Spent::default());
        let (mut found, mut slowest) = (0, Vec::new());
        // The first few read the index from the disk.
        for number in 0..SEARCHES + 50 {
            let query = form(&typist, &mut dice)?;
            if number < 50 {
                typist.store.search(&query, HITS)?;
                let warm: Vec<Value> = call(&app, "search", json!({"query": query, "limit": HITS}))?;
                drop(warm);
                continue;
            }
            let hits = index.on(|| typist.store.search(&query, HITS))?;
            slowest.push((index.cpu.last(), query.clone()));
            found += usize::from(!hits.is_empty());
            let hits: Vec<Value> = whole.on(|| call(&app, "search", json!({"query": query, "limit": HITS})))?;
            drop(hits);
        }
        slowest.sort_unstable_by(|(one, _), (other, _)| other.total_cmp(one));
        slowest.truncate(8);
        eprintln!("  the slowest of {name}, in ms: {slowest:?}");
        let found = found * 100 / SEARCHES;
        let what = format!("{name}, {} texts, {found} of 100 found something; finding the documents", size.texts);
        let command = "… as the command `search`, with titles and marked context";
        for (what, spent) in [(what.as_str(), &index), (command, &whole)] {
            let limit = limit.map(|limit| limit.max(least));
            let row = Row::note(what, spent.wall.spread()).beside(format!("CPU {}", spent.cpu.spread()), "");
            rows.push(match limit {
                Some(limit) => row.budget(format!("p99 ≤ {limit} ms CPU"), spent.cpu.at(0.99) <= limit),
                None => row,
            });
        }
    }
    Ok(Table { title: "B6 · Search", rows })
}

/// What somebody who types knows: the words of the texts, and who is in them.
struct Typist {
    speech: Speech,
    names: Vec<String>,
    store: Store,
}

type Form = fn(&Typist, &mut Dice) -> Result<String>;

/// How a query looks, with the most milliseconds that were promised for it at 50,000 texts.
const FORMS: [(&str, Option<f64>, Form); 8] = [
    ("two letters", Some(1.0), |typist, dice| Ok(start(&typist.speech, dice, 2))),
    ("three letters", Some(1.0), |typist, dice| Ok(start(&typist.speech, dice, 3))),
    ("a word and the start of another", Some(5.0), |typist, dice| Ok(word_and_start(&typist.speech, dice))),
    ("two words in quotes, as they stand in a text", Some(5.0), phrase),
    ("`person:` and three letters", Some(5.0), |typist, dice| {
        let name = dice.pick(&typist.names).map(|name| name.split(' ').next().unwrap_or_default()).unwrap_or_default();
        Ok(format!("person:{name} {}", start(&typist.speech, dice, 3)))
    }),
    ("`after:` half a year ago and three letters", Some(5.0), |typist, dice| {
        Ok(format!("after:2026-06 {}", start(&typist.speech, dice, 3)))
    }),
    ("`before:` all there is and three letters", None, |typist, dice| {
        Ok(format!("before:2020 {}", start(&typist.speech, dice, 3)))
    }),
    ("four to six letters from inside a word", None, inside),
];

/// Takes two neighbors out of a text that has a word.
fn phrase(typist: &Typist, dice: &mut Dice) -> Result<String> {
    loop {
        let word = word(&typist.speech, dice);
        let Some(hit) = typist.store.search(&word, 1)?.into_iter().next() else { continue };
        let text = fold::fold(hit.record.text("text"));
        let words: Vec<&str> =
            text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let pair = words.windows(2).find(|pair| pair.contains(&word.as_str()));
        if let Some(pair) = pair {
            return Ok(format!("\"{}\"", pair.join(" ")));
        }
    }
}

fn inside(typist: &Typist, dice: &mut Dice) -> Result<String> {
    loop {
        let word = word(&typist.speech, dice);
        let letters = 4 + dice.below(3);
        if word.chars().count() > letters {
            return Ok(word.chars().skip(1).take(letters).collect());
        }
    }
}

/// Picks a folded word of a tongue with spaces.
fn word(speech: &Speech, dice: &mut Dice) -> String {
    loop {
        let tongue = speech.tongue(dice);
        if tongue.is_spaced() {
            return fold::fold(tongue.word(dice));
        }
    }
}

fn start(speech: &Speech, dice: &mut Dice, letters: usize) -> String {
    loop {
        let tongue = speech.tongue(dice);
        let word = if tongue.is_spaced() { tongue.word(dice).to_owned() } else { tongue.text(dice, letters) };
        let folded: String =
            fold::fold(&word).chars().filter(|letter| letter.is_alphanumeric()).take(letters).collect();
        if folded.chars().count() == letters {
            return folded;
        }
    }
}

fn word_and_start(speech: &Speech, dice: &mut Dice) -> String {
    loop {
        let tongue = speech.tongue(dice);
        let (first, second) = (fold::fold(tongue.word(dice)), fold::fold(tongue.word(dice)));
        let letters = 2 + dice.below(3);
        let second: String = second.chars().take(letters).collect();
        if first.chars().count() > 1 && second.chars().count() > 1 && !first.chars().any(is_unspaced) {
            return format!("{first} {second}");
        }
    }
}
