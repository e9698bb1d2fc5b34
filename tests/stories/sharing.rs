//! Several programs on the same data at the same time: the window and the command line.

use crate::devices::{device, pair, settle, shared_folder};
use firsthand_app::{App, Event};
use serde_json::json;
use std::sync::{Arc, Mutex};

#[test]
fn two_programs_write_the_same_data_without_harm() {
    let one = device();
    let jot = one.jot("start");
    let data = one.data.clone();
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let data = data.clone();
            std::thread::spawn(move || {
                let app = App::open(&data).unwrap();
                for round in 0..20 {
                    app.dispatch("jot_save", json!({"text": format!("jot {number} {round}")})).unwrap();
                    let row = app.dispatch("jot", json!({"id": jot})).unwrap();
                    let text = row["jot"]["text"].as_str().unwrap().to_owned();
                    let version = row["jot"]["version"].clone();
                    let text = format!("{text} {number}-{round}");
                    app.dispatch("jot_save", json!({"id": jot, "text": text, "base": version})).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    one.assert_sound();
    let row: firsthand_app::api::notes::JotRow = one.call("jot", json!({"id": jot}));
    for number in 0..3 {
        for round in 0..20 {
            assert!(
                row.jot.text.contains(&format!("{number}-{round}")),
                "{number}-{round} is missing in {}",
                row.jot.text
            );
        }
    }
    let jots: Vec<serde_json::Value> = one.call("jots", json!({}));
    assert_eq!(jots.len(), 61);
}

#[test]
fn a_program_that_writes_onto_an_older_text_keeps_the_search_index_true() {
    let one = device();
    let jot = one.jot("start");
    let before: firsthand_app::api::notes::JotRow = one.call("jot", json!({"id": jot}));
    one.call::<serde_json::Value>(
        "jot_save",
        json!({"id": jot, "text": "start here", "base": before.jot.meta.version}),
    );
    let other = App::open(&one.data).unwrap();
    other.dispatch("jot_save", json!({"id": jot, "text": "now start", "base": before.jot.meta.version})).unwrap();
    one.assert_sound();
    let after: firsthand_app::api::notes::JotRow = one.call("jot", json!({"id": jot}));
    assert_eq!(after.jot.text, "now start here");
}

#[test]
fn a_window_hears_of_what_the_command_line_wrote() {
    let one = device();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&heard);
    one.app.subscribe(move |event| {
        if let Event::Changed(changed) = event {
            events.lock().unwrap().extend(changed.kinds.iter().cloned());
        }
    });
    one.app.notice().unwrap();
    assert!(heard.lock().unwrap().is_empty(), "nothing has happened yet");
    let other = App::open(&one.data).unwrap();
    other.dispatch("jot_save", json!({"text": "typed elsewhere"})).unwrap();
    one.app.notice().unwrap();
    assert_eq!(*heard.lock().unwrap(), ["jot"]);
    one.jot("typed here");
    heard.lock().unwrap().clear();
    one.app.notice().unwrap();
    assert!(heard.lock().unwrap().is_empty(), "what this app wrote itself was told already");
}

#[test]
fn two_programs_sync_the_same_data_without_harm() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    pair(folder.path(), &laptop, &[&phone]);
    let data = laptop.data.clone();
    let threads: Vec<_> = (0..2)
        .map(|number| {
            let data = data.clone();
            std::thread::spawn(move || {
                let app = App::open(&data).unwrap();
                for round in 0..10 {
                    app.dispatch("jot_save", json!({"text": format!("jot {number} {round}")})).unwrap();
                    app.dispatch("sync_now", json!({})).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    settle(&[&laptop, &phone]);
    crate::devices::assert_equal(&[&laptop, &phone]);
    let jots: Vec<serde_json::Value> = phone.call("jots", json!({}));
    assert_eq!(jots.len(), 20);
}
