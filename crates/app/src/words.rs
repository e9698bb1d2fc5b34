//! Plain words for kinds of document, for undo and for errors, and for what there is to do.

use crate::api::system::{CardChange, CardField};
use firsthand_domain::{Agreement, Course, Fit, journey::Todo};

/// Returns what people call a document of `kind`.
pub(crate) fn kind(kind: &str) -> &str {
    match kind {
        "follow-up" => "follow-up",
        "person" | "organization" | "interview" | "exploration" | "question" | "answer" | "jot" | "attempt"
        | "referral" | "profile" | "lead" | "template" | "letter" | "preferences" | "comparison" | "decision" => kind,
        "collection" => "list",
        "judgement" => "mark",
        "portrait" => "picture",
        _ => "document",
    }
}

/// Says in a sentence what a card says otherwise.
pub fn say_change(change: &CardChange) -> String {
    let short = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().nth(80).is_some() { format!("{}…", text.chars().take(80).collect::<String>()) } else { text }
    };
    let (here, card) = (short(&change.here), short(&change.card));
    let about = if change.about.is_empty() { String::new() } else { format!(" for {}", change.about) };
    match change.field {
        CardField::Picture => "the card has another picture".to_owned(),
        CardField::Notes => format!("the card has another note: {card}"),
        field => format!("{}{about}: here \u{201c}{here}\u{201d}, the card says \u{201c}{card}\u{201d}", field.word()),
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

/// Says what was decided about an exploration (C78).
pub(crate) const fn course(course: Course) -> &'static str {
    match course {
        Course::GoOn => "Explore further",
        Course::Refine => "Narrow it down",
        Course::Choose => "This is what I want",
        Course::RuleOut => "This is not for me",
    }
}

/// Says how answers stand to each other (C75).
pub(crate) const fn agreement(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Unsaid => "Not marked",
        Agreement::Agree => "They agree",
        Agreement::Differ => "They differ",
        Agreement::Contradict => "They contradict each other",
    }
}

/// Says how far something fits (C76).
pub(crate) const fn fit(fit: Fit) -> &'static str {
    match fit {
        Fit::Unsaid => "not marked",
        Fit::Fits => "fits me",
        Fit::Partly => "partly",
        Fit::Lacks => "does not fit",
    }
}

/// Names an information target (C08).
pub(crate) fn target(id: &str) -> &str {
    match id {
        "field" => "The field and its jobs",
        "typical_day" => "An ordinary day",
        "skills" => "Skills and training it takes",
        "prospects" => "Prospects, and where it is going",
        "fit" => "Whether it would suit me",
        "environment" => "The surroundings",
        "lifestyle" => "Life beside the work",
        "challenges" => "What is hard, what is good",
        "pay" => "Pay",
        other => other,
    }
}

/// Names a part of the profile (C09).
pub(crate) fn aspect(id: &str) -> &str {
    match id {
        "skills" => "What I can do",
        "values" => "What matters to me",
        "abilities" => "What comes easily",
        "knowledge" => "What I know",
        "experience" => "What I have done",
        "interests" => "What draws me",
        "lifestyle" => "How I want to live",
        "education" => "What I studied",
        other => other,
    }
}

/// Counts things whose plural ends in s.
pub(crate) fn counted(number: u32, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Counts people.
pub(crate) fn counted_people(number: u32) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
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
