//! Data folders of three sizes, the same every time: people, talks and texts as somebody would have them after some years.
//!
//! A folder is built once and kept in `target/corpus`, under a name that changes with the shape of the database, so
//! that no run measures data that today's program would not have written.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, TimeZone, Utc};
use firsthand_domain::{
    Answer, Attempt, Edit, Exploration, FollowUp, Id, Interview, Jot, Organization, Person, bank::Bank,
};
use firsthand_store::{Op, Store};
use firsthand_tests::place;
use serde_json::json;

use crate::words::{Speech, Tongue};
use firsthand_tests::dice::Dice;

/// Everything in every corpus follows from this.
pub(crate) const SEED: u64 = 2026;

/// Goes up when the same seed is to give another corpus.
const VERSION: u32 = 1;

/// The name of the database in a data folder.
pub(crate) const DATABASE: &str = "firsthand.sqlite";

/// How many documents are written in one transaction.
const BATCH: usize = 200;

/// How much there is of everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// What it is called.
    pub(crate) name: &'static str,
    /// How many people there are.
    pub(crate) people: usize,
    /// How many talks there were with them.
    pub(crate) talks: usize,
    /// How many answers and jots were written.
    pub(crate) texts: usize,
}

/// Somebody in the middle of it.
pub(crate) const S: Size = Size { name: "S", people: 50, talks: 30, texts: 600 };
/// A career counsellor's years.
pub(crate) const M: Size = Size { name: "M", people: 1_000, talks: 300, texts: 6_000 };
/// More than anybody is known to have.
pub(crate) const L: Size = Size { name: "L", people: 10_000, talks: 20_000, texts: 50_000 };
/// As many texts as a search must bear.
pub(crate) const T: Size = Size { name: "T", people: 2_000, talks: 8_000, texts: 100_000 };
/// Five times as many, for whoever has the time to wait for it.
pub(crate) const U: Size = Size { name: "U", people: 10_000, talks: 40_000, texts: 500_000 };

/// Returns the data folder of a size, built on first use. It is shared: whoever writes [copies](copy) it first.
///
/// # Errors
/// Fails if it cannot be built.
pub(crate) fn folder(size: Size) -> Result<PathBuf> {
    let shape = shape()?;
    let folder = kept(&format!("{}-{shape}", size.name))?;
    if !folder.is_dir() {
        drop_outdated(size, &shape)?;
    }
    made(folder, |folder| build(size, folder))
}

/// Removes what was built of a size when the database had another shape.
fn drop_outdated(size: Size, shape: &str) -> Result<()> {
    let start = format!("{}-", size.name);
    for entry in fs::read_dir(place::root().join("target/corpus"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && !name.contains(shape) {
            fs::remove_dir_all(entry.path()).context("removing an outdated corpus")?;
        }
    }
    Ok(())
}

/// Copies the data folder of a size.
///
/// # Errors
/// Fails if it cannot be built or copied.
pub(crate) fn copy(size: Size, target: &Path) -> Result<()> {
    copy_all(&folder(size)?, target)
}

/// Returns the place of something that is kept between runs.
pub(crate) fn kept(name: &str) -> Result<PathBuf> {
    let folder = place::root().join("target/corpus");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder.join(name))
}

/// Returns a folder, built under another name first if it is not there, so that it is whole or missing.
pub(crate) fn made(folder: PathBuf, build: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    if !folder.is_dir() {
        let begun = Instant::now();
        let beside = folder.with_extension("part");
        if beside.is_dir() {
            fs::remove_dir_all(&beside).context("removing what an earlier run left")?;
        }
        fs::create_dir_all(&beside).context("making a folder")?;
        build(&beside)?;
        fs::rename(&beside, &folder).context("keeping what was built")?;
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        eprintln!("  built {name} in {:.0} s", begun.elapsed().as_secs_f64());
    }
    Ok(folder)
}

