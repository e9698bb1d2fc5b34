//! B14: how long one `jot_save` takes while the program is at long work.
//!
//! Somebody types on one thread, a save every few milliseconds, while the work runs on another. What counts is the longest save: it is
//! the one that is felt. The same typing with nothing beside it is measured first.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use firsthand_app::App;
use firsthand_sync::{FsFolder, OnMissing, OsEntropy, Policy, Round, SeededEntropy, Vault, sync_round};
use firsthand_tests::dice::Dice;
use serde_json::{Value, json};

use crate::{
    corpus::{DATABASE, M, S, SEED, Size, copy},
    devices::{Calendar, DAY, Typing, call},
    measure::{Times, ms, times},
    table::{Row, Table},
    words::Speech,
};

/// From the end of one save to the beginning of the next.
const PAUSE: Duration = Duration::from_millis(3);
/// How long a text grows, in bytes, before another is begun.
const GROWN: usize = 2_048;
/// How many saves are measured with nothing beside them.
const IDLE: usize = 400;
/// How often work is done again that takes less than a second.
const TURNS: usize = 5;
/// How many cards are imported.
const CARDS: usize = 1_000;
/// So many days clean-up is given to come to an end.
const DAYS: usize = 30;
/// What a save may take, in milliseconds, and how many times as long as one with nothing beside it.
const LONGEST: f64 = 50.0;
const RATIO: f64 = 20.0;

/// Types while each kind of long work is done.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let size = if quick { S } else { M };
    let place = tempfile::tempdir()?;
    let world = World::new(place.path())?;
    let first = place.path().join("first");
    copy(size, &first)?;
    let app = world.calendar.open(&first)?;
    let mut author = Author::new();
    let mut idle = Times::default();
    for _ in 0..IDLE {
        idle.push(author.save(&app)?);
    }
    let mut rows = Vec::new();
    let mut tell = |what: String, saves: &Times| rows.push(row(size, &what, saves, &idle));

    app.enter_vault(&world.vault, &mut SeededEntropy::new(2)).map_err(|error| anyhow!("{}", error.message))?;
    let (sealing, sent) = author.beside(&app, || world.round(&app, Policy::default()))?;
    tell(format!("all of it sealed and sent, {} files", sent.published), &sealing);
    let other = world.member(&place.path().join("from-segments"), 3)?;
    let (joining, read) = author.beside(&other, || world.round(&other, Policy::default()))?;
    tell(format!("join from {} segments, {} changes", read.ingested, read.changes), &joining);

    let (mut packing, mut cleaning, mut parts, mut deleted) = (Times::default(), Times::default(), 0, 0);
    for _ in 0..DAYS {
        world.calendar.pass(DAY);
        // Nothing loose is waited for, so that the first day makes a pack of everything.
        let loose_files = if parts == 0 { 1 } else { Policy::default().loose_files };
        let policy = Policy { loose_files, ..Policy::default() };
        let (saves, round) = author.beside(&app, || world.round(&app, policy))?;
        // Nothing is deleted that the other device does not say to hold.
        world.round(&other, Policy::default())?;
        if round.cleaned > 0 {
            cleaning.extend(&saves);
        } else if round.packed > 0 {
            packing.extend(&saves);
        }
        (parts, deleted) = (parts + round.packed, deleted + round.cleaned);
    }
    ensure!(parts > 0 && deleted > 0, "{parts} parts of packs were made, and {deleted} files deleted");
    tell(format!("pack of everything, {parts} parts"), &packing);
    tell(format!("clean-up, {deleted} files"), &cleaning);
    drop(other);
    let third = world.member(&place.path().join("from-packs"), 4)?;
    let (joining, read) = author.beside(&third, || world.round(&third, Policy::default()))?;
    tell(format!("join from packs, {} files, {} changes", read.ingested, read.changes), &joining);
    drop(third);

    let again = |name: &str, args: &Value| -> Result<()> {
        for _ in 0..TURNS {
            let _: Value = call(&app, name, args.clone())?;
        }
        Ok(())
    };
    let (saves, ()) = author.beside(&app, || again("doctor", &json!({})))?;
    tell(format!("`doctor`, {TURNS} times"), &saves);
    let target = place.path().join("export.json");
    let (saves, ()) = author.beside(&app, || again("export_json", &json!({"path": target})))?;
    tell(format!("`export json`, {TURNS} times"), &saves);
    let cards = place.path().join("cards.vcf");
    write_cards(&cards)?;
    let (saves, report) = author.beside(&app, || call::<Value>(&app, "vcard_import", json!({"path": cards})))?;
    ensure!(report.get("failed").and_then(Value::as_array).is_some_and(Vec::is_empty), "every card came in: {report}");
    tell(format!("import of {CARDS} cards"), &saves);
    drop(app);

    // Until the window is there nobody can type: the first save has waited since the program was started.
    rusqlite::Connection::open(first.join(DATABASE))?
        .execute("UPDATE setting SET value = 'of an earlier version' WHERE key = 'projection'", [])?;
    let begun = Instant::now();
    let app = world.calendar.open(&first)?;
    author.save(&app)?;
    let mut saves = Times::default();
    saves.push(begun.elapsed());
    tell("rebuild after an update: from the start to the first save".to_owned(), &saves);
    Ok(Table { title: "B14 · `jot_save` while long work is done", rows })
}

