//! Interviews from the first thought of asking to the last word owed: as Today leads, in few taps, and without a mouse.

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    home::Home,
    lives::Lives,
    scenario::scenario,
    steps::{ask, caret_in, saved},
    window::Look,
};
use serde_json::{Value, json};

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
