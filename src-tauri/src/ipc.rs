//! The commands that the page may call.
//!
//! `call` is the one way to the app; the others are what only a shell can do. The page gets neither a file-system
//! nor a dialog permission: it asks for a file, a person chooses it, and Rust opens it.

use std::sync::Arc;

use firsthand_app::{ApiError, App};
use serde::Deserialize;
use serde_json::Value;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{lifecycle, outside, platform};

/// Some kinds of file by the ends of their names.
#[derive(Deserialize)]
#[cfg_attr(target_os = "android", expect(dead_code, reason = "dialogs there choose by media type"))]
pub(crate) struct FileFilter {
    /// What the kinds are called together, such as "Contacts".
    pub(crate) name: String,
    /// The ends, without a dot.
    pub(crate) extensions: Vec<String>,
}

/// Runs one command of the app's table and returns its answer.
///
/// The app blocks while it reads and writes, so the work leaves the thread that draws the window.
#[tauri::command]
pub(crate) async fn call(app: State<'_, Arc<App>>, name: String, args: Value) -> Result<Value, ApiError> {
    let app = Arc::clone(&app);
    blocking(move || app.dispatch(&name, args)).await?
}

/// Lets a person choose files and returns their paths; `None` if they thought better of it.
#[tauri::command]
pub(crate) async fn pick_files(
    window: WebviewWindow,
    title: String,
    filters: Vec<FileFilter>,
) -> Result<Option<Vec<String>>, ApiError> {
    blocking(move || platform::pick_files(&window, &title, &filters)).await
}

/// Lets a person choose a folder and returns its path; `None` if they thought better of it.
#[tauri::command]
pub(crate) async fn pick_folder(window: WebviewWindow, title: String) -> Result<Option<String>, ApiError> {
    blocking(move || platform::pick_folder(&window, &title)).await
}

/// Opens a letter, a telephone number or a calendar entry with the system's program for it.
#[tauri::command]
pub(crate) async fn open_outside(handle: AppHandle, app: State<'_, Arc<App>>, address: String) -> Result<(), ApiError> {
    let app = Arc::clone(&app);
    blocking(move || outside::open(&handle, app.data_dir(), &address)).await?
}

/// Hears from the page that something is not saved and the user is being told, so that the window waits.
#[tauri::command]
pub(crate) fn hold_closing(handle: AppHandle) {
    lifecycle::hold(&handle);
}

/// Hears from the page that the user would rather not close the window now.
#[tauri::command]
pub(crate) fn stay_open(handle: AppHandle) {
    lifecycle::stay(&handle);
}

/// Hears from the page that every word is saved, or given up by the user, so that the window may go.
#[tauri::command]
pub(crate) fn ready_to_close(handle: AppHandle) {
    lifecycle::finish(&handle);
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .map_err(|error| ApiError::new("internal", format!("The app could not finish that: {error}.")))
}
