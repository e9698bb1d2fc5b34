//! B6: words found while they are typed.

use anyhow::Result;
use chrono::Utc;
use firsthand_domain::fold::{self, is_unspaced};
use firsthand_store::Store;
use firsthand_tests::dice::Dice;
use serde_json::{Value, json};

use crate::{
    corpus::{DATABASE, L, S, SEED, copy},
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
    let size = if quick { S } else { L };
    let place = tempfile::tempdir()?;
    copy(size, place.path())?;
    let app = open(place.path())?;
    let store = Store::open(&place.path().join(DATABASE), Utc::now)?;
    let speech = Speech::new();
    let mut rows = Vec::new();
    for (name, form) in FORMS {
        let mut dice = Dice::new(SEED);
        let (mut index, mut whole) = (Spent::default(), Spent::default());
        let mut found = 0;
        // The first few read the index from the disk.
        for number in 0..SEARCHES + 50 {
            let query = form(&speech, &mut dice);
            if number < 50 {
                store.search(&query, HITS)?;
                continue;
            }
            found += usize::from(!index.on(|| store.search(&query, HITS))?.is_empty());
            let hits: Vec<Value> = whole.on(|| call(&app, "search", json!({"query": query, "limit": HITS})))?;
            drop(hits);
        }
        let limit = if name.ends_with("letters") { 1.0 } else { 5.0 };
        let found = found * 100 / SEARCHES;
        let what = format!("{name}, {} texts, {found} of 100 found something", size.texts);
        rows.push(
            Row::note(format!("{what}; finding the documents"), index.wall.spread())
                .beside(format!("CPU {}", index.cpu.spread()), "")
                .budget(format!("p99 ≤ {limit} ms CPU"), index.cpu.at(0.99) <= limit),
        );
        rows.push(
            Row::note("… as the command `search`, with titles and marked context", whole.wall.spread())
                .beside(format!("CPU {}", whole.cpu.spread()), "")
                .budget(format!("p99 ≤ {limit} ms CPU"), whole.cpu.at(0.99) <= limit),
        );
    }
    rows.push(Row::note("the same at 500,000 texts", "not measured").budget_unknown("p99 ≤ 2 ms · 5 ms CPU"));
    Ok(Table { title: "B6 · Search", rows })
}

type Form = fn(&Speech, &mut Dice) -> String;

const FORMS: [(&str, Form); 3] = [
    ("two letters", |speech, dice| start(speech, dice, 2)),
    ("three letters", |speech, dice| start(speech, dice, 3)),
    ("a word and the start of another", word_and_start),
];

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
