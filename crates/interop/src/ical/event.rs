//! One event: what it says of a talk, or why it says nothing that can be taken.

use super::{
    Answer, Invitation, InvitationError, InvitationMethod, InvitationNotice,
    clock::{Clock, Zones, named},
    repeat::{self, Budget},
};
use calcard::common::IanaString as _;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod, ICalendarParameterName,
    ICalendarParameterValue, ICalendarProperty as Property, ICalendarStatus, ICalendarValue,
};
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use chrono_tz::Tz;

/// How many times of one event are followed to find the next one: eight years of every day.
const MOST_TIMES: usize = 3_000;

/// What all events of a calendar share.
pub(super) struct Context<'a> {
    zones: &'a Zones,
    here: Option<Tz>,
    /// The zone that the calendar as a whole names (`X-WR-TIMEZONE`, which RFC 5545 does not know).
    own: Option<Tz>,
    method: InvitationMethod,
    now: DateTime<Utc>,
}

impl<'a> Context<'a> {
    pub(super) fn of(calendar: &ICalendar, zones: &'a Zones, here: &str, now: DateTime<Utc>) -> Self {
        let root = calendar.components.iter().find(|one| one.component_type == ICalendarComponentType::VCalendar);
        let method = root.and_then(|root| root.property(&Property::Method)?.values.first());
        let own = root.and_then(|root| {
            let entry = root.entries.iter().find(|one| one.name.as_str().eq_ignore_ascii_case("X-WR-TIMEZONE"))?;
            named(entry.values.first()?.as_text()?)
        });
        let method = match method {
            None => InvitationMethod::Publish,
            Some(ICalendarValue::Method(method)) => match method {
                ICalendarMethod::Publish => InvitationMethod::Publish,
                ICalendarMethod::Request | ICalendarMethod::Add => InvitationMethod::Request,
                ICalendarMethod::Cancel => InvitationMethod::Cancel,
                ICalendarMethod::Counter => InvitationMethod::Counter,
                ICalendarMethod::Reply => InvitationMethod::Reply,
                ICalendarMethod::Refresh | ICalendarMethod::Declinecounter => InvitationMethod::Other,
            },
            Some(_) => InvitationMethod::Other,
        };
        Self { zones, here: named(here), own, method, now }
    }
}

/// Reads one event; `all` are the events of its calendar, among them changed occurrences of a series.
pub(super) fn read(
    component: &ICalendarComponent,
    all: &[&ICalendarComponent],
    context: &Context<'_>,
    budget: &mut Budget,
) -> Result<Invitation, InvitationError> {
    let repeats = component.has_property(&Property::Rrule) || component.has_property(&Property::Rdate);
    let mut read = one(component, context, budget)?;
    if repeats && read.recurrence.is_none() {
        next_of_series(component, all, &mut read, context, budget)?;
    }
    Ok(read)
}

fn one(
    component: &ICalendarComponent,
    context: &Context<'_>,
    budget: &mut Budget,
) -> Result<Invitation, InvitationError> {
    let mut notices = Vec::new();
    let uid = component.uid().map(str::trim).unwrap_or_default().to_owned();
    if uid.is_empty() {
        notices.push(InvitationNotice::NoId);
    }
    let begin = component.property(&Property::Dtstart).ok_or(InvitationError::NoStart)?;
    let start = moment(begin, context, &mut notices, budget)?;
    let zone = start.zone;
    let minutes = length(component, start.at, context, budget)?;
    if minutes.is_none() {
        notices.push(InvitationNotice::NoLength);
    }
    let recurrence = match component.property(&Property::RecurrenceId) {
        Some(which) => {
            notices.push(InvitationNotice::OneOfMany);
            // A day stands for the occurrence of that day; its start tells them apart well enough.
            Some(moment(which, context, &mut Vec::new(), budget).map_or(start.at, |which| which.at))
        }
        None => None,
    };
    let sequence = sequence(component, &mut notices);
    let stamp = component.property(&Property::Dtstamp);
    let stamp = stamp.and_then(|stamp| Some(moment(stamp, context, &mut Vec::new(), budget).ok()?.at));
    let comment = words(component, &Property::Comment);
    Ok(Invitation {
        method: context.method,
        uid,
        recurrence,
        repeats: false,
        sequence,
        stamp,
        start: start.at,
        minutes,
        zone: zone.filter(|zone| *zone != Tz::UTC).map(|zone| zone.name().to_owned()).unwrap_or_default(),
        summary: words(component, &Property::Summary),
        place: words(component, &Property::Location),
        description: words(component, &Property::Description),
        organizer: organizer(component),
        answers: answers(component),
        comment,
        cancelled: context.method == InvitationMethod::Cancel
            || matches!(component.status(), Some(ICalendarStatus::Cancelled)),
        notices,
    })
}

