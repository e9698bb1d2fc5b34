//! Where this device keeps the vault's key: a file beside the database that only its owner may read.
//!
//! The database holds the same words in the clear, so the file guards nothing that the disk's own protection does not;
//! it only must not lie in the sync folder.

use firsthand_sync::{VaultId, VaultKey};
use std::{io::Write as _, path::Path};

fn name(vault: VaultId) -> String {
    format!("vault-{vault}.key")
}

/// Reads the key; none when it is missing or not a key.
pub(super) fn read(data_dir: &Path, vault: VaultId) -> Option<VaultKey> {
    let bytes = std::fs::read(data_dir.join(name(vault))).ok()?;
    Some(VaultKey::from_bytes(bytes.try_into().ok()?))
}

/// Writes the key, durably, before anything depends on it.
pub(super) fn write(data_dir: &Path, vault: VaultId, key: &VaultKey) -> std::io::Result<()> {
    // A named temporary file is made readable for its owner only.
    let mut file = tempfile::NamedTempFile::new_in(data_dir)?;
    file.write_all(key.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(data_dir.join(name(vault))).map_err(|error| error.error)?;
    sync_folder(data_dir)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let vault = VaultId::from_bytes([7; 16]);
        assert!(read(dir.path(), vault).is_none());
        write(dir.path(), vault, &VaultKey::from_bytes([9; 32])).unwrap();
        assert_eq!(read(dir.path(), vault), Some(VaultKey::from_bytes([9; 32])));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(dir.path().join(name(vault))).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "nobody else may read it");
        }
    }
}
