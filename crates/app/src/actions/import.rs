//! Bringing contacts (C92): a preview that changes nothing, then one undoable act.
//!
//! A card's identity gives the person's id, so the same file read three times, or on two devices, adds nothing twice.
//! What is already known of a person is never overwritten: a card fills empty fields and adds ways to reach them.

use super::people::organization_named;
use crate::{
    App,
    api::{
        ApiError,
        system::{AtPath, CardPreview, CardVerdict, ImportCards, ImportPreview, ImportReport},
    },
    queries,
};
use firsthand_domain::{ChannelKind, Edit, Id, Organization, Person, Portrait, WayToReach, fold::fold};
use firsthand_interop::{CardOutcome, CardResult, Means, NoticeKind, PersonDraft, Subject, VcardReport, read_vcards};
use firsthand_store::{Op, Record, Store, Tx};
use serde_json::json;
use std::{collections::BTreeSet, path::Path};

pub(crate) fn vcard_preview(app: &App, args: AtPath) -> Result<ImportPreview, ApiError> {
    let report = read(&args.path)?;
    let file = Path::new(&args.path).file_name().map(|name| name.to_string_lossy().into_owned());
    let store = app.store();
    let mut seen = BTreeSet::new();
    let mut cards = Vec::with_capacity(report.cards.len());
    for (index, card) in report.cards.iter().enumerate() {
        let mut preview = CardPreview {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            line: card.lines.first,
            name: String::new(),
            role: String::new(),
            organization: String::new(),
            ways: Vec::new(),
            portrait: false,
            notices: Vec::new(),
            verdict: CardVerdict::Damaged,
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
                preview.verdict = if seen.insert(id_of(draft)) { verdict(&store, draft)? } else { CardVerdict::Known };
            }
        }
        cards.push(preview);
    }
    Ok(ImportPreview { file: file.unwrap_or_default(), cards })
}

fn verdict(store: &Store, draft: &PersonDraft) -> Result<CardVerdict, ApiError> {
    let id = id_of(draft);
    let Some(record) = store.record(id)? else { return Ok(CardVerdict::New) };
    let news = record.deleted()
        || match draft.subject {
            Subject::Organization => !organization_fields(draft, &record.typed()?).is_empty(),
            Subject::Person => {
                let picture = store.record(Portrait::id_of(id))?.is_some_and(|picture| !picture.deleted());
                news(draft, &record, picture)?
            }
        };
    Ok(if news { CardVerdict::Update } else { CardVerdict::Known })
}

fn read(path: &str) -> Result<VcardReport, ApiError> {
    let bytes = std::fs::read(path).map_err(|error| {
        ApiError::new("import", format!("{path} cannot be read: {error}.")).hint("Check that the file is still there.")
    })?;
    let report = read_vcards(&bytes);
    match report.problems.first() {
        Some(problem) if report.cards.is_empty() => Err(ApiError::new("import", problem.to_string())
            .hint("Nothing was changed. Export the contacts again as vCard (.vcf).")),
        _ => Ok(report),
    }
}

fn id_of(draft: &PersonDraft) -> Id {
    match draft.subject {
        Subject::Person => Id::named("vcard", &draft.identity()),
        Subject::Organization => Organization::id_of(&draft.name),
    }
}

/// Returns what was left out or changed, in words; technical remarks are passed over.
fn told(draft: &PersonDraft) -> impl Iterator<Item = String> + '_ {
    draft.notices.iter().filter(|notice| notice.kind != NoticeKind::Technical).map(|notice| notice.message.clone())
}

pub(crate) fn vcard_import(app: &App, args: ImportCards) -> Result<ImportReport, ApiError> {
    let VcardReport { cards, problems, .. } = read(&args.path)?;
    let wanted = |index: usize| {
        args.cards.as_ref().is_none_or(|chosen| chosen.iter().any(|place| usize::try_from(*place) == Ok(index)))
    };
    let cards: Vec<CardResult> =
        cards.into_iter().enumerate().filter(|(index, _)| wanted(*index)).map(|(_, card)| card).collect();
    let people = cards.iter().filter(|card| card.draft().is_ok()).count();
    let label = if people == 1 { "Import a contact".to_owned() } else { format!("Import {people} contacts") };
    app.transact(Op::new(label), |tx| {
        let mut report = ImportReport::default();
        report.notices.extend(problems.iter().map(ToString::to_string));
        for card in &cards {
            match &card.outcome {
                CardOutcome::Error(error) => report.failed.push(error.to_string()),
                CardOutcome::Draft(draft) => match draft.subject {
                    Subject::Person => bring(tx, draft, &mut report)?,
                    Subject::Organization => bring_organization(tx, draft, &mut report)?,
                },
            }
        }
        Ok(report)
    })
}

fn bring(tx: &mut Tx<'_>, draft: &PersonDraft, report: &mut ImportReport) -> Result<(), ApiError> {
    let id = id_of(draft);
    report.notices.extend(told(draft).map(|notice| format!("{}: {notice}", draft.name)));
    match tx.record(id)? {
        None => {
            let edits = fill(tx, draft, &queries::blank(Person::KIND.name, id)?)?;
            tx.create(Person::KIND.name, id, edits)?;
            add_picture(tx, draft, id)?;
            report.added.push(id);
        }
        Some(record) => {
            let was_binned = record.deleted();
            if was_binned {
                tx.restore(id)?;
            }
            let edits = fill(tx, draft, &record.typed()?)?;
            let pictured = add_picture(tx, draft, id)?;
            if edits.is_empty() && !pictured && !was_binned {
                report.known += 1;
            } else {
                if !edits.is_empty() {
                    tx.edit(id, edits)?;
                }
                report.updated.push(id);
            }
        }
    }
    Ok(())
}

