//! Calendar entries: what is written is read back the same, and nothing that arrives breaks the reader.

#![allow(clippy::unwrap_used, reason = "a test fails loudly where it stands")]

mod reports;

use chrono::{DateTime, TimeZone as _, Utc};
use firsthand_interop::{EventDraft, InvitationNotice, is_zone, read_invitations, write_event};
use proptest::prelude::*;

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    // 2020 to 2037, by the minute.
    (26_297_280i64..35_765_280).prop_map(|minutes| Utc.timestamp_opt(minutes * 60, 0).unwrap())
}

fn zones() -> impl Strategy<Value = String> {
    let names = [
        "",
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Europe/Dublin",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Pacific/Apia",
        "No/Such_Zone",
    ];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

/// Words as people write them, and what makes trouble in such files.
fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("Café, 2. Stock; links\\rechts".to_owned()),
            Just("面談、火曜".to_owned()),
            Just("line\nand line".to_owned()),
            Just("BEGIN:VEVENT".to_owned()),
            "[a-zäöü :\"&%+]{1,40}",
        ],
        1..6,
    )
    .prop_map(|parts| parts.join(" "))
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("something is said", |text| !text.is_empty())
}

proptest! {
    #[test]
    fn c37_an_entry_is_read_back_as_it_was_written(
        start in moments(), zone in zones(), minutes in 1u32..481, sequence in prop_oneof![0u64..99, any::<u32>().prop_map(u64::from), 0..(1u64 << 62)],
        summary in words(), place in words(), cancelled: bool,
    ) {
        let draft = EventDraft {
            uid: "0190-1@firsthand".to_owned(), recurrence: None, sequence, stamp: start, start, minutes, zone: zone.clone(),
            summary, place, description: String::new(), cancelled,
        };
        let file = write_event(&draft);
        let text = std::str::from_utf8(&file).unwrap();
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let report = read_invitations(&file, "Asia/Tokyo", start);
        prop_assert!(report.problems.is_empty(), "{:?}", report.problems);
        let read = report.events.first().unwrap().outcome.clone().unwrap();
        prop_assert_eq!((&read.uid, read.sequence, read.start), (&draft.uid, sequence, start));
        prop_assert_eq!((read.minutes, read.cancelled), (Some(minutes), cancelled));
        prop_assert_eq!((&read.summary, &read.place), (&draft.summary, &draft.place));
        prop_assert_eq!(read.notices, Vec::<InvitationNotice>::new());
        prop_assert!(read.zone == zone || read.zone.is_empty(), "{}", read.zone);
    }

    #[test]
    fn c37_no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0usize..400) {
        let whole = write_event(&EventDraft {
            uid: "1".to_owned(), recurrence: None, sequence: 0, stamp: Utc.timestamp_opt(1_800_000_000, 0).unwrap(),
            start: Utc.timestamp_opt(1_800_000_000, 0).unwrap(), minutes: 20, zone: "Europe/Berlin".to_owned(),
            summary: "Ana".to_owned(), place: String::new(), description: String::new(), cancelled: false,
        });
        let _ = read_invitations(&bytes, "", DateTime::UNIX_EPOCH);
        let mut hurt = whole[..at.min(whole.len())].to_vec();
        hurt.extend(&bytes);
        let report = read_invitations(&hurt, "", DateTime::UNIX_EPOCH);
        prop_assert!(!report.events.is_empty() || !report.problems.is_empty(), "something is always said");
    }
}

#[test]
fn c37_the_names_of_zones_are_known() {
    assert!(is_zone("Europe/Berlin") && !is_zone("Europe/Atlantis") && !is_zone(""));
}
