//! Linux, macOS and Windows.

use std::{env, ffi::OsString, path::PathBuf};

use tauri::{AppHandle, Builder, Manager, WebviewWindow, Wry};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tauri_plugin_window_state::StateFlags;

use crate::{ipc::FileFilter, window};

/// Names another data folder, for a second notebook or for a test.
const DATA_DIR: &str = "FIRSTHAND_DATA_DIR";

/// Answers the file dialogs of a window that a test drives: they are outside the page, where a test cannot click.
const TEST_PICK: &str = "FIRSTHAND_TEST_PICK";

pub(crate) fn plugins(builder: Builder<Wry>) -> Builder<Wry> {
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let state = tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build();
    // A second start brings the first window forward, and must be noticed before any other plugin starts. Somebody
    // who names a data folder wants that one and not the window that is open already; two windows on the same data
    // do no harm, for the app lets several programs share it.
    let builder = if named_data_dir().is_none() {
        builder.plugin(tauri_plugin_single_instance::init(|handle, _, _| {
            window::focus(handle);
        }))
    } else {
        builder
    };
    builder.plugin(state)
}

/// Returns the named data folder or, in the system's place for the data of programs, a subfolder of our own: the web
/// view keeps its storage beside it.
pub(crate) fn data_dir(handle: &AppHandle) -> tauri::Result<PathBuf> {
    match named_data_dir() {
        Some(named) => Ok(PathBuf::from(named)),
        None => Ok(handle.path().app_data_dir()?.join("data")),
    }
}

pub(crate) fn pick_files(window: &WebviewWindow, title: &str, filters: &[FileFilter]) -> Option<Vec<String>> {
    if let Some(answer) = test_pick() {
        return Some(vec![answer]);
    }
    let dialog = window.dialog().file().set_parent(window).set_title(title);
    let dialog = filters.iter().fold(dialog, |dialog, filter| {
        let extensions: Vec<&str> = filter.extensions.iter().map(String::as_str).collect();
        dialog.add_filter(&filter.name, &extensions)
    });
    dialog.blocking_pick_files()?.into_iter().map(path).collect()
}

pub(crate) fn pick_folder(window: &WebviewWindow, title: &str) -> Option<String> {
    test_pick().or_else(|| path(window.dialog().file().set_parent(window).set_title(title).blocking_pick_folder()?))
}

fn named_data_dir() -> Option<OsString> {
    env::var_os(DATA_DIR).filter(|named| !named.is_empty())
}

fn test_pick() -> Option<String> {
    let driven = env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|value| value == "true");
    driven.then(|| env::var(TEST_PICK).ok()).flatten()
}

fn path(picked: FilePath) -> Option<String> {
    picked.into_path().ok()?.into_os_string().into_string().ok()
}
