//! A folder is set up on a device that shares one already: nothing new begins, and nothing moves, until the user has said which.

use super::{devices, keys, known::Known, names, sync_off};
use crate::{
    api::{
        ApiError,
        system::{Earlier, SyncStatus},
    },
    app::App,
};
use firsthand_sync::{FsFolder, OsEntropy, Vault, VaultId, folder::probe_write};
use std::path::Path;

impl App {
    /// Sets up a folder that holds no vault, on a device that has the vault `id`; returns nothing where a new one is to begin.
    ///
    /// # Errors
    /// `in_use` as long as the user has not said what becomes of the earlier folder; nothing is changed then.
    pub(super) fn settle_earlier(
        &self,
        id: VaultId,
        folder: &Path,
        device: &str,
        earlier: Option<Earlier>,
    ) -> Result<Option<SyncStatus>, ApiError> {
        match earlier {
            Some(Earlier::Anew) => Ok(None),
            Some(Earlier::Move) => self.move_vault(id, folder, device).map(Some),
            None if self.is_broken_off(folder)? => self.move_vault(id, folder, device).map(Some),
            None => {
                let this = self.device_name()?;
                if self.sync_folder()?.is_none() && devices::is_out_of_use(&self.store().mailbox())? {
                    // It has left for good: whatever it shared is no concern of a new folder.
                    return Ok(None);
                }
                let rows = self.known(|mailbox, known| devices::rows(mailbox, &known.state, this))?;
                let others = rows.into_iter().filter(|row| !row.this && !row.retired).map(|row| row.name);
                Err(in_use(&others.collect::<Vec<_>>()))
            }
        }
    }

    /// Whether nothing but a set-up that failed in the middle stands in the way: of this very folder, or before anything came into any.
    fn is_broken_off(&self, folder: &Path) -> Result<bool, ApiError> {
        let has_begun = self
            .known(|_, Known { state, .. }| Ok(state.seq > 0 || !state.peers.is_empty() || !state.seen.is_empty()))?;
        Ok(!has_begun || self.sync_folder()?.as_deref() == Some(folder))
    }

    /// Takes everything along into another folder, under the same keys.
    fn move_vault(&self, id: VaultId, folder: &Path, device: &str) -> Result<SyncStatus, ApiError> {
        let marker = self.store().mailbox().value(names::MARKER)?.ok_or_else(sync_off)?;
        let keys = self.device_keys(id)?.map(|keys| keys.keys).unwrap_or_default();
        if keys.is_locked() {
            return Err(keys::locked());
        }
        let place = FsFolder::in_picked(folder);
        // Tried before anything is changed here, so that a folder that takes nothing costs nobody the folder in use.
        place
            .create_root()
            .and_then(|()| probe_write(&place, &mut OsEntropy))
            .map_err(|error| super::vault_error(error.into()))?;
        self.become_member(folder, &Vault { id, keys, marker }, device, None)?;
        self.restore_folder()
    }
}

fn in_use(others: &[String]) -> ApiError {
    let with = match others {
        [] => "shares another folder already".to_owned(),
        [one] => format!("shares another folder with “{one}” already"),
        [one, more @ ..] => format!("shares another folder with “{one}” and {} more already", more.len()),
    };
    ApiError::new("in_use", format!("This device {with}.")).hint(
        "Move everything into the new folder and choose it on your other devices, too; \
         or begin anew there, with new keys and without them.",
    )
}

#[cfg(test)]
mod tests {
    use crate::{
        App,
        api::system::{PairingCode, SyncState, SyncStatus},
    };
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use tempfile::TempDir;

