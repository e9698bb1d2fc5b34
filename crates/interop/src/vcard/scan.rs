//! Finds lines and cards, and nothing else: no damage inside one card changes where the next one begins.

use super::{LineSpan, MAX_CARD_BYTES};
use crate::unfold::{Line, Lines, lines};

/// Tells whether a line is the `BEGIN:VCARD` or `END:VCARD` line. An indented one continues the line before it.
fn is_mark(line: &Line<'_>, keyword: &[u8]) -> bool {
    // When files are concatenated, byte order marks end up in the middle.
    let bytes = line.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line.bytes);
    let mut halves = bytes.splitn(2, |byte| *byte == b':');
    let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    name.trim_ascii_end().eq_ignore_ascii_case(keyword) && value.trim_ascii().eq_ignore_ascii_case(b"VCARD")
}

/// Finds where one physical line holds the end of a card and more: a program that wrote no line break behind `END:VCARD`, or none
/// before it. Returns what comes before the end, the end itself, and what comes behind.
fn glued<'a>(line: &Line<'a>) -> Option<[&'a [u8]; 3]> {
    const END: &[u8] = b"END:VCARD";
    if matches!(line.bytes, [b' ' | b'\t', ..]) || is_mark(line, b"END") {
        return None;
    }
    let places = line.bytes.windows(END.len()).enumerate().filter(|(_, window)| window.eq_ignore_ascii_case(END));
    for (place, _) in places {
        let (before, rest) = line.bytes.split_at(place);
        let (end, behind) = rest.split_at(END.len());
        let next = behind.strip_prefix("\u{feff}".as_bytes()).unwrap_or(behind);
        let start = next.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b';' | b',' | 0)).unwrap_or(next.len());
        let next = next.split_at(start).1;
        let begins = next.get(..11).is_some_and(|next| next.eq_ignore_ascii_case(b"BEGIN:VCARD"));
        let is_bare = before.is_empty() || before == "\u{feff}".as_bytes();
        if begins || (is_bare && !behind.first().is_some_and(u8::is_ascii_alphanumeric)) {
            return Some([before, end, if begins { next } else { behind.trim_ascii_start() }]);
        }
    }
    None
}

/// Splits `BEGIN:VCARD` from a `VERSION` that follows it without a line break.
fn begun<'a>(line: &Line<'a>) -> Option<[&'a [u8]; 2]> {
    let (begin, rest) = line.bytes.split_at_checked(11)?;
    let rest = rest.trim_ascii_start();
    let version = rest.get(..8).is_some_and(|rest| rest.eq_ignore_ascii_case(b"VERSION:"));
    (begin.eq_ignore_ascii_case(b"BEGIN:VCARD") && version).then_some([begin, rest])
}

/// Lines, with the marks of cards on lines of their own.
struct MarkedLines<'a> {
    lines: Lines<'a>,
    /// What is left of a line that was split, the last part first.
    parts: Vec<Line<'a>>,
}

impl<'a> Iterator for MarkedLines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let line = self.parts.pop().or_else(|| self.lines.next())?;
            let split = glued(&line).map(Vec::from).or_else(|| begun(&line).map(Vec::from));
            let Some(split) = split else { return Some(line) };
            let parts = split.into_iter().filter(|part| !part.is_empty());
            self.parts.extend(parts.rev().map(|bytes| Line { bytes, ..line }));
        }
    }
}

/// Tells whether a line announces a nested card: an `AGENT` without a value (vCard 2.1).
fn announces_agent(line: &Line<'_>) -> bool {
    let bytes = line.bytes.trim_ascii();
    let name = bytes.split(|byte| matches!(byte, b';' | b':')).next().unwrap_or_default();
    let name = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    name.eq_ignore_ascii_case(b"AGENT") && bytes.ends_with(b":")
}

/// How a card ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardEnd {
    /// With its `END:VCARD`.
    Closed,
    /// With the file.
    FileEnded,
    /// With the `BEGIN:VCARD` of the next card, in this line.
    NextCard(u32),
}

