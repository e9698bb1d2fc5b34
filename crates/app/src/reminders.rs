//! Reminders without a server: what has become due is told once on each device, while the app runs and when it starts.

use crate::{
    App,
    api::{ApiError, today::Reminder},
    event::Event,
    queries,
};
use std::collections::BTreeSet;

/// The setting of this device that says whether the system may show reminders.
pub(crate) const ALLOWED: &str = "reminders";

/// The setting of this device that holds what it has told of and what is due still.
const TOLD: &str = "reminded";

impl App {
    /// Tells listeners what has become due since they last heard, and returns it. Cheap when nothing has.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read or written.
    pub fn remind(&self) -> Result<Vec<Reminder>, ApiError> {
        let due = queries::due(self)?;
        let news = {
            let mut store = self.store();
            let told = read(store.setting(TOLD)?.as_deref());
            let now: BTreeSet<String> = due.iter().map(mark).collect();
            if now != told {
                store.set_setting(TOLD, Some(&now.iter().map(String::as_str).collect::<Vec<_>>().join("\n")))?;
            }
            due.into_iter().filter(|reminder| !told.contains(&mark(reminder))).collect::<Vec<_>>()
        };
        if !news.is_empty() {
            self.emit(&Event::Due(news.clone()));
        }
        Ok(news)
    }

    /// Returns whether the system may show reminders on this device; none until the user was asked.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn reminders_allowed(&self) -> Result<Option<bool>, ApiError> {
        Ok(self.store().setting(ALLOWED)?.map(|word| word == "yes"))
    }
}

fn read(told: Option<&str>) -> BTreeSet<String> {
    told.unwrap_or_default().lines().map(str::to_owned).collect()
}

/// Tells one reminder from another: what is put off is told again at its new time.
fn mark(reminder: &Reminder) -> String {
    let due = reminder.due.map_or(0, |due| due.timestamp());
    format!("{} {} {due}", reminder.todo.word(), reminder.subject)
}
