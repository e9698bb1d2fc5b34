//! Leads, and the network that grew.

use super::{all, named, named_interview};
use crate::{
    App,
    api::{
        ApiError, Named, Nothing,
        after::{LeadRow, NetworkRow},
    },
};
use firsthand_domain::{Id, Interview, Lead, LeadState, Referral, network::grown};
use firsthand_store::Store;

pub(crate) fn leads(app: &App, _: Nothing) -> Result<Vec<LeadRow>, ApiError> {
    let store = app.store();
    lead_rows(&store, all(&store, Lead::KIND.name)?)
}

/// Adds where leads came from: open ones first, the newest first among them.
fn lead_rows(store: &Store, mut leads: Vec<Lead>) -> Result<Vec<LeadRow>, ApiError> {
    leads.sort_by_key(|lead| {
        let rank = match lead.state {
            LeadState::Open | LeadState::Pursued => 0,
            LeadState::LetGo => 1,
        };
        (rank, std::cmp::Reverse((lead.heard_at, lead.id())))
    });
    let row = |lead: Lead| {
        Ok(LeadRow {
            organization: named(store, lead.organization)?,
            source: named(store, lead.source)?,
            interview: named_interview(store, lead.interview)?,
            lead,
        })
    };
    leads.into_iter().map(row).collect()
}

pub(crate) fn network(app: &App, _: Nothing) -> Result<Vec<NetworkRow>, ApiError> {
    let store = app.store();
    let talks: Vec<Interview> = all(&store, Interview::KIND.name)?;
    let referrals: Vec<Referral> = all(&store, Referral::KIND.name)?;
    let here =
        |id: Id| -> Result<Option<Named>, ApiError> { Ok(named(&store, Some(id))?.filter(|person| !person.deleted)) };
    // Whoever lies in the bin leads to nobody: what they led to stands on its own then.
    let mut kept = Vec::with_capacity(referrals.len());
    for mut referral in referrals {
        if let Some(giver) = referral.giver
            && here(giver)?.is_none()
        {
            referral.giver = None;
        }
        kept.push(referral);
    }
    let mut rows = Vec::new();
    for one in grown(&talks, &kept) {
        let Some(person) = here(one.person)? else { continue };
        let mut also = Vec::new();
        for id in one.also {
            also.extend(here(id)?);
        }
        rows.push(NetworkRow { person, through: one.through, depth: one.depth, held: one.held, also });
    }
    Ok(rows)
}
