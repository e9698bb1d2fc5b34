//! A save that fails loses nothing: a database that is locked, a full disk, and a store that refuses for ever.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    axe,
    display::display,
    home::Home,
    scenario::scenario,
    steps::{add_person, caret_in, jot, saved, says_saved},
    window::{Launch, Look, Window},
};
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::time::sleep;

/// How long another program keeps the database to itself.
const LOCKED: Duration = Duration::from_secs(30);

/// How long the window may take to notice that saving fails: SQLite waits 5 s for a lock.
const NOTICED: Duration = Duration::from_secs(30);

/// How long a window that must not close is watched.
const WATCHED: Duration = Duration::from_secs(8);

const NOT_SAVED: &str = "Not saved yet. Your words are still here";
const HELD: &str = "The window waits, so that nothing you wrote is lost.";

fn database(home: &Home) -> Result<Connection> {
    Connection::open(home.data_dir().join("firsthand.sqlite")).context("opening the database beside the window")
}

/// Makes the store refuse every change, until [`accept`].
fn refuse(home: &Home) -> Result<()> {
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'the store refuses'); END";
    Ok(database(home)?.execute_batch(trigger)?)
}

fn accept(home: &Home) -> Result<()> {
    Ok(database(home)?.execute_batch("DROP TRIGGER refuse")?)
}

/// Returns the texts of all jots, as the next start would find them, and checks that the data is sound.
fn jots(data: &Path) -> Result<Vec<String>> {
    let app = App::open(data)?;
    let health = app.dispatch("doctor", json!({}))?;
    ensure!(health.get("ok") == Some(&json!(true)), "the data is not sound: {health}");
    let jots = app.dispatch("jots", json!({}))?;
    let jots = jots.as_array().context("a list of jots")?;
    Ok(jots.iter().filter_map(|row| row.pointer("/jot/text")?.as_str().map(str::to_owned)).collect())
}

