//! Zones as a file describes them itself: a `VTIMEZONE` and what its clock shows (RFC 5545, 3.2.19 and 3.6.5).

use super::repeat::{self, Budget};
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Component, ICalendarFrequency, ICalendarPeriod,
    ICalendarProperty as Property, ICalendarRecurrenceRule, ICalendarValue,
};
use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, Utc};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// How many observances of one zone are read; the longest zone of the IANA database has fewer.
const MAX_OBSERVANCES: usize = 400;
/// How many years before an event a yearly rule is followed from: enough for the last change before it.
const YEARS_BEFORE: i32 = 3;
/// How many changes a yearly rule may make in those years.
const YEARLY: usize = 40;
/// How many changes any other rule may make.
const OTHERWISE: usize = 2_000;

/// The rules of one zone.
#[derive(Debug)]
pub(super) struct Rules {
    observances: Vec<Observance>,
    /// The changes around a year, worked out once.
    years: RefCell<BTreeMap<i32, Rc<Vec<Change>>>>,
}

#[derive(Debug)]
struct Observance {
    start: NaiveDateTime,
    from: TimeDelta,
    to: TimeDelta,
    rules: Vec<ICalendarRecurrenceRule>,
    dates: Vec<NaiveDateTime>,
}

/// One change of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: NaiveDateTime,
    from: TimeDelta,
    to: TimeDelta,
}

impl Rules {
    /// Reads a `VTIMEZONE`; nothing if it has no part that can be understood.
    pub(super) fn of(calendar: &ICalendar, zone: &ICalendarComponent) -> Option<Self> {
        let parts = zone.component_ids.iter().filter_map(|id| calendar.component_by_id(*id));
        let parts = parts.filter(|part| matches!(part.component_type, Component::Standard | Component::Daylight));
        let observances: Vec<_> = parts.take(MAX_OBSERVANCES).filter_map(Observance::of).collect();
        (!observances.is_empty()).then(|| Self { observances, years: RefCell::default() })
    }

    /// Returns the offset from UTC at a moment.
    pub(super) fn offset(&self, at: DateTime<Utc>, budget: &mut Budget) -> TimeDelta {
        offset(&self.changes(at.year(), budget), at.naive_utc())
    }

    /// Finds the moment at which the clock shows a time, and whether the clock skips that time. A time that is shown twice
    /// means the first of the two, and one that is skipped is read by the offset before the gap (RFC 5545, 3.3.5).
    pub(super) fn moment(&self, time: NaiveDateTime, budget: &mut Budget) -> Option<(DateTime<Utc>, bool)> {
        let changes = self.changes(time.year(), budget);
        let offsets = changes.iter().flat_map(|change| [change.from, change.to]);
        let shown = offsets.filter_map(|east| {
            let at = time.checked_sub_signed(east)?;
            (offset(&changes, at) == east).then_some(at)
        });
        if let Some(at) = shown.min() {
            return Some((at.and_utc(), false));
        }
        let gap = changes.iter().find(|change| {
            let (begins, ends) = (change.at.checked_add_signed(change.from), change.at.checked_add_signed(change.to));
            begins.is_some_and(|begins| begins <= time) && ends.is_some_and(|ends| time < ends)
        })?;
        Some((time.checked_sub_signed(gap.from)?.and_utc(), true))
    }

    fn changes(&self, year: i32, budget: &mut Budget) -> Rc<Vec<Change>> {
        if let Some(known) = self.years.borrow().get(&year) {
            return Rc::clone(known);
        }
        let mut changes: Vec<_> = self.observances.iter().flat_map(|one| one.changes(year, budget)).collect();
        changes.sort_unstable();
        changes.dedup();
        let changes = Rc::new(changes);
        self.years.borrow_mut().insert(year, Rc::clone(&changes));
        changes
    }
}

fn offset(changes: &[Change], at: NaiveDateTime) -> TimeDelta {
    let before = changes.iter().take_while(|change| change.at <= at).last();
    // Before the first change that is described, what it changed from holds.
    before.map(|change| change.to).or_else(|| changes.first().map(|change| change.from)).unwrap_or_default()
}

impl Observance {
    fn of(part: &ICalendarComponent) -> Option<Self> {
        let first = |name: &Property| part.property(name)?.values.first();
        let east = |name: &Property| {
            let read = first(name)?.as_partial_date_time()?;
            let minutes = i64::from(read.tz_hour?) * 60 + i64::from(read.tz_minute.unwrap_or(0));
            (minutes < 24 * 60).then(|| TimeDelta::minutes(if read.tz_minus { -minutes } else { minutes }))
        };
        let to = east(&Property::Tzoffsetto)?;
        let from = east(&Property::Tzoffsetfrom).unwrap_or(to);
        let start = first(&Property::Dtstart)?.as_partial_date_time()?.to_date_time()?.date_time;
        let rules = part.properties(&Property::Rrule).flat_map(|entry| &entry.values).filter_map(|value| match value {
            ICalendarValue::RecurrenceRule(rule) => Some((**rule).clone()),
            _ => None,
        });
        let dates = part.properties(&Property::Rdate).flat_map(|entry| &entry.values).filter_map(|value| {
            let date = match value {
                ICalendarValue::PartialDateTime(date) => date.to_date_time()?,
                ICalendarValue::Period(
                    ICalendarPeriod::Range { start, .. } | ICalendarPeriod::Duration { start, .. },
                ) => start.to_date_time()?,
                _ => return None,
            };
            Some(date.date_time)
        });
        Some(Self { start, from, to, rules: rules.collect(), dates: dates.take(OTHERWISE).collect() })
    }

    /// Finds the changes that say what the clock shows in a year.
    fn changes(&self, year: i32, budget: &mut Budget) -> Vec<Change> {
        let mut onsets = vec![self.start];
        onsets.extend(&self.dates);
        for rule in &self.rules {
            let rule = repeat::until_on_the_clock(rule, self.from);
            match self.near(&rule, year) {
                Some(start) => onsets.extend(repeat::times(start, &rule, YEARLY, budget)),
                None => onsets.extend(repeat::times(self.start, &rule, OTHERWISE, budget)),
            }
        }
        let change = |onset: NaiveDateTime| {
            Some(Change { at: onset.checked_sub_signed(self.from)?, from: self.from, to: self.to })
        };
        onsets.into_iter().filter(|onset| *onset >= self.start).filter_map(change).collect()
    }

    /// Moves the beginning of a plain yearly rule near a year: what such a rule says of a year does not depend on the years
    /// before, and zones begin in 1601.
    fn near(&self, rule: &ICalendarRecurrenceRule, year: i32) -> Option<NaiveDateTime> {
        let plain = rule.freq == ICalendarFrequency::Yearly
            && rule.count.is_none()
            && rule.interval.is_none_or(|interval| interval <= 1)
            && rule.byweekno.is_empty();
        let last = rule.until.as_ref().and_then(|until| until.year).map_or(year, |until| year.min(i32::from(until)));
        let wanted = last.checked_sub(YEARS_BEFORE)?;
        if !plain || wanted <= self.start.year() {
            return None;
        }
        // A rule that begins on the 29th of February begins in a leap year; there is one within eight years.
        (0..=8).find_map(|back| self.start.with_year(wanted.checked_sub(back)?)).map(|start| start.max(self.start))
    }
}
