//! Words of people inside Markdown: whatever they wrote is shown as they wrote it and is never markup (CommonMark 0.31, 2.4; the
//! tables, boxes and struck-out words of GitHub too). A bare web address may still be made into a link to itself by a reader.

/// What gets a backslash wherever it stands.
const ANYWHERE: [char; 11] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '^'];

/// Escapes words for one line: a heading, an item of a list, bold words. Line breaks become blanks.
pub fn line(words: &str) -> String {
    let one: String = plain(words).split_whitespace().collect::<Vec<_>>().join(" ");
    // Signs at the end of a heading would close it, and braces there name it for some readers.
    let escaped = begin(inline(&one));
    let first = usize::from(escaped.starts_with("\\#")) * 2;
    let (begun, rest) = escaped.split_at_checked(first).unwrap_or(("", &escaped));
    format!("{begun}{}", rest.replace('#', "\\#").replace('{', "\\{").replace('}', "\\}"))
}

/// Escapes words that may have several lines; each begins a line of its own, and blanks before it stay.
pub fn lines(words: &str) -> String {
    let words = plain(words);
    let kept: Vec<String> = words.trim_matches('\n').lines().map(|line| indented(line.trim_end())).collect();
    let mut text = String::new();
    for (at, line) in kept.iter().enumerate() {
        text.push_str(line);
        let next = kept.get(at + 1);
        match next {
            // Two blanks at the end keep the line break in a paragraph.
            Some(next) if !line.is_empty() && !next.is_empty() => text.push_str("  \n"),
            Some(_) => text.push('\n'),
            None => {}
        }
    }
    text
}

/// Escapes words as a quotation.
pub fn quote(words: &str) -> String {
    let quoted = lines(words.trim());
    quoted
        .split('\n')
        .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Line ends become `\n`, and other control characters vanish.
fn plain(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    words.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}

/// Four blanks at the beginning would make a line a program's text; blanks that never part words do not.
fn indented(line: &str) -> String {
    let bare = line.trim_start();
    let mut text = String::new();
    for letter in line.chars().take_while(|letter| letter.is_whitespace()) {
        text.push_str(if letter == '\t' { "\u{a0}\u{a0}\u{a0}\u{a0}" } else { "\u{a0}" });
    }
    text.push_str(&if text.is_empty() { begin(inline(bare)) } else { inline(bare) });
    text
}

/// Escapes what has a meaning wherever it stands.
fn inline(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        if ANYWHERE.contains(&letter) || (letter == '&' && is_entity(rest)) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Tells whether a reader would take what follows a `&` for the name of one letter.
fn is_entity(rest: &str) -> bool {
    rest.split_once(';').is_some_and(|(name, _)| {
        let name = name.strip_prefix('#').unwrap_or(name);
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric())
    })
}

/// Escapes what has a meaning at the beginning of a line: headings, lists, underlines, definitions.
fn begin(text: String) -> String {
    if text.starts_with(['#', '+', '-', '=', ':']) {
        return format!("\\{text}");
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.split_at_checked(digits) {
        Some((number, rest)) if (1..=9).contains(&digits) && rest.starts_with(['.', ')']) => {
            format!("{number}\\{rest}")
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    /// Parses Markdown with every extension; returns its text, or the markup found in it.
    fn read(markdown: &str, allowed: &[&str]) -> Result<String, String> {
        let mut words = String::new();
        for event in Parser::new_ext(
            markdown,
            Options::all().difference(Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_MATH),
        ) {
            match event {
                Event::Text(text) => words.push_str(&text),
                Event::SoftBreak | Event::HardBreak => words.push('\n'),
                Event::Start(Tag::Paragraph) if !words.is_empty() => words.push_str("\n\n"),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                Event::Start(tag) if allowed.iter().any(|name| format!("{tag:?}").starts_with(name)) => {}
                other => return Err(format!("{other:?}")),
            }
        }
        Ok(words)
    }

    /// What a reader is to see: blank lines single, blanks at line ends gone.
    fn seen(words: &str) -> String {
        let words = words.replace('\u{a0}', " ").replace('\t', "    ");
        let lines: Vec<&str> = words.lines().map(str::trim_end).collect();
        let mut text = lines.join("\n").trim_matches('\n').to_owned();
        while text.contains("\n\n\n") {
            text = text.replace("\n\n\n", "\n\n");
        }
        text
    }

    #[test]
    fn c81_what_people_write_is_words_and_never_markup() {
        for words in [
            "# Heading",
            "- a\n- b\n+ c\n* d",
            "1. one\n2) two",
            "<img src=x onerror=alert(1)>",
            "[click](javascript:alert(1))",
            "![](https://tracker.example/x.png)",
            "<https://x.example>",
            "> quoted",
            "Title\n=====",
            "Title\n---",
            "a | b\n--|--\n1 | 2",
            "```\ncode\n```",
            "~~~\ncode",
            "~~struck~~ **bold** _it_ `code`",
            "&lt;script&gt; &#60; Q&A",
            "    four blanks",
            "\ttab",
            "[x] ticked",
            "[^1] and [^1]: note",
            "line one\nline two\n\nparagraph\\",
            "***",
            "Term\n: definition",
        ] {
            assert_eq!(read(&lines(words), &[]).as_deref().map(seen), Ok(seen(words)), "{words}");
            let quoted = quote(words);
            assert_eq!(read(&quoted, &["BlockQuote"]).as_deref().map(seen), Ok(seen(words.trim())), "{quoted}");
            let heading = format!("## {}", line(words));
            let one = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(read(&heading, &["Heading"]).as_deref().map(seen), Ok(one.clone()), "{heading}");
            let item = format!("- {}", line(words));
            assert_eq!(read(&item, &["List", "Item"]).as_deref().map(seen), Ok(one), "{item}");
        }
    }

    proptest! {
        #[test]
        fn c81_no_words_act(words in prop_oneof!["[ -~\n\t]{0,60}", "[-+=#*_`~<>|&:.)(!0-9a\\[\\]\\\\ \n\t]{0,30}", "\\PC{0,30}"]) {
            // Other blanks than these are letters to one and gaps to the other.
            prop_assume!(!words.chars().any(|letter| letter.is_whitespace() && !" \n\t".contains(letter)));
            let shown = read(&lines(&words), &[]);
            prop_assert_eq!(shown.as_deref().map(seen), Ok(seen(&words)), "{:?}", lines(&words));
            let item = read(&format!("- {}", line(&words)), &["List", "Item"]);
            let one = words.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(item.as_deref().map(seen), Ok(one.clone()), "{:?}", line(&words));
            let heading = read(&format!("### {}", line(&words)), &["Heading"]);
            prop_assert_eq!(heading.as_deref().map(seen), Ok(one), "{:?}", line(&words));
        }
    }
}
