//! Two devices that write apart, meet in a folder, and agree.

use crate::devices::{assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{
    notes::{Saved, Undone},
    system::{SyncState, SyncStatus},
};
use firsthand_domain::{Edit, bank::question_id};
use serde_json::json;

#[test]
fn both_texts_stand_and_both_titles_are_offered() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    let ana = laptop.person_add("Ana Ruiz");
    let talk = laptop.plan(ana);
    laptop.answer(talk, question_id("q04"), "Early shifts.");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    assert_eq!(phone.answer_text(talk, question_id("q04")), "Early shifts.");

    laptop.answer(talk, question_id("q04"), "Early shifts. Then rounds.");
    laptop.edit("person", ana, vec![Edit::set("role", "Head nurse")]);
    phone.answer(talk, question_id("q04"), "Mostly: Early shifts.");
    phone.edit("person", ana, vec![Edit::set("role", "Ward manager")]);
    settle(&[&laptop, &phone]);

    assert_equal(&[&laptop, &phone]);
    assert_eq!(laptop.answer_text(talk, question_id("q04")), "Mostly: Early shifts. Then rounds.");
    let page = laptop.person(ana).person;
    assert_eq!(page.meta.conflicts["role"], [json!("Head nurse"), json!("Ward manager")]);
    assert!(["Head nurse", "Ward manager"].contains(&page.role.as_str()));

    phone.edit("person", ana, vec![Edit::set("role", "Head nurse")]);
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let page = laptop.person(ana).person;
    assert!(page.meta.conflicts.is_empty() && page.role == "Head nurse", "choosing settles it everywhere");
}

#[test]
fn an_answer_begun_on_both_devices_merges_letter_by_letter() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    pair(folder.path(), &laptop, &[&phone]);
    let talk = laptop.plan(laptop.person_add("Ana Ruiz"));
    settle(&[&laptop, &phone]);
    laptop.answer(talk, question_id("q28"), "Patience");
    phone.answer(talk, question_id("q28"), "Humour");
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let text = laptop.answer_text(talk, question_id("q28"));
    assert!(text.contains("Patience") && text.contains("Humour"), "{text}");
}

#[test]
fn the_same_question_reworded_on_both_devices_is_one_question() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    pair(folder.path(), &laptop, &[&phone]);
    laptop.edit("question", question_id("q04"), vec![Edit::set("ask", "Your day?")]);
    phone.edit("question", question_id("q04"), vec![Edit::set("ask", "What was yesterday like?")]);
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let bank: firsthand_app::api::interviews::QuestionList = phone.call("questions", json!({}));
    let views: Vec<_> = bank.topics.iter().flat_map(|topic| &topic.questions).collect();
    assert_eq!(views.len(), 55);
    let view = views.iter().find(|view| view.id == question_id("q04")).unwrap();
    assert_eq!(view.conflicts, ["What was yesterday like?", "Your day?"]);
}

#[test]
fn an_edit_elsewhere_wins_over_a_delete() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    let jot = laptop.jot("Keep me");
    let other = laptop.jot("Let me go");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    laptop.call::<serde_json::Value>("delete", json!({"id": jot}));
    laptop.call::<serde_json::Value>("delete", json!({"id": other}));
    phone.edit("jot", jot, vec![Edit::write("text", "Keep me, please")]);
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let jots: Vec<firsthand_app::api::notes::JotRow> = laptop.call("jots", json!({}));
    assert_eq!(jots.iter().map(|row| row.jot.text.as_str()).collect::<Vec<_>>(), ["Keep me, please"]);
}

#[test]
fn undo_takes_back_only_ones_own_after_a_merge() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    let jot = laptop.jot("one two three");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    laptop.wait(Duration::minutes(1));
    laptop.edit("jot", jot, vec![Edit::write("text", "one 2 three")]);
    phone.edit("jot", jot, vec![Edit::write("text", "one two three four")]);
    settle(&[&laptop, &phone]);
    laptop.call::<Undone>("undo", json!({}));
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let row: firsthand_app::api::notes::JotRow = phone.call("jot", json!({"id": jot}));
    assert_eq!(row.jot.text, "one two three four");
}

#[test]
fn the_status_says_where_the_words_are() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    let off: SyncStatus = laptop.call("sync_status", json!({}));
    assert_eq!(off.state, SyncState::Off);
    pair(folder.path(), &laptop, &[&phone]);
    laptop.jot("A word");
    let written: SyncStatus = laptop.call("sync_status", json!({}));
    assert!(written.state == SyncState::ToSend && written.unsent > 0, "{written:?}");
    let sent = laptop.sync();
    assert!(sent.state == SyncState::UpToDate && sent.unsent == 0, "{sent:?}");
    laptop.wait(Duration::minutes(20));
    phone.wait(Duration::minutes(20));
    settle(&[&laptop, &phone]);
    let known = laptop.sync();
    let other = known.devices.iter().find(|device| !device.this).unwrap();
    assert!(other.name == "Phone" && other.has_all, "{known:?}");
    assert!(other.has_until.is_some());
    phone.call::<SyncStatus>("device_rename", json!({"device": "Pocket"}));
    settle(&[&phone, &laptop]);
    assert_eq!(laptop.sync().devices[1].name, "Pocket");
}

#[test]
fn a_quiet_round_reads_and_writes_nothing() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    laptop.jot("A word");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    let list = || -> Vec<_> {
        let mut files: Vec<_> = walk(folder.path())
            .into_iter()
            .map(|path| (path.clone(), path.metadata().unwrap().modified().unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = list();
    for _ in 0..5 {
        settle(&[&laptop, &phone]);
    }
    assert_eq!(list(), before, "devices with nothing to say leave the folder alone");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn a_folder_can_be_left_and_joined_again_elsewhere() {
    let (folder, other) = (shared_folder(), shared_folder());
    let (laptop, phone, tablet) = (device(), device(), device());
    laptop.jot("first");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    let code: firsthand_app::api::system::PairingCode = laptop.call("pairing_code", json!({}));
    laptop.call::<SyncStatus>("sync_leave", json!({}));
    laptop.jot("second");
    assert_eq!(laptop.refused("pairing_code", json!({})).code, "sync_off");
    // The whole folder was moved by its owner.
    std::fs::rename(folder.path().join("Firsthand"), other.path().join("Firsthand")).unwrap();
    for device in [&laptop, &phone, &tablet] {
        device.call::<SyncStatus>("vault_join", json!({"folder": other.path(), "code": code.code, "device": "D"}));
    }
    settle(&[&laptop, &phone, &tablet]);
    assert_equal(&[&laptop, &phone, &tablet]);
    assert!(tablet.export().contains("second"));
}

#[test]
fn two_notebooks_become_one_by_joining() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    laptop.jot("from the laptop");
    phone.jot("from the phone");
    pair(folder.path(), &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    assert_equal(&[&laptop, &phone]);
    let export = laptop.export();
    assert!(export.contains("from the laptop") && export.contains("from the phone"), "join is a union");
    let again: Saved = phone.call("jot_save", json!({"text": "and on"}));
    settle(&[&phone, &laptop]);
    assert!(laptop.export().contains(&again.id.to_string()));
}