    struct Device(App, #[expect(dead_code, reason = "its folder goes with it")] TempDir);

    impl Device {
        fn new() -> Self {
            let data = TempDir::new().unwrap();
            Self(App::open(data.path()).unwrap(), data)
        }

        fn call<T: DeserializeOwned>(&self, name: &str, args: Value) -> T {
            serde_json::from_value(self.0.dispatch(name, args).unwrap()).unwrap()
        }

        fn status(&self) -> SyncStatus {
            self.call("sync_status", json!({}))
        }

        fn create(&self, folder: &TempDir, earlier: Value) -> Result<SyncStatus, crate::ApiError> {
            let args = json!({"folder": folder.path(), "device": "Laptop", "earlier": earlier});
            self.0.dispatch("vault_create", args).map(|status| serde_json::from_value(status).unwrap())
        }

        fn join(&self, folder: &TempDir, inviter: &Self) -> SyncStatus {
            let code: PairingCode = inviter.call("pairing_code", json!({}));
            self.call("vault_join", json!({"folder": folder.path(), "code": code.code, "device": "Phone"}))
        }
    }

    fn is_empty(folder: &TempDir) -> bool {
        std::fs::read_dir(folder.path()).unwrap().next().is_none()
    }

    fn two_devices() -> (Device, Device, TempDir) {
        let (laptop, phone, folder) = (Device::new(), Device::new(), TempDir::new().unwrap());
        laptop.create(&folder, Value::Null).unwrap();
        phone.join(&folder, &laptop);
        for device in [&laptop, &phone, &laptop] {
            device.call::<SyncStatus>("sync_now", json!({}));
        }
        (laptop, phone, folder)
    }

    #[test]
    fn an_empty_folder_is_not_set_up_while_another_is_in_use_until_the_user_has_said_what_is_meant() {
        let (laptop, _phone, _folder) = two_devices();
        let (before, code) = (laptop.status(), laptop.call::<PairingCode>("pairing_code", json!({})));
        let other = TempDir::new().unwrap();
        let refused = laptop.create(&other, Value::Null).expect_err("it must be asked first");
        assert_eq!(refused.code, "in_use");
        assert!(refused.message.contains("“Phone”") && refused.hint.is_some(), "{refused:?}");
        assert!(is_empty(&other), "nothing is written there");
        assert_eq!(laptop.status().folder, before.folder);
        assert_eq!(laptop.call::<PairingCode>("pairing_code", json!({})), code, "the keys are as before");
    }

    #[test]
    fn a_folder_with_nothing_in_it_is_put_back_and_not_looked_for_elsewhere() {
        let (laptop, _phone, folder) = two_devices();
        std::fs::remove_dir_all(folder.path().join("Firsthand")).unwrap();
        let status: SyncStatus = laptop.call("sync_now", json!({}));
        assert_eq!((status.state, status.folder_state.as_str()), (SyncState::Problem, "empty"), "{status:?}");
        let status: SyncStatus = laptop.call("sync_restore", json!({}));
        assert_eq!(status.folder_state, "ok", "{status:?}");
        let path = folder.path().to_owned();
        folder.close().unwrap();
        assert!(!path.exists());
        assert_eq!(laptop.call::<SyncStatus>("sync_now", json!({})).folder_state, "missing");
    }

    #[test]
    fn it_is_asked_as_well_after_the_folder_was_only_left_for_a_while() {
        let (laptop, _phone, _folder) = two_devices();
        laptop.call::<SyncStatus>("sync_leave", json!({}));
        let other = TempDir::new().unwrap();
        assert_eq!(laptop.create(&other, Value::Null).expect_err("it must be asked first").code, "in_use");
        assert!(is_empty(&other));
    }

    #[test]
    fn whoever_has_left_for_good_is_not_asked() {
        let (laptop, phone, _folder) = two_devices();
        phone.call::<SyncStatus>("sync_leave_for_good", json!({}));
        let status = phone.create(&TempDir::new().unwrap(), Value::Null).unwrap();
        assert_eq!(status.devices.len(), 1, "{status:?}");
        drop(laptop);
    }

    #[test]
    fn everything_moves_under_the_same_keys_and_the_other_device_follows() {
        let (laptop, phone, folder) = two_devices();
        laptop.call::<Value>("jot_save", json!({"text": "from the laptop"}));
        phone.call::<Value>("jot_save", json!({"text": "from the phone"}));
        for device in [&laptop, &phone, &laptop] {
            device.call::<SyncStatus>("sync_now", json!({}));
        }
        let other = TempDir::new().unwrap();
        let status = laptop.create(&other, json!("move")).unwrap();
        assert_eq!(status.state, SyncState::UpToDate, "{status:?}");
        folder.close().unwrap();
        // The phone comes along with its own code, as the screen does it for “Choose the folder again”.
        let status = phone.join(&other, &phone);
        assert_eq!(status.folder_state, "ok", "{status:?}");
        let tablet = Device::new();
        tablet.join(&other, &phone);
        let jots = tablet.call::<Value>("jots", json!({})).to_string();
        assert!(jots.contains("from the laptop") && jots.contains("from the phone"), "{jots}");
    }

    #[test]
    fn a_new_beginning_has_new_keys_and_keeps_every_word() {
        let (laptop, phone, folder) = two_devices();
        laptop.call::<Value>("jot_save", json!({"text": "kept"}));
        let other = TempDir::new().unwrap();
        let status = laptop.create(&other, json!("anew")).unwrap();
        assert_eq!((status.state, status.devices.len()), (SyncState::UpToDate, 1), "{status:?}");
        assert!(laptop.call::<Value>("jots", json!({})).to_string().contains("kept"));
        let code: PairingCode = phone.call("pairing_code", json!({}));
        let args = json!({"folder": other.path(), "code": code.code, "device": "Phone"});
        assert_eq!(phone.0.dispatch("vault_join", args).expect_err("the old code opens nothing there").code, "folder");
        drop(folder);
    }
}
