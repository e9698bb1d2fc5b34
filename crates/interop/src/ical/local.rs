//! The zone of this device, as its system may name it.

use super::clock;
use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc};

/// Finds the IANA name that a zone's name means: itself, a name of Windows, or a path that ends in one.
pub fn zone_named(name: &str) -> Option<&'static str> {
    clock::named(name).map(|zone| zone.name())
}

/// The moment at which the clocks of a zone show a time; the earlier one where they show it twice, nothing where they skip it or there is
/// no such zone.
pub fn moment_in(zone: &str, clock: NaiveDateTime) -> Option<DateTime<Utc>> {
    let at = clock::named(zone)?.from_local_datetime(&clock).earliest()?;
    Some(at.with_timezone(&Utc))
}

/// Finds a zone whose clock goes as `offset` says, in seconds east of UTC, through the year around a moment.
pub fn zone_like(around: DateTime<Utc>, offset: impl Fn(DateTime<Utc>) -> i32) -> Option<&'static str> {
    clock::like(around, None, |at| Some(TimeDelta::seconds(offset(at).into()))).map(|zone| zone.name())
}
