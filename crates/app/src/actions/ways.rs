//! Ways to reach somebody that were written down beside their name, or into a letter to them (C54, C94).

use crate::{
    App,
    api::{ApiError, Nothing, people::KeepWays},
};
use firsthand_domain::{Answer, ChannelKind, Edit, Id, Interview, Jot, Person, Referral};
use firsthand_interop::{
    Means,
    reach::{Way, key, ways},
};
use firsthand_store::{Op, Tx};
use serde_json::json;

/// What becomes of an address that was taken from the same place before and reads otherwise now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// It was a slip: the new one takes its place.
    Corrected,
    /// It stays, and nothing more is taken from there: the user may have corrected it on the person's page.
    Stays,
}

pub(crate) fn ways_keep(app: &App, args: KeepWays) -> Result<Nothing, ApiError> {
    app.transact(Op::new("Keep how to reach them"), |tx| {
        keep(tx, args.person, &args.text, args.from, Before::Corrected)
    })?;
    Ok(Nothing {})
}

/// Adds the addresses and numbers in a text to the ways to reach a person, but for those that are known. Under entries that
/// follow from where they were written, so that two devices add them once.
pub(super) fn keep(tx: &mut Tx<'_>, person: Id, text: &str, from: Id, before: Before) -> Result<(), ApiError> {
    let found = ways(text);
    if found.is_empty() || is_off_record(tx, from)? {
        return Ok(());
    }
    let record = tx.record(person)?.filter(|record| record.kind() == Person::KIND.name && !record.deleted());
    let Some(known) = record.map(|record| record.typed::<Person>()).transpose()? else { return Ok(()) };
    let mut edits = Vec::new();
    let mut counts = [0_usize; 3];
    for way in found {
        let (kind, place) = match way.means {
            Means::Email => (ChannelKind::Email, 0),
            Means::Phone => (ChannelKind::Phone, 1),
            Means::Web => (ChannelKind::Web, 2),
            Means::Address | Means::Other => continue,
        };
        let number = counts.get(place).copied().unwrap_or(0);
        if let Some(count) = counts.get_mut(place) {
            *count = number.saturating_add(1);
        }
        let entry = format!("{from}-{}-{number}", kind.word());
        if known.channels.iter().any(|one| one.kind == kind && key(way.means, &one.value) == key(way.means, &way.value))
        {
            continue;
        }
        let earlier = known.channels.iter().find(|one| one.id == entry);
        if earlier.is_some() && before == Before::Stays {
            continue;
        }
        let label = earlier.map(|one| one.label.as_str()).unwrap_or_default();
        let preferred = earlier.is_some_and(|one| one.preferred);
        let value = json!({"kind": kind.word(), "value": way.value, "label": label, "preferred": preferred});
        edits.push(Edit::Put { field: "channels".to_owned(), entry, value });
    }
    if !edits.is_empty() {
        tx.edit(person, edits)?;
    }
    Ok(())
}

/// Keeps how to reach those who were named in a talk. What was said before anybody was named is meant for the only one.
pub(super) fn of_talk(tx: &mut Tx<'_>, talk: &Interview) -> Result<(), ApiError> {
    let mut named: Vec<Referral> = Vec::new();
    for record in tx.linked(talk.id(), Some("interview"))? {
        if record.kind() == Referral::KIND.name && !record.deleted() {
            named.push(record.typed()?);
        }
    }
    for referral in &named {
        of_referral(tx, referral)?;
    }
    if let [only] = named.as_slice()
        && let Some(prospect) = only.prospect
    {
        keep(tx, prospect, &talk.how_to_reach, talk.id(), Before::Stays)?;
    }
    Ok(())
}

/// Keeps how to reach somebody who was named.
pub(super) fn of_referral(tx: &mut Tx<'_>, referral: &Referral) -> Result<(), ApiError> {
    referral
        .prospect
        .map_or(Ok(()), |prospect| keep(tx, prospect, &referral.how_to_reach, referral.id(), Before::Stays))
}

/// Keeps the address of a letter; of several nobody knows whose they are.
pub(super) fn of_letter(tx: &mut Tx<'_>, person: Id, to: &str, letter: Id) -> Result<(), ApiError> {
    match ways(to).as_slice() {
        [Way { means: Means::Email, .. }] => keep(tx, person, to, letter, Before::Stays),
        _ => Ok(()),
    }
}

/// Tells whether a name came up in what is off the record (C81): how to reach them then stays where it was said.
fn is_off_record(tx: &mut Tx<'_>, from: Id) -> Result<bool, ApiError> {
    let Some(record) = tx.record(from)?.filter(|record| record.kind() == Referral::KIND.name) else { return Ok(false) };
    let referral: Referral = record.typed()?;
    if let Some(jot) = referral.jot.map(|jot| tx.record(jot)).transpose()?.flatten()
        && jot.kind() == Jot::KIND.name
        && jot.typed::<Jot>()?.stays_here()
    {
        return Ok(true);
    }
    let answer = referral.answer.map(|answer| tx.record(answer)).transpose()?.flatten();
    Ok(match answer.filter(|answer| answer.kind() == Answer::KIND.name) {
        Some(answer) => answer.typed::<Answer>()?.stays_here(),
        None => false,
    })
}
