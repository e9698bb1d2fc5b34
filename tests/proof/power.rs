//! Power loss (failure 27): what a file system may leave of the calls that the real program made, and what the program makes of it.
//!
//! A story is played once with the real command line under `strace`, and every call that changes the data folder or the sync folder is
//! recorded with its bytes. That the record is whole is seen after each command: played onto a copy of how things stood before, it
//! must give the very bytes that lie on the disk. The power then goes before any call, and a state is built of what may be left.
//!
//! **The model.** Changes of names (making, renaming, linking, deleting, folders too) and of files (writing, setting a length) wait, each
//! by itself, until their file or their folder is synced.
//! - `fsync` and `fdatasync` of a file make its content and its length last, and not its name; `fsync` of a folder makes the
//!   changes of names in it last, and not what the files hold. `sync_file_range` promises nothing.
//! - What waits may be there or not, in any combination and thus in any order: all of it, nothing of it, all but one, one alone,
//!   everything up to one, names without content, content without names, one folder and not the other, or as chance has it.
//! - A write may be cut off at any sector of 512 bytes or page of 4,096, with its first or its last part there. Where a file grew, its
//!   new part may be zeros or junk.
//! - SQLite's memory between processes (`-shm`) is mapped and no call shows what is written into it: after a power loss it is not
//!   there, or junk. That nothing else is written through memory is checked.
//!
//! That is the model of "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014, the tool ALICE), where file systems keep
//! no order of their own; ext4 and its like keep more. SQLite's own assumptions are in "Atomic Commit In SQLite", section 2.
//!
//! **Where it is narrower than what may happen.** A disk that says "synced" and lies, or damages what was synced, is not in it.
//! Within a sector a write is whole, and bytes beside a write stay ("powersafe overwrite", which SQLite relies on, too). A rename
//! is there or not, never half; folders stay readable; a deleted file's bytes stay until its name's deletion lasts. One program
//! writes at a time, and the power goes once. Not all combinations are tried, only those above, and of a log of thousands of calls
//! only those near a sync, an answer or a change of names. Calls are those of Linux: what `fsync` does on macOS or Windows, nobody
//! has recorded.

mod disk;
mod judge;
mod line;
mod loss;
mod record;
mod recorded;
mod story;
mod tear;

use anyhow::{Context as _, Result, ensure};

use crate::{extent::Extent, paths};
use judge::Judge;
use loss::{Log, Loss};
use recorded::Recorded;
use story::Story;

/// So many states of a story are built in an ordinary run: of those thought of as a whole, of those with one change that is lost or
/// torn, and of those by chance.
const PLAIN: usize = 700;
const SINGLES: usize = 250;
const RANDOM: usize = 200;
/// So many times as many by chance, where nothing else is left out, and of a long log so many times as many altogether.
const AT_LENGTH: usize = 20;

fn assert_survives(name: &str, story: &'static Story) -> Result<()> {
    let extent = Extent::of_environment();
    let recorded = Recorded::of(story)?;
    ensure!(story.saves == 0 || recorded.log_was_emptied(), "the log was never emptied, so this proves nothing");
    let removes = recorded.seen.iter().any(|seen| seen.bytes.is_none());
    ensure!(removes || !story.path.removes, "nothing is removed, so this proves nothing");
    let log = Log::new(&recorded.start, &recorded.ops);
    let states = states(&recorded, &log, extent)?;
    let mut judge = Judge::new(&recorded, log, extent.full);
    for state in &states {
        judge.open(state).with_context(|| format!("{name}, seed {}: {}", extent.seed, state.describe()))?;
    }
    println!(
        "{name}: {} calls recorded, {} states built, {} of them different and opened, {} judged to the end, 0 lost, seed {}",
        recorded.ops.len(),
        states.len(),
        judge.opened,
        judge.judged,
        extent.seed
    );
    Ok(())
}

/// Returns the states to be opened: all, or enough for every change.
fn states(recorded: &Recorded, log: &Log<'_>, extent: Extent) -> Result<Vec<Loss>> {
    let shared = recorded.shared_nodes()?;
    let (mut plain, singles) = (log.plain(), log.singles());
    plain.extend(log.halves(|node| shared[node]));
    // A file more or less in the folder makes each state another one to be judged, and a long log takes its time.
    let share = if recorded.story.path.removes || log.is_long() { 8 } else { 1 };
    let times = if extent.full { AT_LENGTH } else { 1 };
    // Of a long log nobody tries all.
    let chooser = Extent { full: extent.full && !log.is_long(), ..extent };
    let of = |count: usize| count * times / share;
    let mut states: Vec<Loss> =
        chooser.choose(plain.len(), of(PLAIN)).into_iter().map(|place| plain[place].clone()).collect();
    let chosen = chooser.choose(singles.len(), of(SINGLES));
    states.extend(chosen.into_iter().map(|place| log.single(singles[place])));
    states.extend(log.random(extent, of(RANDOM)));
    Ok(states)
}

macro_rules! stories {
    ($($name:ident: $story:expr;)*) => {
        $(
            #[test]
            fn $name() -> Result<()> {
                const STORY: Story = $story;
                assert_survives(stringify!($name), &STORY)
            }
        )*
    };
}

stories! {
    save: Story::of(&paths::EDIT);
    publish: Story::of(&paths::PUBLISH);
    ingest: Story::of(&paths::INGEST);
    join: Story { makes_member: true, ..Story::of(&paths::JOIN) };
    create: Story { makes_member: true, ..Story::of(&paths::CREATE) };
    pack: Story::of(&paths::PACK);
    clean_up: Story::of(&paths::CLEAN_UP);
    rekey: Story::of(&paths::REKEY);
    remove: Story::of(&story::REMOVE);
    beside: Story { saves: 50, ..Story::of(&paths::EDIT) };
    first: Story { data: story::FIRST_DATA, ..Story::of(&story::FIRST) };
}
