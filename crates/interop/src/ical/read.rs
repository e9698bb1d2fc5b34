//! Reading invitations, leniently: what can be understood is taken, the rest is named.

use super::{
    Invitation, InvitationError, InvitationNotice, InvitationProblem, InvitationReport, InvitationResult, MAX_EVENTS,
    MAX_ICAL_BYTES,
};
use crate::vcard::charset;
use calcard::{
    Entry, Parser,
    common::timezone::Tz,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod, ICalendarParameterName,
        ICalendarProperty as Property, ICalendarStatus, ICalendarValue,
    },
};
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone as _, Utc};

/// Reads the events of a file; `here` is the IANA zone for those that name none.
pub fn read_invitations(bytes: &[u8], here: &str) -> InvitationReport {
    let mut report = InvitationReport::default();
    if bytes.len() > MAX_ICAL_BYTES {
        report.problems.push(InvitationProblem::TooLarge { bytes: bytes.len() });
        return report;
    }
    let text = charset::text(&charset::open(bytes).bytes, None);
    let lines = Places::of(&text);
    if lines.calendars == 0 {
        report.problems.push(InvitationProblem::NoCalendar);
        return report;
    }
    report.problems.extend(lines.unreadable);
    let mut parser = Parser::new(&text);
    let mut begins = lines.events.into_iter();
    loop {
        match parser.entry() {
            Entry::Eof => break,
            Entry::ICalendar(calendar) => events(&calendar, here, &mut begins, &mut report),
            Entry::UnterminatedComponent(component) => {
                report.problems.push(InvitationProblem::Unfinished { component: component.into_owned() });
            }
            Entry::UnexpectedComponentEnd { expected, .. } => {
                report.problems.push(InvitationProblem::Unfinished { component: expected.as_str().to_owned() });
            }
            Entry::TooManyComponents => report.problems.push(InvitationProblem::TooMany),
            _ => {}
        }
    }
    if report.events.is_empty() && report.problems.is_empty() {
        report.problems.push(InvitationProblem::NoEvent);
    }
    report
}

/// Where things stand in a file, by its lines alone.
#[derive(Default)]
struct Places {
    calendars: usize,
    events: Vec<u32>,
    unreadable: Vec<InvitationProblem>,
}

impl Places {
    fn of(text: &str) -> Self {
        let mut places = Self::default();
        for (line, number) in text.lines().zip(1u32..) {
            if line.starts_with([' ', '\t']) || line.trim().is_empty() {
                continue;
            }
            match line.split_once(':') {
                Some((begin, what)) if begin.trim().eq_ignore_ascii_case("BEGIN") => {
                    let what = what.trim();
                    if what.eq_ignore_ascii_case("VCALENDAR") {
                        places.calendars += 1;
                    } else if what.eq_ignore_ascii_case("VEVENT") {
                        places.events.push(number);
                    }
                }
                Some(_) => {}
                // A long parameter may push the colon to the next line; only a line that cannot be a property counts.
                None if line.contains(';') => {}
                None if places.unreadable.len() < 5 => {
                    let text = line.chars().take(60).collect();
                    places.unreadable.push(InvitationProblem::BadLine { line: number, text });
                }
                None => {}
            }
        }
        places
    }
}

fn events(calendar: &ICalendar, here: &str, begins: &mut impl Iterator<Item = u32>, report: &mut InvitationReport) {
    let zones = calendar.build_owned_tz_resolver();
    let resolve = |name: &str| match zones.resolve(name)? {
        Tz::Tz(zone) => Some(zone),
        _ => None,
    };
    let cancelled = calendar.components.iter().any(|component| {
        let method = component.property(&Property::Method).and_then(|entry| entry.values.first());
        matches!(method, Some(ICalendarValue::Method(ICalendarMethod::Cancel)))
    });
    for component in &calendar.components {
        if component.component_type != ICalendarComponentType::VEvent {
            continue;
        }
        if report.events.len() == MAX_EVENTS {
            report.problems.push(InvitationProblem::TooMany);
            return;
        }
        let line = begins.next().unwrap_or(1);
        report.events.push(InvitationResult { line, outcome: event(component, cancelled, here, &resolve) });
    }
}

