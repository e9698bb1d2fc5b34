//! Bad input: a clear message, and nothing that was stored is lost.

use crate::devices::{device, pair, settle, shared_folder};
use firsthand_app::{
    App, OpenError,
    api::system::{CardVerdict, ImportPreview, ImportReport, SyncState, SyncStatus},
};
use serde_json::json;
use std::fs;

#[test]
fn a_damaged_vcard_says_which_card_and_the_others_come_in() {
    let one = device();
    let dir = shared_folder();
    let file = dir.path().join("contacts.vcf");
    fs::write(
        &file,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Whole One\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut Off\r\n",
    )
    .unwrap();
    let preview: ImportPreview = one.call("vcard_preview", json!({"path": file}));
    assert_eq!(
        preview.cards.iter().map(|card| card.verdict).collect::<Vec<_>>(),
        [CardVerdict::New, CardVerdict::Damaged]
    );
    let error = preview.cards[1].error.clone().unwrap();
    assert!(error.contains("Card 2") && error.contains("line"), "{error}");
    let report: ImportReport = one.call("vcard_import", json!({"path": file}));
    assert_eq!((report.added.len(), report.failed.len()), (1, 1));
    fs::write(&file, "this is not a card").unwrap();
    let refused = one.refused("vcard_preview", json!({"path": file}));
    assert_eq!(refused.code, "import");
    assert_eq!(one.refused("vcard_preview", json!({"path": "/nowhere/at-all.vcf"})).code, "import");
    one.assert_sound();
}

#[test]
fn a_foreign_file_in_the_folder_is_left_alone() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    pair(folder.path(), &laptop, &[&phone]);
    let foreign = folder.path().join("Firsthand/holiday.jpg");
    fs::write(&foreign, b"\xff\xd8\xff not ours").unwrap();
    fs::write(folder.path().join("Firsthand/log/s-00000000-00000001-0000000000000000.fhd"), b"").unwrap();
    laptop.jot("a word");
    settle(&[&laptop, &phone]);
    assert!(phone.export().contains("a word"));
    assert!(foreign.exists());
    assert_ne!(laptop.sync().state, SyncState::Problem, "somebody's picture is no fault");
}

#[test]
fn a_damaged_file_is_named_left_alone_and_harms_nothing() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    laptop.jot("before");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    laptop.jot("after");
    let log = folder.path().join("Firsthand/log");
    let names = || -> std::collections::BTreeSet<_> {
        fs::read_dir(&log).unwrap().map(|file| file.unwrap().file_name()).collect()
    };
    let known = names();
    laptop.sync();
    let new = names().difference(&known).next().unwrap().clone();
    let path = log.join(&new);
    let good = fs::read(&path).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    fs::write(&path, &bad).unwrap();
    let status = phone.sync();
    assert_eq!(status.state, SyncState::Problem);
    assert!(status.message.contains("damaged"), "{status:?}");
    assert_eq!(fs::read(&path).unwrap(), bad, "the file is left as it is");
    assert!(!phone.export().contains("after"));
    fs::write(&path, &good).unwrap();
    phone.wait(chrono::Duration::hours(2));
    settle(&[&phone, &laptop]);
    assert!(phone.export().contains("after"), "a repaired file is read");
    phone.assert_sound();
}

#[test]
fn a_wrong_pairing_code_is_refused_and_changes_nothing() {
    let (folder, other) = (shared_folder(), shared_folder());
    let (laptop, phone, stranger) = (device(), device(), device());
    phone.jot("mine");
    let _: SyncStatus = laptop.call("vault_create", json!({"folder": folder.path(), "device": "Laptop"}));
    let _: SyncStatus = stranger.call("vault_create", json!({"folder": other.path(), "device": "Stranger"}));
    let code = |one: &crate::devices::Device| {
        one.call::<firsthand_app::api::system::PairingCode>("pairing_code", json!({})).code
    };
    let good = code(&laptop);
    let mut chars: Vec<char> = good.chars().collect();
    let place = chars.iter().rposition(|c| c.is_alphanumeric()).unwrap();
    chars[place] = if chars[place] == '7' { '3' } else { '7' };
    let mistyped: String = chars.into_iter().collect();
    let cut: String = good.chars().take(good.len() / 2).collect();
    let before = phone.export();
    for (wrong, expected) in [
        (mistyped, "pairing"),
        (cut, "pairing"),
        ("hello".into(), "pairing"),
        (String::new(), "pairing"),
        (code(&stranger), "folder"),
    ] {
        let refused = phone.refused("vault_join", json!({"folder": folder.path(), "code": wrong, "device": "Phone"}));
        assert_eq!(refused.code, expected, "{refused:?}");
        assert!(refused.message.len() > 20 && refused.message.ends_with('.'), "in words: {}", refused.message);
    }
    assert_eq!(phone.export(), before);
    assert_eq!(phone.call::<SyncStatus>("sync_status", json!({})).state, SyncState::Off);
    let _: SyncStatus = phone.call("vault_join", json!({"folder": folder.path(), "code": good, "device": "Phone"}));
}

