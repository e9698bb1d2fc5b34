//! The sync folder and the devices that share it.

use crate::{
    args::{DeviceCommand, Fsck},
    output::{Output, Printed, call},
    system::show_sync,
};
use firsthand_app::{
    App,
    api::{
        folder::{DeviceRow, FolderCheck},
        system::SyncStatus,
    },
};
use serde_json::json;
use std::path::Path;

/// Checks a folder without a key and without this device's data.
pub(crate) fn fsck_outside(folder: &Path, output: &mut Output) -> anyhow::Result<Printed> {
    show(&App::check_any_folder(folder)?, output)
}

pub(crate) fn fsck(app: &App, fsck: &Fsck, output: &mut Output) -> anyhow::Result<Printed> {
    let check: FolderCheck = call(app, "folder_check", json!({"repair": fsck.repair}))?;
    show(&check, output)
}

fn show(check: &FolderCheck, output: &mut Output) -> anyhow::Result<Printed> {
    output.answer(check, lines)?;
    // Without the key nobody can say that something is missing, only that something is damaged.
    let is_fine = check.findings.is_empty() && (check.complete || check.documents.is_none());
    Ok(if is_fine { Printed::Fine } else { Printed::SomethingWrong })
}

fn lines(check: &FolderCheck) -> Vec<String> {
    let FolderCheck { files, bytes, segments, packs, missing, repairable, .. } = check;
    let mut lines = vec![format!("{files} files, {bytes} bytes: {segments} whole with changes, {packs} whole packs.")];
    lines.extend(check.findings.iter().map(|finding| format!("  {finding}")));
    match check.documents {
        None => lines.push("Without the key, only damage can be seen, not what is missing.".to_owned()),
        Some(documents) if check.complete => {
            lines.push(format!("A new device would get everything: {documents} documents."));
        }
        Some(documents) => {
            lines.push(format!("A new device would get {documents} documents, and miss {missing} files."));
            lines.push(match repairable {
                0 => "This device cannot bring them back; look on another one.".to_owned(),
                count => format!("This device can bring back {count} of them: firsthand fsck --repair"),
            });
        }
    }
    lines
}

pub(crate) fn device(app: &App, command: &DeviceCommand, output: &mut Output) -> anyhow::Result<Printed> {
    let status: SyncStatus = match command {
        DeviceCommand::List => {
            let status: SyncStatus = call(app, "sync_status", json!({}))?;
            output.answer(&status.devices, |devices| devices.iter().map(line).collect())?;
            return Ok(Printed::Fine);
        }
        DeviceCommand::Lost { id } => call(app, "device_lost", json!({"device": id}))?,
        DeviceCommand::Found { id } => call(app, "device_found", json!({"device": id}))?,
        DeviceCommand::Leave => call(app, "sync_leave_for_good", json!({}))?,
    };
    show_sync(&status, output)
}

fn line(device: &DeviceRow) -> String {
    let state = match device {
        DeviceRow { this: true, .. } => "this device".to_owned(),
        DeviceRow { retired: true, .. } => "out of use".to_owned(),
        DeviceRow { has_all: true, .. } => "has everything from here".to_owned(),
        DeviceRow { lacks, .. } => format!("lacks {lacks} files from here"),
    };
    format!("{}  {}  {state}", device.id, device.name)
}
