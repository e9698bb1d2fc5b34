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
        window.see("1 person is new").await?;
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

#[test]
fn c92_what_a_card_says_otherwise_is_offered_and_an_import_is_taken_back_from_beside_its_result() -> Result<()> {
    scenario("contacts-again", async |stage| {
        for look in [Look::LAPTOP, Look::PHONE.dark()] {
            let home = Home::new()?;
            let file = home.path().join("olga.vcf");
            let report = |name: &str| std::fs::read(place::root().join("tests/fixtures/reports").join(name));
            std::fs::write(&file, report("v25a-card-of-last-year.vcf")?)?;
            let launch = Launch {
                variables: vec![("FIRSTHAND_TEST_PICK".into(), file.display().to_string())],
                ..Launch::default()
            };
            let window = stage.open_with(&home, look, &launch).await?;
            window.go("#/people").await?;
            window.click("button", "Bring contacts in").await?;
            window.click("button", "Choose a file").await?;
            window.click("button", "Bring 1 in").await?;
            // One person without a question left opens at once.
            window.see("Ask for a talk").await?;

            std::fs::write(&file, report("v25b-same-card-this-year.vcf")?)?;
            window.go("#/people").await?;
            window.click("button", "Bring contacts in").await?;
            window.click("button", "Choose a file").await?;
            window.see("Adds to Olga Neumann").await?;
            window.see("Here: Trainee").await?;
            window.click("checkbox", "What they do: Head of Planning").await?;
            window.click("button", "Bring 1 in").await?;
            window.see("The card says otherwise; it stays as it was").await?;
            let bare = "const button = [...document.querySelectorAll('dialog button')].find((one) => one.textContent.trim() === 'Undo');
                if (!button) return 'no button';
                const { x, y, width, height } = button.getBoundingClientRect();
                const top = document.elementFromPoint(x + width / 2, y + height / 2);
                return button.contains(top) ? 'bare' : top?.outerHTML ?? 'nothing';";
            let bare = window.run(bare, vec![]).await?;
            ensure!(bare == json!("bare"), "Undo lies under {bare}");
            let roles = async || -> Result<serde_json::Value> {
                let people = ask(&window, "people", json!({})).await?;
                Ok(people[0]["role"].clone())
            };
            ensure!(roles().await? == json!("Head of Planning"), "what was ticked is taken");
            window.click("button", "Undo").await?;
            window.see("Taken back:").await?;
            ensure!(roles().await? == json!("Trainee"), "undo takes the import back");
            window.had_no_trouble().await?;
            window.close().await?;
        }
        Ok(())
    })
}