/// Returns the length in whole minutes; nothing if the event does not say, or lasts no time.
fn length(
    component: &ICalendarComponent,
    start: DateTime<Utc>,
    context: &Context<'_>,
    budget: &mut Budget,
) -> Result<Option<u32>, InvitationError> {
    let lasts = match component.property(&Property::Dtend) {
        Some(end) => Some(moment(end, context, &mut Vec::new(), budget)?.at.signed_duration_since(start)),
        None => match component.property(&Property::Duration).map(|entry| entry.values.first()) {
            None => None,
            Some(Some(ICalendarValue::Duration(length))) => {
                let lasts = TimeDelta::try_seconds(length.as_seconds()).ok_or(InvitationError::BadLength)?;
                start.checked_add_signed(lasts).filter(|end| in_calendar(*end)).ok_or(InvitationError::BadLength)?;
                Some(lasts)
            }
            Some(_) => return Err(InvitationError::BadLength),
        },
    };
    match lasts.map(|lasts| lasts.num_minutes()) {
        Some(length) if length < 0 => Err(InvitationError::EndsBefore),
        Some(length) if length > 0 => u32::try_from(length).map(Some).map_err(|_| InvitationError::BadLength),
        _ => Ok(None),
    }
}

/// Puts the next time of an event that repeats in place of its first one (RFC 5545, 3.8.5).
fn next_of_series(
    component: &ICalendarComponent,
    all: &[&ICalendarComponent],
    read: &mut Invitation,
    context: &Context<'_>,
    budget: &mut Budget,
) -> Result<(), InvitationError> {
    read.repeats = true;
    read.recurrence = Some(read.start);
    let Some(begin) = component.property(&Property::Dtstart) else { return Ok(()) };
    let (clock, _) = clock_of(begin, context)?;
    let first = clock.shows(read.start, budget).ok_or(InvitationError::NoStart)?;
    let same = |other: &&&ICalendarComponent| {
        other.has_property(&Property::RecurrenceId) && other.uid().map(str::trim) == Some(read.uid.as_str())
    };
    let changed: Vec<Invitation> =
        all.iter().filter(same).filter_map(|other| one(other, context, budget).ok()).collect();
    let taken_out: Vec<DateTime<Utc>> = dates(component, &Property::Exdate, context, budget);
    let mut starts = vec![read.start];
    starts.extend(dates(component, &Property::Rdate, context, budget));
    for value in component.properties(&Property::Rrule).flat_map(|entry| &entry.values) {
        let ICalendarValue::RecurrenceRule(rule) = value else { continue };
        let east = first.signed_duration_since(read.start.naive_utc());
        let rule = repeat::until_on_the_clock(rule, east);
        let times = repeat::times(first, &rule, MOST_TIMES, budget);
        starts.extend(times.into_iter().filter_map(|time| Some(clock.moment(time, budget)?.0)));
    }
    let plain = starts.into_iter().filter(|start| *start >= context.now && in_calendar(*start));
    let plain = plain.filter(|start| !taken_out.contains(start));
    let plain = plain.filter(|start| !changed.iter().any(|other| other.recurrence == Some(*start))).min();
    let moved = changed.into_iter().filter(|other| other.start >= context.now && !other.cancelled);
    let moved = moved.min_by_key(|other| other.start);
    match (plain, moved) {
        (plain, Some(moved)) if plain.is_none_or(|plain| moved.start < plain) => {
            let notices = std::mem::take(&mut read.notices);
            *read = Invitation { repeats: true, notices, ..moved };
            read.notices.push(InvitationNotice::Repeats);
        }
        (Some(next), _) => {
            read.start = next;
            read.recurrence = Some(next);
            read.notices.push(InvitationNotice::Repeats);
        }
        (None, _) => read.notices.push(InvitationNotice::RepeatsOver),
    }
    Ok(())
}

/// Reads the moments of a property that lists several.
fn dates(
    component: &ICalendarComponent,
    name: &Property,
    context: &Context<'_>,
    budget: &mut Budget,
) -> Vec<DateTime<Utc>> {
    let mut found = Vec::new();
    for entry in component.properties(name) {
        for value in entry.values.iter().take(MOST_TIMES) {
            let mut single = ICalendarEntry::new(name.clone());
            single.params.clone_from(&entry.params);
            single.values.push(value.clone());
            found.extend(moment(&single, context, &mut Vec::new(), budget).ok().map(|one| one.at));
        }
    }
    found
}

