//! The app opens no network socket: watched from the system's side during full runs (C94).

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    display::display,
    group::Group,
    home::Home,
    place,
    scenario::scenario,
    sockets::{network_calls, watched},
    steps::{add_person, begin_talk, find, jot, set_up_sync},
    window::{Look, surroundings},
};
use serde_json::json;

/// A start as a person makes it, without any automation in the program: not one call may concern a network.
#[test]
fn a_plain_run_with_sync_opens_no_socket() -> Result<()> {
    let (home, folder) = (Home::new()?, tempfile::tempdir()?);
    let folder = folder.path();
    App::open(&home.data_dir())?.dispatch("vault_create", json!({"folder": folder, "device": "Laptop"}))?;
    let log = home.path().join("calls.log");
    let launch = watched(&log);
    let (strace, arguments) = launch.watcher.split_first().context("a watcher")?;
    let program = place::built("firsthand-window")?;
    let group = Group::start(surroundings(&mut Command::new(strace), &home, false)?.args(arguments).arg(&program))?;
    let pid = until("the window", || {
        let pid = group.running(&program).first().copied();
        Ok(pid.filter(|&pid| display().and_then(|display| display.shows(pid)).unwrap_or(false)))
    })?;

    let files = || fs::read_dir(folder.join("Firsthand/log")).map_or(0, Iterator::count);
    let files_before = files();
    // `j` opens a new jot; until the page has loaded it is typed in vain.
    let jotted = |words: &str| -> Result<bool> {
        let jots = App::open(&home.data_dir())?.dispatch("jots", json!({}))?;
        Ok(jots.to_string().contains(words))
    };
    until("the page to take keys", || {
        display()?.type_keys(pid, "j")?;
        std::thread::sleep(Duration::from_millis(700));
        display()?.type_keys(pid, "typed by hand ")?;
        std::thread::sleep(Duration::from_millis(800));
        Ok(jotted("typed by hand")?.then_some(()))
    })?;
    until("the folder to get it", || Ok((files() > files_before).then_some(())))?;
    display()?.ask_to_close(pid)?;
    until("the program to end", || Ok(group.running(&program).is_empty().then_some(())))?;

    let calls = network_calls(&log)?;
    ensure!(calls.is_empty(), "these calls concern a network:\n{}", calls.join("\n"));
    Ok(())
}

/// The whole story through every part of the app, by WebDriver. The driver's own line into the program is the one thing
/// let through: WebKit listens on one port of 127.0.0.1 that the driver named, and its processes connect to that port.
#[test]
fn the_whole_story_opens_no_other_socket() -> Result<()> {
    scenario("quiet", async |stage| {
        let (home, folder) = (Home::new()?, tempfile::tempdir()?);
        let log = home.path().join("calls.log");
        let window = stage.open_with(&home, Look::LAPTOP, &watched(&log)).await?;
        set_up_sync(&window, &folder.path().display().to_string(), "Laptop", None).await?;
        add_person(&window, "Ana Berg").await?;
        begin_talk(&window).await?;
        window.fill("What does an ordinary day look like", "Long, and mostly alone.").await?;
        window.go("#/today").await?;
        jot(&window, "https://example.org is where she writes; mailto:ana@example.org").await?;
        find(&window, "example", "example.org").await?;
        for screen in ["#/today", "#/interviews", "#/explorations", "#/jots", "#/settings", "#/more", "#/people"] {
            window.go(screen).await?;
            window.named("heading", "").await?;
        }
        window.go("#/settings").await?;
        window.click("button", "Look now").await?;
        window.close().await?;

        let calls = network_calls(&log)?;
        let line = calls.iter().find_map(|call| call.contains(" bind(").then(|| address(call)).flatten());
        let line = line.context("the driver's line into the program must be seen, or nothing was watched")?;
        ensure!(line.ends_with("inet_addr(\"127.0.0.1\")"), "the driver's line is not on this machine: {line}");
        let (sockets, uses): (Vec<_>, Vec<_>) = calls.iter().partition(|call| call.contains(" socket("));
        let strange: Vec<_> = uses.iter().filter(|call| address(call) != Some(line)).collect();
        ensure!(strange.is_empty(), "these calls lead elsewhere than {line}: {strange:#?}");
        ensure!(sockets.len() == uses.len(), "more sockets than the driver's line needs:\n{}", calls.join("\n"));
        Ok(())
    })
}

/// Returns the port and address of a call, as strace writes them.
fn address(call: &str) -> Option<&str> {
    let (_, rest) = call.split_once("sin_port=")?;
    Some(rest.split_once('}')?.0)
}

fn until<T>(what: &str, mut glance: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = glance()? {
            return Ok(found);
        }
        ensure!(Instant::now() < deadline, "waited a minute in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
