//! Ways to reach somebody: which property is which, and the words for them.

use super::{ChannelDraft, Means, content::Content, tidy};
use calcard::vcard::{VCardParameterName, VCardParameterValue};

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

/// Reads a property as a way to reach somebody; `None` if it is none or says nothing.
pub(super) fn channel(content: &Content, custom_label: Option<&str>) -> Option<ChannelDraft> {
    let text = tidy::one_line(&content.text());
    let (kind, value, service) = match content.name.as_str() {
        "TEL" | "X-MS-TEL" => (Means::Phone, phone(&text), None),
        "EMAIL" => (Means::Email, without_scheme(&text, "mailto:").to_owned(), None),
        "URL" => (Means::Web, text, None),
        "ADR" => (Means::Address, address(content), None),
        "LABEL" => (Means::Address, content.text().lines().map(tidy::one_line).collect::<Vec<_>>().join(", "), None),
        "CONTACT-URI" => by_scheme(&text),
        "IMPP" => messenger(content, &text),
        "SOCIALPROFILE" | "X-SOCIALPROFILE" => social_profile(content, &text),
        name => {
            let (_, service) = MESSENGERS.iter().find(|(property, _)| *property == name)?;
            (Means::Other, text, Some((*service).to_owned()))
        }
    };
    if value.is_empty() {
        return None;
    }
    let words = words(content, kind);
    let label = match (custom_label, service) {
        (Some(label), _) => tidy::one_line(label),
        (None, Some(service)) => service,
        (None, None) => words,
    };
    Some(ChannelDraft { kind, value, label, preferred: is_preferred(content) })
}

fn without_scheme<'a>(text: &'a str, scheme: &str) -> &'a str {
    match text.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => text.get(scheme.len()..).unwrap_or_default().trim(),
        _ => text,
    }
}

/// A number, or a `tel:` address with its extension spelt out (RFC 3966).
fn phone(text: &str) -> String {
    let number = without_scheme(text, "tel:");
    if number.len() == text.len() {
        return number.to_owned();
    }
    let mut parts = number.split(';');
    let mut number = parts.next().unwrap_or_default().replace("%20", " ");
    let extension = parts.find_map(|part| Some(without_scheme(part, "ext=")).filter(|rest| rest.len() < part.len()));
    if let Some(extension) = extension {
        number.push_str(" ext. ");
        number.push_str(extension);
    }
    number
}

fn by_scheme(text: &str) -> (Means, String, Option<String>) {
    for (scheme, kind) in [("mailto:", Means::Email), ("tel:", Means::Phone)] {
        if without_scheme(text, scheme).len() < text.len() {
            let value = if kind == Means::Phone { phone(text) } else { without_scheme(text, scheme).to_owned() };
            return (kind, value, None);
        }
    }
    (Means::Web, text.to_owned(), None)
}

/// A postal address on one line, in the order that the format gives its parts (RFC 6350, 6.3.1).
fn address(content: &Content) -> String {
    let parts: Vec<_> = content
        .entry
        .values
        .iter()
        .flat_map(|value| match value {
            calcard::vcard::VCardValue::Component(texts) => texts.clone(),
            value => value.as_text().map(str::to_owned).into_iter().collect(),
        })
        .flat_map(|part| part.lines().map(tidy::one_line).collect::<Vec<_>>())
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.is_empty() {
        return parts.join(", ");
    }
    let label = content.entry.parameters(&VCardParameterName::Label).find_map(VCardParameterValue::as_text);
    tidy::one_line(label.unwrap_or_default())
}

/// A messenger address: the scheme is the service unless a parameter names it (RFC 6350, 6.4.3; RFC 9554, 4.9).
fn messenger(content: &Content, text: &str) -> (Means, String, Option<String>) {
    let (scheme, address) = text.split_once(':').unwrap_or(("", text));
    let service = service(content).unwrap_or_else(|| scheme.to_lowercase());
    (Means::Other, address.trim().to_owned(), Some(service).filter(|service| !service.is_empty()))
}

/// A profile on a social network: a web address, or a name there (`x-apple:name`).
fn social_profile(content: &Content, text: &str) -> (Means, String, Option<String>) {
    let lower = text.to_lowercase();
    let service = service(content).or_else(|| Some(words(content, Means::Web))).filter(|service| !service.is_empty());
    if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("www.") {
        (Means::Web, text.to_owned(), service)
    } else {
        (Means::Other, without_scheme(text, "x-apple:").to_owned(), service)
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

fn is_preferred(content: &Content) -> bool {
    types(content).any(|word| word == "pref")
        || content
            .entry
            .parameters(&VCardParameterName::Pref)
            .any(|value| matches!(value, VCardParameterValue::Integer(1)))
}
