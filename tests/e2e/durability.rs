//! A battery that dies, a power cut, a crash: at most the last second is missing.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{home::Home, scenario::scenario, steps::caret_in, window::Look};
use serde_json::json;
use tokio::time::sleep;

/// How old a letter may be and yet be missing.
const MAY_BE_MISSING: Duration = Duration::from_secs(1);

/// When the kill comes after the last letter, in milliseconds: in the pause before a save, around it, and behind it.
const MOMENTS: [u64; 5] = [0, 150, 350, 600, 990];

const WORDS: &str = "a day in the life of a nurse who works at night and sleeps by day in a quiet house";

#[test]
fn killed_within_a_second_of_the_last_letter() -> Result<()> {
    scenario("killed", async |stage| {
        for moment in MOMENTS {
            let home = Home::new()?;
            let window = stage.open(&home, Look::PHONE).await?;
            window.click("link", "Jot").await?;
            caret_in(&window, "Your jot").await?;
            let mut typed = String::new();
            let mut moments = Vec::new();
            for word in WORDS.split_inclusive(' ') {
                window.type_text(word).await?;
                typed.push_str(word);
                moments.push((typed.clone(), Instant::now()));
            }
            sleep(Duration::from_millis(moment)).await;
            let killed = Instant::now();
            window.kill();

            let old_enough = moments.iter().rev().find(|(_, at)| killed.duration_since(*at) > MAY_BE_MISSING);
            let promised = old_enough.map_or("", |(text, _)| text);
            let kept = stored(&home)?;
            ensure!(typed.starts_with(&kept), "{kept:?} was never typed");
            ensure!(
                kept.len() >= promised.trim_end().len(),
                "killed {moment} ms after the last letter: {promised:?} was older than a second, but only {kept:?} is there"
            );
        }
        Ok(())
    })
}

/// Opens the data as the next start would, checks that all is sound, and returns the text of the one jot.
fn stored(home: &Home) -> Result<String> {
    let app = App::open(&home.data_dir())?;
    let health = app.dispatch("doctor", json!({}))?;
    ensure!(health.get("ok") == Some(&json!(true)), "the data is not sound: {health}");
    let jots = app.dispatch("jots", json!({}))?;
    let jots = jots.as_array().context("a list of jots")?;
    ensure!(jots.len() <= 1, "one jot was written: {jots:?}");
    let text = jots.first().and_then(|row| row.pointer("/jot/text")).and_then(|text| text.as_str());
    Ok(text.unwrap_or_default().to_owned())
}
