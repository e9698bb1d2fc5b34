//! What the user has to read once: what was noticed or done about the folder while nobody asked.

use super::names;
use crate::{
    api::{
        ApiError,
        system::{PutBack, SyncNotice, SyncStatus},
    },
    app::App,
    journal::JournalError,
};
use firsthand_store::{Mailbox, Store};
use firsthand_sync::{Outcome, Round, VaultId};
use std::collections::BTreeSet;

impl App {
    /// Notes that files were put back, beside those that the user has not read of yet.
    pub(super) fn note_put_back(&self, files: usize) -> Result<(), ApiError> {
        if files == 0 {
            return Ok(());
        }
        let store = self.store();
        let mailbox = store.mailbox();
        let unread = put_back(&mailbox)?.map_or(0, |noted| noted.files);
        let files = unread.saturating_add(u32::try_from(files).unwrap_or(u32::MAX));
        let noted = serde_json::to_vec(&PutBack { files, at: self.now() }).map_err(JournalError::from)?;
        mailbox.set_value(names::PUT_BACK, Some(&noted))?;
        Ok(())
    }

    /// Notes that the user has read a notice; what is noticed later is told again.
    pub(crate) fn notice_read(&self, notice: SyncNotice) -> Result<SyncStatus, ApiError> {
        match notice {
            SyncNotice::Copied => {
                let store = self.store();
                let mailbox = store.mailbox();
                let rotated = mailbox.value(crate::journal::keys::ROTATED_AT)?;
                mailbox.set_value(names::COPY_NOTICED, rotated.as_deref())?;
            }
            SyncNotice::PutBack => self.store().mailbox().set_value(names::PUT_BACK, None)?,
            SyncNotice::SetUpTwice => {
                let last = self.syncing.last().and_then(|last| last.round.ok());
                self.know_vaults(&last.as_ref().map(other_vaults).unwrap_or_default())?;
            }
        }
        self.sync_status()
    }

    /// Remembers other vaults in the folder that the user knows of.
    pub(super) fn know_vaults(&self, vaults: &BTreeSet<VaultId>) -> Result<(), ApiError> {
        let mut store = self.store();
        let mut known = known_vaults(&store)?;
        known.extend(vaults.iter().map(ToString::to_string));
        let known = known.into_iter().collect::<Vec<_>>().join(" ");
        store.set_setting(names::KNOWN_VAULTS, Some(&known))?;
        Ok(())
    }

    /// Whether the folder has files of a vault that the user has not said to know of.
    pub(super) fn is_set_up_twice(&self, round: &Round) -> Result<bool, ApiError> {
        let found = other_vaults(round);
        if found.is_empty() {
            return Ok(false);
        }
        let known = known_vaults(&self.store())?;
        Ok(found.iter().any(|vault| !known.contains(&vault.to_string())))
    }
}

fn known_vaults(store: &Store) -> Result<BTreeSet<String>, ApiError> {
    let known = store.setting(names::KNOWN_VAULTS)?;
    Ok(known.iter().flat_map(|known| known.split_whitespace()).map(str::to_owned).collect())
}

/// What was put back and is not read of yet.
pub(super) fn put_back(mailbox: &Mailbox<'_>) -> Result<Option<PutBack>, JournalError> {
    let noted = mailbox.value(names::PUT_BACK)?;
    Ok(noted.map(|noted| serde_json::from_slice(&noted)).transpose()?)
}

fn other_vaults(round: &Round) -> BTreeSet<VaultId> {
    let vaults = round.problems.iter().filter_map(|problem| match problem.outcome {
        Outcome::OtherVault { vault } => Some(vault),
        _ => None,
    });
    vaults.collect()
}
