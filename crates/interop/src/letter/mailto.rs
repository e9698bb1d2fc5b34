//! Mail addresses with a subject and a text (RFC 6068).

use std::fmt::Write as _;

/// Writes an address that opens a mail program with everything filled in.
///
/// Everything but the unreserved letters of RFC 3986 is percent-encoded as UTF-8, and line breaks travel as `%0D%0A`
/// (RFC 6068, section 5). An empty subject or text is left out; an empty `to` leaves the recipient to the mail program.
pub fn mailto(to: &str, subject: &str, body: &str) -> String {
    let mut address = String::from("mailto:");
    match to.trim().rsplit_once('@') {
        Some((local, domain)) => {
            encode(&mut address, local);
            address.push('@');
            encode(&mut address, domain);
        }
        None => encode(&mut address, to.trim()),
    }
    let fields = [("subject", one_line(subject)), ("body", body.to_owned())];
    for (count, (name, value)) in fields.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        address.push(if count == 0 { '?' } else { '&' });
        let _ = write!(address, "{name}=");
        encode(&mut address, &value.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n"));
    }
    address
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
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c94_the_examples_of_the_standard_hold() {
        assert_eq!(mailto("ana@example.org", "", ""), "mailto:ana@example.org");
        assert_eq!(
            mailto("ana@example.org", "caf\u{e9}", "A & B + 5 % #1\n\"Grüße\""),
            "mailto:ana@example.org?subject=caf%C3%A9&body=A%20%26%20B%20%2B%205%20%25%20%231%0D%0A%22Gr%C3%BC%C3%9Fe%22"
        );
        assert_eq!(
            mailto("\"not@me\"@example.org", "", ""),
            "mailto:%22not%40me%22@example.org",
            "RFC 6068, section 6.1"
        );
        assert_eq!(mailto("", "Hi", ""), "mailto:?subject=Hi");
    }
}
