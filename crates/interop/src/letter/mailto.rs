//! Mail addresses with a subject and a text (RFC 6068).

use crate::reach::{addr_spec, visible};

/// Writes an address that opens a mail program with everything filled in; `None` where `to` is not exactly one addr-spec.
///
/// Everything but the unreserved letters of RFC 3986 is percent-encoded as UTF-8, and line breaks travel as `%0D%0A`
/// (RFC 6068, section 5). A display name, and what cannot be seen, is taken off the recipient. An empty subject or text is left out;
/// an empty `to` leaves the recipient to the mail program.
pub fn mailto(to: &str, subject: &str, body: &str) -> Option<String> {
    let mut address = String::from("mailto:");
    if !visible(to).is_empty() {
        let recipient = addr_spec(to)?;
        let (local, domain) = recipient.rsplit_once('@')?;
        encode(&mut address, local);
        address.push('@');
        encode(&mut address, domain);
    }
    let fields = [("subject", one_line(subject)), ("body", body.to_owned())];
    for (count, (name, value)) in fields.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        address.push(if count == 0 { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        encode(&mut address, &value.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n"));
    }
    Some(address)
}

/// A subject is one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn encode(into: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            into.push(char::from(byte));
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c94_the_examples_of_the_standard_hold() {
        let written = |to, subject, body| mailto(to, subject, body).unwrap();
        assert_eq!(written("ana@example.org", "", ""), "mailto:ana@example.org");
        assert_eq!(
            written("ana@example.org", "caf\u{e9}", "A & B + 5 % #1\n\"Grüße\""),
            "mailto:ana@example.org?subject=caf%C3%A9&body=A%20%26%20B%20%2B%205%20%25%20%231%0D%0A%22Gr%C3%BC%C3%9Fe%22"
        );
        assert_eq!(
            written("\"not@me\"@example.org", "", ""),
            "mailto:%22not%40me%22@example.org",
            "RFC 6068, section 6.1"
        );
        assert_eq!(written("", "Hi", ""), "mailto:?subject=Hi");
    }

    #[test]
    fn c94_a_recipient_is_one_addr_spec_or_none() {
        assert_eq!(mailto("\u{200b}lina@hafen.example", "", "").as_deref(), Some("mailto:lina@hafen.example"), "v09");
        assert_eq!(
            mailto("Petra Lang <petra.lang@bau.example>", "", "").as_deref(),
            Some("mailto:petra.lang@bau.example")
        );
        for several in ["a@x.example, b@y.example", "a@x.example;b@y.example", "/o=ExchangeLabs/cn=ruth", "at the desk"]
        {
            assert_eq!(mailto(several, "Hi", ""), None, "{several}");
        }
    }
}
