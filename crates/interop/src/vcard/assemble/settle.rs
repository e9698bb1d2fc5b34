//! Completes a draft: what can be decided only once every property is there.

use super::Assembly;
use crate::vcard::{CardProblem, Means, Notice, NoticeKind, PersonDraft, Subject, tidy};
use std::collections::BTreeMap;

/// The longest line of a draft, in letters; a field of the store takes no longer one.
const MAX_LINE_LETTERS: usize = 1_000;

impl Assembly {
    /// Completes the draft once every property is taken.
    pub(in crate::vcard) fn finish(mut self) -> Result<PersonDraft, CardProblem> {
        if let Some(kind) = self.other_kind.take() {
            return Err(CardProblem::NotAContact { kind });
        }
        self.settle_role();
        self.settle_addresses();
        self.settle_preferred();
        self.settle_name()?;
        self.clip_lines();
        if self.overflow > 0 {
            let (line, count) = (self.overflow_line, self.overflow);
            let message = format!("The card is too long: from line {line} on, {count} properties were left out");
            self.draft.notices.push(Notice { kind: NoticeKind::LeftOut, property: String::new(), line, message });
        }
        self.draft.notices.sort_by_key(|notice| notice.line);
        Ok(self.draft)
    }

    fn settle_role(&mut self) {
        let Some((line, role)) = self.role_fallback.take() else {
            return;
        };
        if self.draft.role.is_empty() {
            self.draft.role = role;
        } else if self.draft.role != role {
            let message =
                format!("Role (ROLE) was left out because the card also has a title: {}", tidy::excerpt(&role));
            self.notice(NoticeKind::LeftOut, "ROLE", line, message);
        }
    }

    /// Marks the channels of each kind that the card prefers most (RFC 2426, 3.3.1 and 3.3.2; RFC 6350, 5.3: 1 before 100).
    fn settle_preferred(&mut self) {
        let mut best = BTreeMap::new();
        for (channel, rank) in self.draft.channels.iter().zip(&self.ranks) {
            let Some(rank) = rank else { continue };
            let least = best.entry(channel.kind).or_insert(*rank);
            *least = (*least).min(*rank);
        }
        for (channel, rank) in self.draft.channels.iter_mut().zip(&self.ranks) {
            channel.preferred = rank.is_some() && best.get(&channel.kind) == rank.as_ref();
        }
    }

    fn settle_addresses(&mut self) {
        let has_address = self.draft.channels.iter().any(|channel| channel.kind == Means::Address);
        for (line, channel) in std::mem::take(&mut self.address_labels) {
            if has_address {
                let message = format!("Address label (LABEL) was left out: {}", tidy::excerpt(&channel.draft.value));
                self.notice(NoticeKind::Technical, "LABEL", line, message);
            } else {
                self.add_channel(line, channel);
            }
        }
    }

    fn settle_name(&mut self) -> Result<(), CardProblem> {
        let first = |means: Means| {
            self.draft.channels.iter().find(|channel| channel.kind == means).map(|channel| channel.value.clone())
        };
        let mut nicknames = std::mem::take(&mut self.nicknames);
        nicknames.retain(|(_, nickname)| !nickname.is_empty());
        let named = [&self.draft.name, &self.composed_name].into_iter().find(|name| !name.is_empty());
        self.draft.name = match named {
            Some(name) => name.clone(),
            None if !nicknames.is_empty() => nicknames.remove(0).1,
            None if !self.draft.organization.is_empty() => {
                // A card that names nothing but an organization is about that.
                self.draft.subject = Subject::Organization;
                self.draft.organization.clone()
            }
            None => first(Means::Email).or_else(|| first(Means::Phone)).ok_or(CardProblem::Nameless)?,
        };
        // The name before a mail address is a label only where it says something else.
        let name = self.draft.name.as_str();
        for channel in &mut self.draft.channels {
            if let Some(label) =
                channel.label.strip_suffix(name).filter(|label| label.is_empty() || label.ends_with(", "))
            {
                channel.label = label.trim_end_matches(", ").to_owned();
            }
        }
        if self.draft.subject == Subject::Organization && self.draft.organization.is_empty() {
            self.draft.organization = self.draft.name.clone();
        }
        for (line, nickname) in nicknames {
            let message = format!("Nickname (NICKNAME) was left out: {}", tidy::excerpt(&nickname));
            self.notice(NoticeKind::LeftOut, "NICKNAME", line, message);
        }
        Ok(())
    }

    fn clip_lines(&mut self) {
        let draft = &mut self.draft;
        let mut clipped = Vec::new();
        let lines = [
            ("name", &mut draft.name),
            ("organization", &mut draft.organization),
            ("department", &mut draft.department),
            ("role", &mut draft.role),
        ];
        for (what, line) in lines {
            if tidy::clip(line, MAX_LINE_LETTERS) {
                clipped.push(what);
            }
        }
        for channel in &mut draft.channels {
            if tidy::clip(&mut channel.value, MAX_LINE_LETTERS) {
                clipped.push("number or address");
            }
        }
        for tag in &mut draft.tags {
            if tidy::clip(tag, MAX_LINE_LETTERS) {
                clipped.push("tag");
            }
        }
        for what in clipped {
            let message = format!("The {what} was cut to {MAX_LINE_LETTERS} letters");
            self.notice(NoticeKind::Changed, "", 0, message);
        }
    }
}
