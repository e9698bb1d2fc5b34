//! Explorations and the profile.

use super::{
    all, in_force, linked, need,
    people::person_rows,
    question_views,
    rows::{count, interview_rows},
};
use crate::{
    App,
    api::{
        ApiError, ById, Named, Nothing,
        interviews::{ExplorationPage, ExplorationRow, Gain},
        people::PersonRow,
    },
    words,
};
use firsthand_domain::{
    Answer, Exploration, Id, Interview, Jot, Lead, Person, Preferences, Profile, Referral, Stage,
    coverage::{Asked, Covered, coverage},
    exploration::{Familiarity, HOPES, TARGETS},
    fold,
};
use firsthand_store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are suggested.
const TO_ASK: usize = 5;

pub(crate) fn explorations(app: &App, _: Nothing) -> Result<Vec<ExplorationRow>, ApiError> {
    let store = app.store();
    let talks: Vec<Interview> = all(&store, "interview")?;
    let people: Vec<Person> = all(&store, "person")?;
    let mut explorations: Vec<Exploration> = all(&store, "exploration")?;
    // Areas that one knows little of come first (C14).
    explorations.sort_by_key(|exploration| {
        let familiar = exploration.familiarity != Familiarity::Little;
        (exploration.closed, familiar, exploration.meta.created, exploration.id())
    });
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

/// Names an exploration.
pub(super) fn named_exploration(exploration: &Exploration) -> Named {
    Named { id: exploration.id(), name: name_of(exploration), deleted: exploration.meta.deleted }
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
    let coverage = covered(&store, &exploration, &talks)?;
    let gains = gains(&store, &exploration, &talks)?;
    let to_ask = to_ask(&store, args.id)?;
    Ok(ExplorationPage {
        exploration,
        interviews: interview_rows(&store, &talks)?,
        people,
        jots,
        coverage,
        gains,
        to_ask,
    })
}

/// Measures the ticked targets against what was planned and answered in the exploration's talks (C08).
fn covered(store: &Store, exploration: &Exploration, talks: &[Interview]) -> Result<Vec<Covered>, ApiError> {
    let targets: Vec<&str> =
        TARGETS.iter().copied().filter(|target| exploration.targets.iter().any(|ticked| ticked == target)).collect();
    let of: BTreeMap<Id, Vec<String>> =
        question_views(store)?.into_iter().map(|view| (view.id, view.targets)).collect();
    let mut asked = Vec::new();
    for talk in talks.iter().filter(|talk| talk.stage() != Stage::CalledOff) {
        let answers: Vec<Answer> = linked(store, "answer", "interview", talk.id())?;
        let answered: BTreeSet<Id> =
            answers.iter().filter(|answer| answer.is_written()).filter_map(|answer| answer.question).collect();
        let open = talk.stage() != Stage::Held;
        let questions: BTreeSet<Id> = talk.plan.iter().copied().chain(answered.iter().copied()).collect();
        asked.extend(questions.into_iter().map(|question| (question, answered.contains(&question), open)));
    }
    let asked = asked.iter().filter_map(|(question, answered, open)| {
        Some(Asked { targets: of.get(question)?, answered: *answered, open: *open })
    });
    Ok(coverage(&targets, asked))
}

/// Counts what the ticked hopes have come to (C10): leads and people from the records, the rest as it was ticked after each
/// talk.
pub(super) fn gains(store: &Store, exploration: &Exploration, talks: &[Interview]) -> Result<Vec<Gain>, ApiError> {
    let mine: BTreeSet<Id> = talks.iter().map(Interview::id).collect();
    let of_mine = |interview: Option<Id>| interview.is_some_and(|interview| mine.contains(&interview));
    let leads = all::<Lead>(store, "lead")?.iter().filter(|lead| of_mine(lead.interview)).count();
    let named = all::<Referral>(store, "referral")?;
    let named = named.iter().filter(|referral| of_mine(referral.interview)).filter_map(|referral| referral.prospect);
    let met = talks.iter().filter(|talk| talk.stage() == Stage::Held).filter_map(|talk| talk.person);
    let network = met.chain(named).collect::<BTreeSet<_>>().len();
    let ticked = |hope: &String| talks.iter().filter(|talk| talk.gained.contains(hope)).count();
    let gains = HOPES.iter().map(|hope| (*hope).to_owned()).filter(|hope| exploration.hopes.contains(hope));
    Ok(gains
        .map(|hope| {
            let counted = match hope.as_str() {
                "leads" => leads,
                "network" => network,
                _ => ticked(&hope),
            };
            Gain { count: count(counted), hope }
        })
        .collect())
}

/// Finds whom to ask next for an exploration: people who matter to it and with whom there is no talk yet.
pub(super) fn to_ask(store: &Store, exploration: Id) -> Result<Vec<PersonRow>, ApiError> {
    let mut named = BTreeSet::new();
    let mut mine = BTreeSet::new();
    for person in all::<Person>(store, "person")?.iter().filter(|person| matters(person, exploration)) {
        mine.insert(person.id());
        if person.referred_by.is_some() {
            named.insert(person.id());
        }
    }
    let mut rows = person_rows(store, |_| true)?;
    rows.retain(|row| row.interviews == 0 && mine.contains(&row.id));
    rows.sort_by_key(|row| (!named.contains(&row.id), !row.network));
    rows.truncate(TO_ASK);
    Ok(rows)
}

pub(crate) fn profile(app: &App, _: Nothing) -> Result<Profile, ApiError> {
    profile_of(&app.store())
}

/// Reads the profile; an empty one before a word of it is written.
pub(super) fn profile_of(store: &Store) -> Result<Profile, ApiError> {
    if let Some(profile) = in_force(store, Profile::KIND.name, Profile::the_id())? {
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
    in_force(store, Preferences::KIND.name, Preferences::the_id())
}
