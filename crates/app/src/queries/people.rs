//! People and organizations.

use super::{
    all, find, in_force, linked, named, need, preferences_of,
    rows::{interview_rows, referral_rows},
};
use crate::{
    App,
    api::{
        ApiError, ById, Named, Nothing,
        people::{OrganizationPage, PersonPage, PersonRow},
    },
};
use chrono::{DateTime, Utc};
use firsthand_domain::{
    Attempt, Exploration, FollowUp, Id, Interview, Jot, Letter, Organization, Person, Portrait, Referral, fold,
    journey::{Known, Next, Records},
};
use firsthand_store::{Row, Store};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The few fields of a person that a list shows.
pub(super) struct Listed {
    name: String,
    role: String,
    organization: Option<Id>,
    field: String,
    tags: Vec<String>,
    network: bool,
}

impl Listed {
    fn of(row: Row) -> Result<Self, serde_json::Error> {
        let (name, role, organization, field, tags, network) = serde_json::from_value(Value::Array(row.fields))?;
        Ok(Self { name, role, organization, field, tags, network })
    }
}

pub(crate) fn people(app: &App, _: Nothing) -> Result<Vec<PersonRow>, ApiError> {
    person_rows(&app.store(), |_| true)
}

pub(super) fn person_rows(store: &Store, keep: impl Fn(&Listed) -> bool) -> Result<Vec<PersonRow>, ApiError> {
    let mut employers: BTreeMap<Id, String> = BTreeMap::new();
    store.rows("organization", &[], |row| {
        employers.insert(row.id, row.title);
    })?;
    let mut talks: BTreeMap<Id, (u32, Option<DateTime<Utc>>)> = BTreeMap::new();
    for talk in all::<Interview>(store, "interview")? {
        let Some(person) = talk.person else { continue };
        let entry = talks.entry(person).or_default();
        entry.0 += 1;
        entry.1 = entry.1.max(talk.ended_at);
    }
    let mut rows = Vec::new();
    store.rows("person", &["name", "role", "organization", "field", "tags", "network"], |row| {
        let id = row.id;
        let Ok(person) = Listed::of(row) else { return };
        if !keep(&person) {
            return;
        }
        let organization = person.organization.and_then(|id| employers.get(&id)).cloned().unwrap_or_default();
        let (interviews, met_at) = talks.get(&id).copied().unwrap_or_default();
        let words =
            format!("{} {} {organization} {} {}", person.name, person.role, person.field, person.tags.join(" "));
        rows.push(PersonRow {
            id,
            name: person.name,
            role: person.role,
            organization,
            tags: person.tags,
            met_at,
            interviews,
            network: person.network,
            fold: fold::searched(&words),
        });
    })?;
    rows.sort_by(|a, b| (a.name.is_empty(), &a.fold, a.id).cmp(&(b.name.is_empty(), &b.fold, b.id)));
    Ok(rows)
}

pub(crate) fn person(app: &App, args: ById) -> Result<PersonPage, ApiError> {
    let store = app.store();
    let person: Person = need(&store, "person", args.id)?;
    let mut talks: Vec<Interview> = linked(&store, "interview", "person", args.id)?;
    talks.sort_by_key(|talk| std::cmp::Reverse((talk.ended_at.or(talk.scheduled_at).or(talk.meta.created), talk.id())));
    let mut attempts: Vec<Attempt> = linked(&store, "attempt", "person", args.id)?;
    attempts.sort_by_key(|attempt| std::cmp::Reverse((attempt.at, attempt.id())));
    let mut follow_ups: Vec<FollowUp> = linked(&store, "follow-up", "person", args.id)?;
    follow_ups.sort_by_key(|duty| (duty.done_at.is_some(), duty.due_at, duty.id()));
    let mut jots: Vec<Jot> = linked(&store, "jot", "person", args.id)?;
    jots.sort_by_key(|jot| std::cmp::Reverse((jot.meta.created, jot.id())));
    let given: Vec<Referral> = linked(&store, "referral", "giver", args.id)?;
    let received: Vec<Referral> = linked(&store, "referral", "prospect", args.id)?;
    let portrait = in_force::<Portrait>(&store, "portrait", Portrait::id_of(args.id))?
        .filter(|portrait| !portrait.data.is_empty())
        .map(|portrait| format!("data:{};base64,{}", portrait.media_type, portrait.data));
    let mut explorations = Vec::new();
    for id in person.explorations.iter().filter_map(|id| id.parse().ok()) {
        explorations.extend(named(&store, Some(id))?.filter(|exploration: &Named| !exploration.deleted));
    }
    let (next, rest) = match next(&store, app.now(), &person, &talks, &follow_ups, &attempts, &received)? {
        Next::Do(action) => (Some(action), None),
        Next::Rest(rest) => (None, Some(rest)),
    };
    Ok(PersonPage {
        organization: person.organization.map(|id| find(&store, "organization", id)).transpose()?.flatten(),
        referred_by: named(&store, person.referred_by)?,
        portrait,
        explorations,
        next,
        rest,
        interviews: interview_rows(&store, &talks)?,
        attempts,
        referrals_given: referral_rows(&store, given, |referral| referral.prospect)?,
        referrals_received: referral_rows(&store, received, |referral| referral.giver)?,
        follow_ups,
        jots,
        person,
    })
}

/// Finds the one next action for a person, or says why there is none.
fn next(
    store: &Store,
    now: DateTime<Utc>,
    person: &Person,
    talks: &[Interview],
    duties: &[FollowUp],
    attempts: &[Attempt],
    referrals: &[Referral],
) -> Result<Next, ApiError> {
    let mut open = BTreeSet::new();
    for id in person.explorations.iter().filter_map(|id| id.parse::<Id>().ok()) {
        let exploration = in_force::<Exploration>(store, Exploration::KIND.name, id)?;
        let is_open = exploration.is_some_and(|exploration| !exploration.closed);
        open.extend(is_open.then(|| id.to_string()));
    }
    let is_referred = person.referred_by.is_some();
    let known = Known::of(person.id(), is_referred, &person.explorations, &open, referrals);
    let letters: Vec<Letter> = linked(store, Letter::KIND.name, "person", person.id())?;
    let records = Records {
        known: Some(known),
        talks: talks.iter().collect(),
        duties: duties.iter().collect(),
        attempts: attempts.iter().collect(),
        letters: letters.iter().collect(),
    };
    Ok(records.next(&now.into(), Some(person.id()), preferences_of(store)?.as_ref()))
}

pub(crate) fn organizations(app: &App, _: Nothing) -> Result<Vec<Organization>, ApiError> {
    let mut organizations: Vec<Organization> = all(&app.store(), "organization")?;
    organizations.sort_by_cached_key(|organization| (fold::fold(&organization.name), organization.id()));
    Ok(organizations)
}

pub(crate) fn organization(app: &App, args: ById) -> Result<OrganizationPage, ApiError> {
    let store = app.store();
    let organization: Organization = need(&store, "organization", args.id)?;
    let people = person_rows(&store, |person| person.organization == Some(args.id))?;
    Ok(OrganizationPage { organization, people })
}