/// Brings the card of an organization: what has no field of its own goes into its notes.
fn bring_organization(tx: &mut Tx<'_>, draft: &PersonDraft, report: &mut ImportReport) -> Result<(), ApiError> {
    let id = Organization::id_of(&draft.name);
    report.notices.extend(told(draft).map(|notice| format!("{}: {notice}", draft.name)));
    let is_new = tx.record(id)?.is_none();
    organization_named(tx, &draft.name)?;
    let known: Organization = tx.record(id)?.ok_or_else(|| ApiError::missing("organization"))?.typed()?;
    let edits = organization_fields(draft, &known);
    match (is_new, edits.is_empty()) {
        (true, _) => report.added.push(id),
        (false, false) => report.updated.push(id),
        (false, true) => report.known += 1,
    }
    if !edits.is_empty() {
        tx.edit(id, edits)?;
    }
    Ok(())
}

fn organization_fields(draft: &PersonDraft, known: &Organization) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut notes = Vec::new();
    let (mut website, mut place) = (known.website.clone(), known.place.clone());
    for channel in &draft.channels {
        match channel.kind {
            Means::Web if website.is_empty() || website == channel.value => website.clone_from(&channel.value),
            Means::Address if place.is_empty() || place == channel.value => place.clone_from(&channel.value),
            _ => notes.push([channel.label.as_str(), channel.value.as_str()].join(" ").trim().to_owned()),
        }
    }
    if !draft.note.is_empty() {
        notes.push(draft.note.clone());
    }
    if website != known.website {
        edits.push(Edit::set("website", website));
    }
    if place != known.place {
        edits.push(Edit::set("place", place));
    }
    if known.notes.is_empty() && !notes.is_empty() {
        edits.push(Edit::write("notes", &notes.join("\n")));
    }
    edits
}

/// Tells whether a card knows something that the person's page does not.
fn news(draft: &PersonDraft, record: &Record, picture: bool) -> Result<bool, ApiError> {
    let person: Person = record.typed()?;
    let employer = person.organization.is_none() && !draft.organization.trim().is_empty();
    Ok(employer || (draft.photo.is_some() && !picture) || !own_fields(draft, &person).is_empty())
}

/// Returns the edits that bring a card's news into a person, the link to the employer included.
fn fill(tx: &mut Tx<'_>, draft: &PersonDraft, person: &Person) -> Result<Vec<Edit>, ApiError> {
    let mut edits = own_fields(draft, person);
    if person.organization.is_none() && !draft.organization.trim().is_empty() {
        let id = organization_named(tx, &draft.organization)?;
        debug_assert_eq!(id, Organization::id_of(&draft.organization), "the id follows from the name");
        edits.push(Edit::link("organization", id));
    }
    Ok(edits)
}

fn own_fields(draft: &PersonDraft, person: &Person) -> Vec<Edit> {
    let mut edits = Vec::new();
    if person.name.is_empty() {
        edits.push(Edit::set("name", draft.name.clone()));
    }
    if person.role.is_empty() && !draft.role.is_empty() {
        edits.push(Edit::set("role", draft.role.clone()));
    }
    let department = (!draft.department.is_empty()).then(|| format!("Department: {}", draft.department));
    let notes = [department.as_deref(), Some(draft.note.trim())];
    let notes = notes.into_iter().flatten().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("\n");
    if person.notes.is_empty() && !notes.is_empty() {
        edits.push(Edit::write("notes", &notes));
    }
    edits.extend(
        draft
            .tags
            .iter()
            .filter(|tag| !person.tags.contains(tag))
            .map(|tag| Edit::Add { field: "tags".to_owned(), member: tag.clone() }),
    );
    for channel in &draft.channels {
        let kind = means(channel.kind).word();
        let same = |way: &WayToReach| way.kind.word() == kind && fold(&way.value) == fold(&channel.value);
        if !person.channels.iter().any(same) {
            edits.push(Edit::Put {
                field: "channels".to_owned(),
                // Derived, so that two devices that import the same card add the same entry.
                entry: Id::named("channel", &format!("{kind} {}", fold(&channel.value))).to_string(),
                value: json!({"kind": kind, "value": channel.value, "label": channel.label}),
            });
        }
    }
    edits
}

const fn means(kind: Means) -> ChannelKind {
    match kind {
        Means::Phone => ChannelKind::Phone,
        Means::Email => ChannelKind::Email,
        Means::Web => ChannelKind::Web,
        Means::Address => ChannelKind::Address,
        Means::Other => ChannelKind::Other,
    }
}

/// Adds a card's picture to a person who has none; tells whether it did.
fn add_picture(tx: &mut Tx<'_>, draft: &PersonDraft, person: Id) -> Result<bool, ApiError> {
    let Some(photo) = &draft.photo else { return Ok(false) };
    let id = Portrait::id_of(person);
    match tx.record(id)? {
        Some(record) if !record.deleted() => Ok(false),
        Some(_) => {
            tx.restore(id)?;
            Ok(true)
        }
        None => {
            let edits = vec![
                Edit::link("person", person),
                Edit::set("media_type", photo.media_type.clone()),
                Edit::set("data", photo.base64()),
            ];
            tx.create(Portrait::KIND.name, id, edits)?;
            Ok(true)
        }
    }
}
