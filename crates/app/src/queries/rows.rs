//! Rows that several pages show.

use super::{all, linked, named, named_interview, preferences_of};
use crate::api::{ApiError, InterviewRow, ReferralRow, SameTime};
use firsthand_domain::{Id, Interview, Referral, promise};
use firsthand_store::Store;
use serde::de::DeserializeOwned;

/// Adds the names and counts that a list shows.
pub(super) fn interview_rows(store: &Store, talks: &[Interview]) -> Result<Vec<InterviewRow>, ApiError> {
    let answered = store.link_counts("answer", "interview")?;
    let preferences = preferences_of(store)?;
    talks
        .iter()
        .map(|talk| {
            Ok(InterviewRow {
                id: talk.id(),
                title: talk.title.clone(),
                person: named(store, talk.person)?,
                exploration: named(store, talk.exploration)?,
                stage: talk.stage(),
                scheduled_at: talk.scheduled_at,
                zone: talk.zone.clone(),
                promised_minutes: talk.promised_minutes,
                form: talk.form,
                place: talk.place.clone(),
                started_at: talk.started_at,
                ended_at: talk.ended_at,
                planned: count(talk.plan.len()),
                answered: answered.get(&talk.id()).map_or(0, |answered| count(*answered)),
                over_at: promise::over_at(talk, preferences.as_ref()),
                updated: talk.meta.updated,
            })
        })
        .collect()
}

/// Finds the other talks that take up the same time as `talk` (C37), the first one first.
pub(crate) fn same_time(store: &Store, talk: &Interview) -> Result<Vec<SameTime>, ApiError> {
    let preferences = preferences_of(store)?;
    // Without a time of its own nothing need be read.
    if promise::over_at(talk, preferences.as_ref()).is_none() {
        return Ok(Vec::new());
    }
    let mut others = Vec::new();
    for other in all::<Interview>(store, Interview::KIND.name)? {
        if let Some(at) = other.scheduled_at.filter(|_| promise::overlap(talk, &other, preferences.as_ref())) {
            let name = named_interview(store, Some(other.id()))?.map(|named| named.name).unwrap_or_default();
            others.push(SameTime { id: other.id(), name, at });
        }
    }
    others.sort_by_key(|other| (other.at, other.id));
    Ok(others)
}

/// Reads what is linked to a person or an exploration, itself or by one of its talks; each once.
pub(super) fn with_talks<T: DeserializeOwned>(
    store: &Store,
    kind: &str,
    field: &str,
    to: Id,
    talks: &[Interview],
    id: impl Fn(&T) -> Id,
) -> Result<Vec<T>, ApiError> {
    let mut found: Vec<T> = linked(store, kind, field, to)?;
    for talk in talks {
        let here = linked::<T>(store, kind, "interview", talk.id())?;
        for one in here {
            if found.iter().all(|known| id(known) != id(&one)) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// Names the person at the other end of each referral, the oldest first.
pub(super) fn referral_rows(
    store: &Store,
    referrals: Vec<Referral>,
    other: impl Fn(&Referral) -> Option<Id>,
) -> Result<Vec<ReferralRow>, ApiError> {
    let mut rows = Vec::with_capacity(referrals.len());
    for referral in referrals {
        let other = named(store, other(&referral))?;
        rows.push(ReferralRow { referral, other });
    }
    rows.sort_by_key(|row| (row.referral.meta.created, row.referral.id()));
    Ok(rows)
}

/// Counts for a screen, where more than four billion are as good as that.
pub(super) fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
