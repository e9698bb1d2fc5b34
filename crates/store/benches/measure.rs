//! Prints what an edit, a list and a search cost, beside a bare SQLite commit of the same run.
//!
//! ```text
//! cargo bench -p firsthand-store --bench measure -- [documents] [directory]
//! ```
//!
//! The directory should be on the disk to be measured. Nothing here is a test: the figures are ratios of one run on one
//! machine.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for whoever works on the store")]

use chrono::Utc;
use firsthand_domain::{Edit, Id};
use firsthand_store::{Error, Op, Store, StoredChange};
use rusqlite::Connection;
use std::{
    path::Path,
    time::{Duration, Instant},
};

const EDITS: usize = 400;
const SYLLABLES: &[&str] =
    &["ka", "lo", "mi", "ren", "tas", "vu", "sel", "dor", "ni", "pa", "gri", "hem", "ost", "ubi"];

/// Makes words whose frequency falls off as in a language.
struct Words(u64);

impl Words {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn word(&mut self) -> String {
        let bound = 1 + self.next(4_000);
        let mut rank = self.next(bound);
        let mut word = String::new();
        loop {
            word.push_str(SYLLABLES.get(rank % SYLLABLES.len()).unwrap_or(&""));
            rank /= SYLLABLES.len();
            if rank == 0 {
                return word;
            }
        }
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// What is searched for; `before:` fits everything, and then, since nothing is so old, nothing.
const FORMS: [&str; 11] = [
    "two letters",
    "three letters",
    "five letters",
    "word and three letters",
    "two words in quotes",
    "from inside a word",
    "person: and three letters",
    "person: alone",
    "after: and three letters",
    "before: and three letters",
    "before: which nothing fits",
];

fn timed<T>(times: &mut Vec<Duration>, f: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let value = f();
    times.push(begin.elapsed());
    value
}

fn show(name: &str, mut times: Vec<Duration>) -> f64 {
    times.sort();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len() - 1)).unwrap().as_secs_f64() * 1e3;
    println!("{name:<44} p50 {:>8.3} ms   p95 {:>8.3} ms   p99 {:>8.3} ms", at(50), at(95), at(99));
    at(95)
}

