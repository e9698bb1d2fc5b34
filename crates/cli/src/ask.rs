//! `firsthand ask` and `firsthand outcome`.

use crate::{
    args::{Ask, Outcome},
    output::{Output, Printed, call},
    people,
};
use chrono::{DateTime, Local, Utc};
use firsthand_app::{
    App,
    api::{
        asking::{CallScript, Recorded},
        people::AddedReferral,
    },
};
use serde_json::json;

pub(crate) fn ask(app: &App, ask: &Ask, output: &mut Output) -> anyhow::Result<Printed> {
    let person = people::find(app, &ask.person)?;
    let script: CallScript = call(app, "call_script", json!({"person": person, "exploration": ask.exploration}))?;
    output.answer(&script, lines)?;
    Ok(Printed::Fine)
}

fn lines(page: &CallScript) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(page.script.tel.as_ref().map(|tel| format!("Dial {}", tel.trim_start_matches("tel:"))));
    if !page.script.beside.is_empty() {
        lines.push(format!("Not dialled: {}", page.script.beside));
    }
    lines.extend(page.script.said.iter().map(|sentence| format!("  {}", sentence.text)));
    if page.script.no_objective {
        lines.push("(Nothing is written down yet of what you hope to learn.)".to_owned());
    }
    lines.extend(page.attempts.iter().map(|attempt| {
        let at = attempt.at.map(local).unwrap_or_default();
        format!("Tried {at}: {}", attempt.outcome.word().replace('_', " "))
    }));
    lines
}

fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string()
}

pub(crate) fn outcome(app: &App, args: &Outcome, output: &mut Output) -> anyhow::Result<Printed> {
    let person = people::find(app, &args.person)?;
    let recorded: Recorded = call(
        app,
        "outcome_record",
        json!({
            "person": person,
            "outcome": args.outcome,
            "channel": args.channel.as_deref().unwrap_or("phone"),
            "minutes": args.minutes,
            "call_back_at": args.call_back,
        }),
    )?;
    if let Some(name) = &args.named {
        let _: AddedReferral = call(app, "mention_add", json!({"name": name, "attempt": recorded.attempt}))?;
    }
    output.answer(&recorded, |recorded| {
        let mut lines = vec![format!("Noted, try {}. Thank them, whatever they said.", recorded.tries)];
        lines.extend(recorded.call_back_at.map(|at| format!("Call back at {}.", local(at))));
        lines.extend(recorded.interview.map(|interview| format!("The interview is {interview}.")));
        lines
    })?;
    Ok(Printed::Fine)
}
