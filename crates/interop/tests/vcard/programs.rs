//! What programs and standards write that the real exports do not show.

use crate::support::{assert_reach, card, drafts, fixture, only, reported};
use firsthand_interop::{Means, NoticeKind, PersonDraft, Subject, read_vcards};

#[test]
fn apple_labels_groups_and_profiles() {
    let report = fixture("own/apple-iphone.vcf");
    let draft = only(&report);
    assert_eq!((draft.name.as_str(), draft.role.as_str()), ("Dr. Jürgen Öztürk", "Netzplaner"));
    assert_eq!((draft.organization.as_str(), draft.department.as_str()), ("Stadtwerke Köln", "Netzbetrieb"));
    assert_reach(
        draft,
        Means::Phone,
        &[("+49 221 5550100", "Mobile*"), ("+49 221 5550101", "Werkstatt, Tor 3"), ("+49 171 5550102", "cell")],
    );
    assert_reach(draft, Means::Email, &[("juergen@example.org", "Mobile*"), ("j.oeztuerk@example.com", "work")]);
    assert_reach(draft, Means::Address, &[("Parkgürtel 24, Köln, 50823, Deutschland", "work")]);
    assert_reach(
        draft,
        Means::Web,
        &[("https://example.org/öztürk", "HomePage*"), ("https://www.linkedin.com/in/jo", "linkedin")],
    );
    assert_reach(draft, Means::Other, &[("juergen.oe", "Skype")]);
    // The card calls its PNG a JPEG.
    assert_eq!(draft.photo.as_ref().map(|photo| photo.media_type.as_str()), Some("image/png"));
    assert_eq!(draft.identity(), "uid:5b1f0f5e-1f5c-4d5c-9a1b-0123456789ab");
    assert_eq!(reported(draft, NoticeKind::LeftOut), ["BDAY", "X-ABRELATEDNAMES"]);
    assert_eq!(reported(draft, NoticeKind::Technical), ["PRODID", "X-ABADR", "REV"]);
}

#[test]
fn apple_company_card() {
    let draft = card("N:;;;;\r\nFN:Stadtwerke Köln\r\nORG:Stadtwerke Köln;\r\nX-ABShowAs:COMPANY");
    assert_eq!((draft.subject, draft.name.as_str()), (Subject::Organization, "Stadtwerke Köln"));
    assert_eq!(draft.notices, []);
}

#[test]
fn quoted_printable_in_every_character_set() {
    let report = fixture("own/nokia-quoted-printable.vcf");
    let drafts = drafts(&report);
    let first = drafts[0];
    assert_eq!(first.name, "Jörg Müller");
    // `=3B` is a letter of the name, `;` separates the department.
    assert_eq!((first.organization.as_str(), first.department.as_str()), ("Müller & Söhne; Straßenbau", "Einkauf"));
    // No character set declared, UTF-8 meant.
    assert_eq!(first.role, "Küchenplaner");
    assert_eq!(first.note, "Erste Zeile\nZweite Zeile mit ü und 2=1+1");
    assert_reach(first, Means::Address, &[("Straße 1, Hof, Öhringen, 74613", "home")]);
    // The second byte of ソ in Shift_JIS is a backslash, which does not escape the separator behind it.
    assert_eq!(drafts[1].name, "太郎 ソ");
    assert_eq!((drafts[1].organization.as_str(), drafts[1].department.as_str()), ("A;B, C", "D"));
}

#[test]
fn undeclared_latin1() {
    let report = fixture("own/latin1-undeclared.vcf");
    let draft = only(&report);
    assert_eq!((draft.name.as_str(), draft.organization.as_str()), ("Änne Größler", "Käserei Allgäu"));
    assert_eq!(draft.note, "Kosten: 5 € am Tag");
    assert_reach(draft, Means::Phone, &[("+49 831 5550105", "work fax")]);
}

#[test]
fn unicode_files_of_every_make() {
    let expected = fixture("own/utf16-le.vcf");
    let names: Vec<_> =
        drafts(&expected).iter().map(|draft| (draft.name.clone(), draft.organization.clone())).collect();
    let pair = |name: &str, organization: &str| (name.to_owned(), organization.to_owned());
    assert_eq!(names, [pair("Zoë Łukasiewicz", "Žižkov 東京"), pair("😀 Emoji", "")]);
    assert_eq!(fixture("own/utf16-be.vcf"), expected);
    assert_eq!(fixture("own/utf16-le-unmarked.vcf"), expected);
    // Two files joined: the mark of the second stands in the middle.
    let marked = fixture("own/utf8-marked.vcf");
    assert_eq!(marked.cards[..2], expected.cards);
    assert_eq!(drafts(&marked)[2].name, "Nach der Naht");
}

