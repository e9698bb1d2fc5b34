//! What this app knows of sync, kept in memory: a round reads it several times, and most of it grows with the folder.
//!
//! It is never written to by itself. Whatever may have changed in the database, by this app or by another program, is read again
//! before anybody sees it; see [`Store::sync_read`](firsthand_store::Store::sync_read).

use super::{keys, names};
use crate::{
    app::App,
    journal::{self, JournalError},
};
use firsthand_store::Mailbox;
use firsthand_sync::{DeviceId, State};
use std::sync::PoisonError;

/// What the database says, as of the last look.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Where the device stands.
    pub(crate) state: State,
    /// The key slots that are kept.
    pub(super) slots: keys::Slots,
}

impl App {
    /// Reads what is known of sync, and whatever else `read` wants, as of one moment.
    ///
    /// # Errors
    /// What `read` returns, and the database's failures.
    pub(crate) fn known<T>(
        &self,
        read: impl FnOnce(&Mailbox<'_>, &Known) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let store = self.store();
        // Only ever locked below the store's lock.
        let mut known = self.syncing.known.lock().unwrap_or_else(PoisonError::into_inner);
        store.sync_read(|mailbox, stale| {
            let Known { state, slots } = &mut *known;
            journal::refresh(mailbox, stale, state)?;
            state.unsealed = store.count_unsealed()?;
            if stale.values {
                let device = mailbox.value(names::DEVICE_ID)?;
                state.device = device.and_then(|bytes| DeviceId::from_slice(&bytes));
                *slots = keys::slots(mailbox)?;
            }
            read(mailbox, &known)
        })
    }
}
