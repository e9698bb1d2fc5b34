//! `firsthand explorations`, `firsthand decide`, `firsthand progress`, and exports of what is laid side by side.

use crate::{
    args::{Decide, Export},
    output::{Output, Printed, call},
};
use anyhow::bail;
use firsthand_app::{
    App,
    api::{
        compare::ExportedWithout,
        deciding::{FindingsText, PipelinePage, PipelineWeek},
        interviews::ExplorationRow,
        notes::Saved,
    },
};
use firsthand_domain::{Id, fold::fold};
use serde_json::json;
use std::io::Write as _;

pub(crate) fn explorations(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let rows: Vec<ExplorationRow> = call(app, "explorations", json!({}))?;
    output.answer(&rows, |rows| rows.iter().map(|row| format!("{}  {}", row.id, row.name)).collect())?;
    Ok(Printed::Fine)
}

/// Finds an exploration by its id or the beginning of its name.
fn find(app: &App, words: &str) -> anyhow::Result<Id> {
    if let Ok(id) = words.parse() {
        return Ok(id);
    }
    let rows: Vec<ExplorationRow> = call(app, "explorations", json!({}))?;
    let wanted = fold(words);
    let mut found = rows.iter().filter(|row| fold(&row.name).starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (None, _) => bail!("There is no exploration called \"{words}\". `firsthand explorations` lists them."),
        (Some(_), Some(_)) => bail!("Several explorations begin with \"{words}\". Write more of the name, or the id."),
    }
}

pub(crate) fn decide(app: &App, decide: &Decide, output: &mut Output) -> anyhow::Result<Printed> {
    let exploration = find(app, &decide.exploration)?;
    // A word from a newer version reads as the default in a document; typed by hand it is a mistake.
    if !firsthand_domain::Course::WORDS.contains(&decide.course.as_str()) {
        bail!("\"{}\" is no decision. Write one of {}.", decide.course, firsthand_domain::Course::WORDS.join(", "));
    }
    let args = json!({"exploration": exploration, "course": decide.course, "reason": decide.reason.join(" ")});
    let saved: Saved = call(app, "decision_add", args)?;
    output.answer(&saved, |_| vec!["Noted.".to_owned()])?;
    Ok(Printed::Fine)
}

pub(crate) fn progress(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let page: PipelinePage = call(app, "pipeline", json!({}))?;
    output.answer(&page, |page| {
        let weeks = page.weeks.iter().map(|PipelineWeek { monday, asked, held, answers, thanked }| {
            format!("{monday}  asked {asked}, held {held}, answers {answers}, thanked {thanked}")
        });
        let stages = page.stages.iter().map(|stage| format!("{}: {}", stage.stage, stage.people));
        weeks.chain(stages).collect()
    })?;
    Ok(Printed::Fine)
}

pub(crate) fn export(app: &App, export: &Export, output: &mut Output) -> anyhow::Result<Printed> {
    let of = |words: &Option<String>| words.as_deref().map(|words| find(app, words)).transpose();
    let written: ExportedWithout = match export {
        Export::Answers { file, exploration, by_person, semicolons } => {
            let markdown = file.extension().is_some_and(|end| end == "md");
            let written = if markdown { "markdown" } else { table(*semicolons) };
            let shown = json!({"exploration": of(exploration)?});
            let args = json!({"shown": shown, "by_person": by_person, "written": written, "path": file});
            call(app, "compare_export", args)?
        }
        Export::Lists { file, exploration, semicolons } => {
            let args = json!({"exploration": of(exploration)?, "written": table(*semicolons), "path": file});
            call(app, "collected_export", args)?
        }
        Export::Findings { exploration, file: Some(file) } => {
            call(app, "findings_export", json!({"id": find(app, exploration)?, "path": file}))?
        }
        Export::Findings { exploration, file: None } => {
            let page: FindingsText = call(app, "findings_text", json!({"id": find(app, exploration)?}))?;
            std::io::stdout().write_all(page.markdown.as_bytes())?;
            return Ok(Printed::Fine);
        }
        Export::Json { .. } => return Ok(Printed::Fine),
    };
    output.answer(&written, |written| {
        let off = written.off_record;
        let out = if off == 0 { String::new() } else { format!(" {off} off the record stayed out.") };
        let mut lines = vec![format!("Wrote {}.{out}", written.path)];
        lines.extend(match written.long_cells {
            0 => None,
            1 => Some(
                "1 cell is longer than the 32,767 characters that spreadsheets keep; the file has all of it."
                    .to_owned(),
            ),
            many => Some(format!(
                "{many} cells are longer than the 32,767 characters that spreadsheets keep; the file has all of them."
            )),
        });
        lines
    })?;
    Ok(Printed::Fine)
}

/// Returns how a table is written.
const fn table(semicolons: bool) -> &'static str {
    if semicolons { "csv_semicolon" } else { "csv" }
}
