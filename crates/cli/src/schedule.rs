//! `firsthand schedule` and `firsthand calendar`.

use crate::{
    args::{Calendar, Schedule},
    interviews::local,
    output::{Output, Printed, call},
    people,
};
use anyhow::bail;
use firsthand_app::{
    App,
    api::{
        notes::Saved,
        schedule::{CalendarFile, InvitationPreview, InvitationRow, InvitationVerdict, Scheduled},
    },
    local_zone,
};
use serde_json::json;

pub(crate) fn schedule(app: &App, args: &Schedule, output: &mut Output) -> anyhow::Result<Printed> {
    let done: Scheduled = if args.off {
        call(app, "call_off", json!({"id": args.interview}))?
    } else {
        let telling = match (args.they_know, args.will_tell) {
            (true, _) => Some("they_know"),
            (_, true) => Some("will_tell"),
            _ => None,
        };
        let zone = args.zone.clone().unwrap_or_else(local_zone);
        let args = json!({
            "id": args.interview,
            "scheduled_at": args.at.map(|at| at.in_zone(&zone)).transpose()?,
            "zone": args.at.map(|_| zone),
            "minutes": args.minutes,
            "form": args.form,
            "place": args.place,
            "at_their_place": args.their_place.then_some(true),
            "i_pay": args.i_pay.then_some(true),
            "tour": args.tour,
            "telling": telling,
        });
        call(app, "schedule", args)?
    };
    if let (None, Some(told)) = (&done.saved, &done.told) {
        let minutes = told.minutes.unwrap_or_default();
        bail!("They were told {minutes} minutes. Say --they-know or --will-tell; nothing was changed.");
    }
    output.answer(&done, |done| {
        let mut lines = vec!["Saved.".to_owned()];
        if done.told.is_some() {
            lines.push("They were told otherwise before: let them know.".to_owned());
        }
        for other in &done.same_time {
            lines.push(at_the_same_time(&other.name, other.at));
        }
        lines
    })?;
    Ok(Printed::Fine)
}

/// Says that another talk takes up the same time (C37).
pub(crate) fn at_the_same_time(name: &str, at: chrono::DateTime<chrono::Utc>) -> String {
    let name = if name.is_empty() { "somebody" } else { name };
    format!("At the same time: your interview with {name}, {}.", local(at))
}

pub(crate) fn calendar(app: &App, command: &Calendar, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Calendar::Write { interview, file } => {
            let written: CalendarFile = call(app, "calendar_write", json!({"interview": interview, "path": file}))?;
            output.answer(&written, |written| vec![written.path.clone()])?;
        }
        Calendar::Show { file } => {
            let preview: InvitationPreview =
                call(app, "invitation_preview", json!({"path": file, "zone": local_zone()}))?;
            output.answer(&preview, |preview| {
                let problems = preview.problems.iter().cloned();
                preview.events.iter().flat_map(lines).chain(problems).collect()
            })?;
        }
        Calendar::Take { file, event, interview, person } => {
            let person = person.as_deref().map(|person| people::find(app, person)).transpose()?;
            let args = json!({
                "path": file,
                "zone": local_zone(),
                "event": event.saturating_sub(1),
                "interview": interview,
                "person": person,
            });
            let saved: Saved = call(app, "invitation_take", args)?;
            output.answer(&saved, |saved| vec![format!("Taken ({}).", saved.id)])?;
        }
    }
    Ok(Printed::Fine)
}

/// Says an event, and below it what was left out or assumed.
fn lines(row: &InvitationRow) -> Vec<String> {
    let notices = row.notices.iter().map(|notice| format!("   {notice}"));
    std::iter::once(line(row)).chain(notices).collect()
}

fn line(row: &InvitationRow) -> String {
    let place = row.index.saturating_add(1);
    match (&row.error, row.start) {
        (Some(error), _) => format!("{place}. line {}: {error}", row.line),
        (None, start) => {
            let at = start.map(local).unwrap_or_default();
            let minutes = row.minutes.map(|minutes| format!(", {minutes} minutes")).unwrap_or_default();
            let off = match row.verdict {
                InvitationVerdict::Older => " (a later version is known)",
                InvitationVerdict::Known => " (known)",
                InvitationVerdict::Proposal => " (a proposal)",
                InvitationVerdict::Answer => " (an answer)",
                _ if row.cancelled => " (called off)",
                _ => "",
            };
            format!("{place}. {at}{minutes}  {}{off}", row.summary)
        }
    }
}
