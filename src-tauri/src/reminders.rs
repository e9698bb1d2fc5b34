//! Notifications of the system, for what has become due while nobody looks at the window.

use std::{sync::Arc, thread};

use firsthand_app::{App, api::today::Reminder};
use serde_json::json;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{NotificationExt, PermissionState};

/// Shows what is due, if the user said that the system may.
///
/// Everything stands in the window anyway, so what the system does not show is only written to the log.
pub(crate) fn show(handle: &AppHandle, due: Vec<Reminder>) {
    let Some(app) = handle.try_state::<Arc<App>>().map(|app| Arc::clone(&app)) else { return };
    let handle = handle.clone();
    // The system may take its time, or ask the user first.
    thread::spawn(move || match app.reminders_allowed() {
        Ok(Some(true)) if is_granted(&app, &handle) => due.iter().for_each(|reminder| tell(&handle, reminder)),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "Whether reminders are wanted cannot be read"),
    });
}

fn tell(handle: &AppHandle, reminder: &Reminder) {
    if let Err(error) = handle.notification().builder().title("Firsthand").body(&reminder.text).show() {
        tracing::warn!(%error, "The system shows no reminder");
    }
}

/// Asks the system where it wants to be asked; a refusal is kept, so that the settings say what is so.
fn is_granted(app: &App, handle: &AppHandle) -> bool {
    let notifications = handle.notification();
    let state = match notifications.permission_state() {
        Ok(PermissionState::Prompt | PermissionState::PromptWithRationale) => notifications.request_permission(),
        known => known,
    };
    match state {
        Ok(PermissionState::Granted) => true,
        Ok(_) => {
            if let Err(error) = app.dispatch("reminders_allow", json!({"allowed": false})) {
                tracing::warn!(%error, "That the system refuses reminders cannot be kept");
            }
            false
        }
        Err(error) => {
            tracing::warn!(%error, "The system does not say whether reminders may be shown");
            false
        }
    }
}
