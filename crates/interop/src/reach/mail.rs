//! Mail addresses as cards and people write them, and the one addr-spec in them (RFC 5322, 3.4.1, with the letters of RFC 6532).

use super::visible;

/// An address and the name that stood before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The address: exactly one addr-spec.
    pub address: String,
    /// The words beside it: a display name such as "Petra Lang", or whatever else stands there; empty without any.
    pub name: String,
}

/// Returns the one address of a text; `None` where there is none, or more than one.
pub fn addr_spec(text: &str) -> Option<String> {
    let mut found = mailboxes(text).into_iter().map(|mailbox| mailbox.address);
    let first = found.next()?;
    found.all(|other| other.eq_ignore_ascii_case(&first)).then_some(first)
}

/// Finds every address of a text, in its order: in angle brackets, in a list, behind words or a scheme. Whatever is no addr-spec is
/// passed over, such as the X.500 name of an Exchange server.
pub fn mailboxes(text: &str) -> Vec<Mailbox> {
    let text = visible(text);
    let text = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => unescaped(text.get(7..).unwrap_or_default()),
        _ => text,
    };
    if let Some(address) = whole(&text) {
        return vec![Mailbox { address, name: String::new() }];
    }
    let mut found = Vec::new();
    for element in elements(&text) {
        let element = element.trim();
        if let Some(address) = whole(element) {
            found.push(Mailbox { address, name: String::new() });
        } else if let Some(mailbox) = in_brackets(element) {
            found.push(mailbox);
        } else {
            let addresses = loose(element);
            let mut name =
                addresses.iter().fold(element.to_owned(), |words, address| words.replacen(address.as_str(), " ", 1));
            for address in addresses {
                found.push(Mailbox { address, name: beside(&std::mem::take(&mut name)) });
            }
        }
    }
    found
}

/// Undoes what a `mailto:` address has that no address has: percent signs, and fields behind a question mark (RFC 6068, 2).
fn unescaped(text: &str) -> String {
    let path = text.split('?').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let escaped = match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
                value(high).zip(value(low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        match escaped {
            Some((letter, after)) => {
                bytes.push(letter);
                rest = after;
            }
            None => bytes.push(*byte),
        }
    }
    visible(&String::from_utf8_lossy(&bytes))
}

/// Cuts a list at its commas and semicolons, but not inside quotation marks, brackets and remarks.
fn elements(text: &str) -> Vec<String> {
    let mut elements = vec![String::new()];
    let (mut quoted, mut escaped, mut remarks, mut bracket) = (false, false, 0_u32, false);
    // A quotation mark or a bracket without its partner would swallow the rest of the list.
    let balanced = text.replace("\\\\", "").replace("\\\"", "").matches('"').count().is_multiple_of(2);
    let closed = |open: char, close: char| text.matches(open).count() == text.matches(close).count();
    let (angles, round) = (closed('<', '>'), closed('(', ')'));
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if balanced => quoted = !quoted,
            _ if quoted => {}
            '(' if round => remarks += 1,
            ')' if round => remarks = remarks.saturating_sub(1),
            '<' if angles => bracket = true,
            '>' if angles => bracket = false,
            ',' | ';' if remarks == 0 && !bracket => {
                elements.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = elements.last_mut() {
            last.push(letter);
        }
    }
    elements
}

/// Reads a text that is an address and nothing else.
fn whole(text: &str) -> Option<String> {
    let at = text.rfind('@')?;
    let (local, domain) = (text.get(..at)?, text.get(at + 1..)?);
    Some(format!("{}@{}", local_part(local)?, self::domain(domain)?))
}

/// Reads `Name <address>`. A quoted name or address may have a bracket of its own, so each is tried.
fn in_brackets(element: &str) -> Option<Mailbox> {
    let close = element.rfind('>').unwrap_or(element.len());
    let opens = element.match_indices('<').map(|(place, _)| place);
    let read = |open: usize| {
        let inner = element.get(open + 1..close)?.trim();
        let address = match inner.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => whole(&unescaped(inner.get(7..)?)),
            _ => whole(inner),
        };
        let name = element.get(..open)?.trim().trim_matches(['"', '\'']).replace("\\\"", "\"");
        Some(Mailbox { address: address?, name: name.trim().to_owned() })
    };
    opens.into_iter().find_map(read)
}

