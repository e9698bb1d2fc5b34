//! Telephone numbers as cards and people write them, and the one number in them that is dialled (RFC 3966).
//!
//! Two ports of libphonenumber were looked at and not taken: one stops the program on some texts, the other needs the compiler of
//! Protocol Buffers to build, and both read a number without a country code only with a region, which no card names.

use super::{digit, visible};

/// What a telephone dials, and what stands beside the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialled {
    /// The address: `tel:`, a plus where the number has a country code, digits, and `;ext=` with an extension (RFC 3966, 3).
    pub address: String,
    /// What stands behind the number and is not dialled: a PIN, the room of a conference line, a second number. Empty without any.
    pub beside: String,
}

/// The fewest digits of a number that is dialled, as in emergency calls of some countries.
const FEWEST: usize = 2;
/// The most digits of a number with a country code (E.164, 6.2.1), and of one without that is taken for a number at all.
const MOST: usize = 15;
const MOST_WITHOUT_CODE: usize = 17;
/// Digits that a number has at most before letters that stand for digits, and letters and digits that it has at least.
const MOST_BEFORE_LETTERS: usize = 7;
const FEWEST_WITH_LETTERS: usize = 6;
/// Beginnings of numbers that companies have spelt in letters, without the plus of a country code.
const SPELT: [&str; 14] =
    ["1800", "1888", "1877", "1866", "1855", "1844", "1833", "1900", "800", "0800", "1300", "49800", "44800", "0900"];
/// Countries whose numbers keep the 0 behind the country code: Italy and the Vatican, San Marino, Ivory Coast, Gabon, Congo.
const KEEP_ZERO: [&str; 6] = ["39", "378", "379", "225", "241", "242"];

/// Reads the number of a text; `None` where nothing in it is to be dialled, such as the codes that change a telephone's settings.
///
/// Brackets, spaces and dashes go, and so does what cannot be seen. Words before the number are a label. A plus anywhere before the
/// first digit is the plus of the country code, and then a `(0)` that is dialled only inside the country goes as well. What follows
/// "ext", "x" or `#` is the extension; what follows a pause (`,`, `;`, `p`, `w`) is kept apart. Letters in a number stand for digits
/// (E.161).
pub fn dial(text: &str) -> Option<Dialled> {
    let text = plain(text);
    let scheme = text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    let text = if scheme { text.get(4..)?.replace("%20", " ") } else { text };
    let number = behind_label(&text);
    let start = number.find(|letter: char| letter.is_ascii_digit())?;
    let (before, rest) = number.split_at_checked(start)?;
    // A star or a cross in front makes it a command to the telephone, not a number.
    if before.trim_end().ends_with(['*', '#']) {
        return None;
    }
    let read = Reading::of(rest);
    let mut digits = read.digits;
    let global = before.contains('+') && !digits.starts_with('0');
    if global {
        digits = without_trunk_zero(rest, &digits);
    }
    let most = if global { MOST } else { MOST_WITHOUT_CODE };
    if digits.len() < FEWEST || digits.len() > most || read.is_words {
        return None;
    }
    let mut address = format!("tel:{}{digits}", if global { "+" } else { "" });
    let (extension, tail) = extension(read.tail);
    if !extension.is_empty() {
        address.push_str(";ext=");
        address.push_str(&extension);
    }
    Some(Dialled { address, beside: beside(tail) })
}

/// Cuts a text into its numbers where it certainly has several: each begins with the plus of a country code.
pub fn numbers(text: &str) -> Vec<String> {
    let parts: Vec<&str> =
        text.split([',', ';', '/', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_global = |part: &&str| {
        let part = plain(part);
        part.trim_start_matches(['(', ' ']).starts_with('+') && part.chars().filter(char::is_ascii_digit).count() >= 7
    };
    if parts.len() > 1 && parts.iter().all(is_global) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        vec![text.trim().to_owned()]
    }
}

/// Returns the text with digits, signs and letters in their plain forms, and nothing invisible.
fn plain(text: &str) -> String {
    visible(text)
        .chars()
        .map(|letter| match letter {
            '\u{ff0b}' | '\u{fe62}' | '\u{207a}' => '+',
            '\u{ff08}' => '(',
            '\u{ff09}' => ')',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{fe63}' => '-',
            '\u{ff0c}' | '\u{3001}' => ',',
            '\u{ff1b}' => ';',
            '\u{ff03}' => '#',
            '\u{ff0a}' | '\u{2217}' => '*',
            '\u{ff0e}' | '\u{b7}' | '\u{2022}' => '.',
            '\u{ff0f}' => '/',
            '\u{ff1a}' => ':',
            letter if letter.is_whitespace() => ' ',
            '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
                char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter)
            }
            letter => digit(letter).unwrap_or(letter),
        })
        .collect()
}

