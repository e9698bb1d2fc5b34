//! `firsthand interview prepare`, `meet`, `mark` and `debrief`.

use crate::{
    args::Interview,
    interviews::asked_at,
    output::{Output, Printed, call},
    people,
};
use anyhow::bail;
use chrono::Utc;
use firsthand_app::{
    App,
    api::{interviews::InterviewPage, notes::Saved},
};
use firsthand_domain::{Edit, Id};
use serde_json::json;

pub(crate) fn run(app: &App, command: &Interview, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Interview::Prepare { interview, tick, ready } => prepare(app, *interview, tick.as_deref(), *ready, output)?,
        Interview::Meet { person } => {
            let person = person.as_deref().map(|person| people::find(app, person)).transpose()?;
            let saved: Saved = call(app, "meet_now", json!({"person": person}))?;
            output.answer(&saved, |saved| vec![format!("It goes on now ({}).", saved.id)])?;
        }
        Interview::Mark { interview, place, holds, off_record } => {
            let page: InterviewPage = call(app, "interview", json!({"id": interview}))?;
            let asked = asked_at(&page, *place)?;
            let args = json!({
                "interview": interview, "question": asked.question.id, "holds_for": holds, "off_record": off_record,
            });
            let saved: Saved = call(app, "answer_mark", args)?;
            output.answer(&saved, |_| vec![format!("Marked: {}", asked.question.ask)])?;
        }
        Interview::Debrief { interview, impression, next, words } => {
            let mut edits = vec![Edit::time("debriefed_at", Utc::now())];
            edits.extend(impression.as_ref().map(|word| Edit::set("impression", word.as_str())));
            edits.extend(next.as_ref().map(|text| Edit::write("ask_next", text)));
            if !words.is_empty() {
                edits.push(Edit::write("struck", &words.join(" ")));
            }
            edit(app, *interview, edits, "Noted.", output)?;
        }
        _ => bail!("This is no step of a talk."),
    }
    Ok(Printed::Fine)
}

fn prepare(app: &App, id: Id, tick: Option<&str>, ready: bool, output: &mut Output) -> anyhow::Result<()> {
    let page: InterviewPage = call(app, "interview", json!({"id": id}))?;
    if let Some(key) = tick {
        if page.checklist.iter().all(|item| item.key != key) {
            let known: Vec<_> = page.checklist.iter().map(|item| item.key.as_str()).collect();
            bail!("There is no point {key:?} on this list; there are {}.", known.join(", "));
        }
        let edits = vec![Edit::Add { field: "checked".to_owned(), member: key.to_owned() }];
        return edit(app, id, edits, "Ticked.", output);
    }
    if ready {
        return edit(app, id, vec![Edit::time("prepared_at", Utc::now())], "You are prepared.", output);
    }
    output.answer(&page, |page| {
        let count = page.interview.plan.len();
        let mut lines = vec![format!("{count} questions, of which {} fit into {} minutes", page.fits, page.minutes)];
        lines.extend(page.better.iter().map(|better| format!("[ ] better than last time: {}", better.text)));
        lines.extend(page.checklist.iter().map(|item| {
            format!("[{}] {}: {}", if item.done { "x" } else { " " }, item.key, item.point.word().replace('_', " "))
        }));
        lines
    })
}

fn edit(app: &App, id: Id, edits: Vec<Edit>, done: &str, output: &mut Output) -> anyhow::Result<()> {
    let saved: Saved = call(app, "edit", json!({"kind": "interview", "id": id, "edits": edits}))?;
    output.answer(&saved, |_| vec![done.to_owned()])
}
