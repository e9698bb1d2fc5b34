//! Android.

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

/// Returns the addresses (`content://…`) of the chosen documents. Their kind is left open: dialogs here choose by
/// media type, which many address books state wrongly for what they export.
pub(crate) fn pick_files(window: &WebviewWindow, title: &str, _: &[FileFilter]) -> Option<Vec<String>> {
    let picked = window.dialog().file().set_title(title).blocking_pick_files()?;
    Some(picked.iter().map(ToString::to_string).collect())
}

/// Returns `None`: the official dialog offers no folders here. A folder is a tree address that another plugin
/// grants, and `docs/decisions/0005-shell-and-tests.md` says which.
pub(crate) fn pick_folder(_: &WebviewWindow, _: &str) -> Option<String> {
    None
}
