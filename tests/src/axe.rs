//! axe-core, which judges a page's accessibility and knows what its controls are called.

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

use crate::{place, window::Window};

/// Puts axe-core into the page unless it is there.
///
/// # Errors
/// Fails if `ui/node_modules` does not hold it.
pub async fn inject(window: &Window) -> Result<()> {
    if window.run("return typeof window.axe", vec![]).await? == json!("object") {
        return Ok(());
    }
    let source = place::read("ui/node_modules/axe-core/axe.min.js")?;
    window.run(&source, vec![]).await?;
    Ok(())
}

/// Checks what is on the screen against the rules of WCAG 2.2 AA and axe-core's best practices.
///
/// # Errors
/// Fails with each broken rule and the elements that break it.
pub async fn check(window: &Window, screen: &str) -> Result<()> {
    inject(window).await?;
    let answer = window.client().execute_async(include_str!("axe.js"), vec![]).await?;
    if let Some(error) = answer.get("error") {
        bail!("axe-core failed on {screen}: {error}");
    }
    let broken = answer.get("violations").and_then(Value::as_array);
    let Some(broken) = broken else {
        bail!("axe-core gave no answer on {screen}: {answer}");
    };
    ensure!(
        broken.is_empty(),
        "{screen} breaks {} accessibility rules:\n{}",
        broken.len(),
        broken.iter().map(describe).collect::<String>()
    );
    Ok(())
}

fn describe(rule: &Value) -> String {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
    let nodes = rule.get("nodes").and_then(Value::as_array);
    let nodes: String =
        nodes.into_iter().flatten().filter_map(Value::as_str).map(|node| format!("      {node}\n")).collect();
    format!("  {} ({}): {}\n{nodes}", text("id"), text("impact"), text("help"))
}
