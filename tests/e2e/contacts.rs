//! Contacts come in from a file, looked at first.

use anyhow::{Result, ensure};
use firsthand_tests::{
    home::Home,
    place,
    scenario::scenario,
    steps::ask,
    window::{Launch, Look},
};
use serde_json::json;

#[test]
fn a_real_export_comes_in_through_the_file_dialog() -> Result<()> {
    scenario("contacts", async |stage| {
        let home = Home::new()?;
        let file = place::root().join("tests/fixtures/vcard/John_Doe_GMAIL.vcf");
        let launch =
            Launch { variables: vec![("FIRSTHAND_TEST_PICK".into(), file.display().to_string())], ..Launch::default() };
        let window = stage.open_with(&home, Look::LAPTOP, &launch).await?;
        window.click("button", "Bring contacts").await?;
        window.click("button", "Choose a file").await?;
        window.see("John_Doe_GMAIL.vcf").await?;
        let before = ask(&window, "people", json!({})).await?;
        ensure!(before == json!([]), "looking at a file adds nobody: {before}");
        window.click("button", "Bring 1 in").await?;
        window.see("1 person added").await?;
        window.go("#/people").await?;
        window.see("Doe").await?;
        window.had_no_trouble().await
    })
}

#[test]
fn a_file_that_holds_no_card_is_refused_in_words() -> Result<()> {
    scenario("no-card", async |stage| {
        let home = Home::new()?;
        let file = home.path().join("holiday.vcf");
        std::fs::write(&file, "not a card at all")?;
        let launch =
            Launch { variables: vec![("FIRSTHAND_TEST_PICK".into(), file.display().to_string())], ..Launch::default() };
        let window = stage.open_with(&home, Look::PHONE, &launch).await?;
        window.go("#/people").await?;
        window.click("button", "Bring contacts in").await?;
        window.click("button", "Choose a file").await?;
        window.see("This is not a vCard file").await?;
        window.had_no_trouble().await
    })
}
