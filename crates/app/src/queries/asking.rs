//! The call: its script, and what was tried before; and whom a name may mean.

use super::{all, in_force, linked, people::person_rows};
use crate::{
    App,
    api::{
        ApiError, Named,
        asking::{AskFor, CallScript, CalledSo, FindNamed},
        letters::ComposeLetter,
        people::PersonRow,
    },
    letters::About,
};
use firsthand_domain::{
    Attempt, Channel, Exploration, Interview, Organization, Person, Purpose, Stage,
    fold::{fold, matcher, searched},
};
use firsthand_store::Store;

/// How many people are offered for a name.
const OFFERED: usize = 5;

pub(crate) fn call_script(app: &App, args: AskFor) -> Result<CallScript, ApiError> {
    let store = app.store();
    let person: Person = super::need(&store, "person", args.person)?;
    let ahead = talk_ahead(&store, args)?;
    let ask = ask_for(args, ahead.as_ref());
    let channel = About::read(&store, &ask)?.channel;
    let script = super::compose(&store, &ComposeLetter { channel: Some(Channel::Phone), ..ask })?;
    let mut attempts: Vec<Attempt> = linked(&store, "attempt", "person", args.person)?;
    attempts.sort_by_key(|attempt| std::cmp::Reverse((attempt.at, attempt.id())));
    let employer =
        person.organization.map(|id| in_force::<Organization>(&store, "organization", id)).transpose()?.flatten();
    let employer = employer.map(|found| found.name).unwrap_or_default();
    let about: Vec<_> = [person.role, employer].into_iter().filter(|part| !part.is_empty()).collect();
    let mut explorations: Vec<Exploration> = all(&store, "exploration")?;
    explorations.retain(|exploration| !exploration.closed);
    explorations.sort_by_key(|exploration| (exploration.meta.created, exploration.id()));
    Ok(CallScript {
        script,
        about: about.join(", "),
        channel,
        attempts,
        explorations: explorations.iter().map(super::explorations::named_exploration).collect::<Vec<Named>>(),
        interview: ahead.map(|talk| talk.id()),
    })
}

/// Finds the talk with somebody that goes on or is planned already: its length is the one that a call promises (C21).
pub(crate) fn talk_ahead(store: &Store, asked: AskFor) -> Result<Option<Interview>, ApiError> {
    let mut talks: Vec<Interview> = linked(store, "interview", "person", asked.person)?;
    talks.retain(|talk| {
        talk.may_be_for(asked.exploration) && matches!(talk.stage(), Stage::Meeting | Stage::Scheduled | Stage::Planned)
    });
    talks.sort_by_key(|talk| {
        (talk.stage() != Stage::Meeting, talk.scheduled_at.is_none(), talk.scheduled_at, talk.id())
    });
    Ok(talks.into_iter().next())
}

/// Returns what the script of a call is made from.
pub(crate) fn ask_for(asked: AskFor, ahead: Option<&Interview>) -> ComposeLetter {
    ComposeLetter {
        purpose: Purpose::Ask,
        person: Some(asked.person),
        interview: ahead.map(Interview::id),
        exploration: asked.exploration,
        ..ComposeLetter::default()
    }
}

pub(crate) fn people_called(app: &App, args: FindNamed) -> Result<CalledSo, ApiError> {
    let wanted = fold(&args.name);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    if words.is_empty() {
        return Ok(CalledSo { exact: Vec::new(), near: Vec::new() });
    }
    let whole = words.join(" ");
    let same = |row: &PersonRow| fold(&row.name).split_whitespace().collect::<Vec<_>>().join(" ") == whole;
    let rows = person_rows(&app.store(), |_| true)?;
    let (exact, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(same);
    let is_near = matcher(&args.name);
    let near = others.into_iter().filter(|row| is_near(&searched(&row.name)));
    Ok(CalledSo { near: near.take(OFFERED).collect(), exact })
}
