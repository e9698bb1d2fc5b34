//! Recurring times (RFC 5545, 3.3.10). calcard expands the rules; this module limits how far.

use calcard::{
    common::{PartialDateTime, timezone::Tz},
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarProperty,
        ICalendarRecurrenceRule, ICalendarValue,
    },
};
use chrono::{NaiveDateTime, TimeDelta};

/// How many times may be worked out for one file: a file that repeats without end must not keep the reader.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) const fn new() -> Self {
        Self(30_000)
    }
}

/// Lists the first times of a rule on a clock, at most `most` of them.
pub(super) fn times(
    start: NaiveDateTime,
    rule: &ICalendarRecurrenceRule,
    most: usize,
    budget: &mut Budget,
) -> Vec<NaiveDateTime> {
    let most = most.min(budget.0);
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    let begins = PartialDateTime::from_naive_timestamp(start.and_utc().timestamp());
    let begins = ICalendarValue::PartialDateTime(Box::new(begins));
    event.entries.push(ICalendarEntry::new(ICalendarProperty::Dtstart).with_values(vec![begins]));
    let rule = ICalendarValue::RecurrenceRule(Box::new(rule.clone()));
    event.entries.push(ICalendarEntry::new(ICalendarProperty::Rrule).with_values(vec![rule]));
    let mut root = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    root.component_ids.push(1);
    let found = ICalendar { components: vec![root, event] }.expand_dates(Tz::Floating, most).events;
    budget.0 = budget.0.saturating_sub(found.len().max(1));
    found.into_iter().map(|time| time.start.naive_local()).collect()
}

/// Puts the end of a rule onto the clock that it runs by: `UNTIL` is written in UTC (RFC 5545, 3.3.10).
pub(super) fn until_on_the_clock(rule: &ICalendarRecurrenceRule, east: TimeDelta) -> ICalendarRecurrenceRule {
    let mut rule = rule.clone();
    let last = rule.until.as_ref().and_then(|until| {
        let read = until.to_date_time()?;
        if !until.has_time() {
            return read.date_time.date().and_hms_opt(23, 59, 59);
        }
        match read.offset {
            Some(offset) => {
                let utc = read.date_time.checked_sub_signed(TimeDelta::seconds(offset.local_minus_utc().into()))?;
                utc.checked_add_signed(east)
            }
            None => Some(read.date_time),
        }
    });
    if let Some(last) = last {
        rule.until = Some(PartialDateTime::from_naive_timestamp(last.and_utc().timestamp()));
    }
    rule
}
