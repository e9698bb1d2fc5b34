//! Which clock a time is read by: what the file says of its zone first, then what its name means.

use super::{repeat::Budget, rules::Rules};
use calcard::{
    common::timezone::Tz as Known,
    icalendar::{ICalendar, ICalendarComponent, ICalendarProperty as Property},
};
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Zones that stand for others with the same clock, where a file gives rules and no name that is known.
const PRINCIPAL: [&str; 24] = [
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Pacific/Auckland",
];

/// A clock that a time is read by.
pub(super) enum Clock<'a> {
    /// A zone of the IANA database.
    Named(Tz),
    /// One offset for ever.
    Fixed(FixedOffset),
    /// What the file says, and what its name means if it is known.
    Described(&'a Rules, Option<Tz>),
}

/// The zones that a file describes.
pub(super) struct Zones {
    described: Vec<(String, Rules, Option<Tz>)>,
}

impl Zones {
    pub(super) fn of(calendar: &ICalendar) -> Self {
        let described = calendar.timezones().filter_map(|zone| {
            let name = text(zone, &Property::Tzid)?;
            Some((name.to_owned(), Rules::of(calendar, zone)?, named(name).or_else(|| hinted(zone))))
        });
        Self { described: described.collect() }
    }

    /// Finds the clock that a name means in this file.
    pub(super) fn clock(&self, name: &str) -> Option<Clock<'_>> {
        let same = |(known, ..): &&(String, Rules, Option<Tz>)| known.trim().eq_ignore_ascii_case(name.trim());
        let exact = self.described.iter().find(|(known, ..)| known == name);
        match exact.or_else(|| self.described.iter().find(same)) {
            Some((_, rules, zone)) => Some(Clock::Described(rules, *zone)),
            None => by_name(name),
        }
    }
}

fn text<'a>(zone: &'a ICalendarComponent, name: &Property) -> Option<&'a str> {
    zone.property(name)?.values.first()?.as_text()
}

/// What programs add to a zone beside its name.
fn hinted(zone: &ICalendarComponent) -> Option<Tz> {
    let other = |name: &str| {
        let entry = zone.entries.iter().find(|entry| entry.name.as_str().eq_ignore_ascii_case(name))?;
        entry.values.first()?.as_text()
    };
    let microsoft = || match Known::from_ms_cdo_zone_id(other("X-MICROSOFT-CDO-TZID")?)? {
        Known::Tz(zone) => Some(zone),
        _ => None,
    };
    other("X-LIC-LOCATION").and_then(named).or_else(microsoft)
}

/// Finds a clock by a name alone.
fn by_name(name: &str) -> Option<Clock<'static>> {
    named(name).map(Clock::Named).or_else(|| match name.trim().parse::<Known>() {
        Ok(Known::Fixed(offset)) => Some(Clock::Fixed(offset)),
        _ => None,
    })
}

/// Finds the zone that a name means: an IANA name, a name of Windows (CLDR), a global id that ends in an IANA name, or a
/// numbered copy of one of these.
pub(super) fn named(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"').trim();
    let found = iana(name).or_else(|| windows(name)).or_else(|| global(name));
    found.or_else(|| {
        // Outlook numbers a zone that it has seen with other rules: "Eastern Standard Time 1".
        let (before, number) = name.rsplit_once(' ')?;
        let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        numbered.then(|| named(before)).flatten()
    })
}

fn iana(name: &str) -> Option<Tz> {
    name.parse().ok().or_else(|| chrono_tz::TZ_VARIANTS.into_iter().find(|zone| zone.name().eq_ignore_ascii_case(name)))
}

fn windows(name: &str) -> Option<Tz> {
    match name.parse::<Known>() {
        Ok(Known::Tz(zone)) => Some(zone),
        _ => None,
    }
}

fn global(name: &str) -> Option<Tz> {
    if let Some((scheme, rest)) = name.split_once("://")
        && scheme.eq_ignore_ascii_case("tzone")
    {
        let (_, zone) = rest.split_once('/')?;
        return iana(zone).or_else(|| windows(zone));
    }
    let rest = name.strip_prefix('/')?;
    let mut at = Some(rest);
    // The longest ending that is a zone: "/freeassociation.sourceforge.net/America/Argentina/Salta".
    while let Some(here) = at {
        if let Some(zone) = iana(here) {
            return Some(zone);
        }
        at = here.split_once('/').map(|(_, after)| after);
    }
    None
}

impl Clock<'_> {
    /// Finds the moment at which the clock shows a time, and whether it skips that time.
    pub(super) fn moment(&self, time: NaiveDateTime, budget: &mut Budget) -> Option<(DateTime<Utc>, bool)> {
        match self {
            Self::Fixed(offset) => time.checked_sub_offset(*offset).map(|at| (at.and_utc(), false)),
            Self::Described(rules, _) => rules.moment(time, budget),
            Self::Named(zone) => match zone.from_local_datetime(&time) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some((at.with_timezone(&Utc), false)),
                LocalResult::None => {
                    // Read by the offset that holds before the jump, as the standard says.
                    let before = zone.offset_from_utc_datetime(&time.checked_sub_signed(TimeDelta::days(1))?).fix();
                    time.checked_sub_offset(before).map(|at| (at.and_utc(), true))
                }
            },
        }
    }

    /// Returns the time that the clock shows at a moment.
    pub(super) fn shows(&self, at: DateTime<Utc>, budget: &mut Budget) -> Option<NaiveDateTime> {
        at.naive_utc().checked_add_signed(self.offset(at, budget))
    }

    fn offset(&self, at: DateTime<Utc>, budget: &mut Budget) -> TimeDelta {
        match self {
            Self::Fixed(offset) => TimeDelta::seconds(offset.local_minus_utc().into()),
            Self::Described(rules, _) => rules.offset(at, budget),
            Self::Named(zone) => offset(*zone, at),
        }
    }

    /// Returns the zone whose name a talk may bear, and whether the file describes that zone otherwise than it is known.
    pub(super) fn zone(&self, at: DateTime<Utc>, here: Option<Tz>, budget: &mut Budget) -> (Option<Tz>, bool) {
        match self {
            Self::Named(zone) => (Some(*zone), false),
            Self::Fixed(_) => (None, false),
            Self::Described(rules, known) => match known {
                Some(zone) if offset(*zone, at) == rules.offset(at, budget) => (Some(*zone), false),
                _ => (like(at, here, |at| Some(rules.offset(at, budget))), known.is_some()),
            },
        }
    }
}

fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    TimeDelta::seconds(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc().into())
}

/// Finds a zone whose clock goes as `offsets` says, every week of the year around a moment: `here` before others.
pub(super) fn like(
    around: DateTime<Utc>,
    here: Option<Tz>,
    mut offsets: impl FnMut(DateTime<Utc>) -> Option<TimeDelta>,
) -> Option<Tz> {
    let weeks = (-26..=26).filter_map(|week| around.checked_add_signed(TimeDelta::weeks(week)));
    let clock: Vec<_> = weeks.filter_map(|at| Some((at, offsets(at)?))).collect();
    let known = PRINCIPAL.iter().filter_map(|name| name.parse::<Tz>().ok());
    here.into_iter().chain(known).find(|zone| clock.iter().all(|(at, east)| offset(*zone, *at) == *east))
}
