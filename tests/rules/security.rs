//! What the page may do, word for word: to loosen it is a decision, and this is where it is noticed.

use anyhow::{Result, ensure};
use firsthand_tests::place;
use serde_json::{Value, json};

#[test]
fn the_page_gets_no_more_than_it_needs() -> Result<()> {
    let config: Value = serde_json::from_str(&place::read("src-tauri/tauri.conf.json")?)?;
    let expected = json!({
        "freezePrototype": true,
        "capabilities": ["main"],
        "csp": {
            "default-src": "'self'",
            "connect-src": "ipc: http://ipc.localhost",
            "img-src": "'self' asset: http://asset.localhost blob: data:",
            "style-src": "'self'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        },
    });
    ensure!(config.pointer("/app/security") == Some(&expected), "the security settings have changed");
    ensure!(config.pointer("/app/withGlobalTauri") == Some(&json!(false)), "scripts must not find Tauri by accident");
    Ok(())
}

#[test]
fn the_window_may_call_its_own_commands_and_listen() -> Result<()> {
    let capability: Value = serde_json::from_str(&place::read("src-tauri/capabilities/main.json")?)?;
    let expected = json!([
        "allow-call",
        "allow-hold-closing",
        "allow-open-outside",
        "allow-pick-files",
        "allow-pick-folder",
        "allow-ready-to-close",
        "allow-stay-open",
        "core:event:allow-listen",
        "core:event:allow-unlisten",
    ]);
    ensure!(capability.get("permissions") == Some(&expected), "the permissions have changed");
    let others = std::fs::read_dir(place::root().join("src-tauri/capabilities"))?.count();
    ensure!(others == 1, "there must be one capability, for the one window");
    Ok(())
}
