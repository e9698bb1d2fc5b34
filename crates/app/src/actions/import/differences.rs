//! What a card says that its person's page does not (C92): what is missing is filled in, what differs is offered and changes nothing
//! until the user takes it.

use crate::api::{
    ApiError,
    system::{CardChange, CardField},
};
use firsthand_domain::{ChannelKind, Edit, Id, Organization, Person, WayToReach, fold::fold};
use firsthand_interop::{Means, PersonDraft, reach};
use serde_json::json;
use std::collections::BTreeSet;

/// The edits of a card, and what it would change.
#[derive(Default)]
pub(super) struct Differences {
    /// What is added without taking anything away.
    pub(super) edits: Vec<Edit>,
    /// The same in words.
    pub(super) adds: Vec<CardChange>,
    /// What stands here otherwise.
    pub(super) changes: Vec<Change>,
    /// The employer to link, where none is linked.
    pub(super) employer: Option<String>,
    /// Whether the card has a picture and the person none.
    pub(super) picture: bool,
}

/// Something that stands here otherwise.
pub(super) struct Change {
    pub(super) view: CardChange,
    pub(super) taken: Taken,
}

/// What happens if the user takes it.
pub(super) enum Taken {
    Edits(Vec<Edit>),
    Employer(String),
    Picture,
}

/// What is known of somebody beside their document.
pub(super) struct Beside {
    /// The name of the organization that is linked, empty where it is not here; none without one.
    pub(super) organization: Option<String>,
    /// Their picture, as base64.
    pub(super) picture: Option<String>,
}

impl Differences {
    /// Tells whether the card adds nothing.
    pub(super) fn adds_nothing(&self) -> bool {
        self.adds.is_empty()
    }

    fn add(&mut self, field: CardField, about: &str, card: &str, edit: Option<Edit>) {
        self.adds.push(CardChange::new(field, about, "", card));
        self.edits.extend(edit);
    }

    fn offer(&mut self, field: CardField, about: &str, here: &str, card: &str, taken: Taken) {
        self.changes.push(Change { view: CardChange::new(field, about, here, card), taken });
    }

    fn line(&mut self, field: CardField, name: &str, here: &str, card: &str) {
        let card = card.trim();
        if card.is_empty() || card == here {
            return;
        }
        let edit = Edit::set(name, card);
        if here.is_empty() {
            self.add(field, "", card, Some(edit));
        } else {
            self.offer(field, "", here, card, Taken::Edits(vec![edit]));
        }
    }
}

/// Compares a card with the person it is about.
pub(super) fn compare(draft: &PersonDraft, person: &Person, beside: &Beside) -> Result<Differences, ApiError> {
    let mut found = Differences::default();
    found.line(CardField::Name, "name", &person.name, &draft.name);
    found.line(CardField::Role, "role", &person.role, &draft.role);
    let employer = draft.organization.trim();
    if !employer.is_empty() {
        let linked = person.organization == Some(Organization::id_of(employer));
        match &beside.organization {
            None => {
                found.add(CardField::Organization, "", employer, None);
                found.employer = Some(employer.to_owned());
            }
            Some(here) if !linked && fold(here) != fold(employer) => {
                found.offer(CardField::Organization, "", here, employer, Taken::Employer(employer.to_owned()));
            }
            Some(_) => {}
        }
    }
    notes(&mut found, draft, person);
    for tag in draft.tags.iter().filter(|tag| !person.tags.contains(tag)) {
        found.add(CardField::Tag, "", tag, Some(Edit::Add { field: "tags".to_owned(), member: tag.clone() }));
    }
    channels(&mut found, draft, person);
    match (&draft.photo, &beside.picture) {
        (Some(_), None) => {
            found.add(CardField::Picture, "", "", None);
            found.picture = true;
        }
        (Some(photo), Some(here)) if photo.base64() != *here => {
            found.offer(CardField::Picture, "", "", "", Taken::Picture);
        }
        _ => {}
    }
    Ok(found)
}

