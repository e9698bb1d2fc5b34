//! Running many histories, one after the other on each core, and telling of those that fail.

use crate::{
    document::DocumentNode,
    history::{Fault, History, Scale, Step},
    node::Node,
    token::TokenNode,
    trace::Trace,
    world::{SALVAGES, Verdict, World},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// So many failures are made small and shown; the others are only counted.
const SHOWN: usize = 2;
/// After so many failures no more histories are begun.
const ENOUGH: usize = 25;

/// A node with the size of its histories.
pub(crate) trait Simulated: Node {
    const SCALE: Scale;
    /// How many shorter histories are tried to make a failing one small.
    const TRIES: usize;
}

impl Simulated for TokenNode {
    const SCALE: Scale = Scale { nodes: (3, 8), steps: (50, 300), leave_out: &[] };
    const TRIES: usize = 600;
}

impl Simulated for DocumentNode {
    const SCALE: Scale =
        Scale { nodes: (3, 8), steps: (30, 80), leave_out: if SALVAGES { &[] } else { &[Fault::Fork] } };
    const TRIES: usize = 40;
}

/// What came of a history.
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// Hash of everything that happened.
    pub(crate) trace: String,
    pub(crate) lines: Vec<String>,
    /// States and events that were met.
    pub(crate) met: BTreeSet<String>,
}

/// Lets some steps of a history happen.
pub(crate) fn play<N: Node>(history: &History, steps: &[Step], lines: bool) -> Outcome {
    let mut trace = Trace::new(lines);
    let run = AssertUnwindSafe(|| World::<N>::new(history, &mut trace)?.run(steps));
    let verdict = catch_unwind(run).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    });
    let (trace, lines, met) = trace.end();
    Outcome { verdict, trace, lines, met }
}

/// What came of many histories.
pub(crate) struct Tally {
    pub(crate) histories: u64,
    pub(crate) failures: BTreeMap<u64, String>,
    pub(crate) time: Duration,
    pub(crate) cores: usize,
}

/// Runs the histories of all these seeds on all cores, and calls `progress` now and then.
pub(crate) fn run<N: Simulated>(seeds: Range<u64>, progress: impl Fn(u64, usize) + Sync) -> Tally {
    let begun = Instant::now();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, run) = (AtomicU64::new(seeds.start), AtomicU64::new(0));
    let failures = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let history = History::draw(seed, &N::SCALE);
                    if let Err(error) = play::<N>(&history, &history.steps, false).verdict {
                        let mut failures = failures.lock().unwrap();
                        failures.insert(seed, error);
                        if failures.len() >= ENOUGH {
                            next.store(seeds.end, Ordering::Relaxed);
                        }
                    }
                    let done = run.fetch_add(1, Ordering::Relaxed) + 1;
                    if done.is_multiple_of(1000) {
                        progress(done, failures.lock().unwrap().len());
                    }
                }
            });
        }
    });
    Tally { histories: seeds.end - seeds.start, failures: failures.into_inner().unwrap(), time: begun.elapsed(), cores }
}

/// Leaves out steps as long as the history fails still.
pub(crate) fn shrink<N: Simulated>(history: &History) -> Vec<Step> {
    let mut steps = history.steps.clone();
    let mut size = steps.len() / 2;
    let mut tries = N::TRIES;
    while size > 0 {
        let mut at = 0;
        let mut shorter = false;
        while at < steps.len() && tries > 0 {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(steps.len()));
            tries -= 1;
            if play::<N>(history, &fewer, false).verdict.is_err() {
                steps = fewer;
                shorter = true;
            } else {
                at += size;
            }
        }
        if !shorter || size > steps.len() {
            size /= 2;
        }
    }
    steps
}

/// The story of a failed history, as short as it can be told.
pub(crate) fn tell<N: Simulated>(seed: u64) -> String {
    let history = History::draw(seed, &N::SCALE);
    let steps = shrink::<N>(&history);
    let Outcome { verdict, lines, .. } = play::<N>(&history, &steps, true);
    let mut story = String::new();
    let error = verdict.err().unwrap_or_else(|| "it does not fail again".to_owned());
    let faults = &history.carrying;
    writeln!(story, "seed {seed}: {error}").unwrap();
    writeln!(
        story,
        "{} devices, {} of {} steps, on the way {faults:?}",
        history.nodes,
        steps.len(),
        history.steps.len()
    )
    .unwrap();
    lines.iter().for_each(|line| writeln!(story, "  {line}").unwrap());
    writeln!(
        story,
        "To see all of it: FIRSTHAND_SIM_SEED={seed} cargo test -p firsthand-tests --test sim {} -- --nocapture",
        N::KIND
    )
    .unwrap();
    story
}

/// Runs the histories that a test is to run; panics with the stories of those that fail.
pub(crate) fn test<N: Simulated>(variable: &str, usual: u64) {
    if let Some(seed) = number("FIRSTHAND_SIM_SEED") {
        let history = History::draw(seed, &N::SCALE);
        let outcome = play::<N>(&history, &history.steps, true);
        println!("seed {seed}, {} devices, on the way {:?}", history.nodes, history.carrying);
        outcome.lines.iter().for_each(|line| println!("{line}"));
        if let Err(error) = outcome.verdict {
            panic!("{error}\n\nAs short as possible:\n{}", tell::<N>(seed));
        }
        return;
    }
    let tally = run::<N>(0..number(variable).unwrap_or(usual), |_, _| {});
    report::<N>(&tally);
}

/// Panics if there are failures.
pub(crate) fn report<N: Simulated>(tally: &Tally) {
    if tally.failures.is_empty() {
        return;
    }
    let mut text = String::new();
    // Whoever only asks whether there is a failure need not wait for its story.
    let shown = if env::var_os("FIRSTHAND_SIM_BRIEF").is_some() { 0 } else { SHOWN };
    tally.failures.keys().take(shown).for_each(|seed| writeln!(text, "{}", tell::<N>(*seed)).unwrap());
    for (seed, error) in tally.failures.iter().take(30) {
        writeln!(text, "seed {seed}: {error}").unwrap();
    }
    panic!("{} of {} {} histories failed\n\n{text}", tally.failures.len(), tally.histories, N::KIND);
}

pub(crate) fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} must be a number")))
}
