//! Rows that several pages show.

use super::named;
use crate::api::{ApiError, InterviewRow, ReferralRow};
use firsthand_domain::{Id, Interview, Referral};
use firsthand_store::Store;

/// Adds the names and counts that a list shows.
pub(super) fn interview_rows(store: &Store, talks: &[Interview]) -> Result<Vec<InterviewRow>, ApiError> {
    let answered = store.link_counts("answer", "interview")?;
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
                updated: talk.meta.updated,
            })
        })
        .collect()
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
