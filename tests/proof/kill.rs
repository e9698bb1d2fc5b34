//! SIGKILL at every call that changes anything, on every path (goal G2, failure 26).

use anyhow::{Context as _, Result, ensure};
use rustix::process::Signal;
use std::os::unix::process::ExitStatusExt as _;

use crate::{
    bench::Bench,
    extent::Extent,
    paths::{Path, for_each_path},
    strace::{CHANGING, Fault},
};

/// So many places of a path are tried in an ordinary run.
const AT_MOST: usize = 300;

for_each_path!(assert_survives);

fn assert_survives(path: &Path) -> Result<()> {
    let extent = Extent::of_environment();
    let bench = Bench::of(path)?;
    let calls = bench.calls(CHANGING)?;
    let chosen = extent.choose(calls.len(), bench.at_most(AT_MOST));
    let mut killed = 0;
    for &place in &chosen {
        let call = &calls[place];
        let case = || format!("{}, seed {}, killed at call {place}: {}", path.name, extent.seed, call.line);
        let hurt = bench.hurt(call, Fault::Kill, &[]).with_context(case)?;
        if hurt.output.status.signal() == Some(Signal::KILL.as_raw()) {
            killed += 1;
        } else {
            ensure!(hurt.output.status.success(), "{}: it ended with {}", case(), hurt.output.status);
        }
        bench.assert_unharmed(&hurt).with_context(case)?;
    }
    println!("{}: {killed} kills at {} of {} calls, seed {}", path.name, chosen.len(), calls.len(), extent.seed);
    // A call may come once less in another run; a test that kills hardly anybody would prove nothing.
    ensure!(killed * 10 >= chosen.len() * 9, "only {killed} of {} runs were killed", chosen.len());
    Ok(())
}