/// Reads the number of a version. Programs count milliseconds in it, so it may be far beyond 32 bits.
fn sequence(component: &ICalendarComponent, notices: &mut Vec<InvitationNotice>) -> u64 {
    let Some(value) = component.property(&Property::Sequence).and_then(|entry| entry.values.first()) else { return 0 };
    let read = match value {
        ICalendarValue::Integer(number) => u64::try_from(*number).ok(),
        other => other.as_text().and_then(|text| text.trim().parse().ok()),
    };
    read.unwrap_or_else(|| {
        notices.push(InvitationNotice::BadSequence);
        0
    })
}

fn words(component: &ICalendarComponent, property: &Property) -> String {
    let entry = component.property(property);
    let text = entry.and_then(|entry| entry.values.first()).and_then(ICalendarValue::as_text);
    text.map(str::trim).unwrap_or_default().to_owned()
}

fn organizer(component: &ICalendarComponent) -> String {
    component.property(&Property::Organizer).map(who).unwrap_or_default()
}

/// Names somebody: by name, or else by address.
fn who(entry: &ICalendarEntry) -> String {
    let name = entry.parameter(&ICalendarParameterName::Cn).and_then(|name| name.as_text()).map(str::trim);
    name.filter(|name| !name.is_empty()).or_else(|| entry.calendar_address()).unwrap_or_default().to_owned()
}

fn answers(component: &ICalendarComponent) -> Vec<Answer> {
    let attendees = component.properties(&Property::Attendee).take(20);
    let answer = attendees.filter_map(|entry| {
        let said = entry.parameter(&ICalendarParameterName::Partstat)?;
        let said = match said {
            ICalendarParameterValue::Partstat(status) => status.as_str().to_owned(),
            other => other.as_text()?.to_owned(),
        };
        Some(Answer { who: who(entry), said: said.to_ascii_uppercase() })
    });
    answer.collect()
}

struct Moment {
    at: DateTime<Utc>,
    /// The zone whose name a talk may bear.
    zone: Option<Tz>,
}

/// Reads a moment and the zone that it was given in.
fn moment(
    entry: &ICalendarEntry,
    context: &Context<'_>,
    notices: &mut Vec<InvitationNotice>,
    budget: &mut Budget,
) -> Result<Moment, InvitationError> {
    let value = entry.values.first();
    let bad = || {
        let found = value.and_then(|value| value.as_text()).unwrap_or_default();
        InvitationError::BadStart { found: found.chars().take(60).collect() }
    };
    let partial = value.and_then(ICalendarValue::as_partial_date_time).ok_or_else(bad)?;
    if partial.has_date() && !partial.has_time() {
        return Err(InvitationError::WholeDay);
    }
    let read = partial.to_date_time().ok_or_else(bad)?;
    let kept = |at: DateTime<Utc>| Some(at).filter(|at| in_calendar(*at));
    if let Some(offset) = read.offset {
        let at = read.date_time.checked_sub_offset(offset).map(|at| at.and_utc()).and_then(kept).ok_or_else(bad)?;
        return Ok(Moment { at, zone: None });
    }
    let (clock, assumed) = clock_of(entry, context)?;
    notices.extend(assumed);
    let (at, skipped) = clock.moment(read.date_time, budget).ok_or_else(bad)?;
    let at = kept(at).ok_or_else(bad)?;
    if skipped {
        notices.push(InvitationNotice::Skipped);
    }
    let (zone, differs) = clock.zone(at, context.here, budget);
    if differs && let Some(name) = entry.tz_id() {
        notices.push(InvitationNotice::OwnRules { zone: name.to_owned() });
    }
    Ok(Moment { at, zone })
}

/// Finds the clock of a property, and what was assumed about it.
fn clock_of<'a>(
    entry: &ICalendarEntry,
    context: &Context<'a>,
) -> Result<(Clock<'a>, Option<InvitationNotice>), InvitationError> {
    let value = entry.values.first().and_then(ICalendarValue::as_partial_date_time);
    if let Some(offset) = value.and_then(|value| value.to_date_time()?.offset) {
        return Ok((Clock::Fixed(offset), None));
    }
    match (entry.tz_id(), context.own) {
        (Some(name), _) => {
            let clock = context.zones.clock(name);
            let clock = clock.ok_or_else(|| InvitationError::UnknownZone { zone: name.chars().take(200).collect() })?;
            Ok((clock, None))
        }
        (None, Some(own)) => {
            Ok((Clock::Named(own), Some(InvitationNotice::CalendarZone { zone: own.name().to_owned() })))
        }
        (None, None) => Ok((Clock::Named(context.here.unwrap_or(Tz::UTC)), Some(InvitationNotice::Floating))),
    }
}

/// Tells whether a moment has a year of four digits, which is what files and letters can write.
fn in_calendar(at: DateTime<Utc>) -> bool {
    (1..=9999).contains(&at.year())
}
