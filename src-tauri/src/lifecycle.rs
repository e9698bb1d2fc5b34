//! What happens when the window is left, returned to and closed: no word may wait in memory then.

use std::{
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use firsthand_app::Background;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{events, window};

/// How long a page may take to answer that the window is to close: it saves, or says that something is not saved. One that
/// hangs must not keep the program for ever, and it saves what was typed up to its last pause in any case.
const ANSWER: Duration = Duration::from_secs(5);

/// How long the folder may take for a last round of sync. What is not sent by then is sent at the next start.
const LAST_ROUND: Duration = Duration::from_secs(3);

/// How far the closing of the window has come.
#[derive(Debug, Default)]
pub(crate) struct Closing(Mutex<Stage>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nobody asks for it, after so many requests before.
    Open(u64),
    /// The page was asked, for the time of this number, and has not answered yet.
    Asked(u64),
    /// Something is not saved: the window waits until it is, or until the user gives it up. This was the request of this number.
    Held(u64),
    /// All is saved or given up, and the program ends.
    Ending,
}

impl Default for Stage {
    fn default() -> Self {
        Self::Open(0)
    }
}

impl Stage {
    /// Asks the page once more, unless the program is ending already.
    fn ask(self) -> Option<Self> {
        match self {
            Self::Open(number) | Self::Asked(number) | Self::Held(number) => {
                Some(Self::Asked(number.saturating_add(1)))
            }
            Self::Ending => None,
        }
    }

    /// Takes the page's word that something is not saved.
    fn hold(self) -> Option<Self> {
        match self {
            Self::Asked(number) | Self::Held(number) => Some(Self::Held(number)),
            Self::Open(_) | Self::Ending => None,
        }
    }

    /// Takes the user's word that they would rather stay.
    fn stay(self) -> Option<Self> {
        match self {
            Self::Asked(number) | Self::Held(number) => Some(Self::Open(number)),
            Self::Open(_) | Self::Ending => None,
        }
    }

    /// Takes the page's word that the window may go.
    fn end(self) -> Option<Self> {
        match self {
            Self::Asked(_) | Self::Held(_) => Some(Self::Ending),
            Self::Open(_) | Self::Ending => None,
        }
    }

    /// Takes it that a page which has not answered a request in its time never will.
    fn expire(self, number: u64) -> Option<Self> {
        (self == Self::Asked(number)).then_some(Self::Ending)
    }
}

impl Closing {
    /// Goes on to what `step` says, and returns it; nothing if that is not possible from here.
    fn turn(&self, step: impl FnOnce(Stage) -> Option<Stage>) -> Option<Stage> {
        let mut stage = self.stage();
        let next = step(*stage)?;
        *stage = next;
        Some(next)
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

/// Asks the page to save, and keeps the window until it has answered: that all is saved, or that the user must be told first.
///
/// A window that shows a notice has nothing to save and simply closes.
fn begin(handle: &AppHandle, prevent: impl FnOnce()) {
    let Some(closing) = handle.try_state::<Closing>() else {
        return;
    };
    prevent();
    let Some(Stage::Asked(number)) = closing.turn(Stage::ask) else {
        return;
    };
    events::tell(handle, events::CLOSING, ());
    let handle = handle.clone();
    thread::spawn(move || {
        thread::sleep(ANSWER);
        let expired = handle.try_state::<Closing>().and_then(|closing| closing.turn(|stage| stage.expire(number)));
        if expired.is_some() {
            tracing::warn!("The page did not say whether all is saved; the window closes");
            end(&handle);
        }
    });
}

/// Keeps the window open while something is not saved. Does nothing unless it was to close.
pub(crate) fn hold(handle: &AppHandle) {
    if let Some(closing) = handle.try_state::<Closing>() {
        closing.turn(Stage::hold);
    }
}

/// Goes on as if nobody had asked the window to close.
pub(crate) fn stay(handle: &AppHandle) {
    if let Some(closing) = handle.try_state::<Closing>() {
        closing.turn(Stage::stay);
    }
}

/// Lets the window go, now that all is saved or given up. Does nothing unless it was to close.
pub(crate) fn finish(handle: &AppHandle) {
    let ends = handle.try_state::<Closing>().and_then(|closing| closing.turn(Stage::end));
    if ends.is_some() {
        end(handle);
    }
}

/// Takes the window from the screen, sends what is unsent and ends the program.
fn end(handle: &AppHandle) {
    window::hide(handle);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> (Closing, u64) {
        let closing = Closing::default();
        let Some(Stage::Asked(number)) = closing.turn(Stage::ask) else { panic!("the page must be asked") };
        (closing, number)
    }

    #[test]
    fn the_window_goes_when_all_is_saved_and_only_once() {
        let (closing, _) = asked();
        assert_eq!(closing.turn(Stage::end), Some(Stage::Ending));
        assert_eq!(closing.turn(Stage::end), None);
        assert_eq!(closing.turn(Stage::ask), None);
    }

    #[test]
    fn a_page_cannot_close_a_window_that_nobody_asked_to_close() {
        assert_eq!(Closing::default().turn(Stage::end), None);
    }

    #[test]
    fn a_page_that_does_not_answer_keeps_nobody() {
        let (closing, number) = asked();
        assert_eq!(closing.turn(|stage| stage.expire(number)), Some(Stage::Ending));
    }

    #[test]
    fn what_is_not_saved_holds_the_window_beyond_every_time() {
        let (closing, first) = asked();
        assert_eq!(closing.turn(Stage::hold), Some(Stage::Held(first)));
        assert_eq!(closing.turn(|stage| stage.expire(first)), None);
        // Asked again, the page has its whole time again: that of the first request is over and counts no more.
        assert_eq!(closing.turn(Stage::ask), Some(Stage::Asked(first + 1)));
        assert_eq!(closing.turn(|stage| stage.expire(first)), None);
        assert_eq!(closing.turn(Stage::hold), Some(Stage::Held(first + 1)));
        assert_eq!(closing.turn(Stage::end), Some(Stage::Ending));
    }

    #[test]
    fn who_stays_is_not_closed_by_what_is_saved_later() {
        let (closing, first) = asked();
        closing.turn(Stage::hold);
        assert_eq!(closing.turn(Stage::stay), Some(Stage::Open(first)));
        assert_eq!(closing.turn(Stage::end), None);
        assert_eq!(closing.turn(|stage| stage.expire(first)), None);
        assert_eq!(closing.turn(Stage::ask), Some(Stage::Asked(first + 1)));
    }
}