#[test]
fn version_4_uris_kinds_and_lines_folded_inside_letters() {
    let report = fixture("own/version4.vcf");
    let person = report.cards[0].draft().expect("a person");
    assert_eq!(person.name, "Amélie Übermüller-Groß");
    assert_reach(person, Means::Phone, &[("+49-89-5550107", "home*"), ("+49-89-5550108 ext. 12", "work")]);
    assert_reach(person, Means::Other, &[("amelie@example.org", "xmpp")]);
    assert_eq!(person.note, "Würde größere Übungsräume für süße Bären öffnen – 東京 😀 ja.");
    assert_eq!(person.tags, ["München", "Solar, Wind"]);
    assert_eq!(person.photo.as_ref().map(|photo| photo.media_type.as_str()), Some("image/gif"));
    assert_eq!(person.uid.as_deref(), Some("urn:uuid:4FBE8971-0BC3-424C-9C26-36C3E1EFF6B1"));
    assert_eq!(person.identity(), "uid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1");

    let organization = report.cards[1].draft().expect("an organization");
    assert_eq!(organization.subject, Subject::Organization);
    assert_eq!(
        (organization.name.as_str(), organization.organization.as_str()),
        ("Solarverein München e.V.", "Solarverein München e.V.")
    );
    assert_reach(organization, Means::Phone, &[("+49895550109", "")]);

    let group = report.cards[2].draft().expect_err("a group is no contact");
    assert_eq!(
        group.to_string(),
        "Card 3 (lines 31–36): it describes no person and no organization but a \"group\". \
         Export the contacts themselves."
    );
}

#[test]
fn photos_are_kept_or_reported() {
    let report = fixture("own/photos.vcf");
    let outcomes: Vec<_> = drafts(&report)
        .iter()
        .map(|draft| match &draft.photo {
            Some(photo) => format!("{}: {} {}", draft.name, photo.media_type, photo.data.len()),
            None => format!("{}: {}", draft.name, draft.notices[0].message),
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            "Tiff: Photo of 12 KB left out because the format TIFF cannot be shown",
            "Large: Photo of 257 KB left out because at most 256 KB are kept",
            "Linked: Photo left out because the card only refers to it: https://example.org/me.jpg",
            "Unindented: image/png 70",
            "Undeclared: image/png 70",
            "Broken: Photo of 4 bytes left out because it is damaged or of an unknown format",
        ]
    );
    assert_reach(drafts(&report)[3], Means::Phone, &[("1", "")]);
}

#[test]
fn every_kind_of_line_end() {
    let report = fixture("own/line-ends.vcf");
    let drafts = drafts(&report);
    assert_eq!(drafts.len(), 4);
    for draft in drafts {
        assert_eq!((draft.name.as_str(), draft.note.as_str()), ("Line Ends", "onetwo"));
        assert_reach(draft, Means::Phone, &[("+1 555 0114", "")]);
    }
    assert_eq!(report.cards[3].lines.to_string(), "lines 24–30");
}

#[test]
fn nested_contacts_are_reported_and_do_not_mix_in() {
    let report = fixture("own/agent.vcf");
    let drafts = drafts(&report);
    assert_eq!(drafts.len(), 2);
    assert_eq!(drafts[0].name, "Bea Boss");
    assert_reach(drafts[0], Means::Phone, &[("+1 555 0113", "work")]);
    assert_eq!(drafts[0].notices[0].message, "The contact nested in AGENT was left out");
    assert_eq!(drafts[0].notices[0].line, 4);
    assert_eq!(drafts[1].name, "Inline Agent");
    assert_eq!(reported(drafts[1], NoticeKind::LeftOut), ["AGENT"]);
}

