//! Packs: the folder stays small, any device can fill it again, and a copied data folder does no harm.

use crate::devices::{Device, assert_equal, copy_of, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{folder::FolderCheck, system::SyncStatus};
use serde_json::json;
use std::{collections::BTreeMap, fs, path::Path};

/// So many jots make a pack, whatever the devices' ids.
const MANY: usize = 110;

fn names(folder: &Path, prefix: &str) -> Vec<String> {
    let log = fs::read_dir(folder.join("Firsthand/log")).unwrap();
    let names = log.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(prefix)).collect()
}

/// Two devices with so much behind them that packs were made and segments deleted.
fn grown(folder: &Path) -> [Device; 2] {
    let (laptop, phone) = (device(), device());
    pair(folder, &laptop, &[&phone]);
    for n in 0..MANY {
        laptop.jot(&format!("Sentence {n}"));
        laptop.sync();
    }
    for _ in 0..6 {
        settle(&[&laptop, &phone]);
        for device in [&laptop, &phone] {
            device.wait(Duration::days(1));
        }
    }
    settle(&[&laptop, &phone]);
    assert!(!names(folder, "p-").is_empty(), "there is a pack");
    assert!(names(folder, "s-").len() < MANY, "segments were deleted: {}", names(folder, "s-").len());
    [laptop, phone]
}

fn joins(folder: &Path, inviter: &Device) -> Device {
    let fresh = device();
    let code: firsthand_app::api::system::PairingCode = inviter.call("pairing_code", json!({}));
    let _: SyncStatus = fresh.call("vault_join", json!({"folder": folder, "code": code.code, "device": "Fresh"}));
    fresh
}

#[test]
fn segments_give_way_to_packs_and_a_fresh_device_gets_everything() {
    let folder = shared_folder();
    let [laptop, phone] = grown(folder.path());
    let fresh = joins(folder.path(), &laptop);
    assert_equal(&[&laptop, &phone, &fresh]);
    let check: FolderCheck = laptop.call("folder_check", json!({}));
    assert!(check.complete && check.findings.is_empty() && check.packs > 0, "{check:?}");
    fresh.jot("From the fresh one");
    settle(&[&laptop, &phone, &fresh]);
    assert_equal(&[&laptop, &phone, &fresh]);
    for device in [&laptop, &phone, &fresh] {
        device.assert_sound();
    }
}

#[test]
fn any_one_device_fills_an_empty_folder_again() {
    let folder = shared_folder();
    for device in grown(folder.path()) {
        let other = shared_folder();
        let code: firsthand_app::api::system::PairingCode = device.call("pairing_code", json!({}));
        // The folder is moved: the same vault, in a place where nothing is.
        fs::create_dir(other.path().join("Firsthand")).unwrap();
        let marker = fs::read_dir(folder.path().join("Firsthand")).unwrap().map(|entry| entry.unwrap().path());
        let marker =
            marker.filter(|path| path.is_file()).find(|path| path.to_string_lossy().contains("vault-")).unwrap();
        fs::copy(&marker, other.path().join("Firsthand").join(marker.file_name().unwrap())).unwrap();
        let _: SyncStatus =
            device.call("vault_join", json!({"folder": other.path(), "code": code.code, "device": "Laptop"}));
        device.sync();
        let fresh = joins(other.path(), &device);
        assert_equal(&[&device, &fresh]);
    }
}

#[test]
fn the_folder_without_any_one_file_is_made_whole_by_one_device() {
    let folder = shared_folder();
    let [laptop, phone] = grown(folder.path());
    let log = folder.path().join("Firsthand/log");
    let files: BTreeMap<String, Vec<u8>> =
        names(folder.path(), "").into_iter().map(|name| (name.clone(), fs::read(log.join(name)).unwrap())).collect();
    // Every pack, and some of the segments: each a device's, one after the other.
    let some = files.keys().enumerate().filter(|(n, name)| name.starts_with("p-") || n % 9 == 0);
    for (n, (_, name)) in some.enumerate() {
        fs::remove_file(log.join(name)).unwrap();
        let device = if n % 2 == 0 { &laptop } else { &phone };
        let repaired: FolderCheck = device.call("folder_check", json!({"repair": true}));
        assert!(repaired.complete, "without {name}: {repaired:?}");
        let fresh = joins(folder.path(), device);
        assert_equal(&[device, &fresh]);
    }
}

