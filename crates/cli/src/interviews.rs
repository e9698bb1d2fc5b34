//! `firsthand interview` and `firsthand jot`.

use crate::{
    args::{Interview, Jot},
    output::{Output, Printed, call, stage, words_or_input},
    people, prepare,
    schedule::at_the_same_time,
};
use anyhow::Context as _;
use chrono::{DateTime, Local, Utc};
use firsthand_app::{
    App,
    api::{
        InterviewRow,
        interviews::{AskedQuestion, InterviewPage},
        notes::Saved,
    },
    local_zone,
};
use firsthand_domain::Id;
use serde_json::json;

pub(crate) fn run(app: &App, command: &Interview, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Interview::Plan { person, at, minutes } => {
            let person = person.as_deref().map(|person| people::find(app, person)).transpose()?;
            let zone = at.map(|_| local_zone()).unwrap_or_default();
            let args = json!({"person": person, "scheduled_at": at, "zone": zone, "promised_minutes": minutes});
            let saved: Saved = call(app, "interview_plan", args)?;
            let page: InterviewPage = call(app, "interview", json!({"id": saved.id}))?;
            output.answer(&saved, |saved| {
                let others = page.same_time.iter().map(|other| at_the_same_time(&other.name, other.at));
                [format!("Planned ({}).", saved.id)].into_iter().chain(others).collect()
            })?;
        }
        Interview::List => {
            let talks: Vec<InterviewRow> = call(app, "interviews", json!({}))?;
            output.answer(&talks, |talks| talks.iter().map(line).collect())?;
        }
        Interview::Show { interview } => {
            let page: InterviewPage = call(app, "interview", json!({"id": interview}))?;
            output.answer(&page, show)?;
        }
        Interview::Prepare { .. } | Interview::Meet { .. } | Interview::Mark { .. } | Interview::Debrief { .. } => {
            return prepare::run(app, command, output);
        }
        Interview::Start { interview } => act(app, "interview_start", *interview, "It goes on now.", output)?,
        Interview::End { interview } => act(app, "interview_end", *interview, "It has ended.", output)?,
        Interview::TookPlace { interview } => act(app, "took_place", *interview, "It took place as planned.", output)?,
        Interview::Answer { interview, place, words } => {
            let page: InterviewPage = call(app, "interview", json!({"id": interview}))?;
            let asked = asked_at(&page, *place)?;
            let base = asked.answer.as_ref().map(|answer| answer.meta.version.clone());
            let text = words_or_input(words)?;
            let args = json!({"interview": interview, "question": asked.question.id, "text": text, "base": base});
            let saved: Saved = call(app, "answer_save", args)?;
            output.answer(&saved, |_| vec![format!("Saved under: {}", asked.question.ask)])?;
        }
    }
    Ok(Printed::Fine)
}

/// Finds the question at a place in the plan, counted from 1.
pub(crate) fn asked_at(page: &InterviewPage, place: usize) -> anyhow::Result<&AskedQuestion> {
    let asked = place.checked_sub(1).and_then(|place| page.questions.get(place));
    asked.with_context(|| format!("This plan has {} questions.", page.questions.len()))
}

fn act(app: &App, command: &str, id: Id, done: &str, output: &mut Output) -> anyhow::Result<()> {
    let saved: Saved = call(app, command, json!({"id": id}))?;
    output.answer(&saved, |_| vec![done.to_owned()])
}

pub(crate) fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string()
}

fn line(talk: &InterviewRow) -> String {
    let name = talk.person.as_ref().map_or("nobody yet", |person| &person.name);
    let at = talk.started_at.or(talk.ended_at).or(talk.scheduled_at).map(local).unwrap_or_default();
    let is_over = talk.over_at.is_some_and(|over| over <= Utc::now());
    let stands = if is_over { "over; did it take place?" } else { stage(talk.stage) };
    format!("{}  {name}  {stands}  {at}", talk.id).trim_end().to_owned()
}

fn show(page: &InterviewPage) -> Vec<String> {
    let name = page.person.as_ref().map_or("nobody yet", |person| &person.name);
    let mut lines = vec![format!("Interview with {name} ({})", stage(page.stage))];
    if let Some(at) = page.interview.started_at.or(page.interview.scheduled_at) {
        lines.push(format!("  {}, {} minutes", local(at), page.minutes));
    }
    for (place, asked) in page.questions.iter().enumerate() {
        lines.push(format!("{}. {}", place + 1, asked.question.ask));
        let text = asked.answer.as_ref().map_or("", |answer| answer.text.as_str());
        lines.extend(text.lines().map(|line| format!("   {line}")));
    }
    for jot in &page.jots {
        lines.push(format!("Jot: {}", jot.text));
    }
    lines
}

pub(crate) fn jot(app: &App, jot: &Jot, output: &mut Output) -> anyhow::Result<Printed> {
    let person = jot.person.as_deref().map(|person| people::find(app, person)).transpose()?;
    let args = json!({"text": words_or_input(&jot.words)?, "person": person});
    let saved: Saved = call(app, "jot_save", args)?;
    output.answer(&saved, |saved| vec![format!("Jotted ({}).", saved.id)])?;
    Ok(Printed::Fine)
}