fn row(size: Size, what: &str, saves: &Times, idle: &Times) -> Row {
    let (longest, usual) = (saves.at(1.0), idle.median());
    Row::note(
        format!("{}: {what}; {} saves", size.name, saves.len()),
        format!("{} · longest {}", saves.spread(), ms(longest)),
    )
    .beside(
        format!("nothing beside it {} · longest {}", idle.spread(), ms(idle.at(1.0))),
        format!("longest {}", times(longest, usual)),
    )
    .budget(format!("≤ {LONGEST:.0} ms, ≤ {RATIO:.0}× the idle median"), longest <= LONGEST && longest <= RATIO * usual)
}

/// A sync folder and the time.
struct World {
    calendar: Calendar,
    vault: Vault,
    folder: FsFolder,
}

impl World {
    fn new(place: &Path) -> Result<Self> {
        let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "0").context("making a vault")?;
        let shared = place.join("shared");
        fs::create_dir_all(&shared).context("making the sync folder")?;
        let folder = FsFolder::in_picked(shared);
        folder.create_root()?;
        vault.install(&folder)?;
        Ok(Self { calendar: Calendar::today(), vault, folder })
    }

    /// A device that holds nothing yet.
    fn member(&self, data: &Path, seed: u64) -> Result<App> {
        let app = self.calendar.open(data)?;
        app.enter_vault(&self.vault, &mut SeededEntropy::new(seed)).map_err(|error| anyhow!("{}", error.message))?;
        Ok(app)
    }

    fn round(&self, app: &App, policy: Policy) -> Result<Round> {
        let mut options = app.round_options(false, OnMissing::Stop).map_err(|error| anyhow!("{}", error.message))?;
        options.policy = policy;
        Ok(sync_round(&self.folder, &mut app.journal(), &self.vault, &options, &mut OsEntropy)?)
    }
}

/// Somebody who types.
struct Author {
    speech: Speech,
    dice: Dice,
    jot: Typing,
}

impl Author {
    fn new() -> Self {
        Self { speech: Speech::new(), dice: Dice::new(SEED), jot: Typing::default() }
    }

    /// Types some words, and returns how long it took to save them.
    fn save(&mut self, app: &App) -> Result<Duration> {
        if self.jot.text.len() > GROWN {
            self.jot = Typing::default();
        }
        let tongue = self.speech.tongue(&mut self.dice);
        let more = format!("{} ", tongue.text(&mut self.dice, 6));
        thread::sleep(PAUSE);
        let begun = Instant::now();
        self.jot.save(app, &more)?;
        Ok(begun.elapsed())
    }

    /// Types into an app for as long as `work` takes.
    fn beside<T: Send>(&mut self, app: &App, work: impl FnOnce() -> Result<T> + Send) -> Result<(Times, T)> {
        // A text of another app is unknown in this one.
        self.jot = Typing::default();
        self.save(app)?;
        let mut saves = Times::default();
        thread::scope(|scope| {
            let work = scope.spawn(work);
            while !work.is_finished() {
                saves.push(self.save(app)?);
            }
            let done = work.join().map_err(|_| anyhow!("the work panicked"))??;
            Ok((saves, done))
        })
    }
}

fn write_cards(path: &Path) -> Result<()> {
    let speech = Speech::new();
    let mut dice = Dice::new(SEED + 1);
    let mut cards = String::new();
    for number in 0..CARDS {
        let tongue = speech.tongue(&mut dice);
        let (name, word) = (tongue.name(&mut dice), tongue.word(&mut dice));
        write!(
            cards,
            "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:00000000-0000-4000-8000-{number:012}\r\nFN:{name} {number}\r\n\
             TITLE:{word}\r\nTEL:+49 30 {number:07}\r\nEMAIL:somebody{number}@example.org\r\nEND:VCARD\r\n"
        )?;
    }
    fs::write(path, cards).context("writing the cards")
}
