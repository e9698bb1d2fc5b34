//! Addresses and numbers in words as people write them down, such as "ben@example.org, or the desk: 030 1234567".

use super::{addr_spec, dial, key};
use crate::Means;

/// An address that was found, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// By what means.
    pub means: Means,
    /// The address or number.
    pub value: String,
}

/// The fewest digits that are taken for a telephone number: fewer are a house, a room, a year.
const FEWEST: usize = 7;
/// The most digits of a telephone number (E.164).
const MOST: usize = 15;

/// Finds the addresses and numbers in a text, in order and each once. Words that are none are left alone.
pub fn ways(text: &str) -> Vec<Way> {
    let mut found: Vec<Way> = Vec::new();
    let mut add = |means, value: &str| {
        let known = |way: &Way| way.means == means && key(means, &way.value) == key(means, value);
        if !found.iter().any(known) {
            found.push(Way { means, value: value.to_owned() });
        }
    };
    for part in text.split(['\n', '\r', ',', ';']) {
        let mut left = String::with_capacity(part.len());
        for word in part.split(|letter: char| letter.is_whitespace() || "<>\"“”„«»|".contains(letter)) {
            let address = word.trim_matches(|letter: char| ".:!?()[]'’…".contains(letter));
            let address = address.strip_prefix("mailto:").unwrap_or(address);
            if is_mail(address) {
                add(Means::Email, address);
            } else if ["http://", "https://", "www."]
                .iter()
                .any(|begin| address.len() > begin.len() + 2 && address.starts_with(begin))
            {
                add(Means::Web, address);
            } else {
                left.push(' ');
                left.push_str(word);
            }
        }
        for number in numbers(&left) {
            add(Means::Phone, &number);
        }
    }
    found
}

/// Tells whether a word is a mail address as people have them: something, an at sign, and a domain with a point in it.
fn is_mail(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else { return false };
    let plain = |letter: char| !letter.is_control() && letter != '@' && letter != '/';
    let labels: Vec<&str> = domain.split('.').collect();
    addr_spec(word).is_some()
        && !local.is_empty()
        && local.chars().all(plain)
        && labels.len() > 1
        && labels
            .iter()
            .all(|label| !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-'))
}

/// Finds what can be dialled in a part of a text that holds no other address.
fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find(|letter: char| letter.is_numeric() || letter == '+' || letter == '(') {
        let (_, from) = rest.split_at(begin);
        let end = from.find(|letter: char| !is_part(letter)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        let number = run.trim().trim_end_matches(['.', '-', '/', '(', '+', '–', ' ']);
        let extension = extension(after);
        if is_number(number, text) {
            found.push(extension.map_or_else(|| number.to_owned(), |digits| format!("{number} ext. {digits}")));
        }
        rest = after;
    }
    found
}

/// Tells whether a letter may stand within a number.
fn is_part(letter: char) -> bool {
    letter.is_numeric() || letter.is_whitespace() || "+-/.()‐‑–".contains(letter)
}

fn is_number(run: &str, text: &str) -> bool {
    let digits = run.chars().filter(|letter| letter.is_numeric()).count();
    let is_marked = run.starts_with(['+', '0', '(']) || run.chars().any(|letter| !letter.is_numeric());
    let is_alone = text.trim() == run;
    (FEWEST..=MOST).contains(&digits) && (is_marked || is_alone) && !is_date(run) && dial(run).is_some()
}

/// Tells whether a run of digits begins with a day, such as 2026-12-01 or 1.12.2026.
fn is_date(run: &str) -> bool {
    let first = run.split_whitespace().next().unwrap_or(run);
    let parts: Vec<usize> = first.split(['-', '.', '/']).map(str::len).collect();
    let plain = !run.starts_with(['+', '(']);
    plain && matches!(parts.as_slice(), [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4 | 2])
}

/// Reads an extension that follows a number, such as "ext. 17".
fn extension(after: &str) -> Option<String> {
    let after = after.trim_start();
    let digits =
        after.strip_prefix("ext.").or_else(|| after.strip_prefix("ext")).or_else(|| after.strip_prefix('x'))?;
    let digits: String = digits.trim_start().chars().take_while(char::is_ascii_digit).collect();
    Some(digits).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        ways(text).into_iter().map(|way| format!("{:?} {}", way.means, way.value)).collect()
    }

    #[test]
    fn c54_addresses_are_found_in_words_and_nothing_else_is() {
        assert_eq!(found("ben@example.org"), ["Email ben@example.org"]);
        assert_eq!(found("Ben <ben@example.org>."), ["Email ben@example.org"]);
        assert_eq!(
            found("mailto:ben@example.org, or the desk: +49 (0)30 1234-567."),
            ["Email ben@example.org", "Phone +49 (0)30 1234-567"]
        );
        assert_eq!(found("(212) 555-0142 ext. 17; 555-0143"), ["Phone (212) 555-0142 ext. 17", "Phone 555-0143"]);
        assert_eq!(found("2125550142"), ["Phone 2125550142"]);
        assert_eq!(found("his page: https://example.org/ben?a=1"), ["Web https://example.org/ben?a=1"]);
        assert_eq!(found("Ben@Example.org ben@example.org"), ["Email Ben@Example.org"], "each once");
        for none in [
            "",
            "at the clinic, after three",
            "@ben",
            "ben@",
            "ben@clinic",
            "call after 2026-12-01 14:30",
            "on 1.12.2026",
            "1234567 euros",
            "Room 12",
            "+",
            "((((",
            "a@b@",
            "ben@-",
            "ben@..de",
        ] {
            assert_eq!(found(none), Vec::<String>::new(), "{none}");
        }
    }
}
