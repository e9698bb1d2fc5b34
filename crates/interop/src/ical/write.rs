//! Writing one entry.

use super::{
    EventDraft,
    zone::{Observance, observances, once},
};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// The longest line, in octets (RFC 5545, 3.1).
const LINE: usize = 75;

/// Writes an entry as a whole file.
///
/// The method is `PUBLISH`, or `CANCEL` for an entry that is taken back. No organizer is named: the entry is for one's own
/// calendar, and one's own address is not known here.
pub fn write_event(draft: &EventDraft) -> Vec<u8> {
    // At the end of what time can hold an entry lasts no time rather than stopping the program.
    let end = draft.start.checked_add_signed(Duration::minutes(i64::from(draft.minutes))).unwrap_or(draft.start);
    let local = draft.zone.parse::<Tz>().ok().filter(|zone| *zone != Tz::UTC).and_then(|zone| {
        // A time that the clock shows twice would be read as the first of the two.
        Some((zone, once(zone, draft.start)?, once(zone, end)?))
    });
    let mut out = Lines::default();
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Firsthand//Firsthand//EN");
    out.line(if draft.cancelled { "METHOD:CANCEL" } else { "METHOD:PUBLISH" });
    if let Some((zone, ..)) = local {
        out.line("BEGIN:VTIMEZONE");
        out.line(&format!("TZID:{}", zone.name()));
        for one in observances(zone, draft.start) {
            observance(&mut out, &one);
        }
        out.line("END:VTIMEZONE");
    }
    out.line("BEGIN:VEVENT");
    out.line(&format!("UID:{}", escaped(&draft.uid)));
    if let Some(which) = draft.recurrence {
        out.line(&format!("RECURRENCE-ID:{}", utc(which)));
    }
    out.line(&format!("DTSTAMP:{}", utc(draft.stamp)));
    out.line(&format!("SEQUENCE:{}", draft.sequence));
    match local {
        Some((zone, start, end)) => {
            out.line(&format!("DTSTART;TZID={}:{}", zone.name(), clock(start)));
            out.line(&format!("DTEND;TZID={}:{}", zone.name(), clock(end)));
        }
        None => {
            out.line(&format!("DTSTART:{}", utc(draft.start)));
            out.line(&format!("DTEND:{}", utc(end)));
        }
    }
    out.text("SUMMARY", &draft.summary);
    out.text("LOCATION", &draft.place);
    out.text("DESCRIPTION", &draft.description);
    out.line(if draft.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    out.line("TRANSP:OPAQUE");
    out.line("END:VEVENT");
    out.line("END:VCALENDAR");
    out.0.into_bytes()
}

fn observance(out: &mut Lines, one: &Observance) {
    let kind = if one.daylight { "DAYLIGHT" } else { "STANDARD" };
    out.line(&format!("BEGIN:{kind}"));
    out.line(&format!("DTSTART:{}", clock(one.onset)));
    out.line(&format!("TZOFFSETFROM:{}", offset(one.from)));
    out.line(&format!("TZOFFSETTO:{}", offset(one.to)));
    out.text("TZNAME", &one.name);
    out.line(&format!("END:{kind}"));
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn clock(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let east = seconds.unsigned_abs();
    let (hours, minutes, rest) = (east / 3600, east / 60 % 60, east % 60);
    if rest == 0 { format!("{sign}{hours:02}{minutes:02}") } else { format!("{sign}{hours:02}{minutes:02}{rest:02}") }
}

/// Escapes a text value (RFC 5545, 3.3.11); what no calendar can show is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a line, folded between letters where it is too long.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("{name}:{}", escaped(value)));
        }
    }
}
