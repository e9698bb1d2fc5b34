//! Bringing contacts (C92).

use crate::devices::{Device, device};
use firsthand_app::api::{
    notes::Undone,
    people::PersonRow,
    system::{CardVerdict, ImportPreview, ImportReport},
};
use serde_json::json;
use std::path::PathBuf;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/vcard").join(name)
}

fn import(one: &Device, path: &std::path::Path) -> ImportReport {
    one.call("vcard_import", json!({"path": path}))
}

#[test]
fn c92_the_same_file_three_times_adds_nothing_and_one_undo_takes_all_back() {
    let one = device();
    let before = one.export();
    let file = fixture("John_Doe_GMAIL.vcf");
    let preview: ImportPreview = one.call("vcard_preview", json!({"path": file}));
    assert!(preview.cards.iter().all(|card| card.verdict == CardVerdict::New));
    assert_eq!(one.export(), before, "a preview changes nothing");
    let first = import(&one, &file);
    assert!(!first.added.is_empty() && first.failed.is_empty(), "{first:?}");
    let after = one.export();
    for _ in 0..2 {
        let again = import(&one, &file);
        assert!(again.added.is_empty() && again.updated.is_empty(), "{again:?}");
    }
    assert_eq!(one.export(), after, "the same file adds nothing");
    let preview: ImportPreview = one.call("vcard_preview", json!({"path": file}));
    assert!(preview.cards.iter().all(|card| card.verdict == CardVerdict::Known));
    one.call::<Undone>("undo", json!({}));
    assert!(one.call::<Vec<PersonRow>>("people", json!({})).is_empty());
    let back = import(&one, &file);
    assert_eq!(back.updated.len(), first.added.len(), "people in the bin come back");
    one.assert_sound();
}

#[test]
fn c92_every_real_export_comes_in() {
    let one = device();
    let mut files = 0;
    for entry in std::fs::read_dir(fixture("")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "vcf") {
            continue;
        }
        files += 1;
        let report = import(&one, &path);
        assert!(report.failed.is_empty(), "{}: {:?}", path.display(), report.failed);
        assert!(!report.added.is_empty() || report.known > 0 || !report.updated.is_empty(), "{}", path.display());
    }
    assert!(files >= 6, "the fixtures are there");
    let people: Vec<PersonRow> = one.call("people", json!({}));
    assert!(people.iter().all(|person| !person.name.is_empty()));
    one.assert_sound();
}

#[test]
fn what_was_written_by_hand_is_never_overwritten_by_a_card() {
    let one = device();
    let file = fixture("John_Doe_GMAIL.vcf");
    let id = import(&one, &file).added[0];
    one.edit("person", id, vec![firsthand_domain::Edit::set("role", "My own word")]);
    import(&one, &file);
    assert_eq!(one.person(id).person.role, "My own word");
}
