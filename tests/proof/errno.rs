//! Errors at every call that touches a device's data or the folder, on every path (goal G3, failures 22 to 25).

use anyhow::{Context as _, Result, ensure};
use firsthand_app::api::system::{SyncState, SyncStatus};

use crate::{
    bench::{Bench, Hurt, answered},
    extent::Extent,
    paths::{Path, for_each_path},
    strace::{CHANGING, Call, Fault, LOOKING},
};

const ERRORS: [&str; 9] = ["EIO", "ENOSPC", "EACCES", "EROFS", "EINTR", "EBUSY", "ESTALE", "ETIMEDOUT", "EDQUOT"];

/// So many cases of a path are tried in an ordinary run.
const AT_MOST: usize = 150;

/// Calls that make bytes durable, and those that give them their name.
const SYNCING: [&str; 3] = ["fsync", "fdatasync", "sync_file_range"];
const NAMING: [&str; 5] = ["rename", "renameat", "renameat2", "link", "linkat"];

/// How the command line ends: done, not done, done with something wrong.
const ENDS: [Option<i32>; 3] = [Some(0), Some(1), Some(3)];

for_each_path!(assert_stands);

fn assert_stands(path: &Path) -> Result<()> {
    let extent = Extent::of_environment();
    let bench = Bench::of(path)?;
    let names: Vec<&str> = CHANGING.iter().chain(LOOKING).copied().collect();
    let calls: Vec<Call> = bench.calls(&names)?.into_iter().filter(can_fail).collect();
    let all = cases(&calls);
    let mut chosen = extent.choose(all.len(), bench.at_most(AT_MOST));
    // What promises durability is tried with every error in every run.
    let folder = bench.folder()?;
    chosen.extend(
        (0..all.len()).filter(|&case| SYNCING.contains(&all[case].0.name.as_str()) && all[case].0.touches(&folder)),
    );
    chosen.sort_unstable();
    chosen.dedup();
    let mut hit = 0;
    for &case in &chosen {
        let (call, fault) = &all[case];
        let case = || format!("{}, seed {}, case {case}, {fault:?} at {}", path.name, extent.seed, call.line);
        let also: Vec<&str> = SYNCING.iter().chain(&NAMING).copied().collect();
        let hurt = bench.hurt(call, *fault, &also).with_context(case)?;
        hit += usize::from(hurt.calls.iter().any(|call| call.line.contains("(INJECTED)")));
        assert_honest(&bench, call, &hurt).with_context(case)?;
        bench.assert_unharmed(&hurt).with_context(case)?;
    }
    println!("{}: {hit} errors in {} of {} cases, seed {}", path.name, chosen.len(), all.len(), extent.seed);
    ensure!(hit * 10 >= chosen.len() * 9, "only {hit} of {} runs met their error", chosen.len());
    Ok(())
}

/// Returns every call with every error, once and for good, in an order in which a step meets all sorts.
fn cases(calls: &[Call]) -> Vec<(Call, Fault)> {
    let mut cases = Vec::new();
    for call in calls {
        for error in ERRORS {
            cases.push((call.clone(), Fault::Fails(error)));
            // Whoever is interrupted may try again for ever, and no disk interrupts for ever. The others are also calls
            // on things that have nothing to do with a disk, such as the way to the terminal.
            if error != "EINTR" && !["fcntl", "close", "write"].contains(&call.name.as_str()) {
                cases.push((call.clone(), Fault::FailsFromHereOn(error)));
            }
        }
    }
    cases
}

/// Says whether the call can fail on some disk. Letting go of a directory cannot: nothing is on its way to it.
fn can_fail(call: &Call) -> bool {
    let is_directory = call.descriptor().is_some_and(|path| std::path::Path::new(path).is_dir());
    let lets_go = call.name == "close" && is_directory;
    !lets_go && !call.line.starts_with("write(1")
}

/// Makes sure that the run told the truth, whatever it met.
fn assert_honest(bench: &Bench<'_>, call: &Call, hurt: &Hurt) -> Result<()> {
    let code = hurt.output.status.code();
    ensure!(
        ENDS.contains(&code),
        "it ended with {}: {}",
        hurt.output.status,
        String::from_utf8_lossy(&hurt.output.stderr)
    );
    ensure!(code != Some(0) || answered(&hurt.output), "it says that it is done, and does not say what");
    if let Ok(status) = serde_json::from_slice::<SyncStatus>(&hurt.output.stdout)
        && status.state == SyncState::UpToDate
    {
        ensure!(hurt.sealed.waiting == 0, "it says that all is in the folder, and {} wait", hurt.sealed.waiting);
    }
    if SYNCING.contains(&call.name.as_str()) {
        assert_durable(bench, hurt)?;
    }
    Ok(())
}

/// Makes sure that bytes whose fsync failed were neither named nor counted: after a failed fsync nobody knows what the
/// disk holds, and a second one may report success for bytes that were dropped.
fn assert_durable(bench: &Bench<'_>, hurt: &Hurt) -> Result<()> {
    let folder = bench.folder()?;
    // An interrupted call says nothing of the bytes, and is made again on the same file.
    let failed = |call: &Call| {
        let is_lost = !call.worked() && !call.line.contains(" EINTR ");
        is_lost && SYNCING.contains(&call.name.as_str()) && call.touches(&folder)
    };
    for (place, call) in hurt.calls.iter().enumerate().filter(|(_, call)| failed(call)) {
        let path = call.descriptor().context("an fsync without a descriptor")?;
        let later = &hurt.calls[place + 1..];
        if std::path::Path::new(path).is_dir() {
            let synced = later.iter().any(|later| {
                SYNCING.contains(&later.name.as_str()) && later.worked() && later.descriptor() == Some(path)
            });
            // Names in another directory are made to last by that one's own call.
            let mut published = bench.newly_published(&hurt.sealed);
            published.retain(|name| folder.join("Firsthand").join(name).starts_with(path));
            ensure!(synced || published.is_empty(), "the names in {path} may not last, and {published:?} count");
        } else {
            let quoted = format!("\"{path}\"");
            let named =
                later.iter().find(|later| NAMING.contains(&later.name.as_str()) && later.line.contains(&quoted));
            ensure!(named.is_none(), "bytes whose fsync failed were given a name: {named:?}");
            let counted = bench.newly_published(&hurt.sealed).into_iter().find(|name| path.ends_with(name));
            ensure!(counted.is_none(), "bytes whose fsync failed count as published: {counted:?}");
        }
    }
    Ok(())
}
