//! B3: from a pause in typing to words that no power cut can take.

use anyhow::{Context, Result};
use firsthand_app::api::{InterviewRow, notes::Saved};
use firsthand_tests::dice::Dice;
use serde_json::json;

use crate::{
    corpus::{L, SEED, Size, copy},
    devices::{Typing, call, open},
    floor::Bare,
    measure::{Spent, ms, times},
    table::{Row, Table},
    words::Speech,
};

/// How long a text grows, in bytes.
const GROWN: usize = 2_048;
/// How many texts are typed of each kind.
const TEXTS: usize = 8;

/// Types jots and answers at a size, a bare commit between every two saves.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let size = if quick { crate::corpus::S } else { L };
    let place = tempfile::tempdir()?;
    let data = place.path().join("data");
    copy(size, &data)?;
    let app = open(&data)?;
    let bare = Bare::new(place.path())?;
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    let (mut jots, mut answers, mut floor) = (Spent::default(), Spent::default(), Spent::default());
    let talks: Vec<InterviewRow> = call(&app, "interviews", json!({}))?;
    for number in 0..TEXTS {
        let tongue = speech.tongue(&mut dice);
        let mut jot = Typing::default();
        while jot.text.len() < GROWN {
            let more = format!("{} ", tongue.text(&mut dice, 6));
            jots.on(|| jot.save(&app, &more))?;
            floor.on(|| bare.commit(&jot.text))?;
        }
        let talk = talks.get(number).context("the corpus has talks")?.id;
        let question = crate::corpus::rare_question(number)?;
        let (mut text, mut base) = (String::new(), None);
        while text.len() < GROWN {
            text.push_str(&format!("{} ", tongue.text(&mut dice, 6)));
            let args = json!({"interview": talk, "question": question, "text": text, "base": base});
            let saved: Saved = answers.on(|| call(&app, "answer_save", args))?;
            floor.on(|| bare.commit(&text))?;
            base = Some(saved.version);
        }
    }
    Ok(Table {
        title: "B3 · A pause in typing to durable",
        rows: vec![row("jot_save", size, &jots, &floor), row("answer_save", size, &answers, &floor)],
    })
}

fn row(name: &str, size: Size, spent: &Spent, floor: &Spent) -> Row {
    let (ours, bare) = (spent.wall.at(0.95), floor.wall.at(0.95));
    let what = format!(
        "{name}, a text growing to 2 kB, {}, {} saves (CPU p95 {})",
        size.name,
        spent.wall.len(),
        ms(spent.cpu.at(0.95))
    );
    Row::note(what, spent.wall.spread())
        .beside(format!("bare commit {}", floor.wall.spread()), format!("p95 {}", times(ours, bare)))
        .budget("p95 ≤ 10×", ours <= bare * 10.0)
}
