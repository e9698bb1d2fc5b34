//! B2: what the app's own process holds in memory, beside what its web view does.

use std::time::Duration;

use anyhow::Result;
use firsthand_tests::{
    home::Home,
    scenario::scenario,
    window::{Look, Window},
};
use tokio::time::sleep;

use crate::{
    corpus::{L, M, S, Size, copy},
    measure::account,
    table::{Row, Table},
};

/// The screens that read most.
const SCREENS: [&str; 6] = ["#/people", "#/interviews", "#/jots", "#/jot", "#/search?q=an", "#/today"];

/// Opens the smallest and the largest size and looks at every list.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let large = if quick { M } else { L };
    let (small_open, small_used) = open_and_use(S)?;
    let (large_open, large_used) = open_and_use(large)?;
    let row = |what: &str, large: u64, small: u64| {
        let more = large.saturating_sub(small);
        Row::note(format!("{what}: how much more than at S"), format!("{} MB", mb(more)))
            .beside(format!("{} MB, at S {} MB", mb(large), mb(small)), "")
            .budget("≤ 80 MB", mb(more) <= 80)
    };
    Ok(Table {
        title: "B2 · Memory of the app's own process (PSS)",
        rows: vec![
            row(&format!("{} open at Today", large.name), large_open, small_open),
            row(&format!("{}, every list looked at", large.name), large_used, small_used),
        ],
    })
}

/// Returns the memory when Today is there, and after a walk through all lists, in KiB.
fn open_and_use(size: Size) -> Result<(u64, u64)> {
    let home = Home::new()?;
    copy(size, &home.data_dir())?;
    let mut found = (0, 0);
    scenario("bench-memory", async |stage| {
        let window = stage.open(&home, Look::LAPTOP).await?;
        found.0 = rest(&window).await?;
        for screen in SCREENS {
            window.go(screen).await?;
            rest(&window).await?;
        }
        found.1 = rest(&window).await?;
        Ok(())
    })?;
    Ok(found)
}

/// Waits until the app has nothing to do, and returns its memory.
async fn rest(window: &Window) -> Result<u64> {
    let pid = window.pid()?;
    let mut before = crate::measure::process_cpu(pid)?;
    loop {
        sleep(Duration::from_millis(1_500)).await;
        let now = crate::measure::process_cpu(pid)?;
        if now.saturating_sub(before) < Duration::from_millis(60) {
            return account(pid, "smaps_rollup", "Pss");
        }
        before = now;
    }
}

/// Turns KiB into MB.
const fn mb(kib: u64) -> u64 {
    kib * 1_024 / 1_000_000
}
