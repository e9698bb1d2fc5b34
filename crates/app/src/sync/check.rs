//! A check of the whole folder, and its repair from this device.

use super::{Membership, sentence, sync_off};
use crate::{
    api::{
        ApiError,
        folder::{CheckFolder, FolderCheck},
    },
    app::App,
    journal::{self, JournalError},
};
use firsthand_sync::{
    FsFolder, Outcome, Vault,
    chain::{self, HaveMap},
    fsck::{self, FolderReport},
};
use std::path::Path;

impl App {
    /// Checks the folder in use, and puts back from this device what is missing or damaged, if that is wished.
    pub(crate) fn check_folder(&self, args: CheckFolder) -> Result<FolderCheck, ApiError> {
        let Membership { folder, vault } = self.membership()?.ok_or_else(sync_off)?;
        let have = journal::have(&self.store().mailbox())?;
        let check = check(&folder, Some(&vault), &have)?;
        if !args.repair {
            return Ok(check);
        }
        if !check.complete || !check.findings.is_empty() {
            self.store()
                .sync_transact::<_, JournalError>(|tx| {
                    let mut memory = journal::memory(&tx.mailbox())?;
                    memory.pack_all = true;
                    journal::set_memory(&tx.mailbox(), &memory)
                })
                .map_err(ApiError::from)?;
        }
        self.restore_folder()?;
        self::check(&folder, Some(&vault), &have)
    }

    /// Checks any folder for damage that shows without a key.
    ///
    /// # Errors
    /// [`ApiError`] when there is no folder, or it cannot be listed.
    pub fn check_any_folder(folder: &Path) -> Result<FolderCheck, ApiError> {
        if !folder.is_dir() {
            return Err(ApiError::new("folder", format!("There is no folder {}.", folder.display())));
        }
        check(folder, None, &HaveMap::new())
    }
}

fn check(folder: &Path, vault: Option<&Vault>, have: &HaveMap) -> Result<FolderCheck, ApiError> {
    let vault = vault.filter(|vault| !vault.keys.is_locked());
    let report = fsck::check(&FsFolder::in_picked(folder), vault);
    let report = report.map_err(|error| ApiError::new("folder", sentence(&error)))?;
    Ok(in_words(&report, have))
}

fn in_words(report: &FolderReport, have: &HaveMap) -> FolderCheck {
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let sentence = |(path, outcome): (&String, &Outcome)| super::status::finding(path, outcome);
    let gaps = report.newcomer.iter().flat_map(|newcomer| &newcomer.gaps);
    let (mut missing, mut repairable) = (0u64, 0u64);
    for (replica, first, last) in gaps {
        let count = (last - first).saturating_add(1);
        missing = missing.saturating_add(count);
        if chain::reaches(have, *replica, *last) {
            repairable = repairable.saturating_add(count);
        }
    }
    let files = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    FolderCheck {
        files: small(report.files),
        bytes: report.bytes,
        segments: small(report.segments),
        packs: small(report.packs),
        findings: report.findings.iter().filter_map(sentence).collect(),
        documents: report.newcomer.as_ref().map(|newcomer| small(newcomer.documents)),
        missing: files(missing),
        repairable: files(repairable),
        complete: report.is_complete(),
    }
}
