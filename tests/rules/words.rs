//! What there is to do is said twice: by the app for reminders and the command line, and by the pages. Both know all of it.

use anyhow::{Context, Result, ensure};
use firsthand_app::say_action;
use firsthand_domain::{
    journey::{Reason, Todo},
    letters::slots::SLOTS,
};
use firsthand_tests::place;
use std::{collections::BTreeSet, path::PathBuf};

/// Returns the keys of a block of the page's words, such as `todo: {`.
fn keys(words: &str, block: &str) -> Result<BTreeSet<String>> {
    let (_, rest) = words.split_once(&format!("\n  {block}: {{\n")).with_context(|| format!("there is no {block}"))?;
    let (block, _) = rest.split_once("\n  }").context("the block has no end")?;
    let keys = block.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(':'));
    Ok(keys.map(|(key, _)| key.to_owned()).collect())
}

#[test]
fn c91_each_next_action_has_its_words_in_the_app_and_on_the_pages() -> Result<()> {
    let words = place::read("ui/src/lib/i18n/en/today.ts")?;
    let known = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    for (block, all) in [("todo", Todo::WORDS), ("act", Todo::WORDS), ("rest", Reason::WORDS)] {
        let (said, known) = (keys(&words, block)?, known(all));
        ensure!(said == known, "{block} of ui/src/lib/i18n/en/today.ts says {said:?}, the app knows {known:?}");
    }
    let mut said = BTreeSet::new();
    for word in Todo::WORDS {
        let todo: Todo = serde_json::from_value((*word).into())?;
        let (named, nobody) = (say_action(todo, "Ana", ""), say_action(todo, "", ""));
        ensure!(named.contains("Ana"), "{word} with Ana: {named}");
        ensure!(!nobody.trim().is_empty() && !nobody.contains("  "), "{word} with nobody: {nobody}");
        ensure!(said.insert(named.clone()), "{word} is said like another: {named}");
    }
    Ok(())
}

/// Ids of capabilities are for the code and its tests; nobody who uses the app or reads the help of the command line knows them.
#[test]
fn no_word_that_is_shown_names_a_capability() -> Result<()> {
    let mut shown: Vec<(String, String)> = SLOTS
        .iter()
        .map(|slot| (format!("the slot {}", slot.name), format!("{} {}", slot.about, slot.sample)))
        .collect();
    let files = ["crates/domain/data/letters.toml", "crates/domain/data/question-bank.toml", "crates/cli/src/args.rs"];
    let mut files: Vec<PathBuf> = files.iter().map(|file| place::root().join(file)).collect();
    for entry in std::fs::read_dir(place::root().join("ui/src/lib/i18n/en"))? {
        files.push(entry?.path());
    }
    ensure!(files.len() > 20, "the words of the pages lie elsewhere now");
    for file in files {
        for (number, line) in std::fs::read_to_string(&file)?.lines().enumerate() {
            // What a comment of clap says is its help; any other is for whoever reads the code.
            let is_help = file.ends_with("args.rs");
            let is_comment = ["//", "/*", "*", "#"].iter().any(|mark| line.trim_start().starts_with(mark));
            if is_help || !is_comment {
                shown.push((format!("{}:{}", file.display(), number + 1), line.to_owned()));
            }
        }
    }
    for (place, words) in shown {
        let mut parts = words.split(|letter: char| !letter.is_ascii_alphanumeric());
        let id = |part: &&str| matches!(part.as_bytes(), [b'C', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit());
        ensure!(parts.find(id).is_none(), "{place} names a capability: {words}");
    }
    Ok(())
}
