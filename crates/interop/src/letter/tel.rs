//! Telephone addresses (RFC 3966).

use std::fmt::Write as _;

/// Writes the address that dials a number as people write it; `None` where there is no number in it.
///
/// Brackets, spaces and dashes go; a leading `+` stays, and then a `(0)` that is dialled only inside the country goes
/// as well. What follows "ext" or "x" is the extension.
pub fn tel(number: &str) -> Option<String> {
    let number = number.trim().trim_start_matches("tel:");
    let (main, extension) = split_extension(number);
    let global = main.trim_start().starts_with('+');
    let main = if global { main.replace("(0)", "") } else { main.to_owned() };
    let digits = digits(&main);
    if digits.len() < 2 {
        return None;
    }
    let mut address = format!("tel:{}{digits}", if global { "+" } else { "" });
    let extension = extension.map(self::digits).filter(|extension| !extension.is_empty());
    if let Some(extension) = extension {
        let _ = write!(address, ";ext={extension}");
    }
    Some(address)
}

fn split_extension(number: &str) -> (&str, Option<&str>) {
    let place =
        number.char_indices().find(|(_, letter)| matches!(letter, 'x' | 'X' | 'e' | 'E')).map(|(place, _)| place);
    match place.and_then(|place| number.split_at_checked(place)) {
        Some((main, extension)) => (main, Some(extension)),
        None => (number, None),
    }
}

fn digits(text: &str) -> String {
    // Numbers are also written in other scripts' digits, such as Arabic ones.
    text.chars().filter_map(digit).collect()
}

fn digit(letter: char) -> Option<char> {
    const ZEROS: [char; 4] = ['0', '\u{660}', '\u{6f0}', '\u{ff10}'];
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(letter).checked_sub(u32::from(*zero)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c94_numbers_as_people_write_them_are_dialled() {
        let dialled = |number| tel(number).unwrap_or_default();
        assert_eq!(dialled("+49 (0)30 1234-567"), "tel:+49301234567");
        assert_eq!(dialled("(212) 555-0142"), "tel:2125550142");
        assert_eq!(dialled("+1 212 555 0142 ext. 17"), "tel:+12125550142;ext=17");
        assert_eq!(dialled("030/1234 x 5"), "tel:0301234;ext=5");
        assert_eq!(dialled("٠٣٠ ١٢٣"), "tel:030123");
        assert_eq!(dialled("tel:+4930"), "tel:+4930");
        assert_eq!(tel("ask at the desk"), None);
        assert_eq!(tel(""), None);
    }
}
