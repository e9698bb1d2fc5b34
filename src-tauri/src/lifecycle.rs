//! What happens when the window is left, returned to and closed: no word may wait in memory then.

use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use firsthand_app::Background;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{events, window};

/// How long a page may take to hand over its last words. One that hangs must not keep the program for ever, and it
/// saves what was typed up to its last pause in any case.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long the folder may take for a last round of sync. What is not sent by then is sent at the next start.
const LAST_ROUND: Duration = Duration::from_secs(3);

/// How far the closing of the window has come.
#[derive(Default)]
pub(crate) struct Closing {
    asked: AtomicBool,
    finishing: AtomicBool,
}

pub(crate) fn on_event(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event, .. } => on_window_event(handle, event),
        // A menu or the system asks to quit; our own exit has a code.
        RunEvent::ExitRequested { api, code: None, .. } => begin(handle, || api.prevent_exit()),
        _ => {}
    }
}

fn on_window_event(handle: &AppHandle, event: WindowEvent) {
    match event {
        WindowEvent::CloseRequested { api, .. } => begin(handle, || api.prevent_close()),
        WindowEvent::Focused(front) => set_front(handle, front),
        #[cfg(mobile)]
        WindowEvent::Suspended => set_front(handle, false),
        #[cfg(mobile)]
        WindowEvent::Resumed => set_front(handle, true),
        _ => {}
    }
}

/// Hides the window at once and gives the page the time to save before it is gone.
///
/// A window that shows a notice has nothing to save and simply closes.
fn begin(handle: &AppHandle, prevent: impl FnOnce()) {
    let Some(closing) = handle.try_state::<Closing>() else {
        return;
    };
    prevent();
    if closing.asked.swap(true, Ordering::SeqCst) {
        return;
    }
    events::tell(handle, events::CLOSING, ());
    window::hide(handle);
    let handle = handle.clone();
    thread::spawn(move || {
        thread::sleep(LAST_WORDS);
        finish(&handle);
    });
}

/// Sends what is unsent and ends the program, once, whoever asks first. Does nothing unless the window was closed.
pub(crate) fn finish(handle: &AppHandle) {
    let closing = handle.try_state::<Closing>();
    let begun = closing
        .is_some_and(|closing| closing.asked.load(Ordering::SeqCst) && !closing.finishing.swap(true, Ordering::SeqCst));
    if !begun {
        return;
    }
    let (done, is_done) = mpsc::channel();
    let flushing = handle.clone();
    thread::spawn(move || {
        flushing.state::<Background>().flush();
        let _ = done.send(());
    });
    let handle = handle.clone();
    thread::spawn(move || {
        let _ = is_done.recv_timeout(LAST_ROUND);
        handle.exit(0);
    });
}

/// Lets the app look at the folder at once when somebody comes back, and send at once when they leave.
fn set_front(handle: &AppHandle, front: bool) {
    if let Some(background) = handle.try_state::<Background>() {
        background.set_front(front);
    }
}
