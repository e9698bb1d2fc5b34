//! Times as a letter says them, in the zone that they were agreed in.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::fmt::Display;

/// A moment in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The day, such as "Tuesday, December 1".
    pub day: String,
    /// The time, such as "2:30 PM".
    pub time: String,
    /// The zone, such as "New York time".
    pub zone: String,
}

/// Says the day of a local time, as in Britain or as in the United States.
pub fn say_day<Z: TimeZone>(local: &DateTime<Z>, british: bool) -> String
where
    Z::Offset: Display,
{
    local.format(if british { "%A %-d %B" } else { "%A, %B %-d" }).to_string()
}

/// Says a moment in an IANA zone, as in Britain or as in the United States; in UTC where the zone is not known.
pub fn say_when(at: DateTime<Utc>, zone: &str, british: bool) -> When {
    let known: Option<Tz> = zone.parse().ok();
    let local = at.with_timezone(&known.unwrap_or(Tz::UTC));
    let place = known
        .filter(|zone| *zone != Tz::UTC)
        .map(|zone| zone.name().rsplit('/').next().unwrap_or_default().replace('_', " "));
    When {
        day: say_day(&local, british),
        time: local.format(if british { "%H:%M" } else { "%-I:%M %p" }).to_string(),
        zone: place.map_or_else(|| "UTC".to_owned(), |place| format!("{place} time")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c32_a_time_is_said_where_it_was_agreed() {
        let at = Utc.with_ymd_and_hms(2026, 12, 1, 19, 30, 0).unwrap();
        let us = say_when(at, "America/New_York", false);
        assert_eq!(
            (us.day.as_str(), us.time.as_str(), us.zone.as_str()),
            ("Tuesday, December 1", "2:30 PM", "New York time")
        );
        let gb = say_when(at, "Europe/London", true);
        assert_eq!(
            (gb.day.as_str(), gb.time.as_str(), gb.zone.as_str()),
            ("Tuesday 1 December", "19:30", "London time")
        );
        assert_eq!(say_when(at, "Mars/Olympus", false).zone, "UTC");
        let summer = Utc.with_ymd_and_hms(2027, 3, 28, 0, 59, 0).unwrap();
        assert_eq!(say_when(summer, "Europe/Berlin", true).time, "01:59");
        assert_eq!(say_when(summer + chrono::Duration::minutes(1), "Europe/Berlin", true).time, "03:00");
    }
}
