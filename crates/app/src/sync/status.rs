//! Where the user's words are, in plain words.

use super::{devices, known::Known, notices};
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
        let (unsent, devices, copied_at, put_back) = self.known(|mailbox, Known { state, .. }| {
            let unsent = state.unsealed.saturating_add(state.waiting);
            let (copied_at, put_back) = (devices::copied_at(mailbox)?, notices::put_back(mailbox)?);
            Ok((unsent, devices::rows(mailbox, state, this)?, copied_at, put_back))
        })?;
        let mut status = SyncStatus {
            state: SyncState::Starting,
            folder: Some(folder.display().to_string()),
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            devices,
            copied_at,
            put_back,
            progress: self.syncing.progress(),
            keys,
            ..SyncStatus::default()
        };
        if let Some(Last { round, at }) = self.syncing.last() {
            status.looked_at = Some(at);
            match round {
                Ok(round) => {
                    status.set_up_twice = self.is_set_up_twice(&round)?;
                    judge(&mut status, &round);
                }
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
    let (state, message, advice) = if let Some(told) = words(health) {
        told
    } else if let Some(stopped) = &round.stopped {
        let advice = "What you write is kept here and will be sent. Check that the folder can be written to.";
        (SyncState::Problem, format!("A file could not be put into the folder: {stopped}."), Some(advice.to_owned()))
    } else if status.set_up_twice {
        let advice = "Nothing is lost. Let one of them join the other: show the pairing code on the device that you use most, and \
                      join with it on the other. What both hold is united.";
        let message = "Another device has set up this folder for itself, so the two do not share anything yet.";
        (SyncState::Problem, message.to_owned(), Some(advice.to_owned()))
    } else if status.unsent > 0 {
        (SyncState::ToSend, "Saved here; on its way to the folder.".to_owned(), None)
    } else if let Some(waiting) = waiting(round, !status.problems.is_empty()) {
        waiting
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

type Told = (SyncState, String, Option<String>);

/// Says what is known to be missing, here or in the folder; nothing if nothing is.
fn waiting(round: &Round, has_problems: bool) -> Option<Told> {
    let count = |is: fn(&Outcome) -> bool| round.problems.iter().filter(|problem| is(&problem.outcome)).count();
    let away = count(|outcome| matches!(outcome, Outcome::NotDownloaded));
    let arriving = count(|outcome| matches!(outcome, Outcome::Arriving | Outcome::Unreadable));
    let files =
        |count: usize, one: &str, many: &str| if count == 1 { one.to_owned() } else { format!("{count} {many}") };
    let (message, advice) = if away > 0 {
        let files = files(away, "A file from another device is", "files from other devices are");
        (format!("{files} not downloaded yet."), Some(DOWNLOAD.to_owned()))
    } else if arriving > 0 {
        ("Something from another device is still arriving.".to_owned(), None)
    } else if has_problems {
        // What is damaged is as a rule what is missing, and says more.
        return None;
    } else if round.behind > 0 && round.missing == 0 {
        ("Something from another device is still arriving.".to_owned(), None)
    } else if round.missing > 0 {
        let advice =
            "Open Firsthand on your other devices, and check that the program that brings the folder is running there.";
        ("Something that another device wrote has not come into this folder.".to_owned(), Some(advice.to_owned()))
    } else if round.gone > 0 {
        let files = files(round.gone, "A file of another device has", "files of other devices have");
        let advice = "You need not do anything: that device puts them back, or this one does within a day or so.";
        (format!("{files} gone from the folder; what they held is here."), Some(advice.to_owned()))
    } else {
        return None;
    };
    Some((SyncState::Arriving, message, advice))
}

/// What to do about files that a service keeps elsewhere.
const DOWNLOAD: &str = "Open the program that brings the folder, such as iCloud Drive or OneDrive, and have it keep the folder on this device.";

/// The engine's folder lies inside the one that the user picked: where only the inner one is gone, the user's is empty, and
/// choosing it again would lead nowhere.
fn as_the_user_sees_it<'a>(health: &'a FolderHealth, picked: Option<&str>) -> &'a FolderHealth {
    let is_there = picked.is_some_and(|picked| Path::new(picked).is_dir());
    if *health == FolderHealth::Missing && is_there { &FolderHealth::Empty } else { health }
}

/// Says what is wrong with the folder, and the one thing to do; nothing when all is well.
fn words(health: &FolderHealth) -> Option<Told> {
    let kept = "Everything is kept on this device.";
    if health.heals_itself() {
        return Some((SyncState::Arriving, lost(health), Some(format!("{kept} You need not do anything."))));
    }
    let (message, advice) = match health {
        FolderHealth::Ok | FolderHealth::Emptied { .. } | FolderHealth::ManyGone { .. } => return None,
        FolderHealth::Missing => (
            "The folder is not there.".to_owned(),
            format!(
                "{kept} Connect the drive or start the program that brings the folder, or choose the folder again."
            ),
        ),
        FolderHealth::Unreadable { detail } => {
            (format!("The folder cannot be read: {detail}."), format!("{kept} Check that you may open it."))
        }
        FolderHealth::Empty => (
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
        FolderHealth::NotDownloaded => ("The folder is not downloaded yet.".to_owned(), format!("{kept} {DOWNLOAD}")),
        FolderHealth::ReadOnly { .. } => {
            ("The folder cannot be written to.".to_owned(), format!("{kept} Allow Firsthand to write there."))
        }
        FolderHealth::Full { .. } => ("The folder's disk is full.".to_owned(), format!("{kept} Make room there.")),
    };
    Some((SyncState::Problem, message, Some(advice)))
}

/// Says what has gone from a folder that heals by itself.
fn lost(health: &FolderHealth) -> String {
    let gone = match health {
        FolderHealth::ManyGone { gone, known } => format!("{gone} of {known} files are gone from the folder."),
        _ => "The files of this device are gone from the folder.".to_owned(),
    };
    format!("{gone} If they are not back in ten minutes, Firsthand puts back what this device wrote.")
}

fn problem(problem: &Problem) -> Option<String> {
    match problem.outcome {
        // It will be whole in a moment, as a rule; what a device out of use writes waits by the user's own word; of another vault the
        // user is told as a whole.
        Outcome::Arriving | Outcome::Unreadable | Outcome::Withheld | Outcome::OtherVault { .. } => None,
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
        Outcome::NotDownloaded => format!("{path} is not downloaded yet."),
        Outcome::OtherVault { .. } => format!("{path} belongs to other devices."),
        Outcome::Tampered => format!("{path} was not made by one of your devices."),
        Outcome::Malformed => format!("{path} holds something that cannot be understood."),
        Outcome::Locked { .. } => format!("{path} is locked with a key that this device does not have."),
        Outcome::Newer => format!("{path} was made by a newer version of Firsthand."),
        Outcome::TooLarge => format!("{path} is too large to be Firsthand's."),
    })
}