/// Passes over a label such as "Line 2:", which may have a digit of its own.
fn behind_label(text: &str) -> &str {
    match text.split_once(':') {
        Some((label, number))
            if label.chars().any(char::is_alphabetic)
                && label.chars().filter(char::is_ascii_digit).count() < 3
                && number.chars().filter(char::is_ascii_digit).count() >= FEWEST =>
        {
            behind_label(number)
        }
        _ => text,
    }
}

/// What was read of a text that begins with a digit.
struct Reading<'a> {
    digits: String,
    /// Whether letters stand in it that are neither a number nor beside one.
    is_words: bool,
    /// What follows, beginning with what ended the number.
    tail: &'a str,
}

impl<'a> Reading<'a> {
    fn of(text: &'a str) -> Self {
        let mut read = Self { digits: String::new(), is_words: false, tail: "" };
        let mut rest = text;
        let mut joined = false;
        while let Some(letter) = rest.chars().next() {
            let after = rest.get(letter.len_utf8()..).unwrap_or_default();
            match letter {
                '0'..='9' => {
                    read.digits.push(letter);
                    joined = true;
                }
                '/' if is_second_number(rest, after, &read.digits) => break,
                '-' | '.' | '(' | ')' | '[' | ']' | '/' | '~' => joined = !matches!(letter, '(' | '/' | '['),
                ' ' => joined = false,
                'A'..='Z' | 'a'..='z' if !is_mark(rest) => match read.spelt(rest, joined) {
                    Some(after) => {
                        rest = after;
                        joined = true;
                        continue;
                    }
                    None => {
                        read.is_words = joined && read.digits.len() < MOST_BEFORE_LETTERS;
                        break;
                    }
                },
                _ => break,
            }
            rest = after;
        }
        read.tail = rest;
        read
    }

    /// Takes letters for digits, if a company would have them so; returns what follows them.
    fn spelt<'b>(&mut self, text: &'b str, joined: bool) -> Option<&'b str> {
        let length = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
        let (word, after) = text.split_at_checked(length)?;
        let known = SPELT.contains(&self.digits.as_str());
        // Letters that a dash joins on may go on in the next group; the whole of it must be long enough to be a number.
        let to_come =
            text.chars().take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | ' '));
        let to_come = to_come.filter(char::is_ascii_alphanumeric).count();
        let begun = self.digits.len() > MOST_BEFORE_LETTERS;
        let fits = (joined || known) && !begun && self.digits.len() + to_come >= FEWEST_WITH_LETTERS;
        let goes_on = begun && joined && self.digits.len() + word.len() <= MOST;
        if !fits && !goes_on {
            return None;
        }
        self.digits.extend(word.chars().filter_map(key_of));
        Some(after)
    }
}

/// Returns the key of a telephone that has the letter (E.161).
fn key_of(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

/// Tells whether a second number begins behind a slash, rather than the rest of the first.
fn is_second_number(rest: &str, after: &str, digits: &str) -> bool {
    let after = after.trim_start();
    let begins = after.starts_with("+") || (after.starts_with(['0', '(']) && rest.starts_with("/ "));
    digits.len() >= 6 && begins && after.chars().filter(char::is_ascii_digit).count() >= 6
}

/// Words for an extension, the longest first.
const EXTENSION: [&str; 14] =
    ["extension", "durchwahl", "extn", "ext", "klappe", "anexo", "ramal", "poste", "int", "доб", "dw", "nst", "x", "#"];
/// Letters with which telephones write a pause, and with which they wait.
const PAUSE: [char; 4] = ['p', 'P', 'w', 'W'];

/// Tells whether a pause or an extension begins here, rather than letters of the number.
fn is_mark(text: &str) -> bool {
    let pause = text
        .strip_prefix(PAUSE)
        .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit() || next == ','));
    pause || after_word(text).is_some()
}

