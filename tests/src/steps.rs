//! What a person does in the window, in the words that they would use. Scenarios and pictures are made of these.

use anyhow::{Context, Result};
use firsthand_app::App;
use serde_json::{Value, json};

use crate::window::Window;

/// Adds a person by name alone, and is then on their page.
///
/// # Errors
/// Fails if the window offers no way to do it.
pub async fn add_person(window: &Window, name: &str) -> Result<()> {
    window.go("#/people").await?;
    window.click("button", "Add a person").await?;
    window.fill("Name", name).await?;
    window.click("button", "Add").await?;
    window.named("heading", name).await?;
    Ok(())
}

/// Begins a talk with the person whose page is shown.
///
/// # Errors
/// Fails if the window offers no way to do it.
pub async fn begin_talk(window: &Window) -> Result<()> {
    window.click("button", "Plan an interview").await?;
    window.click("button", "Begin the interview").await
}

/// Writes a jot, by the link that every screen but that of a talk has.
///
/// # Errors
/// Fails if the window offers no way to do it.
pub async fn jot(window: &Window, text: &str) -> Result<()> {
    window.click("link", "Jot").await?;
    caret_in(window, "Your jot").await?;
    window.type_text(text).await?;
    saved(window).await
}

/// Answers a question of the talk that the window shows.
///
/// # Errors
/// Fails if the talk has no such question.
pub async fn answer(window: &Window, question: &str, text: &str) -> Result<()> {
    window.fill(question, text).await?;
    saved(window).await
}

/// Looks for words, and waits until a place that reads so is offered.
///
/// # Errors
/// Fails if nothing is found.
pub async fn find(window: &Window, words: &str, place: &str) -> Result<()> {
    window.go("#/search").await?;
    window.named("textbox", "Search").await?.clear().await?;
    window.fill("Search", words).await?;
    window.named("link", place).await?;
    Ok(())
}

/// Waits until the window says that all is saved.
///
/// # Errors
/// Fails if it does not say so.
pub async fn saved(window: &Window) -> Result<()> {
    window.until("“Saved”", async |window| Ok(says_saved(window).await?.then_some(()))).await
}

/// Tells whether the window says that all is saved.
///
/// # Errors
/// Fails if the page does not answer.
pub async fn says_saved(window: &Window) -> Result<bool> {
    Ok(window.reads("Saved").await? && !window.reads("Not saved").await?)
}

/// Waits until a field has the caret without a finger having touched it.
///
/// # Errors
/// Fails if it does not get it.
pub async fn caret_in(window: &Window, field: &str) -> Result<()> {
    let wanted = window.named("textbox", field).await?.element_id();
    window
        .until(&format!("the caret in “{field}”"), async |window| {
            let active = window.client().active_element().await;
            Ok(active.is_ok_and(|active| active.element_id() == wanted).then_some(()))
        })
        .await
}

/// Gives a field its day and hour, as a calendar that opens from it would.
///
/// # Errors
/// Fails if there is no such field.
pub async fn set_when(window: &Window, field: &str, local: &str) -> Result<()> {
    const SCRIPT: &str = "const group = [...document.querySelectorAll('[role=group]')] \
        .find((group) => document.getElementById(group.getAttribute('aria-labelledby'))?.textContent.trim() === arguments[0]); \
        if (!group) return false; const parts = arguments[1].split('T'); \
        for (const [index, field] of [...group.querySelectorAll('input')].entries()) { \
        field.focus(); field.value = parts[index]; field.dispatchEvent(new Event('input', { bubbles: true })); } \
        document.activeElement.blur(); return true";
    window
        .until(&format!("the field “{field}”"), async |window| {
            let is_set = window.run(SCRIPT, vec![json!(field), json!(local)]).await?;
            Ok((is_set == json!(true)).then_some(()))
        })
        .await
}

/// Sets sync up in a folder as the first device, or joins the devices there with their pairing code.
///
/// # Errors
/// Fails if the window refuses.
pub async fn set_up_sync(window: &Window, folder: &str, device: &str, code: Option<&str>) -> Result<()> {
    window.go("#/settings").await?;
    window.click("button", if code.is_some() { "Join a device" } else { "Set up a folder" }).await?;
    window.fill("Folder", folder).await?;
    if let Some(code) = code {
        window.fill("Pairing code", code).await?;
    }
    window.fill("What this device is called", device).await?;
    window.click("button", if code.is_some() { "Join" } else { "Set up" }).await?;
    window.named("button", "Look now").await?;
    Ok(())
}

/// Reads the pairing code from the screen with the devices.
///
/// # Errors
/// Fails if it shows none.
pub async fn pairing_code(window: &Window) -> Result<String> {
    window.go("#/devices").await?;
    window.click("button", "Show the pairing code").await?;
    let code = window
        .until("the pairing code", async |window| {
            // The screen may show the recovery code as well.
            let script = "return document.querySelector('output[aria-label=\"Pairing code\"]')?.textContent ?? ''";
            let code = window.run(script, vec![]).await?;
            Ok(code.as_str().filter(|code| !code.is_empty()).map(str::to_owned))
        })
        .await?;
    window.click("button", "Hide it").await?;
    Ok(code)
}

/// Asks the app something as the page does, to see what is stored rather than what is shown.
///
/// # Errors
/// Fails if the app refuses.
pub async fn ask(window: &Window, command: &str, args: Value) -> Result<Value> {
    const SCRIPT: &str = "const [name, args, done] = arguments; \
        window.__TAURI_INTERNALS__.invoke('call', { name, args }) \
        .then((result) => done({ result }), (error) => done({ error: JSON.stringify(error) }));";
    let answer = window.client().execute_async(SCRIPT, vec![json!(command), args]).await?;
    answer.get("result").cloned().with_context(|| format!("{command} was refused: {answer}"))
}

/// Does something in a notebook that no window shows, and returns the id of what it made; empty where it makes nothing.
///
/// # Errors
/// Fails if the app refuses.
pub fn id_of(app: &App, command: &str, args: Value) -> Result<String> {
    let done = app.dispatch(command, args).with_context(|| command.to_owned())?;
    Ok(done.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// Returns the ids of the bank's questions, in its order.
///
/// # Errors
/// Fails if there are none.
pub fn questions(app: &App) -> Result<Vec<Value>> {
    let bank = app.dispatch("questions", json!({}))?;
    let topics = bank.get("topics").and_then(Value::as_array).context("topics")?;
    let questions = topics.iter().filter_map(|topic| topic.get("questions")?.as_array()).flatten();
    Ok(questions.filter_map(|question| question.get("id").cloned()).collect())
}
