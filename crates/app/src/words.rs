//! Plain words for kinds of document, for undo and for errors, and for what there is to do.

use firsthand_domain::journey::Todo;

/// Returns what people call a document of `kind`.
pub(crate) fn kind(kind: &str) -> &str {
    match kind {
        "follow-up" => "follow-up",
        "person" | "organization" | "interview" | "exploration" | "question" | "answer" | "jot" | "attempt"
        | "referral" | "profile" | "lead" | "template" | "letter" | "preferences" => kind,
        "portrait" => "picture",
        _ => "document",
    }
}

/// Says in one sentence what there is to do, with whom and, for a duty, what is owed.
pub fn say_action(todo: Todo, who: &str, what: &str) -> String {
    let named = |known: String, nobody: &str| if who.is_empty() { nobody.to_owned() } else { known };
    match todo {
        Todo::Continue => named(format!("Go on with your interview with {who}"), "Go on with your interview"),
        Todo::Meet => named(format!("It is time to meet {who}"), "It is time for your interview"),
        Todo::Debrief => named(format!("Note what struck you about {who}"), "Note what struck you"),
        Todo::FollowUp if what.is_empty() => named(format!("Something for {who}"), "Something you owe"),
        Todo::FollowUp => what.to_owned(),
        Todo::CallBack => named(format!("Call {who} back"), "Call back"),
        Todo::Write => named(format!("Write to {who}"), "Write to them"),
        Todo::Thank => named(format!("Thank {who}"), "Say thanks"),
        Todo::Confirm => named(format!("Confirm the time with {who}"), "Confirm the time"),
        Todo::SendQuestions => named(format!("Send {who} your questions"), "Send your questions"),
        Todo::Prepare => named(format!("Prepare your interview with {who}"), "Prepare your interview"),
        Todo::Schedule => named(format!("Agree on a time with {who}"), "Agree on a time"),
        Todo::AskAgain => named(format!("Ask {who} again"), "Ask again"),
        Todo::Ask => named(format!("Ask {who} for a talk"), "Ask for a talk"),
        Todo::Reflect => named(format!("Look back on your talk with {who}"), "Look back on your talk"),
    }
}

/// Returns the first line of a text, shortened to about `limit` characters.
pub(crate) fn first_line(text: &str, limit: usize) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= limit {
        return line.to_owned();
    }
    let cut: String = line.chars().take(limit).collect();
    let kept = cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::first_line;

    #[test]
    fn a_long_first_line_is_cut_at_a_word() {
        assert_eq!(first_line("\n  Short one \nsecond", 40), "Short one");
        assert_eq!(first_line("one two three four", 10), "one two…");
        assert_eq!(first_line("看護師になりたい", 3), "看護師…");
    }
}
