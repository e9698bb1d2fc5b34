//! Bringing contacts (C92): a preview that changes nothing, then one undoable act.
//!
//! `contacts` says who a card is, `differences` what it says otherwise. What is already known of a person is never overwritten by
//! itself: a card fills empty fields and adds ways to reach them, and whatever else it says is offered and told.

mod bring;
mod contacts;
mod differences;
mod organizations;
mod preview;

pub(crate) use bring::vcard_import;
pub(crate) use preview::vcard_preview;

use crate::{
    api::{ApiError, system::SameCard},
    queries,
};
use differences::Beside;
use firsthand_domain::{Id, Organization, Person, Portrait};
use firsthand_interop::{NoticeKind, PersonDraft, VcardReport, read_vcards};
use firsthand_store::Record;

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

/// Returns what was left out or changed, in words; technical remarks are passed over.
fn told(draft: &PersonDraft) -> impl Iterator<Item = String> + '_ {
    draft.notices.iter().filter(|notice| notice.kind != NoticeKind::Technical).map(|notice| notice.message.clone())
}

/// Returns whom the user takes a card for, if they said so.
fn said(same: &[SameCard], card: usize) -> Option<Option<Id>> {
    same.iter().find(|one| usize::try_from(one.card) == Ok(card)).map(|one| one.person)
}

/// Reads what is known of somebody beside their document.
fn beside(person: &Person, record: impl Fn(Id) -> Result<Option<Record>, ApiError>) -> Result<Beside, ApiError> {
    let organization = match person.organization {
        // One that has not arrived here yet has no name, and is linked all the same.
        Some(id) => {
            let name = record(id)?.map(|record| record.typed::<Organization>()).transpose()?;
            Some(name.map_or_else(String::new, |organization| organization.name))
        }
        None => None,
    };
    let picture = record(Portrait::id_of(person.id()))?.filter(|record| !record.deleted());
    let picture = picture.map(|record| record.typed::<Portrait>()).transpose()?;
    Ok(Beside { organization, picture: picture.map(|picture| picture.data) })
}

/// Reads a person whom nobody has written to yet.
fn nobody(id: Id) -> Result<(Person, Beside), ApiError> {
    let person = queries::blank(Person::KIND.name, id)?;
    Ok((person, Beside { organization: None, picture: None }))
}
