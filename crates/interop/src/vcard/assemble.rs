//! Fills a draft, property by property, and says what found no place in it.

mod settle;

use super::{
    Means, Notice, NoticeKind, PersonDraft, Subject,
    channel::{self, Found},
    content::Content,
    known, name, photo, tidy,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// The longest note, in bytes; a field of the store takes no longer one.
const MAX_NOTE_BYTES: usize = 1 << 20;
/// The longest label, in letters, when equal channels put theirs together.
const MAX_LABEL_LETTERS: usize = 80;
/// How many channels, tags and notices a draft has at most, each; far more than a card that is about somebody.
const MAX_ENTRIES: usize = 500;

/// A draft on its way.
#[derive(Default)]
pub(super) struct Assembly {
    draft: PersonDraft,
    /// Labels by group, as Apple and Google write them (`item1.X-ABLabel`).
    labels: BTreeMap<String, String>,
    composed_name: String,
    nicknames: Vec<(u32, String)>,
    role_fallback: Option<(u32, String)>,
    /// `LABEL` properties: postal addresses, which count only where no `ADR` does.
    address_labels: Vec<(u32, Found)>,
    /// How much the card prefers each channel of the draft, in their order.
    ranks: Vec<Option<u8>>,
    /// Where a channel is in the draft, so that equal ones are found at once.
    channel_index: BTreeMap<(Means, String), usize>,
    seen_notes: BTreeSet<String>,
    seen_tags: BTreeSet<String>,
    /// How many properties were left out because the draft is full, and where the first one is.
    overflow: usize,
    overflow_line: u32,
    /// The value of `KIND` where it is neither a person nor an organization.
    other_kind: Option<String>,
}

impl Assembly {
    /// Reports a nested card.
    pub(super) fn note_agent(&mut self, line: u32) {
        self.notice(NoticeKind::LeftOut, "AGENT", line, "The contact nested in AGENT was left out".to_owned());
    }

    /// Reports a line that is no property.
    pub(super) fn note_garbage(&mut self, line: u32, text: &str) {
        let excerpt = tidy::excerpt(text);
        if !excerpt.is_empty() {
            let message = format!("Line {line} makes no sense and was left out: {excerpt}");
            self.notice(NoticeKind::LeftOut, "", line, message);
        }
    }

    /// Reports a line that was read as part of the property before it.
    pub(super) fn note_adopted(&mut self, line: u32, property: &str, text: &str) {
        let message =
            format!("Line {line} names no property and was read as part of {property}: {}", tidy::excerpt(text));
        self.notice(NoticeKind::Changed, property, line, message);
    }

    /// Reads the labels of all groups, which may stand before or behind what they name.
    pub(super) fn collect_labels(&mut self, contents: &[Content]) {
        for content in contents.iter().filter(|content| content.name == "X-ABLABEL") {
            let text = tidy::one_line(&content.text());
            // Apple marks the labels of its own list like this, and translates them when it shows them.
            let label = text.strip_prefix("_$!<").and_then(|text| text.strip_suffix(">!$_")).unwrap_or(&text);
            if let Some(group) = &content.group
                && !label.is_empty()
            {
                self.labels.insert(group.clone(), label.to_owned());
            }
        }
    }

    /// Takes one property.
    pub(super) fn take(&mut self, content: &Content) {
        if !content.is_base64 && content.raw.contains('\u{fffd}') {
            let message = format!("Some letters of {} could not be read and show as \u{fffd}", content.name);
            self.notice(NoticeKind::Changed, &content.name, content.line, message);
        }
        match content.name.as_str() {
            "VERSION" => self.take_version(content),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.take_kind(content),
            "X-ABSHOWAS" if content.raw.trim().eq_ignore_ascii_case("COMPANY") => {
                self.draft.subject = Subject::Organization
            }
            "X-ABLABEL" if content.group.is_some() => {}
            "UID" if self.draft.uid.is_none() => {
                self.draft.uid = Some(tidy::one_line(&content.text())).filter(|uid| !uid.is_empty());
            }
            "FN" => self.take_line(content, |draft| &mut draft.name),
            "TITLE" => self.take_line(content, |draft| &mut draft.role),
            "ROLE" if self.role_fallback.is_none() => {
                self.role_fallback = Some((content.line, text(content))).filter(|(_, role)| !role.is_empty());
            }
            "N" if self.composed_name.is_empty() => self.composed_name = name::compose(&content.entry),
            "NICKNAME" => self.nicknames.push((content.line, text(content))),
            "ORG" => self.take_organization(content),
            "NOTE" => self.take_note(content),
            "CATEGORIES" => self.take_tags(content),
            "PHOTO" => self.take_photo(content),
            _ => self.take_channel(content),
        }
    }

    fn take_version(&mut self, content: &Content) {
        let version = content.raw.trim();
        if !matches!(version, "2.1" | "3.0" | "4.0") {
            let message = format!("The card says it is vCard {}; it was read as 4.0", tidy::excerpt(version));
            self.notice(NoticeKind::Changed, "VERSION", content.line, message);
        }
    }

    fn take_kind(&mut self, content: &Content) {
        let kind = tidy::excerpt(&content.raw).to_lowercase();
        match kind.as_str() {
            "org" => self.draft.subject = Subject::Organization,
            "group" | "location" | "application" | "device" => self.other_kind = Some(kind),
            _ => {}
        }
    }

    /// Takes a text that a draft has once; a further, different one is reported.
    fn take_line(&mut self, content: &Content, field: fn(&mut PersonDraft) -> &mut String) {
        let text = text(content);
        let field = field(&mut self.draft);
        if field.is_empty() {
            *field = text;
        } else if *field != text {
            self.leave_out(content);
        }
    }

    fn take_organization(&mut self, content: &Content) {
        let mut parts = name::parts(&content.entry, ", ").into_iter().filter(|part| !part.is_empty());
        let organization = parts.next().unwrap_or_default();
        let department = parts.collect::<Vec<_>>().join(", ");
        if self.draft.organization.is_empty() {
            self.draft.organization = organization;
            self.draft.department = department;
        } else if (&self.draft.organization, &self.draft.department) != (&organization, &department) {
            self.leave_out(content);
        }
    }

    fn take_note(&mut self, content: &Content) {
        let text = tidy::lines(&content.text());
        if text.is_empty() || !self.seen_notes.insert(text.clone()) {
            return;
        }
        if self.draft.note.len() + text.len() + 2 > MAX_NOTE_BYTES {
            let message = format!("A note of {} left out because it is too long", tidy::size(text.len()));
            return self.notice(NoticeKind::LeftOut, "NOTE", content.line, message);
        }
        if !self.draft.note.is_empty() {
            self.draft.note.push_str("\n\n");
        }
        self.draft.note.push_str(&text);
    }

    fn take_tags(&mut self, content: &Content) {
        let tags = content.entry.values.iter().filter_map(|value| value.as_text()).map(tidy::one_line);
        for tag in tags.filter(|tag| !tag.is_empty()) {
            if !self.seen_tags.insert(tag.clone()) {
                continue;
            }
            if self.draft.tags.len() == MAX_ENTRIES {
                return self.overflow(content.line);
            }
            self.draft.tags.push(tag);
        }
    }

    fn take_photo(&mut self, content: &Content) {
        let left_out = match photo::photo(content) {
            Ok(photo) if self.draft.photo.as_ref().is_none_or(|first| *first == photo) => {
                self.draft.photo = Some(photo);
                return;
            }
            Ok(photo) => format!("A second photo of {} was left out", tidy::size(photo.data.len())),
            Err(_) if content.raw.trim().is_empty() => return,
            Err(message) => message,
        };
        self.notice(NoticeKind::LeftOut, "PHOTO", content.line, left_out);
    }

    fn take_channel(&mut self, content: &Content) {
        let label = content.group.as_ref().and_then(|group| self.labels.get(group)).cloned();
        let found = channel::channels(content, label.as_deref());
        if let Some(rest) = &found.left_out {
            let message = format!("A part of {} was left out: {}", content.name, tidy::excerpt(rest));
            self.notice(NoticeKind::LeftOut, &content.name, content.line, message);
        }
        if found.channels.is_empty() {
            return self.leave_out(content);
        }
        for found in found.channels {
            if content.name == "LABEL" {
                self.address_labels.push((content.line, found));
            } else {
                self.add_channel(content.line, found);
            }
        }
    }

    /// Adds a channel. One that is there already gets the further label: a number can be at work and a fax.
    fn add_channel(&mut self, line: u32, Found { draft: mut channel, rank }: Found) {
        let label = channel.label.clone();
        if tidy::clip(&mut channel.label, MAX_LABEL_LETTERS) {
            let message = format!(
                "The word for {} was cut to {MAX_LABEL_LETTERS} letters: {label}",
                tidy::excerpt(&channel.value)
            );
            self.notice(NoticeKind::Changed, "", line, message);
        }
        let key = (channel.kind, channel.key());
        let place = self.channel_index.get(&key).copied();
        let first = place.and_then(|at| Some((self.draft.channels.get_mut(at)?, self.ranks.get_mut(at)?)));
        let Some((first, first_rank)) = first else {
            if self.draft.channels.len() == MAX_ENTRIES {
                return self.overflow(line);
            }
            self.channel_index.insert(key, self.draft.channels.len());
            self.ranks.push(rank);
            return self.draft.channels.push(channel);
        };
        *first_rank = [*first_rank, rank].into_iter().flatten().min();
        if first.label.is_empty() {
            first.label = channel.label;
        } else if !channel.label.is_empty() && !first.label.split(", ").any(|label| label == channel.label) {
            let both = format!("{}, {}", first.label, channel.label);
            if both.chars().nth(MAX_LABEL_LETTERS).is_none() {
                first.label = both;
            } else {
                let (value, label) = (tidy::excerpt(&channel.value), channel.label);
                let message = format!("A further word for {value} was left out: {label}");
                self.notice(NoticeKind::LeftOut, "", line, message);
            }
        }
    }

    /// Reports a property that has no place in a draft, with the beginning of its value.
    fn leave_out(&mut self, content: &Content) {
        if content.raw.chars().all(|letter| letter.is_whitespace() || matches!(letter, ';' | ',')) {
            return;
        }
        let label = content.group.as_ref().and_then(|group| self.labels.get(group)).map(String::as_str);
        let what: Cow<'_, str> = match label.or(known::spelt_out(&content.name)) {
            Some(word) => format!("{word} ({})", content.name).into(),
            None => content.name.as_str().into(),
        };
        let value = if content.is_base64 || content.raw.starts_with("data:") {
            format!("{} of data", tidy::size(content.raw.len() / 4 * 3))
        } else {
            tidy::excerpt(&content.text())
        };
        let kind = if known::is_technical(&content.name) { NoticeKind::Technical } else { NoticeKind::LeftOut };
        self.notice(kind, &content.name, content.line, format!("{what} was left out: {value}"));
    }

    fn notice(&mut self, kind: NoticeKind, property: &str, line: u32, message: String) {
        if self.draft.notices.len() == MAX_ENTRIES {
            return self.overflow(line);
        }
        self.draft.notices.push(Notice { kind, property: property.to_owned(), line, message });
    }

    /// Counts a property that the draft has no room for.
    fn overflow(&mut self, line: u32) {
        if self.overflow == 0 {
            self.overflow_line = line;
        }
        self.overflow += 1;
    }
}

fn text(content: &Content) -> String {
    tidy::one_line(&content.text())
}