/// The note of a card with what has no field of its own.
pub(super) fn note_of(draft: &PersonDraft) -> String {
    let department = (!draft.department.is_empty()).then(|| format!("Department: {}", draft.department));
    let notes = [department.as_deref(), Some(draft.note.trim())];
    notes.into_iter().flatten().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("\n")
}

fn notes(found: &mut Differences, draft: &PersonDraft, person: &Person) {
    // Each part by itself: one of them may stand here already.
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let here = single(&person.notes);
    let department = (!draft.department.is_empty()).then(|| format!("Department: {}", draft.department));
    let parts = [department.as_deref(), Some(draft.note.trim())];
    let news = parts.into_iter().flatten().filter(|part| !part.is_empty() && !here.contains(&single(part)));
    let news = news.collect::<Vec<_>>().join("\n");
    if news.is_empty() {
        return;
    }
    if person.notes.trim().is_empty() {
        found.add(CardField::Notes, "", &news, Some(Edit::write("notes", &note_of(draft))));
    } else {
        let both = format!("{}\n\n{news}", person.notes.trim_end());
        found.offer(CardField::Notes, "", person.notes.trim(), &news, Taken::Edits(vec![Edit::write("notes", &both)]));
    }
}

fn channels(found: &mut Differences, draft: &PersonDraft, person: &Person) {
    let mut prefers: BTreeSet<&str> =
        person.channels.iter().filter(|way| way.preferred).map(|way| way.kind.word()).collect();
    let mut place = person.channels.len();
    for channel in &draft.channels {
        let kind = means(channel.kind);
        let key = channel.key();
        let same = |way: &&WayToReach| way.kind == kind && reach::key(channel.kind, &way.value) == key;
        let preferred = channel.preferred && !prefers.contains(kind.word());
        match person.channels.iter().find(same) {
            None => {
                // Derived, so that two devices that bring the same card add the same entry; and in front its place, since entries are
                // listed by their ids and the order of the card stays.
                let id = Id::named("channel", &format!("{} {}", kind.word(), fold(&channel.value)));
                let entry = format!("{place:04}-{id}");
                place += 1;
                let value =
                    json!({"kind": kind, "value": channel.value, "label": channel.label, "preferred": preferred});
                let field = field_of(kind);
                found.add(field, &channel.label, &channel.value, Some(put(&entry, value)));
            }
            Some(here) => {
                let with = |label: &str, preferred: bool| {
                    put(
                        &here.id,
                        json!({"kind": here.kind, "value": here.value, "label": label, "preferred": preferred}),
                    )
                };
                let label = if here.label.is_empty() { channel.label.as_str() } else { here.label.as_str() };
                let fills = here.label.is_empty() && !channel.label.is_empty();
                if fills || (preferred && !here.preferred) {
                    let said = if fills { channel.label.as_str() } else { "preferred" };
                    let edit = with(label, here.preferred || preferred);
                    found.add(CardField::Label, &here.value, said, Some(edit));
                }
                if !here.label.is_empty() && !channel.label.is_empty() && fold(&here.label) != fold(&channel.label) {
                    let edits = Taken::Edits(vec![with(&channel.label, here.preferred || preferred)]);
                    found.offer(CardField::Label, &here.value, &here.label, &channel.label, edits);
                }
            }
        }
        if preferred {
            prefers.insert(kind.word());
        }
    }
}

fn put(entry: &str, value: serde_json::Value) -> Edit {
    Edit::Put { field: "channels".to_owned(), entry: entry.to_owned(), value }
}

const fn field_of(kind: ChannelKind) -> CardField {
    match kind {
        ChannelKind::Phone => CardField::Phone,
        ChannelKind::Email => CardField::Email,
        ChannelKind::Web => CardField::Web,
        ChannelKind::Address => CardField::Address,
        ChannelKind::Other => CardField::Other,
    }
}

pub(super) const fn means(kind: Means) -> ChannelKind {
    match kind {
        Means::Phone => ChannelKind::Phone,
        Means::Email => ChannelKind::Email,
        Means::Web => ChannelKind::Web,
        Means::Address => ChannelKind::Address,
        Means::Other => ChannelKind::Other,
    }
}