/// Copies a folder and everything in it.
///
/// # Errors
/// Fails, naming the file, if one cannot be copied.
pub(crate) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("copying {}", entry.path().display()))?;
        }
    }
    Ok(())
}

/// Names the shape of today's database: its tables and how documents are projected into them.
fn shape() -> Result<String> {
    let place = tempfile::tempdir()?;
    let path = place.path().join(DATABASE);
    drop(Store::open(&path, Utc::now)?);
    let sql = rusqlite::Connection::open(&path)?;
    let mut statement = sql.prepare(
        "SELECT coalesce(sql, '') FROM (SELECT sql FROM sqlite_schema ORDER BY name)
         UNION ALL SELECT value FROM setting WHERE key = 'projection'",
    )?;
    let mut hasher = DefaultHasher::new();
    (VERSION, SEED).hash(&mut hasher);
    for line in statement.query_map([], |row| row.get::<_, String>(0))? {
        line?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn build(size: Size, folder: &Path) -> Result<()> {
    eprintln!("  building corpus {}: {} people, {} talks, {} texts", size.name, size.people, size.talks, size.texts);
    let clock = Arc::new(AtomicI64::new(begin().timestamp_millis()));
    let ticking = Arc::clone(&clock);
    let now = move || DateTime::from_timestamp_millis(ticking.load(Ordering::SeqCst)).unwrap_or_default();
    let store = Store::open(&folder.join(DATABASE), now)?;
    let mut author = Author {
        store,
        clock,
        step: Duration::days(729) / i32::try_from(2 * size.people + 2 * size.talks + size.texts).unwrap_or(i32::MAX),
        dice: Dice::new(SEED),
        speech: Speech::new(),
        waiting: Vec::new(),
    };
    author.write_all(size)
}

fn begin() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 11, 22, 8, 0, 0).single().unwrap_or_default()
}

/// A document to be written: as it is made, and as it is typed on.
struct Draft {
    kind: &'static str,
    id: Id,
    edits: Vec<Edit>,
    typed: Vec<Edit>,
}

/// Writes a corpus.
struct Author {
    store: Store,
    clock: Arc<AtomicI64>,
    /// How much time passes from one document to the next.
    step: Duration,
    dice: Dice,
    speech: Speech,
    waiting: Vec<Draft>,
}

impl Author {
    fn write_all(&mut self, size: Size) -> Result<()> {
        let explorations = (0..3).map(|_| self.exploration()).collect::<Result<Vec<_>>>()?;
        let organizations = (0..size.people.div_ceil(8)).map(|_| self.organization()).collect::<Result<Vec<_>>>()?;
        let mut people = Vec::with_capacity(size.people);
        for _ in 0..size.people {
            people.push(self.person(&explorations, &organizations)?);
        }
        let answers = (size.texts * 3 / 5).min(size.talks * 8);
        let mut talks = Vec::with_capacity(size.talks);
        for number in 0..size.talks {
            let person = self.dice.pick(&people).copied().context("a talk needs people")?;
            let ahead = size.talks - number;
            talks.push((self.talk(person, &explorations, ahead)?, person));
            let from = answers * number / size.talks;
            let until = answers * (number + 1) / size.talks;
            self.answers(talks.last().map(|(talk, _)| *talk), until - from)?;
            let jots =
                (size.texts - answers) * (number + 1) / size.talks - (size.texts - answers) * number / size.talks;
            for _ in 0..jots {
                self.jot(&talks)?;
            }
        }
        self.flush()
    }

    fn exploration(&mut self) -> Result<Id> {
        let tongue = self.speech.tongue(&mut self.dice);
        let edits = vec![
            Edit::set("title", tongue.text(&mut self.dice, 3)),
            Edit::write("objective", &tongue.text(&mut self.dice, 30)),
            Edit::set("familiarity", "little"),
        ];
        self.draft(Exploration::KIND.name, None, edits, Vec::new())
    }

