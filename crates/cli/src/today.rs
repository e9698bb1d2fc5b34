//! `firsthand today`.

use crate::output::{Output, Printed, call};
use chrono::{DateTime, Local, Utc};
use firsthand_app::{
    App,
    api::today::{TodayAction, TodayPage},
    say_action,
};
use serde_json::json;

pub(crate) fn run(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let page: TodayPage = call(app, "today", json!({}))?;
    output.answer(&page, |page| {
        let mut lines: Vec<String> = page.actions.iter().map(line).collect();
        if lines.is_empty() {
            lines.push("Nothing is due.".to_owned());
        }
        lines.extend(page.goal.map(|goal| format!("Asked this week: {} of {}.", goal.asked, goal.of)));
        lines
    })?;
    Ok(Printed::Fine)
}

fn line(row: &TodayAction) -> String {
    let who = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let what = say_action(row.action.todo, who, &row.subject);
    let local = |at: DateTime<Utc>| at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string();
    let due = row.action.due.map(|at| format!("  {}", local(at))).unwrap_or_default();
    format!("{what}{due}{}", if row.action.overdue { "  overdue" } else { "" })
}
