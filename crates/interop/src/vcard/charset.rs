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
///
/// Where letters of UTF-8 stand beside bytes that are none, the letters count, and each of the other bytes costs only itself: it is
/// read as Windows-1252, and the beginning of a letter that was cut off shows as U+FFFD.
pub(crate) fn text(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    if let Some(encoding) = declared {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) {
        return WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [_] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0),
            _ => text.push('\u{fffd}'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;
    use proptest::prelude::*;

    #[test]
    fn a_wrong_byte_costs_its_own_letter() {
        assert_eq!(text(b"Caf\xe9", None), "Café");
        assert_eq!(text("Gespräch – ".as_bytes(), None), "Gespräch – ");
        assert_eq!(text(b"Gespr\xc3\xa4ch im Caf\xe9", None), "Gespräch im Café");
        assert_eq!(text(b"\xe6\x9d\xb1 \xe6\x9d!", None), "東 \u{fffd}!");
        assert_eq!(text(b"\xab\xe9\xbb", None), "«é»");
    }

    proptest! {
        #[test]
        fn a_wrong_byte_anywhere_leaves_every_other_letter(head in "[a-zäß東😀]{1,8}ü", tail in "[a-zäß東😀]{0,9}", byte in 0xc0..=0xffu8) {
            // A lead byte counts as a single character unless a continuation byte follows, and here none does.
            let bytes = [head.as_bytes(), &[byte], tail.as_bytes()].concat();
            let read = text(&bytes, None);
            prop_assert!(read.starts_with(&head) && read.ends_with(&tail), "{read:?}");
            prop_assert_eq!(read.chars().count(), head.chars().count() + 1 + tail.chars().count());
        }
    }
}
