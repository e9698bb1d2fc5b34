//! Two devices in truth: two windows of the program, two data folders, one sync folder.

use anyhow::{Context, Result, ensure};
use firsthand_tests::{
    home::Home,
    scenario::scenario,
    steps::{add_person, answer, ask, begin_talk, pairing_code, saved, set_up_sync},
    window::{Look, Window},
};
use serde_json::json;

const DAY: &str = "What does an ordinary day look like";

#[test]
fn what_is_typed_in_one_window_appears_in_the_other() -> Result<()> {
    scenario("two-windows", async |stage| {
        let (laptop_home, phone_home, folder) = (Home::new()?, Home::new()?, tempfile::tempdir()?);
        let folder = folder.path().display().to_string();
        let laptop = stage.open(&laptop_home, Look::LAPTOP).await?;
        let phone = stage.open(&phone_home, Look::PHONE).await?;
        set_up_sync(&laptop, &folder, "Laptop", None).await?;
        let code = pairing_code(&laptop).await?;
        set_up_sync(&phone, &folder, "Phone", Some(&code)).await?;

        // A talk held with the phone in the hand is there on the laptop, without anybody asking for it.
        add_person(&phone, "Ana Berg").await?;
        begin_talk(&phone).await?;
        answer(&phone, DAY, "Mostly listening.").await?;
        laptop.go("#/people").await?;
        laptop.see("Ana Berg").await?;
        laptop.go("#/interviews").await?;
        laptop.click("link", "Ana Berg").await?;
        laptop.click("link", "Meet").await?;
        laptop.see("Mostly listening.").await?;

        // Both write on in the same answer; each sees the other's words, and both hold the same in the end.
        laptop.fill(DAY, " On the laptop too.").await?;
        phone.fill(DAY, " And on the phone.").await?;
        saved(&laptop).await?;
        saved(&phone).await?;
        for window in [&laptop, &phone] {
            window.see("On the laptop too.").await?;
            window.see("And on the phone.").await?;
        }
        ensure!(
            stored_answer(&laptop).await? == stored_answer(&phone).await?,
            "both devices must hold the same answer"
        );
        for window in [&laptop, &phone] {
            let health = ask(window, "doctor", json!({})).await?;
            ensure!(health.get("ok") == Some(&json!(true)), "the data is not sound: {health}");
            window.had_no_trouble().await?;
        }
        Ok(())
    })
}

/// Returns the text of the one answer there is.
async fn stored_answer(window: &Window) -> Result<String> {
    let hits = ask(window, "search", json!({"query": "listening"})).await?;
    let talk = hits.pointer("/0/open/id").context("the answer can be found")?;
    let page = ask(window, "interview", json!({ "id": talk })).await?;
    let answer = page.pointer("/questions/0/answer/text").and_then(|text| text.as_str());
    Ok(answer.context("the first question has an answer")?.to_owned())
}
