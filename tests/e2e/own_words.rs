//! One undo, of one's own words, in every field, by the keys of a real keyboard.

use std::time::Duration;

use anyhow::{Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    display::{CONTROL, SHIFT, display},
    home::Home,
    scenario::scenario,
    steps::{ask, caret_in, id_of, saved},
    window::{Look, Window},
};
use serde_json::json;
use tokio::time::sleep;

/// A pause after which what is typed is a step of its own, in milliseconds.
const PAUSE: Duration = Duration::from_millis(1_300);

fn strike(window: &Window, keys: &[u32]) -> Result<()> {
    display()?.strike(window.pid()?, keys)
}

/// Types on the keyboard itself.
fn typed(window: &Window, words: &str) -> Result<()> {
    display()?.type_keys(window.pid()?, words)
}

/// Waits until the field at the caret holds just this.
async fn holds(window: &Window, wanted: &str) -> Result<()> {
    let waited = window
        .until(&format!("“{wanted}” in the field"), async |window| {
            Ok((window.run("return document.activeElement?.value", vec![]).await? == json!(wanted)).then_some(()))
        })
        .await;
    if let Err(error) = waited {
        let there =
            window.run("return document.activeElement?.value ?? document.activeElement?.tagName", vec![]).await?;
        return Err(error.context(format!("it holds {there}")));
    }
    Ok(())
}

#[test]
fn c95_ctrl_z_takes_back_ones_own_words_and_nobody_elses() -> Result<()> {
    scenario("own-words", async |stage| {
        let home = Home::new()?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        let (undo, redo, again) = ([CONTROL, 'z'.into()], [CONTROL, SHIFT, 'z'.into()], [CONTROL, 'y'.into()]);

        // In a text that is saved as it is typed, also after the save.
        window.click("link", "Jot").await?;
        caret_in(&window, "Your jot").await?;
        typed(&window, "one two")?;
        holds(&window, "one two").await?;
        saved(&window).await?;
        sleep(PAUSE).await;
        typed(&window, " three")?;
        holds(&window, "one two three").await?;
        saved(&window).await?;
        strike(&window, &undo)?;
        holds(&window, "one two").await?;
        strike(&window, &redo)?;
        holds(&window, "one two three").await?;
        strike(&window, &undo)?;
        holds(&window, "one two").await?;
        strike(&window, &again)?;
        holds(&window, "one two three").await?;
        saved(&window).await?;

        // Words that came from elsewhere stay; what one typed around them goes.
        let app = App::open(&home.data_dir())?;
        let jots = app.dispatch("jots", json!({}))?;
        let jot = jots.pointer("/0/jot").cloned().unwrap_or_default();
        let args = json!({"id": jot.get("id"), "text": "zero one two three four", "base": jot.get("version")});
        id_of(&app, "jot_save", args)?;
        holds(&window, "zero one two three four").await?;
        strike(&window, &undo)?;
        holds(&window, "zero one two four").await?;
        strike(&window, &undo)?;
        holds(&window, "zero  four").await?;
        saved(&window).await?;
        // Nothing of one's own is left: nothing happens, in this field or behind it.
        strike(&window, &undo)?;
        sleep(Duration::from_millis(500)).await;
        holds(&window, "zero  four").await?;
        strike(&window, &redo)?;
        strike(&window, &redo)?;
        holds(&window, "zero one two three four").await?;
        saved(&window).await?;
        let stored = ask(&window, "jots", json!({})).await?;
        ensure!(stored.pointer("/0/jot/text") == Some(&json!("zero one two three four")), "{stored}");

        // In a field that keeps nothing by itself.
        window.go("#/search").await?;
        caret_in(&window, "Search").await?;
        typed(&window, "one")?;
        holds(&window, "one").await?;
        strike(&window, &undo)?;
        holds(&window, "").await?;
        strike(&window, &again)?;
        holds(&window, "one").await?;
        window.go("#/people").await?;
        window.click("button", "Add a person").await?;
        caret_in(&window, "Name").await?;
        typed(&window, "ana")?;
        holds(&window, "ana").await?;
        strike(&window, &undo)?;
        holds(&window, "").await?;
        strike(&window, &redo)?;
        holds(&window, "ana").await?;
        window.click("button", "Add").await?;
        window.named("heading", "ana").await?;

        // Outside a field it takes back the last act of the app.
        window.run("document.activeElement?.blur()", vec![]).await?;
        strike(&window, &undo)?;
        window.see("Taken back: Add ana").await?;
        strike(&window, &again)?;
        window.see("Brought again: Add ana").await?;
        window.had_no_trouble().await
    })
}