async fn see_in(window: &Window, text: &str, patience: Duration) -> Result<()> {
    let deadline = Instant::now() + patience;
    while !window.reads(text).await? {
        ensure!(Instant::now() < deadline, "“{text}” cannot be read after {} s", patience.as_secs());
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Presses the button in the title bar.
fn ask_to_close(window: &Window) -> Result<()> {
    display()?.ask_to_close(window.pid()?)
}

async fn ends_by_itself(window: &Window, patience: Duration) -> Result<()> {
    let deadline = Instant::now() + patience;
    while window.pid().is_ok() {
        ensure!(Instant::now() < deadline, "the program did not end within {} s", patience.as_secs());
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn begin_jot(window: &Window, text: &str) -> Result<()> {
    window.click("link", "Jot").await?;
    caret_in(window, "Your jot").await?;
    window.type_text(text).await
}

#[test]
fn a_locked_database_holds_the_closing_until_the_words_are_saved() -> Result<()> {
    scenario("locked", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::PHONE).await?;
        let lock = database(&home)?;
        lock.execute_batch("BEGIN IMMEDIATE")?;
        let locked = Instant::now();
        begin_jot(&window, "Mostly listening.").await?;
        // The screen is left at once, before the save has failed.
        window.go("#/today").await?;
        see_in(&window, NOT_SAVED, NOTICED).await?;
        window.named("button", "Copy the words").await?;
        axe::check(&window, "Today while saving fails").await?;

        ask_to_close(&window)?;
        see_in(&window, HELD, NOTICED).await?;
        window.see("Mostly listening.").await?;
        sleep(LOCKED.saturating_sub(locked.elapsed())).await;
        ensure!(window.pid().is_ok(), "the window closed with words that were not saved");
        lock.execute_batch("ROLLBACK")?;
        drop(lock);
        ends_by_itself(&window, NOTICED).await?;
        ensure!(jots(&home.data_dir())? == ["Mostly listening."], "the words are not there");
        Ok(())
    })
}

#[test]
fn words_that_are_refused_for_ever_stay_until_they_are_given_up() -> Result<()> {
    scenario("refused", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        add_person(&window, "Ana Berg").await?;
        refuse(&home)?;
        begin_jot(&window, "Nobody takes me").await?;
        see_in(&window, NOT_SAVED, NOTICED).await?;
        ensure!(!says_saved(&window).await?, "“Saved” is said of what is not saved");

        // Elsewhere it is said too; what fails there is not hidden by it, and hides nothing.
        window.go("#/people").await?;
        window.see(NOT_SAVED).await?;
        window.click("link", "Ana Berg").await?;
        window.fill("Notes", "She is kind").await?;
        window.go("#/today").await?;
        window.see(NOT_SAVED).await?;

        // Back in the field the words are there, and are written on.
        window.click("link", "Jot").await?;
        caret_in(&window, "Your jot").await?;
        window.see("Nobody takes me").await?;
        window.type_text(", not even now.").await?;

        // Closing: told, copied, stayed; closing again and giving up.
        ask_to_close(&window)?;
        see_in(&window, HELD, NOTICED).await?;
        for text in ["Nobody takes me, not even now.", "She is kind"] {
            window.see(text).await?;
        }
        axe::check(&window, "what is not saved").await?;
        window.click("button", "Copy the words").await?;
        window.click("button", "Stay").await?;
        window.see_gone(HELD).await?;
        sleep(WATCHED).await;
        ensure!(window.pid().is_ok(), "the window closed although the user stayed");

        accept(&home)?;
        saved(&window).await?;
        window.see_gone(NOT_SAVED).await?;
        let kept = jots(&home.data_dir())?;
        ensure!(kept == ["Nobody takes me, not even now."], "{kept:?}");

        refuse(&home)?;
        window.type_text(" More.").await?;
        see_in(&window, NOT_SAVED, NOTICED).await?;
        ask_to_close(&window)?;
        see_in(&window, HELD, NOTICED).await?;
        sleep(WATCHED).await;
        ensure!(window.pid().is_ok(), "the window closed with words that were not saved");
        // A press that ends the program ends the line to it as well, so it comes a moment after its answer.
        let button = serde_json::to_value(window.named("button", "Close without saving").await?)?;
        window.run("setTimeout(() => arguments[0].click(), 300)", vec![button]).await?;
        ends_by_itself(&window, NOTICED).await?;
        accept(&home)?;
        let kept = jots(&home.data_dir())?;
        ensure!(kept == ["Nobody takes me, not even now."], "{kept:?}");
        Ok(())
    })
}

#[test]
fn killed_right_after_a_save_was_acknowledged() -> Result<()> {
    scenario("killed-after-saved", async |stage| {
        for round in 0..3 {
            let home = Home::new()?;
            let window = stage.open(&home, Look::PHONE).await?;
            let text = format!("Round {round}: what the window says is so");
            jot(&window, &text).await?;
            window.kill();
            ensure!(jots(&home.data_dir())? == [text], "“Saved” was said, and the words are not there");
        }
        Ok(())
    })
}

/// Reads the jots from a copy of the data: SQLite would follow the way into the window's own disk back to ours.
fn copied_jots(data: &Path) -> Result<Vec<String>> {
    let copy = tempfile::tempdir()?;
    for name in ["firsthand.sqlite", "firsthand.sqlite-wal"] {
        std::fs::copy(data.join(name), copy.path().join(name))?;
    }
    jots(copy.path())
}

/// A disk of its own for the data, which only the window and its helpers see.
struct SmallDisk {
    launch: Launch,
    data: PathBuf,
}

impl SmallDisk {
    /// None where the system does not permit mounts of one's own.
    fn new(home: &Home) -> Result<Option<Self>> {
        let spaces = ["--user", "--map-root-user", "--mount"];
        let permitted = Command::new("unshare").args(spaces).arg("true").status();
        if !permitted.is_ok_and(|status| status.success()) {
            writeln!(std::io::stderr(), "SKIPPED a full disk: mounts of one's own are not permitted here")?;
            return Ok(None);
        }
        let data = home.data_dir();
        std::fs::create_dir_all(&data)?;
        let mounted = "mount -t tmpfs -o size=6m tmpfs \"$0\" && exec \"$@\"";
        let watcher = std::iter::once("unshare").chain(spaces).chain(["sh", "-c", mounted]).map(str::to_owned);
        let watcher = watcher.chain([data.display().to_string()]).collect();
        Ok(Some(Self { launch: Launch { variables: Vec::new(), watcher }, data }))
    }

    /// The data as the window sees it.
    fn seen(&self, window: &Window) -> Result<PathBuf> {
        let inside = self.data.strip_prefix("/").context("an absolute path")?;
        Ok(PathBuf::from(format!("/proc/{}/root", window.pid()?)).join(inside))
    }
}

#[test]
fn a_full_disk_holds_the_closing_until_there_is_room_again() -> Result<()> {
    scenario("full-disk", async |stage| {
        let home = Home::new()?;
        let Some(disk) = SmallDisk::new(&home)? else { return Ok(()) };
        let window = stage.open_with(&home, Look::LAPTOP, &disk.launch).await?;
        jot(&window, "There is room.").await?;
        let data = disk.seen(&window)?;
        let filler = data.join("filler");
        let mut file = File::create(&filler)?;
        while file.write(&[0; 4096]).is_ok() {}
        while file.write(&[0]).is_ok() {}
        let words = "And now there is none. ".repeat(40);
        window.type_text(&words).await?;
        see_in(&window, NOT_SAVED, NOTICED).await?;
        window.see("The disk is full").await?;
        window.go("#/today").await?;
        ask_to_close(&window)?;
        see_in(&window, HELD, NOTICED).await?;

        // Room again: the words go in, and the window by itself. Its disk ends with it, so it is read before.
        std::fs::remove_file(&filler)?;
        drop(file);
        let mut found = Value::Null;
        let deadline = Instant::now() + NOTICED;
        while window.pid().is_ok() {
            if let Ok(texts) = copied_jots(&data) {
                found = json!(texts);
            }
            ensure!(Instant::now() < deadline, "the window did not close after there was room again");
            sleep(Duration::from_millis(20)).await;
        }
        ensure!(found.to_string().contains("And now there is none."), "the words are not there: {found}");
        Ok(())
    })
}
