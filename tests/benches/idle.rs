//! B13: what the app does while nobody does anything.

use std::{path::Path, process::Command, thread::sleep, time::Duration};

use anyhow::{Context, Result};
use firsthand_tests::{group::Group, home::Home, place, window::surroundings};

use crate::{
    corpus::{M, S, copy},
    devices::{SHARED, create_vault, open},
    measure::{account, process_cpu},
    start::APP,
    table::{Row, Table},
};

/// How long the start may have its effects.
const SETTLE: Duration = Duration::from_secs(25);
/// How long nothing is done.
const IDLE: Duration = Duration::from_secs(120);

/// Leaves the window open beside a quiet folder.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let home = Home::new()?;
    let size = if quick { S } else { M };
    copy(size, &home.data_dir())?;
    create_vault(&open(&home.data_dir())?, &home.path().join(SHARED))?;
    let program = place::built(APP)?;
    let mut command = Command::new(&program);
    let mut group = Group::start(surroundings(&mut command, &home, false)?)?;
    sleep(SETTLE);
    let pid = group.running(&program).first().copied().context("the program has ended")?;
    let view = web_process(&group, pid)?;
    let idle = if quick { IDLE / 12 } else { IDLE };
    let before = (process_cpu(pid)?, written(pid)?, process_cpu(view)?);
    sleep(idle);
    let after = (process_cpu(pid)?, written(pid)?, process_cpu(view)?);
    group.kill();
    let cpu = (after.0 - before.0).as_secs_f64() / idle.as_secs_f64() * 100.0;
    let web = (after.2 - before.2).as_secs_f64() / idle.as_secs_f64() * 100.0;
    let bytes = after.1 - before.1;
    Ok(Table {
        title: "B13 · Idle, with a quiet folder",
        rows: vec![
            Row::note(format!("the app's process over {} s, {}", idle.as_secs(), size.name), format!("{cpu:.3} % CPU"))
                .budget("< 0.1 %", cpu < 0.1),
            Row::note("bytes it wrote", format!("{bytes} B")).budget("none", bytes == 0),
            Row::note("its web view over the same time", format!("{web:.3} % CPU")),
        ],
    })
}

/// Returns the bytes that a process has had written to a disk.
fn written(pid: u32) -> Result<u64> {
    account(pid, "io", "write_bytes")
}

/// Finds the process that draws the page: a child, or a child's child, of the program.
fn web_process(group: &Group, pid: u32) -> Result<u32> {
    let folders = ["/usr/lib", "/usr/libexec"].map(Path::new);
    let names = folders.into_iter().flat_map(|folder| {
        ["webkit2gtk-4.1", "x86_64-linux-gnu/webkit2gtk-4.1", "aarch64-linux-gnu/webkit2gtk-4.1"]
            .map(|below| folder.join(below).join("WebKitWebProcess"))
    });
    let running = names.flat_map(|name| group.running(&name)).find(|found| *found != pid);
    running.context("no process draws the page")
}
