//! A day and a time are chosen each for itself, a number is taken when it is whole, and a talk says when it is.

use anyhow::{Context, Result, ensure};
use chrono::{Days, Local};
use firsthand_app::App;
use firsthand_tests::{
    home::Home,
    keyboard::{ENTER, strike, walk_to_field},
    scenario::scenario,
    steps::{ask, id_of, saved},
    window::{Look, Window},
};
use serde_json::{Value, json};

/// Plans a talk without a time with somebody, and opens its first step.
async fn open_talk(window: &Window, home: &Home) -> Result<String> {
    let app = App::open(&home.data_dir())?;
    let person = id_of(&app, "person_add", json!({"name": "Ana Berg", "edits": []}))?;
    let talk = id_of(&app, "interview_plan", json!({ "person": person }))?;
    window.go(&format!("#/interviews/{talk}?step=schedule")).await?;
    window.named("heading", "What you agree on").await?;
    Ok(talk)
}

async fn stored(window: &Window, talk: &str, field: &str) -> Result<Value> {
    let page = ask(window, "interview", json!({ "id": talk })).await?;
    page.pointer(&format!("/interview/{field}")).cloned().context("the field")
}

#[test]
fn c32_a_day_brings_no_time_along_and_every_screen_says_both() -> Result<()> {
    for (name, look) in [("when-laptop", Look::LAPTOP), ("when-phone", Look::PHONE)] {
        scenario(name, async |stage| {
            let home = Home::new()?;
            let window = stage.open(&home, look).await?;
            let talk = open_talk(&window, &home).await?;
            let day = Local::now().date_naive() + Days::new(10);
            walk_to_field(&window, "Day").await?;
            for key in day.format("%m-%d-%Y").to_string().chars() {
                strike(&window, key).await?;
            }
            // The field is left for another one: nothing is kept, and what is missing is said.
            window.named("textbox", "Where").await?.click().await?;
            window.see("Choose the time as well; it is kept once both are there.").await?;
            ensure!(stored(&window, &talk, "scheduled_at").await?.is_null(), "a time was kept that nobody chose");

            walk_to_field(&window, "Time").await?;
            for key in "14:30".chars() {
                strike(&window, key).await?;
            }
            strike(&window, ENTER).await?;
            saved(&window).await?;
            window.see_gone("Choose the time as well").await?;
            let at = stored(&window, &talk, "scheduled_at").await?;
            ensure!(at.as_str().is_some_and(|at| at.contains("T14:30")), "{at}");

            // From seven days ahead too, weekday, day and hour are said wherever the talk is.
            let hour = ["14:30", "2:30", "02:30"];
            let person = ask(&window, "people", json!({})).await?;
            let person = person.pointer("/0/id").and_then(Value::as_str).context("a person")?.to_owned();
            for place in [
                "#/interviews".to_owned(),
                format!("#/interviews/{talk}?step=prepare"),
                "#/today".to_owned(),
                format!("#/people/{person}"),
            ] {
                window.go(&place).await?;
                let weekday = day.format("%a").to_string();
                window
                    .until(&format!("{weekday} and the hour on {place}"), async |window| {
                        let said = window.reads(&weekday).await?;
                        let mut told = false;
                        for hour in hour {
                            told |= window.reads(hour).await?;
                        }
                        Ok((said && told).then_some(()))
                    })
                    .await?;
            }
            window.had_no_trouble().await
        })?;
    }
    Ok(())
}

/// Chooses to write the minutes oneself.
async fn choose_other(window: &Window) -> Result<()> {
    let script = "const other = [...document.querySelectorAll('input[type=radio]')] \
        .find((one) => one.labels[0]?.textContent.trim() === 'Other'); other?.click(); return other !== undefined";
    window
        .until("the choice “Other”", async |window| {
            Ok((window.run(script, vec![]).await? == json!(true)).then_some(()))
        })
        .await
}

#[test]
fn c21_six_hundred_minutes_are_refused_beside_their_field_and_nowhere_else() -> Result<()> {
    scenario("six-hundred", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::PHONE).await?;
        let talk = open_talk(&window, &home).await?;
        let before = stored(&window, &talk, "promised_minutes").await?;
        choose_other(&window).await?;
        window.named("textbox", "Minutes").await?.clear().await?;
        window.fill("Minutes", "600").await?;
        window.named("textbox", "Where").await?.click().await?;
        window.see("Write a whole number of minutes from 5 to 480").await?;
        ensure!(stored(&window, &talk, "promised_minutes").await? == before, "600 typed minutes saved something else");
        ensure!(!window.reads("keeps trying").await?, "a mistake is no failed save");
        window.go("#/today").await?;
        window.named("heading", "Today").await?;
        ensure!(!window.reads("Not saved").await?, "the mistake followed to another screen");
        window.go(&format!("#/interviews/{talk}?step=schedule")).await?;
        window.named("heading", "What you agree on").await?;
        choose_other(&window).await?;
        window.named("textbox", "Minutes").await?.clear().await?;
        window.fill("Minutes", "45").await?;
        window.press(false, ENTER).await?;
        saved(&window).await?;
        ensure!(stored(&window, &talk, "promised_minutes").await? == json!(45), "45 minutes were not kept");
        window.close().await
    })
}
