//! Which crate may know which: `domain` ← {`store`, `sync`, `interop`} ← `app` ← {the window, the command line, tests}.

use std::{collections::BTreeMap, process::Command};

use anyhow::{Context, Result, ensure};
use firsthand_tests::place;
use serde_json::Value;

/// What each crate may use of this workspace. The command line reads the domain's types out of the app's answers.
const MAY_USE: [(&str, &[&str]); 10] = [
    ("firsthand-domain", &[]),
    ("firsthand-store", &["firsthand-domain"]),
    ("firsthand-sync", &["firsthand-domain"]),
    ("firsthand-interop", &["firsthand-domain"]),
    ("firsthand-app", &["firsthand-domain", "firsthand-store", "firsthand-sync", "firsthand-interop"]),
    ("firsthand-cli", &["firsthand-domain", "firsthand-app"]),
    ("firsthand-shell", &["firsthand-app"]),
    ("firsthand-tests", &["firsthand-app"]),
    ("firsthand-bare-window", &[]),
    ("firsthand-sim", &[]),
];

/// What only some crates may use of others' work, so that each job is done in one place.
const KEPT_TO: [(&str, &[&str]); 12] = [
    ("automerge", &["firsthand-store"]),
    ("rusqlite", &["firsthand-store"]),
    ("age", &["firsthand-sync"]),
    ("chacha20poly1305", &["firsthand-sync"]),
    ("calcard", &["firsthand-interop"]),
    ("chrono-tz", &["firsthand-interop"]),
    ("minijinja", &["firsthand-interop"]),
    ("keyring", &["firsthand-app"]),
    ("notify", &["firsthand-app"]),
    ("tokio", &["firsthand-app", "firsthand-cli", "firsthand-tests"]),
    ("tauri", &["firsthand-shell", "firsthand-bare-window"]),
    ("clap", &["firsthand-cli", "firsthand-tests"]),
];

#[test]
fn crates_use_only_what_lies_below_them() -> Result<()> {
    let used = used_by_crate()?;
    let known: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for name in used.keys() {
        ensure!(known.contains(&name.as_str()), "say in this test what {name} may use");
    }
    for (name, allowed) in MAY_USE {
        let uses = used.get(name).with_context(|| format!("{name} is not in the workspace"))?;
        let beyond: Vec<_> =
            uses.iter().filter(|used| known.contains(&used.as_str()) && !allowed.contains(&used.as_str())).collect();
        ensure!(beyond.is_empty(), "{name} must not use {beyond:?}");
    }
    Ok(())
}

#[test]
fn each_job_is_done_in_one_place() -> Result<()> {
    let used = used_by_crate()?;
    for (library, allowed) in KEPT_TO {
        let users: Vec<_> = used
            .iter()
            .filter(|(name, uses)| uses.iter().any(|used| used == library) && !allowed.contains(&name.as_str()))
            .map(|(name, _)| name)
            .collect();
        ensure!(users.is_empty(), "only {allowed:?} may use {library}, but {users:?} do");
    }
    Ok(())
}

/// Returns each crate of the workspace with what it uses when it is built for use: tests may look further.
fn used_by_crate() -> Result<BTreeMap<String, Vec<String>>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(place::root())
        .output()
        .context("running cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists no packages")?;
    packages
        .iter()
        .map(|package| {
            let dependencies = package.get("dependencies").and_then(Value::as_array).context("no dependencies")?;
            let uses = dependencies.iter().filter(|used| used.get("kind").is_some_and(Value::is_null)).map(name_of);
            Ok((name_of(package)?, uses.collect::<Result<_>>()?))
        })
        .collect()
}

fn name_of(package: &Value) -> Result<String> {
    Ok(package.get("name").and_then(Value::as_str).context("a package without a name")?.to_owned())
}
