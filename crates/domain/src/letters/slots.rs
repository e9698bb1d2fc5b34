//! The slots of letters: what each stands for, and how it may look.

/// One slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name, as written between `{{` and `}}`.
    pub name: &'static str,
    /// What it stands for, in the user's words.
    pub about: &'static str,
    /// How it may look, for a preview.
    pub sample: &'static str,
}

const fn slot(name: &'static str, about: &'static str, sample: &'static str) -> Slot {
    Slot { name, about, sample }
}

/// Every slot.
pub const SLOTS: &[Slot] = &[
    slot("name", "Their whole name", "Ana Ruiz"),
    slot("first_name", "Their first name", "Ana"),
    slot("me", "How you sign", "Kim Weber"),
    slot("i_am", "Where you stand", "I am in the last years of my studies"),
    slot("known", "How you know them", "We met at the open day in May"),
    slot("sent_by", "Who named them and lets you use their name", "Ben Okoro"),
    slot("field", "The field or job you look into", "nursing"),
    slot("role", "What they do", "ward manager"),
    slot("organization", "Where they work", "St Mary's"),
    slot("objective", "What you hope to learn", "whether I could live with the shifts"),
    slot("minutes", "The promised minutes", "20"),
    slot("day", "The day of the talk", "Tuesday, December 1"),
    slot("time", "The time of the talk", "2:30 PM"),
    slot("zone", "The time zone of that time", "New York time"),
    slot("form", "How you meet", "in person"),
    slot("place", "Where you meet", "Café Blau, Market Street 4"),
    slot("questions", "The planned questions, one a line", "1. What does an ordinary day look like?"),
    slot("open_questions", "Planned questions without an answer", "1. What would you do differently?"),
    slot("struck", "What struck you most, from your notes right after", "that nobody does the nights alone"),
    slot("named", "Whom they pointed you to", "Cem Arslan"),
    slot("prospect", "Whom they had named", "Cem Arslan"),
    slot("met", "Whom they had named, once you met", "Cem Arslan"),
    slot("reached", "Whom they had named, once reached", "Cem Arslan"),
    slot("no_reply", "Whom they had named, without a reply", "Cem Arslan"),
    slot("declined", "Whom they had named, who could not", "Cem Arslan"),
    slot("let_go", "Whom they had named and you did not ask", "Cem Arslan"),
    slot("suggestion", "What they suggested", "read the union's yearly report"),
    slot("talks_since", "How many talks you held since", "three more interviews"),
    slot("i_pay", "Known where lunch is on you", "yes"),
    slot("tour", "Known where you may still ask to be shown around", "yes"),
    slot("wants_updates", "Known where they want to hear how it goes on", "yes"),
    slot("may_come_back", "Known where you may come back to them", "yes"),
];

/// Tells whether there is a slot of that name.
pub fn known(name: &str) -> bool {
    SLOTS.iter().any(|slot| slot.name == name)
}

/// Finds the names written between `{{` and `}}`, in order.
#[cfg(test)]
pub(crate) fn named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_between_braces() {
        assert_eq!(named_in("{{ name }}, {{me}} and {{ broken").collect::<Vec<_>>(), ["name", "me"]);
        assert!(known("minutes") && !known("salary"));
    }
}
