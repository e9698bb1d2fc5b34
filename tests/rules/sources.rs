//! Names and imports, file by file.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use firsthand_tests::place;

/// Words that hide what a thing does.
const EMPTY_WORDS: [&str; 6] = ["Manager", "Helper", "Util", "Service", "Processor", "Handler"];

/// Words after which a type or a module gets its name.
const DECLARING: [&str; 7] = ["struct", "enum", "trait", "type", "mod", "class", "interface"];

#[test]
fn nothing_is_called_by_an_empty_word() -> Result<()> {
    let mut found = Vec::new();
    for path in sources(&["crates", "src-tauri/src", "tests", "ui/src"], &["rs", "ts", "svelte"])? {
        let text = read(&path)?;
        found.extend(
            declared(&text).filter(|name| is_empty_word(name)).map(|name| format!("{name} in {}", path.display())),
        );
    }
    ensure!(found.is_empty(), "these names say nothing: {found:#?}");
    Ok(())
}

#[test]
fn only_the_ipc_folder_knows_tauri() -> Result<()> {
    let folder = place::root().join("ui/src/lib/ipc");
    let mut found = Vec::new();
    for path in sources(&["ui/src"], &["ts", "svelte", "js"])? {
        if !path.starts_with(&folder) && (read(&path)?.contains("@tauri-apps/") || read(&path)?.contains("__TAURI")) {
            found.push(path);
        }
    }
    ensure!(found.is_empty(), "these must go through lib/ipc: {found:#?}");
    Ok(())
}

#[test]
fn the_page_opens_no_file_and_no_dialog_itself() -> Result<()> {
    for path in sources(&["ui/src"], &["ts", "svelte", "js"])? {
        ensure!(!read(&path)?.contains("@tauri-apps/plugin-"), "{} must ask the shell instead", path.display());
    }
    Ok(())
}

#[test]
fn every_file_of_a_test_program_is_part_of_it() -> Result<()> {
    let files = sources(&["tests", "crates"], &["rs"])?;
    for main_file in files.iter().filter(|path| path.ends_with("main.rs")) {
        let folder = main_file.parent().context("a file without a folder")?;
        let main = read(main_file)?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension() != Some(OsStr::new("rs")) {
                continue;
            }
            let name = path.file_stem().and_then(OsStr::to_str).context("a file without a name")?;
            let named = name == "main" || main.contains(&format!("mod {name};"));
            ensure!(named, "{} does not run: name it in main.rs", path.display());
        }
    }
    Ok(())
}

#[test]
fn the_window_has_the_color_of_its_page() -> Result<()> {
    let tokens = place::read("ui/src/styles/tokens.css")?;
    let shown: Vec<&str> =
        tokens.lines().filter_map(|line| line.trim().strip_prefix("--surface: #")?.strip_suffix(';')).collect();
    ensure!(shown.len() == 2, "the page has one ground in the light and one in the dark, not {shown:?}");
    let window = place::read("src-tauri/src/window.rs")?;
    let notice = place::read("src-tauri/src/notice.css")?;
    for color in shown {
        let bytes: Vec<String> =
            color.as_bytes().chunks(2).map(|pair| format!("0x{}", String::from_utf8_lossy(pair))).collect();
        ensure!(window.contains(&bytes.join(", ")), "window.rs does not paint #{color}");
        ensure!(notice.contains(&format!("#{color}")), "notice.css does not paint #{color}");
    }
    Ok(())
}

#[test]
fn one_version_is_told_everywhere() -> Result<()> {
    let pages: serde_json::Value = serde_json::from_str(&place::read("ui/package.json")?)?;
    ensure!(
        pages.get("version").and_then(|version| version.as_str()) == Some(env!("CARGO_PKG_VERSION")),
        "ui/package.json has another version than Cargo.toml"
    );
    Ok(())
}

#[test]
fn declared_names_are_found() {
    // Put together here, for this file is looked through as well.
    let text =
        ["pub(crate) struct Note", "Manager<T>;\nmod save_", "utils;\nuse tauri::Manager;\nexport class Draft {"]
            .concat();
    let names: Vec<&str> = declared(&text).collect();
    assert_eq!(names, [["Note", "Manager"].concat(), ["save_", "utils"].concat(), "Draft".to_owned()]);
    let empty: Vec<bool> = names.iter().map(|name| is_empty_word(name)).collect();
    assert_eq!(empty, [true, true, false], "an import declares nothing, and Draft says what it is");
}

/// Returns the names that a text declares.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//") && !line.trim_start().starts_with('*'));
    code.flat_map(|line| {
        let words: Vec<&str> = line
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let pairs: Vec<&str> = words
            .iter()
            .zip(words.iter().skip(1))
            .filter(|(word, _)| DECLARING.contains(word))
            .map(|(_, name)| *name)
            .collect();
        pairs
    })
}

/// Says whether an empty word stands in a name as a word of its own, in either way of writing.
fn is_empty_word(name: &str) -> bool {
    EMPTY_WORDS.iter().any(|word| {
        let camel = name.match_indices(word).any(|(at, _)| {
            let after = name.get(at + word.len()..).and_then(|rest| rest.chars().next());
            !after.is_some_and(|letter| letter.is_lowercase() && letter != 's')
        });
        camel || name.split('_').any(|part| part.trim_end_matches('s') == word.to_lowercase())
    })
}

fn sources(folders: &[&str], ends: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| place::root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().and_then(OsStr::to_str).is_some_and(|end| ends.contains(&end)) {
                found.push(path);
            }
        }
    }
    ensure!(!found.is_empty(), "no sources in {folders:?}");
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
