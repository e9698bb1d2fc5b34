//! What opens the folder: recovery code, passphrase, and the key itself.

use crate::{
    args::{Keys, Recover},
    output::{Output, Printed, call, words_or_input},
    system::show_sync,
};
use firsthand_app::{
    App,
    api::system::{KeyPlace, KeyStatus, RecoveryCode, RecoveryState, SyncStatus},
};
use serde_json::json;

pub(crate) fn recover(app: &App, recover: &Recover, output: &mut Output) -> anyhow::Result<Printed> {
    let secret = words_or_input(&[])?;
    let args = json!({"folder": recover.folder, "secret": secret, "device": recover.device});
    let status: SyncStatus = call(app, "vault_recover", args)?;
    show_sync(&status, output)
}

pub(crate) fn run(app: &App, command: &Keys, output: &mut Output) -> anyhow::Result<Printed> {
    let status: SyncStatus = match command {
        Keys::Status => call(app, "sync_status", json!({}))?,
        Keys::Show => return code(&call(app, "recovery_code", json!({}))?, output),
        Keys::Renew => return code(&call(app, "recovery_renew", json!({}))?, output),
        Keys::Confirm => call(app, "recovery_confirm", json!({"code": words_or_input(&[])?}))?,
        Keys::Passphrase { remove: true } => call(app, "passphrase_remove", json!({}))?,
        Keys::Passphrase { remove: false } => call(app, "passphrase_set", json!({"passphrase": words_or_input(&[])?}))?,
        Keys::Rotate { without } => call(app, "vault_rotate", json!({"without": without}))?,
    };
    output.answer(&status.keys, |keys| keys.as_ref().map_or_else(|| vec!["Sync is not set up.".to_owned()], lines))?;
    Ok(if status.keys.is_some_and(|keys| keys.locked) { Printed::SomethingWrong } else { Printed::Fine })
}

fn code(code: &RecoveryCode, output: &mut Output) -> anyhow::Result<Printed> {
    output.answer(code, |code| {
        vec![
            code.code.clone(),
            "Whoever has this code and the folder can read everything. Keep it on paper, away from your devices."
                .to_owned(),
        ]
    })?;
    Ok(Printed::Fine)
}

fn lines(keys: &KeyStatus) -> Vec<String> {
    let mut lines = Vec::new();
    if keys.locked {
        lines.push("The key to the folder is missing on this device.".to_owned());
    }
    lines.push(match (keys.kept, &keys.why) {
        (KeyPlace::Keychain, _) => "The keys lie in the system's key store.".to_owned(),
        (KeyPlace::File, None) => "The keys lie in a file that only you may read.".to_owned(),
        (KeyPlace::File, Some(why)) => format!("The keys lie in a file that only you may read: {why}."),
    });
    lines.push(
        match keys.recovery {
            RecoveryState::None => "There is no recovery code; `firsthand keys renew` makes one.",
            RecoveryState::Unconfirmed => "The recovery code has not been typed back; `firsthand keys show` shows it.",
            RecoveryState::Confirmed => "A recovery code opens the folder, and you have typed it back here.",
            RecoveryState::Elsewhere => {
                "A recovery code opens the folder. Whether you have it, this device cannot tell."
            }
        }
        .to_owned(),
    );
    if keys.passphrase {
        lines.push("A passphrase opens the folder.".to_owned());
    }
    if keys.contested {
        lines.push("The key was changed in two places at once; `firsthand keys rotate` joins them again.".to_owned());
    }
    lines
}
