//! Devices, keys and the folder without a mouse: every step by Tab, Enter and Escape, and the focus never lost on the way.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use firsthand_tests::{
    axe,
    home::Home,
    keyboard::{ENTER, ESCAPE, focus_on, press, type_into},
    scenario::scenario,
    steps::caret_in,
    window::{Look, Window},
};
use serde_json::json;

#[test]
fn keys_devices_and_folder_are_kept_by_keyboard_alone() -> Result<()> {
    scenario("keyboard-devices", async |stage| {
        let (home, other, folder) = (Home::new()?, Home::new()?, tempfile::tempdir()?);
        let place = folder.path().display().to_string();
        let laptop = stage.open(&home, Look::LAPTOP).await?;

        laptop.go("#/settings").await?;
        press(&laptop, "Set up a folder").await?;
        type_into(&laptop, "Folder", &place).await?;
        type_into(&laptop, "What this device is called", "Laptop").await?;
        laptop.press(false, ENTER).await?;
        recovery_code(&laptop).await?;
        passphrase(&laptop).await?;
        let code = pairing_code(&laptop).await?;

        let phone = stage.open(&other, Look::PHONE).await?;
        phone.go("#/devices").await?;
        press(&phone, "Join a device").await?;
        type_into(&phone, "Folder", &place).await?;
        type_into(&phone, "Pairing code", &code).await?;
        type_into(&phone, "What this device is called", "Phone").await?;
        axe::check(&phone, "joining").await?;
        phone.press(false, ENTER).await?;
        phone.see("“Laptop”").await?;
        axe::check(&phone, "the devices, on a phone").await?;
        phone.had_no_trouble().await?;
        phone.close().await?;

        press(&laptop, "Look now").await?;
        laptop.see("in the folder · on “Phone”").await?;
        lost_and_found(&laptop).await?;
        check_and_repair(&laptop, folder.path()).await?;
        laptop.had_no_trouble().await?;
        laptop.close().await
    })
}

/// Both devices have set up the folder before their service made one of the two places: both are told, and one joins the other.
#[test]
fn a_folder_that_two_devices_set_up_is_told_and_joined_by_keyboard_alone() -> Result<()> {
    scenario("set-up-twice", async |stage| {
        let (home, other) = (Home::new()?, Home::new()?);
        let (one, two) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let laptop = stage.open(&home, Look::LAPTOP).await?;
        let phone = stage.open(&other, Look::PHONE.dark()).await?;
        for (window, folder, name) in [(&laptop, one.path(), "Laptop"), (&phone, two.path(), "Phone")] {
            window.go("#/settings").await?;
            press(window, "Set up a folder").await?;
            type_into(window, "Folder", &folder.display().to_string()).await?;
            type_into(window, "What this device is called", name).await?;
            window.press(false, ENTER).await?;
            window.see("I have written it down").await?;
        }
        carry(one.path(), two.path())?;
        carry(two.path(), one.path())?;
        for window in [&laptop, &phone] {
            window.go("#/devices").await?;
            press(window, "Look now").await?;
            window.see("Another device has set up this folder").await?;
            axe::check(window, "a folder that was set up twice").await?;
        }
        let code = pairing_code(&laptop).await?;
        press(&phone, "Join the other device").await?;
        type_into(&phone, "Pairing code", &code).await?;
        phone.press(false, ENTER).await?;
        phone.see_gone("Another device has set up this folder").await?;
        carry(two.path(), one.path())?;
        press(&laptop, "Look now").await?;
        laptop.see("“Phone”").await?;
        press(&laptop, "It is somebody else’s").await?;
        laptop.see_gone("Another device has set up this folder").await?;
        phone.had_no_trouble().await?;
        phone.close().await?;
        laptop.had_no_trouble().await?;
        laptop.close().await
    })
}

