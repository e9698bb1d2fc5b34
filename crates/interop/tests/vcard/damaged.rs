//! Damage: what is whole comes in, what is not is named with its lines.

use crate::support::{assert_reach, fixture, reported};
use firsthand_interop::{CardProblem, FileProblem, Means, NoticeKind, read_vcards, vcard};

#[test]
fn good_cards_among_damaged_ones_come_in() {
    let report = fixture("own/damaged.vcf");
    let names: Vec<_> = report.drafts().map(|draft| draft.name.as_str()).collect();
    assert_eq!(names, ["Good One", "Good Two"]);
    let errors: Vec<_> = report.errors().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "Card 2 (lines 9–12): it has no END:VCARD before the next card begins in line 13. Export this contact again.",
            "Card 4 (lines 23–26): it has no name, no organization, no mail address and no number. \
             Add a name to this contact and export it again.",
            "Card 5 (lines 28–31): it has no END:VCARD; the file seems cut off. Export it again.",
        ]
    );
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "Nothing was taken from lines 1–2: no BEGIN:VCARD comes before. If a contact is missing, export it again.",
            "Nothing was taken from line 27: no BEGIN:VCARD comes before. If a contact is missing, export it again.",
        ]
    );
}

#[test]
fn damaged_lines_of_a_good_card_are_reported() {
    let report = fixture("own/damaged.vcf");
    let draft = report.cards[2].draft().expect("the card is good");
    // A quotation mark without its partner does not cost the number.
    assert_reach(draft, Means::Phone, &[("+1 555 0112", "work")]);
    assert_eq!(draft.note, "a note whose second line\ncame loose: and was not folded");
    let lines: Vec<_> = draft.notices.iter().map(|notice| (notice.line, notice.message.as_str())).collect();
    assert_eq!(
        lines,
        [
            (16, "Line 16 makes no sense and was left out: this line is nothing"),
            (18, "Line 18 names no property and was read as part of NOTE: came loose: and was not folded"),
            (20, "Line 20 makes no sense and was left out: :no name"),
        ]
    );
    assert_eq!(reported(draft, NoticeKind::LeftOut), ["", ""]);
    assert_eq!(reported(draft, NoticeKind::Changed), ["NOTE"]);
}

#[test]
fn a_file_without_cards_says_what_it_is() {
    let problems = |bytes: &[u8]| {
        let report = read_vcards(bytes);
        assert_eq!(report.cards, []);
        report.problems
    };
    assert_eq!(problems(b""), [FileProblem::Empty]);
    assert_eq!(problems(b"\xEF\xBB\xBF \r\n\r\n"), [FileProblem::Empty]);
    assert_eq!(problems(b"\xFF\xFE"), [FileProblem::Empty]);
    assert_eq!(problems(b"name,mail\nJo,jo@example.org\n\nAl,al@example.org"), [FileProblem::NotVcard]);
    assert_eq!(problems(b"\x89PNG\r\n\x1A\n\0\0"), [FileProblem::NotVcard]);
    assert_eq!(problems(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"), [FileProblem::Calendar]);
}

#[test]
fn limits_have_clear_messages() {
    let report = read_vcards(&vec![b'\n'; vcard::MAX_FILE_BYTES + 1]);
    assert_eq!(
        report.problems[0].to_string(),
        "The file has 65 MB and at most 64 MB are read. Export fewer contacts at a time."
    );

    let filler = "X-FILLER:0123456789\r\n".repeat(vcard::MAX_CARD_BYTES / 20);
    let file = format!("BEGIN:VCARD\r\nFN:Huge\r\n{filler}END:VCARD\r\nBEGIN:VCARD\r\nFN:After\r\nEND:VCARD\r\n");
    let report = read_vcards(file.as_bytes());
    assert!(matches!(report.cards[0].draft().expect_err("too large").problem, CardProblem::TooLarge { .. }));
    assert_eq!(
        report.cards[0].draft().expect_err("too large").to_string(),
        "Card 1 (lines 1–209718): it has 5 MB and at most 4 MB are read. \
         Remove its picture or attachments, or export this contact again."
    );
    assert_eq!(report.cards[1].draft().map(|draft| draft.name.as_str()), Ok("After"));

    let report = read_vcards("BEGIN:VCARD\nFN:x\nEND:VCARD\n".repeat(vcard::MAX_CARDS + 1).as_bytes());
    assert_eq!(report.cards.len(), vcard::MAX_CARDS);
    assert_eq!(report.problems, [FileProblem::TooManyCards { line: 300_001 }]);
}

#[test]
fn an_endless_card_keeps_what_fits_and_says_so() {
    let lines = |count: usize, line: fn(usize) -> String| (0..count).map(line).collect::<String>();
    let numbers = lines(600, |at| format!("TEL:{at}\n"));
    let unknown = lines(600, |at| format!("X-UNKNOWN:{at}\n"));
    let tags = lines(600, |at| format!("{at},"));
    let file = format!("BEGIN:VCARD\n{numbers}{unknown}CATEGORIES:{tags}\nFN:Last\nEND:VCARD\n");
    let report = read_vcards(file.as_bytes());
    let draft = report.cards[0].draft().expect("the card is good");
    assert_eq!((draft.name.as_str(), draft.channels.len(), draft.tags.len()), ("Last", 500, 500));
    let overflow = draft.notices.iter().filter(|notice| notice.property.is_empty()).collect::<Vec<_>>();
    assert_eq!((overflow.len(), overflow[0].line), (1, 502));
    assert_eq!(overflow[0].message, "The card is too long: from line 502 on, 201 properties were left out");
    assert_eq!(draft.notices.len(), 501);
}

#[test]
fn a_soft_line_break_does_not_swallow_the_end() {
    let report = read_vcards(
        b"BEGIN:VCARD\nVERSION:2.1\nN:Doe;Jo\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\nEND:VCARD\n\
          BEGIN:VCARD\nVERSION:2.1\nN:Doe;Al\nPHOTO;BASE64:/9j/\nEND:VCARD\n",
    );
    let notes: Vec<_> = report.drafts().map(|draft| (draft.name.as_str(), draft.note.as_str())).collect();
    assert_eq!(notes, [("Jo Doe", "a"), ("Al Doe", "")]);
}

#[test]
fn a_nested_contact_without_end_costs_no_other_card() {
    let report = read_vcards(
        b"BEGIN:VCARD\nFN:Outer\nAGENT:\nBEGIN:VCARD\nFN:Nested\nEND:VCARD\nBEGIN:VCARD\nFN:Next\nEND:VCARD\n",
    );
    assert_eq!(report.cards[0].draft().expect_err("cut").problem, CardProblem::Interrupted { next: 7 });
    assert_eq!(report.cards[1].draft().map(|draft| draft.name.as_str()), Ok("Next"));
}
