//! Characters that nobody sees and no number or address means.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Tells whether a character shows nothing: the format characters (Unicode `Cf`, all bidirectional controls among them), and those
/// others that are ignored by default when text is drawn (UAX #44, `Default_Ignorable_Code_Point`).
pub fn is_invisible(letter: char) -> bool {
    letter.general_category() == GeneralCategory::Format
        || matches!(letter,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2065}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns the text without what cannot be seen; control characters become blanks.
pub fn visible(text: &str) -> String {
    text.chars()
        .filter(|letter| !is_invisible(*letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Returns the value of a decimal digit of any script (Unicode `Nd`).
pub fn digit(letter: char) -> Option<char> {
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    let is_digit = |code: u32| {
        char::from_u32(code).is_some_and(|letter| letter.general_category() == GeneralCategory::DecimalNumber)
    };
    let code = u32::from(letter);
    if letter.is_ascii() || !is_digit(code) {
        return None;
    }
    // The standard keeps the ten digits of a script together and in order, and where several sets touch, each has ten.
    let before = (1..60).take_while(|back| code.checked_sub(*back).is_some_and(is_digit)).count();
    char::from_digit(u32::try_from(before % 10).ok()?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_character_is_invisible_and_every_digit_has_its_value() {
        let all = || (0..=0x10_ffff).filter_map(char::from_u32);
        let formats = all().filter(|letter| letter.general_category() == GeneralCategory::Format);
        let mut seen = 0;
        for letter in formats {
            assert!(is_invisible(letter), "U+{:04X}", u32::from(letter));
            assert_eq!(visible(&format!("{letter}a{letter}b{letter}")), "ab", "U+{:04X}", u32::from(letter));
            seen += 1;
        }
        assert!(seen >= 160, "{seen}");
        for zero in ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}', '\u{1d7ce}', '\u{1d7f6}', '\u{1e950}'] {
            for value in 0..10 {
                let letter = char::from_u32(u32::from(zero) + value).unwrap();
                assert_eq!(digit(letter), char::from_digit(value, 10), "U+{:04X}", u32::from(letter));
            }
        }
        let digits = all().filter(|letter| digit(*letter).is_some()).count();
        assert_eq!(digits % 10, 0, "every script has ten");
        assert_eq!((digit('²'), digit('a'), digit('五')), (None, None, None));
    }

    #[test]
    fn what_can_be_seen_stays() {
        assert_eq!(visible("Müller 東京 é\u{301}"), "Müller 東京 é\u{301}");
        assert_eq!(visible("a\tb\n"), "a b");
    }
}
