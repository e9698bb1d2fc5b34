//! B9, B10 and B11: rounds of sync between devices in one process, over a folder on the disk.

use firsthand_tests::dice::Dice;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use firsthand_app::App;
use firsthand_domain::{Edit, Id};
use firsthand_store::{Op, Store};

use crate::{
    corpus::{DATABASE, L, M, S, SEED, Size, copy, kept, made},
    devices::{DATA, SEGMENT, SHARED, Typing, amount, copy_device, create_vault, join, move_to, open, round, vault},
    floor::{Bare, read_names},
    measure::{Spent, times},
    table::{Row, Table},
    words::Speech,
};

/// How many edits are brought over.
const EDITS: usize = 40;
/// How many pauses in typing one text takes before another is gone on with.
const BURST: usize = 10;
/// The smallest corpus holds about two thousand changes: so many files of so many edits are ten times as much.
const SEGMENTS: usize = 100;
const PER_SEGMENT: usize = 180;

/// B9: brings one edit after the other from one device to another.
pub(crate) fn one_edit(quick: bool) -> Result<Table> {
    let mut rows = Vec::new();
    let sizes: &[Size] = if quick { &[S] } else { &[S, M, L] };
    for size in sizes {
        rows.extend(bring(&format!("{}, 1× history", size.name), &vault(*size)?)?);
    }
    let histories: &[usize] = if quick { &[10] } else { &[10, 100] };
    for times in histories {
        let files = times / 10 * SEGMENTS;
        let what = format!("S, {times}× history: {} edits in {files} files", files * PER_SEGMENT);
        rows.extend(bring(&what, &history(*times)?)?);
    }
    Ok(Table { title: "B9 · A sync that brings one edit, per side", rows })
}

/// Two devices that hold the same: the second begins as a copy of the first, which the app notices and takes another
/// name for.
fn bring(what: &str, from: &Path) -> Result<[Row; 2]> {
    let place = tempfile::tempdir()?;
    copy_device(from, place.path())?;
    let other = place.path().join("other");
    crate::corpus::copy_all(&place.path().join(DATA), &other)?;
    move_to(&other, &place.path().join(SHARED))?;
    let (writer, reader) = (open(&place.path().join(DATA))?, open(&other)?);
    let bare = Bare::new(place.path())?;
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    let tongue = speech.tongue(&mut dice);
    let mut jot = Typing::default();
    let (mut sending, mut taking, mut floor) = (Spent::default(), Spent::default(), Spent::default());
    for number in 0..EDITS + 5 {
        let more = format!("{} ", tongue.text(&mut dice, 6));
        jot.save(&writer, &more)?;
        if number < 5 {
            // The devices get to know each other.
            round(&writer)?;
            round(&reader)?;
            round(&writer)?;
            continue;
        }
        sending.on(|| round(&writer))?;
        taking.on(|| round(&reader))?;
        floor.on(|| bare.commit(&more))?;
    }
    let id = jot.id.context("the jot was made")?;
    ensure!(text_of(&reader, id)? == jot.text, "every edit has arrived");
    let row = |side: &str, spent: &Spent| {
        Row::note(format!("{what}: {side} (CPU {})", spent.cpu.spread()), spent.wall.spread())
            .beside(format!("bare commit {}", floor.wall.spread()), times(spent.wall.median(), floor.wall.median()))
            .budget("≤ 5 ms", spent.wall.median() <= 5.0)
    };
    Ok([row("sending", &sending), row("taking in", &taking)])
}

fn text_of(app: &App, id: Id) -> Result<String> {
    let row: firsthand_app::api::notes::JotRow = crate::devices::call(app, "jot", serde_json::json!({"id": id}))?;
    Ok(row.jot.text)
}

/// Returns a device of the smallest size with ten or a hundred times its history, built on first use.
fn history(times: usize) -> Result<PathBuf> {
    let base = if times > 10 { history(times / 10)? } else { vault(S)? };
    let before = if times > 10 { times / 100 * SEGMENTS } else { 0 };
    let name = vault(S)?.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    made(kept(&format!("{name}-history-{times}"))?, |place| {
        copy_device(&base, place)?;
        let data = place.join(DATA);
        let mut store = Store::open(&data.join(DATABASE), Utc::now)?;
        let app = open(&data)?;
        let jots = store.records("jot", false)?;
        let mut texts: BTreeMap<Id, String> = jots.iter().map(|jot| (jot.id(), jot.text("text").to_owned())).collect();
        let ids: Vec<Id> = texts.keys().copied().collect();
        let speech = Speech::new();
        let mut dice = Dice::new(SEED + before as u64);
        for _ in before..times / 10 * SEGMENTS {
            store.transact::<_, anyhow::Error>(Op::silent(), |tx| {
                for _ in 0..PER_SEGMENT / BURST {
                    let id = dice.pick(&ids).copied().context("there are jots")?;
                    let text = texts.entry(id).or_default();
                    for more in burst(&speech, &mut dice) {
                        text.push_str(&more);
                        if text.len() > 2_000 {
                            *text = more;
                        }
                        tx.edit(id, vec![Edit::write("text", text)])?;
                    }
                }
                Ok(())
            })?;
            round(&app)?;
        }
        Ok(())
    })
}

