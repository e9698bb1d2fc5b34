//! Ways to reach somebody, as people and programs write them: what is dialled or written to is derived here, and what was written
//! stays as it is for reading.

mod invisible;
mod mail;
mod number;

pub use invisible::{digit, is_invisible, visible};
pub use mail::{Mailbox, addr_spec, mailboxes};
pub use number::{Dialled, dial, numbers};

use crate::Means;

/// Returns what makes two spellings of one number or address equal; for numbers also the country's `00` and `+`.
///
/// A number keeps its extension and what follows it, so that two rooms of one conference line stay two.
pub fn key(kind: Means, value: &str) -> String {
    let folded = || visible(value).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match kind {
        Means::Phone => match dial(value) {
            Some(dialled) => {
                let number = dialled.address.trim_start_matches("tel:");
                let number = match number.strip_prefix("00") {
                    Some(rest) if rest.len() >= 8 => format!("+{rest}"),
                    _ => number.to_owned(),
                };
                let beside: String = dialled.beside.chars().filter(|letter| letter.is_alphanumeric()).collect();
                if beside.is_empty() { number } else { format!("{number} {}", beside.to_lowercase()) }
            }
            None => folded(),
        },
        Means::Email => addr_spec(value).map_or_else(folded, |address| address.to_lowercase()),
        Means::Web => {
            let value = folded();
            let bare = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or(&value);
            bare.trim_end_matches('/').to_owned()
        }
        Means::Address | Means::Other => folded(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_have_one_key() {
        let phone = |value| key(Means::Phone, value);
        assert_eq!(phone("+49 171 5550132"), phone("+491715550132"), "v26");
        assert_eq!(phone("+49 171 5550132"), phone("0049 171/5550132"));
        assert_eq!(phone("Mobile: (555) 01-16"), phone("555 0116"));
        assert_ne!(phone("+1 646 555 0111,,820445398#"), phone("+1 646 555 0111"));
        assert_ne!(phone("+1 646 555 0111 ext. 1"), phone("+1 646 555 0111 ext. 2"));
        assert_eq!(phone("ask  at the\u{200b} desk"), "ask at the desk");
        assert_eq!(key(Means::Email, "Ana <ANA@Example.org>"), "ana@example.org");
        assert_eq!(key(Means::Web, "https://Example.org/"), key(Means::Web, "http://example.org"));
    }
}