    fn organization(&mut self) -> Result<Id> {
        let tongue = self.speech.tongue(&mut self.dice);
        let edits = vec![
            Edit::set("name", tongue.name(&mut self.dice)),
            Edit::set("field", tongue.word(&mut self.dice)),
            Edit::set("place", tongue.rare(&mut self.dice)),
        ];
        self.draft(Organization::KIND.name, None, edits, Vec::new())
    }

    fn person(&mut self, explorations: &[Id], organizations: &[Id]) -> Result<Id> {
        let Self { dice, speech, .. } = self;
        let tongue = speech.tongue(dice);
        let phone = format!("+49 {} {:07}", 30 + dice.below(900), dice.below(10_000_000));
        let mut edits = vec![
            Edit::set("name", tongue.name(dice)),
            Edit::set("role", format!("{} {}", tongue.word(dice), tongue.word(dice))),
            Edit::set("field", tongue.word(dice)),
            Edit::Put {
                field: "channels".to_owned(),
                entry: "1".to_owned(),
                value: json!({"kind": "phone", "value": phone, "label": "work"}),
            },
        ];
        edits.extend(dice.pick(organizations).map(|id| Edit::link("organization", *id)));
        let matters = dice.pick(explorations).map(ToString::to_string);
        edits.extend(matters.map(|member| Edit::Add { field: "explorations".to_owned(), member }));
        if dice.once_in(3) {
            edits.push(Edit::Add { field: "tags".to_owned(), member: tongue.word(dice).to_owned() });
        }
        if dice.once_in(2) {
            edits.push(Edit::write("how_known", &tongue.text(dice, 8)));
        }
        if dice.once_in(5) {
            edits.push(Edit::write("notes", &tongue.text(dice, 40)));
        }
        let person = self.draft(Person::KIND.name, None, edits, Vec::new())?;
        if self.dice.once_in(2) {
            let (channel, outcome) = if self.dice.once_in(2) { ("phone", "later") } else { ("email", "no_answer") };
            let edits = vec![
                Edit::link("person", person),
                Edit::time("at", self.now()),
                Edit::set("channel", channel),
                Edit::set("outcome", outcome),
            ];
            self.draft(Attempt::KIND.name, None, edits, Vec::new())?;
        }
        Ok(person)
    }

    /// Writes a talk; the last few are still `ahead`.
    fn talk(&mut self, person: Id, explorations: &[Id], ahead: usize) -> Result<Id> {
        let at = self.now();
        let plan = (0..5).filter_map(|_| self.question()).collect();
        let mut edits = vec![
            Edit::link("person", person),
            Edit::set("promised_minutes", 20),
            Edit::Arrange { field: "plan".to_owned(), ids: plan },
        ];
        edits.extend(self.dice.pick(explorations).map(|id| Edit::link("exploration", *id)));
        if ahead > 8 {
            edits.extend([Edit::time("scheduled_at", at), Edit::set("zone", "Europe/Berlin")]);
            edits.extend([Edit::time("started_at", at), Edit::time("ended_at", at + Duration::minutes(25))]);
        } else if ahead > 4 {
            // Far enough ahead that a run in some years still finds them so.
            let at = at + Duration::days(3_650 + i64::try_from(ahead)?);
            edits.extend([Edit::time("scheduled_at", at), Edit::set("zone", "Europe/Berlin")]);
        }
        let talk = self.draft(Interview::KIND.name, None, edits, Vec::new())?;
        let mut owed = vec![
            Edit::link("person", person),
            Edit::link("interview", talk),
            Edit::set("what", self.speech.tongue(&mut self.dice).text(&mut self.dice, 4)),
            Edit::time("due_at", at + Duration::hours(8)),
        ];
        // Only what was owed last is still open, as with most people.
        owed.extend((ahead > 20).then(|| Edit::time("done_at", at + Duration::hours(6))));
        self.draft(FollowUp::KIND.name, Some(talk.part("thanks")), owed, Vec::new())?;
        Ok(talk)
    }

