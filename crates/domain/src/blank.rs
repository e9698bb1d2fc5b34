//! Documents whose id is known before anybody has written to them.

use crate::{Answer, Collection, Comparison, Id, Kind, Preferences, Profile, Question, Template, bank::Bank};

/// Tells whether a document stands for something that is always there: the profile, the preferences, a question of the bank, a built-in
/// template. Without a word of the user it is blank, and it is never moved to the bin.
pub fn is_always_there(kind: &Kind, id: Id) -> bool {
    let in_bank = || Bank::built_in().entries.iter().any(|entry| entry.id() == id);
    match kind.name {
        name if name == Profile::KIND.name => id == Profile::the_id(),
        name if name == Preferences::KIND.name => id == Preferences::the_id(),
        name if name == Question::KIND.name => in_bank(),
        name => name == Template::KIND.name,
    }
}

/// Tells whether whoever writes about the same thing writes to this document again, also after it went to the bin: an answer of one
/// question in one talk, say. What was taken back in it must not be in force again then.
pub fn is_written_again(kind: &Kind, id: Id) -> bool {
    let by_what_it_is_about = [Answer::KIND, Comparison::KIND, Collection::KIND];
    is_always_there(kind, id) || by_what_it_is_about.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Jot;

    #[test]
    fn c95_what_is_always_there_is_told_from_what_was_made() {
        let any = Id::named("test", "any");
        assert!(is_always_there(Profile::KIND, Profile::the_id()));
        assert!(is_always_there(Preferences::KIND, Preferences::the_id()));
        assert!(is_always_there(Template::KIND, any));
        assert!(Bank::built_in().entries.iter().all(|entry| is_always_there(Question::KIND, entry.id())));
        assert!(!is_always_there(Question::KIND, any), "a question of the user's own");
        assert!(is_written_again(Answer::KIND, any) && !is_always_there(Answer::KIND, any));
        assert!(!is_written_again(Jot::KIND, any));
    }
}
