//! What holds for every file, whatever is in it.

use crate::support::only;
use firsthand_interop::{VcardReport, read_vcards};
use proptest::prelude::*;

/// Pieces of lines that mean something to one of the steps, in orders that no program would write.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<&'static [u8]> = vec![
        b"VERSION:2.1",
        b"VERSION:3.0",
        b"VERSION:4.0",
        b"N:",
        b"FN:Jo",
        b"ORG",
        b"TEL",
        b"ADR",
        b"PHOTO",
        b"NOTE",
        b"KIND:",
        b"item1.",
        b"X-ABLabel:",
        b"CATEGORIES:",
        b"UID:",
        b"IMPP:",
        b"BDAY:",
        b"GENDER:",
        b"REV:",
        b"GEO:",
        b"TZ:",
        b";CHARSET=SHIFT_JIS",
        b";CHARSET=UTF-16",
        b";ENCODING=QUOTED-PRINTABLE",
        b";ENCODING=b",
        b";BASE64",
        b";TYPE=",
        b";VALUE=uri",
        b";VALUE=date",
        b";PREF=1",
        b";JSCOMPS=\"1,2;s,-\"",
        b":",
        b";",
        b",",
        b"=",
        b"\\",
        b"\"",
        b".",
        b" ",
        b"\t",
        b"=C3=",
        b"=BC",
        b"=0D=0A",
        b"=\r\n",
        b"\r\n ",
        b"\n\t",
        b"/9j/",
        b"data:image/png;base64,",
        b"tel:+1;ext=2",
        b"\xC3",
        b"\xBC",
        b"\xFF",
        b"\0",
        b"\xE6\x9D\xB1",
        b"END:VCARD ",
        b"BEGIN:VEVENT",
        b"999999999999999999999",
    ];
    prop_oneof![8 => prop::sample::select(words).prop_map(<[u8]>::to_vec), 1 => prop::collection::vec(any::<u8>(), 0..8)]
}

/// A line that is a mark, or a soup of pieces behind a word that keeps it from being one.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let mark =
        prop::sample::select(vec![b"BEGIN:VCARD".to_vec(), b"END:VCARD".to_vec(), b"begin:vcard".to_vec(), Vec::new()]);
    let soup = prop::collection::vec(piece(), 0..12).prop_map(|pieces| {
        let mut line = b"X".to_vec();
        line.extend(pieces.concat());
        line
    });
    let end = prop::sample::select(vec![&b"\n"[..], b"\r\n", b"\r", b"\r\r\n"]);
    (prop_oneof![mark, soup], end).prop_map(|(mut line, end)| {
        line.extend_from_slice(end);
        line
    })
}

/// Counts the lines that begin a card, by a way of its own.
fn begins(bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| matches!(byte, b'\r' | b'\n'));
    lines.filter(|line| line.eq_ignore_ascii_case(b"BEGIN:VCARD")).count()
}

fn check(report: &VcardReport) -> Result<(), TestCaseError> {
    let mut before = 0;
    for (at, card) in report.cards.iter().enumerate() {
        prop_assert_eq!(card.number as usize, at + 1);
        prop_assert!(before < card.lines.first && card.lines.first <= card.lines.last);
        before = card.lines.last;
        if let Ok(draft) = card.draft() {
            prop_assert!(!draft.name.is_empty());
            for text in [&draft.name, &draft.organization, &draft.department, &draft.role] {
                prop_assert!(text.trim() == text && !text.chars().any(char::is_control), "{text:?}");
            }
            for channel in &draft.channels {
                prop_assert!(!channel.value.is_empty() && !channel.value.chars().any(char::is_control));
            }
            for notice in draft.notices.iter().filter(|notice| notice.line != 0) {
                prop_assert!(card.lines.first < notice.line && notice.line <= card.lines.last);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        check(&read_vcards(&bytes))?;
    }

    #[test]
    fn any_bytes_in_a_card_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..512), version in 2..5) {
        let mut file = format!("BEGIN:VCARD\r\nVERSION:{version}\r\nFN:Jo\r\nNOTE:").into_bytes();
        file.extend(bytes);
        file.extend(b"\r\nEND:VCARD\r\n");
        let report = read_vcards(&file);
        check(&report)?;
        prop_assert!(!report.cards.is_empty());
    }

    #[test]
    fn any_properties_are_answered(pieces in prop::collection::vec(piece(), 0..60)) {
        let mut file = b"BEGIN:VCARD\nFN:Jo\n".to_vec();
        file.extend(pieces.concat());
        file.extend(b"\nEND:VCARD\n");
        check(&read_vcards(&file))?;
    }

    #[test]
    fn every_begin_line_gives_one_result(lines in prop::collection::vec(line(), 0..40)) {
        let file = lines.concat();
        let report = read_vcards(&file);
        prop_assert_eq!(report.cards.len(), begins(&file));
        check(&report)?;
        prop_assert_eq!(&read_vcards(&file), &report);
    }

    #[test]
    fn texts_come_back_wherever_the_line_is_folded(
        name in "[\\PC&&[^\u{feff}\u{fffd}]]{1,40}", note in "[\\PC\\n&&[^\u{feff}\u{fffd}]]{0,80}", width in 1..30_usize
    ) {
        let escape = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
        let mut file = b"BEGIN:VCARD\r\nVERSION:4.0\r\nTEL:1\r\n".to_vec();
        for line in [format!("FN:{}", escape(&name)), format!("NOTE:{}", escape(&note))] {
            let bytes: Vec<_> = line.bytes().collect();
            file.extend(bytes.chunks(width).collect::<Vec<_>>().join(&b"\r\n "[..]));
            file.extend(b"\r\n");
        }
        file.extend(b"END:VCARD\r\n");
        let report = read_vcards(&file);
        let draft = only(&report);
        let expected = name.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(&draft.name, if expected.is_empty() { "1" } else { &expected });
        prop_assert_eq!(&draft.note, note.trim());
    }
}
