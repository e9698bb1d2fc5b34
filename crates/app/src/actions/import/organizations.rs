//! Cards of organizations: what has no field of its own goes into the notes.

use super::differences::{Change, Differences, Taken};
use crate::api::system::{CardChange, CardField};
use firsthand_domain::{Edit, Organization};
use firsthand_interop::{Means, PersonDraft};

/// Compares a card with the organization it is about.
pub(super) fn compare(draft: &PersonDraft, known: &Organization) -> Differences {
    let mut found = Differences::default();
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let here = single(&known.notes);
    let mut notes = Vec::new();
    let (mut website, mut place) = (None, None);
    for channel in &draft.channels {
        match channel.kind {
            Means::Web if website.is_none() => website = Some(channel.value.as_str()),
            Means::Address if place.is_none() => place = Some(channel.value.as_str()),
            _ => notes.push([channel.label.as_str(), channel.value.as_str()].join(" ").trim().to_owned()),
        }
    }
    line(&mut found, CardField::Web, "website", &known.website, website);
    line(&mut found, CardField::Address, "place", &known.place, place);
    notes.extend(draft.note.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    notes.retain(|line| !here.contains(&single(line)));
    if notes.is_empty() {
        return found;
    }
    let news = notes.join("\n");
    if known.notes.trim().is_empty() {
        found.adds.push(CardChange::new(CardField::Notes, "", "", &news));
        found.edits.push(Edit::write("notes", &news));
    } else {
        let both = format!("{}\n\n{news}", known.notes.trim_end());
        let view = CardChange::new(CardField::Notes, "", known.notes.trim(), &news);
        found.changes.push(Change { view, taken: Taken::Edits(vec![Edit::write("notes", &both)]) });
    }
    found
}

fn line(found: &mut Differences, field: CardField, name: &str, here: &str, card: Option<&str>) {
    let Some(card) = card.filter(|card| *card != here) else { return };
    let edit = Edit::set(name, card);
    let view = CardChange::new(field, "", here, card);
    if here.is_empty() {
        found.adds.push(view);
        found.edits.push(edit);
    } else {
        found.changes.push(Change { view, taken: Taken::Edits(vec![edit]) });
    }
}

/// Fills in what a card adds, so that a later card of the same organization is compared with it.
pub(super) fn absorb(found: &Differences, known: &mut Organization) {
    for add in &found.adds {
        match add.field {
            CardField::Web => known.website.clone_from(&add.card),
            CardField::Address => known.place.clone_from(&add.card),
            _ => known.notes.clone_from(&add.card),
        }
    }
}
