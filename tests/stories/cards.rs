//! Whom a card is about, and what of it comes in (C92): after public reports about other programs, by their ids.

use crate::devices::{Device, device};
use firsthand_app::api::{
    letters::{Composed, MailAddress, WayAddress},
    notes::Undone,
    people::{PersonPage, PersonRow},
    system::{CardField, CardPreview, CardVerdict, ImportPreview, ImportReport},
};
use firsthand_domain::{Edit, Id};
use serde_json::json;
use std::path::{Path, PathBuf};

fn report(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(name)
}

fn import(one: &Device, path: &Path) -> ImportReport {
    one.call("vcard_import", json!({"path": path}))
}

fn preview(one: &Device, path: &Path) -> Vec<CardPreview> {
    one.call::<ImportPreview>("vcard_preview", json!({"path": path})).cards
}

fn people(one: &Device) -> Vec<PersonPage> {
    let rows: Vec<PersonRow> = one.call("people", json!({}));
    rows.iter().map(|row| one.call("person", json!({"id": row.id}))).collect()
}

fn names(one: &Device) -> Vec<String> {
    let mut names: Vec<String> = people(one).into_iter().map(|page| page.person.name).collect();
    names.sort();
    names
}

/// Writes cards into a file, each with these lines.
fn cards(folder: &tempfile::TempDir, name: &str, cards: &[&str]) -> PathBuf {
    let path = folder.path().join(name);
    let cards = cards.iter().map(|lines| format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nEND:VCARD\r\n"));
    std::fs::write(&path, cards.collect::<String>()).unwrap();
    path
}

/// Imports a file, asserts that a second time adds and changes nothing, and that the preview says so.
fn import_for_good(one: &Device, path: &Path) -> ImportReport {
    let first = import(one, path);
    let after = one.export();
    let again = import(one, path);
    assert!(again.added.is_empty() && again.updated.is_empty(), "{again:?}");
    assert_eq!(one.export(), after, "the same file adds nothing");
    let still =
        |card: &CardPreview| matches!(card.verdict, CardVerdict::Known | CardVerdict::Differs | CardVerdict::Damaged);
    assert!(preview(one, path).iter().all(still));
    one.assert_sound();
    first
}

#[test]
fn v01_three_cards_on_shared_lines_are_three_people() {
    let one = device();
    let report = import_for_good(&one, &report("v01-end-begin-one-line.vcf"));
    assert_eq!((report.added.len(), report.failed.len()), (3, 0));
    let reach: Vec<(String, Vec<String>)> = people(&one)
        .into_iter()
        .map(|page| (page.person.name, page.person.channels.into_iter().map(|way| way.value).collect()))
        .collect();
    let ways = |name: &str| reach.iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!(ways("Radio Nordhang"), ["desk@radio.example"]);
    assert_eq!(ways("Ilka Brandt"), ["+49 30 5550101"]);
    assert_eq!(ways("Tomas Reh"), ["+49 30 5550102"]);
}

#[test]
fn v14_one_identifier_on_two_people_is_told() {
    let one = device();
    let file = report("v14-one-uid-two-people.vcf");
    let shown = preview(&one, &file);
    assert!(shown.iter().all(|card| card.verdict == CardVerdict::New), "{shown:?}");
    assert!(shown[1].notices.iter().any(|notice| notice.contains("Vera Template")), "{:?}", shown[1].notices);
    assert_eq!(shown[1].maybe[0].name, "Vera Template");
    let report = import_for_good(&one, &file);
    assert_eq!(report.added.len(), 2);
    assert!(
        report.notices.iter().any(|notice| notice.starts_with("Bruno Copied: Its identifier")),
        "{:?}",
        report.notices
    );
    let two = people(&one);
    let of = |name: &str| two.iter().find(|page| page.person.name == name).unwrap();
    assert_eq!(
        (of("Vera Template").person.role.as_str(), of("Bruno Copied").person.role.as_str()),
        ("Geologist", "Welder")
    );
    assert_eq!(of("Vera Template").person.channels.len(), 1);
    assert_eq!(of("Bruno Copied").person.channels[0].value, "bruno@two.example");
}

#[test]
fn v14_two_devices_that_bring_the_same_file_have_the_same_people() {
    let (one, two) = (device(), device());
    let file = report("v14-one-uid-two-people.vcf");
    let ids = |report: ImportReport| report.added;
    assert_eq!(ids(import(&one, &file)), ids(import(&two, &file)));
}

#[test]
fn v25_what_changed_within_a_year_is_offered_and_nothing_is_passed_over() {
    let one = device();
    let id = import(&one, &report("v25a-card-of-last-year.vcf")).added[0];
    let file = report("v25b-same-card-this-year.vcf");
    let shown = preview(&one, &file);
    assert_eq!((shown.len(), shown[0].verdict), (1, CardVerdict::Update));
    assert_eq!(shown[0].same.as_ref().unwrap().person, id);
    let adds: Vec<_> = shown[0].adds.iter().map(|add| (add.field, add.card.as_str())).collect();
    assert_eq!(adds, [(CardField::Phone, "+49 171 5550131")]);
    let changes: Vec<_> =
        shown[0].changes.iter().map(|change| (change.field, change.here.as_str(), change.card.as_str())).collect();
    assert_eq!(
        changes,
        [
            (CardField::Name, "Olga Neumann", "Olga Brandt"),
            (CardField::Role, "Trainee", "Head of Planning"),
            (CardField::Organization, "Old Works", "New Works"),
            (CardField::Notes, "first note", "second note"),
        ]
    );

    // Nothing taken: the number comes, the rest stays and is told.
    let report = import(&one, &file);
    assert_eq!((report.updated.as_slice(), report.kept.len()), (&[id][..], 4), "{:?}", report.kept);
    let page: PersonPage = one.call("person", json!({"id": id}));
    assert_eq!((page.person.name.as_str(), page.person.role.as_str()), ("Olga Neumann", "Trainee"));
    assert_eq!(page.person.channels.iter().map(|way| way.value.as_str()).collect::<Vec<_>>().len(), 2);
    let shown = preview(&one, &file);
    assert_eq!((shown[0].verdict, shown[0].changes.len()), (CardVerdict::Differs, 4), "it goes on being offered");

    // Some of it taken: no word that was here is lost.
    let take = json!([{"card": 0, "key": "role"}, {"card": 0, "key": "organization"}, {"card": 0, "key": "notes"}]);
    let report: ImportReport = one.call("vcard_import", json!({"path": file, "cards": [0], "take": take}));
    assert_eq!((report.updated.as_slice(), report.kept.len()), (&[id][..], 1));
    let page: PersonPage = one.call("person", json!({"id": id}));
    assert_eq!(page.person.role, "Head of Planning");
    assert_eq!(page.organization.unwrap().name, "New Works");
    assert_eq!(page.person.notes, "first note\n\nsecond note");
    assert_eq!(page.person.name, "Olga Neumann");
    one.call::<Undone>("undo", json!({}));
    let page: PersonPage = one.call("person", json!({"id": id}));
    assert_eq!((page.person.role.as_str(), page.person.notes.as_str()), ("Trainee", "first note"), "one undo");

    let report: ImportReport = one.call("vcard_import", json!({"path": file, "take_all": true}));
    assert!(report.kept.is_empty());
    assert_eq!(names(&one), ["Olga Brandt"]);
    assert_eq!(preview(&one, &file)[0].verdict, CardVerdict::Known);
    one.assert_sound();
}

#[test]
fn v26_another_spelling_of_a_number_adds_none() {
    let one = device();
    let id = import(&one, &report("v26a-number-with-spaces.vcf")).added[0];
    let report = import_for_good(&one, &report("v26b-number-without-spaces.vcf"));
    assert_eq!((report.added.len(), report.updated.len(), report.known), (0, 0, 1));
    let page: PersonPage = one.call("person", json!({"id": id}));
    assert_eq!(page.person.channels.len(), 1);
}

#[test]
fn c92_one_name_and_nothing_else_in_common_is_two_people() {
    let (one, folder) = (device(), tempfile::tempdir().unwrap());
    let file = cards(&folder, "a.vcf", &["FN:Kim Lee\r\nTITLE:Nurse", "FN:Kim Lee\r\nTITLE:Pilot"]);
    let shown = preview(&one, &file);
    assert!(shown.iter().all(|card| card.verdict == CardVerdict::New));
    assert_eq!(shown[1].maybe.len(), 1, "the user is asked");
    assert_eq!(import_for_good(&one, &file).added.len(), 2);
    let mut roles: Vec<String> = people(&one).into_iter().map(|page| page.person.role).collect();
    roles.sort();
    assert_eq!(roles, ["Nurse", "Pilot"]);
}

#[test]
fn c92_an_address_or_a_number_says_who_it_is_unless_the_name_says_otherwise() {
    for (first, second, people) in [
        ("FN:Anna Petrova\r\nEMAIL:anna@x.example", "FN:Petrova, Anna\r\nEMAIL:ANNA@x.example\r\nTEL:1234567", 1),
        ("FN:Anna Petrova\r\nTEL:+49 171 5550132", "FN:A. Petrova\r\nTEL:0171/5550132", 1),
        (
            "UID:a\r\nFN:Anna Petrova\r\nTEL:+49 171 5550132",
            "FN:Anna Petrova\r\nTEL:+491715550132\r\nEMAIL:a@x.example",
            1,
        ),
        ("FN:Anna Meyer\r\nTEL:+49 30 5550101", "FN:Bernd Meyer\r\nTEL:+49 30 5550101", 2),
        ("FN:Front Desk\r\nEMAIL:info@x.example", "FN:Anna Meyer\r\nEMAIL:info@x.example", 2),
        ("FN:James Doe Sr.\r\nTEL:+49 30 5550101", "FN:James Doe Jr.\r\nTEL:+49 30 5550101", 2),
        ("FN:Anna Meyer\r\nEMAIL:info@x.example", "FN:Anna Schulz\r\nEMAIL:info@x.example", 2),
        ("FN:Anna Meyer\r\nTEL:+49 30 555 ext. 1", "FN:Anna Meyer\r\nTEL:+49 30 555 ext. 2", 2),
        ("UID:a\r\nFN:Anna Meyer\r\nTITLE:Cook", "UID:a\r\nFN:Anna Weber\r\nTITLE:Smith", 2),
        ("UID:a\r\nFN:Anna Meyer\r\nTITLE:Cook", "UID:A\r\nFN:Anna Meyer\r\nTITLE:Smith", 2),
    ] {
        let (one, folder) = (device(), tempfile::tempdir().unwrap());
        let file = cards(&folder, "a.vcf", &[first, second]);
        import_for_good(&one, &file);
        assert_eq!(names(&one).len(), people, "{first} and {second}");
    }
}

#[test]
fn c92_somebody_renamed_here_stays_the_one_of_their_card() {
    let (one, folder) = (device(), tempfile::tempdir().unwrap());
    let file = cards(&folder, "a.vcf", &["UID:a1\r\nFN:Robert Doe\r\nTITLE:Smith"]);
    let id = import(&one, &file).added[0];
    one.edit("person", id, vec![Edit::set("name", "Bobby")]);
    let report = import_for_good(&one, &file);
    assert_eq!((report.added.len(), report.known), (0, 1));
    assert!(report.kept[0].contains("Bobby"), "{:?}", report.kept);
    assert_eq!(names(&one), ["Bobby"]);
}

#[test]
fn c92_the_user_says_who_a_card_is_about() {
    let (one, folder) = (device(), tempfile::tempdir().unwrap());
    let first = cards(&folder, "a.vcf", &["FN:Kim Lee\r\nTITLE:Nurse"]);
    let id = import(&one, &first).added[0];
    let file = cards(&folder, "b.vcf", &["UID:x\r\nFN:Kim Lee\r\nTITLE:Pilot\r\nEMAIL:kim@x.example"]);
    let asked = preview(&one, &file);
    assert_eq!((asked[0].verdict, asked[0].maybe[0].person), (CardVerdict::New, id));
    let same = json!([{"card": 0, "person": id}]);
    let shown: ImportPreview = one.call("vcard_preview", json!({"path": file, "same": same}));
    assert_eq!((shown.cards[0].verdict, shown.cards[0].changes[0].here.as_str()), (CardVerdict::Update, "Nurse"));
    let report: ImportReport = one.call("vcard_import", json!({"path": file, "same": same}));
    assert_eq!((report.added.len(), report.updated.as_slice()), (0, &[id][..]));
    // The answer is remembered: the card means them from now on, also with another address and title.
    let later = cards(&folder, "c.vcf", &["UID:x\r\nFN:Kim Lee\r\nTITLE:Captain\r\nEMAIL:kim@y.example"]);
    assert_eq!(preview(&one, &later)[0].same.as_ref().unwrap().person, id);
    // Somebody new, although the card would mean them.
    let new: ImportReport = one.call("vcard_import", json!({"path": later, "same": [{"card": 0, "person": null}]}));
    assert_eq!(new.added.len(), 1);
    assert_ne!(new.added[0], id);
    let nobody = json!([{"card": 0, "person": Id::named("test", "nobody")}]);
    let refused = one.refused("vcard_import", json!({"path": file, "same": nobody}));
    assert_eq!(refused.code, "missing", "{refused:?}");
    one.assert_sound();
}

#[test]
fn c92_an_organizations_second_card_is_told_as_well() {
    let (one, folder) = (device(), tempfile::tempdir().unwrap());
    let card = |number: &str| {
        format!("FN:Nordhang\r\nORG:Nordhang\r\nX-ABShowAs:COMPANY\r\nTEL:{number}\r\nURL:https://{number}.example")
    };
    import(&one, &cards(&folder, "a.vcf", &[&card("111111")]));
    let file = cards(&folder, "b.vcf", &[&card("222222")]);
    let shown = preview(&one, &file);
    assert_eq!((shown[0].verdict, shown[0].changes.len()), (CardVerdict::Differs, 2), "{shown:?}");
    let report: ImportReport = one.call("vcard_import", json!({"path": file, "take_all": true}));
    assert_eq!(report.updated.len(), 1);
    assert_eq!(preview(&one, &file)[0].verdict, CardVerdict::Known);
}

#[test]
fn v24_letter_and_call_take_the_preferred_one_and_the_order_stays() {
    let one = device();
    let report = import_for_good(&one, &report("v24-preferred-address.vcf"));
    for (id, address, number, order) in [
        (
            report.added[0],
            "greta@work.example",
            "tel:+4790055024",
            ["old1@home.example", "greta@work.example"].as_slice(),
        ),
        (
            report.added[1],
            "hanna@work.example",
            "tel:+4790055025",
            &["a@old.example", "hanna@work.example", "b@old.example"],
        ),
    ] {
        let letter: Composed = one.call("letter", json!({"purpose": "ask", "person": id, "channel": "email"}));
        assert_eq!((letter.to.as_str(), letter.addresses[0].as_str()), (address, address));
        assert!(letter.mailto.unwrap().starts_with(&format!("mailto:{address}?")));
        let call: Composed = one.call("letter", json!({"purpose": "ask", "person": id, "channel": "phone"}));
        assert_eq!(call.tel.as_deref(), Some(number));
        let page: PersonPage = one.call("person", json!({"id": id}));
        let mails: Vec<_> =
            page.person.channels.iter().map(|way| way.value.as_str()).filter(|way| way.contains('@')).collect();
        assert_eq!(mails, order);
    }
}

#[test]
fn v06_to_v12_what_goes_out_is_one_address_or_one_number() {
    let one = device();
    let way = |kind: &str, value: &str| one.call::<WayAddress>("way_address", json!({"kind": kind, "value": value}));
    let bridge = way("phone", "+1 646 555 0111,,820445398#");
    assert_eq!((bridge.address.as_deref(), bridge.beside.as_str()), (Some("tel:+16465550111"), "820445398#"), "v10");
    assert_eq!(way("phone", "1-800-FLOWERS").address.as_deref(), Some("tel:18003569377"), "v12");
    assert_eq!(way("email", "\u{200b}lina@hafen.example").address.as_deref(), Some("mailto:lina@hafen.example"), "v09");
    assert_eq!(
        way("email", "Petra Lang <petra@bau.example>").address.as_deref(),
        Some("mailto:petra@bau.example"),
        "v07"
    );
    for (kind, value) in
        [("email", "a@x.example, b@x.example"), ("email", "/o=Exchange/cn=ruth"), ("phone", "*#21#"), ("email", " ")]
    {
        one.refused("way_address", json!({"kind": kind, "value": value}));
    }
    let letter = |to: &str| json!({"to": to, "subject": "Hi", "body": "Hello"});
    assert!(
        one.call::<MailAddress>("letter_address", letter("Ana <ana@x.example>"))
            .mailto
            .starts_with("mailto:ana@x.example?")
    );
    let refused = one.refused("letter_address", letter("ana@x.example; bea@x.example"));
    assert!(refused.message.contains("is not one mail address"), "{refused:?}");

    let two = import(&one, &report("v06-two-addresses-one-line.vcf")).added;
    let page: Composed = one.call("letter", json!({"purpose": "ask", "person": two[1], "channel": "email"}));
    assert_eq!(page.addresses, ["noor@wegen.example", "noor.v@home.example"]);
    let call = import(&one, &report("v10-number-with-pause-and-pin.vcf")).added[0];
    let script: Composed = one.call("letter", json!({"purpose": "ask", "person": call, "channel": "phone"}));
    assert_eq!((script.tel.as_deref(), script.beside.as_str()), (Some("tel:+16465550111"), "820445398#"));
    let told = import(&one, &report("v08-exchange-address.vcf"));
    assert!(
        told.notices.iter().any(|notice| notice.contains("EMAIL was left out: /o=ExchangeLabs")),
        "{:?}",
        told.notices
    );
}
