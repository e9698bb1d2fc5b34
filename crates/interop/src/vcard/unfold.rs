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
    done
}
