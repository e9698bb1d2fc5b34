//! Devices in memory for tests.

use crate::{
    Card, DeviceId, DocId, Entropy, Folder, MemoryJournal, OnMissing, ReplicaId, Round, RoundOptions, SeededEntropy,
    Vault, memory_journal::Stopped, sync_round,
};

#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) disk: MemoryJournal,
    pub(crate) vault: Vault,
    pub(crate) id: DeviceId,
    pub(crate) now: i64,
    name: String,
    entropy: SeededEntropy,
    edits: u64,
}

impl Device {
    pub(crate) fn new(vault: &Vault, seed: u64) -> Self {
        let mut entropy = SeededEntropy::new(seed);
        let (replica, id) = (ReplicaId::random(&mut entropy), DeviceId::random(&mut entropy));
        Self {
            disk: MemoryJournal::new(replica, Some(id)),
            vault: vault.clone(),
            id,
            now: 1_700_000_000_000,
            name: format!("device {seed}"),
            entropy,
            edits: 0,
        }
    }

    /// A second program on a copy of the same data.
    pub(crate) fn cloned(&self, seed: u64) -> Self {
        let mut copy = Self::new(&self.vault, seed);
        (copy.disk, copy.id) = (self.disk.clone(), self.id);
        copy
    }

    /// A change that the user made here and the database has acknowledged; gives its hash.
    pub(crate) fn edit(&mut self) -> [u8; 32] {
        self.edits += 1;
        self.edit_with(format!("{} wrote sentence {}", self.name, self.edits).into_bytes())
    }

    pub(crate) fn edit_with(&mut self, bytes: Vec<u8>) -> [u8; 32] {
        self.disk.edit(DocId::from_bytes([(self.edits % 5) as u8; 16]), "jot", bytes)
    }

    pub(crate) fn round(&mut self, folder: &dyn Folder) -> Result<Round, Stopped> {
        self.round_with(folder, false, OnMissing::Stop)
    }

    pub(crate) fn round_with(&mut self, folder: &dyn Folder, full: bool, missing: OnMissing) -> Result<Round, Stopped> {
        let card =
            Card { device: Some(self.id), name: self.name.clone(), os: "test".into(), max: 1, ..Card::default() };
        let options =
            RoundOptions { now: self.now, app: "test".into(), card, full, missing, policy: crate::Policy::default() };
        let mut source = [0; 8];
        self.entropy.fill(&mut source);
        let mut entropy = SeededEntropy::new(u64::from_le_bytes(source));
        sync_round(folder, &mut self.disk, &self.vault, &options, &mut entropy)
    }

    pub(crate) fn hashes(&self) -> std::collections::BTreeSet<[u8; 32]> {
        self.disk.hashes()
    }
}
