//! What a round costs as history grows: one edit sent, the same edit taken in, and nothing new, by CPU time.
//!
//! The history is written by direct calls of the store, a round after each batch, so that there is a file for each; the one that is
//! measured goes on with a note of its own, whose document is as short in every history. What grows is the folder and what is known
//! of it. A history is lived in two ways: a version of every note a day, so that packs take the place of files as they do for people,
//! and all in one day, after which every file still stands there. All histories of a way are lived first and measured together, one edit
//! of each in turn: on a machine that others use, what was measured a minute later says nothing about history.

use firsthand_tests::dice::Dice;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use firsthand_app::{App, api::notes::JotRow};
use firsthand_domain::{Edit, Id, Jot};
use firsthand_store::{Op, Store};
use serde_json::json;

use crate::{
    corpus::{DATABASE, SEED},
    devices::{Calendar, DAY, Typing, call, create_vault, join, round},
    floor::read_names,
    measure::{Spent, ms, times},
    table::{Row, Table},
    words::Speech,
};

const NOTES: usize = 200;
/// So many edits make a file.
const BATCH: usize = 40;
const EDITS: usize = 40;
const QUIET: usize = 100;

/// Measures rounds over one, ten and a hundred times the history, for each way of living it.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let mut rows = Vec::new();
    for (way, pause) in [("a version a day", DAY), ("all in one day", 30_000)] {
        rows.extend(compare(way, pause, if quick { &[1, 10] } else { &[1, 10, 100] })?);
    }
    Ok(Table { title: "B9 and B10 · As history grows", rows })
}

/// Measures one way of living.
fn compare(way: &str, pause: i64, histories: &[usize]) -> Result<Vec<Row>> {
    let place = tempfile::tempdir()?;
    let lived = |history: &usize| Life::live(*history, pause, &place.path().join(history.to_string()));
    let mut lives = histories.iter().map(lived).collect::<Result<Vec<_>>>()?;
    for _ in 0..EDITS {
        lives.iter_mut().try_for_each(Life::edit)?;
    }
    for _ in 0..QUIET {
        lives.iter_mut().try_for_each(Life::look)?;
    }
    let mut rows = Vec::new();
    let mut first: Option<[f64; 4]> = None;
    for life in &lives {
        let (history, files) = (life.history, life.end()?);
        let medians = life.spent.each_ref().map(|spent| spent.cpu.median());
        let base = *first.get_or_insert(medians);
        let names = ["sending one edit", "taking one edit in", "nothing new, the writer", "nothing new, the reader"];
        for (place, (name, spent)) in names.iter().zip(&life.spent).enumerate() {
            let (now, then) = (medians.get(place).copied(), base.get(place).copied());
            let (now, then) = now.zip(then).context("a figure for each")?;
            let limit = if place < 2 { 5.0 } else { 1.0 };
            let row = Row::note(
                format!("{history}× history, {way}, {files} files: {name}"),
                format!("CPU {}", spent.cpu.spread()),
            );
            let row = row.beside(format!("1× history: {}", ms(then)), times(now, then));
            rows.push(row.budget(if place < 2 { "≤ 5 ms" } else { "≤ 1 ms" }, now <= limit));
        }
    }
    Ok(rows)
}

/// Two devices with so much history behind them.
struct Life {
    history: usize,
    folder: PathBuf,
    writer: App,
    reader: App,
    jot: Typing,
    speech: Speech,
    dice: Dice,
    /// Sending, taking in, and looking in vain by either.
    spent: [Spent; 4],
}

impl Life {
    fn live(history: usize, pause: i64, place: &Path) -> Result<Self> {
        let (data, folder) = (place.join("writer"), place.join("folder"));
        let calendar = Calendar::today();
        let writer = calendar.open(&data)?;
        create_vault(&writer, &folder)?;
        let reader = calendar.open(&place.join("reader"))?;
        join(&writer, &reader, &folder, "Phone")?;
        let speech = Speech::new();
        let mut dice = Dice::new(SEED);
        let ticking = calendar.clone();
        let mut store = Store::open(&data.join(DATABASE), move || ticking.now())?;
        let mut texts = vec![String::new(); NOTES];
        for version in 0..history {
            for (batch, texts) in texts.chunks_mut(BATCH).enumerate() {
                store.transact::<_, anyhow::Error>(Op::silent(), |tx| {
                    for (number, text) in texts.iter_mut().enumerate() {
                        let id = Id::named("flat", &(batch * BATCH + number).to_string());
                        let words = 3 + dice.below(8);
                        text.push_str(&format!(" {}", speech.tongue(&mut dice).text(&mut dice, words)));
                        let edits = vec![Edit::write("text", text.as_str())];
                        if version == 0 {
                            tx.create(Jot::KIND.name, id, edits)?
                        } else {
                            tx.edit(id, edits)?
                        };
                    }
                    Ok(())
                })?;
                round(&writer)?;
            }
            round(&reader)?;
            calendar.pass(pause);
            round(&writer)?;
        }
        let spent = [(); 4].map(|()| Spent::default());
        let mut life = Self { history, folder, writer, reader, jot: Typing::default(), speech, dice, spent };
        for _ in 0..5 {
            life.edit()?;
        }
        life.spent = [(); 4].map(|()| Spent::default());
        Ok(life)
    }

    fn edit(&mut self) -> Result<()> {
        let more = format!(" {}", self.speech.tongue(&mut self.dice).text(&mut self.dice, 6));
        self.jot.save(&self.writer, &more)?;
        let [send, take, ..] = &mut self.spent;
        let sent = send.on(|| round(&self.writer))?;
        ensure!(sent.unsent == 0, "the edit stands in the folder");
        take.on(|| round(&self.reader))?;
        Ok(())
    }

    fn look(&mut self) -> Result<()> {
        let [.., wrote, read] = &mut self.spent;
        wrote.on(|| round(&self.writer))?;
        read.on(|| round(&self.reader))?;
        Ok(())
    }

    /// Returns how many files stand in the folder; fails if an edit has not arrived.
    fn end(&self) -> Result<usize> {
        let id = self.jot.id.context("the jot was made")?;
        let row: JotRow = call(&self.reader, "jot", json!({"id": id}))?;
        ensure!(row.jot.text == self.jot.text, "every edit has arrived");
        read_names(&self.folder)
    }
}
