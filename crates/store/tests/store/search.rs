//! Finding (C90).

use crate::common::{Device, id, swap};
use firsthand_domain::{Answer, Edit, Id};
use proptest::prelude::*;
use serde_json::json;

fn found(device: &Device, query: &str) -> Vec<Id> {
    device.store.search(query, 20).unwrap().into_iter().map(|hit| hit.id).collect()
}

fn library() -> Device {
    let mut a = Device::new();
    let channel = Edit::Put {
        field: "channels".into(),
        entry: "c".into(),
        value: json!({"kind": "email", "value": "lea.muller@klinik.example"}),
    };
    a.create("person", id("lea"), vec![Edit::set("name", "Léa Müller"), Edit::set("role", "Nurse"), channel]);
    a.create("person", id("kim"), vec![Edit::set("name", "Kim"), Edit::write("notes", "Knows Léa Müller, a nurse.")]);
    a.create("interview", id("talk"), vec![Edit::link("person", id("lea")), Edit::set("place", "Straße 5")]);
    a.create(
        "answer",
        Answer::id_of(id("talk"), id("q")),
        vec![
            Edit::link("interview", id("talk")),
            Edit::set("asked", "A typical day?"),
            Edit::write("text", "看護師になる Nachtschicht"),
        ],
    );
    a
}

#[test]
fn case_accents_and_the_end_of_the_last_word_do_not_count() {
    let a = library();
    for query in ["LEA MULLER", "léa mül", "muller lea", "mueller".replace("ue", "u").as_str(), "  Léa  ", "lea-m"] {
        assert_eq!(found(&a, query), [id("lea"), id("kim")], "{query}: the name before the mention");
    }
    assert_eq!(found(&a, "strasse"), [id("talk")]);
    assert_eq!(found(&a, "klinik"), [id("lea")], "ways to reach count");
    assert_eq!(found(&a, "lea doctor"), []);
    assert_eq!(found(&a, "ea"), [], "a word is found by its beginning");
}

#[test]
fn two_letters_of_a_script_without_spaces_are_found_anywhere() {
    let a = library();
    let answer = Answer::id_of(id("talk"), id("q"));
    for query in ["看護", "護師", "になる", "師 なる", "看護師 nacht"] {
        assert_eq!(found(&a, query), [answer], "{query}");
    }
    assert_eq!(found(&a, "護看"), []);
}

#[test]
fn a_hit_says_what_it_is() {
    let a = library();
    let hit = &a.store.search("nachtsch", 5).unwrap()[0];
    assert_eq!((hit.record.kind(), hit.title.as_str(), hit.record.id()), ("answer", "A typical day?", hit.id));
}

#[test]
fn short_words_come_newest_first_and_no_more_than_asked() {
    let mut a = Device::new();
    let ids: Vec<_> = (0..30).map(|n| id(&n.to_string())).collect();
    for id in &ids {
        a.create("person", *id, vec![Edit::write("notes", "Anders than the others")]);
    }
    a.create("person", id("name"), vec![Edit::set("name", "Andrea")]);
    let mut wanted = vec![id("name")];
    wanted.extend(ids.iter().rev().take(9));
    let hits: Vec<_> = a.store.search("an", 10).unwrap().into_iter().map(|hit| hit.id).collect();
    assert_eq!(hits, wanted);
    assert_eq!(a.store.search("a", 10).unwrap().len(), 1, "one letter finds names only");
    assert!(a.store.search("an", 0).unwrap().is_empty());
}

#[test]
fn a_whole_word_comes_before_a_longer_one() {
    let mut a = Device::new();
    a.create("person", id("whole"), vec![Edit::set("name", "Anna")]);
    a.create("person", id("longer"), vec![Edit::set("name", "Annabel")]);
    assert_eq!(found(&a, "anna"), [id("whole"), id("longer")]);
}

#[test]
fn the_bin_and_what_belongs_to_a_talk_in_it_is_passed_over() {
    let mut a = library();
    a.act(|tx| tx.delete(id("talk")));
    assert_eq!(found(&a, "nachtschicht"), []);
    assert_eq!(found(&a, "strasse"), []);
    a.store.undo().unwrap().unwrap();
    assert_eq!(found(&a, "nachtschicht").len(), 1);
    assert_eq!(found(&a, "strasse").len(), 1);
    a.check();
}

#[test]
fn the_index_follows_every_edit_here_and_elsewhere() {
    let (mut a, mut b) = (library(), Device::new());
    swap(&mut a, &mut b);
    assert_eq!(found(&b, "nurse"), found(&a, "nurse"));
    b.edit(id("lea"), vec![Edit::set("role", "Physiotherapist"), Edit::set("name", "Lea Weber")]);
    swap(&mut a, &mut b);
    for device in [&a, &b] {
        assert_eq!(found(device, "physio"), [id("lea")]);
        assert_eq!(found(device, "nurse"), [id("kim")]);
        assert_eq!(found(device, "weber"), [id("lea")]);
        device.check();
    }
}

#[test]
fn no_query_is_wrong() {
    let a = library();
    for query in [
        "",
        " ",
        "\"",
        "\"\"\"",
        "lea*",
        "NEAR(lea, 2)",
        "name:lea",
        "lea AND",
        "OR",
        "NOT lea",
        "-lea",
        "^lea",
        "(",
        ")",
        "{names}: lea",
        "lea' OR 1=1 --",
        "\0",
        "a\0b",
        "😀",
        "e\u{301}",
        "\u{202e}lea",
        "+",
        "??",
        "lea\tm",
        "% _",
    ] {
        a.store.search(query, 10).unwrap();
    }
    assert_eq!(found(&a, "NOT lea"), [], "words, not operators");
    assert_eq!(found(&a, "^lea*"), [id("lea"), id("kim")]);
    a.store.search(&"long ".repeat(10_000), 10).unwrap();
    a.store.search(&"x".repeat(100_000), 10).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    #[test]
    fn any_query_is_answered(queries in proptest::collection::vec("(\\PC|[\"*()^:{}+\\-\0]|AND|OR|NOT|NEAR| ){0,12}", 200)) {
        let a = library();
        for query in queries {
            prop_assert!(a.store.search(&query, 5).is_ok(), "{query:?}");
        }
    }
}

/// A pasted key or picture as text: one "word" of many kilobytes.
#[test]
fn a_word_of_any_length_is_indexed_and_found() {
    let mut a = Device::new();
    let word = "Grundstücksverkehrsgenehmigung".repeat(3_000);
    a.create("jot", id("jot"), vec![Edit::write("text", &format!("before {word} after"))]);
    a.check();
    for query in ["before", "after", "grundstucks", word.as_str()] {
        assert_eq!(a.store.search(query, 9).unwrap().len(), 1);
    }
}
