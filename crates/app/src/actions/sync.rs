//! Setting sync up, running it, leaving it.

use super::required;
use crate::{
    App,
    api::{
        ApiError, Nothing,
        system::{CreateVault, JoinVault, RenameDevice, SyncStatus},
    },
};

pub(crate) fn vault_create(app: &App, args: CreateVault) -> Result<SyncStatus, ApiError> {
    app.create_vault(&args.folder, &args.device)
}

pub(crate) fn vault_join(app: &App, args: JoinVault) -> Result<SyncStatus, ApiError> {
    app.join_vault(&args.folder, &args.code, &args.device)
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

pub(crate) fn device_rename(app: &App, args: RenameDevice) -> Result<SyncStatus, ApiError> {
    app.rename_device(&required(&args.device, "The name")?)
}
