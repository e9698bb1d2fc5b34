//! Use cases: commands, queries, undo, events and the schedule of sync.
//!
//! One [`App`] stands for one data folder. Whatever shows it — a window, the command line, a test — talks to it through
//! the table of commands in [`api`], and hears of changes as [`Event`]s. All calls block until their effect is durable;
//! only the background tasks in [`background`] know an async runtime.

mod actions;
pub mod api;
mod app;
mod background;
#[cfg(feature = "bindings")]
pub mod bindings;
mod event;
mod export;
mod findings_page;
mod journal;
mod letters;
mod open;
mod queries;
mod reminders;
mod snippet;
mod sync;
mod synced_place;
mod words;
mod zone;

pub use api::{ApiError, COMMANDS, Command, dispatch};
pub use app::{App, Clock, Draw};
pub use background::Background;
pub use event::{Changed, Event};
pub use journal::{AppJournal, JournalError};
pub use open::OpenError;
pub use words::{say_action, say_change};
pub use zone::{is_zone, local_zone, moment_in, unknown_zone};
