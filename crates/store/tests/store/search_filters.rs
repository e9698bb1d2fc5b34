//! Finding in everything: phrases, filters, parts of words, scripts of the world, and whatever else is typed (C90).

use crate::common::{Device, id};
use firsthand_domain::{Edit, Id};
use std::collections::BTreeSet;

fn found(device: &Device, query: &str) -> Vec<Id> {
    device.store.search(query, 50).unwrap().into_iter().map(|hit| hit.id).collect()
}

/// What is found, in any order, by the names given to `id`.
fn set(device: &Device, query: &str, names: &[&str]) -> bool {
    let found: BTreeSet<Id> = found(device, query).into_iter().collect();
    found == names.iter().map(|name| id(name)).collect()
}

fn jots(texts: &[&str]) -> Device {
    let mut a = Device::new();
    for text in texts {
        a.create("jot", id(text), vec![Edit::write("text", text)]);
    }
    a
}

/// Ana and Ben, a talk with each, what was written there, and what belongs to neither.
fn notebook() -> Device {
    let mut a = Device::new();
    a.create("exploration", id("nursing"), vec![Edit::set("title", "Nursing in Böhmen")]);
    let matters = Edit::Add { field: "explorations".into(), member: id("nursing").to_string() };
    a.create("person", id("ana"), vec![Edit::set("name", "Ana María Ruiz"), matters]);
    a.create("person", id("ben"), vec![Edit::set("name", "Ben Okafor"), Edit::write("notes", "pay")]);
    a.create(
        "interview",
        id("with ana"),
        vec![Edit::link("person", id("ana")), Edit::link("exploration", id("nursing")), Edit::set("place", "pay desk")],
    );
    a.create("interview", id("with ben"), vec![Edit::link("person", id("ben"))]);
    for (name, talk) in [("ana said", "with ana"), ("ben said", "with ben")] {
        a.create("answer", id(name), vec![Edit::link("interview", id(talk)), Edit::write("text", "The pay is fair.")]);
    }
    a.create("jot", id("jot"), vec![Edit::write("text", "Look up pay")]);
    a.create("jot", id("about ana"), vec![Edit::write("text", "Her pay?"), Edit::link("person", id("ana"))]);
    a.create("referral", id("named by ana"), vec![Edit::link("giver", id("ana")), Edit::write("note", "pay")]);
    a
}

#[test]
fn c90_words_in_quotes_stand_together() {
    let a = jots(&["a typical day", "a day that is typical", "typical days", "typical, day by day"]);
    assert_eq!(found(&a, "typical day").len(), 4);
    assert!(set(&a, "\"typical day\"", &["a typical day", "typical, day by day"]));
    assert!(
        set(&a, "\"typical day", &["a typical day", "typical days", "typical, day by day"]),
        "not closed: as far as typed"
    );
    assert!(set(&a, "„typical day“ a", &["a typical day", "typical, day by day"]));
    assert!(set(&a, "«is typical» day", &["a day that is typical"]));
    assert_eq!(found(&a, "\"day typical\""), []);
}

#[test]
fn c90_a_run_does_not_reach_from_one_field_into_the_next() {
    let mut a = Device::new();
    a.create("person", id("kim"), vec![Edit::set("name", "Kim Long"), Edit::set("role", "Day nurse")]);
    assert_eq!(found(&a, "\"long day\""), []);
    assert_eq!(found(&a, "long day"), [id("kim")]);
}

#[test]
fn c90_a_person_is_a_filter() {
    let a = notebook();
    assert!(set(&a, "pay person:ana", &["with ana", "ana said", "about ana", "named by ana"]));
    assert!(set(&a, "pay person:\"ana mari\"", &["with ana", "ana said", "about ana", "named by ana"]));
    assert!(set(&a, "pay person:ben", &["ben", "ben said"]));
    assert!(set(&a, "person:RUIZ", &["ana", "with ana", "ana said", "about ana", "named by ana"]), "alone");
    assert_eq!(found(&a, "pay person:zoe"), []);
    assert_eq!(found(&a, "pay person:ana person:ben"), [], "both must hold");
    assert_eq!(found(&a, "pay person:"), [], "not yet a filter: a word");
}

#[test]
fn c90_an_exploration_is_a_filter() {
    let a = notebook();
    assert!(set(&a, "pay exploration:nurs", &["with ana", "ana said"]));
    assert!(set(&a, "exploration:bohmen", &["nursing", "ana", "with ana", "ana said"]));
    assert!(set(&a, "exploration:nursing person:ana pay", &["with ana", "ana said"]));
}

#[test]
fn c90_days_are_filters() {
    let mut a = jots(&["first pay"]);
    a.wait(24 * 3600);
    a.create("jot", id("second"), vec![Edit::write("text", "second pay")]);
    assert!(set(&a, "pay after:2026-11-23", &["second"]));
    assert!(set(&a, "pay before:2026-11-23", &["first pay"]));
    assert!(set(&a, "after:2026-11 before:2027 pay", &["first pay", "second"]));
    assert!(set(&a, "before:2026-11-23", &["first pay"]), "alone");
    assert_eq!(found(&a, "after:2026"), [id("second"), id("first pay")], "alone, newest first");
    assert_eq!(found(&a, "after:2027"), []);
    a.edit(id("first pay"), vec![Edit::write("text", "first pay after:lunch")]);
    assert_eq!(found(&a, "after:lunch"), [id("first pay")], "no day: words");
}

