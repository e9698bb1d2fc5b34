//! Joins the physical lines of one property. Works on bytes: programs fold in the middle of a multi-byte letter.

use super::content;
use crate::unfold::Line;

/// One property as a single line of bytes.
#[derive(Debug, Default)]
pub(super) struct Unfolded {
    /// The number of its first physical line.
    pub(super) number: u32,
    pub(super) bytes: Vec<u8>,
    /// Where the value's colon is, if there is one outside quotation marks.
    pub(super) colon: Option<usize>,
    /// Where lines begin that follow a soft line break of quoted-printable.
    soft_breaks: Vec<usize>,
}

impl Unfolded {
    /// Returns the same property with another text.
    pub(super) const fn with(&self, bytes: Vec<u8>) -> Self {
        Self { number: self.number, bytes, colon: self.colon, soft_breaks: Vec::new() }
    }

    /// Tells whether a line begins with a blank that may be none of the text.
    fn has_blank(&self, place: usize) -> bool {
        matches!(self.bytes.get(place), Some(b' ' | b'\t'))
    }

    /// Tells whether a soft line break stands between the bytes of one letter, so that a blank behind it cannot be text.
    fn is_inside_letter(&self, place: usize) -> bool {
        let value = self.bytes.get(self.colon.map_or(0, |colon| colon + 1)..place).unwrap_or_default();
        let value = content::unquoted(value);
        std::str::from_utf8(&value).is_err_and(|error| error.error_len().is_none())
    }

    /// Tells whether escaped bytes beyond ASCII stand right before and right behind the blank.
    fn is_between_letters(&self, place: usize) -> bool {
        let escaped = |bytes: Option<&[u8]>| matches!(bytes, Some([b'=', high, low]) if high.to_ascii_uppercase() >= b'8' && low.is_ascii_hexdigit());
        escaped(place.checked_sub(3).and_then(|from| self.bytes.get(from..place)))
            && escaped(self.bytes.get(place + 1..place + 4))
    }
}

/// How a value is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transfer {
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
}

/// A property that may go on in the next line.
#[derive(Default)]
struct Open {
    line: Unfolded,
    transfer: Transfer,
    /// How far the search for the colon has come, so that many short lines do not search the first ones again.
    searched: usize,
    in_quotes: bool,
}

impl Open {
    fn append(&mut self, bytes: &[u8]) {
        self.line.bytes.extend_from_slice(bytes);
        if self.line.colon.is_some() {
            return;
        }
        for (at, byte) in self.line.bytes.iter().enumerate().skip(self.searched) {
            match byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b':' if !self.in_quotes => {
                    self.line.colon = Some(at);
                    break;
                }
                _ => {}
            }
        }
        self.searched = self.line.bytes.len();
        if let Some(colon) = self.line.colon {
            self.transfer = content::transfer(self.line.bytes.split_at(colon).0);
        }
    }

    /// Takes the next physical line if it continues this property, and says whether it did.
    fn goes_on(&mut self, line: &[u8], keeps_white_space: bool) -> bool {
        if self.transfer == Transfer::QuotedPrintable && self.drop_soft_break() {
            self.line.soft_breaks.push(self.line.bytes.len());
            self.append(line);
            return true;
        }
        match line {
            [b' ' | b'\t', rest @ ..] => {
                // Version 2.1 breaks a line before white space that belongs to it (RFC 822); later ones insert a blank.
                let folded = if keeps_white_space && self.transfer != Transfer::Base64 { line } else { rest };
                self.append(folded);
                true
            }
            _ if self.transfer == Transfer::Base64 && is_base64(line) => {
                self.append(line);
                true
            }
            _ => false,
        }
    }

    /// Ends the property. Nothing follows a last soft line break, so it is none of the text.
    fn close(mut self) -> Unfolded {
        if self.transfer == Transfer::QuotedPrintable {
            self.drop_soft_break();
        }
        self.line
    }

    /// Takes off the `=` at the end of a quoted-printable line that goes on.
    fn drop_soft_break(&mut self) -> bool {
        let kept = self.line.bytes.trim_ascii_end();
        let Some(kept) = kept.strip_suffix(b"=").map(<[u8]>::len) else {
            return false;
        };
        self.line.bytes.truncate(kept);
        true
    }
}

/// Older programs write base64 over several lines without indenting them; the colon of any property ends it.
fn is_base64(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    !line.is_empty() && line.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

/// Joins the lines of a card into properties; blank lines between them vanish.
pub(super) fn unfold(lines: &[Line<'_>], keeps_white_space: bool) -> Vec<Unfolded> {
    let mut done = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines {
        if let Some(current) = &mut open {
            if current.goes_on(line.bytes, keeps_white_space) {
                continue;
            }
            if line.bytes.is_empty() {
                if current.transfer == Transfer::Base64 {
                    current.transfer = Transfer::Plain;
                }
                continue;
            }
        }
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        done.extend(open.take().map(Open::close));
        let mut next = Open { line: Unfolded { number: line.number, ..Unfolded::default() }, ..Open::default() };
        next.append(line.bytes);
        open = Some(next);
    }
    done.extend(open.map(Open::close));
    drop_blanks(&mut done);
    done
}

/// Takes out the blanks of programs that break a line as quoted-printable does and fold it as well (RFC 6350, 3.2).
///
/// A blank behind a soft line break can be text. It is none between the bytes of one letter; and if that is seen once in a card, or
/// each of several breaks has a blank behind it, or the only one stands between two escaped letters, the program folds everywhere.
fn drop_blanks(lines: &mut [Unfolded]) {
    let breaks = || lines.iter().flat_map(|line| line.soft_breaks.iter().map(move |place| (line, *place)));
    let all = breaks().count();
    let blank = breaks().filter(|(line, place)| line.has_blank(*place)).count();
    let inside = |(line, place): (&Unfolded, usize)| line.has_blank(place) && line.is_inside_letter(place);
    let between = |(line, place): (&Unfolded, usize)| line.is_between_letters(place);
    let folds = blank > 0 && blank == all && (all > 1 || breaks().any(inside) || breaks().any(between));
    for line in lines {
        let places: Vec<usize> = std::mem::take(&mut line.soft_breaks);
        for place in places.into_iter().rev() {
            if line.has_blank(place) && (folds || line.is_inside_letter(place)) {
                line.bytes.remove(place);
            }
        }
    }
}
