//! The agreement on a talk: its time, its one length, its calendar entry as others read it, and invitations.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder, start};
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use firsthand_app::api::{
    notes::{Saved, UndoState},
    schedule::{CalendarFile, CalendarState, InvitationPreview, InvitationVerdict, Scheduled},
};
use firsthand_domain::{Edit, Form, Id, Permission, Stage};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// Plans a talk with Ana and agrees on a time.
fn agreed(one: &Device, when: DateTime<Utc>, zone: &str, minutes: u32) -> Id {
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let args = json!({"id": talk, "scheduled_at": when, "zone": zone, "minutes": minutes});
    assert!(one.call::<Scheduled>("schedule", args).saved.is_some());
    talk
}

fn write(one: &Device, talk: Id) -> CalendarFile {
    one.call("calendar_write", json!({"interview": talk}))
}

fn text_of(file: &CalendarFile) -> String {
    std::fs::read_to_string(&file.path).unwrap()
}

#[test]
fn c33_c34_c35_c36_the_agreement_is_kept_in_one_act() {
    let mut one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let when = start() + Duration::days(2);
    let done: Scheduled = one.call(
        "schedule",
        json!({"id": talk, "scheduled_at": when, "zone": "Europe/Berlin", "minutes": 60, "form": "lunch",
            "place": "Hafenstraße 3", "at_their_place": true, "i_pay": true, "tour": "yes"}),
    );
    assert!(done.told.is_none(), "nobody was told anything yet");
    one.reopen();
    let kept = one.interview(talk).interview;
    assert_eq!((kept.scheduled_at, kept.zone.as_str(), kept.promised_minutes), (Some(when), "Europe/Berlin", Some(60)));
    assert_eq!((kept.form, kept.i_pay, kept.at_their_place, kept.tour), (Form::Lunch, true, true, Permission::Yes));
    let undo: UndoState = one.call("undo_state", json!({}));
    assert_eq!(undo.undo.as_deref(), Some("Schedule interview"), "one act is one step");
    let refused = one.refused("schedule", json!({"id": talk, "zone": "Europe/Atlantis"}));
    assert!(refused.message.contains("Europe/Atlantis") && refused.hint.is_some());
}

#[test]
fn c21_a_length_that_they_were_told_is_changed_only_with_a_word_to_them() {
    let one = device();
    let talk = agreed(&one, start() + Duration::days(1), "UTC", 20);
    let before: Scheduled = one.call("promise", json!({"id": talk, "minutes": 15}));
    assert!(before.saved.is_some() && before.told.is_none(), "nobody was told yet");
    write(&one, talk);
    assert_eq!(one.interview(talk).interview.told_minutes, None, "my own calendar tells them nothing");
    one.call::<Saved>("letter_sent", json!({"purpose": "confirm", "interview": talk, "channel": "email"}));
    let asks: Scheduled = one.call("promise", json!({"id": talk, "minutes": 30}));
    assert_eq!((asks.saved, asks.told.unwrap().minutes), (None, Some(15)), "it asks first");
    assert_eq!(one.interview(talk).interview.promised_minutes, Some(15), "and changes nothing meanwhile");
    let asks: Scheduled = one.call("schedule", json!({"id": talk, "minutes": 30}));
    assert!(asks.saved.is_none(), "whichever way it is changed");
    let will: Scheduled = one.call("promise", json!({"id": talk, "minutes": 30, "telling": "will_tell"}));
    assert!(will.saved.is_some());
    let kept = one.interview(talk).interview;
    assert_eq!((kept.promised_minutes, kept.told_minutes), (Some(30), Some(15)), "they still think otherwise");
    write(&one, talk);
    assert_eq!(one.interview(talk).interview.told_minutes, Some(15), "my own calendar tells them nothing new");
    let _: Scheduled = one.call("promise", json!({"id": talk, "minutes": 30, "telling": "they_know"}));
    assert_eq!(one.interview(talk).interview.told_minutes, Some(30));
    for minutes in [0, 481] {
        assert_eq!(one.refused("promise", json!({"id": talk, "minutes": minutes})).code, "invalid");
    }
}

#[test]
fn c32_a_confirmed_talk_that_moves_is_to_be_confirmed_again() {
    let one = device();
    let talk = agreed(&one, start() + Duration::days(1), "UTC", 20);
    one.edit("interview", talk, vec![Edit::time("confirmed_at", start())]);
    let same: Scheduled = one.call("schedule", json!({"id": talk, "scheduled_at": start() + Duration::days(1)}));
    assert!(same.told.is_none() && one.interview(talk).interview.confirmed_at.is_some());
    let moved: Scheduled = one.call("schedule", json!({"id": talk, "scheduled_at": start() + Duration::days(2)}));
    assert_eq!(moved.told.unwrap().confirmed_at, Some(start()));
    assert_eq!(one.interview(talk).interview.confirmed_at, None);
}