#[test]
fn c90_what_fits_is_not_cut_away_by_what_does_not() {
    let mut a = notebook();
    for n in 0..100 {
        a.create("jot", id(&format!("{n}")), vec![Edit::write("text", "newer pay")]);
    }
    let hits = a.store.search("pay person:ana", 3).unwrap();
    assert_eq!(hits.len(), 3);
    assert_eq!(a.store.search("person:ana", 2).unwrap().len(), 2);
    a.act(|tx| tx.delete(id("with ana")));
    assert!(set(&a, "pay person:ana", &["about ana", "named by ana"]), "what lies in the bin does not fit");
    assert!(set(&a, "person:ana", &["ana", "about ana", "named by ana"]));
}

#[test]
fn c90_a_picture_is_no_hit_of_a_filter() {
    let mut a = notebook();
    a.create("portrait", id("picture"), vec![Edit::link("person", id("ben"))]);
    assert!(!found(&a, "person:ben").contains(&id("picture")));
}

#[test]
fn c90_a_word_inside_a_longer_one_is_found_last() {
    let mut a = jots(&["Ein Informationsinterview", "Überstundenausgleich", "interviews"]);
    assert_eq!(found(&a, "interview"), [id("interviews"), id("Ein Informationsinterview")]);
    assert_eq!(found(&a, "ein interv"), [id("Ein Informationsinterview")]);
    assert_eq!(found(&a, "STÜND"), [id("Überstundenausgleich")]);
    assert_eq!(found(&a, "nte"), [], "short ones count from the beginning only");
    assert_eq!(found(&a, "\"interview\""), [], "and so does what is quoted");
    // What is written after the list was read is known as well, and what is gone is not found.
    a.create("jot", id("later"), vec![Edit::write("text", "Vorstellungsinterview")]);
    a.second()
        .transact::<_, firsthand_store::Error>(firsthand_store::Op::new("elsewhere"), |tx| {
            tx.create("jot", id("elsewhere"), vec![Edit::write("text", "Telefoninterview")])
        })
        .unwrap();
    a.edit(id("Ein Informationsinterview"), vec![Edit::write("text", "Nothing")]);
    assert_eq!(found(&a, "interview"), [id("interviews"), id("elsewhere"), id("later")]);
    a.check();
}

#[test]
fn c90_words_of_the_world_are_found() {
    let a = jots(&[
        "私は看護師になりたいです",
        "护士的工作很重要",
        "人々の時間",
        "المُمَرِّضة تعمل في المستشفى",
        "E\u{301}cole normale supe\u{301}rieure",
        "Größe zählt, Straße auch",
        "병원에서 일해요",
        "việc làm tốt",
        "พยาบาลทำงาน",
        "ΤΕΛΟΣ",
        "Ёлка",
    ]);
    for (query, hit) in [
        ("看護", "私は看護師になりたいです"),
        ("護師", "私は看護師になりたいです"),
        ("なり", "私は看護師になりたいです"),
        ("护士", "护士的工作很重要"),
        ("工作", "护士的工作很重要"),
        ("人々", "人々の時間"),
        ("時", "人々の時間"),
        ("الممرض", "المُمَرِّضة تعمل في المستشفى"),
        ("ممرضه", "المُمَرِّضة تعمل في المستشفى"),
        ("مستشفي", "المُمَرِّضة تعمل في المستشفى"),
        ("école", "E\u{301}cole normale supe\u{301}rieure"),
        ("supérieure", "E\u{301}cole normale supe\u{301}rieure"),
        ("gro\u{308}ße", "Größe zählt, Straße auch"),
        ("strasse", "Größe zählt, Straße auch"),
        ("병원", "병원에서 일해요"),
        ("viec lam", "việc làm tốt"),
        ("ทำ", "พยาบาลทำงาน"),
        ("τέλος", "ΤΕΛΟΣ"),
        ("елка", "Ёлка"),
    ] {
        let found = found(&a, query);
        assert_eq!(found, [id(hit)], "{query}");
    }
}

/// The same cases as for the lists of the program and of the pages: see the fold of `domain`.
#[test]
fn c90_words_are_found_in_every_form_in_which_people_write_them() {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/fixtures/folding.json")).unwrap();
    for case in table["found"].as_array().unwrap() {
        let [text, query] = [0, 1].map(|place| case[place].as_str().unwrap());
        let a = jots(&["something else", text]);
        let wanted = if case[2].as_bool().unwrap() { vec![id(text)] } else { vec![] };
        assert_eq!(found(&a, query), wanted, "{case}");
        a.check();
    }
}

