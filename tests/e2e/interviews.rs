//! Interviews from the first thought of asking to the last word owed: as Today leads, in few taps, and without a mouse.

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    axe,
    home::Home,
    keyboard::{ENTER, ESCAPE, follow, press, strike, tick, type_into, walk_to, walk_to_field},
    lives::Lives,
    scenario::scenario,
    steps::{ask, caret_in, saved},
    window::{Look, Window},
};
use serde_json::{Value, json};

/// The key that moves down.
const DOWN: char = '\u{e015}';

/// The order in which ten lives are played; another one is as good.
const SEED: u64 = 20_261_122;

#[test]
fn c91_ten_people_through_six_outcomes_are_listed_once_at_each_step() -> Result<()> {
    scenario("ten-people", async |stage| {
        let home = Home::new()?;
        let lives = Lives::new(&home, SEED)?;
        let window = stage.open(&home, Look::PHONE).await?;
        lives.play(&window).await?;
        window.had_no_trouble().await?;
        window.close().await
    })
}

#[test]
fn c25_right_now_needs_one_tap_to_the_caret_and_an_outcome_two_from_the_start() -> Result<()> {
    scenario("few-taps", async |stage| {
        let home = Home::new()?;
        let (ana, ben) = two_people(&home)?;
        let window = stage.open(&home, Look::PHONE).await?;
        // The first tap opens the call of the person who is next, the second says what they said.
        window.click("link", "Ask Ana Petrović for a talk").await?;
        window.click("button", "No answer").await?;
        window.see("Give it a day or two").await?;
        let tries = ask(&window, "person", json!({ "id": ana })).await?;
        ensure!(tries.pointer("/attempts/0/outcome") == Some(&json!("no_answer")), "{tries}");

        window.go(&format!("#/people/{ben}/call")).await?;
        window.click("button", "Right now").await?;
        caret_in(&window, "What does an ordinary day look like").await?;
        window.type_text("Up at five").await?;
        saved(&window).await?;
        let talk = ask(&window, "person", json!({ "id": ben })).await?;
        let talk = talk.pointer("/interviews/0/id").cloned().context("the talk")?;
        let talk = ask(&window, "interview", json!({ "id": talk })).await?;
        ensure!(talk.pointer("/questions/0/answer/text") == Some(&json!("Up at five")), "{talk}");
        window.had_no_trouble().await
    })
}

fn two_people(home: &Home) -> Result<(String, String)> {
    let app = App::open(&home.data_dir())?;
    let add = |name: &str| -> Result<String> {
        let named = app.dispatch("referral_add", json!({ "name": name }))?;
        Ok(named.get("person").and_then(Value::as_str).context("a person")?.to_owned())
    };
    Ok((add("Ana Petrović")?, add("Ben Okafor")?))
}

#[test]
fn c97_a_whole_interview_is_lived_by_keyboard_alone() -> Result<()> {
    scenario("keyboard-life", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        sought(&window).await?;
        asked(&window).await?;
        agreed(&window).await?;
        prepared(&window).await?;
        met(&window).await?;
        looked_back(&window).await?;
        window.had_no_trouble().await?;
        window.close().await
    })
}

/// A person is found, and what one hopes to learn is written down.
async fn sought(window: &Window) -> Result<()> {
    axe::check(window, "the first screen").await?;
    window.press(false, '2').await?;
    press(window, "Add a person").await?;
    caret_in(window, "Name").await?;
    window.type_text("Ana Petrović").await?;
    axe::check(window, "adding a person").await?;
    window.press(false, ENTER).await?;
    window.named("heading", "Ana Petrović").await?;
    axe::check(window, "a person").await
}

/// She is asked by telephone, card by card, and says: later.
async fn asked(window: &Window) -> Result<()> {
    follow(window, "Ask for a talk").await?;
    window.named("heading", "Ask Ana Petrović").await?;
    walk_to(window, "button", "The next card").await?;
    window.press(false, ENTER).await?;
    window.see("2 of").await?;
    axe::check(window, "the call").await?;
    press(window, "Yes, later").await
}

/// Day, hour, length, form and place.
async fn agreed(window: &Window) -> Result<()> {
    window.named("heading", "What you agree on").await?;
    // Month, day, year, hour and minute have a place each.
    walk_to_field(window, "Day").await?;
    for key in "03-01-2027".chars() {
        strike(window, key).await?;
    }
    walk_to_field(window, "Time").await?;
    for key in "14:30".chars() {
        strike(window, key).await?;
    }
    strike(window, ENTER).await?;
    saved(window).await?;
    type_into(window, "Where", "Café at the station").await?;
    saved(window).await?;
    axe::check(window, "the agreement").await?;
    let talk = window.run("return location.hash.split(/[/?]/)[2]", vec![]).await?;
    let talk = ask(window, "interview", json!({ "id": talk })).await?;
    let at = talk.pointer("/interview/scheduled_at").and_then(Value::as_str).unwrap_or_default();
    ensure!(at.starts_with("2027-03-01T14:30"), "the time that was typed was not kept: {at}");
    press(window, "On to your questions").await
}

/// The order of the questions by arrow keys, a tick on the list, and the word that all is ready.
async fn prepared(window: &Window) -> Result<()> {
    window.named("heading", "Your questions").await?;
    walk_to(window, "button", "1. Drag to another place").await?;
    window.press(false, DOWN).await?;
    window.see("now 2 of").await?;
    tick(window, "I am prepared").await?;
    saved(window).await?;
    axe::check(window, "getting ready").await?;
    press(window, "Begin the interview").await
}

/// The talk, its close and the first minutes after it.
async fn met(window: &Window) -> Result<()> {
    window.named("button", "To the close").await?;
    window
        .until("the caret in the first answer", async |window| {
            let is_in = window.run("return document.activeElement?.tagName === 'TEXTAREA'", vec![]).await?;
            Ok((is_in == json!(true)).then_some(()))
        })
        .await?;
    window.type_text("Up at five, handover at six.").await?;
    saved(window).await?;
    axe::check(window, "the talk").await?;
    press(window, "To the close").await?;
    window.named("heading", "Before time is up").await?;
    type_into(window, "Name of somebody they mentioned", "Ben Okafor").await?;
    window.press(false, ENTER).await?;
    window.named("textbox", "How to reach Ben Okafor").await?;
    axe::check(window, "the close").await?;
    press(window, "End the interview").await?;
    window.named("heading", "Five minutes, while it is fresh").await?;
    type_into(window, "What struck you most?", "How quiet it was.").await?;
    press(window, "It draws me").await?;
    axe::check(window, "the first minutes after").await?;
    press(window, "Done").await
}

/// Thanks go out, the talk is looked back on, and nothing is left to do for her.
async fn looked_back(window: &Window) -> Result<()> {
    window.named("heading", "What you owe").await?;
    axe::check(window, "what came after").await?;
    type_into(window, "What to do better", "Wait longer.").await?;
    press(window, "I have looked back").await?;
    window.see("Looked back").await?;
    window.press(false, ESCAPE).await?;
    window.run("document.activeElement?.blur()", vec![]).await?;
    window.press(false, '1').await?;
    follow(window, "Thank Ana Petrović").await?;
    window.named("textbox", "Your letter").await?;
    axe::check(window, "the thanks").await?;
    press(window, "I sent it").await?;
    window.see("Noted as sent").await?;
    window.named("heading", "Today").await?;
    window.see_gone("Thank Ana Petrović").await?;
    axe::check(window, "Today").await
}