#[test]
fn c37_the_number_of_an_entry_rises_only_when_it_changes_and_its_id_stays() {
    let mut one = device();
    let talk = agreed(&one, start() + Duration::days(3), "Europe/Berlin", 20);
    let state = |one: &Device| one.call::<CalendarState>("calendar_state", json!({"id": talk}));
    assert!(!state(&one).current);
    let first = write(&one, talk);
    assert_eq!((first.sequence, first.uid.as_str(), state(&one).current), (0, &*format!("{talk}@firsthand"), true));
    let bytes = text_of(&first);
    one.wait(Duration::hours(1));
    one.edit("interview", talk, vec![Edit::write("notes", "Ask about nights")]);
    let again = write(&one, talk);
    assert_eq!((again.sequence, text_of(&again) == bytes), (0, true), "nothing that it says has changed");
    one.edit("interview", talk, vec![Edit::set("place", "Café Kern")]);
    assert!(!state(&one).current);
    one.reopen();
    let moved = write(&one, talk);
    assert_eq!((moved.sequence, &moved.uid), (1, &first.uid));
    assert!(text_of(&moved).contains("LOCATION:Café Kern\r\n"));
    let called: Scheduled = one.call("call_off", json!({"id": talk}));
    assert!(called.told.is_some());
    let cancelled = write(&one, talk);
    assert_eq!((cancelled.sequence, cancelled.cancelled, &cancelled.uid), (2, true, &first.uid));
    let text = text_of(&cancelled);
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"));
    assert_eq!(write(&one, talk).sequence, 2);
    let never = one.plan(one.person_add("Ben Okoro"));
    assert!(one.refused("calendar_write", json!({"interview": never})).message.contains("no time"));
    one.assert_sound();
}

#[test]
fn c37_two_devices_that_write_apart_go_on_from_the_higher_number() {
    let (one, two, folder) = (device(), device(), shared_folder());
    let talk = agreed(&one, start() + Duration::days(3), "Europe/Berlin", 20);
    write(&one, talk);
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    for (place, times) in [("Café Kern", 1), ("Mensa", 2)] {
        let device = if times == 1 { &one } else { &two };
        for turn in 0..times {
            device.edit("interview", talk, vec![Edit::set("place", format!("{place} {turn}"))]);
            write(device, talk);
        }
    }
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    assert_eq!(write(&one, talk).sequence, 3, "above both, since calendars may have seen either");
    settle(&[&one, &two]);
    assert_eq!(write(&two, talk).sequence, 3, "and then both agree");
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
}

/// What a reader that is not ours says of a file.
#[derive(Debug, Deserialize, PartialEq)]
struct Facts {
    method: String,
    uid: String,
    sequence: u32,
    status: String,
    summary: String,
    place: String,
    description: String,
    /// Each moment that the reader finds for the start; more than one if it contradicts itself.
    start: Vec<i64>,
    end: Vec<i64>,
}

/// Returns where the two readers lie; nothing if they cannot be had here.
fn readers() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned();
    let place = target.join("ical-readers");
    let install = peers().join("install");
    let done = Command::new(install).arg(&place).output();
    let why = match done {
        Ok(done) if done.status.success() => return Some(place),
        Ok(done) => String::from_utf8_lossy(&done.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    // Past the harness, which keeps what a passing test prints to itself.
    let _ = writeln!(std::io::stderr(), "\nSKIPPED: no second reader of calendar entries can be had here: {why}\n");
    None
}

fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/ical")
}