/// What a service does that has found both places: each gets the files of the other.
fn carry(from: &Path, to: &Path) -> Result<()> {
    for dir in ["", "log", "keys"] {
        let (from, to) = (from.join("Firsthand").join(dir), to.join("Firsthand").join(dir));
        fs::create_dir_all(&to)?;
        for file in fs::read_dir(from)? {
            let file = file?.path();
            let target = to.join(file.file_name().context("a file without a name")?);
            if file.is_file() && !target.exists() {
                fs::copy(&file, target)?;
            }
        }
    }
    Ok(())
}

/// The code is shown, hidden, and typed back from the paper: first wrong, then right.
async fn recovery_code(window: &Window) -> Result<()> {
    let code = shown(window, "Your recovery code").await?;
    axe::check(window, "the recovery code").await?;
    press(window, "I have written it down").await?;
    caret_in(window, "Type it back, from the paper").await?;
    ensure!(!window.reads(&code).await?, "what is typed back comes from the paper, not from the screen");
    let wrong: String = code.chars().rev().collect();
    window.type_text(&wrong).await?;
    window.press(false, ENTER).await?;
    window.named("alert", "").await?;
    axe::check(window, "a wrong recovery code").await?;
    window.press(true, 'a').await?;
    window.type_text(&code).await?;
    window.press(false, ENTER).await?;
    window.see("Only you have it").await?;
    focus_on(window, "Make a new one").await
}

async fn passphrase(window: &Window) -> Result<()> {
    press(window, "Set a passphrase").await?;
    caret_in(window, "New passphrase").await?;
    window.type_text("anchor violet spoon harbour").await?;
    axe::check(window, "a passphrase").await?;
    window.press(false, ENTER).await?;
    window.see("It opens the folder as the recovery code does").await?;
    focus_on(window, "Set another").await
}

/// The code is there for a camera and for the clipboard, and the same key that shows it hides it.
async fn pairing_code(window: &Window) -> Result<String> {
    press(window, "Show the pairing code").await?;
    let code = shown(window, "Pairing code").await?;
    let picture = "return document.querySelector('img[alt^=\"The pairing code\"]')?.naturalWidth ?? 0";
    ensure!(window.run(picture, vec![]).await?.as_u64() > Some(0), "a camera needs the picture");
    axe::check(window, "the pairing code").await?;
    focus_on(window, "Hide it").await?;
    window.press(false, ENTER).await?;
    window.see_gone(&code).await?;
    Ok(code)
}

async fn lost_and_found(window: &Window) -> Result<()> {
    press(window, "I lost it (Phone)").await?;
    window.see("Is “Phone” lost?").await?;
    axe::check(window, "a lost device").await?;
    window.press(false, ESCAPE).await?;
    window.see_gone("Is “Phone” lost?").await?;
    focus_on(window, "I lost it (Phone)").await?;
    window.press(false, ENTER).await?;
    press(window, "Take it out of use").await?;
    focus_on(window, "It is back (Phone)").await?;
    axe::check(window, "a device out of use").await?;
    window.press(false, ENTER).await?;
    focus_on(window, "I lost it (Phone)").await
}

/// A file of this device's is damaged in the folder; the check says so, and the repair makes the folder whole again.
async fn check_and_repair(window: &Window, folder: &Path) -> Result<()> {
    let file = fs::read_dir(folder.join("Firsthand/log"))?.next().context("a file in the folder")??.path();
    let mut bytes = fs::read(&file)?;
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).context("a byte")? ^= 0xff;
    fs::write(&file, bytes)?;
    press(window, "Check the folder").await?;
    window.see("What is not as it should be").await?;
    axe::check(window, "a damaged folder").await?;
    press(window, "Repair from this device").await?;
    window.see("is in the folder again").await?;
    window.see("A new device would get everything").await?;
    axe::check(window, "a repaired folder").await
}

/// Waits for a code and reads it.
async fn shown(window: &Window, label: &str) -> Result<String> {
    const SCRIPT: &str =
        "return [...document.querySelectorAll('output')].find((o) => o.ariaLabel === arguments[0])?.textContent ?? ''";
    window
        .until(label, async |window| {
            let code = window.run(SCRIPT, vec![json!(label)]).await?;
            Ok(code.as_str().filter(|code| !code.is_empty()).map(str::to_owned))
        })
        .await
}
