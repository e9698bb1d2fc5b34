//! B4: how much the first paint has to load.

use std::process::Command;

use anyhow::{Context, Result};
use firsthand_tests::place;

use crate::table::{Row, Table};

/// The budget, in KiB.
const BUDGET: f64 = 120.0;

/// Asks the script that the build of the pages asks too.
pub(crate) fn run() -> Result<Table> {
    let output = Command::new("node")
        .arg("scripts/bundle-size.mjs")
        .current_dir(place::root().join("ui"))
        .output()
        .context("running node")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let size = said.split_once(": ").and_then(|(_, rest)| rest.split_once(" KiB")).map(|(size, _)| size);
    let size: f64 = size.and_then(|size| size.parse().ok()).with_context(|| format!("reading {said:?}"))?;
    Ok(Table {
        title: "B4 · First paint's script and style",
        rows: vec![
            Row::note("all that index.html loads, gzip", format!("{size} KiB")).budget("≤ 120 KiB", size <= BUDGET),
        ],
    })
}
