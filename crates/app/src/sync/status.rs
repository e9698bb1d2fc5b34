//! Where the user's words are, in plain words.

use super::{devices, known::Known};
use crate::{
    api::{
        ApiError,
        system::{SyncState, SyncStatus},
    },
    app::App,
    sync::Last,
};
use firsthand_sync::{FolderHealth, Outcome, Problem, Round};
use std::path::Path;

impl App {
    /// Tells where the user's words are.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn sync_status(&self) -> Result<SyncStatus, ApiError> {
        let Some(folder) = self.sync_folder()? else { return Ok(SyncStatus::default()) };
        let this = self.device_name()?;
        let keys = self.key_status()?;
        let (unsent, devices, copied_at) = self.known(|mailbox, Known { state, .. }| {
            let unsent = state.unsealed.saturating_add(state.waiting);
            Ok((unsent, devices::rows(mailbox, state, this)?, devices::copied_at(mailbox)?))
        })?;
        let mut status = SyncStatus {
            state: SyncState::Starting,
            folder: Some(folder.display().to_string()),
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            devices,
            copied_at,
            progress: self.syncing.progress(),
            keys,
            ..SyncStatus::default()
        };
        if let Some(Last { round, at }) = self.syncing.last() {
            status.looked_at = Some(at);
            match round {
                Ok(round) => judge(&mut status, &round),
                Err(error) => {
                    status.state = SyncState::Problem;
                    status.message = format!("Sync stopped: {error}");
                    status.advice = Some("What you write is kept here. Close Firsthand and open it again.".to_owned());
                }
            }
        }
        Ok(status)
    }
}

fn judge(status: &mut SyncStatus, round: &Round) {
    let health = as_the_user_sees_it(&round.health, status.folder.as_deref());
    status.folder_state = health.code().to_owned();
    status.problems = round.problems.iter().filter_map(problem).collect();
    let arriving =
        round.problems.iter().any(|problem| matches!(problem.outcome, Outcome::Arriving | Outcome::Unreadable));
    let (state, message, advice) = if let Some((message, advice)) = words(health) {
        (SyncState::Problem, message, Some(advice))
    } else if let Some(stopped) = &round.stopped {
        let advice =
            "What you write is kept here and will be sent. Check that the folder can be written to.".to_owned();
        (SyncState::Problem, format!("A file could not be put into the folder: {stopped}."), Some(advice))
    } else if status.unsent > 0 {
        (SyncState::ToSend, "Saved here; on its way to the folder.".to_owned(), None)
    } else if arriving {
        (SyncState::Arriving, "Something from another device is still arriving.".to_owned(), None)
    } else if let Some(first) = status.problems.first() {
        (SyncState::Problem, first.clone(), Some("Nothing of yours is lost; the file is left as it is.".to_owned()))
    } else {
        (
            SyncState::UpToDate,
            "Everything here is in the folder, and everything in the folder is here.".to_owned(),
            None,
        )
    };
    (status.state, status.message, status.advice) = (state, message, advice);
}

/// The engine's folder lies inside the one that the user picked: where only the inner one is gone, the user's is empty, and
/// choosing it again would lead nowhere.
fn as_the_user_sees_it<'a>(health: &'a FolderHealth, picked: Option<&str>) -> &'a FolderHealth {
    let is_there = picked.is_some_and(|picked| Path::new(picked).is_dir());
    if *health == FolderHealth::Missing && is_there { &FolderHealth::Empty } else { health }
}

/// Says what is wrong with the folder, and the one thing to do; nothing when all is well.
fn words(health: &FolderHealth) -> Option<(String, String)> {
    let kept = "Everything is kept on this device.";
    let (message, advice) = match health {
        FolderHealth::Ok => return None,
        FolderHealth::Missing => (
            "The folder is not there.".to_owned(),
            format!(
                "{kept} Connect the drive or start the program that brings the folder, or choose the folder again."
            ),
        ),
        FolderHealth::Unreadable { detail } => {
            (format!("The folder cannot be read: {detail}."), format!("{kept} Check that you may open it."))
        }
        FolderHealth::Empty | FolderHealth::Emptied { .. } => (
            "The folder is empty, though it was not before.".to_owned(),
            format!("{kept} If a drive is missing, connect it. If the files were deleted, put them back from here."),
        ),
        FolderHealth::MarkerLost | FolderHealth::MarkerDamaged => (
            "The folder has lost the file that says it is Firsthand's.".to_owned(),
            format!("{kept} If it is the right folder, put it back from here."),
        ),
        FolderHealth::OtherVault { .. } => (
            "This folder belongs to other devices.".to_owned(),
            format!("{kept} Choose the folder that your own devices share."),
        ),
        FolderHealth::NewerFormat { .. } => (
            "A newer version of Firsthand uses this folder.".to_owned(),
            format!("{kept} Update Firsthand on this device."),
        ),
        FolderHealth::Locked => (
            "The key to this folder is missing on this device.".to_owned(),
            format!("{kept} Join again with a pairing code from another device, or with your recovery code."),
        ),
        FolderHealth::ManyGone { gone, known } => (
            format!("{gone} of {known} files are gone from the folder at once."),
            format!("{kept} If that was a mistake, put back what this device wrote."),
        ),
        FolderHealth::ReadOnly { .. } => {
            ("The folder cannot be written to.".to_owned(), format!("{kept} Allow Firsthand to write there."))
        }
        FolderHealth::Full { .. } => ("The folder's disk is full.".to_owned(), format!("{kept} Make room there.")),
    };
    Some((message, advice))
}

fn problem(problem: &Problem) -> Option<String> {
    match problem.outcome {
        // It will be whole in a moment, as a rule; what a device out of use writes waits by the user's own word.
        Outcome::Arriving | Outcome::Unreadable | Outcome::Withheld => None,
        _ => finding(&problem.path, &problem.outcome),
    }
}

/// Says what is wrong with a file; nothing if all is well with it or it is somebody else's.
pub(super) fn finding(path: &str, outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Held { .. } | Outcome::Marker | Outcome::Unrelated => return None,
        Outcome::Arriving => format!("{path} is not whole; it is still arriving, or its transfer broke off."),
        Outcome::Unreadable => format!("{path} cannot be read at the moment."),
        Outcome::Damaged => format!("{path} is damaged."),
        Outcome::Withheld => format!("{path} was written by a device that you have taken out of use."),
        Outcome::OtherVault => format!("{path} belongs to other devices."),
        Outcome::Tampered => format!("{path} was not made by one of your devices."),
        Outcome::Malformed => format!("{path} holds something that cannot be understood."),
        Outcome::Locked { .. } => format!("{path} is locked with a key that this device does not have."),
        Outcome::Newer => format!("{path} was made by a newer version of Firsthand."),
        Outcome::TooLarge => format!("{path} is too large to be Firsthand's."),
    })
}
