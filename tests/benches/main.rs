//! Measures what is promised about speed and size, and prints it beside what it is measured by.
//!
//! Nothing here fails because something was slow: machines differ, and what counts is the ratio to the same machine's
//! floor in the same run. `make bench` runs all; `make bench ROWS="b3 b6"` some. `docs/benchmarks.md` keeps the figures.

mod bundle;
mod busy;
mod commit;
mod compare;
mod corpus;
mod devices;
mod filter;
mod flat;
mod floor;
mod idle;
mod join;
mod measure;
mod memory;
mod merge;
mod network;
mod peers;
mod search;
mod start;
mod sync;
mod table;
mod words;

use std::time::Instant;

use anyhow::{Result, ensure};
use clap::Parser;

use crate::table::Table;

/// Measures the budgets and prints tables.
#[derive(Parser)]
struct Options {
    /// The numbers of the budgets, such as b3; all when left out.
    rows: Vec<String>,
    /// Measures the least of everything, to see whether the measuring works.
    #[arg(long)]
    quick: bool,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Measures one budget; for a short look when told so.
type Measure = fn(bool) -> Result<Table>;

/// Run only when they are named: `make bench-peers` does, and runs the others' programs after it; the other takes long.
const PEERS: &str = "peers";
const LARGE: &str = "b6-large";

/// The quiet ones first, then those that open windows.
const BUDGETS: [(&str, Measure); 18] = [
    ("b4", |_| bundle::run()),
    ("b3", commit::run),
    ("b6", search::run),
    ("b12", merge::run),
    ("b14", busy::run),
    ("b9", sync::one_edit),
    ("b10", sync::nothing_new),
    ("flat", flat::run),
    ("b11", sync::bytes),
    ("b7", join::run),
    ("b1", start::run),
    ("b5", filter::run),
    ("c72", compare::run),
    ("c99", network::run),
    ("b2", memory::run),
    ("b13", idle::run),
    (LARGE, search::large),
    (PEERS, peers::run),
];

fn main() -> Result<()> {
    let Options { rows, quick, .. } = Options::parse();
    let wanted: Vec<String> = rows.iter().map(|row| row.to_lowercase()).collect();
    for row in &wanted {
        let known: Vec<&str> = BUDGETS.iter().map(|(name, _)| *name).collect();
        ensure!(known.contains(&row.as_str()), "{row} is not measured here; these are: {}", known.join(" "));
    }
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let build = if cfg!(debug_assertions) { ", DEBUG BUILD: these figures mean nothing" } else { "" };
    println!("{processors} processors, seed {}{build}. Three figures are median · p95 · p99.\n", corpus::SEED);
    let mut failed = Vec::new();
    for (name, measure) in BUDGETS {
        let is_wanted =
            if wanted.is_empty() { ![PEERS, LARGE].contains(&name) } else { wanted.iter().any(|row| row == name) };
        if !is_wanted {
            continue;
        }
        let begun = Instant::now();
        match measure(quick) {
            Ok(table) => println!("{table}"),
            Err(error) => {
                println!("### {name} could not be measured: {error:#}\n");
                failed.push(name);
            }
        }
        eprintln!("  {name} took {:.0} s", begun.elapsed().as_secs_f64());
    }
    ensure!(failed.is_empty(), "could not be measured: {}", failed.join(" "));
    Ok(())
}
