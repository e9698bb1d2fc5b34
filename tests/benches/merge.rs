//! B12: another device's change comes into a text that was changed here at the same time.

use firsthand_tests::dice::Dice;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use automerge::Automerge;
use chrono::Utc;
use firsthand_domain::{Edit, Id, Jot};
use firsthand_store::{Op, Store, StoredChange};

use crate::{
    corpus::{DATABASE, L, S, SEED, copy, typed},
    floor::Bare,
    measure::{Spent, ms, times},
    table::{Row, Table},
    words::Speech,
};

/// How many texts are merged.
const TEXTS: usize = 200;

/// Merges one concurrent change into each of many texts of 2 kB that are not in memory.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let size = if quick { S } else { L };
    let place = tempfile::tempdir()?;
    let here_path = place.path().join("here");
    copy(size, &here_path)?;
    let mut here = Store::open(&here_path.join(DATABASE), Utc::now)?;
    let mut there = Store::open(&place.path().join("there.sqlite"), Utc::now)?;
    let bare = Bare::new(place.path())?;
    let texts = write_texts(&mut there)?;
    let grown = there.unsealed(usize::MAX)?;
    here.apply(&grown)?;
    // Apart, both go on with every text.
    for (store, word) in [(&mut here, "here"), (&mut there, "there")] {
        for (id, text) in &texts {
            let at = if word == "here" { text.len() / 3 } else { text.len() * 2 / 3 };
            let at = text.floor_char_boundary(at);
            let (head, tail) = text.split_at(at);
            edit(store, *id, &format!("{head} Something more was said {word}. {tail}"))?;
        }
    }
    let arriving: Vec<StoredChange> = there.unsealed(usize::MAX)?.split_off(grown.len());
    ensure!(arriving.len() == TEXTS, "each text was changed once");
    let (mut merges, mut loads, mut commits) = (Spent::default(), Spent::default(), Spent::default());
    let mut bytes = 0;
    for (number, change) in arriving.iter().enumerate() {
        let stored = stored(&here_path.join(DATABASE), change.doc)?;
        bytes += stored.len();
        loads.on(|| Automerge::load(&stored))?;
        let (applied, _) = merges.on(|| here.apply(std::slice::from_ref(change)))?;
        ensure!(applied.new == 1, "the change was merged");
        commits.on(|| bare.commit(&format!("some words, {number} of them")))?;
    }
    let what = format!("one change into a text of 2 kB ({} kB stored), {}, cold", bytes / TEXTS / 1_000, size.name);
    let (merge, load) = (merges.cpu.median(), loads.cpu.median());
    Ok(Table {
        title: "B12 · Merging one concurrent change, with its rows and search index",
        rows: vec![
            Row::note(format!("{what}: CPU"), merges.cpu.spread())
                .beside(format!("`Automerge::load` {}", loads.cpu.spread()), times(merge, load))
                .budget("≤ 2.5 ms", merges.cpu.at(0.95) <= 2.5),
            Row::note("… on the clock, committed durably", merges.wall.spread())
                .beside(
                    format!("bare commit {}", commits.wall.spread()),
                    times(merges.wall.median(), commits.wall.median()),
                )
                .budget(format!("≤ 2.5 ms + commit ({})", ms(commits.wall.at(0.95))), {
                    merges.wall.at(0.95) <= 2.5 + commits.wall.at(0.95)
                }),
        ],
    })
}

fn write_texts(store: &mut Store) -> Result<Vec<(Id, String)>> {
    let speech = Speech::new();
    let mut dice = Dice::new(SEED);
    let mut texts = Vec::new();
    for number in 0..TEXTS {
        let tongue = speech.tongue(&mut dice);
        let mut words = 330;
        let mut edits = typed(&mut dice, tongue, words, words / 10);
        while let Some(Edit::Write { text, .. }) = edits.last()
            && !(1_900..2_100).contains(&text.len())
        {
            words = (words * 2_000 / text.len()).max(1);
            edits = typed(&mut dice, tongue, words, 33);
        }
        let id = Id::named("bench merge", &number.to_string());
        let Some(Edit::Write { text, .. }) = edits.last() else { continue };
        texts.push((id, text.clone()));
        store.transact::<_, firsthand_store::Error>(Op::silent(), |tx| {
            tx.create(Jot::KIND.name, id, Vec::new())?;
            for edit in edits {
                tx.edit(id, vec![edit])?;
            }
            Ok(())
        })?;
    }
    Ok(texts)
}

fn edit(store: &mut Store, id: Id, text: &str) -> Result<()> {
    let write = Edit::write("text", text);
    store.transact::<_, firsthand_store::Error>(Op::silent(), |tx| tx.edit(id, vec![write]))?;
    Ok(())
}

/// Reads a document's bytes as they are stored: what a merge has to load first.
fn stored(database: &Path, id: Id) -> Result<Vec<u8>> {
    let sql = rusqlite::Connection::open(database)?;
    let doc: i64 = sql
        .query_row("SELECT doc FROM document WHERE id = ?1", [id.as_bytes()], |row| row.get(0))
        .context("a document")?;
    let mut statement = sql.prepare(
        "SELECT bytes FROM (SELECT -1 AS n, bytes FROM snapshot WHERE doc = ?1 UNION ALL
         SELECT n, bytes FROM tail WHERE doc = ?1) ORDER BY n",
    )?;
    let mut bytes = Vec::new();
    for part in statement.query_map([doc], |row| row.get::<_, Vec<u8>>(0))? {
        bytes.extend(part?);
    }
    Ok(bytes)
}
