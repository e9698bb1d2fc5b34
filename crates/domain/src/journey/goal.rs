//! The small weekly goal (C04).

use crate::{Attempt, Id};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many people were asked this week, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Goal {
    /// How many were asked since the week began.
    pub asked: u32,
    /// How many the user wants to ask in a week.
    pub of: u32,
}

/// Returns the moment at which the week of `now` began: Monday midnight, by the clocks of `now`'s zone.
///
/// Where that midnight is skipped, the day begins an hour later.
pub fn week_of<Z: TimeZone>(now: &DateTime<Z>) -> DateTime<Utc> {
    let monday = monday_of(now.date_naive()).and_time(NaiveTime::MIN);
    let zone = now.timezone();
    let start =
        (0..3).find_map(|hours| zone.from_local_datetime(&(monday + chrono::Duration::hours(hours))).earliest());
    start.map_or_else(|| monday.and_utc(), |start| start.with_timezone(&Utc))
}

/// Returns the Monday on or before a day.
pub fn monday_of(date: NaiveDate) -> NaiveDate {
    let back = Days::new(u64::from(date.weekday().num_days_from_monday()));
    date.checked_sub_days(back).unwrap_or(date)
}

/// Counts the people asked since `week`; none without a goal. Somebody who was tried twice counts once.
pub fn goal(weekly: Option<u32>, week: DateTime<Utc>, attempts: &[Attempt]) -> Option<Goal> {
    let of = weekly.filter(|of| *of > 0)?;
    let since = attempts.iter().filter(|attempt| !attempt.meta.deleted && attempt.at.is_some_and(|at| at >= week));
    let asked: BTreeSet<Id> = since.map(|attempt| attempt.person.unwrap_or_else(|| attempt.id())).collect();
    Some(Goal { asked: u32::try_from(asked.len()).unwrap_or(u32::MAX), of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    #[test]
    fn c04_the_week_begins_on_monday_by_the_users_clock() {
        let east = FixedOffset::east_opt(13 * 3600).unwrap();
        let west = FixedOffset::west_opt(10 * 3600).unwrap();
        // 2026-11-22 is a Sunday; where it is Monday already, the week has begun.
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let begins = |zone: FixedOffset| week_of(&now.with_timezone(&zone)).to_rfc3339();
        assert_eq!(begins(east), "2026-11-22T11:00:00+00:00");
        assert_eq!(begins(west), "2026-11-16T10:00:00+00:00");
        assert_eq!(week_of(&now).to_rfc3339(), "2026-11-16T00:00:00+00:00");
    }
}
