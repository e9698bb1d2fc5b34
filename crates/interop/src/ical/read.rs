//! Reading invitations, leniently: what can be understood is taken, the rest is named.

use super::{
    InvitationProblem, InvitationReport, MAX_EVENTS, MAX_ICAL_BYTES,
    clock::Zones,
    event::{self, Context},
    repeat::Budget,
};
use crate::{
    unfold::{ContentLine, content_lines},
    vcard::charset,
};
use calcard::{
    Entry, Parser,
    icalendar::{ICalendar, ICalendarComponent, ICalendarComponentType},
};
use chrono::{DateTime, Utc};

/// Reads the events of a file; `here` is the IANA zone for those that name none, and `now` tells which time of an event that
/// repeats comes next.
pub fn read_invitations(bytes: &[u8], here: &str, now: DateTime<Utc>) -> InvitationReport {
    let mut report = InvitationReport::default();
    if bytes.len() > MAX_ICAL_BYTES {
        report.problems.push(InvitationProblem::TooLarge { bytes: bytes.len() });
        return report;
    }
    let lines = content_lines(&charset::open(bytes).bytes);
    // Each line gets its letters by itself: a wrong byte in one says nothing about the others.
    let lines: Vec<(u32, String)> = lines.into_iter().map(|line| (line.number, decoded(&line))).collect();
    let places = Places::of(&lines);
    if places.calendars == 0 {
        report.problems.push(InvitationProblem::NoCalendar);
        return report;
    }
    report.problems.extend(places.unreadable);
    let text: String = lines.iter().flat_map(|(_, line)| [line.as_str(), "\r\n"]).collect();
    let mut parser = Parser::new(&text);
    let mut begins = places.events.into_iter();
    let mut budget = Budget::new();
    loop {
        match parser.entry() {
            Entry::Eof => break,
            Entry::ICalendar(calendar) => events(&calendar, here, now, &mut begins, &mut budget, &mut report),
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

fn decoded(line: &ContentLine) -> String {
    // A line end that only Unicode knows would be one for nobody else.
    charset::text(&line.bytes, None).replace('\0', "")
}

/// Where things stand in a file, by its lines alone.
#[derive(Default)]
struct Places {
    calendars: usize,
    events: Vec<u32>,
    unreadable: Vec<InvitationProblem>,
}

impl Places {
    fn of(lines: &[(u32, String)]) -> Self {
        let mut places = Self::default();
        for (number, line) in lines {
            match line.split_once(':') {
                Some((begin, what)) if begin.trim().eq_ignore_ascii_case("BEGIN") => {
                    let what = what.trim();
                    if what.eq_ignore_ascii_case("VCALENDAR") {
                        places.calendars += 1;
                    } else if what.eq_ignore_ascii_case("VEVENT") {
                        places.events.push(*number);
                    }
                }
                Some(_) => {}
                None if places.unreadable.len() < 5 => {
                    let text = line.chars().take(60).collect();
                    places.unreadable.push(InvitationProblem::BadLine { line: *number, text });
                }
                None => {}
            }
        }
        places
    }
}

fn events(
    calendar: &ICalendar,
    here: &str,
    now: DateTime<Utc>,
    begins: &mut impl Iterator<Item = u32>,
    budget: &mut Budget,
    report: &mut InvitationReport,
) {
    let zones = Zones::of(calendar);
    let all = calendar.components.iter().filter(|one| one.component_type == ICalendarComponentType::VEvent);
    let all: Vec<&ICalendarComponent> = all.take(MAX_EVENTS.saturating_sub(report.events.len()) + 1).collect();
    let context = Context::of(calendar, &zones, here, now);
    for component in &all {
        if report.events.len() == MAX_EVENTS {
            report.problems.push(InvitationProblem::TooMany);
            return;
        }
        // The lines of a file that is cut short may tell of fewer events than the parser finds; then the place is not known.
        let line = begins.next().unwrap_or(1);
        let outcome = event::read(component, &all, &context, budget);
        report.events.push(super::InvitationResult { line, outcome });
    }
}
