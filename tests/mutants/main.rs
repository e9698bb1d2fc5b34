//! Breaks the engine on purpose, one rule at a time, and looks whether the tests notice: `make mutants`.
//!
//! The breakages stand in `list.toml`. Each is made in a copy of the tree, built there, and shown to the unit tests of the engine,
//! to those of the store that are about changes, to a short simulation, and to the power losses, until every test that is named for it
//! has noticed. One that a named test lets pass is a hole in the proof.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a run that cannot go on says where"
)]

use serde::Deserialize;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

/// The tests, the quick ones first: a breakage that the engine's own notice need not be built into the app and simulated.
const STAGES: [&[&str]; 4] = [
    &["--package", "firsthand-sync", "--lib"],
    &["--package", "firsthand-store", "--lib", "--test", "store"],
    &["--package", "firsthand-sim", "--test", "sim"],
    PROOF,
];
/// The real program at its system calls: of these tests, those of power loss.
const PROOF: &[&str] = &["--package", "firsthand-tests", "--test", "proof"];
const POWER: &str = "power::";
/// The program that they run.
const PROGRAM: &[&str] = &["--package", "firsthand-cli", "--bin", "firsthand"];
/// Histories of the short simulation.
const TOKENS: &str = "400";
const DOCUMENTS: &str = "60";

#[derive(Deserialize)]
struct List {
    mutant: Vec<Mutant>,
}

#[derive(Deserialize)]
struct Mutant {
    /// The rule that it breaks, in words.
    name: String,
    edit: Vec<Edit>,
    /// The tests that must fail.
    caught_by: Vec<String>,
}

#[derive(Deserialize)]
struct Edit {
    file: String,
    find: String,
    replace: String,
}

fn main() -> ExitCode {
    let wanted = env::var("MUTANTS").unwrap_or_default();
    let root = firsthand_tests::place::root();
    let list: List = toml::from_str(&fs::read_to_string(root.join("tests/mutants/list.toml")).unwrap()).unwrap();
    let tree = copy_of(&root);
    match notices(&tree, None) {
        Ok(failed) if failed.is_empty() => {}
        Ok(failed) => panic!("{failed:?} fail before anything is broken"),
        Err(error) => panic!("nothing is broken, and it does not compile:\n{error}"),
    }
    let (mut caught, mut run, mut holes) = (0, 0, Vec::new());
    let from: usize = env::var("MUTANTS_FROM").ok().and_then(|number| number.parse().ok()).unwrap_or(1);
    let listed = list.mutant.iter().skip(from.saturating_sub(1));
    for mutant in listed.filter(|mutant| wanted.split('|').any(|words| mutant.name.contains(words))) {
        let begun = Instant::now();
        let whole: Vec<(PathBuf, String)> = mutant.edit.iter().map(|edit| apply(&tree, edit)).collect();
        let failed = notices(&tree, Some(&mutant.caught_by));
        // The last edit of a file saw the one before, so they are taken back in turn.
        whole.iter().rev().for_each(|(path, text)| fs::write(path, text).unwrap());
        run += 1;
        let failed = match failed {
            Ok(failed) => failed,
            Err(error) => {
                println!("ERROR  | {} | it does not compile", mutant.name);
                holes.push(format!("{}: it does not compile:\n{error}", mutant.name));
                continue;
            }
        };
        let missed: Vec<&String> = mutant.caught_by.iter().filter(|test| !failed.contains(*test)).collect();
        if missed.is_empty() && !failed.is_empty() {
            caught += 1;
        } else {
            holes.push(format!("{}: not noticed by {missed:?}; noticed by {failed:?}", mutant.name));
        }
        println!(
            "{} | {} | {} | {} s",
            if missed.is_empty() { "caught" } else { "MISSED" },
            mutant.name,
            failed.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            begun.elapsed().as_secs(),
        );
    }
    println!("{caught} of {run} breakages are caught.");
    holes.iter().for_each(|hole| println!("  {hole}"));
    if holes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Copies what git knows of the tree, changes included. What is built of it stays apart: cargo takes crates of two trees in one
/// directory of results for the same, and the broken ones would end up in the program.
fn copy_of(root: &Path) -> PathBuf {
    let tree = root.join("target/mutants");
    let listed =
        Command::new("git").args(["ls-files", "-co", "--exclude-standard"]).current_dir(root).output().unwrap();
    for path in String::from_utf8(listed.stdout).unwrap().lines() {
        let (from, to) = (root.join(path), tree.join(path));
        let Ok(bytes) = fs::read(from) else { continue };
        // A file that is as it was keeps its time, so that cargo builds nothing anew.
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    tree
}

/// Makes an edit; gives the file's path and its text before.
fn apply(tree: &Path, edit: &Edit) -> (PathBuf, String) {
    let path = tree.join(&edit.file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(&edit.find).count(), 1, "{} must hold this once:\n{}", edit.file, edit.find);
    fs::write(&path, text.replace(&edit.find, &edit.replace)).unwrap();
    (path, text)
}

/// Runs the tests in a tree, stage by stage until all of `wanted` fail; gives the names of those that do, or what the compiler says.
fn notices(tree: &Path, wanted: Option<&[String]>) -> Result<BTreeSet<String>, String> {
    let cargo = |act: &str, stage: &[&str], more: &[&str]| {
        Command::new(env!("CARGO"))
            .arg(act)
            .args(stage)
            .args(more)
            .current_dir(tree)
            .env("CARGO_TARGET_DIR", tree.join("target"))
            .env("FIRSTHAND_SIM_TOKENS", TOKENS)
            .env("FIRSTHAND_SIM_DOCUMENTS", DOCUMENTS)
            .env("FIRSTHAND_SIM_BRIEF", "1")
            .env("FIRSTHAND_KEY_STORE", "file")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let mut noticed = BTreeSet::new();
    for stage in STAGES {
        let mut builds = vec![cargo("test", stage, &["--no-run"])];
        let mut tests = vec!["--no-fail-fast", "--", "--skip", "a_seed_replays", "--skip", "histories_meet"];
        if stage == PROOF {
            builds.push(cargo("build", PROGRAM, &[]));
            tests.push(POWER);
        }
        if let Some(failed) = builds.iter().find(|built| !built.status.success()) {
            return Err(String::from_utf8_lossy(&failed.stderr).into_owned());
        }
        let tested = cargo("test", stage, &tests);
        let output = String::from_utf8_lossy(&tested.stdout).into_owned();
        let failed = output.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
        noticed.extend(failed.map(str::to_owned));
        if wanted.is_some_and(|wanted| wanted.iter().all(|test| noticed.contains(test))) {
            break;
        }
    }
    Ok(noticed)
}
