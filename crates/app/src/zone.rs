//! The zone of this device: `TZ` first, then what the system says. Screens, letters, entries and commands all ask here.

use chrono::{Local, Offset as _, TimeZone as _, Utc};
pub use firsthand_interop::{is_zone, moment_in};
use firsthand_interop::{zone_like, zone_named};
use std::path::Path;

/// Returns the IANA name of this device's zone; empty where its clock goes as no zone that is known, and times are then kept
/// in UTC.
pub fn local_zone() -> String {
    let set = std::env::var("TZ").ok();
    let named = match set.as_deref() {
        Some(set) if !is_unknown(set) => from_setting(set),
        _ => iana_time_zone::get_timezone().ok().and_then(|name| zone_named(&name).map(str::to_owned)),
    };
    named.or_else(by_clock).unwrap_or_default()
}

/// Returns what `TZ` says where that is no zone: the system's own is then used, and the user is to be told.
pub fn unknown_zone() -> Option<String> {
    std::env::var("TZ").ok().filter(|set| is_unknown(set))
}

fn is_unknown(set: &str) -> bool {
    from_setting(set).is_none() && !spells_rules(set)
}

/// Whether a value of `TZ` spells out an offset in the manner of POSIX: a short name, or one in angle brackets, and a number.
fn spells_rules(set: &str) -> bool {
    let rest = match set.trim().strip_prefix('<') {
        Some(quoted) => quoted.split_once('>').map(|(name, rest)| (name.len(), rest)),
        None => {
            let end = set.trim().find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(set.trim().len());
            set.trim().get(end..).map(|rest| (end, rest))
        }
    };
    rest.is_some_and(|(name, rest)| {
        name >= 3 && rest.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Reads a value of `TZ`: a name, a name behind a colon, or a file of the zone database.
fn from_setting(set: &str) -> Option<String> {
    let set = set.strip_prefix(':').unwrap_or(set).trim();
    if set.is_empty() {
        return Some("UTC".to_owned());
    }
    if !set.starts_with('/') {
        return zone_named(set).map(str::to_owned);
    }
    // A file may be a link to the zone that is meant, as /etc/localtime is.
    let real = std::fs::canonicalize(set).ok();
    [real.as_deref(), Some(Path::new(set))].into_iter().flatten().find_map(|path| {
        let (_, name) = path.to_str()?.split_once("zoneinfo/")?;
        zone_named(name.trim_start_matches("posix/")).map(str::to_owned)
    })
}

/// Finds a zone whose clock goes as this device's does, for a `TZ` that spells out rules: `CET-1CEST,M3.5.0,M10.5.0/3`.
fn by_clock() -> Option<String> {
    let east = |at: chrono::DateTime<Utc>| Local.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    zone_like(Utc::now(), east).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{from_setting, is_unknown};

    #[test]
    fn every_way_to_name_a_zone_in_tz_is_understood() {
        for set in ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", " Europe/Berlin"] {
            assert_eq!(from_setting(set).as_deref(), Some("Europe/Berlin"), "{set}");
        }
        assert_eq!(from_setting("").as_deref(), Some("UTC"));
        assert_eq!(from_setting("CET-1CEST,M3.5.0,M10.5.0/3"), None, "its clock tells");
        assert_eq!(from_setting("/nowhere/Berlin"), None);
    }

    #[test]
    fn only_what_names_no_zone_and_spells_no_rules_is_unknown() {
        for set in ["Nowhere/Land", ":Nowhere/Land", "/nowhere/Berlin", "Berlin time", "+2", "<>3", "-"] {
            assert!(is_unknown(set), "{set}");
        }
        for set in ["", "Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "EST5", "UTC0", "JST-9"] {
            assert!(!is_unknown(set), "{set}");
        }
    }
}
