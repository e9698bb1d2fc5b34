//! A folder that lost files, that is not downloaded, or that two devices set up: what is done by itself, and what is said.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{
    folder::FolderCheck,
    system::{PairingCode, SyncState, SyncStatus},
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files of the log, the newest last.
fn log(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder.join("Firsthand/log")).unwrap().map(|entry| entry.unwrap()).collect();
    files.sort_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    files.into_iter().map(|entry| entry.path()).collect()
}

fn wait(devices: &[&Device], minutes: i64) {
    devices.iter().for_each(|device| device.wait(Duration::minutes(minutes)));
}

/// Two devices that have written several times each.
fn two_devices(folder: &Path) -> (Device, Device) {
    let (laptop, phone) = (device(), device());
    pair(folder, &laptop, &[&phone]);
    for n in 0..6 {
        laptop.jot(&format!("laptop {n}"));
        laptop.sync();
        phone.jot(&format!("phone {n}"));
        phone.sync();
    }
    settle(&[&laptop, &phone]);
    (laptop, phone)
}

#[test]
fn a_folder_that_lost_files_heals_by_itself_and_the_user_reads_what_was_done() {
    let folder = shared_folder();
    let (laptop, phone) = two_devices(folder.path());
    let files = log(folder.path());
    let before: Vec<_> = files.iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    files.iter().step_by(2).for_each(|path| fs::remove_file(path).unwrap());
    laptop.jot("written while files are gone");
    let status = laptop.sync();
    assert_eq!(status.state, SyncState::Arriving, "nobody need do anything: {status:?}");
    assert!(status.message.contains("gone from the folder") && status.message.contains("ten minutes"), "{status:?}");
    assert!(status.unsent > 0 && status.put_back.is_none());
    wait(&[&laptop, &phone], 11);
    let (one, two) = (laptop.sync(), phone.sync());
    let put_back: u32 = [&one, &two].iter().filter_map(|status| status.put_back).map(|put_back| put_back.files).sum();
    assert!(put_back > 0, "{one:?} {two:?}");
    wait(&[&laptop, &phone], 11);
    settle(&[&laptop, &phone]);
    wait(&[&laptop, &phone], 11);
    settle(&[&laptop, &phone]);
    assert!(before.iter().all(|(path, bytes)| fs::read(path).is_ok_and(|now| now == *bytes)), "the same bytes");
    assert_equal(&[&laptop, &phone]);
    let teller = if one.put_back.is_some() { &laptop } else { &phone };
    let status: SyncStatus = teller.call("sync_status", json!({}));
    assert_eq!(status.state, SyncState::UpToDate, "{status:?}");
    assert!(status.put_back.is_some(), "it is told until it is read");
    let status: SyncStatus = teller.call("notice_read", json!({"notice": "put_back"}));
    assert_eq!(status.put_back, None);
}

#[test]
fn files_of_others_that_are_gone_are_said_and_do_not_stop_writing() {
    let folder = shared_folder();
    let (laptop, phone) = two_devices(folder.path());
    let own: Vec<_> = {
        let before = log(folder.path());
        phone.jot("one more");
        phone.sync();
        log(folder.path()).into_iter().filter(|path| !before.contains(path)).collect()
    };
    laptop.sync();
    assert_eq!(own.len(), 1);
    fs::remove_file(&own[0]).unwrap();
    let status = laptop.sync();
    assert_eq!(status.state, SyncState::Arriving, "{status:?}");
    assert!(status.message.contains("gone from the folder"), "{status:?}");
    laptop.jot("goes out all the same");
    assert_eq!(laptop.sync().unsent, 0);
    phone.sync();
    assert_eq!(laptop.sync().state, SyncState::UpToDate, "its writer has put it back");
}

#[test]
fn a_placeholder_of_a_service_is_not_downloaded_yet() {
    for empty in [false, true] {
        let folder = shared_folder();
        let (laptop, phone) = two_devices(folder.path());
        phone.jot("the newest");
        phone.sync();
        let newest = log(folder.path()).pop().unwrap();
        let bytes = fs::read(&newest).unwrap();
        let name = newest.file_name().unwrap().to_str().unwrap().to_owned();
        let stand_in = if empty { newest.clone() } else { newest.with_file_name(format!(".{name}.icloud")) };
        fs::remove_file(&newest).unwrap();
        fs::write(&stand_in, if empty { Vec::new() } else { b"bplist00".to_vec() }).unwrap();
        let mut status = laptop.sync();
        assert_eq!(status.state, SyncState::Arriving, "never \"everything is here\": {status:?}");
        for _ in 0..12 {
            wait(&[&laptop], 10);
            status = laptop.sync();
        }
        assert_eq!(status.state, SyncState::Arriving);
        assert!(status.message.contains("not downloaded yet"), "{status:?}");
        assert!(status.advice.is_some_and(|advice| advice.contains("keep the folder on this device")));
        fs::remove_file(&stand_in).unwrap();
        fs::write(&newest, bytes).unwrap();
        wait(&[&laptop], 61);
        assert_eq!(laptop.sync().state, SyncState::UpToDate);
        assert!(laptop.export().contains("the newest"));
    }
}

