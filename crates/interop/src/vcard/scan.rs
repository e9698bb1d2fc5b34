//! Finds lines and cards, and nothing else: no damage inside one card changes where the next one begins.

use super::{LineSpan, MAX_CARD_BYTES};
use crate::unfold::{Line, Lines, lines};

/// Tells whether a line is the `BEGIN:VCARD` or `END:VCARD` line. An indented one continues the line before it.
fn is_mark(line: &Line<'_>, keyword: &[u8]) -> bool {
    // Files that were joined together carry their byte order marks into the middle.
    let bytes = line.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line.bytes);
    let mut halves = bytes.splitn(2, |byte| *byte == b':');
    let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    name.trim_ascii_end().eq_ignore_ascii_case(keyword) && value.trim_ascii().eq_ignore_ascii_case(b"VCARD")
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
    Blocks { lines: lines(bytes), begun: None }
}

struct Blocks<'a> {
    lines: Lines<'a>,
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
        card
    }
}