#[test]
fn a_missing_folder_is_said_and_nothing_is_lost() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    laptop.jot("one");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    laptop.jot("two");
    let status = laptop.sync();
    assert_eq!((status.state, status.folder_state.as_str()), (SyncState::Problem, "missing"));
    assert!(status.advice.is_some());
    assert!(!folder.path().exists(), "a missing folder is not made anew");
    fs::create_dir(folder.path()).unwrap();
    let status = laptop.sync();
    assert_eq!(status.state, SyncState::Problem, "an empty folder may be a drive that is not there: {status:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written into it");
    fs::remove_dir(folder.path()).unwrap();
    fs::rename(&away, folder.path()).unwrap();
    settle(&[&laptop, &phone]);
    crate::devices::assert_equal(&[&laptop, &phone]);
    assert!(phone.export().contains("two"));
    assert_eq!(laptop.refused("vault_create", json!({"folder": "/nowhere/at-all", "device": ""})).code, "folder");
}

#[test]
fn an_emptied_folder_is_filled_again_by_the_users_word() {
    let folder = shared_folder();
    let (laptop, phone, tablet) = (device(), device(), device());
    laptop.jot("from the laptop");
    pair(folder.path(), &laptop, &[&phone]);
    phone.jot("from the phone");
    settle(&[&laptop, &phone]);
    fs::remove_dir_all(folder.path().join("Firsthand")).unwrap();
    assert_eq!(laptop.sync().state, SyncState::Problem);
    for one in [&laptop, &phone] {
        one.call::<SyncStatus>("sync_restore", json!({}));
    }
    let code: firsthand_app::api::system::PairingCode = laptop.call("pairing_code", json!({}));
    tablet.call::<SyncStatus>("vault_join", json!({"folder": folder.path(), "code": code.code, "device": "Tablet"}));
    settle(&[&laptop, &phone, &tablet]);
    crate::devices::assert_equal(&[&laptop, &phone, &tablet]);
    assert_eq!(laptop.sync().state, SyncState::UpToDate);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_nothing_is_lost() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    // The system lets a privileged user write everywhere, so the place for new files is taken instead.
    let log = folder.path().join("Firsthand/log");
    let away = folder.path().join("Firsthand/away");
    fs::rename(&log, &away).unwrap();
    fs::write(&log, "in the way").unwrap();
    laptop.jot("kept");
    let status = laptop.sync();
    assert_eq!(status.state, SyncState::Problem, "{status:?}");
    assert!(status.unsent > 0 && laptop.export().contains("kept"));
    fs::remove_file(&log).unwrap();
    fs::rename(&away, &log).unwrap();
    settle(&[&laptop, &phone]);
    assert!(phone.export().contains("kept"));
}

#[test]
fn the_own_data_folder_is_refused_as_sync_folder() {
    let one = device();
    let refused = one.refused("vault_create", json!({"folder": one.data, "device": ""}));
    assert_eq!(refused.code, "folder");
    let above = one.data.parent().unwrap();
    assert_eq!(one.refused("vault_create", json!({"folder": above, "device": ""})).code, "folder");
}

#[test]
fn data_of_a_newer_version_is_refused_untouched() {
    let one = device();
    one.jot("precious");
    let (data, path) = (one.data.clone(), one.data.join("firsthand.sqlite"));
    let keep = one;
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", i32::MAX).unwrap();
    database.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    drop(database);
    let before = fs::read(&path).unwrap();
    let error = App::open(&data).unwrap_err();
    assert!(matches!(error, OpenError::Newer { .. }), "{error:?}");
    assert!(error.to_string().contains("newer version"));
    assert_eq!(fs::read(&path).unwrap(), before, "the file is untouched");
    drop(keep);
}

#[test]
fn a_file_that_is_no_database_is_refused_untouched() {
    let dir = shared_folder();
    let path = dir.path().join("firsthand.sqlite");
    fs::write(&path, "not a database at all, but somebody's text").unwrap();
    let error = App::open(dir.path()).unwrap_err();
    assert!(matches!(error, OpenError::Unreadable { .. }), "{error:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "not a database at all, but somebody's text");
    let taken = dir.path().join("taken");
    fs::write(&taken, "").unwrap();
    assert!(matches!(App::open(&taken).unwrap_err(), OpenError::Folder { .. }));
}

#[test]
fn unknown_commands_and_arguments_are_refused_in_words() {
    let one = device();
    assert_eq!(one.refused("fly", json!({})).code, "unknown_command");
    assert_eq!(one.refused("person", json!({"id": "not an id"})).code, "invalid");
    assert_eq!(one.refused("person", json!({"id": "00000000-0000-4000-8000-000000000000"})).code, "missing");
    assert_eq!(one.refused("person_add", json!({"name": "  "})).code, "invalid");
    let ana = one.person_add("Ana");
    let refused = one.refused(
        "edit",
        json!({"kind": "person", "id": ana, "edits": [{"do": "set", "field": "nonsense", "value": 1}]}),
    );
    assert!(refused.message.contains("nonsense"), "{refused:?}");
}
