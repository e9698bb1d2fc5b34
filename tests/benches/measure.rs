//! Times, and what is told of many of them.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rustix::time::{ClockId, clock_gettime};

/// Many times of the same thing, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    /// Adds one.
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    /// Adds one that was measured elsewhere, in milliseconds.
    pub(crate) fn push_ms(&mut self, time: f64) {
        self.0.push(time);
    }

    /// Adds all times of another run.
    pub(crate) fn extend(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    /// Returns the one that was added last; 0 where there is none.
    pub(crate) fn last(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the least time that this share of all times does not exceed; 0 of no times.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place within the list")]
    pub(crate) fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Returns the time in the middle.
    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Returns the shortest time.
    pub(crate) fn best(&self) -> f64 {
        self.at(0.0)
    }

    /// Writes the middle, the time that nineteen of twenty do not exceed, and that of ninety-nine of a hundred.
    pub(crate) fn spread(&self) -> String {
        format!("{} · {} · {}", ms(self.median()), ms(self.at(0.95)), ms(self.at(0.99)))
    }
}

/// How long something took, by the clock on the wall and by this thread's share of a processor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spent {
    /// By the clock.
    pub(crate) wall: Times,
    /// On a processor, user and system together.
    pub(crate) cpu: Times,
}

impl Spent {
    /// Does something and adds how long it took.
    pub(crate) fn on<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let (begun, before) = (Instant::now(), thread_cpu());
        let done = act();
        let (wall, cpu) = (begun.elapsed(), thread_cpu().saturating_sub(before));
        self.wall.push(wall);
        self.cpu.push(cpu);
        done
    }

    /// Does something and adds how long it took, on all threads of this process.
    ///
    /// # Errors
    /// Fails as `act` does, and adds nothing then.
    pub(crate) fn on_all_threads<T>(&mut self, act: impl FnOnce() -> Result<T>) -> Result<T> {
        let (begun, before) = (Instant::now(), spent_by(ClockId::ProcessCPUTime));
        let done = act()?;
        self.wall.push(begun.elapsed());
        self.cpu.push(spent_by(ClockId::ProcessCPUTime).saturating_sub(before));
        Ok(done)
    }
}

/// Returns the time that this thread has spent on a processor.
pub(crate) fn thread_cpu() -> Duration {
    spent_by(ClockId::ThreadCPUTime)
}

fn spent_by(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Returns the time that a process has spent on a processor, user and system together, to a hundredth of a second.
pub(crate) fn process_cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the program has ended")?;
    // The fields after the parenthesised name begin with the third; user and system time are the 14th and 15th.
    let (_, fields) = stat.rsplit_once(") ").context("a process without a name")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// Returns a number from one of a process's own accounts, such as `Pss` in `smaps_rollup`; sizes are in KiB.
pub(crate) fn account(pid: u32, file: &str, name: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).context("the program has ended")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.with_context(|| format!("{file} says nothing of {name}"))
}

/// Writes a time with three figures.
pub(crate) fn ms(time: f64) -> String {
    match time {
        _ if time < 1.0 => format!("{time:.3} ms"),
        _ if time < 10.0 => format!("{time:.2} ms"),
        _ if time < 100.0 => format!("{time:.1} ms"),
        _ => format!("{time:.0} ms"),
    }
}

/// Writes how many times larger one is than the other.
pub(crate) fn times(one: f64, other: f64) -> String {
    if other > 0.0 { format!("{:.2}×", one / other) } else { "–".to_owned() }
}