/// One card as it lies in the file.
#[derive(Debug)]
pub(super) struct RawCard<'a> {
    /// From its `BEGIN` to its `END`, or to its last line.
    pub(super) lines: LineSpan,
    /// The lines between, blank ones among them; incomplete once `bytes` is over the limit.
    pub(super) content: Vec<Line<'a>>,
    /// Lines of `AGENT` properties whose nested card was passed over.
    pub(super) agents: Vec<u32>,
    /// How much lies between `BEGIN` and `END`, nested cards included.
    pub(super) bytes: usize,
    pub(super) end: CardEnd,
}

impl RawCard<'_> {
    /// Closes a card whose `END:VCARD` stands at the end of its last property, where a line break is missing.
    fn close_glued(&mut self) {
        const END: &[u8] = b"END:VCARD";
        let Some(last) = self.content.iter_mut().rfind(|line| !line.is_blank()) else { return };
        let bytes = last.bytes.trim_ascii_end();
        let Some((value, end)) = bytes.len().checked_sub(END.len()).and_then(|at| bytes.split_at_checked(at)) else {
            return;
        };
        if end.eq_ignore_ascii_case(END) {
            last.bytes = value;
            self.end = CardEnd::Closed;
        }
    }

    /// Returns the value of the `VERSION` line, wherever it stands.
    pub(super) fn version(&self) -> Option<&[u8]> {
        self.content.iter().find_map(|line| {
            let colon = line.bytes.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.bytes.split_at(colon);
            name.trim_ascii().eq_ignore_ascii_case(b"VERSION").then(|| value.trim_ascii_start())?;
            Some(value.get(1..).unwrap_or_default().trim_ascii())
        })
    }
}

/// What a file consists of.
#[derive(Debug)]
pub(super) enum Block<'a> {
    Card(RawCard<'a>),
    /// Lines with content that belong to no card.
    Stray(LineSpan),
}

/// Cuts a file into blocks, one at a time.
pub(super) fn blocks(bytes: &[u8]) -> impl Iterator<Item = Block<'_>> {
    Blocks { lines: MarkedLines { lines: lines(bytes), parts: Vec::new() }, begun: None }
}

struct Blocks<'a> {
    lines: MarkedLines<'a>,
    /// The line of a `BEGIN` that was read while looking for the end of the block before it.
    begun: Option<u32>,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        if let Some(first) = self.begun.take() {
            return Some(Block::Card(self.card(first)));
        }
        let line = self.lines.find(|line| !line.is_blank())?;
        if is_mark(&line, b"BEGIN") {
            return Some(Block::Card(self.card(line.number)));
        }
        let mut stray = LineSpan { first: line.number, last: line.number };
        for line in self.lines.by_ref() {
            if is_mark(&line, b"BEGIN") {
                self.begun = Some(line.number);
                break;
            }
            if !line.is_blank() {
                stray.last = line.number;
            }
        }
        Some(Block::Stray(stray))
    }
}

impl<'a> Blocks<'a> {
    /// Reads on from a `BEGIN` line to where its card ends.
    fn card(&mut self, first: u32) -> RawCard<'a> {
        let mut card = RawCard {
            lines: LineSpan { first, last: first },
            content: Vec::new(),
            agents: Vec::new(),
            bytes: 0,
            end: CardEnd::FileEnded,
        };
        let mut nested = 0_u32;
        let mut announced = false;
        for line in self.lines.by_ref() {
            if is_mark(&line, b"BEGIN") && !announced {
                self.begun = Some(line.number);
                card.end = CardEnd::NextCard(line.number);
                break;
            }
            if !line.is_blank() {
                card.lines.last = line.number;
            }
            card.bytes = card.bytes.saturating_add(line.bytes.len() + 1);
            if is_mark(&line, b"BEGIN") {
                if nested == 0
                    && let Some(agent) = card.content.pop_if(|line| announces_agent(line))
                {
                    card.agents.push(agent.number);
                }
                nested += 1;
                announced = false;
            } else if is_mark(&line, b"END") {
                if nested == 0 {
                    card.end = CardEnd::Closed;
                    break;
                }
                nested -= 1;
            } else if !line.is_blank() {
                announced = announces_agent(&line);
                if nested == 0 && card.bytes <= MAX_CARD_BYTES {
                    card.content.push(line);
                }
            } else if nested == 0 && !announced && card.bytes <= MAX_CARD_BYTES {
                card.content.push(line);
            }
        }
        if card.end != CardEnd::Closed && nested == 0 {
            card.close_glued();
        }
        card
    }
}