/// Returns what follows a word for an extension, if a short number does.
fn after_word(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', ';', ',', '(']);
    let lower = text.to_lowercase();
    let word = EXTENSION.iter().find(|word| lower.starts_with(**word))?;
    let rest = text.get(word.len()..)?.trim_start_matches(['.', ':', ' ', '=', '-']);
    rest.starts_with(|next: char| next.is_ascii_digit()).then_some(rest)
}

/// Takes the extension off what follows a number.
fn extension(tail: &str) -> (String, &str) {
    let Some(rest) = after_word(tail) else { return (String::new(), tail) };
    let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    if digits.len() > 9 { (String::new(), tail) } else { (digits.to_owned(), after.trim_start_matches(')')) }
}

/// Returns what is shown beside a number: a tail that has a digit, without the pauses in front.
fn beside(tail: &str) -> String {
    let bare = tail.trim_start_matches([',', ';', '/', '|', ' ', '.', ')']);
    let bare = match bare.strip_prefix(PAUSE) {
        Some(rest) if rest.trim_start_matches([',', ';']).starts_with(|next: char| next.is_ascii_digit()) => {
            rest.trim_start_matches([',', ';'])
        }
        _ => bare,
    };
    if bare.chars().any(|letter| letter.is_ascii_digit()) { bare.trim().to_owned() } else { String::new() }
}

/// Takes away the `(0)` behind a country code, except where a number keeps it.
fn without_trunk_zero(text: &str, digits: &str) -> String {
    let bare: String = text.chars().filter(|letter| *letter != ' ').collect();
    let Some((code, _)) = bare.split_once("(0)").or_else(|| bare.split_once("[0]")) else { return digits.to_owned() };
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix(code.as_str()).and_then(|rest| rest.strip_prefix('0')) {
        Some(rest) if code.len() <= 3 && !KEEP_ZERO.contains(&code.as_str()) => format!("{code}{rest}"),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::is_invisible;
    use proptest::prelude::*;

    fn address(text: &str) -> String {
        dial(text).map(|dialled| dialled.address).unwrap_or_default()
    }

    #[test]
    fn c94_numbers_as_people_write_them_are_dialled() {
        for (text, expected) in [
            ("+49 (0)30 1234-567", "tel:+49301234567"),
            ("+39 (0)6 1234 5678", "tel:+390612345678"),
            ("(212) 555-0142", "tel:2125550142"),
            ("+1 212 555 0142 ext. 17", "tel:+12125550142;ext=17"),
            ("+1 212 555 0142 #17", "tel:+12125550142;ext=17"),
            ("030/1234 x 5", "tel:0301234;ext=5"),
            ("030 5550101 (Durchwahl 12)", "tel:0305550101;ext=12"),
            ("٠٣٠ ١٢٣", "tel:030123"),
            ("＋４９　３０　１２３", "tel:+4930123"),
            ("tel:+4930", "tel:+4930"),
            ("TEL:+49-30-55;ext=4", "tel:+493055;ext=4"),
            ("(+49) 30 5550101", "tel:+49305550101"),
            ("Tel. +49 30 5550115", "tel:+49305550115"),
            ("Mobile: 0171 5550116", "tel:01715550116"),
            ("Line 2: +49 30 5550115", "tel:+49305550115"),
            ("0171 5550116 (mobile)", "tel:01715550116"),
            ("0171 5550116 Lina", "tel:01715550116"),
            ("110 Polizei", "tel:110"),
            ("1-800-FLOWERS", "tel:18003569377"),
            ("1 800 FLOWERS", "tel:18003569377"),
            ("+1-800-GO-FEDEX", "tel:+18004633339"),
            ("0800-REIMANN", "tel:08007346266"),
            ("1-800-MY-APPLE ext. 5", "tel:18006927753;ext=5"),
            ("+0171 5550116", "tel:01715550116"),
            ("ask at the desk", ""),
            ("*31#0171 5550116", ""),
            ("#21#", ""),
            ("12-ABC", ""),
            ("+123456789012345678", ""),
            ("7", ""),
            ("", ""),
        ] {
            assert_eq!(address(text), expected, "{text}");
        }
    }

    #[test]
    fn what_follows_a_pause_is_kept_apart() {
        for (text, expected, beside) in [
            ("+1 646 555 0111,,820445398#", "tel:+16465550111", "820445398#"),
            ("+1 646 555 0112;820445398#", "tel:+16465550112", "820445398#"),
            ("+16465550111p820445398", "tel:+16465550111", "820445398"),
            ("+16465550111 w 820445398", "tel:+16465550111", "w 820445398"),
            ("+16465550111W820445398#,,1", "tel:+16465550111", "820445398#,,1"),
            ("+1 646 555 0111 PIN: 8204", "tel:+16465550111", "PIN: 8204"),
            ("+1 646 555 0111 ext. 7,,8204", "tel:+16465550111;ext=7", "8204"),
            ("030 5550101 / 0171 5550102", "tel:0305550101", "0171 5550102"),
            ("030 5550101, 0171 5550102", "tel:0305550101", "0171 5550102"),
            ("030 5550101/+49 171 5550102", "tel:0305550101", "+49 171 5550102"),
        ] {
            let dialled = dial(text).unwrap();
            assert_eq!((dialled.address.as_str(), dialled.beside.as_str()), (expected, beside), "{text}");
        }
        assert_eq!(numbers("+49 30 5550101; +49 171 5550102"), ["+49 30 5550101", "+49 171 5550102"]);
        assert_eq!(numbers("030/5550101, 12"), ["030/5550101, 12"]);
        assert_eq!(numbers("+1 646 555 0111,,820445398#"), ["+1 646 555 0111,,820445398#"]);
    }

    fn unseen() -> impl Strategy<Value = char> {
        let all: Vec<char> =
            (0..=0x10_ffff).filter_map(char::from_u32).filter(|letter| is_invisible(*letter)).collect();
        prop::sample::select(all)
    }

    /// A number in groups, as people part them.
    fn written() -> impl Strategy<Value = (String, String)> {
        let groups = prop::collection::vec("[0-9]{2,4}", 2..4);
        (any::<bool>(), "[1-9]", groups, "[ ./-]").prop_map(|(global, first, groups, part)| {
            let plus = if global { "+" } else { "" };
            let shown = format!("{plus}{first}{}", groups.join(&part));
            (shown, format!("tel:{plus}{first}{}", groups.concat()))
        })
    }

    proptest! {
        #[test]
        fn every_invisible_character_anywhere_leaves_the_number_as_it_is((shown, address) in written(), unseen in unseen(), place in 0.0..1.0f64) {
            let letters: Vec<char> = shown.chars().collect();
            let at = (letters.len() as f64 * place) as usize;
            let mixed: String = letters[..at].iter().chain([&unseen]).chain(&letters[at..]).collect();
            prop_assert_eq!(dial(&mixed).map(|dialled| dialled.address), Some(address.clone()));
            prop_assert_eq!(dial(&format!("{unseen}{shown}{unseen}")).map(|dialled| dialled.address), Some(address));
        }

        #[test]
        fn a_pause_and_what_follows_are_never_dialled((shown, address) in written(), pause in "[,;]{1,3}|[pPwW]", pin in "[0-9]{3,12}#?") {
            let dialled = dial(&format!("{shown}{pause}{pin}")).unwrap();
            prop_assert_eq!((dialled.address, dialled.beside), (address, pin));
        }

        #[test]
        fn words_before_a_number_are_a_label((shown, address) in written(), label in "(Tel|Mobile|Büro|Work phone|電話)(:|\\.|: | - | )") {
            prop_assert_eq!(dial(&format!("{label}{shown}")).map(|dialled| dialled.address), Some(address));
        }

        #[test]
        fn whatever_is_dialled_is_one_number(text in prop_oneof![any::<String>(), "[+0-9A-Za-z ,;#*x().:/\u{202a}-]{0,24}"]) {
            let Some(dialled) = dial(&text) else { return Ok(()) };
            let (number, extension) = dialled.address.split_once(";ext=").unwrap_or((&dialled.address, "1"));
            let digits = number.strip_prefix("tel:").unwrap();
            let digits = digits.strip_prefix('+').unwrap_or(digits);
            prop_assert!((2..=17).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "{:?}", dialled);
            prop_assert!(!extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_digit()), "{:?}", dialled);
            prop_assert_eq!(dial(&dialled.address).map(|again| again.address), Some(dialled.address.clone()));
        }
    }
}