#[test]
fn a_damaged_file_is_named_and_replaced() {
    let folder = shared_folder();
    let [laptop, phone] = grown(folder.path());
    let path = folder.path().join("Firsthand/log").join(&names(folder.path(), "s-")[0]);
    let mut bytes = fs::read(&path).unwrap();
    bytes[300] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let check: FolderCheck = laptop.call("folder_check", json!({}));
    assert_eq!(check.findings.len(), 1, "{check:?}");
    settle(&[&laptop, &phone]);
    let _: FolderCheck = laptop.call("folder_check", json!({"repair": true}));
    let check: FolderCheck = phone.call("folder_check", json!({"repair": true}));
    assert!(check.complete, "{check:?}");
    assert_eq!(fs::read(&path).unwrap(), bytes, "the damaged file itself is left alone");
}

#[test]
fn a_file_that_is_cut_off_while_the_program_runs_is_put_back_within_some_looks() {
    let folder = shared_folder();
    let [laptop, phone] = [device(), device()];
    pair(folder.path(), &laptop, &[&phone]);
    laptop.jot("Early shifts.");
    settle(&[&laptop, &phone]);
    let path = folder.path().join("Firsthand/log").join(&names(folder.path(), "s-")[0]);
    let bytes = fs::read(&path).unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap();
    let is_whole_again = || {
        let log = folder.path().join("Firsthand/log");
        names(folder.path(), "s-").iter().any(|name| fs::read(log.join(name)).unwrap() == bytes)
    };
    // As the background looks: sizes of held files in turn.
    let looks = (1..=40).find(|_| {
        for device in [&laptop, &phone] {
            device.app.sync_round(false).unwrap();
        }
        is_whole_again()
    });
    assert!(looks.is_some_and(|looks| looks <= 17), "after {looks:?} looks");
    assert_equal(&[&laptop, &phone]);
    let fresh = joins(folder.path(), &laptop);
    assert_equal(&[&laptop, &phone, &fresh]);
}

#[test]
fn a_copied_data_folder_goes_on_beside_the_first_and_the_user_is_told() {
    let folder = shared_folder();
    let laptop = device();
    pair(folder.path(), &laptop, &[]);
    let ana = laptop.person_add("Ana Ruiz");
    let talk = laptop.plan(ana);
    laptop.answer(talk, firsthand_domain::bank::question_id("q04"), "Early shifts.");
    laptop.sync();
    laptop.jot("Written, not yet sent");
    let copy = copy_of(&laptop);
    // Both go on, in the same answer and apart.
    laptop.answer(talk, firsthand_domain::bank::question_id("q04"), "Early shifts. On the first.");
    copy.answer(talk, firsthand_domain::bank::question_id("q04"), "Early shifts. On the second.");
    laptop.jot("Only on the first");
    copy.jot("Only on the second");
    for _ in 0..3 {
        settle(&[&laptop, &copy]);
        laptop.jot("More on the first");
        copy.jot("More on the second");
    }
    settle(&[&laptop, &copy]);
    assert_equal(&[&laptop, &copy]);
    let text = laptop.answer_text(talk, firsthand_domain::bank::question_id("q04"));
    assert!(text.contains("On the first.") && text.contains("On the second."), "{text}");
    for text in ["Written, not yet sent", "Only on the first", "Only on the second"] {
        assert_eq!(laptop.export().matches(text).count(), 1, "{text}");
    }
    let told = [&laptop, &copy].into_iter().find(|device| device.sync().copied_at.is_some());
    let told = told.expect("one of them says so");
    told.call::<SyncStatus>("notice_read", json!({"notice": "copied"}));
    assert_eq!(told.sync().copied_at, None, "what the user has read is not told again");
    let fresh = joins(folder.path(), &copy);
    assert_equal(&[&laptop, &copy, &fresh]);
    for device in [&laptop, &copy, &fresh] {
        device.assert_sound();
    }
}