/// Types on for a while: what comes with each pause.
fn burst(speech: &Speech, dice: &mut Dice) -> Vec<String> {
    let tongue = speech.tongue(dice);
    let mut words = || 3 + dice.below(8);
    let lengths: Vec<usize> = (0..BURST).map(|_| words()).collect();
    lengths.into_iter().map(|words| format!(" {}", tongue.text(dice, words))).collect()
}

/// B10: looks at a folder in which nothing is new, with five devices.
pub(crate) fn nothing_new(quick: bool) -> Result<Table> {
    let place = tempfile::tempdir()?;
    let folder = place.path().join(SHARED);
    let mut apps = Vec::new();
    for number in 0..5 {
        let data = place.path().join(format!("device-{number}"));
        if number == 0 {
            copy(S, &data)?;
        }
        apps.push(open(&data)?);
    }
    let (first, others) = apps.split_first().context("five devices")?;
    create_vault(first, &folder)?;
    for (number, other) in others.iter().enumerate() {
        join(first, other, &folder, &format!("Device {number}"))?;
    }
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    for _ in 0..if quick { 2 } else { 20 } {
        for app in &apps {
            Typing::default().save(app, &speech.tongue(&mut dice).text(&mut dice, 12))?;
            round(app)?;
        }
    }
    for _ in 0..3 {
        for app in &apps {
            round(app)?;
        }
    }
    let mut rows = vec![quiet("5 devices", first, &folder)?];
    if !quick {
        for times in [10, 100] {
            let copied = tempfile::tempdir()?;
            copy_device(&history(times)?, copied.path())?;
            let app = open(&copied.path().join(DATA))?;
            round(&app)?;
            rows.push(quiet("1 device", &app, &copied.path().join(SHARED))?);
        }
    }
    Ok(Table { title: "B10 · A sync with nothing new", rows })
}

fn quiet(what: &str, app: &App, folder: &Path) -> Result<Row> {
    let (mut looking, mut reading) = (Spent::default(), Spent::default());
    let mut files = 0;
    for _ in 0..100 {
        let status = looking.on(|| round(app))?;
        ensure!(status.unsent == 0, "nothing is to be sent");
        files = reading.on(|| read_names(folder))?;
    }
    Ok(Row::note(format!("{what}, {files} files (CPU {})", looking.cpu.spread()), looking.wall.spread())
        .beside(format!("readdir {}", reading.wall.spread()), times(looking.wall.median(), reading.wall.median()))
        .budget("≤ 1 ms", looking.wall.median() <= 1.0))
}

/// B11: what an edit costs in the folder, when one goes on with a text that is there already.
pub(crate) fn bytes(quick: bool) -> Result<Table> {
    let place = tempfile::tempdir()?;
    let (data, folder) = (place.path().join(DATA), place.path().join(SHARED));
    copy(S, &data)?;
    let app = open(&data)?;
    create_vault(&app, &folder)?;
    let store = Store::open(&data.join(DATABASE), Utc::now)?;
    let jots = store.records("jot", false)?;
    let mut jots = jots.iter().map(|jot| Typing::on(jot.id(), jot.text("text").to_owned()));
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    let mut rows = Vec::new();
    for (edits, segments) in [(1, 60), (10, 30), (100, 10)] {
        let segments = if quick { 2 } else { segments };
        let (mut files, mut raw, mut typed) = (0, 0, 0);
        for _ in 0..segments {
            // A pack that is made on the way is no cost of the edits in the segments.
            let (_, before) = amount(&folder, SEGMENT)?;
            let mut jot = Typing::default();
            for number in 0..edits {
                if number % BURST == 0 {
                    jot = jots.next().context("the corpus has jots enough")?;
                }
                let words = 3 + dice.below(8);
                let more = format!(" {}", speech.tongue(&mut dice).text(&mut dice, words));
                typed += more.len();
                jot.save(&app, &more)?;
            }
            let unsealed = store.unsealed(usize::MAX)?;
            ensure!(unsealed.len() == edits, "an edit is one change");
            // A change travels with its hash and the id of its document.
            raw += unsealed.iter().map(|change| change.bytes.len() + 32 + 16).sum::<usize>();
            round(&app)?;
            let (_, after) = amount(&folder, SEGMENT)?;
            files += after.checked_sub(before).context("segments were cleaned up meanwhile")?;
        }
        let count = edits * segments;
        let per_edit = files / count as u64;
        let what = format!("segments of {edits}, {} B typed an edit", typed / count);
        let row = Row::note(what, format!("{per_edit} B an edit"))
            .beside(format!("changes, hashes and ids raw: {} B", raw / count), times(files as f64, raw as f64));
        rows.push(if edits >= 10 { row.budget("≤ 130 B", per_edit <= 130) } else { row });
    }
    Ok(Table { title: "B11 · Bytes in the folder", rows })
}
