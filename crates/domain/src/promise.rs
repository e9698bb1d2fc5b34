//! The one promised length, which script, letter, calendar entry, question count and timer follow (C21, C38).

use crate::{Attempt, Interview, Preferences, Stage};
use chrono::{DateTime, TimeDelta, Utc};

/// What is asked for unless the user says otherwise, in minutes.
pub const USUAL_MINUTES: u32 = 20;
/// What one question takes, in minutes: ten to twenty minutes hold four to six of them (C38).
pub const MINUTES_A_QUESTION: u32 = 3;
/// A talk may be promised to last no longer than this, in minutes.
pub const MOST_MINUTES: u32 = 480;

/// Returns how many questions fit into so many minutes.
pub const fn fitting(minutes: u32) -> u32 {
    minutes / MINUTES_A_QUESTION
}

/// Returns the length to ask for, in minutes.
pub fn to_ask_for(preferences: Option<&Preferences>) -> u32 {
    preferences
        .and_then(|known| known.minutes)
        .filter(|minutes| (1..=MOST_MINUTES).contains(minutes))
        .unwrap_or(USUAL_MINUTES)
}

/// Returns the length of a talk, in minutes: what the talk says, if there is one yet, else what was promised when they were asked, else
/// the usual.
pub fn of_talk(talk: Option<&Interview>, asked: Option<&Attempt>, preferences: Option<&Preferences>) -> u32 {
    let said = talk.and_then(|talk| talk.promised_minutes).or_else(|| asked.and_then(|asked| asked.promised_minutes));
    said.filter(|minutes| *minutes > 0).unwrap_or_else(|| to_ask_for(preferences))
}

/// Returns from when to when a talk is to last, by what was promised; none where it has no time.
pub fn span(talk: &Interview, preferences: Option<&Preferences>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = talk.scheduled_at?;
    let minutes = i64::from(of_talk(Some(talk), None, preferences).min(MOST_MINUTES));
    // At the end of the calendar there is no time left to last.
    Some((from, from.checked_add_signed(TimeDelta::minutes(minutes)).unwrap_or(DateTime::<Utc>::MAX_UTC)))
}

/// Returns when the time of a talk is over that nobody has begun or called off (C91); none for every other talk.
pub fn over_at(talk: &Interview, preferences: Option<&Preferences>) -> Option<DateTime<Utc>> {
    span(talk, preferences).filter(|_| talk.stage() == Stage::Scheduled).map(|(_, until)| until)
}

/// Tells whether two talks that are ahead take up the same time (C37). One after the other do not.
pub fn overlap(one: &Interview, other: &Interview, preferences: Option<&Preferences>) -> bool {
    let ahead = |talk: &Interview| span(talk, preferences).filter(|_| talk.stage() == Stage::Scheduled);
    match (ahead(one), ahead(other)) {
        (Some((from, until)), Some((begin, end))) => one.id() != other.id() && from < end && begin < until,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c38_ten_to_twenty_minutes_hold_three_to_six_questions() {
        assert_eq!([10, 15, 20, 30].map(fitting), [3, 5, 6, 10]);
        assert_eq!(to_ask_for(None), USUAL_MINUTES);
    }
}
