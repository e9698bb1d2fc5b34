//! B1: from starting the program to the first list on the screen, by what is on the screen.
//!
//! Nothing in the program helps: a patch of the virtual screen is looked at every few milliseconds until nothing moves
//! there any more, and the last change counts. So what is measured is what somebody sees, the last font included.

use std::{
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use firsthand_tests::{display::display, group::Group, home::Home, place, window::surroundings};
use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt as _, ImageFormat, Window},
    rust_connection::RustConnection,
};

use crate::{
    corpus::{M, S, copy},
    measure::{Times, times},
    table::{Row, Table},
};

/// The program of the window, and the least that a window of the same build can be.
pub(crate) const APP: &str = "firsthand-window";
/// The window that does nothing.
pub(crate) const BARE: &str = "bare-window";

/// How often the two are started in turn.
const PAIRS: usize = 11;
/// How often the screen is looked at.
const GLANCE: Duration = Duration::from_millis(4);
/// When nothing has moved for so long, the start is over.
const STILL: Duration = Duration::from_millis(1_200);
/// A window that is not there by then will not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts the app and the bare window in turn.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let (app, bare) = (place::built(APP)?, place::built(BARE)?);
    let (home, empty) = (Home::new()?, Home::new()?);
    let size = if quick { S } else { M };
    copy(size, &home.data_dir())?;
    let screen = Screen::new()?;
    let (mut ours, mut floor, mut carets) = (Times::default(), Times::default(), Times::default());
    // The first start of each reads its files from the disk.
    for number in 0..=if quick { 2 } else { PAIRS } {
        let (listed, caret) = screen.start(&app, &home, true)?;
        let (bare, _) = screen.start(&bare, &empty, false)?;
        if number > 0 {
            ours.push(listed);
            floor.push(bare);
            caret.into_iter().for_each(|time| carets.push_ms(time));
        }
    }
    let ratio = ours.median() / floor.median();
    let what = format!("start to Today's list painted, {}, {} pairs, median (best)", size.name, ours.len());
    Ok(Table {
        title: "B1 · Cold start",
        rows: vec![
            Row::note(what, middle_and_best(&ours))
                .beside(format!("bare window {}", middle_and_best(&floor)), times(ours.median(), floor.median()))
                .budget("≤ 1.25×", ratio <= 1.25),
            Row::note("… and the best of each", format!("{:.0} ms", ours.best()))
                .beside(format!("{:.0} ms", floor.best()), times(ours.best(), floor.best())),
            Row::note("then one key to a new jot that takes letters, median (best)", middle_and_best(&carets)),
        ],
    })
}

fn middle_and_best(times: &Times) -> String {
    format!("{:.0} ({:.0}) ms", times.median(), times.best())
}

/// The virtual screen, as somebody looks at it.
struct Screen {
    connection: RustConnection,
    root: Window,
}

/// A part of the screen: of the list, and of the text field of a new jot.
#[derive(Clone, Copy)]
struct Patch {
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

const LIST: Patch = Patch { x: 280, y: 300, width: 560, height: 320 };
const NOTE: Patch = Patch { x: 240, y: 56, width: 400, height: 60 };

impl Screen {
    fn new() -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display()?.name())).context("connecting to the screen")?;
        let root = connection.setup().roots.get(number).context("a screen")?.root;
        Ok(Self { connection, root })
    }

    fn see(&self, patch: Patch) -> Result<Vec<u8>> {
        let Patch { x, y, width, height } = patch;
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0)?.reply()?;
        Ok(image.data)
    }

    /// Waits until a patch has changed and then stands still; returns when it changed last.
    fn settled(&self, patch: Patch, begun: Instant, before: &[u8]) -> Result<Duration> {
        let mut last: Option<(Duration, Vec<u8>)> = None;
        loop {
            let at = begun.elapsed();
            let seen = self.see(patch)?;
            match &last {
                None if seen != before => last = Some((at, seen)),
                Some((_, shown)) if *shown != seen => last = Some((at, seen)),
                Some((changed, _)) if at.saturating_sub(*changed) > STILL => return Ok(*changed),
                _ => {}
            }
            ensure!(at < PATIENCE, "the screen shows nothing, or does not come to rest");
            sleep(GLANCE);
        }
    }

    /// Starts a program; returns when its page stood on the screen, and how long a key then takes to a caret.
    fn start(&self, program: &Path, home: &Home, jot: bool) -> Result<(Duration, Option<f64>)> {
        let before = self.see(LIST)?;
        let begun = Instant::now();
        let mut command = Command::new(program);
        let mut group = Group::start(surroundings(&mut command, home, false)?)?;
        let shown = self.settled(LIST, begun, &before)?;
        let caret = if jot { Some(self.jot(&group, program)?) } else { None };
        group.kill();
        // The screen is empty again before the next one comes.
        let begun = Instant::now();
        while self.see(LIST)? != before {
            ensure!(begun.elapsed() < PATIENCE, "the window did not go");
            sleep(GLANCE);
        }
        Ok((shown, caret))
    }

    /// Opens a new jot by its key and types a letter into it; returns the milliseconds from the key to the page.
    fn jot(&self, group: &Group, program: &Path) -> Result<f64> {
        let pid = group.running(program).first().copied().context("the program has ended")?;
        let before = self.see(LIST)?;
        let begun = Instant::now();
        display()?.type_keys(pid, "j")?;
        let opened = self.first_change(LIST, begun, &before)?;
        sleep(STILL / 2);
        let before = self.see(NOTE)?;
        display()?.type_keys(pid, "j")?;
        self.first_change(NOTE, Instant::now(), &before).context("the letter did not appear: there was no caret")?;
        Ok(opened.as_secs_f64() * 1e3)
    }

    fn first_change(&self, patch: Patch, begun: Instant, before: &[u8]) -> Result<Duration> {
        while self.see(patch)? == before {
            ensure!(begun.elapsed() < PATIENCE, "the key did nothing");
            sleep(GLANCE);
        }
        Ok(begun.elapsed())
    }
}
