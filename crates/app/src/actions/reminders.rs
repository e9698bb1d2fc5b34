//! Reminders on this device.

use crate::{
    App,
    api::{
        ApiError, Nothing,
        today::{AllowReminders, ReminderState},
    },
    event::Event,
    queries,
    reminders::ALLOWED,
};

/// Remembers the user's word on this device; what is due is told again then, so that an allowed reminder shows at once.
pub(crate) fn reminders_allow(app: &App, args: AllowReminders) -> Result<ReminderState, ApiError> {
    app.store().set_setting(ALLOWED, Some(if args.allowed { "yes" } else { "no" }))?;
    let state = queries::reminders(app, Nothing {})?;
    if args.allowed && !state.due.is_empty() {
        app.emit(&Event::Due(state.due.clone()));
    }
    Ok(state)
}
