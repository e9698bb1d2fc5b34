//! Our side of `make bench-peers`: the same notes and the same edits as the programs that `tests/peers` runs beside it.
//!
//! The texts are written to `notes.json` first and read from there by everybody. Our figures go to `ours.json`.

use firsthand_tests::dice::Dice;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use firsthand_app::App;
use firsthand_domain::{Edit, Id, Jot};
use firsthand_store::{Op, Store};
use serde::Serialize;

use crate::{
    corpus::{DATABASE, SEED},
    devices::{Typing, create_vault, join, open, round},
    floor::read_names,
    measure::{Spent, Times, times},
    table::{Row, Table},
    words::{Speech, Tongue},
};

/// How many notes there are, unless `PEERS_NOTES` says otherwise.
const NOTES: usize = 2_000;
/// How many devices there are: one that wrote it all, the others join.
const DEVICES: usize = 5;
/// How many edits are brought over one by one.
const EDITS: usize = 30;
/// After so many edits a device looks at its folder.
const BATCH: usize = 200;
/// How many versions a note has with ten times the history.
const VERSIONS: usize = 10;

/// A note as everybody gets it.
#[derive(Debug, Serialize)]
struct Note {
    text: String,
    /// What is added to it, pause by pause, where there is ten times the history.
    more: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Work {
    notes: Vec<Note>,
    /// What is added to the first notes, one after the other, to be brought over.
    edits: Vec<String>,
}

/// What something cost, in milliseconds: the middle, and what nineteen of twenty do not exceed.
#[derive(Debug, Serialize)]
struct Cost {
    cpu: [f64; 2],
    wall: [f64; 2],
}

impl Cost {
    fn of(spent: &Spent) -> Self {
        let both = |times: &Times| [times.median(), times.at(0.95)];
        Self { cpu: both(&spent.cpu), wall: both(&spent.wall) }
    }
}

#[derive(Debug, Serialize)]
struct Figures {
    history: usize,
    files: usize,
    join: Cost,
    send: Cost,
    take: Cost,
    quiet: Cost,
    readdir: Cost,
}

/// Measures our side in the folder that `PEERS_PLACE` names.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let place = PathBuf::from(env::var_os("PEERS_PLACE").context("`make bench-peers` runs this")?);
    let count = match env::var("PEERS_NOTES") {
        Ok(count) => count.parse().context("PEERS_NOTES is a number")?,
        Err(_) => NOTES,
    };
    let work = write_work(count);
    fs::write(place.join("notes.json"), serde_json::to_vec(&work)?)?;
    let mut figures = Vec::new();
    for history in if quick { vec![1] } else { vec![1, VERSIONS] } {
        let folder = place.join(format!("ours-{history}"));
        if folder.is_dir() {
            fs::remove_dir_all(&folder).context("removing what an earlier run left")?;
        }
        fs::create_dir_all(&folder)?;
        figures.push(measure(&work, history, &folder)?);
    }
    fs::write(place.join("ours.json"), serde_json::to_vec_pretty(&figures)?)?;
    Ok(Table { title: "Our side of the peers", rows: figures.iter().flat_map(rows).collect() })
}

fn rows(figures: &Figures) -> [Row; 4] {
    let Figures { history, files, join, send, take, quiet, readdir } = figures;
    let note = |what: &str, cost: &Cost| {
        let [median, p95] = cost.cpu;
        let [wall, late] = cost.wall;
        Row::note(format!("{history}× history, {files} files: {what}"), format!("CPU {median:.3} · {p95:.3} ms"))
            .beside(format!("on the clock {wall:.3} · {late:.3} ms"), "")
    };
    let quiet_row = note("nothing new", quiet);
    let ratio = times(quiet.cpu[0], readdir.cpu[0]);
    [
        note("join", join),
        note("send one edit", send),
        note("take one edit in", take),
        Row { ratio: format!("{ratio} readdir by CPU"), ..quiet_row },
    ]
}

