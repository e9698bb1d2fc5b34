//! Ways to reach somebody: which property is which, and the words for them.

use super::{ChannelDraft, Means, content::Content, tidy};
use crate::reach;
use calcard::vcard::{VCardParameterName, VCardParameterValue};
use std::collections::BTreeSet;

/// Messenger properties that programs invented, and the name of each service.
const MESSENGERS: [(&str, &str); 19] = [
    ("X-AIM", "AIM"),
    ("X-GADUGADU", "Gadu-Gadu"),
    ("X-GOOGLE-TALK", "Google Talk"),
    ("X-GROUPWISE", "GroupWise"),
    ("X-GTALK", "Google Talk"),
    ("X-ICQ", "ICQ"),
    ("X-JABBER", "Jabber"),
    ("X-MATRIX", "Matrix"),
    ("X-MS-IMADDRESS", "messenger"),
    ("X-MSN", "MSN"),
    ("X-QQ", "QQ"),
    ("X-SIGNAL", "Signal"),
    ("X-SIP", "SIP"),
    ("X-SKYPE", "Skype"),
    ("X-SKYPE-USERNAME", "Skype"),
    ("X-TELEGRAM", "Telegram"),
    ("X-THREEMA", "Threema"),
    ("X-TWITTER", "Twitter"),
    ("X-YAHOO", "Yahoo"),
];

/// `TYPE` words that say nothing about whose number it is or what for.
const WORDLESS: [&str; 13] =
    ["dom", "internet", "intl", "iphone", "msg", "other", "parcel", "postal", "pref", "text", "video", "voice", "x400"];

/// How many types of one property are looked at; real ones have a handful.
const MAX_TYPES: usize = 16;

/// A way to reach somebody, and how much the card prefers it: 1 most, 100 least.
pub(super) struct Found {
    pub(super) draft: ChannelDraft,
    pub(super) rank: Option<u8>,
}

/// What a property says of ways to reach somebody.
#[derive(Default)]
pub(super) struct Channels {
    /// The ways, none if the property is no such thing or says nothing.
    pub(super) channels: Vec<Found>,
    /// The part of the value that could not be read, where another part could.
    pub(super) left_out: Option<String>,
}

/// Reads a property as ways to reach somebody.
pub(super) fn channels(content: &Content, custom_label: Option<&str>) -> Channels {
    let text = tidy::one_line(&content.text());
    let mut left_out = None;
    let (kind, values, service) = match content.name.as_str() {
        "TEL" | "X-MS-TEL" => (Means::Phone, phones(&text), None),
        "EMAIL" => (Means::Email, mails(&text), None),
        "URL" => (Means::Web, named(text), None),
        "ADR" => {
            let (address, rest) = address(content);
            left_out = rest;
            (Means::Address, named(address), None)
        }
        "LABEL" => {
            let lines = content.text().lines().map(tidy::one_line).collect::<Vec<_>>().join(", ");
            (Means::Address, named(lines), None)
        }
        "CONTACT-URI" => by_scheme(&text),
        "IMPP" => messenger(content, &text),
        "SOCIALPROFILE" | "X-SOCIALPROFILE" => social_profile(content, &text),
        name => match MESSENGERS.iter().find(|(property, _)| *property == name) {
            Some((_, service)) => (Means::Other, named(text), Some((*service).to_owned())),
            None => return Channels::default(),
        },
    };
    let words = words(content, kind);
    let label = match (custom_label, service) {
        (Some(label), _) => tidy::one_line(label),
        (None, Some(service)) => service,
        (None, None) => words,
    };
    let rank = rank(content);
    let channels = values.into_iter().filter(|(value, _)| !value.is_empty()).map(|(value, name)| {
        let words = [label.as_str(), name.as_str()].into_iter().filter(|word| !word.is_empty());
        let label = words.collect::<Vec<_>>().join(", ");
        Found { draft: ChannelDraft { kind, value, label, preferred: false }, rank }
    });
    Channels { channels: channels.collect(), left_out }
}

/// A value without a name of its own.
fn named(value: String) -> Vec<(String, String)> {
    vec![(value, String::new())]
}

/// The addresses of a text, each with the name that stands before it.
fn mails(text: &str) -> Vec<(String, String)> {
    reach::mailboxes(text).into_iter().map(|mailbox| (mailbox.address, tidy::one_line(&mailbox.name))).collect()
}

/// The numbers of a text.
fn phones(text: &str) -> Vec<(String, String)> {
    if without_scheme(text, "tel:").len() < text.len() {
        return named(phone(text));
    }
    reach::numbers(&reach::visible(text)).into_iter().map(|number| (number, String::new())).collect()
}

fn without_scheme<'a>(text: &'a str, scheme: &str) -> &'a str {
    match text.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => text.get(scheme.len()..).unwrap_or_default().trim(),
        _ => text,
    }
}

/// A `tel:` address as a number, with its extension spelt out (RFC 3966).
fn phone(text: &str) -> String {
    let number = without_scheme(text, "tel:");
    let mut parts = number.split(';');
    let mut number = reach::visible(parts.next().unwrap_or_default()).replace("%20", " ");
    let extension = parts.find_map(|part| Some(without_scheme(part, "ext=")).filter(|rest| rest.len() < part.len()));
    if let Some(extension) = extension {
        number.push_str(" ext. ");
        number.push_str(extension);
    }
    number
}

