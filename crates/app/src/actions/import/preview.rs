//! What a file would do, card by card.

use super::{
    beside,
    contacts::Contacts,
    differences::{self, Beside, Differences},
    nobody, organizations, read, said, told,
};
use crate::{
    App,
    api::{
        ApiError,
        system::{CardPreview, CardVerdict, ImportPreview, MaybeSame, PreviewCards},
    },
    queries,
};
use firsthand_domain::{ChannelKind, Id, Organization, Person, WayToReach};
use firsthand_interop::{CardOutcome, PersonDraft, Subject};
use firsthand_store::Store;
use std::{collections::BTreeMap, path::Path};

pub(crate) fn vcard_preview(app: &App, args: PreviewCards) -> Result<ImportPreview, ApiError> {
    let report = read(&args.path)?;
    let file = Path::new(&args.path).file_name().map(|name| name.to_string_lossy().into_owned());
    let store = app.store();
    let mut known = Known::of(&store)?;
    let mut cards = Vec::with_capacity(report.cards.len());
    for ((index, card), number) in report.cards.iter().enumerate().zip(0_u32..) {
        let mut preview = CardPreview {
            index: number,
            line: card.lines.first,
            name: String::new(),
            role: String::new(),
            organization: String::new(),
            ways: Vec::new(),
            portrait: false,
            notices: Vec::new(),
            verdict: CardVerdict::Damaged,
            same: None,
            maybe: Vec::new(),
            adds: Vec::new(),
            changes: Vec::new(),
            error: None,
        };
        match &card.outcome {
            CardOutcome::Error(error) => preview.error = Some(error.to_string()),
            CardOutcome::Draft(draft) => {
                preview.name.clone_from(&draft.name);
                preview.role.clone_from(&draft.role);
                preview.organization.clone_from(&draft.organization);
                preview.ways = draft.channels.iter().map(|channel| channel.value.clone()).collect();
                preview.portrait = draft.photo.is_some();
                preview.notices = told(draft).collect();
                match draft.subject {
                    Subject::Person => known.person(&store, draft, said(&args.same, index), &mut preview)?,
                    Subject::Organization => known.organization(&store, draft, &mut preview)?,
                }
            }
        }
        cards.push(preview);
    }
    Ok(ImportPreview {
        file: file.unwrap_or(args.path),
        problems: report.problems.iter().map(ToString::to_string).collect(),
        cards,
    })
}

/// Who is here, and what the cards so far would make of them.
struct Known {
    contacts: Contacts,
    people: BTreeMap<Id, (Person, Beside)>,
    organizations: BTreeMap<Id, Organization>,
}

impl Known {
    fn of(store: &Store) -> Result<Self, ApiError> {
        let contacts = Contacts::of(&store.records(Person::KIND.name, true)?)?;
        Ok(Self { contacts, people: BTreeMap::new(), organizations: BTreeMap::new() })
    }

    fn person(
        &mut self,
        store: &Store,
        draft: &PersonDraft,
        said: Option<Option<Id>>,
        preview: &mut CardPreview,
    ) -> Result<(), ApiError> {
        let who = self.contacts.who(draft, said)?;
        let (mut person, mut beside) = match self.people.remove(&who.person) {
            Some(known) => known,
            None if who.is_new => nobody(who.person)?,
            None => here(store, who.person)?,
        };
        let found = differences::compare(draft, &person, &beside)?;
        preview.verdict = verdict(&found, who.is_new, person.meta.deleted);
        if !who.is_new {
            preview.same = Some(MaybeSame { person: who.person, name: person.name.clone(), role: person.role.clone() });
            fill(preview, &found);
        }
        preview.maybe.clone_from(&who.maybe);
        preview.notices.extend(who.told.clone());
        person.meta.deleted = false;
        absorb(draft, &mut person, &mut beside);
        self.people.insert(who.person, (person, beside));
        self.contacts.learn(draft, &who);
        Ok(())
    }

    fn organization(&mut self, store: &Store, draft: &PersonDraft, preview: &mut CardPreview) -> Result<(), ApiError> {
        let id = Organization::id_of(&draft.name);
        let record = store.record(id)?;
        let (is_new, binned) = (record.is_none(), record.as_ref().is_some_and(firsthand_store::Record::deleted));
        let seen = self.organizations.remove(&id);
        let is_new = is_new && seen.is_none();
        let mut known: Organization = match (seen, record) {
            (Some(seen), _) => seen,
            (None, Some(record)) => record.typed()?,
            (None, None) => queries::blank(Organization::KIND.name, id)?,
        };
        let found = organizations::compare(draft, &known);
        preview.verdict = verdict(&found, is_new, binned);
        if !is_new {
            fill(preview, &found);
        }
        organizations::absorb(&found, &mut known);
        self.organizations.insert(id, known);
        Ok(())
    }
}

fn here(store: &Store, id: Id) -> Result<(Person, Beside), ApiError> {
    let Some(record) = store.record(id)? else { return nobody(id) };
    let person: Person = record.typed()?;
    let beside = beside(&person, |id| Ok(store.record(id)?))?;
    Ok((person, beside))
}

fn verdict(found: &Differences, is_new: bool, binned: bool) -> CardVerdict {
    if is_new {
        CardVerdict::New
    } else if binned || !found.adds_nothing() {
        CardVerdict::Update
    } else if found.changes.is_empty() {
        CardVerdict::Known
    } else {
        CardVerdict::Differs
    }
}

fn fill(preview: &mut CardPreview, found: &Differences) {
    preview.adds.clone_from(&found.adds);
    preview.changes = found.changes.iter().map(|change| change.view.clone()).collect();
}

/// Fills in what a card adds, so that a later card of the same person is compared with it.
fn absorb(draft: &PersonDraft, person: &mut Person, beside: &mut Beside) {
    let fill = |here: &mut String, card: &str| {
        if here.trim().is_empty() {
            card.trim().clone_into(here);
        }
    };
    fill(&mut person.name, &draft.name);
    fill(&mut person.role, &draft.role);
    if beside.organization.is_none() && !draft.organization.trim().is_empty() {
        beside.organization = Some(draft.organization.trim().to_owned());
    }
    fill(&mut person.notes, &differences::note_of(draft));
    person.tags.extend(draft.tags.iter().filter(|tag| !person.tags.contains(tag)).cloned().collect::<Vec<_>>());
    if beside.picture.is_none() {
        beside.picture = draft.photo.as_ref().map(firsthand_interop::PhotoDraft::base64);
    }
    for channel in &draft.channels {
        let kind = differences::means(channel.kind);
        let same = |way: &WayToReach| {
            way.kind == kind && firsthand_interop::reach::key(channel.kind, &way.value) == channel.key()
        };
        let prefers = |kind: ChannelKind, ways: &[WayToReach]| ways.iter().any(|way| way.kind == kind && way.preferred);
        let preferred = channel.preferred && !prefers(kind, &person.channels);
        match person.channels.iter_mut().find(|way| same(way)) {
            Some(way) => {
                fill(&mut way.label, &channel.label);
                way.preferred |= preferred;
            }
            None => person.channels.push(WayToReach {
                id: String::new(),
                kind,
                value: channel.value.clone(),
                label: channel.label.clone(),
                preferred,
            }),
        }
    }
}