fn event(
    component: &ICalendarComponent,
    cancelled: bool,
    here: &str,
    resolve: &dyn Fn(&str) -> Option<chrono_tz::Tz>,
) -> Result<Invitation, InvitationError> {
    let mut notices = Vec::new();
    if component.has_property(&Property::RecurrenceId) {
        return Err(InvitationError::OneOfMany);
    }
    let uid = component.uid().map(str::trim).filter(|uid| !uid.is_empty()).ok_or(InvitationError::NoUid)?;
    let begin = component.property(&Property::Dtstart).ok_or(InvitationError::NoStart)?;
    let (start, zone) = moment(begin, here, resolve, &mut notices)?;
    let end = match component.property(&Property::Dtend) {
        Some(end) => Some(moment(end, here, resolve, &mut Vec::new())?.0),
        None => match component.property(&Property::Duration).and_then(|entry| entry.values.first()) {
            Some(ICalendarValue::Duration(length)) => Some(start + Duration::seconds(length.as_seconds())),
            _ => None,
        },
    };
    let minutes = match end.map(|end| (end - start).num_minutes()) {
        Some(length) if length < 0 => return Err(InvitationError::EndsBefore),
        Some(length) if length > 0 => u32::try_from(length).ok(),
        _ => None,
    };
    if minutes.is_none() {
        notices.push(InvitationNotice::NoLength);
    }
    if component.has_property(&Property::Rrule) || component.has_property(&Property::Rdate) {
        notices.push(InvitationNotice::Repeats);
    }
    let sequence = component.property(&Property::Sequence).and_then(|entry| entry.values.first()?.as_integer());
    Ok(Invitation {
        uid: uid.to_owned(),
        sequence: sequence.and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
        start,
        minutes,
        zone,
        summary: words(component, &Property::Summary),
        place: words(component, &Property::Location),
        description: words(component, &Property::Description),
        organizer: organizer(component),
        cancelled: cancelled || matches!(component.status(), Some(ICalendarStatus::Cancelled)),
        notices,
    })
}

fn words(component: &ICalendarComponent, property: &Property) -> String {
    let entry = component.property(property);
    let text = entry.and_then(|entry| entry.values.first()).and_then(ICalendarValue::as_text);
    text.unwrap_or_default().trim().to_owned()
}

fn organizer(component: &ICalendarComponent) -> String {
    let Some(entry) = component.property(&Property::Organizer) else { return String::new() };
    let name = entry.parameter(&ICalendarParameterName::Cn).and_then(|name| name.as_text()).map(str::trim);
    name.filter(|name| !name.is_empty()).or_else(|| entry.calendar_address()).unwrap_or_default().to_owned()
}

/// Reads a moment and the zone that it was given in; the zone is empty for UTC and for a bare offset.
fn moment(
    entry: &ICalendarEntry,
    here: &str,
    resolve: &dyn Fn(&str) -> Option<chrono_tz::Tz>,
    notices: &mut Vec<InvitationNotice>,
) -> Result<(DateTime<Utc>, String), InvitationError> {
    let value = entry.values.first();
    let bad =
        || InvitationError::BadStart { found: value.and_then(|value| value.as_text()).unwrap_or_default().to_owned() };
    let partial = value.and_then(ICalendarValue::as_partial_date_time).ok_or_else(bad)?;
    if partial.has_date() && !partial.has_time() {
        return Err(InvitationError::WholeDay);
    }
    let read = partial.to_date_time().ok_or_else(bad)?;
    if let Some(offset) = read.offset {
        let at = offset.from_local_datetime(&read.date_time).single().ok_or_else(bad)?;
        return Ok((at.with_timezone(&Utc), String::new()));
    }
    let zone = match entry.tz_id() {
        Some(name) => resolve(name).ok_or_else(|| InvitationError::UnknownZone { zone: name.to_owned() })?,
        None => {
            notices.push(InvitationNotice::Floating);
            here.parse().unwrap_or(chrono_tz::UTC)
        }
    };
    let at = on_the_clock(zone, read.date_time, notices).ok_or_else(bad)?;
    Ok((at, if zone == chrono_tz::UTC { String::new() } else { zone.name().to_owned() }))
}

/// Finds the moment at which a clock shows a time: the first of two (RFC 5545, 3.3.5), the next one if it is skipped.
fn on_the_clock(
    zone: chrono_tz::Tz,
    time: NaiveDateTime,
    notices: &mut Vec<InvitationNotice>,
) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&time) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
        LocalResult::None => {
            notices.push(InvitationNotice::Skipped);
            // Read by the offset that holds before the jump, as the standard says.
            let before = zone.offset_from_utc_datetime(&(time - Duration::days(1)));
            let offset = chrono::Offset::fix(&before);
            offset.from_local_datetime(&time).single().map(|at| at.with_timezone(&Utc))
        }
    }
}
