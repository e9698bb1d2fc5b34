//! Running many histories, one after the other on each core, and telling of those that fail.

use crate::{
    document::DocumentNode,
    history::{Fault, History, Scale, Step},
    node::Node,
    token::TokenNode,
    trace::Trace,
    world::{SALVAGES, Verdict, World},
};
use firsthand_sync::remember_opened;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::{self, Write as _},
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
/// After so many failures a test begins no more histories.
const ENOUGH: usize = 25;
/// So many failures are listed with what was wrong.
const LISTED: usize = 30;

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
    remember_opened(None);
    let (trace, lines, met) = trace.end();
    Outcome { verdict, trace, lines, met }
}

/// What a failed history has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breach {
    /// Something acknowledged is gone, or does not reach everybody.
    Lost,
    /// Devices hold or show different things, or do not come to rest.
    Diverged,
    /// Another rule was broken, or the engine panicked.
    Other,
}

impl Breach {
    /// Judges by the words of the oracle.
    pub(crate) fn of(error: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|words| error.contains(words));
        if error.contains("panicked: ") {
            Self::Other
        } else if says(&["the tokens", " documents and has ", " up to "]) {
            Self::Lost
        } else if says(&["differ in have", "different things", "something else", "not come to rest"]) {
            Self::Diverged
        } else {
            Self::Other
        }
    }
}

/// What came of many histories.
#[derive(Default)]
pub(crate) struct Tally {
    /// So many were played to their end.
    pub(crate) histories: u64,
    pub(crate) failures: BTreeMap<u64, String>,
    pub(crate) time: Duration,
    pub(crate) cores: usize,
    /// Over the traces of all histories, in whatever order they were played: equal where all of them went the same way.
    pub(crate) trace: u64,
}

impl Tally {
    /// How many failures have shown this.
    pub(crate) fn count(&self, breach: Breach) -> usize {
        self.failures.values().filter(|error| Breach::of(error) == breach).count()
    }

    /// Adds what came of further histories.
    pub(crate) fn add(&mut self, other: Self) {
        self.histories += other.histories;
        self.failures.extend(other.failures);
        self.time += other.time;
        self.cores = self.cores.max(other.cores);
        self.trace ^= other.trace;
    }
}

/// Counts and the first seeds that fail.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lost, diverged) = (self.count(Breach::Lost), self.count(Breach::Diverged));
        let failed = self.failures.len();
        write!(f, "{} histories, {failed} failed: {lost} lost, {diverged} diverged", self.histories)?;
        if failed > 0 {
            let seeds: Vec<_> = self.failures.keys().take(LISTED).collect();
            write!(f, ", seeds {seeds:?}")?;
        }
        Ok(())
    }
}

/// Runs the histories of all these seeds on all cores, no more after `enough` failures, and calls `progress` after each.
pub(crate) fn run<N: Simulated>(seeds: Range<u64>, enough: usize, progress: impl Fn(&Tally) + Sync) -> Tally {
    let begun = Instant::now();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicU64::new(seeds.start);
    let tally = Mutex::new(Tally { cores, ..Tally::default() });
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let history = History::draw(seed, &N::SCALE);
                    let outcome = play::<N>(&history, &history.steps, false);
                    let mut tally = tally.lock().unwrap();
                    tally.histories += 1;
                    tally.trace ^= mark(seed, &outcome);
                    if let Err(error) = outcome.verdict {
                        tally.failures.insert(seed, error);
                        if tally.failures.len() >= enough {
                            next.store(seeds.end, Ordering::Relaxed);
                        }
                    }
                    progress(&tally);
                }
            });
        }
    });
    Tally { time: begun.elapsed(), ..tally.into_inner().unwrap() }
}

/// A number for how the history of a seed went.
fn mark(seed: u64, outcome: &Outcome) -> u64 {
    let hash = blake3::hash(format!("{seed} {} {:?}", outcome.trace, outcome.verdict).as_bytes());
    hash.as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
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
        "To see all of it: FIRSTHAND_SIM_SEED={seed} cargo test -p firsthand-sim --test sim {} -- --nocapture",
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
    let tally = run::<N>(0..number(variable).unwrap_or(usual), ENOUGH, |_| {});
    println!("{}: {tally}; all traces {:016x}; {:.0?}", N::KIND, tally.trace, tally.time);
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
    for (seed, error) in tally.failures.iter().take(LISTED) {
        writeln!(text, "seed {seed}: {error}").unwrap();
    }
    panic!("{} of {} {} histories failed\n\n{text}", tally.failures.len(), tally.histories, N::KIND);
}

pub(crate) fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} must be a number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_is_told_by_the_words_of_the_oracle() {
        for (error, breach) in [
            ("step 3 (Round): device 1 has lost the tokens [4]", Breach::Lost),
            ("step 3 (Round): the tokens [4] stand nowhere any more", Breach::Lost),
            ("after healing: over an empty folder device 0 does not give a new device the tokens [1]", Breach::Lost),
            ("step 9 (Kill): device 1 had 4 documents and has 3", Breach::Lost),
            ("after healing: devices 0 and 2 show different things", Breach::Diverged),
            ("while healing: the fleet has not come to rest within 14 cycles", Breach::Diverged),
            ("after healing: device 1: token 4 was applied twice", Breach::Other),
            ("panicked: the tokens", Breach::Other),
        ] {
            assert_eq!(Breach::of(error), breach, "{error}");
        }
    }

    #[test]
    fn histories_add_up_in_parts() {
        let tally = |seeds| run::<TokenNode>(seeds, usize::MAX, |_| {});
        let (all, mut parts) = (tally(0..30), tally(0..11));
        parts.add(tally(11..30));
        assert_eq!((all.histories, all.trace, &all.failures), (parts.histories, parts.trace, &parts.failures));
    }
}