/// Returns the words beside an address that say more than that it is one.
fn beside(words: &str) -> String {
    let is_sign = |letter: char| letter.is_whitespace() || ":;,.-/|<>()[]\"'".contains(letter);
    let words = words.trim_matches(is_sign).split_whitespace().collect::<Vec<_>>().join(" ");
    let says_nothing = ["smtp", "mail", "email", "e-mail", "mailto"].contains(&words.to_lowercase().as_str());
    if says_nothing { String::new() } else { words }
}

/// Finds addresses among other words.
fn loose(element: &str) -> Vec<String> {
    let letters: Vec<char> = element.chars().collect();
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in letters.iter().enumerate().filter(|(_, letter)| **letter == '@') {
        let (Some(before), Some(after)) = (letters.get(end..at), letters.get(at + 1..)) else { continue };
        let start = before.iter().rposition(|letter| !is_atext(*letter) && *letter != '.').map_or(0, |place| place + 1);
        let local: String = before.iter().skip(start).collect();
        let domain: String = after.iter().take_while(|letter| is_of_domain(**letter) || **letter == '.').collect();
        // Among words, these are punctuation sooner than part of an address.
        let local = local.trim_start_matches(['.', '/', '=', '|', '\'', '*', '`', '{', '?', '&', '~', '#']);
        let domain = domain.trim_end_matches(['.', '-']);
        if let (Some(local), Some(domain)) = (local_part(local), self::domain(domain)) {
            found.push(format!("{local}@{domain}"));
            end = at + 1 + domain.chars().count();
        }
    }
    found
}

/// Returns a local part as it may stand before the sign: a dot-atom or a quoted string.
fn local_part(text: &str) -> Option<String> {
    let text = text.trim();
    let is_dot_atom = |text: &str| text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    if is_dot_atom(text) {
        return Some(text.to_owned());
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        let mut letters = inner.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => _ = letters.next()?,
                '"' => return None,
                _ => {}
            }
        }
        return (!inner.is_empty()).then(|| text.to_owned());
    }
    // Some providers gave out addresses with two dots in a row, which may be written in quotation marks only.
    let has_dots_only_amiss = !text.is_empty() && text.chars().all(|letter| is_atext(letter) || letter == '.');
    (has_dots_only_amiss && text.chars().any(is_atext)).then(|| format!("\"{text}\""))
}

/// Returns a domain: labels with dots between, or an address in brackets.
fn domain(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some(literal) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '-');
        return (!literal.is_empty() && literal.chars().all(fits)).then_some(text);
    }
    let is_label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(is_of_domain)
    };
    let bare = text.strip_suffix('.').unwrap_or(text);
    (bare.len() <= 255 && bare.split('.').all(is_label)).then_some(bare)
}

fn is_atext(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~".contains(letter)
        || (!letter.is_ascii() && !letter.is_whitespace() && !letter.is_control())
}

