//! What goes into an address comes out of it: read back here by a decoder that shares nothing with the writer.

use firsthand_interop::letter::{Join, Sentence, mailto, render};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Reads a `mailto:` address as RFC 6068 and RFC 3986 say.
fn read(address: &str) -> (String, BTreeMap<String, String>) {
    let rest = address.strip_prefix("mailto:").unwrap();
    let (to, query) = rest.split_once('?').unwrap_or((rest, ""));
    let fields = query.split('&').filter(|field| !field.is_empty()).map(|field| {
        let (name, value) = field.split_once('=').unwrap();
        (name.to_owned(), decode(value))
    });
    (decode(to), fields.collect())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~äöüß€“”&%+#\"'\n\r\t看護🙂]{0,80}"]
}

proptest! {
    #[test]
    fn c94_every_word_survives_the_way_to_the_mail_program(subject in words(), body in words()) {
        let address = mailto("ana@example.org", &subject, &body).unwrap();
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()), "{address}");
        let (to, fields) = read(&address);
        prop_assert_eq!(to, "ana@example.org");
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(fields.get("subject").cloned().unwrap_or_default(), subject);
        let body = body.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        prop_assert_eq!(fields.get("body").cloned().unwrap_or_default(), body);
    }

    #[test]
    fn c94_an_address_is_one_recipient(local in "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}|\"[!#-\\[\\]-~]{1,20}\"", domain in "[a-z]{1,10}\\.[a-z]{2,4}") {
        let to = format!("{local}@{domain}");
        let address = mailto(&to, "", "").unwrap();
        prop_assert!(!address.contains(['?', '&', ',', ' ']), "{address}");
        prop_assert_eq!(read(&address).0, to);
    }

    #[test]
    fn c17_to_c22_no_letter_has_a_hole(
        known in prop::collection::btree_map("[abc]", prop_oneof![Just(String::new()), "[a-zäß看 ]{0,12}"], 0..3),
        order in prop::collection::vec((0usize..4, 0usize..3), 1..9),
    ) {
        let texts = ["Dear {{ a }},", "I ask {{ b }} and {{ c }}.", "Plain.", "{{ c }}"];
        let joins = [Join::Space, Join::Line, Join::Paragraph];
        let ids: Vec<String> = (0..order.len()).map(|place| place.to_string()).collect();
        let sentences: Vec<_> = order
            .iter()
            .zip(&ids)
            .map(|((text, join), id)| Sentence { id, text: texts[*text], join: joins[*join], unless: None, needs: None })
            .collect();
        let rendered = render(&sentences, &known);
        prop_assert!(!rendered.text.contains("{{") && !rendered.text.contains("\n\n\n"), "{:?}", rendered.text);
        prop_assert!(!rendered.text.contains(" ,") && !rendered.text.contains(" ."), "{:?}", rendered.text);
        prop_assert!(!rendered.text.starts_with(['\n', ' ']) && !rendered.text.ends_with(['\n', ' ']), "{:?}", rendered.text);
        prop_assert_eq!(rendered.said.len() + rendered.dropped.len(), sentences.len(), "each is said or reported");
    }
}
