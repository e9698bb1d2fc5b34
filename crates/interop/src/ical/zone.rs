//! Zones, spelled out: a calendar need not know a zone's name to show the right time.

use chrono::{DateTime, Duration, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};

/// How far around an entry its zone is described, in days: a year and the odd month hold every yearly change.
const DAYS: i64 = 400;

/// Tells whether `name` is a zone of the IANA database.
pub fn is_zone(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// One stretch of time with one offset from UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Observance {
    /// Whether clocks are moved for the summer.
    pub(super) daylight: bool,
    /// When it begins, by the clock that runs until then.
    pub(super) onset: NaiveDateTime,
    /// The offset until then, in seconds east of UTC.
    pub(super) from: i32,
    /// The offset from then on, in seconds east of UTC.
    pub(super) to: i32,
    /// What people call it.
    pub(super) name: String,
}

#[derive(Clone, PartialEq, Eq)]
struct State {
    offset: i32,
    daylight: bool,
    name: String,
}

fn state(zone: Tz, at: DateTime<Utc>) -> State {
    let there = zone.offset_from_utc_datetime(&at.naive_utc());
    State {
        offset: there.fix().local_minus_utc(),
        daylight: !there.dst_offset().is_zero(),
        name: there.abbreviation().unwrap_or_default().to_owned(),
    }
}

/// Describes a zone around a moment: what holds at the beginning, then every change of the clock.
pub(super) fn observances(zone: Tz, around: DateTime<Utc>) -> Vec<Observance> {
    // At the ends of what time can hold there is nothing before or after to describe.
    let mut at = around.checked_sub_signed(Duration::days(DAYS)).unwrap_or(around);
    let mut now = state(zone, at);
    let mut found = vec![Observance {
        daylight: now.daylight,
        onset: at.with_timezone(&zone).naive_local(),
        from: now.offset,
        to: now.offset,
        name: now.name.clone(),
    }];
    for _ in 0..DAYS * 2 {
        let Some(next) = at.checked_add_signed(Duration::days(1)) else { break };
        let then = state(zone, next);
        if then.offset != now.offset {
            let onset = change(zone, at, next);
            found.push(Observance {
                daylight: then.daylight,
                onset: (onset + Duration::seconds(i64::from(now.offset))).naive_utc(),
                from: now.offset,
                to: then.offset,
                name: then.name.clone(),
            });
        }
        (at, now) = (next, then);
    }
    found
}

/// Finds the second at which the offset changes between two moments.
fn change(zone: Tz, mut before: DateTime<Utc>, mut after: DateTime<Utc>) -> DateTime<Utc> {
    let old = state(zone, before).offset;
    while after - before > Duration::seconds(1) {
        let middle = before + (after - before) / 2;
        let middle = DateTime::from_timestamp(middle.timestamp(), 0).unwrap_or(middle);
        if state(zone, middle).offset == old { before = middle } else { after = middle }
    }
    after
}

/// Returns the time on the clock of a zone, if that clock shows it only once.
pub(super) fn once(zone: Tz, at: DateTime<Utc>) -> Option<NaiveDateTime> {
    let local = at.with_timezone(&zone).naive_local();
    zone.from_local_datetime(&local).single().map(|_| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(zone: &str, year: i32) -> Vec<(String, i32, i32)> {
        let at = Utc.with_ymd_and_hms(year, 7, 1, 0, 0, 0).unwrap();
        let all = observances(zone.parse().unwrap(), at);
        let of_year = all.iter().skip(1).filter(|one| one.onset.format("%Y").to_string() == year.to_string());
        of_year.map(|one| (one.onset.format("%m-%d %H:%M:%S").to_string(), one.from / 60, one.to / 60)).collect()
    }

    #[test]
    fn c37_the_clock_changes_of_a_zone_are_found_to_the_second() {
        let berlin = [("03-29 02:00:00".to_owned(), 60, 120), ("10-25 03:00:00".to_owned(), 120, 60)];
        assert_eq!(changes("Europe/Berlin", 2026), berlin);
        let howe = [("04-05 02:00:00".to_owned(), 660, 630), ("10-04 02:00:00".to_owned(), 630, 660)];
        assert_eq!(changes("Australia/Lord_Howe", 2026), howe, "a summer time of half an hour");
        assert!(changes("Asia/Tokyo", 2026).is_empty());
    }
}
