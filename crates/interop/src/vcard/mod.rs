//! Reads address-book cards: vCard 2.1 (versit, 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350), as programs write them (C92).
//!
//! The way of a file, one module a step:
//!
//! 1. `charset` opens the bytes: byte order marks, UTF-16.
//! 2. `scan` cuts them into numbered lines and cards, by their `BEGIN` and `END` lines alone, so that one damaged
//!    card cannot take its neighbours with it.
//! 3. `unfold` joins the physical lines of one property, still as bytes: programs fold between the bytes of a letter.
//! 4. `content` gives each property its character set and undoes quoted-printable; from here on there is text.
//! 5. calcard parses the property: parameters, escapes, lists and structured values.
//! 6. `assemble` fills the draft and says what found no place in it.

mod assemble;
mod channel;
pub(crate) mod charset;
mod content;
mod draft;
mod known;
mod loose;
mod name;
mod photo;
mod report;
mod scan;
mod tidy;
mod unfold;

pub use draft::{ChannelDraft, Means, Notice, NoticeKind, PersonDraft, PhotoDraft, Subject};
pub use report::{CardError, CardOutcome, CardProblem, CardResult, FileProblem, LineSpan, VcardReport};

use assemble::Assembly;
use content::Content;
use scan::{Block, CardEnd, RawCard};
use unfold::Unfolded;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 64 << 20;
/// The largest card that is read, in bytes.
pub const MAX_CARD_BYTES: usize = 4 << 20;
/// How many cards of one file are read.
pub const MAX_CARDS: usize = 100_000;

/// Reads every card of a file, good and damaged alike.
///
/// Each `BEGIN:VCARD` line gives exactly one [`CardResult`], in the order of the file; only a card nested in another
/// one's `AGENT` gives a notice there instead. Lines that belong to no card, and a file that is no vCard at all, are
/// [`FileProblem`]s.
pub fn read_vcards(bytes: &[u8]) -> VcardReport {
    let mut report = VcardReport::default();
    if bytes.len() > MAX_FILE_BYTES {
        report.problems.push(FileProblem::TooLarge { bytes: bytes.len() });
        return report;
    }
    let source = charset::open(bytes);
    for block in scan::blocks(&source.bytes) {
        match block {
            Block::Stray(lines) => report.problems.push(FileProblem::StrayLines { lines }),
            Block::Card(card) if report.cards.len() == MAX_CARDS => {
                report.problems.push(FileProblem::TooManyCards { line: card.lines.first });
                break;
            }
            Block::Card(card) => {
                let number = u32::try_from(report.cards.len()).unwrap_or(u32::MAX).saturating_add(1);
                let lines = card.lines;
                let outcome = match read_card(&card, source.is_unicode) {
                    Ok(draft) => CardOutcome::Draft(Box::new(draft)),
                    Err(problem) => CardOutcome::Error(CardError { number, lines, problem }),
                };
                report.cards.push(CardResult { number, lines, outcome });
            }
        }
    }
    if report.cards.is_empty() {
        // Every line of such a file is stray; saying so once is enough.
        report.problems = vec![FileProblem::without_cards(&source.bytes)];
    }
    report
}

fn read_card(card: &RawCard<'_>, is_unicode: bool) -> Result<PersonDraft, CardProblem> {
    match card.end {
        CardEnd::Closed => {}
        CardEnd::FileEnded => return Err(CardProblem::Unterminated),
        CardEnd::NextCard(next) => return Err(CardProblem::Interrupted { next }),
    }
    if card.bytes > MAX_CARD_BYTES {
        return Err(CardProblem::TooLarge { bytes: card.bytes });
    }
    let mut assembly = Assembly::default();
    for line in &card.agents {
        assembly.note_agent(*line);
    }
    let version = card.version();
    let mut properties: Vec<(Unfolded, Content)> = Vec::new();
    let mut came_loose = Vec::new();
    for folded in unfold::unfold(&card.content, version.is_some_and(|version| version.starts_with(b"2"))) {
        match Content::read(&folded, is_unicode) {
            Some(content) => properties.push((folded, content)),
            None => came_loose.push((properties.len(), folded)),
        }
    }
    for (behind, folded) in came_loose {
        let text = charset::text(&folded.bytes, None);
        match behind
            .checked_sub(1)
            .and_then(|place| loose::adopted(&properties, place, &folded, &text, card, is_unicode))
        {
            Some((place, adopted)) => {
                assembly.note_adopted(folded.number, &adopted.1.name, &text);
                if let Some(property) = properties.get_mut(place) {
                    *property = adopted;
                }
            }
            None => assembly.note_garbage(folded.number, &text),
        }
    }
    let contents: Vec<Content> = properties.into_iter().map(|(_, content)| content).collect();
    assembly.collect_labels(&contents);
    for content in &contents {
        assembly.take(content);
    }
    assembly.finish()
}
