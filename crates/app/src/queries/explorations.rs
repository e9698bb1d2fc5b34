//! Explorations and the profile.

use super::{
    all, find, linked, need,
    rows::{count, interview_rows},
};
use crate::{
    App,
    api::{
        ApiError, ById, Named, Nothing,
        interviews::{ExplorationPage, ExplorationRow},
    },
    words,
};
use firsthand_domain::{Exploration, Interview, Jot, Person, Preferences, Profile, Stage, fold};
use firsthand_store::Store;

pub(crate) fn explorations(app: &App, _: Nothing) -> Result<Vec<ExplorationRow>, ApiError> {
    let store = app.store();
    let talks: Vec<Interview> = all(&store, "interview")?;
    let people: Vec<Person> = all(&store, "person")?;
    let mut explorations: Vec<Exploration> = all(&store, "exploration")?;
    explorations.sort_by_key(|exploration| (exploration.closed, exploration.meta.created, exploration.id()));
    let rows = explorations.into_iter().map(|exploration| {
        let id = exploration.id();
        let mine = || talks.iter().filter(move |talk| talk.exploration == Some(id));
        ExplorationRow {
            id,
            name: name_of(&exploration),
            objective: words::first_line(&exploration.objective, 120),
            closed: exploration.closed,
            interviews: count(mine().count()),
            held: count(mine().filter(|talk| talk.stage() == Stage::Held).count()),
            people: count(people.iter().filter(|person| matters(person, id)).count()),
        }
    });
    Ok(rows.collect())
}

fn matters(person: &Person, exploration: firsthand_domain::Id) -> bool {
    person.explorations.contains(&exploration.to_string())
}

/// Returns the title, or what else tells an exploration apart.
fn name_of(exploration: &Exploration) -> String {
    [&exploration.title, &exploration.job, &exploration.field]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default()
}

pub(crate) fn exploration(app: &App, args: ById) -> Result<ExplorationPage, ApiError> {
    let store = app.store();
    let exploration: Exploration = need(&store, "exploration", args.id)?;
    let mut talks: Vec<Interview> = linked(&store, "interview", "exploration", args.id)?;
    talks.sort_by_key(|talk| std::cmp::Reverse((talk.ended_at.or(talk.scheduled_at).or(talk.meta.created), talk.id())));
    let mut jots: Vec<Jot> = linked(&store, "jot", "exploration", args.id)?;
    jots.sort_by_key(|jot| std::cmp::Reverse((jot.meta.created, jot.id())));
    let mut people: Vec<Named> = all::<Person>(&store, "person")?
        .into_iter()
        .filter(|person| matters(person, args.id))
        .map(|person| Named { id: person.id(), name: person.name, deleted: false })
        .collect();
    people.sort_by_cached_key(|person| (fold::fold(&person.name), person.id));
    Ok(ExplorationPage { exploration, interviews: interview_rows(&store, &talks)?, people, jots })
}

pub(crate) fn profile(app: &App, _: Nothing) -> Result<Profile, ApiError> {
    if let Some(profile) = find(&app.store(), Profile::KIND.name, Profile::the_id())? {
        return Ok(profile);
    }
    super::blank(Profile::KIND.name, Profile::the_id())
}

pub(crate) fn preferences(app: &App, _: Nothing) -> Result<Preferences, ApiError> {
    if let Some(preferences) = preferences_of(&app.store())? {
        return Ok(preferences);
    }
    super::blank(Preferences::KIND.name, Preferences::the_id())
}

/// Reads the preferences, if the user ever set one.
pub(crate) fn preferences_of(store: &Store) -> Result<Option<Preferences>, ApiError> {
    find(store, Preferences::KIND.name, Preferences::the_id())
}
