//! A device that knows nothing of documents: its changes are tokens, its database is in memory.

use crate::{
    fuse::{Fused, Stopped},
    ground::Ground,
    node::{Node, Wish},
    tokens::{self, NAME_CANARY, Tokens},
};
use firsthand_sync::{
    Card, DeviceId, DocId, FileId, Folder, HaveMap, MemoryJournal, ReplicaId, Round, RoundOptions, SeededEntropy,
    Vault, sync_round,
};

pub(crate) struct TokenNode {
    disk: MemoryJournal,
    device: DeviceId,
    vault: Vault,
    name: String,
    entropy: SeededEntropy,
    /// The tokens in the changes that were applied, as far as they have been looked at, those that came twice, and how many changes
    /// those are.
    found: Tokens,
    twice: Vec<u32>,
    looked: usize,
}

impl TokenNode {
    fn look(&mut self) {
        for hash in self.disk.applied().iter().skip(self.looked) {
            let bytes = self.disk.change(hash).map(|change| change.bytes.as_slice()).unwrap_or_default();
            for token in tokens::find(std::str::from_utf8(bytes).unwrap()) {
                if !self.found.insert(token) {
                    self.twice.push(token);
                }
            }
        }
        self.looked = self.disk.applied().len();
    }
}

/// Five documents, with ids that are easily recognized.
fn doc(salt: u64) -> DocId {
    DocId::from_bytes([0xd0 + u8::try_from(salt % 5).unwrap(); 16])
}

impl Node for TokenNode {
    /// The device's id and its database.
    type Disk = (DeviceId, MemoryJournal);

    const KIND: &'static str = "token";

    fn create(ground: &Ground, seed: u64) -> Self {
        let mut entropy = SeededEntropy::new(seed);
        let device = DeviceId::random(&mut entropy);
        let disk = MemoryJournal::new(ReplicaId::random(&mut entropy), Some(device));
        let name = format!("{NAME_CANARY}'s device");
        Self {
            disk,
            device,
            vault: ground.vault.clone(),
            name,
            entropy,
            found: Tokens::default(),
            twice: Vec::new(),
            looked: 0,
        }
    }

    fn edit(&mut self, _: i64, token: u32, salt: u64) -> Result<(), String> {
        self.disk.edit(doc(salt), "jot", tokens::text(token).into_bytes());
        Ok(())
    }

    fn round(&mut self, folder: &dyn Folder, wish: &Wish) -> Result<Option<Round>, String> {
        let (device, name) = (Some(self.device), self.name.clone());
        let card = Card { device, name, os: "test".to_owned(), max: 1, ..Card::default() };
        let options = RoundOptions {
            now: wish.now,
            app: "test".to_owned(),
            card,
            full: wish.full,
            missing: wish.missing,
            policy: wish.policy,
        };
        let mut journal = Fused::new(&mut self.disk, &wish.fuse);
        match sync_round(folder, &mut journal, &self.vault, &options, &mut self.entropy) {
            Ok(round) => Ok(Some(round)),
            Err(Stopped::Killed) => Ok(None),
            Err(Stopped::Failed(error)) => Err(error.to_string()),
        }
    }

    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }

    fn disk(&self) -> Self::Disk {
        (self.device, self.disk.clone())
    }

    fn wake(ground: &Ground, (device, disk): &Self::Disk, seed: u64) -> Self {
        Self { disk: disk.clone(), device: *device, ..Self::create(ground, seed) }
    }

    fn fork(&self, ground: &Ground, seed: u64) -> Self {
        Self::wake(ground, &self.disk(), seed)
    }

    fn enter_other_folder(&mut self) -> Result<(), String> {
        self.disk.move_to_new_folder();
        Ok(())
    }

    fn rename(&mut self, name: &str) -> Result<(), String> {
        name.clone_into(&mut self.name);
        self.disk.card_changed = true;
        Ok(())
    }

    fn tokens(&mut self) -> Tokens {
        self.look();
        self.found.clone()
    }

    fn documents(&mut self) -> usize {
        self.disk.count()
    }

    fn replica(&mut self) -> ReplicaId {
        self.disk.replica()
    }

    fn have(&mut self) -> HaveMap {
        self.disk.have().clone()
    }

    fn published(&mut self) -> Vec<FileId> {
        self.disk.published()
    }

    fn export(&mut self) -> String {
        let mut all = blake3::Hasher::new();
        for hash in self.disk.hashes() {
            all.update(&hash);
        }
        format!("{} changes, {}", self.disk.hashes().len(), all.finalize())
    }

    fn check(&mut self, _: bool) -> Result<(), String> {
        self.look();
        match self.twice.first() {
            Some(token) => Err(format!("token {token} was applied twice")),
            None => Ok(()),
        }
    }

    fn secrets(&mut self) -> Vec<[u8; 16]> {
        (0..5).map(|salt| *doc(salt).as_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use firsthand_sync::Entropy as _;

    #[test]
    fn two_seeds_are_two_devices() {
        let ground = Ground::new(1);
        let (mut one, mut two) = (TokenNode::create(&ground, 1), TokenNode::create(&ground, 2));
        assert_ne!(one.disk.replica(), two.disk.replica());
        let draw = |node: &mut TokenNode| {
            let mut bytes = [0; 8];
            node.entropy.fill(&mut bytes);
            bytes
        };
        assert_ne!(draw(&mut one), draw(&mut two));
    }
}
