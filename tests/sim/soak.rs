//! `make soak`: many more histories than a test run plays, over days and in as many sessions as it takes.
//!
//! `FIRSTHAND_SOAK_START` is the first seed, `FIRSTHAND_SOAK_TOKENS` and `FIRSTHAND_SOAK_DOCUMENTS` say how many follow. A failing seed
//! is noted and the others go on. Each stretch of seeds that is done gets a line in the file that `FIRSTHAND_SOAK_LOG` names, with the
//! words of `FIRSTHAND_SOAK_NOTE` (which version was played): whoever stops a soak loses one stretch, and goes on after the last line.

use crate::{
    document::DocumentNode,
    runner::{Simulated, Tally, number, report, run},
    token::TokenNode,
};
use std::{
    env,
    fs::OpenOptions,
    io::Write as _,
    ops::Range,
    sync::Mutex,
    time::{Duration, Instant},
};

/// Between two lines that say how far it is.
const PAUSE: Duration = Duration::from_secs(120);

/// Plays what the variables say, and panics at the end if anything failed.
pub(crate) fn soak() {
    let start = number("FIRSTHAND_SOAK_START").unwrap_or(1_000_000);
    let tokens = number("FIRSTHAND_SOAK_TOKENS").unwrap_or(1_000_000);
    let documents = number("FIRSTHAND_SOAK_DOCUMENTS").unwrap_or(100_000);
    let tokens = soak_of::<TokenNode>(start..start + tokens, 20_000);
    let documents = soak_of::<DocumentNode>(start..start + documents, 2_000);
    // Both kinds are told of, whichever fails.
    let told = std::panic::catch_unwind(|| report::<TokenNode>(&tokens));
    report::<DocumentNode>(&documents);
    if let Err(panic) = told {
        std::panic::resume_unwind(panic);
    }
}

fn soak_of<N: Simulated>(seeds: Range<u64>, stretch: u64) -> Tally {
    let (begun, mut all) = (Instant::now(), Tally::default());
    let last = Mutex::new(begun);
    let mut start = seeds.start;
    while start < seeds.end {
        let end = seeds.end.min(start + stretch);
        let done = all.histories;
        let part = run::<N>(start..end, usize::MAX, |part| {
            let mut last = last.lock().unwrap();
            if last.elapsed() < PAUSE {
                return;
            }
            *last = Instant::now();
            let (done, of) = (done + part.histories, seeds.end - seeds.start);
            let minutes = begun.elapsed().as_secs_f64() / 60.0;
            println!("{}: {done} of {of} after {minutes:.0} min; from seed {start} on: {part}", N::KIND);
        });
        note(&line::<N>(&(start..end), &part));
        all.add(part);
        start = end;
    }
    if all.histories > 0 {
        println!("soak: {}", line::<N>(&seeds, &all));
    }
    all
}

/// A stretch in a line.
fn line<N: Simulated>(seeds: &Range<u64>, tally: &Tally) -> String {
    let hours = tally.time.as_secs_f64() / 3600.0;
    let word = env::var("FIRSTHAND_SOAK_NOTE").unwrap_or_default();
    format!(
        "{} seeds {}..{}: {tally}; {hours:.3} hours on {} cores, all traces {:016x} {word}",
        N::KIND,
        seeds.start,
        seeds.end,
        tally.cores,
        tally.trace,
    )
}

fn note(line: &str) {
    println!("{line}");
    let Some(path) = env::var_os("FIRSTHAND_SOAK_LOG") else { return };
    let now = chrono::Utc::now().format("%Y-%m-%dT%H:%MZ");
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    writeln!(file, "{now} {}", line.trim_end()).unwrap();
}
