//! `docs/features.md` says of each capability where it is and which tests prove it; here it is held to its word.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use firsthand_tests::place;

/// The capabilities that must have a test of their name: from understanding to reflection, and those that reach over them.
fn wanted() -> impl Iterator<Item = u32> {
    (1..=71).chain([80, 81, 91])
}

#[test]
fn every_capability_has_a_test_of_its_name() -> Result<()> {
    let names = tests()?;
    let proven: Vec<u32> = names.iter().flat_map(|name| ids(name)).collect();
    let bare: Vec<String> = wanted().filter(|id| !proven.contains(id)).map(|id| format!("C{id:02}")).collect();
    ensure!(bare.is_empty(), "no test is named after {}", bare.join(", "));
    Ok(())
}

#[test]
fn the_list_of_features_is_whole_and_true() -> Result<()> {
    let (names, rows) = (tests()?, rows()?);
    for id in wanted() {
        let row = rows.get(&id).with_context(|| format!("docs/features.md has no row for C{id:02}"))?;
        ensure!(!row.tests.is_empty(), "docs/features.md names no test for C{id:02}");
        let of_its_name = row.tests.iter().any(|test| ids(test).contains(&id));
        ensure!(of_its_name, "docs/features.md names no test for C{id:02} that is named after it");
    }
    for (id, row) in &rows {
        for test in &row.tests {
            ensure!(names.contains(test), "docs/features.md names `{test}` for C{id:02}, and there is no such test");
        }
    }
    Ok(())
}

struct Row {
    tests: Vec<String>,
}

/// Reads the rows `| C01 | where | tests | what is weaker |`; a test stands between backquotes.
fn rows() -> Result<BTreeMap<u32, Row>> {
    let text = place::read("docs/features.md")?;
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| C")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, id, place, tests, _weaker, _] = cells.as_slice() else {
            anyhow::bail!("a row of docs/features.md has other than four cells: {line}");
        };
        ensure!(!place.is_empty(), "docs/features.md does not say where {id} is");
        let number = id.trim_start_matches('C').parse().with_context(|| format!("{id} is no id"))?;
        let tests = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        ensure!(rows.insert(number, Row { tests }).is_none(), "docs/features.md has {id} twice");
    }
    Ok(rows)
}

/// The names of all tests: functions of Rust, titles of the pages' tests.
fn tests() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in ["crates", "src-tauri/src", "tests", "ui/src", "ui/tests"] {
        collect(&place::root().join(folder), &mut names)?;
    }
    Ok(names)
}

fn collect(folder: &Path, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            let skipped = ["node_modules", "target"].iter().any(|name| path.ends_with(name));
            if !skipped {
                collect(&path, names)?;
            }
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = || fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()));
        if name.ends_with(".rs") {
            names.extend(functions(&text()?));
        } else if name.ends_with(".test.ts") {
            names.extend(titles(&text()?));
        }
    }
    Ok(())
}

/// The functions that stand under `#[test]`, or in a `proptest!`, where the attribute is the same.
fn functions(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line != "#[test]" {
            continue;
        }
        let function = lines.by_ref().find_map(|line| line.strip_prefix("fn "));
        names.extend(function.and_then(|rest| rest.split('(').next()).map(str::to_owned));
    }
    names
}

/// What stands as the first text after `test(` or `it(`.
fn titles(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for opening in ["test(", "it("] {
        for rest in text.split(opening).skip(1) {
            let mut letters = rest.trim_start().chars();
            if let Some(quote) = letters.next().filter(|quote| "'\"`".contains(*quote)) {
                names.push(letters.take_while(|letter| *letter != quote).collect());
            }
        }
    }
    names
}

/// The ids that a name tells: `c27_busy`, `c52_to_c56_prompts`, `asks who else (C52–C56)`.
fn ids(name: &str) -> Vec<u32> {
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let begins = at == 0 || letters.get(at - 1).is_none_or(|before| !before.is_alphanumeric());
        if !begins || !matches!(letter, 'c' | 'C') {
            continue;
        }
        let digits: String = letters.iter().skip(at + 1).take_while(|digit| digit.is_ascii_digit()).collect();
        if let Ok(id) = digits.parse() {
            found.push((id, at, at + 1 + digits.len()));
        }
    }
    let mut ids: Vec<u32> = found.iter().map(|(id, ..)| *id).collect();
    for (before, after) in found.iter().zip(found.iter().skip(1)) {
        let between: String = letters.iter().take(after.1).skip(before.2).collect();
        if ["_to_", "–", "-"].contains(&between.as_str()) {
            ids.extend(before.0..=after.0);
        }
    }
    ids
}

#[test]
fn ids_are_read_from_names() {
    assert_eq!(ids("c27_busy_is_called_back"), [27]);
    assert_eq!(ids("asks (C12, C13) who"), [12, 13]);
    assert_eq!(ids("c52_to_c55_prompts"), [52, 55, 52, 53, 54, 55]);
    assert_eq!(ids("asks who else (C52–C54)"), [52, 54, 52, 53, 54]);
    assert!(ids("abc12 and c").is_empty());
    assert_eq!(functions("#[test]\nfn c01_a() {}\nfn aside() {}\n#[test]\n#[ignore]\nfn c02_b("), ["c01_a", "c02_b"]);
    assert_eq!(titles("test('one (C1)', () => {});\n it(`two`, ...)"), ["one (C1)", "two"]);
}
