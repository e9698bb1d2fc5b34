//! Gives one property its letters: the character set it declares, and quoted-printable undone.
//!
//! Both must be settled before there is text, and calcard takes text; so the two parameters are read here and left
//! out of what it gets. It would take quoted-printable without a character set for Latin-1, and phones mean UTF-8.

use super::{
    charset, tidy,
    unfold::{Transfer, Unfolded},
};
use calcard::{
    Entry, Parser,
    vcard::{VCardEntry, VCardValue},
};
use encoding_rs::{Encoding, UTF_8};

/// One property, decoded.
#[derive(Debug)]
pub(super) struct Content {
    /// The line it begins in.
    pub(super) line: u32,
    /// Its name in capital letters, without the group.
    pub(super) name: String,
    /// The group in front of the name, in small letters (`item1.TEL`).
    pub(super) group: Option<String>,
    /// The value as it was written, escapes included.
    pub(super) raw: String,
    /// Whether the value is base64.
    pub(super) is_base64: bool,
    charset: Option<&'static Encoding>,
    /// Whether it was written as plain text, so that a line that came loose can be added.
    pub(super) is_plain: bool,
    /// The same, parsed.
    pub(super) entry: VCardEntry,
}

impl Content {
    /// Reads a property; `None` if the line is none.
    pub(super) fn read(line: &Unfolded, is_unicode: bool) -> Option<Self> {
        let colon = line.colon.or_else(|| line.bytes.iter().position(|byte| *byte == b':'))?;
        let (head, value) = line.bytes.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        let mut head = Head::read(head)?;
        let encoding = if is_unicode { None } else { head.charset };
        let mut raw = match head.transfer {
            Transfer::Plain => charset::text(value, encoding),
            Transfer::QuotedPrintable => unquote(value, head.charset),
            Transfer::Base64 => charset::text(value, None).split_ascii_whitespace().collect(),
        };
        if head.transfer == Transfer::Base64 && starts_with_ignoring_case(&raw, "data:") {
            head.transfer = Transfer::Plain;
        } else if head.transfer == Transfer::Plain && is_undeclared_picture(&head.name, &raw) {
            head.transfer = Transfer::Base64;
        }
        if raw.contains(['\r', '\n']) {
            raw = raw.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n");
        }
        let is_base64 = head.transfer == Transfer::Base64;
        let is_plain = head.transfer == Transfer::Plain;
        let mut text = head.name.clone();
        for parameter in &head.parameters {
            text.push(';');
            text.push_str(parameter);
        }
        if is_base64 {
            text.push_str(";ENCODING=B");
        }
        text.push(':');
        text.push_str(&raw);
        text.push('\n');
        // One property at a time: whatever calcard makes of a broken one, it cannot touch its neighbours.
        let Entry::VCard(parsed) = Parser::new(&text).vcard() else {
            return None;
        };
        let entry = parsed.entries.into_iter().next()?;
        Some(Self {
            line: line.number,
            name: head.name,
            group: head.group,
            raw,
            is_base64,
            charset: head.charset,
            is_plain,
            entry,
        })
    }

    /// Returns the whole value as text, escapes undone.
    pub(super) fn text(&self) -> String {
        match self.entry.values.first() {
            Some(VCardValue::Text(text)) if self.is_base64 => text.clone(),
            Some(VCardValue::Binary(data)) if self.is_base64 => charset::text(&data.data, self.charset),
            _ => tidy::unescape(&self.raw),
        }
    }
}

/// Tells how the value behind a head is written down.
pub(super) fn transfer(head: &[u8]) -> Transfer {
    Head::read(head).map(|head| head.transfer).unwrap_or_default()
}

/// What stands before the colon of a property.
struct Head {
    group: Option<String>,
    name: String,
    /// The parameters as written, without those about character set and encoding.
    parameters: Vec<String>,
    transfer: Transfer,
    charset: Option<&'static Encoding>,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = charset::text(head, None);
        // A quotation mark without its partner would hide every separator behind it.
        let head = if head.matches('"').count().is_multiple_of(2) { head } else { head.replace('"', "") };
        let mut in_quotes = false;
        let mut parts = head
            .split(|letter: char| {
                in_quotes ^= letter == '"';
                letter == ';' && !in_quotes
            })
            .map(str::trim);
        let full_name = parts.next()?;
        let (group, name) = match full_name.rsplit_once('.') {
            Some((group, name)) => (Some(group.to_lowercase()), name),
            None => (None, full_name),
        };
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_/".contains(letter))
        };
        if !is_name(name) {
            return None;
        }
        let mut read = Self {
            group,
            name: name.to_ascii_uppercase(),
            parameters: Vec::new(),
            transfer: Transfer::Plain,
            charset: None,
        };
        for parameter in parts {
            read.take(parameter);
        }
        Some(read)
    }

    fn take(&mut self, parameter: &str) {
        let (key, value) = parameter.split_once('=').unwrap_or(("", parameter));
        let value = value.trim().trim_matches('"').to_ascii_uppercase();
        match (key.trim().to_ascii_uppercase().as_str(), value.as_str()) {
            ("", "") => {}
            ("CHARSET", label) => self.charset = charset::declared(label.as_bytes()),
            ("ENCODING", "QUOTED-PRINTABLE" | "Q") | ("", "QUOTED-PRINTABLE") => {
                self.transfer = Transfer::QuotedPrintable;
            }
            ("ENCODING", "BASE64" | "B") | ("", "BASE64") => self.transfer = Transfer::Base64,
            ("ENCODING", _) => {}
            _ => self.parameters.push(parameter.replace(['\r', '\n'], " ")),
        }
    }
}

/// Undoes quoted-printable (RFC 2045, 6.7).
///
/// A separator that was written as `=3B` belongs to the text, so it gets an escape; one written plainly separates.
fn unquote(value: &[u8], declared: Option<&'static Encoding>) -> String {
    // In Shift_JIS and its like, the second byte of a letter can look like a backslash: there, nothing is escaped.
    let escapes = declared.is_none_or(|encoding| encoding == UTF_8 || encoding.is_single_byte());
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let decoded = match (byte, after) {
            (b'=', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, after)),
            _ => None,
        };
        match decoded {
            Some((decoded, after)) => {
                rest = after;
                match decoded {
                    b'\r' => {
                        bytes.extend_from_slice(b"\\n");
                        rest = rest.strip_prefix(b"=0A").or_else(|| rest.strip_prefix(b"=0a")).unwrap_or(rest);
                    }
                    b'\n' => bytes.extend_from_slice(b"\\n"),
                    b'\\' | b';' | b',' if escapes => bytes.extend_from_slice(&[b'\\', decoded]),
                    _ => bytes.push(decoded),
                }
            }
            None => bytes.push(*byte),
        }
    }
    charset::text(&bytes, declared)
}

/// Undoes quoted-printable, byte by byte.
pub(super) fn unquoted(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let pair = match (byte, after) {
            (b'=', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, after)),
            _ => None,
        };
        match pair {
            Some((decoded, after)) => {
                bytes.push(decoded);
                rest = after;
            }
            None => bytes.push(*byte),
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// Some exports leave out that a picture is base64. Its first bytes give it away, as [`super::photo`] knows them.
fn is_undeclared_picture(name: &str, value: &str) -> bool {
    name == "PHOTO"
        && ["/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR"].iter().any(|start| value.trim_start().starts_with(start))
}