/// Writes notes as long as people's are: most of some lines, one in twelve of a screen.
fn write_work(count: usize) -> Work {
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    let some = |dice: &mut Dice, tongue: &Tongue| {
        let words = 3 + dice.below(8);
        format!(" {}", tongue.text(dice, words))
    };
    let notes = (0..count).map(|_| {
        let tongue = speech.tongue(&mut dice);
        let words = if dice.once_in(12) { 120 + dice.below(240) } else { 6 + dice.below(50) };
        let text = tongue.text(&mut dice, words);
        Note { text, more: (1..VERSIONS).map(|_| some(&mut dice, tongue)).collect() }
    });
    let notes = notes.collect();
    let edits = (0..EDITS).map(|_| {
        let tongue = speech.tongue(&mut dice);
        some(&mut dice, tongue)
    });
    let edits = edits.collect();
    Work { notes, edits }
}

fn measure(work: &Work, history: usize, place: &Path) -> Result<Figures> {
    let folder = place.join("folder");
    let data = place.join("device-0");
    let first = open(&data)?;
    create_vault(&first, &folder)?;
    let mut written = write_notes(work, history, &data.join(DATABASE), &first)?;

    let mut joining = Spent::default();
    let mut others = Vec::new();
    for number in 1..DEVICES {
        let other = open(&place.join(format!("device-{number}")))?;
        joining.on_all_threads(|| {
            join(&first, &other, &folder, &format!("Device {number}"))?;
            round(&other)
        })?;
        let store = Store::open(&place.join(format!("device-{number}")).join(DATABASE), Utc::now)?;
        ensure!(store.records("jot", false)?.len() == written.len(), "every note has arrived");
        others.push(other);
    }
    for _ in 0..3 {
        round(&first)?;
        for other in &others {
            round(other)?;
        }
    }

    let (mut quiet, mut reading) = (Spent::default(), Spent::default());
    let mut files = 0;
    for _ in 0..100 {
        let status = quiet.on(|| round(&first))?;
        ensure!(status.unsent == 0, "nothing is to be sent");
        files = reading.on(|| read_names(&folder))?;
    }

    let reader = others.last().context("somebody joined")?;
    let (mut sending, mut taking) = (Spent::default(), Spent::default());
    for (number, (edit, (id, text))) in work.edits.iter().zip(&mut written).enumerate() {
        let mut typing = Typing::on(*id, text.clone());
        typing.save(&first, edit)?;
        text.clone_from(&typing.text);
        let sent = sending.on(|| round(&first))?;
        ensure!(sent.unsent == 0, "the edit stands in the folder");
        taking.on(|| round(reader))?;
        ensure!(text_of(reader, *id)? == *text, "edit {number} has arrived");
    }
    Ok(Figures {
        history,
        files,
        join: Cost::of(&joining),
        send: Cost::of(&sending),
        take: Cost::of(&taking),
        quiet: Cost::of(&quiet),
        readdir: Cost::of(&reading),
    })
}

/// Writes all notes, and as many versions of each, with a look at the folder now and then.
fn write_notes(work: &Work, history: usize, database: &Path, app: &App) -> Result<Vec<(Id, String)>> {
    let mut store = Store::open(database, Utc::now)?;
    let mut written: Vec<(Id, String)> = Vec::new();
    for (number, notes) in work.notes.chunks(BATCH).enumerate() {
        store.transact::<_, anyhow::Error>(Op::silent(), |tx| {
            for (place, note) in notes.iter().enumerate() {
                let id = Id::named("peers", &(number * BATCH + place).to_string());
                tx.create(Jot::KIND.name, id, vec![Edit::write("text", &note.text)])?;
                written.push((id, note.text.clone()));
            }
            Ok(())
        })?;
        round(app)?;
    }
    for version in 1..history {
        for (notes, written) in work.notes.chunks(BATCH).zip(written.chunks_mut(BATCH)) {
            store.transact::<_, anyhow::Error>(Op::silent(), |tx| {
                for (note, (id, text)) in notes.iter().zip(written.iter_mut()) {
                    text.push_str(note.more.get(version - 1).context("a version")?);
                    tx.edit(*id, vec![Edit::write("text", text)])?;
                }
                Ok(())
            })?;
            round(app)?;
        }
    }
    Ok(written)
}

fn text_of(app: &App, id: Id) -> Result<String> {
    let row: firsthand_app::api::notes::JotRow = crate::devices::call(app, "jot", serde_json::json!({"id": id}))?;
    Ok(row.jot.text)
}
