//! Files after public reports about other programs, and the rules behind them over their whole range.

use chrono::{DateTime, Datelike as _, TimeZone as _, Utc};
use firsthand_interop::{Invitation, InvitationError, InvitationMethod, InvitationNotice, read_invitations};
use proptest::prelude::*;
use std::path::Path;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

fn now() -> DateTime<Utc> {
    at("2026-12-01T12:00:00Z")
}

fn read(name: &str, here: &str) -> Vec<Result<Invitation, InvitationError>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/reports");
    let file = std::fs::read(folder.join(name)).unwrap();
    let report = read_invitations(&file, here, now());
    assert!(report.problems.is_empty(), "{name}: {:?}", report.problems);
    report.events.into_iter().map(|event| event.outcome).collect()
}

fn first(name: &str) -> Invitation {
    read(name, "Europe/Berlin").swap_remove(0).unwrap()
}

#[test]
fn i01_a_letter_that_is_folded_in_two_is_read_whole() {
    let event = first("i01-fold-inside-letter.ics");
    assert_eq!((event.summary.as_str(), event.place.as_str()), ("Gespräch über den Beruf", "Café Müller, Köln"));
}

#[test]
fn i21_a_wrong_byte_costs_its_own_line_at_most() {
    let event = first("i21-one-latin1-byte.ics");
    assert_eq!((event.summary.as_str(), event.place.as_str()), ("Gespräch – 東京", "Café"));
}

#[test]
fn i22_lines_that_end_with_a_return_alone_are_lines() {
    assert_eq!(first("i22-cr-only.ics").start, at("2027-01-12T16:00:00Z"));
}

