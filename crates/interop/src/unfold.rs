//! Physical lines and folded lines, for every format that folds as RFC 2425 did: vCard and iCalendar.
//!
//! Everything here works on bytes. Programs fold between the bytes of one letter (RFC 5545, 3.1; RFC 6350, 3.2), so a line is
//! joined first and gets its letters afterwards, by [`crate::vcard::charset::text`]; a wrong byte then costs its own line at most.

/// One physical line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Its number in the file, from 1.
    pub(crate) number: u32,
    pub(crate) bytes: &'a [u8],
}

impl Line<'_> {
    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
    }
}

/// The lines of a file. They end with CR LF, LF or CR, or CR CR LF where a program converted line ends twice.
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    number: u32,
}

/// Cuts a file into physical lines.
pub(crate) const fn lines(bytes: &[u8]) -> Lines<'_> {
    Lines { rest: bytes, number: 0 }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let length = self.rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(self.rest.len());
        let (bytes, after) = self.rest.split_at(length);
        let end = match after {
            [] => 0,
            [b'\r', b'\r', b'\n', ..] => 3,
            [b'\r', b'\n', ..] => 2,
            _ => 1,
        };
        self.rest = after.split_at(end).1;
        self.number = self.number.saturating_add(1);
        Some(Line { number: self.number, bytes })
    }
}

/// One content line, joined from its physical lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ContentLine {
    /// The number of its first physical line, from 1.
    pub(crate) number: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Joins the physical lines of a file into content lines: a line that begins with a blank or a tab goes on from the line before,
/// without that one character. Blank lines vanish, and so they do not part a line from its continuation.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "vCard folds in more ways and joins for itself; iCalendar joins by this rule")
)]
pub(crate) fn content_lines(bytes: &[u8]) -> Vec<ContentLine> {
    let mut joined: Vec<ContentLine> = Vec::new();
    for line in lines(bytes) {
        match (line.bytes, joined.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some(open)) => open.bytes.extend_from_slice(rest),
            _ if line.is_blank() => {}
            _ => joined.push(ContentLine { number: line.number, bytes: line.bytes.to_vec() }),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_line_end_parts_lines_and_none_is_counted_twice() {
        let read: Vec<_> = lines(b"a\r\nb\nc\rd\r\r\ne").map(|line| (line.number, line.bytes)).collect();
        assert_eq!(read, [(1, &b"a"[..]), (2, b"b"), (3, b"c"), (4, b"d"), (5, b"e")]);
        assert_eq!(lines(b"").count(), 0);
    }

    #[test]
    fn a_line_comes_back_from_every_place_it_can_be_folded_at() {
        let whole = "SUMMARY:Gespräch im Café Müller – 東京 😀";
        for end in ["\r\n", "\n", "\r"] {
            for fold in [" ", "\t"] {
                for at in 1..whole.len() {
                    let (head, tail) = whole.as_bytes().split_at(at);
                    let file = [head, end.as_bytes(), fold.as_bytes(), tail, end.as_bytes(), b"NEXT:1"].concat();
                    let read = content_lines(&file);
                    assert_eq!(read.len(), 2, "{at}");
                    assert_eq!(read[0], ContentLine { number: 1, bytes: whole.as_bytes().to_vec() }, "{at}");
                    assert_eq!(read[1].number, 3);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered_and_no_byte_is_made_up(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read = content_lines(&bytes);
            let kept: usize = read.iter().map(|line| line.bytes.len()).sum();
            prop_assert!(kept <= bytes.len());
            prop_assert!(read.iter().all(|line| !line.bytes.contains(&b'\n') && !line.bytes.contains(&b'\r')));
        }
    }
}
