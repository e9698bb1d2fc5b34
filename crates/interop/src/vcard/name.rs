//! The name to show.

use super::tidy;
use calcard::vcard::{VCardEntry, VCardValue};

/// Returns the parts of a structured value, each with its own list joined by `separator`.
pub(super) fn parts(entry: &VCardEntry, separator: &str) -> Vec<String> {
    let part = |value: &VCardValue| match value {
        VCardValue::Text(text) => tidy::one_line(text),
        VCardValue::Component(texts) => {
            let texts: Vec<_> = texts.iter().map(|text| tidy::one_line(text)).filter(|text| !text.is_empty()).collect();
            texts.join(separator)
        }
        _ => String::new(),
    };
    entry.values.iter().map(part).collect()
}

/// Composes a name from `N`: prefix, given, additional, family, suffix (RFC 6350, 6.2.2).
///
/// The two parts that RFC 9554 added, second surname and generation, repeat what stands in family name and suffix.
pub(super) fn compose(entry: &VCardEntry) -> String {
    let parts = parts(entry, " ");
    let ordered = [3, 1, 2, 0, 4].into_iter().filter_map(|at: usize| parts.get(at)).filter(|part| !part.is_empty());
    ordered.map(String::as_str).collect::<Vec<_>>().join(" ")
}