fn is_of_domain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_' || (!letter.is_ascii() && letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::is_invisible;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<String> {
        mailboxes(text).into_iter().map(|mailbox| mailbox.address).collect()
    }

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        for (text, expected) in [
            ("ana@example.org", vec!["ana@example.org"]),
            ("Petra Lang <petra.lang@bau.example>", vec!["petra.lang@bau.example"]),
            ("<uwe.lang@bau.example>", vec!["uwe.lang@bau.example"]),
            ("\"Lang, Petra\" <petra@bau.example>", vec!["petra@bau.example"]),
            ("petra@work <petra@bau.example>", vec!["petra@bau.example"]),
            ("Petra Lang <mailto:petra%2Ex@bau.example?subject=Hi>", vec!["petra.x@bau.example"]),
            ("petra@bau.example (Petra, the boss)", vec!["petra@bau.example"]),
            ("desk@wegen.example;night@wegen.example", vec!["desk@wegen.example", "night@wegen.example"]),
            ("noor@wegen.example, noor.v@home.example", vec!["noor@wegen.example", "noor.v@home.example"]),
            ("a@x.example b@y.example", vec!["a@x.example", "b@y.example"]),
            ("a@x.example/b@y.example", vec!["a@x.example", "b@y.example"]),
            ("A <a@x.example>, \"B, C\" <b@y.example>; c@z.example", vec!["a@x.example", "b@y.example", "c@z.example"]),
            ("mailto:ana%40example.org?subject=Hi", vec!["ana@example.org"]),
            ("MAILTO:ana@example.org", vec!["ana@example.org"]),
            ("SMTP:ruth@amt.example", vec!["ruth@amt.example"]),
            ("E-Mail: ruth@amt.example.", vec!["ruth@amt.example"]),
            ("\"not@me\"@example.org", vec!["\"not@me\"@example.org"]),
            ("a..b@docomo.example", vec!["\"a..b\"@docomo.example"]),
            ("me@[192.0.2.1]", vec!["me@[192.0.2.1]"]),
            ("josé@müller.example", vec!["josé@müller.example"]),
            ("o'brien+tag@example.org", vec!["o'brien+tag@example.org"]),
            ("/o=ExchangeLabs/ou=Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=0123-ruth", vec![]),
            ("c=DE;a= ;p=Amt;s=Meyer", vec![]),
            ("ask at the desk", vec![]),
            ("@handle", vec![]),
            ("ana@", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        assert_eq!(mailboxes("\"Lang, Petra\" <p@x.example>")[0].name, "Lang, Petra");
        assert_eq!(mailboxes("Privat: p@x.example")[0].name, "Privat");
        assert_eq!(mailboxes("SMTP:p@x.example")[0].name, "");
        assert_eq!(addr_spec("a@x.example, b@y.example"), None);
        assert_eq!(addr_spec("a@x.example, A@X.example").as_deref(), Some("a@x.example"));
    }

    /// The grammar of an addr-spec, without its obsolete forms.
    fn any_addr_spec() -> impl Strategy<Value = String> {
        let atom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~äß東-]{1,6}";
        let dotted = prop::collection::vec(atom, 1..4).prop_map(|atoms| atoms.join("."));
        let quoted = "\"([ !#-\\[\\]-~]|\\\\[ -~]){1,10}\"";
        let label = "[a-z0-9ü]([a-z0-9-]{0,5}[a-z0-9])?";
        let domain = prop::collection::vec(label, 1..4).prop_map(|labels| labels.join("."));
        (prop_oneof![3 => dotted, 1 => quoted], domain).prop_map(|(local, domain)| format!("{local}@{domain}"))
    }

    /// Every invisible character, one at a time.
    fn unseen() -> impl Strategy<Value = char> {
        let all: Vec<char> =
            (0..=0x10_ffff).filter_map(char::from_u32).filter(|letter| is_invisible(*letter)).collect();
        prop::sample::select(all)
    }

    proptest! {
        #[test]
        fn every_addr_spec_is_one_address_with_whatever_invisible_around_it(address in any_addr_spec(), unseen in unseen(), place in 0.0..1.0f64) {
            prop_assert_eq!(addr_spec(&address), Some(address.clone()));
            let letters: Vec<char> = address.chars().collect();
            let at = (letters.len() as f64 * place) as usize;
            let mixed: String = letters[..at].iter().chain([&unseen]).chain(&letters[at..]).collect();
            prop_assert_eq!(addr_spec(&mixed), Some(address.clone()));
            prop_assert_eq!(addr_spec(&format!("Some One <{address}>")), Some(address.clone()));
            prop_assert_eq!(addr_spec(&format!("<{address}>")), Some(address));
        }

        #[test]
        fn whatever_is_found_is_one_address(text in any::<String>()) {
            for address in found(&text) {
                prop_assert_eq!(addr_spec(&address), Some(address.clone()), "{:?}", text);
                prop_assert!(!address.chars().any(|letter| is_invisible(letter) || letter.is_control()));
            }
        }
    }
}