    fn answers(&mut self, talk: Option<Id>, count: usize) -> Result<()> {
        let Some(talk) = talk else { return Ok(()) };
        let first = self.dice.below(100);
        for number in 0..count {
            let entries = &Bank::built_in().entries;
            let entry = entries.get((first + number) % entries.len()).context("the bank has questions")?;
            let edits = vec![
                Edit::link("interview", talk),
                Edit::link("question", entry.id()),
                Edit::set("asked", entry.ask.clone()),
            ];
            let typed = self.typing();
            self.draft(Answer::KIND.name, Some(Answer::id_of(talk, entry.id())), edits, typed)?;
        }
        Ok(())
    }

    fn jot(&mut self, talks: &[(Id, Id)]) -> Result<()> {
        let mut edits = Vec::new();
        if let Some((talk, person)) = self.dice.pick(talks).copied() {
            match self.dice.below(10) {
                0..5 => edits.push(Edit::link("interview", talk)),
                5..9 => edits.push(Edit::link("person", person)),
                _ => {}
            }
        }
        let typed = self.typing();
        self.draft(Jot::KIND.name, None, edits, typed)?;
        Ok(())
    }

    /// Types a text: most are of some lines, one in twelve fills a screen; each pause in typing is an edit.
    fn typing(&mut self) -> Vec<Edit> {
        let Self { dice, speech, .. } = self;
        let tongue = speech.tongue(dice);
        let words = if dice.once_in(12) { 120 + dice.below(240) } else { 6 + dice.below(50) };
        typed(dice, tongue, words, 1 + words / 20)
    }

    fn question(&mut self) -> Option<Id> {
        self.dice.pick(&Bank::built_in().entries).map(firsthand_domain::bank::Entry::id)
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clock.load(Ordering::SeqCst)).unwrap_or_default()
    }

    fn draft(&mut self, kind: &'static str, id: Option<Id>, edits: Vec<Edit>, typed: Vec<Edit>) -> Result<Id> {
        let at = self.clock.fetch_add(self.step.num_milliseconds(), Ordering::SeqCst);
        let id = id.unwrap_or_else(|| new_id(&mut self.dice, at));
        self.waiting.push(Draft { kind, id, edits, typed });
        if self.waiting.len() >= BATCH {
            self.flush()?;
        }
        Ok(id)
    }

    fn flush(&mut self) -> Result<()> {
        let drafts = std::mem::take(&mut self.waiting);
        let (_, _) = self.store.transact::<_, firsthand_store::Error>(Op::silent(), |tx| {
            for Draft { kind, id, edits, typed } in drafts {
                tx.create(kind, id, edits)?;
                for edit in typed {
                    tx.edit(id, vec![edit])?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Types a text of so many words in so many pauses.
pub(crate) fn typed(dice: &mut Dice, tongue: &Tongue, words: usize, pauses: usize) -> Vec<Edit> {
    let text = tongue.text(dice, words);
    let letters: Vec<char> = text.chars().collect();
    let until = (1..=pauses).map(|pause| letters.len() * pause / pauses);
    until.map(|until| Edit::write("text", &letters.iter().take(until).collect::<String>())).collect()
}

/// Makes an id as the app would at a time: of version 7, so that ids follow the order in which they are made.
fn new_id(dice: &mut Dice, at: i64) -> Id {
    let mut random = [0; 10];
    for byte in &mut random {
        *byte = u8::try_from(dice.roll() >> 56).unwrap_or_default();
    }
    let at = u64::try_from(at).unwrap_or_default();
    Id::new(uuid::Builder::from_unix_timestamp_millis(at, &random).into_uuid())
}

/// Returns a question that no answer of a corpus is likely to stand under in a given talk.
pub(crate) fn rare_question(number: usize) -> Result<Id> {
    let entries = &Bank::built_in().entries;
    let entry = entries.iter().rev().nth(number % entries.len()).context("the bank has questions")?;
    Ok(entry.id())
}
