//! Setting sync up, running it, leaving it.

use super::required;
use crate::{
    App,
    api::system::NoticeRead,
    api::{
        ApiError, Nothing,
        folder::{CheckFolder, ChosenDevice, FolderCheck},
        system::{
            ConfirmRecovery, CreateVault, JoinVault, RecoverVault, RecoveryCode, RenameDevice, RotateVault,
            SetPassphrase, SyncStatus,
        },
    },
};

pub(crate) fn vault_create(app: &App, args: CreateVault) -> Result<SyncStatus, ApiError> {
    app.create_vault(&args.folder, &args.device, args.earlier)
}

pub(crate) fn vault_join(app: &App, args: JoinVault) -> Result<SyncStatus, ApiError> {
    app.join_vault(&args.folder, &args.code, &args.device)
}

pub(crate) fn vault_recover(app: &App, args: RecoverVault) -> Result<SyncStatus, ApiError> {
    app.recover_vault(&args.folder, &args.secret, &args.device)
}

pub(crate) fn vault_rotate(app: &App, args: RotateVault) -> Result<SyncStatus, ApiError> {
    let without: Result<Vec<_>, _> = args.without.iter().map(|id| id.parse()).collect();
    let without = without.map_err(|error| ApiError::new("invalid", format!("That is no device: {error}.")))?;
    app.rotate_vault(&without)
}

pub(crate) fn recovery_confirm(app: &App, args: ConfirmRecovery) -> Result<SyncStatus, ApiError> {
    app.recovery_confirm(&args.code)
}

pub(crate) fn recovery_renew(app: &App, _: Nothing) -> Result<RecoveryCode, ApiError> {
    app.recovery_renew()
}

pub(crate) fn passphrase_set(app: &App, args: SetPassphrase) -> Result<SyncStatus, ApiError> {
    app.passphrase_set(&args.passphrase)
}

pub(crate) fn passphrase_remove(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.passphrase_remove()
}

pub(crate) fn sync_now(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.sync_round(true)
}

pub(crate) fn sync_restore(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.restore_folder()
}

pub(crate) fn sync_leave(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.leave()
}

pub(crate) fn notice_read(app: &App, args: NoticeRead) -> Result<SyncStatus, ApiError> {
    app.notice_read(args.notice)
}

pub(crate) fn device_rename(app: &App, args: RenameDevice) -> Result<SyncStatus, ApiError> {
    app.rename_device(&required(&args.device, "The name")?)
}

pub(crate) fn device_lost(app: &App, args: ChosenDevice) -> Result<SyncStatus, ApiError> {
    app.device_lost(&args.device)
}

pub(crate) fn device_found(app: &App, args: ChosenDevice) -> Result<SyncStatus, ApiError> {
    app.device_found(&args.device)
}

pub(crate) fn sync_leave_for_good(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.leave_for_good()
}

pub(crate) fn sync_cancel(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.cancel_round()
}

pub(crate) fn folder_check(app: &App, args: CheckFolder) -> Result<FolderCheck, ApiError> {
    app.check_folder(args)
}
