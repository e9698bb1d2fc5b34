//! A program in another language, written from docs/sync-format.md and docs/documents.md, reads a folder with the recovery code alone.

use crate::devices::{Device, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::system::{RecoveryCode, SyncStatus};
use firsthand_domain::{Edit, Id, Kind, Shape};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

/// The reader with what it needs, brought by its own script the first time; once for all tests, which run at the same time.
fn reader() -> (PathBuf, PathBuf) {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/reader");
    let place = PLACE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("foreign-reader");
        let done = Command::new(here.join("install")).arg(&place).output().unwrap();
        assert!(
            done.status.success(),
            "the reader needs python3 with venv and node, and their packages once: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        place
    });
    (place.join("venv/bin/python"), here.join("read.py"))
}

fn run(folder: &Path, code: &str) -> Output {
    let (python, script) = reader();
    let mut command = Command::new(python);
    command.arg(script).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn by_id(documents: &[Value]) -> BTreeMap<String, Value> {
    documents.iter().map(|document| (document["id"].as_str().unwrap().to_owned(), document.clone())).collect()
}

fn read(output: &Output) -> BTreeMap<String, Value> {
    by_id(&serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap())
}

fn exported(text: &str) -> BTreeMap<String, Value> {
    let export: Value = serde_json::from_str(text).unwrap();
    by_id(export["documents"].as_array().unwrap())
}

fn code_of(device: &Device) -> String {
    device.call::<RecoveryCode>("recovery_code", json!({})).code
}

/// What a field reads as that was never set (docs/documents.md).
fn is_empty(kind: &str, field: &str, value: &Value) -> bool {
    let shape = Kind::named(kind).and_then(|kind| kind.field(field)).unwrap().shape;
    *value
        == match shape {
            Shape::Line | Shape::Prose | Shape::Bytes => json!(""),
            Shape::Flag => json!(false),
            Shape::Number | Shape::Time | Shape::Link => json!(null),
            Shape::Choice(words) => json!(words[0]),
            Shape::Set | Shape::Order | Shape::Entries => json!([]),
        }
}

/// Every document in one is in the other, and every property says the same.
fn assert_same(read: &BTreeMap<String, Value>, exported: &BTreeMap<String, Value>) {
    assert_eq!(read.keys().collect::<Vec<_>>(), exported.keys().collect::<Vec<_>>());
    for (id, expected) in exported {
        let (found, kind) = (read[id].as_object().unwrap(), expected["kind"].as_str().unwrap());
        for (name, value) in expected.as_object().unwrap() {
            match found.get(name) {
                Some(read) => assert_eq!(read, value, "{kind} {id}, {name}"),
                None => assert!(is_empty(kind, name, value), "{kind} {id} lacks {name}: {value}"),
            }
        }
        let known = expected.as_object().unwrap();
        assert!(found.keys().all(|name| known.contains_key(name)), "{kind} {id} says more than the export");
    }
}

/// Two devices with many kinds of data, some of it edited on both at once.
fn library(folder: &Path) -> (Device, Device) {
    let (laptop, phone) = (device(), device());
    let ana = laptop.person_add("Ana Ruiz „Zoë“ \\ 看護師");
    laptop.person_add("Kim");
    let way = json!({"kind": "email", "value": "ana@example.org", "label": "work"});
    laptop.edit(
        "person",
        ana,
        vec![
            Edit::Put { field: "channels".into(), entry: "c1".into(), value: way },
            Edit::Add { field: "tags".into(), member: "night shift".into() },
            Edit::Add { field: "tags".into(), member: "ward".into() },
            Edit::write("notes", "Knows everybody.\nLoves the mornings 🌅."),
        ],
    );
    let talk = laptop.plan(ana);
    laptop.call::<Value>(
        "schedule",
        json!({"id": talk, "scheduled_at": "2026-12-03T14:30:00Z", "minutes": 30, "zone": "Europe/Berlin"}),
    );
    let question = laptop.interview(talk).questions[0].question.id;
    laptop.answer(talk, question, "Mostly people, and paper.");
    let quiet = laptop.jot("Not for others.");
    laptop.edit("jot", quiet, vec![Edit::set("off_record", true)]);
    pair(folder, &laptop, &[&phone]);
    settle(&[&laptop, &phone]);
    // Apart: one line written differently, one text written on both sides, one thing thrown away.
    laptop.edit(
        "person",
        ana,
        vec![Edit::set("role", "Nurse"), Edit::write("notes", "Knows everybody.\nLoves the mornings 🌅. And tea.")],
    );
    phone.edit("person", ana, vec![Edit::set("role", "Head nurse")]);
    phone.answer(talk, question, "Mostly people, and paper. Much paper.");
    let gone = phone.jot("thrown away");
    phone.call::<Value>("delete", json!({"id": gone}));
    settle(&[&laptop, &phone]);
    (laptop, phone)
}

#[test]
fn a_reader_of_another_make_prints_what_the_export_says() {
    let folder = shared_folder();
    let (laptop, phone) = library(folder.path());
    let code = code_of(&laptop);
    let compare = |what: &str| {
        let output = run(folder.path(), &code);
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        let read = read(&output);
        assert_same(&read, &exported(&laptop.export()));
        // What is off the record is left out of what one hands on, and of nothing else.
        let handed_on = exported(&laptop.app.user_export_text().unwrap());
        let open: BTreeMap<_, _> =
            read.into_iter().filter(|(_, document)| document["off_record"] != json!(true)).collect();
        assert_same(&open, &handed_on);
    };
    compare("segments");
    assert!(laptop.export().contains("Head nurse") && laptop.export().contains("conflicts"));
    // Weeks, in which packs take the place of segments.
    for n in 0..90 {
        laptop.jot(&format!("note {n}"));
        for device in [&laptop, &phone] {
            device.wait(Duration::hours(6));
            device.sync();
        }
    }
    let names: Vec<_> =
        fs::read_dir(folder.path().join("Firsthand/log")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let of = |start: &str| names.iter().filter(|name| name.to_str().unwrap().starts_with(start)).count();
    assert!(of("p-") > 0 && of("s-") < 120, "{} packs, {} segments", of("p-"), of("s-"));
    compare("packs");
    // A new key, and what is written under it.
    laptop.call::<SyncStatus>("vault_rotate", json!({"without": []}));
    laptop.jot("under the new key");
    settle(&[&laptop, &phone]);
    compare("a new key");
}

#[test]
fn the_reader_says_what_it_could_not_read_and_prints_the_rest() {
    let folder = shared_folder();
    let (laptop, _phone) = library(folder.path());
    let code = code_of(&laptop);
    let spoken = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let other = device();
    let elsewhere = shared_folder();
    let _: SyncStatus = other.call("vault_create", json!({"folder": elsewhere.path(), "device": ""}));
    for (wrong, says) in [
        (code_of(&other), "No key of this folder opens"),
        ("hello".to_owned(), "not a recovery code"),
        (code[..40].to_owned(), "characters after its start"),
    ] {
        let output = run(folder.path(), &wrong);
        assert_eq!(output.status.code(), Some(1), "{}", spoken(&output));
        assert!(spoken(&output).contains(says) && !spoken(&output).contains("Traceback"), "{}", spoken(&output));
        assert!(output.stdout.is_empty());
    }
    let before = read(&run(folder.path(), &code));
    let jot = laptop.jot("only in this file");
    laptop.sync();
    let mut log: Vec<_> =
        fs::read_dir(folder.path().join("Firsthand/log")).unwrap().map(|entry| entry.unwrap()).collect();
    log.sort_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    let newest = log.pop().unwrap().path();
    let mut bytes = fs::read(&newest).unwrap();
    bytes[300] ^= 1;
    fs::write(&newest, bytes).unwrap();
    let output = run(folder.path(), &code);
    assert_eq!(output.status.code(), Some(3), "{}", spoken(&output));
    let name = newest.file_name().unwrap().to_str().unwrap();
    assert!(spoken(&output).contains(name) && spoken(&output).contains("damaged"), "{}", spoken(&output));
    let after = read(&output);
    assert_eq!(after, before);
    assert!(!after.contains_key(&Id::to_string(&jot)));
}