fn read_by(command: &mut Command) -> BTreeMap<String, Facts> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn c37_two_readers_that_are_not_ours_agree_on_every_entry_around_every_clock_change() {
    let Some(place) = readers() else { return };
    let one = device();
    let folder = tempfile::TempDir::new().unwrap();
    // Each change of the clock in 2027, as a moment of UTC.
    let changes = [
        ("Europe/Berlin", "2027-03-28T01:00:00Z"),
        ("Europe/Berlin", "2027-10-31T01:00:00Z"),
        ("America/New_York", "2027-03-14T07:00:00Z"),
        ("America/New_York", "2027-11-07T06:00:00Z"),
        ("Australia/Lord_Howe", "2027-04-03T15:00:00Z"),
        ("Australia/Lord_Howe", "2027-10-02T15:30:00Z"),
        ("Asia/Kathmandu", "2027-06-01T06:00:00Z"),
        ("", "2027-06-01T06:00:00Z"),
    ];
    let awkward = "Büro; 3. Stock, „Kantine“\\links 日本語 — and on along a corridor that needs more than one line";
    let mut expected = BTreeMap::new();
    for (zone, change) in changes {
        for minutes_off in [-1440, -90, -45, -30, -15, 0, 15, 30, 45, 90, 1440] {
            let begins = at(change) + Duration::minutes(minutes_off);
            let talk = agreed(&one, begins, zone, 20);
            one.edit("interview", talk, vec![Edit::set("place", awkward)]);
            let name = format!("{talk}.ics");
            let path = folder.path().join(&name);
            let file: CalendarFile = one.call("calendar_write", json!({"interview": talk, "path": path}));
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "folded: {text}");
            expected.insert(
                name,
                Facts {
                    method: "PUBLISH".to_owned(),
                    uid: file.uid,
                    sequence: 0,
                    status: "CONFIRMED".to_owned(),
                    summary: "Conversation with Ana Ruiz".to_owned(),
                    place: awkward.to_owned(),
                    description: "In person, 20 minutes".to_owned(),
                    start: vec![begins.timestamp()],
                    end: vec![begins.timestamp() + 20 * 60],
                },
            );
        }
    }
    let python = read_by(Command::new(place.join("venv/bin/python")).arg(peers().join("check.py")).arg(folder.path()));
    let node = read_by(Command::new("node").arg(peers().join("check.mjs")).args([&place, folder.path()]));
    assert_eq!(expected.len(), 88);
    for (name, facts) in &expected {
        let begins = Utc.timestamp_opt(facts.start[0], 0).unwrap();
        assert_eq!(python.get(name), Some(facts), "icalendar, {begins}");
        assert_eq!(node.get(name), Some(facts), "ical.js, {begins}");
    }
}

const INVITATION: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:abc-1\r\nSEQUENCE:2\r\n\
    DTSTAMP:20261120T100000Z\r\nDTSTART;TZID=Europe/Berlin:20261130T143000\r\nDTEND;TZID=Europe/Berlin:20261130T150000\r\n\
    SUMMARY:Kaffee & Fragen\r\nLOCATION:Hafenstraße 3\\, 2. Stock\r\nORGANIZER;CN=Ana Ruiz:mailto:ana@example.org\r\n\
    END:VEVENT\r\nEND:VCALENDAR\r\n";