#[test]
fn version_2_folds_before_white_space_that_belongs_to_the_text() {
    let report = read_vcards(b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Doe;Jo\r\nNOTE:one\r\n two\r\nEND:VCARD\r\n");
    assert_eq!(only(&report).note, "one two");
    assert_eq!(card("FN:Jo\r\nNOTE:one\r\n two").note, "onetwo");
}

#[test]
fn the_name_falls_back_step_by_step() {
    let name = |lines: &str| card(lines).name;
    assert_eq!(name("FN: \r\nN:Doe;Jo;Ann,Bea;Dr.;Jr.\r\nORG:X"), "Dr. Jo Ann Bea Doe Jr.");
    assert_eq!(name("N:;;;;\r\nNICKNAME:Jojo\r\nORG:X"), "Jojo");
    assert_eq!(name("N:;;;;\r\nORG:Works;Dept\r\nEMAIL:a@example.org"), "Works");
    assert_eq!(name("TEL:1\r\nEMAIL:a@example.org"), "a@example.org");
    assert_eq!(name("TEL:+1 555 0115"), "+1 555 0115");
    assert_eq!(card("ORG:Works").subject, Subject::Organization);
}

#[test]
fn title_comes_before_role_and_the_rest_is_reported() {
    let draft = card("FN:Jo\r\nROLE:Engineer\r\nTITLE:Head of Grid\r\nTITLE:Second");
    assert_eq!(draft.role, "Head of Grid");
    let messages: Vec<_> = draft.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "Role (ROLE) was left out because the card also has a title: Engineer",
            "Further title (TITLE) was left out: Second"
        ]
    );
    assert_eq!(card("FN:Jo\r\nROLE:Engineer").role, "Engineer");
}

#[test]
fn nothing_vanishes_without_a_word() {
    let draft = card("FN:Jo\r\nX-Shoe-Size:43\r\nHOBBY:chess\r\nX-EMPTY:\r\nX-BLOB;ENCODING=b:AAAAAAAA");
    let messages: Vec<_> = draft.notices.iter().map(|notice| (notice.line, notice.message.as_str())).collect();
    assert_eq!(
        messages,
        [
            (4, "X-SHOE-SIZE was left out: 43"),
            (5, "HOBBY was left out: chess"),
            (7, "X-BLOB was left out: 6 bytes of data")
        ]
    );
}

#[test]
fn equal_numbers_and_addresses_come_once() {
    let draft = card(
        "FN:Jo\r\nTEL;TYPE=HOME:(555) 01-16\r\nTEL;TYPE=WORK,PREF:555 0116\r\nEMAIL:Jo@Example.org\r\n\
         EMAIL:jo@example.org\r\nURL:https://example.org/\r\nURL:http://example.org",
    );
    assert_reach(&draft, Means::Phone, &[("(555) 01-16", "home, work*")]);
    assert_reach(&draft, Means::Email, &[("Jo@Example.org", "")]);
    assert_reach(&draft, Means::Web, &[("https://example.org/", "")]);
}

#[test]
fn identity_without_uid_is_name_and_first_way_to_reach() {
    let identity = |lines: &str| card(lines).identity();
    assert_eq!(identity("FN:Jo  DOE\r\nTEL:1\r\nEMAIL:Jo@Example.org"), "name:jo doe\njo@example.org");
    assert_eq!(identity("FN:Jo Doe\r\nTEL:+1 (555) 0117"), "name:jo doe\n+15550117");
    assert_eq!(identity("FN:Jo Doe\r\nORG:Works"), "name:jo doe\nworks");
    assert_ne!(identity("FN:Jo Doe\r\nEMAIL:a@example.org"), identity("FN:Jo Doe\r\nEMAIL:b@example.org"));
    assert_eq!(identity("FN:A\r\nUID:x1"), identity("FN:B\r\nUID:x1"));
}

#[test]
fn texts_fit_the_fields_they_go_to() {
    let draft = card(&format!("FN:{}\r\nTITLE:a\\nb\u{7}c\r\nNOTE:x\\r\\ny", "ä".repeat(1500)));
    assert_eq!(draft.name.chars().count(), 1000);
    assert_eq!(draft.role, "a b c");
    assert_eq!(reported(&draft, NoticeKind::Changed), [""]);
    let draft = card(&format!("FN:Jo\r\nNOTE:{}", "n".repeat((1 << 20) + 1)));
    assert_eq!(draft.note, "");
    assert_eq!(draft.notices[0].message, "A note of 2 MB left out because it is too long");
}

#[test]
fn drafts_survive_the_way_through_json() {
    let report = fixture("outlook-2007.vcf");
    let json = serde_json::to_value(&report).expect("a report can be written");
    let draft = &json["cards"][0]["outcome"]["draft"];
    assert_eq!(draft["channels"][0]["kind"], "phone");
    assert!(draft["photo"]["data"].as_str().is_some_and(|data| data.starts_with("/9j/4AAQSkZJRg")));
    let back: PersonDraft = serde_json::from_value(draft.clone()).expect("a draft can be read");
    assert_eq!(&back, only(&report));
    let report = serde_json::to_value(read_vcards(b"BEGIN:VCARD\nFN:x")).expect("a report can be written");
    assert_eq!(
        report["cards"][0]["outcome"]["error"],
        "Card 1 (lines 1–2): it has no END:VCARD; the file seems cut off. Export it again."
    );
}
