//! What there is to do is said twice: by the app for reminders and the command line, and by the pages. Both know all of it.

use anyhow::{Context, Result, ensure};
use firsthand_app::say_action;
use firsthand_domain::journey::{Reason, Todo};
use firsthand_tests::place;
use std::collections::BTreeSet;

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