#[test]
fn c90_numbers_are_found_by_their_digits() {
    let a = jots(&["call +49 30 555-01 25 now", "49305550125", "(030) 555 01-25", "tel:5550125", "555 and 49"]);
    let all = ["call +49 30 555-01 25 now", "49305550125", "(030) 555 01-25", "tel:5550125"];
    for query in ["5550125", "555-0125", "555 01 25", "555.01.25"] {
        assert!(set(&a, query, &all), "{query}");
    }
    for query in ["49305550125", "+49 30 555-01 25", "+49 30 5550125", "+49-30-555-0125"] {
        assert!(set(&a, query, &all[..2]), "{query}");
    }
    assert!(set(&a, "030 5550125", &all[..3]), "as it is dialed within the country");
    assert!(set(&a, "49305550125 now", &all[..1]), "a whole number before another word");
    assert!(set(&a, "555 49", &["call +49 30 555-01 25 now", "555 and 49"]), "groups of digits are words still");
    a.check();
}

#[test]
fn c90_names_are_found_and_filter_in_every_form() {
    let mut a = Device::new();
    for (key, name) in [("pat", "Pat O’Brien"), ("jo", "Jo Müller-Lüdenscheid"), ("kim", "Kim Mueller")] {
        a.create("person", id(key), vec![Edit::set("name", name)]);
        a.create("jot", id(&format!("about {key}")), vec![Edit::write("text", "pay"), Edit::link("person", id(key))]);
    }
    for (query, people) in [
        ("obrien", &["pat"][..]),
        ("O'Brien", &["pat"]),
        ("person:obrien pay", &["about pat"]),
        ("person:o’brien pay", &["about pat"]),
        ("mueller", &["jo", "kim"]),
        ("Müller", &["jo", "kim"]),
        ("mullerludenscheid", &["jo"]),
        ("person:müller pay", &["about jo", "about kim"]),
        ("\"Müller Lüdenscheid\"", &["jo"]),
    ] {
        assert!(set(&a, query, people), "{query}: {:?}", found(&a, query));
    }
}

/// The generator of the tests' own chance (SplitMix64): the same inputs each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((u128::from(bits ^ (bits >> 31)) * limit as u128) >> 64).unwrap()
    }
}

/// Pieces of what people and programs type, right and wrong.
const PIECES: &[&str] = &[
    "pay",
    "interview",
    "ana",
    "a",
    "看護",
    "護",
    "ممرض",
    "e\u{301}",
    "ß",
    "병원",
    "ทำ",
    "tion",
    "stund",
    "10:30",
    "555-01 25",
    "O’Brien",
    "Mü",
    "C++",
    "#",
    "\u{AD}",
    "🎉",
    "ม้",
    "https://x.y/?q=1",
    "\"",
    "„",
    "“",
    "”",
    "«",
    "»",
    "「",
    "」",
    "'",
    "`",
    "*",
    "(",
    ")",
    "^",
    ":",
    "：",
    "{",
    "}",
    "+",
    "-",
    "~",
    "|",
    "&",
    "\\",
    "%",
    "_",
    ";",
    "--",
    "/*",
    ",",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "NEAR/3",
    "names:",
    "words:",
    "body:",
    "{title}:",
    "rowid:",
    "person:",
    "exploration:",
    "after:",
    "before:",
    "PERSON:",
    "person:\"",
    "after:\"",
    "2026",
    "-11",
    "-01",
    "2026-11-01",
    "9999-99-99",
    "99999999999999999999",
    "+262142",
    "\0",
    "\u{1}",
    "\u{7f}",
    "\u{202e}",
    "\u{200f}",
    "\u{200d}",
    "\u{feff}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{10ffff}",
    "\u{ad}",
    "😀",
    "👩‍⚕️",
    "🇩🇪",
    "\u{301}",
    "\u{3099}",
    "ー",
    "々",
    "ﷺ",
    "ﬁ",
    "İ",
    "ǅ",
    "𝒳",
    "\n",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    " ",
    " ",
    " ",
    " ",
];

fn input(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(9) {
        if dice.below(5) == 0 {
            text.extend(char::from_u32(u32::try_from(dice.below(0x11_0000)).unwrap()));
        } else {
            text.push_str(PIECES[dice.below(PIECES.len())]);
        }
        if dice.below(3) == 0 {
            text.push(' ');
        }
    }
    if dice.below(500) == 0 { text.repeat(200) } else { text }
}

#[test]
fn c90_a_hundred_thousand_inputs_give_no_error() {
    let mut a = notebook();
    for text in [
        "Ein Informationsinterview mit Überstunden",
        "看護師になる 10:30",
        "الممرضة https://x.y/?q=1",
        "Pat O’Brien-Müller 🎉",
        "C++ 555-01 25 ม้า",
    ] {
        a.create("jot", id(text), vec![Edit::write("text", text)]);
    }
    let seed = std::env::var("FIRSTHAND_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    let mut dice = Dice(seed);
    let mut hits = 0;
    for number in 0..100_000 {
        let query = input(&mut dice);
        match a.store.search(&query, 5) {
            Ok(found) => hits += found.len(),
            Err(error) => panic!("FIRSTHAND_SEED={seed}, input {number}, {query:?}: {error}"),
        }
    }
    assert!(hits > 10_000, "the inputs find something, too: {hits}");
    a.check();
}
