//! The main job: a person, a talk with answers, a jot; all of it found again after the window was closed.

use anyhow::{Result, ensure};
use firsthand_tests::{
    home::Home,
    scenario::scenario,
    steps::{add_person, answer, begin_talk, caret_in, find, jot, saved},
    window::{Look, Window},
};
use serde_json::json;

const DAY: &str = "What does an ordinary day look like";

#[test]
fn what_is_written_on_a_phone_is_found_again() -> Result<()> {
    written_is_found_again("phone", Look::PHONE)
}

#[test]
fn what_is_written_on_a_laptop_is_found_again() -> Result<()> {
    written_is_found_again("laptop", Look::LAPTOP)
}

fn written_is_found_again(name: &str, look: Look) -> Result<()> {
    scenario(name, async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, look).await?;
        add_person(&window, "Ana Özdemir").await?;
        begin_talk(&window).await?;
        answer(&window, DAY, "Mostly e-mail and two meetings; the night shift is quiet.").await?;
        reads_whole(&window).await?;
        window.go("#/today").await?;
        jot(&window, "Their hallway smelled of solder").await?;
        window.had_no_trouble().await?;
        window.close().await?;

        let window = stage.open(&home, look).await?;
        window.see("Go on with your interview with Ana Özdemir").await?;
        find(&window, "solder", "Their hallway smelled of solder").await?;
        find(&window, "ozdemir", "Ana Özdemir").await?;
        find(&window, "night shi", "the night shift is quiet").await?;
        window.click("link", "night shift").await?;
        window.named("heading", DAY).await?;
        window.see("Mostly e-mail and two meetings; the night shift is quiet.").await?;
        window.had_no_trouble().await?;
        window.close().await
    })
}

/// Checks that no field hides a part of what was typed into it.
async fn reads_whole(window: &Window) -> Result<()> {
    let hidden = window
        .run(
            "return [...document.querySelectorAll('textarea')].filter((field) => field.checkVisibility() \
             && field.scrollHeight > field.clientHeight + 1).map((field) => field.value)",
            vec![],
        )
        .await?;
    ensure!(hidden == json!([]), "these texts are cut off by their fields: {hidden}");
    Ok(())
}

#[test]
fn a_jot_needs_two_taps_and_no_person() -> Result<()> {
    scenario("two-taps", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::PHONE).await?;
        // The first tap; a second one is not needed, for the caret is there already.
        window.click("link", "Jot").await?;
        caret_in(&window, "Your jot").await?;
        window.type_text("Ask Ben about the lab").await?;
        saved(&window).await?;
        window.go("#/jots").await?;
        window.see("Ask Ben about the lab").await
    })
}

#[test]
fn words_typed_just_before_the_window_is_closed_are_kept() -> Result<()> {
    scenario("last-words", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        window.click("link", "Jot").await?;
        caret_in(&window, "Your jot").await?;
        window.type_text("The very last words").await?;
        window.close().await?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        find(&window, "last", "The very last words").await
    })
}

#[test]
fn an_act_is_taken_back_by_a_key() -> Result<()> {
    scenario("undo", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        add_person(&window, "Somebody Else").await?;
        window.go("#/people").await?;
        window.named("link", "Somebody Else").await?;
        window.press(true, 'z').await?;
        window.see("Taken back").await?;
        window
            .until("the person to go", async |window| {
                Ok(window.glance("link", "Somebody Else").await?.is_none().then_some(()))
            })
            .await
    })
}
