//! From bytes to letters: byte order marks, declared character sets, and what older programs leave undeclared.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// A file whose bytes are UTF-8, or ASCII mixed with whatever its properties declare.
pub(crate) struct Source<'a> {
    /// The bytes, without a byte order mark.
    pub(crate) bytes: Cow<'a, [u8]>,
    /// Whether the file itself says that it is Unicode; a property that claims otherwise is then wrong.
    pub(crate) is_unicode: bool,
}

/// Opens a file: takes off a byte order mark and turns UTF-16, marked or evident, into UTF-8.
pub(crate) fn open(bytes: &[u8]) -> Source<'_> {
    let wide = match bytes {
        [0xFF, 0xFE, ..] | [b'B' | b'b', 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'B' | b'b', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let (text, _) = encoding.decode_with_bom_removal(bytes);
        return Source { bytes: Cow::Owned(text.into_owned().into_bytes()), is_unicode: true };
    }
    match bytes.strip_prefix("\u{feff}".as_bytes()) {
        Some(rest) => Source { bytes: Cow::Borrowed(rest), is_unicode: true },
        None => Source { bytes: Cow::Borrowed(bytes), is_unicode: false },
    }
}

/// Finds a declared character set. "us-ascii" says nothing about the bytes beyond it, so it counts as undeclared.
pub(crate) fn declared(label: &[u8]) -> Option<&'static Encoding> {
    if label.eq_ignore_ascii_case(b"us-ascii") || label.eq_ignore_ascii_case(b"ascii") {
        return None;
    }
    Encoding::for_label(label)
}

/// Decodes text. Undeclared, it is UTF-8 if it can be, and else Windows-1252, of which Latin-1 is the readable part.
pub(crate) fn text(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    match (declared, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
