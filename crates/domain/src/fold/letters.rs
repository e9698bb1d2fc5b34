//! From the characters of a text to those that are compared.

use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
    props::{DefaultIgnorableCodePoint, Script},
};
use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, compose, decompose_compatible, is_combining_mark},
};

/// One character as it is compared, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The folded character; any white space is one space, or one line feed where a line ends in it.
    pub(super) c: char,
    /// The place of the character in the text from which it was folded, counted in characters.
    pub(super) at: usize,
    /// Whether it belongs only to the longer spelling of the letter before it: the `e` of `ue` for `ü`.
    pub(super) extra: bool,
}

const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Tells whether a character cannot be seen. Most letters are known to be seen without looking them up.
fn is_ignorable(c: char) -> bool {
    let is_seen = c != '\u{AD}' && matches!(c, '\0'..='\u{34E}' | '\u{620}'..='\u{115E}' | '\u{3165}'..='\u{D7FF}');
    !is_seen && IGNORABLE.contains(c)
}

const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::new();

/// The canonical combining class of a nukta, the dot of Indic letters that is often left out.
const NUKTA: u8 = 7;

/// Tells whether a mark is an accent, which does not count. In other scripts than these, marks are vowels and tones.
fn is_accent(mark: char) -> bool {
    canonical_combining_class(mark) == NUKTA
        || matches!(
            SCRIPT.get(mark),
            Script::Inherited
                | Script::Common
                | Script::Latin
                | Script::Greek
                | Script::Cyrillic
                | Script::Hebrew
                | Script::Arabic
                | Script::Syriac
        )
}

/// Tells whether a character may belong to the letter before it: a mark, or what cannot be seen.
fn may_follow(c: char) -> bool {
    c >= '\u{AD}' && (is_ignorable(c) || is_combining_mark(c))
}

/// Tells whether a character belongs to the scripts of Asia and Africa that have no case: to look it up is dear.
const fn has_no_case(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109F}' | '\u{1100}'..='\u{139F}' | '\u{1780}'..='\u{1BFF}' | '\u{2E80}'..='\u{A63F}')
}

/// Folds a text, character by character.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut folding = Folding { letters: Vec::with_capacity(text.len()), space: None };
    let mut chars = text.chars().enumerate().peekable();
    // A letter and its marks are put in order together; that is all that normalization ever reorders.
    let mut cluster = String::new();
    while let Some((at, c)) = chars.next() {
        if chars.peek().is_none_or(|(_, next)| !may_follow(*next)) {
            if c.is_ascii() {
                folding.ascii(at, c);
            } else if !is_ignorable(c) {
                decompose_compatible(c, |c| folding.push(at, c));
            }
            continue;
        }
        cluster.clear();
        cluster.push(c);
        while let Some((_, mark)) = chars.next_if(|(_, next)| may_follow(*next)) {
            cluster.push(mark);
        }
        for c in cluster.chars().filter(|c| !is_ignorable(*c)).nfkd() {
            folding.push(at, c);
        }
    }
    folding.letters
}

/// What is folded so far.
struct Folding {
    letters: Vec<Letter>,
    /// White space that is written once something follows it.
    space: Option<Letter>,
}

impl Folding {
    fn ascii(&mut self, at: usize, c: char) {
        match c {
            c if c.is_whitespace() => self.space(at, c),
            c => self.write(at, c.to_ascii_lowercase()),
        }
    }

    fn space(&mut self, at: usize, c: char) {
        let line = matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if !self.letters.is_empty() {
            let space = self.space.get_or_insert(Letter { c: ' ', at, extra: false });
            if line {
                space.c = '\n';
            }
        }
    }

    /// Takes a decomposed character.
    fn push(&mut self, at: usize, c: char) {
        if c.is_ascii() {
            self.ascii(at, c);
        } else if c.is_whitespace() {
            self.space(at, c);
        } else if is_combining_mark(c) {
            self.mark(at, c);
        } else if has_no_case(c) {
            self.letter(at, c);
        } else if c == 'ẞ' {
            self.text(at, "ss");
        } else {
            // Upper-casing and then lower-casing folds case: ß becomes ss, and a final ς becomes σ. ẞ is the exception.
            for c in c.to_uppercase().flat_map(char::to_lowercase).filter(|c| !is_combining_mark(*c)) {
                self.letter(at, c);
            }
        }
    }

    fn letter(&mut self, at: usize, c: char) {
        match c {
            // Letters that do not come apart into a plain one and an accent.
            'ø' => {
                self.write(at, 'o');
                self.extra('e');
            }
            'ł' => self.write(at, 'l'),
            'đ' | 'ð' => self.write(at, 'd'),
            'ħ' => self.write(at, 'h'),
            'ŧ' => self.write(at, 't'),
            'þ' => self.text(at, "th"),
            'æ' => self.text(at, "ae"),
            'œ' => self.text(at, "oe"),
            // Programs put in other apostrophes and hyphens than keyboards have.
            '‘' | '’' | 'ʼ' | 'ʻ' => self.write(at, '\''),
            '\u{2010}' => self.write(at, '-'),
            // Arabic as it is typed in haste, and on Persian keyboards; the tatweel only stretches a word.
            'ـ' => {}
            'ٱ' => self.write(at, 'ا'),
            'ى' | 'ی' => self.write(at, 'ي'),
            'ة' => self.write(at, 'ه'),
            'ک' => self.write(at, 'ك'),
            // The color of a skin.
            '\u{1F3FB}'..='\u{1F3FF}' => {}
            c => self.write(at, c),
        }
    }

    fn mark(&mut self, at: usize, mark: char) {
        let last = self.letters.last_mut().filter(|_| self.space.is_none());
        match (mark, last) {
            ('\u{308}', Some(Letter { c: 'a' | 'o' | 'u', extra: false, .. })) => self.extra('e'),
            ('\u{30A}', Some(Letter { c: 'a', extra: false, .. })) => self.extra('a'),
            // With and without its dots or ring, a kana is another sound.
            ('\u{3099}' | '\u{309A}', Some(last)) => last.c = compose(last.c, mark).unwrap_or(last.c),
            _ if is_accent(mark) => {}
            _ => self.write(at, mark),
        }
    }

    fn text(&mut self, at: usize, text: &str) {
        for c in text.chars() {
            self.write(at, c);
        }
    }

    fn write(&mut self, at: usize, c: char) {
        self.letters.extend(self.space.take());
        self.letters.push(Letter { c, at, extra: false });
    }

    /// Adds what the letter before has in its longer spelling.
    fn extra(&mut self, c: char) {
        if let Some(at) = self.letters.last().map(|letter| letter.at) {
            self.letters.push(Letter { c, at, extra: true });
        }
    }
}