/// The means, the values with their names, and the service that a property is about.
type Read = (Means, Vec<(String, String)>, Option<String>);

fn by_scheme(text: &str) -> Read {
    for (scheme, kind) in [("mailto:", Means::Email), ("tel:", Means::Phone)] {
        if without_scheme(text, scheme).len() < text.len() {
            return (kind, if kind == Means::Phone { named(phone(text)) } else { mails(text) }, None);
        }
    }
    (Means::Web, named(text.to_owned()), None)
}

/// How many parts an address has (RFC 6350, 6.3.1); RFC 9554 added eleven that repeat or refine them.
const ADDRESS_PARTS: usize = 7;

/// A postal address on one line, in the order that the format gives its parts (RFC 6350, 6.3.1), and what stands behind these parts
/// and says something else. Some programs put the whole address there once more.
fn address(content: &Content) -> (String, Option<String>) {
    let parts = content.entry.values.iter().map(|value| {
        let texts = match value {
            calcard::vcard::VCardValue::Component(texts) => texts.clone(),
            value => value.as_text().map(str::to_owned).into_iter().collect(),
        };
        texts.iter().flat_map(|part| part.lines().map(tidy::one_line).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    let parts: Vec<Vec<String>> = parts.collect();
    let joined = |parts: &[Vec<String>]| {
        parts.iter().flatten().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    };
    let (known, further) = parts.split_at_checked(ADDRESS_PARTS).unwrap_or((&parts, &[]));
    let (address, further) = (joined(known), joined(further));
    if !address.is_empty() {
        let words = |text: &str| text.split([' ', ',', '.']).map(str::to_lowercase).collect::<BTreeSet<_>>();
        let repeats = words(&further).is_subset(&words(&address));
        return (address, Some(further).filter(|further| !repeats && !further.is_empty()));
    }
    if !further.is_empty() {
        return (further, None);
    }
    let label = content.entry.parameters(&VCardParameterName::Label).find_map(VCardParameterValue::as_text);
    (label.map(tidy::one_line).unwrap_or_default(), None)
}

/// A messenger address: the scheme is the service unless a parameter names it (RFC 6350, 6.4.3; RFC 9554, 4.9).
fn messenger(content: &Content, text: &str) -> Read {
    let (scheme, address) = text.split_once(':').unwrap_or(("", text));
    let service = service(content).unwrap_or_else(|| scheme.to_lowercase());
    (Means::Other, named(address.trim().to_owned()), Some(service).filter(|service| !service.is_empty()))
}

/// A profile on a social network: a web address, or a name there (`x-apple:name`).
fn social_profile(content: &Content, text: &str) -> Read {
    let lower = text.to_lowercase();
    let service = service(content).or_else(|| Some(words(content, Means::Web))).filter(|service| !service.is_empty());
    if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("www.") {
        (Means::Web, named(text.to_owned()), service)
    } else {
        (Means::Other, named(without_scheme(text, "x-apple:").to_owned()), service)
    }
}

fn service(content: &Content) -> Option<String> {
    content.entry.params.iter().find_map(|parameter| {
        let is_service = match &parameter.name {
            VCardParameterName::ServiceType => true,
            VCardParameterName::Other(name) => name.eq_ignore_ascii_case("X-SERVICE-TYPE"),
            _ => false,
        };
        is_service
            .then(|| parameter.value.as_text())
            .flatten()
            .map(tidy::one_line)
            .filter(|service| !service.is_empty())
    })
}

/// Returns every type of a property in small letters: `TYPE=` values, and the bare words of version 2.1.
fn types(content: &Content) -> impl Iterator<Item = String> {
    content.entry.params.iter().filter_map(|parameter| match (&parameter.name, &parameter.value) {
        (VCardParameterName::Type, value) => value.as_text().map(str::to_lowercase),
        (VCardParameterName::Other(word), VCardParameterValue::Null) => Some(word.to_lowercase()),
        (VCardParameterName::Pref, VCardParameterValue::Null) => Some("pref".to_owned()),
        _ => None,
    })
}

/// Returns a label from the types of a property, such as "work fax".
fn words(content: &Content, kind: Means) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in types(content).take(MAX_TYPES) {
        let word = word.strip_prefix("x-").unwrap_or(&word).replace('-', " ");
        let repeats_kind = matches!((kind, word.as_str()), (Means::Email, "email") | (Means::Web, "url" | "web"));
        if !WORDLESS.contains(&word.as_str()) && !repeats_kind && !words.contains(&word) {
            words.push(tidy::one_line(&word));
        }
    }
    // Whose number it is comes before what it is for, in whatever order the card has them.
    words.sort_by_key(|word| !matches!(word.as_str(), "work" | "home"));
    words.join(" ")
}

/// Returns how much the card prefers a property: `TYPE=PREF` (RFC 2426, 3.3.1) counts as 1, `PREF=n` as n (RFC 6350, 5.3).
fn rank(content: &Content) -> Option<u8> {
    let ranks = content.entry.parameters(&VCardParameterName::Pref).filter_map(|value| match value {
        VCardParameterValue::Integer(rank) => u8::try_from(*rank).ok().filter(|rank| (1..=100).contains(rank)),
        _ => None,
    });
    ranks.chain(types(content).filter(|word| word == "pref").map(|_| 1)).min()
}
