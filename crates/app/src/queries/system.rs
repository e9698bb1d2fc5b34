//! The data itself and sync.

use super::rows::count;
use crate::{
    App,
    api::{
        ApiError, Nothing,
        system::{About, Health, PairingCode, RecoveryCode, SyncStatus},
    },
    open::DATABASE,
};

pub(crate) fn about(app: &App, _: Nothing) -> Result<About, ApiError> {
    // What was written last may still lie in the log beside the database.
    let files = ["", "-wal"].map(|ending| app.data_dir().join(format!("{DATABASE}{ending}")));
    let size = |file: &std::path::PathBuf| std::fs::metadata(file).map_or(0, |data| data.len());
    Ok(About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: app.data_dir().display().to_string(),
        database_bytes: files.iter().map(size).sum(),
        documents: count(app.store().counts()?.values().sum::<u64>()),
    })
}

pub(crate) fn doctor(app: &App, _: Nothing) -> Result<Health, ApiError> {
    let report = app.reader()?.doctor()?;
    Ok(Health {
        ok: report.differences.is_empty() && report.damaged.is_empty(),
        documents: count(report.documents),
        changes: count(report.changes),
        differences: report.differences,
        damaged: report.damaged,
    })
}

pub(crate) fn sync_status(app: &App, _: Nothing) -> Result<SyncStatus, ApiError> {
    app.sync_status()
}

pub(crate) fn pairing_code(app: &App, _: Nothing) -> Result<PairingCode, ApiError> {
    app.pairing_code()
}

pub(crate) fn recovery_code(app: &App, _: Nothing) -> Result<RecoveryCode, ApiError> {
    app.recovery_code()
}
