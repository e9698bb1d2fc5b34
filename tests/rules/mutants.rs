//! The list of deliberate breakages must keep fitting the code.

use anyhow::{Context, Result, ensure};
use firsthand_tests::place;

#[test]
fn every_breakage_fits_the_code_in_one_place() -> Result<()> {
    let list: toml::Table = toml::from_str(&place::read("tests/mutants/list.toml")?)?;
    let mutants = list.get("mutant").and_then(toml::Value::as_array).context("no breakages")?;
    ensure!(mutants.len() >= 25, "only {} rules are broken on purpose", mutants.len());
    for mutant in mutants {
        let word = |table: &toml::Value, key| -> Result<String> {
            Ok(table
                .get(key)
                .and_then(toml::Value::as_str)
                .with_context(|| format!("no {key} in {table:?}"))?
                .to_owned())
        };
        let name = word(mutant, "name")?;
        ensure!(
            mutant.get("caught_by").and_then(toml::Value::as_array).is_some_and(|tests| !tests.is_empty()),
            "{name}: name the test that must notice it"
        );
        for edit in mutant.get("edit").and_then(toml::Value::as_array).context("no edits")? {
            let (file, find) = (word(edit, "file")?, word(edit, "find")?);
            let found = place::read(&file)?.matches(&find).count();
            ensure!(found == 1, "{name}: {file} holds this {found} times, not once:\n{find}");
        }
    }
    Ok(())
}