#[test]
fn i02_i03_i04_a_zone_is_what_the_file_says_of_it() {
    let talk = first("i02-customized-time-zone.ics");
    assert_eq!((talk.start, talk.zone.as_str()), (at("2027-01-12T08:00:00Z"), "Europe/Berlin"));
    let talk = first("i03-eastern-standard-time-1.ics");
    assert_eq!((talk.start, talk.zone.as_str()), (at("2027-07-12T13:00:00Z"), "America/New_York"));
    let talk = first("i04-webex-eastern-time.ics");
    assert_eq!((talk.start, talk.zone.as_str()), (at("2027-07-12T13:00:00Z"), "America/New_York"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/reports/i04-webex-eastern-time.ics");
    let winter = std::fs::read_to_string(folder).unwrap().replace("20270712", "20270112");
    let winter = read_invitations(winter.as_bytes(), "", now()).events.remove(0).outcome.unwrap();
    assert_eq!(winter.start, at("2027-01-12T14:00:00Z"));
}

#[test]
fn i07_i30_names_of_zones_are_understood_where_the_file_says_nothing_of_them() {
    assert_eq!(first("i07-tzone-microsoft-utc.ics").start, at("2027-01-16T20:30:00Z"));
    let both = read("i30-global-zone-names.ics", "");
    let starts: Vec<_> = both.into_iter().map(|event| event.unwrap()).map(|event| (event.start, event.zone)).collect();
    let berlin = (at("2027-07-12T07:00:00Z"), "Europe/Berlin".to_owned());
    assert_eq!(starts, [berlin, (at("2027-07-12T13:00:00Z"), "America/New_York".to_owned())]);
    for (name, start) in [
        ("Eastern Standard Time 2", "2027-07-12T13:00:00Z"),
        ("/citadel.org/20210210_1/America/Argentina/Buenos_Aires", "2027-07-12T12:00:00Z"),
        ("tzone://Microsoft/W. Europe Standard Time", "2027-07-12T07:00:00Z"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2027-07-12T07:00:00Z"),
        ("europe/berlin", "2027-07-12T07:00:00Z"),
    ] {
        let file = plain(&format!("DTSTART;TZID=\"{name}\":20270712T090000"));
        assert_eq!(only(&file).unwrap().start, at(start), "{name}");
    }
    for name in ["Customized Time Zone", "tzone://Microsoft/Custom", "/example.org/Nowhere", "7", ""] {
        let outcome = only(&plain(&format!("DTSTART;TZID=\"{name}\":20270712T090000")));
        assert!(name.is_empty() || matches!(outcome, Err(InvitationError::UnknownZone { .. })), "{name}: {outcome:?}");
    }
}

#[test]
fn i16_the_zone_of_the_calendar_is_followed_and_that_is_told() {
    let talk = first("i16-x-wr-timezone.ics");
    assert_eq!((talk.start, talk.zone.as_str()), (at("2027-01-12T21:00:00Z"), "America/New_York"));
    assert_eq!(talk.notices, [InvitationNotice::CalendarZone { zone: "America/New_York".to_owned() }]);
}

#[test]
fn i13_a_counter_proposal_is_told_from_an_invitation() {
    let event = first("i13a-counter.ics");
    assert_eq!((event.method, event.comment.as_str()), (InvitationMethod::Counter, "would this do?"));
    assert_eq!(event.answers[0].said, "TENTATIVE");
}

#[test]
fn i10_i14_i25_what_has_no_id_or_repeats_is_taken() {
    let event = first("i10-no-uid.ics");
    assert_eq!((event.uid.as_str(), event.minutes), ("", Some(60)));
    assert_eq!(event.notices, [InvitationNotice::NoId]);
    let event = first("i14-one-occurrence-only.ics");
    assert_eq!((event.start, event.recurrence), (at("2027-01-27T07:00:00Z"), Some(at("2027-01-27T08:30:00Z"))));
    assert_eq!((event.minutes, event.sequence), (Some(120), 78));
    let both = read("i25-series-with-changed-first.ics", "");
    let series = both[0].clone().unwrap();
    assert_eq!((series.start, series.repeats), (at("2026-12-07T09:00:00Z"), true));
    assert_eq!(series.notices, [InvitationNotice::Repeats]);
    assert_eq!(both[1].clone().unwrap().start, at("2026-12-14T14:00:00Z"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/reports");
    let file = std::fs::read(folder.join("i25-series-with-changed-first.ics")).unwrap();
    let later = |day: &str| read_invitations(&file, "", at(day)).events.swap_remove(0).outcome.unwrap();
    let moved = later("2026-12-08T00:00:00Z");
    assert_eq!((moved.start, moved.recurrence), (at("2026-12-14T14:00:00Z"), Some(at("2026-12-14T09:00:00Z"))));
    assert_eq!(later("2026-12-15T00:00:00Z").start, at("2026-12-21T09:00:00Z"));
    let over = later("2030-01-01T00:00:00Z");
    assert_eq!((over.start, &over.notices[0]), (at("2026-01-05T09:00:00Z"), &InvitationNotice::RepeatsOver));
}

#[test]
fn i27_an_endless_length_costs_its_own_event() {
    let both = read("i27-endless-duration.ics", "");
    assert_eq!(both[0], Err(InvitationError::BadLength));
    assert_eq!(both[1].clone().unwrap().minutes, Some(30));
}

#[test]
fn i29_a_version_may_be_numbered_in_milliseconds() {
    assert_eq!(first("i29a-sequence-in-milliseconds.ics").sequence, 1_762_000_000_000);
    assert_eq!(first("i29b-sequence-in-milliseconds-later.ics").sequence, 1_762_000_900_000);
}

fn plain(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

fn only(file: &str) -> Result<Invitation, InvitationError> {
    read_invitations(file.as_bytes(), "", now()).events.swap_remove(0).outcome
}

/// A zone of the file with the rules of the European Union, under a name that says nothing.
fn described(event: &str) -> String {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:DAYLIGHT\r\nDTSTART:19810329T020000\r\nTZOFFSETFROM:+0100\r\n\
        TZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nBEGIN:STANDARD\r\n\
        DTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
        END:STANDARD\r\nEND:VTIMEZONE\r\n";
    plain(event).replace("BEGIN:VEVENT", &format!("{zone}BEGIN:VEVENT"))
}

fn anything() -> impl Strategy<Value = String> {
    let number = prop_oneof![Just(0u64), 0u64..100, any::<u32>().prop_map(u64::from), any::<u64>()];
    let date = (0u32..=9999, 0u32..=13, 0u32..=32, 0u32..=25, 0u32..=61, 0u32..=61)
        .prop_map(|(y, m, d, h, min, s)| format!("{y:04}{m:02}{d:02}T{h:02}{min:02}{s:02}"));
    let freq = prop::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]);
    let part = prop::sample::select(vec!["W", "D", "H", "M", "S", ""]);
    let east =
        (prop::sample::select(vec!["+", "-"]), 0u32..100, 0u32..100).prop_map(|(s, h, m)| format!("{s}{h:02}{m:02}"));
    prop_oneof![
        (date.clone(), prop::sample::select(vec!["", "Z"])).prop_map(|(date, z)| format!("DTSTART:{date}{z}")),
        date.clone().prop_map(|date| format!("DTSTART;TZID=Ours:{date}")),
        date.clone().prop_map(|date| format!("DTEND;TZID=Europe/Berlin:{date}")),
        date.clone().prop_map(|date| format!("RECURRENCE-ID:{date}Z")),
        date.clone().prop_map(|date| format!("RDATE:{date}Z,{date}Z\r\nEXDATE:{date}")),
        (number.clone(), part).prop_map(|(number, part)| format!("DURATION:P{number}{part}")),
        (number.clone(), part_of_time()).prop_map(|(number, part)| format!("DURATION:-PT{number}{part}")),
        number.clone().prop_map(|number| format!("SEQUENCE:{number}")),
        (freq.clone(), number.clone(), 0u32..400).prop_map(|(freq, number, by)| format!(
            "RRULE:FREQ={freq};INTERVAL={number};BYMONTHDAY={by};BYMONTH={}",
            by % 14
        )),
        (freq, date, number).prop_map(|(freq, date, count)| format!("RRULE:FREQ={freq};UNTIL={date}Z\r\nX-A:{count}")),
        east.prop_map(|east| format!(
            "END:VEVENT\r\nBEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
             TZOFFSETFROM:{east}\r\nTZOFFSETTO:{east}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
        )),
    ]
}

fn part_of_time() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["H", "M", "S", "W"])
}

proptest! {
    #[test]
    fn nothing_that_the_grammar_can_say_stops_the_reader(
        lines in prop::collection::vec(anything(), 1..8),
        now in prop::sample::select(vec![now(), DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]),
    ) {
        let file = described(&lines.join("\r\n"));
        let report = read_invitations(file.as_bytes(), "Europe/Berlin", now);
        prop_assert!(!report.events.is_empty() || !report.problems.is_empty());
        for event in report.events.into_iter().filter_map(|event| event.outcome.ok()) {
            prop_assert!((1..=9999).contains(&event.start.year()));
        }
    }

    #[test]
    fn a_described_zone_goes_as_the_zone_whose_rules_it_has(
        year in 1997i32..=9990, month in 1u32..=12, day in 1u32..=28, hour in 0u32..24, minute in 0u32..60,
    ) {
        use chrono::Timelike as _;
        let time = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        let file = described(&format!("DTSTART;TZID=Ours:{}", time.format("%Y%m%dT%H%M%S")));
        let read = only(&file).unwrap();
        // The last Sunday of March and of October, at 01:00 UTC.
        let sunday = |month: u32| {
            let last = chrono::NaiveDate::from_ymd_opt(year, month, 31).unwrap();
            let back = last.weekday().num_days_from_sunday();
            Utc.with_ymd_and_hms(year, month, 31 - back, 1, 0, 0).unwrap()
        };
        let summer = (sunday(3)..sunday(10)).contains(&read.start);
        let east = chrono::TimeDelta::hours(if summer { 2 } else { 1 });
        let shown = read.start.naive_utc() + east;
        let skipped = read.notices.contains(&InvitationNotice::Skipped);
        prop_assert!(shown == time || skipped && shown == time + chrono::TimeDelta::hours(1), "{time}: {}", read.start);
        prop_assert!(!skipped || month == 3 && time.hour() == 2);
    }

    #[test]
    fn a_wrong_byte_in_one_line_leaves_the_others_as_they_are(byte in 0x80u8..=0xff, at in 0usize..10) {
        let file = plain("DTSTART:20270112T160000Z\r\nSUMMARY:Gespräch – 東京\r\nCONTACT:0123456789\r\nLOCATION:Café");
        let mut bytes = file.into_bytes();
        let contact = bytes.windows(8).position(|part| part == b"CONTACT:").unwrap() + 8 + at;
        bytes[contact] = byte;
        let event = read_invitations(&bytes, "", now()).events.swap_remove(0).outcome.unwrap();
        prop_assert_eq!((event.summary.as_str(), event.place.as_str()), ("Gespräch – 東京", "Café"));
    }
}
