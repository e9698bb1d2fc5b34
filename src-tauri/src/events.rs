//! What the page is told without asking: each event of the app under its own name.

use firsthand_app::{App, Event};
use serde::Serialize;
use tauri::{AppHandle, Emitter};

use crate::{reminders, window};

/// Asks the page to save what is being typed, and to answer with the command `ready_to_close` or `hold_closing`.
pub(crate) const CLOSING: &str = "closing";

/// Passes the app's events on to the page.
pub(crate) fn forward(app: &App, handle: &AppHandle) {
    let handle = handle.clone();
    app.subscribe(move |event| match event {
        Event::Changed(changed) => tell(&handle, "changed", changed),
        Event::Sync(status) => tell(&handle, "sync", status),
        Event::Due(due) => {
            tell(&handle, "due", due);
            reminders::show(&handle, due.clone());
        }
    });
}

/// Tells the page something. A page that is still loading misses it, and reads everything when it has loaded.
pub(crate) fn tell(handle: &AppHandle, name: &str, payload: impl Serialize + Clone) {
    if let Err(error) = handle.emit_to(window::MAIN, name, payload) {
        tracing::warn!(%error, name, "The page could not be told of an event");
    }
}
