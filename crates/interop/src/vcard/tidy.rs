//! Texts made fit for a field.

/// Puts text on one line: control characters and runs of white space become single blanks.
pub(super) fn one_line(text: &str) -> String {
    let visible: String =
        text.chars().filter(|letter| *letter != '\u{feff}').map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Keeps the lines of a text: ends of lines become `\n`, other control characters but the tab vanish.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect();
    text.trim().to_owned()
}

/// Cuts text to a number of letters; says whether something was cut.
pub(super) fn clip(text: &mut String, letters: usize) -> bool {
    match text.char_indices().nth(letters) {
        Some((at, _)) => {
            text.truncate(at);
            true
        }
        None => false,
    }
}

/// Undoes the escapes of a value, for showing it.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => text.push('\\'),
            },
            _ => text.push(letter),
        }
    }
    text
}

/// The beginning of a text on one line, at most 80 letters.
pub(super) fn excerpt(text: &str) -> String {
    let mut text = one_line(text);
    if clip(&mut text, 80) {
        text.push('…');
    }
    text
}

/// A size for people: bytes below 1 KB, then whole KB, then whole MB.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{} MB", bytes.div_ceil(0x10_0000)),
    }
}
