//! The present, as the rules ask about it.

use chrono::{DateTime, TimeDelta, Utc};
use std::cell::Cell;

/// A moment that is asked whether others have come, and remembers the first of those that have not.
///
/// Whatever was found by these questions alone stays as it is until then: each would be answered the same.
#[derive(Debug)]
pub struct Moment {
    at: DateTime<Utc>,
    turn: Cell<Option<DateTime<Utc>>>,
}

impl Moment {
    /// Tells whether a time is here or behind.
    pub fn has_come(&self, time: DateTime<Utc>) -> bool {
        self.is_behind(Some(time))
    }

    /// Tells whether a time is behind.
    pub fn has_passed(&self, time: DateTime<Utc>) -> bool {
        self.is_behind(time.checked_add_signed(TimeDelta::nanoseconds(1)))
    }

    /// Returns when the first of the times asked about comes or passes; none where all are behind.
    pub const fn turn(&self) -> Option<DateTime<Utc>> {
        self.turn.get()
    }

    fn is_behind(&self, time: Option<DateTime<Utc>>) -> bool {
        let Some(time) = time else { return false };
        let is_behind = time <= self.at;
        if !is_behind {
            self.turn.set(Some(self.turn.get().map_or(time, |turn| turn.min(time))));
        }
        is_behind
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self { at, turn: Cell::new(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_that_is_still_to_come_is_remembered() {
        let now: DateTime<Utc> = "2026-11-29T12:00:00Z".parse().unwrap();
        let moment = Moment::from(now);
        assert!(moment.has_come(now) && moment.has_passed(now - TimeDelta::milliseconds(1)));
        assert_eq!(moment.turn(), None);
        assert!(!moment.has_come(now + TimeDelta::hours(2)));
        assert_eq!(moment.turn(), Some(now + TimeDelta::hours(2)));
        assert!(!moment.has_passed(now));
        assert!(moment.turn().is_some_and(|turn| now < turn && turn < now + TimeDelta::milliseconds(1)));
        assert!(!moment.has_passed(DateTime::<Utc>::MAX_UTC));
    }
}
