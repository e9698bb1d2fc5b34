//! Thanks owed to those who helped without a talk, once for all that they helped with (C29, C64).

use super::after::preferences;
use crate::api::ApiError;
use chrono::{DateTime, Duration, Local, Utc};
use firsthand_domain::{
    Attempt, Edit, FollowUp, FollowUpKind, Id, Interview, Person, Preferences, preferences::ThanksDue,
};
use firsthand_store::{Record, Tx};

/// Within what time somebody who only pointed onward is thanked (C64).
const A_DAY: Duration = Duration::hours(24);

/// Returns the attempt at which somebody helped who was asked and with whom no talk came about: the one that is named, else
/// the last. Thanks for help in a talk, or before one, are the talk's.
pub(super) fn asked_only(tx: &mut Tx<'_>, person: Id, named: Option<Id>) -> Result<Option<Attempt>, ApiError> {
    let linked = tx.linked(person, Some("person"))?;
    let mut attempts = Vec::new();
    for record in linked.iter().filter(|record| !record.deleted()) {
        if record.kind() == Interview::KIND.name && !record.typed::<Interview>()?.called_off {
            return Ok(None);
        }
        if record.kind() == Attempt::KIND.name {
            attempts.push(record.typed::<Attempt>()?);
        }
    }
    let named = attempts.iter().position(|attempt| Some(attempt.id()) == named).map(|at| attempts.swap_remove(at));
    Ok(named.or_else(|| attempts.into_iter().max_by_key(|attempt| (attempt.at, attempt.id()))))
}

/// Owes thanks to somebody who pointed onward at an attempt: once, whichever devices note it, and not again while older ones
/// are still to be said.
pub(super) fn owe(tx: &mut Tx<'_>, attempt: &Attempt, giver: Id, now: DateTime<Utc>) -> Result<(), ApiError> {
    if !open_pointing(tx, giver)?.is_empty() {
        return Ok(());
    }
    let by = preferences(tx)?.map(|known| known.thanks_by).unwrap_or_default();
    let name = tx.record(giver)?.map(|record| record.typed::<Person>()).transpose()?.map(|person| person.name);
    let what = name.filter(|name| !name.is_empty()).map_or_else(
        || "Say thanks for pointing you on".to_owned(),
        |name| format!("Thank {name} for pointing you on"),
    );
    // The time follows from the attempt and not from the clock, so that two devices owe the same; unless it is long past.
    let due = attempt.at.map(|at| at + A_DAY).filter(|due| *due > now);
    let due = due.unwrap_or_else(|| Preferences::thanks_due(ThanksDue::NextDay, &now.with_timezone(&Local)));
    tx.ensure(
        FollowUp::KIND.name,
        FollowUp::pointing_of(attempt.id()),
        vec![
            Edit::link("person", giver),
            Edit::set("about", FollowUpKind::ThanksForPointing.word()),
            Edit::set("by", by.word()),
            Edit::set("what", what),
            Edit::time("due_at", due),
        ],
    )?;
    Ok(())
}

/// Leaves the thanks to the talk that was held after all: whoever is thanked for it is thanked for the rest too.
pub(super) fn left_to_the_talk(tx: &mut Tx<'_>, person: Id) -> Result<(), ApiError> {
    for duty in open_pointing(tx, person)? {
        tx.delete(duty)?;
    }
    Ok(())
}

/// Settles with thanks that were said what two devices owed to the same person apart.
pub(super) fn said(tx: &mut Tx<'_>, duty: Id, at: DateTime<Utc>) -> Result<(), ApiError> {
    let Some(record) = tx.record(duty)?.filter(|record| record.kind() == FollowUp::KIND.name) else { return Ok(()) };
    let thanks: FollowUp = record.typed()?;
    let is_thanks = matches!(thanks.kind(), FollowUpKind::Thanks | FollowUpKind::ThanksForPointing);
    thanks.person.filter(|_| is_thanks).map_or(Ok(()), |person| said_to(tx, person, at))
}

/// Settles what is owed to somebody for pointing onward.
pub(super) fn said_to(tx: &mut Tx<'_>, person: Id, at: DateTime<Utc>) -> Result<(), ApiError> {
    for duty in open_pointing(tx, person)? {
        tx.edit(duty, vec![Edit::time("done_at", at)])?;
    }
    Ok(())
}

/// Finds the thanks for pointing onward that are still to be said to somebody.
fn open_pointing(tx: &mut Tx<'_>, person: Id) -> Result<Vec<Id>, ApiError> {
    let linked = tx.linked(person, Some("person"))?;
    let duties = linked.iter().filter(|record| record.kind() == FollowUp::KIND.name && !record.deleted());
    let duties = duties.map(Record::typed::<FollowUp>).collect::<Result<Vec<_>, _>>()?;
    let open = duties.iter().filter(|duty| duty.kind() == FollowUpKind::ThanksForPointing && duty.done_at.is_none());
    Ok(open.map(FollowUp::id).collect())
}