fn invitation(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("invite.ics");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn c37_an_invitation_is_previewed_taken_and_changed_under_its_id() {
    let mut one = device();
    let folder = tempfile::TempDir::new().unwrap();
    let path = invitation(folder.path(), INVITATION);
    let preview = |one: &Device| one.call::<InvitationPreview>("invitation_preview", json!({"path": path}));
    let take = |one: &Device| one.call::<Saved>("invitation_take", json!({"path": path, "event": 0})).id;
    let before = one.export();
    let seen = preview(&one);
    let row = &seen.events[0];
    assert_eq!(
        (row.verdict, row.start, row.minutes),
        (InvitationVerdict::New, Some(at("2026-11-30T13:30:00Z")), Some(30))
    );
    assert_eq!((row.organizer.as_str(), row.place.as_str()), ("Ana Ruiz", "Hafenstraße 3, 2. Stock"));
    assert_eq!(one.export(), before, "looking changes nothing");
    let talk = take(&one);
    one.reopen();
    let page = one.interview(talk);
    assert_eq!((page.stage, page.interview.promised_minutes), (Stage::Scheduled, Some(30)));
    assert_eq!((page.interview.zone.as_str(), page.interview.title.as_str()), ("Europe/Berlin", "Kaffee & Fragen"));
    assert_eq!(page.questions.len(), 3, "C39");
    assert_eq!(preview(&one).events[0].verdict, InvitationVerdict::Known);
    assert_eq!(take(&one), talk, "the same file twice is one talk");
    assert_eq!((write(&one, talk).uid.as_str(), write(&one, talk).sequence), ("abc-1", 2), "passed on as it came");

    invitation(folder.path(), &INVITATION.replace("SEQUENCE:2", "SEQUENCE:3").replace("T143000", "T140000"));
    assert_eq!(preview(&one).events[0].verdict, InvitationVerdict::Update);
    assert_eq!(take(&one), talk);
    assert_eq!(one.interview(talk).interview.promised_minutes, Some(60));
    invitation(folder.path(), INVITATION);
    assert_eq!(preview(&one).events[0].verdict, InvitationVerdict::Older);
    let refused = one.refused("invitation_take", json!({"path": path, "event": 0}));
    assert!(refused.message.contains("later version"), "{refused:?}");

    let cancelled = INVITATION.replace("SEQUENCE:2", "SEQUENCE:4").replace("METHOD:REQUEST", "METHOD:CANCEL");
    invitation(folder.path(), &cancelled);
    assert_eq!(take(&one), talk);
    assert_eq!(one.interview(talk).stage, Stage::CalledOff);
    one.assert_sound();
}

#[test]
fn c37_an_invitation_gives_a_planned_talk_its_time_and_two_devices_make_one_talk() {
    let (one, two, folder) = (device(), device(), shared_folder());
    let files = tempfile::TempDir::new().unwrap();
    let path = invitation(files.path(), INVITATION);
    pair(folder.path(), &one, &[&two]);
    for device in [&one, &two] {
        let _: Saved = device.call("invitation_take", json!({"path": path, "event": 0}));
    }
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    assert_eq!(one.call::<Vec<firsthand_app::api::InterviewRow>>("interviews", json!({})).len(), 1);

    let planned = one.plan(one.person_add("Ben Okoro"));
    invitation(files.path(), &INVITATION.replace("abc-1", "abc-2"));
    let taken: Saved = one.call("invitation_take", json!({"path": path, "event": 0, "interview": planned}));
    let page = one.interview(taken.id);
    assert_eq!((taken.id, page.person.unwrap().name.as_str(), page.stage), (planned, "Ben Okoro", Stage::Scheduled));
    let other = one.plan(one.person_add("Chi Ito"));
    let refused = one.refused("invitation_take", json!({"path": path, "event": 0, "interview": other}));
    assert!(refused.message.contains("belongs to another"), "{refused:?}");
}

#[test]
fn c37_a_damaged_invitation_says_what_where_and_what_to_do() {
    let one = device();
    let folder = tempfile::TempDir::new().unwrap();
    let before = one.export();
    let first = |text: &str| {
        let path = invitation(folder.path(), text);
        let preview: InvitationPreview = one.call("invitation_preview", json!({"path": path, "zone": "Asia/Tokyo"}));
        preview.events.into_iter().next().unwrap()
    };
    for (change, to, said) in [
        ("DTSTART;TZID=Europe/Berlin:20261130T143000", "DTSTART;VALUE=DATE:20261130", "whole day"),
        ("DTSTART;TZID=Europe/Berlin:20261130T143000", "X-NOTHING:1", "when it begins"),
        ("DTSTART;TZID=Europe/Berlin:20261130T143000", "DTSTART:soon", "no date and time"),
        ("TZID=Europe/Berlin:20261130T143000", "TZID=Atlantis:20261130T143000", "Atlantis"),
        ("T150000", "T120000", "ends before"),
        ("METHOD:REQUEST", "METHOD:CANCEL", "not in this notebook"),
    ] {
        let row = first(&INVITATION.replace(change, to));
        let error = row.error.unwrap_or_default();
        assert!(row.verdict == InvitationVerdict::Damaged && error.contains(said), "{to}: {error}");
        assert!(row.line == 4, "{to}: where");
    }
    let repeats = first(&INVITATION.replace("UID:abc-1", "UID:abc-1\r\nRRULE:FREQ=WEEKLY"));
    assert!(repeats.notices[0].contains("repeats"), "{:?}", repeats.notices);
    let floating = first(&INVITATION.replace(";TZID=Europe/Berlin", ""));
    assert_eq!((floating.start, floating.zone.as_str()), (Some(at("2026-11-30T05:30:00Z")), "Asia/Tokyo"));
    for (text, said) in [("Hello", "no calendar file"), ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "No event")] {
        let path = invitation(folder.path(), text);
        let refused = one.refused("invitation_preview", json!({"path": path}));
        assert!(refused.message.contains(said) && refused.hint.is_some(), "{refused:?}");
    }
    assert_eq!(one.export(), before);
}

fn report(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(name)
}

fn look(one: &Device, name: &str) -> firsthand_app::api::schedule::InvitationRow {
    one.call::<InvitationPreview>("invitation_preview", json!({"path": report(name)})).events.swap_remove(0)
}

fn take(one: &Device, name: &str) -> Id {
    one.call::<Saved>("invitation_take", json!({"path": report(name), "event": 0})).id
}

