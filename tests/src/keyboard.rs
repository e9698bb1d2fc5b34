//! The window without a mouse: by Tab, Enter and the arrows, the focus never lost on the way.

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::json;

use crate::window::Window;

/// The Tab key, as WebDriver writes it.
pub const TAB: char = '\u{e004}';
/// The Enter key.
pub const ENTER: char = '\u{e007}';
/// The Escape key.
pub const ESCAPE: char = '\u{e00c}';
/// The space bar.
pub const SPACE: char = ' ';

/// No screen has so many things to stop at.
const STOPS: usize = 120;

/// Tabs to the button that is called so, and presses Enter.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn press(window: &Window, name: &str) -> Result<()> {
    activate(window, "button", name, ENTER).await
}

/// Tabs to the link that is called so, and presses Enter.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn follow(window: &Window, name: &str) -> Result<()> {
    activate(window, "link", name, ENTER).await
}

/// Tabs to the box that is called so, and ticks it.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn tick(window: &Window, name: &str) -> Result<()> {
    activate(window, "checkbox", name, SPACE).await
}

/// Tabs to a control and presses a key there.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn activate(window: &Window, role: &str, name: &str, key: char) -> Result<()> {
    walk_to(window, role, name).await?;
    window.press(false, key).await
}

/// Tabs to the field that is called so, and types.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn type_into(window: &Window, name: &str, text: &str) -> Result<()> {
    walk_to(window, "textbox", name).await?;
    window.type_text(text).await
}

/// Presses Tab until the focus is there; it may have to go round once.
///
/// # Errors
/// Fails if it does not lead there.
pub async fn walk_to(window: &Window, role: &str, name: &str) -> Result<()> {
    window.named(role, name).await?;
    for _ in 0..STOPS {
        if is_on(window, role, name).await? {
            return Ok(());
        }
        strike(window, TAB).await?;
    }
    bail!("{STOPS} times Tab do not lead to {role} “{name}”")
}

/// Tabs to a field that has no role of its own for a screen reader, such as one for a day and an hour.
///
/// # Errors
/// Fails if Tab does not lead there.
pub async fn walk_to_field(window: &Window, label: &str) -> Result<()> {
    for _ in 0..STOPS {
        let at = window
            .run(
                "const at = document.activeElement; \
            return at?.labels?.[0]?.textContent.trim() ?? at?.ariaLabel ?? ''",
                vec![],
            )
            .await?;
        if at == json!(label) {
            return Ok(());
        }
        strike(window, TAB).await?;
    }
    bail!("{STOPS} times Tab do not lead to “{label}”")
}

/// Strikes a key wherever the focus is within a field: a day has several places, and what is sent to the field itself
/// begins at the first.
///
/// # Errors
/// Fails if the window does not take it.
pub async fn strike(window: &Window, key: char) -> Result<()> {
    let keys =
        KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    window.client().perform_actions(keys).await.context("striking a key")
}

/// Waits until the focus is on the button that is called so.
///
/// # Errors
/// Fails if it does not come there.
pub async fn focus_on(window: &Window, name: &str) -> Result<()> {
    let waited = window
        .until(&format!("the focus on “{name}”"), async |window| {
            Ok(is_on(window, "button", name).await?.then_some(()))
        })
        .await;
    if let Err(error) = waited {
        let stands = window.run("return document.activeElement?.outerHTML.slice(0, 200)", vec![]).await?;
        return Err(error.context(format!("it is on {stands}")));
    }
    Ok(())
}

async fn is_on(window: &Window, role: &str, name: &str) -> Result<bool> {
    let Some(wanted) = window.glance(role, name).await? else { return Ok(false) };
    Ok(window.client().active_element().await.is_ok_and(|active| active.element_id() == wanted.element_id()))
}
