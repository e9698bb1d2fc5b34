//! Plain words for kinds of document, for undo and for errors.

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
