//! iOS.

use std::path::PathBuf;

use tauri::{AppHandle, Builder, Manager, WebviewWindow, Wry};
use tauri_plugin_dialog::DialogExt;

use crate::ipc::FileFilter;

pub(crate) fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    builder
}

pub(crate) fn data_dir(handle: &AppHandle) -> tauri::Result<PathBuf> {
    Ok(handle.path().app_data_dir()?.join("data"))
}

/// Returns the addresses (`file://…`) of the chosen documents.
pub(crate) fn pick_files(window: &WebviewWindow, title: &str, filters: &[FileFilter]) -> Option<Vec<String>> {
    let dialog = window.dialog().file().set_title(title);
    let dialog = filters.iter().fold(dialog, |dialog, filter| {
        let extensions: Vec<&str> = filter.extensions.iter().map(String::as_str).collect();
        dialog.add_filter(&filter.name, &extensions)
    });
    Some(dialog.blocking_pick_files()?.iter().map(ToString::to_string).collect())
}

/// Returns `None`: a lasting right to a folder needs a bookmark, which only code in Swift can keep;
/// `docs/decisions/0005-shell-and-tests.md` says how.
pub(crate) fn pick_folder(_: &WebviewWindow, _: &str) -> Option<String> {
    None
}
