//! Lines that came loose: programs that write a line break into a value without folding it.

use super::{content::Content, name, scan::RawCard, unfold::Unfolded};

/// Properties whose text may have several lines.
const OF_LINES: [&str; 5] = ["NOTE", "LABEL", "ADR", "COMMENT", "X-NOTES"];

/// Reads a line that is no property as the next line of the one at `place`; `None` where that makes no sense.
///
/// Texts of several lines take any line. A name takes one only if the structured name has the same words, or if it has none and a
/// blank line stands between, as it does where the name itself had one.
pub(super) fn adopted(
    properties: &[(Unfolded, Content)],
    place: usize,
    folded: &Unfolded,
    text: &str,
    card: &RawCard<'_>,
    is_unicode: bool,
) -> Option<(usize, (Unfolded, Content))> {
    let (line, content) = properties.get(place)?;
    let has_no_colon = !folded.bytes.contains(&b':');
    let takes = match content.name.as_str() {
        "FN" => has_no_colon && is_of_name(properties, folded, text, card),
        "N" => has_no_colon,
        other => OF_LINES.contains(&other),
    };
    if !takes || !content.is_plain {
        return None;
    }
    let mut bytes = line.bytes.clone();
    bytes.extend_from_slice(b"\\n");
    bytes.extend_from_slice(&folded.bytes);
    let line = line.with(bytes);
    let content = Content::read(&line, is_unicode)?;
    Some((place, (line, content)))
}

fn is_of_name(properties: &[(Unfolded, Content)], folded: &Unfolded, text: &str, card: &RawCard<'_>) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let structured: Vec<String> = properties
        .iter()
        .filter(|(_, content)| content.name == "N")
        .flat_map(|(_, content)| words(&name::compose(&content.entry)))
        .collect();
    if !structured.is_empty() {
        return words(text).iter().all(|word| structured.contains(word));
    }
    card.content.iter().any(|line| line.is_blank() && line.number.checked_add(1) == Some(folded.number))
}
