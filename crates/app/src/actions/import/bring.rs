//! Bringing cards in, as one act.

use super::{
    beside,
    contacts::{Contacts, Who, cards_of},
    differences::{self, Differences, Taken},
    nobody, organizations, read, said, told,
};
use crate::{
    App,
    actions::people::organization_named,
    api::{
        ApiError,
        system::{ImportCards, ImportReport, TakeChange},
    },
    queries,
    words::say_change,
};
use firsthand_domain::{Edit, Id, Organization, Person, Portrait};
use firsthand_interop::{CardOutcome, PersonDraft, Subject, VcardReport};
use firsthand_store::{Op, Tx};

pub(crate) fn vcard_import(app: &App, args: ImportCards) -> Result<ImportReport, ApiError> {
    let VcardReport { cards, problems, .. } = read(&args.path)?;
    let wanted = |index: usize| {
        args.cards.as_ref().is_none_or(|chosen| chosen.iter().any(|place| usize::try_from(*place) == Ok(index)))
    };
    let cards: Vec<_> = cards.into_iter().enumerate().filter(|(index, _)| wanted(*index)).collect();
    let people = cards.iter().filter(|(_, card)| card.draft().is_ok()).count();
    let label = if people == 1 { "Import a contact".to_owned() } else { format!("Import {people} contacts") };
    app.transact(Op::new(label), |tx| {
        let contacts = Contacts::of(&tx.records(Person::KIND.name, true)?)?;
        let mut import = Import { report: ImportReport::default(), contacts, args: &args };
        import.report.notices.extend(problems.iter().map(ToString::to_string));
        for (index, card) in &cards {
            match &card.outcome {
                CardOutcome::Error(error) => import.report.failed.push(error.to_string()),
                CardOutcome::Draft(draft) => match draft.subject {
                    Subject::Person => import.person(tx, *index, draft)?,
                    Subject::Organization => import.organization(tx, *index, draft)?,
                },
            }
        }
        Ok(import.report)
    })
}

struct Import<'a> {
    report: ImportReport,
    contacts: Contacts,
    args: &'a ImportCards,
}

impl Import<'_> {
    fn person(&mut self, tx: &mut Tx<'_>, index: usize, draft: &PersonDraft) -> Result<(), ApiError> {
        let who = self.who(tx, index, draft)?;
        let id = who.person;
        self.note(draft, told(draft).chain(who.told.clone()).collect());
        let record = tx.record(id)?;
        let is_new = record.is_none();
        let binned = record.as_ref().is_some_and(firsthand_store::Record::deleted);
        if binned {
            tx.restore(id)?;
        }
        let (person, here) = match record {
            Some(record) => {
                let person: Person = record.typed()?;
                let here = beside(&person, |id| Ok(tx.record(id)?))?;
                (person, here)
            }
            None => nobody(id)?,
        };
        let found = differences::compare(draft, &person, &here)?;
        let adds = !found.adds_nothing();
        let (mut edits, mut employer, mut picture) = self.taken(index, draft, found);
        let took = !edits.is_empty() || employer.is_some() || picture == Picture::Replace;
        if let Some(name) = employer.take() {
            edits.push(Edit::link("organization", organization_named(tx, &name)?));
        }
        let cards = cards_of(draft).into_iter().map(|card| card.to_string());
        let cards = cards.filter(|card| !person.cards.contains(card));
        edits.extend(cards.map(|member| Edit::Add { field: "cards".to_owned(), member }));
        if is_new {
            tx.create(Person::KIND.name, id, edits)?;
            picture = if picture == Picture::Keep && draft.photo.is_some() { Picture::Add } else { picture };
        } else if !edits.is_empty() {
            tx.edit(id, edits)?;
        }
        set_picture(tx, draft, id, picture)?;
        if is_new {
            self.report.added.push(id);
        } else if adds || took || binned {
            self.report.updated.push(id);
        } else {
            self.report.known += 1;
        }
        self.contacts.learn(draft, &who);
        Ok(())
    }

    /// Says who a card is; whom the user chose must still be here.
    fn who(&self, tx: &Tx<'_>, index: usize, draft: &PersonDraft) -> Result<Who, ApiError> {
        let said = said(&self.args.same, index);
        if let Some(Some(person)) = said
            && tx.record(person)?.is_none_or(|record| record.kind() != Person::KIND.name)
        {
            return Err(ApiError::new(
                "missing",
                format!("The person chosen for the card of {} is not here.", draft.name),
            )
            .hint("Look at the file once more, and bring in the card of that person as well."));
        }
        self.contacts.who(draft, said)
    }

    fn organization(&mut self, tx: &mut Tx<'_>, index: usize, draft: &PersonDraft) -> Result<(), ApiError> {
        let id = Organization::id_of(&draft.name);
        self.note(draft, told(draft).collect());
        let before = tx.record(id)?;
        let binned = before.as_ref().is_some_and(firsthand_store::Record::deleted);
        let is_new = before.is_none();
        organization_named(tx, &draft.name)?;
        let known: Organization = match tx.record(id)? {
            Some(record) => record.typed()?,
            None => queries::blank(Organization::KIND.name, id)?,
        };
        let (edits, _, _) = self.taken(index, draft, organizations::compare(draft, &known));
        match (is_new, edits.is_empty() && !binned) {
            (true, _) => self.report.added.push(id),
            (false, false) => self.report.updated.push(id),
            (false, true) => self.report.known += 1,
        }
        if !edits.is_empty() {
            tx.edit(id, edits)?;
        }
        Ok(())
    }

    /// Says what was left out of a card.
    fn note(&mut self, draft: &PersonDraft, notices: Vec<String>) {
        self.report.notices.extend(notices.into_iter().map(|notice| format!("{}: {notice}", draft.name)));
    }

    /// Returns what a card adds with what the user took; the rest is told as kept.
    fn taken(&mut self, index: usize, draft: &PersonDraft, found: Differences) -> (Vec<Edit>, Option<String>, Picture) {
        let Differences { mut edits, mut employer, changes, picture, .. } = found;
        let mut picture = if picture { Picture::Add } else { Picture::Keep };
        for change in changes {
            let is_taken = |take: &TakeChange| usize::try_from(take.card) == Ok(index) && take.key == change.view.key;
            if !self.args.take_all && !self.args.take.iter().any(is_taken) {
                self.report.kept.push(format!("{}: {}", draft.name, say_change(&change.view)));
                continue;
            }
            match change.taken {
                Taken::Edits(more) => edits.extend(more),
                Taken::Employer(name) => employer = Some(name),
                Taken::Picture => picture = Picture::Replace,
            }
        }
        (edits, employer, picture)
    }
}

/// What becomes of somebody's picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Picture {
    Keep,
    Add,
    Replace,
}

/// Gives somebody the picture of a card.
fn set_picture(tx: &mut Tx<'_>, draft: &PersonDraft, person: Id, picture: Picture) -> Result<(), ApiError> {
    let Some(photo) = draft.photo.as_ref().filter(|_| picture != Picture::Keep) else { return Ok(()) };
    let id = Portrait::id_of(person);
    let edits = vec![Edit::set("media_type", photo.media_type.clone()), Edit::set("data", photo.base64())];
    if tx.record(id)?.is_some() {
        tx.edit(id, edits)?;
    } else {
        let edits = [Edit::link("person", person)].into_iter().chain(edits).collect();
        tx.create(Portrait::KIND.name, id, edits)?;
    }
    Ok(())
}