#[test]
fn i11_i29_own_entries_do_not_beat_the_organizer() {
    for (first, then, start) in [
        ("i11a-invitation-seq0.ics", "i11b-moved-by-organizer-seq1.ics", "2027-01-13T15:00:00Z"),
        ("i29a-sequence-in-milliseconds.ics", "i29b-sequence-in-milliseconds-later.ics", "2027-01-12T16:00:00Z"),
    ] {
        let one = device();
        let talk = take(&one, first);
        let number = write(&one, talk).sequence;
        for place in ["At the gate", "In the hall"] {
            one.edit("interview", talk, vec![Edit::set("place", place)]);
            assert_eq!(write(&one, talk).sequence, number, "the number is the organizer's");
        }
        assert_eq!(look(&one, then).verdict, InvitationVerdict::Update);
        assert_eq!(take(&one, then), talk);
        assert_eq!(one.interview(talk).interview.scheduled_at, Some(at(start)));
        assert!(one.interview(talk).interview.place.starts_with("Room"));
        assert_eq!(look(&one, first).verdict, InvitationVerdict::Older);
        one.assert_sound();
    }
}

#[test]
fn i12_of_two_versions_with_one_number_the_later_one_counts() {
    let one = device();
    let talk = take(&one, "i11a-invitation-seq0.ics");
    assert_eq!(take(&one, "i12-same-seq-later-stamp.ics"), talk);
    let moved = Some(at("2027-01-14T11:00:00Z"));
    assert_eq!(one.interview(talk).interview.scheduled_at, moved);
    assert_eq!(look(&one, "i12b-same-seq-earlier-stamp.ics").verdict, InvitationVerdict::Older);
    let path = report("i12b-same-seq-earlier-stamp.ics");
    assert!(one.refused("invitation_take", json!({"path": path, "event": 0})).message.contains("later version"));
    assert_eq!(one.interview(talk).interview.scheduled_at, moved);
}

#[test]
fn i13_a_proposal_moves_nothing() {
    let one = device();
    let talk = take(&one, "i11a-invitation-seq0.ics");
    let row = look(&one, "i13a-counter.ics");
    assert_eq!(row.verdict, InvitationVerdict::Proposal);
    assert!(row.notices.iter().any(|notice| notice.contains("would this do?")), "{:?}", row.notices);
    assert!(one.refused("invitation_take", json!({"path": report("i13a-counter.ics"), "event": 0})).hint.is_some());
    assert_eq!(one.interview(talk).interview.scheduled_at, Some(at("2027-01-12T09:00:00Z")));
}

#[test]
fn i10_i14_i25_i28_what_has_no_id_repeats_or_is_too_long_is_taken() {
    let one = device();
    let talk = take(&one, "i10-no-uid.ics");
    assert_eq!(take(&one, "i10-no-uid.ics"), talk, "known again by what it says");
    assert_eq!(look(&one, "i10-no-uid.ics").verdict, InvitationVerdict::Known);
    let talk = take(&one, "i14-one-occurrence-only.ics");
    assert_eq!(one.interview(talk).interview.scheduled_at, Some(at("2027-01-27T07:00:00Z")));
    assert!(text_of(&write(&one, talk)).contains("RECURRENCE-ID:20270127T083000Z\r\n"), "the series stays");
    let talk = take(&one, "i25-series-with-changed-first.ics");
    assert_eq!(one.interview(talk).interview.scheduled_at, Some(at("2026-11-23T09:00:00Z")));
    let row = look(&one, "i28-place-of-1200-letters.ics");
    assert!(row.notices.iter().any(|notice| notice.contains("too long")), "{:?}", row.notices);
    let talk = take(&one, "i28-place-of-1200-letters.ics");
    assert_eq!(one.interview(talk).interview.place.chars().count(), 1000);
    assert_eq!(look(&one, "i28-place-of-1200-letters.ics").verdict, InvitationVerdict::Known);
}

#[test]
fn c37_an_entry_that_cannot_be_written_is_told_and_no_number_is_given_twice() {
    let one = device();
    let talk = agreed(&one, start() + Duration::days(3), "Europe/Berlin", 20);
    let refused = one.refused("calendar_write", json!({"interview": talk, "path": "/nowhere/at/all.ics"}));
    assert!(refused.message.contains("No calendar entry was made"), "{refused:?}");
    let state: CalendarState = one.call("calendar_state", json!({"id": talk}));
    assert!(!state.current);
    assert_eq!(write(&one, talk).sequence, 1);
    let undo: UndoState = one.call("undo_state", json!({}));
    assert_ne!(undo.undo.as_deref(), Some("Write calendar entry"), "a number that was given out stays so");
}