#[test]
fn a_vault_that_is_not_downloaded_is_neither_joined_nor_set_up_anew() {
    let folder = shared_folder();
    let (laptop, _phone) = two_devices(folder.path());
    let code: PairingCode = laptop.call("pairing_code", json!({}));
    let root = folder.path().join("Firsthand");
    let names = || fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let marker = names().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("vault-")).unwrap();
    let bytes = fs::read(&marker).unwrap();
    let placeholder = root.join(format!(".{}.icloud", marker.file_name().unwrap().to_str().unwrap()));
    for stand_in in [placeholder, marker.clone()] {
        fs::remove_file(&marker).unwrap();
        fs::write(&stand_in, b"").unwrap();
        let newcomer = device();
        for (name, args) in [
            ("vault_join", json!({"folder": folder.path(), "code": code.code, "device": ""})),
            ("vault_create", json!({"folder": folder.path(), "device": ""})),
        ] {
            let refused = newcomer.refused(name, args);
            assert!(refused.message.contains("not downloaded yet"), "{name}: {refused:?}");
        }
        let status = laptop.sync();
        assert_eq!(status.folder_state, "not-downloaded", "{status:?}");
        fs::remove_file(&stand_in).unwrap();
        fs::write(&marker, &bytes).unwrap();
        assert_eq!(laptop.sync().state, SyncState::UpToDate);
    }
}

#[test]
fn two_devices_that_each_set_up_the_folder_are_told_and_one_joins_the_other() {
    let (at_home, at_work) = (shared_folder(), shared_folder());
    let (laptop, phone) = (device(), device());
    laptop.jot("from the laptop");
    phone.jot("from the phone");
    let _: SyncStatus = laptop.call("vault_create", json!({"folder": at_home.path(), "device": "Laptop"}));
    let _: SyncStatus = phone.call("vault_create", json!({"folder": at_work.path(), "device": "Phone"}));
    // The service meets both folders and makes them one.
    let carry = |from: &Path, to: &Path| {
        for dir in ["", "log", "keys"] {
            let (from, to) = (from.join("Firsthand").join(dir), to.join("Firsthand").join(dir));
            fs::create_dir_all(&to).unwrap();
            for file in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
                let target = to.join(file.file_name().unwrap());
                if !target.exists() {
                    fs::copy(&file, target).unwrap();
                }
            }
        }
    };
    let meet = || {
        carry(at_home.path(), at_work.path());
        carry(at_work.path(), at_home.path());
    };
    meet();
    for device in [&laptop, &phone] {
        let status = device.sync();
        assert!(status.set_up_twice, "{status:?}");
        assert_eq!(status.state, SyncState::Problem);
        assert!(status.advice.is_some_and(|advice| advice.contains("join")));
        assert!(status.problems.is_empty(), "it is said once, not for each file");
    }
    let code: PairingCode = laptop.call("pairing_code", json!({}));
    let joined: SyncStatus =
        phone.call("vault_join", json!({"folder": at_work.path(), "code": code.code, "device": "Phone"}));
    assert!(!joined.set_up_twice, "what it has left behind is its own: {joined:?}");
    for _ in 0..3 {
        meet();
        settle(&[&laptop, &phone]);
    }
    assert_equal(&[&laptop, &phone]);
    assert!(laptop.export().contains("from the phone") && laptop.export().contains("from the laptop"));
    let status: SyncStatus = laptop.call("notice_read", json!({"notice": "set_up_twice"}));
    assert_eq!((status.state, status.set_up_twice), (SyncState::UpToDate, false), "{status:?}");
    assert_eq!(phone.sync().state, SyncState::UpToDate);
    let check: FolderCheck = laptop.call("folder_check", json!({}));
    assert!(check.complete, "{check:?}");
}
