//! What lies in the folder tells nothing.

use crate::devices::{device, pair, settle, shared_folder};
use firsthand_app::api::notes::Saved;
use firsthand_domain::{Edit, bank::question_id};
use serde_json::json;
use std::path::Path;

/// Collects every name and every byte below a folder.
fn everything(folder: &Path, into: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        into.extend(path.file_name().unwrap().as_encoded_bytes());
        if path.is_dir() {
            everything(&path, into);
        } else {
            into.extend(std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn no_word_that_a_user_typed_is_found_in_the_folder() {
    let folder = shared_folder();
    let (laptop, phone) = (device(), device());
    let ana = laptop.person_add("Anaquetzal Canaryfeather");
    pair(folder.path(), &laptop, &[&phone]);
    let talk = laptop.plan(ana);
    laptop.call::<Saved>("question_add", json!({"ask": "Whatcanaryquestion?", "interview": talk}));
    laptop.answer(talk, question_id("q04"), &"Canarymornings and canaryevenings. ".repeat(200));
    settle(&[&laptop, &phone]);
    phone.edit(
        "person",
        ana,
        vec![
            Edit::set("role", "Canaryrole"),
            Edit::write("notes", "canarynotes Ünïcanary 看護canary"),
            Edit::Add { field: "tags".into(), member: "canarytag".into() },
            Edit::Put {
                field: "channels".into(),
                entry: "e1".into(),
                value: json!({"kind": "phone", "value": "+49canary123", "label": ""}),
            },
        ],
    );
    phone.jot("canaryjot");
    phone.call::<serde_json::Value>("device_rename", json!({"device": "Canaryphone"}));
    settle(&[&laptop, &phone]);
    let mut bytes = Vec::new();
    everything(folder.path(), &mut bytes);
    assert!(bytes.len() > 5_000, "the folder holds something to look at");
    let lower: Vec<u8> = bytes.to_ascii_lowercase();
    let ids = [ana, talk].map(|id| id.to_string());
    let names = ["canary", "anaquetzal", "laptop", "phone", "interview", "person"];
    for word in names.into_iter().chain(ids.iter().map(String::as_str)) {
        let found = lower.windows(word.len()).any(|window| window == word.as_bytes());
        // The text for people that lies beside the files is our own.
        let readme = firsthand_sync_readme().to_lowercase().contains(word);
        assert!(!found || readme, "{word} can be read in the folder");
    }
    for id in [ana, talk] {
        assert!(!bytes.windows(16).any(|window| window == id.as_bytes()), "a document's id can be read in the folder");
    }
    assert!(!bytes.windows(6).any(|window| window == "看護".as_bytes()));
    assert!(phone.export().contains("canaryjot") && laptop.export().contains("canaryjot"), "the words did travel");
}

fn firsthand_sync_readme() -> &'static str {
    firsthand_sync::vault::README_TEXT
}
