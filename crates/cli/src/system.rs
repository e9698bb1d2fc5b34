//! Sync, search, export and care of the data.

use crate::{
    args::{Export, Init, Join, Search, Sync},
    compare,
    output::{Output, Printed, call, words_or_input},
};
use firsthand_app::{
    App, Background,
    api::{
        notes::{SearchHit, Undone},
        system::{About, Exported, Health, PairingCode, PutBack, SyncState, SyncStatus},
        today::TodayPage,
    },
};
use serde_json::json;
use std::{io::Write as _, sync::Arc};

pub(crate) fn init(app: &App, init: &Init, output: &mut Output) -> anyhow::Result<Printed> {
    let Some(folder) = &init.folder else { return status(app, output) };
    let args = json!({"folder": folder, "device": init.device, "earlier": init.earlier});
    let status: SyncStatus = call(app, "vault_create", args)?;
    show_sync(&status, output)
}

pub(crate) fn join(app: &App, join: &Join, output: &mut Output) -> anyhow::Result<Printed> {
    let code = match &join.code {
        Some(code) => code.clone(),
        None => words_or_input(&[])?,
    };
    let args = json!({"folder": join.folder, "code": code, "device": join.device});
    let status: SyncStatus = call(app, "vault_join", args)?;
    show_sync(&status, output)
}

pub(crate) fn pair(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let code: PairingCode = call(app, "pairing_code", json!({}))?;
    output.answer(&code, |code| {
        vec![code.code.clone(), "Whoever has this code and the folder can read everything.".to_owned()]
    })?;
    Ok(Printed::Fine)
}

pub(crate) fn search(app: &App, search: &Search, output: &mut Output) -> anyhow::Result<Printed> {
    let args = json!({"query": search.words.join(" "), "limit": search.limit});
    let hits: Vec<SearchHit> = call(app, "search", args)?;
    output.answer(&hits, |hits| hits.iter().flat_map(hit).collect())?;
    Ok(Printed::Fine)
}

fn hit(hit: &SearchHit) -> [String; 2] {
    let context: String = hit
        .context
        .iter()
        .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() })
        .collect();
    [format!("{}  {}: {}", hit.id, hit.kind, hit.title), format!("    {context}")]
}

pub(crate) fn sync(app: &Arc<App>, sync: &Sync, output: &mut Output) -> anyhow::Result<Printed> {
    let first: SyncStatus = call(app, "sync_now", json!({}))?;
    let printed = show_sync(&first, output)?;
    if !sync.watch || first.state == SyncState::Off {
        return Ok(printed);
    }
    let json = output.is_json();
    app.subscribe(move |event| {
        if let firsthand_app::Event::Sync(status) = event {
            let line = if json { serde_json::to_string(status).unwrap_or_default() } else { status.message.clone() };
            // Nobody may be reading any more; the work goes on all the same.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    });
    let runtime = tokio::runtime::Runtime::new()?;
    let background = Background::start(app, runtime.handle());
    runtime.block_on(async {
        let _ = tokio::signal::ctrl_c().await;
    });
    background.flush();
    Ok(Printed::Fine)
}

pub(crate) fn show_sync(status: &SyncStatus, output: &mut Output) -> anyhow::Result<Printed> {
    output.answer(status, sync_lines)?;
    Ok(if status.state == SyncState::Problem { Printed::SomethingWrong } else { Printed::Fine })
}

fn sync_lines(status: &SyncStatus) -> Vec<String> {
    let Some(folder) = &status.folder else { return vec!["Sync is not set up.".to_owned()] };
    let mut lines = vec![format!("Folder: {folder}")];
    if !status.message.is_empty() {
        lines.push(status.message.clone());
    }
    lines.extend(status.advice.clone());
    if let Some(PutBack { files, at }) = status.put_back {
        let at = at.format("%Y-%m-%d %H:%M UTC");
        lines.push(format!("{files} files had gone from the folder and were put back, last at {at}."));
    }
    if status.unsent > 0 {
        lines.push(format!("{} not in the folder yet.", status.unsent));
    }
    for device in &status.devices {
        let seen =
            device.last_seen.map(|at| format!(", wrote last {}", at.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
        let this = if device.this { " (this device)" } else { "" };
        lines.push(format!("Device: {}{this}{seen}", device.name));
    }
    lines.extend(status.problems.iter().map(|problem| format!("  {problem}")));
    lines
}

pub(crate) fn status(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let about: About = call(app, "about", json!({}))?;
    let today: TodayPage = call(app, "today", json!({}))?;
    let sync: SyncStatus = call(app, "sync_status", json!({}))?;
    let all = json!({"about": about, "today": today, "sync": sync});
    output.answer(&all, |_| {
        let mut lines = vec![
            format!("Data: {}", about.data_dir),
            format!(
                "{} people, {} interviews ({} held), {} unfiled jots",
                today.people, today.interviews, today.held, today.unfiled_jots
            ),
        ];
        lines.extend(sync_lines(&sync));
        lines
    })?;
    Ok(Printed::Fine)
}

pub(crate) fn export(app: &App, export: &Export, output: &mut Output) -> anyhow::Result<Printed> {
    match export {
        Export::Json { file: Some(file) } => {
            let exported: Exported = call(app, "export_json", json!({"path": file}))?;
            output
                .answer(&exported, |exported| vec![format!("Wrote {} ({} bytes).", exported.path, exported.bytes)])?;
        }
        Export::Answers { .. } | Export::Lists { .. } | Export::Findings { .. } => {
            return compare::export(app, export, output);
        }
        Export::Json { file: None } => std::io::stdout().write_all(app.user_export_text()?.as_bytes())?,
    }
    Ok(Printed::Fine)
}

pub(crate) fn undo(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let undone: Undone = call(app, "undo", json!({}))?;
    output.answer(&undone, |undone| match &undone.label {
        Some(label) => vec![format!("Undone: {label}.")],
        None => vec!["There is nothing to undo.".to_owned()],
    })?;
    Ok(Printed::Fine)
}

pub(crate) fn doctor(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let health: Health = call(app, "doctor", json!({}))?;
    output.answer(&health, |health| {
        let mut lines = vec![format!("{} documents with {} changes read.", health.documents, health.changes)];
        if health.ok {
            lines.push("The projection equals the documents.".to_owned());
        }
        lines.extend(health.differences.iter().chain(&health.damaged).cloned());
        lines
    })?;
    Ok(if health.ok { Printed::Fine } else { Printed::SomethingWrong })
}
