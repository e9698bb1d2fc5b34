//! A device in memory, and what somebody outside can tell of it.

use std::collections::{BTreeMap, BTreeSet};

use firsthand_sync::{
    Card, DeviceId, DocId, Entropy, Folder, HaveMap, MemoryJournal, OnMissing, ReplicaId, Round, RoundOptions,
    SeededEntropy, Vault, sync_round,
};

pub(crate) struct Device {
    pub(crate) disk: MemoryJournal,
    pub(crate) vault: Vault,
    pub(crate) now: i64,
    id: DeviceId,
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
            now: 1_795_312_800_000,
            id,
            name: format!("device {seed}"),
            entropy,
            edits: 0,
        }
    }

    pub(crate) fn edit(&mut self) -> [u8; 32] {
        self.edits += 1;
        let words = format!("{} wrote sentence {}", self.name, self.edits).into_bytes();
        self.disk.edit(DocId::from_bytes([(self.edits % 5) as u8; 16]), "jot", words)
    }

    pub(crate) fn round(&mut self, folder: &dyn Folder) -> Round {
        let card =
            Card { device: Some(self.id), name: self.name.clone(), os: "test".into(), max: 1, ..Card::default() };
        let options = RoundOptions {
            now: self.now,
            app: "test".into(),
            card,
            full: false,
            missing: OnMissing::Stop,
            policy: firsthand_sync::Policy::default(),
        };
        let mut source = [0; 8];
        self.entropy.fill(&mut source);
        let mut entropy = SeededEntropy::new(u64::from_le_bytes(source));
        sync_round(folder, &mut self.disk, &self.vault, &options, &mut entropy).unwrap()
    }

    /// All that a file could have changed.
    pub(crate) fn holdings(&self) -> Holdings {
        let names = self.disk.cards().iter().map(|(replica, (seq, card))| (*replica, (*seq, card.name.clone())));
        Holdings {
            changes: self.disk.hashes(),
            have: self.disk.have().clone(),
            names: names.collect(),
            writes: self.disk.replica(),
        }
    }
}

#[derive(Debug, PartialEq)]
pub(crate) struct Holdings {
    changes: BTreeSet<[u8; 32]>,
    have: HaveMap,
    names: BTreeMap<ReplicaId, (u64, String)>,
    writes: ReplicaId,
}