fn bare_commits(dir: &Path) -> f64 {
    let sql = Connection::open(dir.join("bare.sqlite")).unwrap();
    sql.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER PRIMARY KEY, x BLOB)",
    )
    .unwrap();
    let mut times = Vec::new();
    for _ in 0..EDITS {
        let mut statement = sql.prepare_cached("INSERT INTO t (x) VALUES (?1)").unwrap();
        timed(&mut times, || statement.execute([[0_u8; 32]]).unwrap());
    }
    show("bare commit of one small row", times)
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let documents: usize = arguments.next().map_or(2_000, |text| text.parse().unwrap());
    let here = arguments.next().unwrap_or_else(|| ".".to_owned());
    let dir = tempfile::tempdir_in(here).unwrap();
    let path = dir.path().join("data.sqlite");
    let mut store = Store::open(&path, Utc::now).unwrap();
    let mut words = Words(1);

    let begin = Instant::now();
    for batch in 0..documents.div_ceil(1_000) {
        store
            .transact(Op::new("Fill"), |tx| {
                for n in (batch * 1_000)..((batch + 1) * 1_000).min(documents) {
                    let id = Id::named("measure", &n.to_string());
                    if n % 5 == 0 {
                        tx.create(
                            "person",
                            id,
                            vec![Edit::set("name", words.text(2)), Edit::set("role", words.word())],
                        )?;
                    } else {
                        let person = Id::named("measure", &(n - n % 5).to_string());
                        let edits = vec![Edit::write("text", &words.text(30)), Edit::link("person", person)];
                        tx.create("jot", id, edits)?;
                    }
                }
                Ok::<_, Error>(())
            })
            .unwrap();
    }
    println!("{documents} documents made in {:.1} s; the file has {} MB", begin.elapsed().as_secs_f64(), size(&path));

    let bare = bare_commits(dir.path());
    let note = Id::named("measure", "note");
    let mut text = words.text(300);
    store.transact(Op::new("Note"), |tx| tx.create("jot", note, vec![Edit::write("text", &text)])).unwrap();
    let mut times = Vec::new();
    for _ in 0..EDITS {
        let places: Vec<usize> = text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).collect();
        let at = *places.get(words.next(places.len())).unwrap();
        text.insert_str(at, &format!(" {}", words.word()));
        let edit = vec![Edit::write("text", &text)];
        timed(&mut times, || store.transact(Op::typing("Type", "note"), |tx| tx.edit(note, edit)).unwrap());
    }
    let typing = show("a word typed into 2 kB, to durable (B3)", times);
    println!("{:<44} {:.1}x of a bare commit at p95; budget 10x", "", typing / bare);

    let written: Vec<StoredChange> =
        store.unsealed(usize::MAX).unwrap().into_iter().filter(|change| change.doc == note).collect();
    let mut far = Store::open(&dir.path().join("far.sqlite"), Utc::now).unwrap();
    let (first, last) = written.split_at(written.len() - 100);
    far.apply(first).unwrap();
    let mut times = Vec::new();
    for change in last {
        timed(&mut times, || far.apply(std::slice::from_ref(change)).unwrap());
    }
    show("one arrived change into 2 kB (B12)", times);
    let mut times = Vec::new();
    for change in written.iter().rev().take(100) {
        timed(&mut times, || far.apply(std::slice::from_ref(change)).unwrap());
    }
    show("one change that was known", times);

    let mut times = Vec::new();
    for _ in 0..50 {
        let mut count = 0;
        timed(&mut times, || store.rows("person", &[], |_| count += 1).unwrap());
    }
    show("all people, covering index", times);
    let mut times = Vec::new();
    for _ in 0..50 {
        timed(&mut times, || store.rows("person", &["role", "organization", "tags"], drop).unwrap());
    }
    show("all people, with three fields", times);

    let mut names = Vec::new();
    store.rows("person", &[], |row| names.push(row.title)).unwrap();
    for name in FORMS {
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..300 {
            let start = |words: &mut Words, length: usize| words.word().chars().take(length).collect::<String>();
            let query = match name {
                "two letters" => start(&mut words, 2),
                "three letters" => start(&mut words, 3),
                "five letters" => start(&mut words, 5),
                "word and three letters" => format!("{} {}", words.word(), start(&mut words, 3)),
                "two words in quotes" => format!("\"{} {}\"", words.word(), words.word()),
                "from inside a word" => words.word().chars().skip(1).take(5).collect(),
                "person: and three letters" => {
                    let name = names.get(words.next(names.len())).unwrap();
                    format!("person:\"{name}\" {}", start(&mut words, 3))
                }
                "person: alone" => format!("person:\"{}\"", names.get(words.next(names.len())).unwrap()),
                "after: and three letters" => format!("after:2020 {}", start(&mut words, 3)),
                "before: and three letters" => format!("before:2999 {}", start(&mut words, 3)),
                _ => format!("before:2020 {}", start(&mut words, 3)),
            };
            hits += timed(&mut times, || store.search(&query, 50).unwrap()).len();
        }
        show(&format!("search, {name} ({} hits) (B6)", hits / 300), times);
    }
    let mut times = Vec::new();
    for _ in 0..5 {
        timed(&mut times, || store.search("before:2020", 50).unwrap());
    }
    show("search, before: alone, nothing fits", times);
    let begin = Instant::now();
    let report = store.doctor().unwrap();
    println!(
        "doctor: {} documents, {} changes, clean: {}, {:.1} s",
        report.documents,
        report.changes,
        report.is_clean(),
        begin.elapsed().as_secs_f64()
    );
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len() / 1_000_000
}
