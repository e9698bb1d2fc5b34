//! A whole fleet over hostile folders, from one seed: nothing acknowledged may be lost, and all devices must end equal.
//!
//! `FIRSTHAND_SIM_TOKENS` and `FIRSTHAND_SIM_DOCUMENTS` say how many histories are run, `FIRSTHAND_SIM_SEED` shows one.
//! `make soak` runs far more of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what the simulation itself gets wrong must be loud"
)]

mod blob;
mod carrier;
mod chance;
mod document;
mod folder;
mod fuse;
mod ground;
mod heal;
mod history;
mod node;
mod oracle;
mod runner;
mod soak;
mod strikes;
mod token;
mod tokens;
mod trace;
mod world;
mod year;

use document::DocumentNode;
use history::History;
use runner::{Simulated, play};
use token::TokenNode;

#[test]
fn token_histories() {
    runner::test::<TokenNode>("FIRSTHAND_SIM_TOKENS", 20_000);
}

#[test]
fn document_histories() {
    runner::test::<DocumentNode>("FIRSTHAND_SIM_DOCUMENTS", 2_000);
}

#[test]
fn a_seed_replays_exactly() {
    fn replays<N: Simulated>(seeds: std::ops::Range<u64>) {
        let mut traces = std::collections::BTreeSet::new();
        for seed in seeds.clone() {
            let history = History::draw(seed, &N::SCALE);
            let [one, two] = [(); 2].map(|()| play::<N>(&history, &history.steps, false));
            assert_eq!(one.trace, two.trace, "{} seed {seed}", N::KIND);
            traces.insert(one.trace);
        }
        assert_eq!(traces.len() as u64, seeds.end - seeds.start, "each seed is a history of its own");
    }
    replays::<TokenNode>(0..60);
    replays::<DocumentNode>(0..12);
}

/// What is never met is not proven.
#[test]
fn histories_meet_every_state_and_event() {
    let mut met = std::collections::BTreeSet::new();
    for seed in 0..400 {
        let history = History::draw(seed, &TokenNode::SCALE);
        met.extend(play::<TokenNode>(&history, &history.steps, false).met);
    }
    let wanted = [
        // Of folders,
        "ok",
        "missing",
        "unreadable",
        "empty",
        "marker-lost",
        "marker-damaged",
        "other-vault",
        "not-downloaded",
        "emptied",
        "many-gone",
        "read-only",
        "full",
        // of files,
        "arriving",
        "damaged",
        "unreadable",
        // and of devices.
        "killed",
        "rotated",
        "packed",
        "cleaned",
        "asked for",
        "restored",
        "put back",
        "another name",
        "only in files",
        "excused",
    ];
    let missed: Vec<_> = wanted.into_iter().filter(|wanted| !met.contains(*wanted)).collect();
    assert!(missed.is_empty(), "never met: {missed:?}; met: {met:?}");
}

/// The first weeks of a year, enough for packs and clean-up; `make soak` lives all of it.
#[test]
fn weeks_of_five_devices_stay_small() {
    year::live(12);
}

#[test]
#[ignore = "half an hour and more: make soak"]
fn a_year_of_five_devices_stays_small() {
    year::live(365);
}

/// `make soak`: many histories from a seed on, with lines that tell how far it is.
#[test]
#[ignore = "runs for hours: make soak"]
fn soak() {
    soak::soak();
}
