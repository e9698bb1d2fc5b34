//! A look at a whole folder: what is damaged, and what a new device would get from it. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{self, HaveMap, Link, advance};
use crate::envelope::{self, Kind};
use crate::folder::{Folder, FolderError};
use crate::id::{DocId, FileId, ReplicaId, VaultId};
use crate::name;
use crate::opened::{Opened, open_file};
use crate::seen::Outcome;
use crate::vault::Vault;

/// What a check of a folder found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderReport {
    /// Vaults of which whole markers were found.
    pub vaults: BTreeSet<VaultId>,
    /// Files that were looked at.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whole segments, copies not counted.
    pub segments: usize,
    /// Whole packs, copies not counted.
    pub packs: usize,
    /// Files that are not as they should be, or not this vault's, by path.
    pub findings: BTreeMap<String, Outcome>,
    /// What a new device would get; known only with the key.
    pub newcomer: Option<Newcomer>,
}

/// What a device that joins now would get from the folder alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Newcomer {
    /// What it would hold of each stream.
    pub have: HaveMap,
    /// Documents of which it would hold something.
    pub documents: usize,
    /// What would be missing: stream, first and last seq.
    pub gaps: Vec<(ReplicaId, u64, u64)>,
}

impl FolderReport {
    /// Files that are damaged or torn.
    pub fn damaged(&self) -> impl Iterator<Item = &str> {
        let is_damaged = |outcome: &Outcome| {
            matches!(outcome, Outcome::Damaged | Outcome::Arriving | Outcome::Tampered | Outcome::Malformed)
        };
        self.findings.iter().filter(move |(_, outcome)| is_damaged(outcome)).map(|(path, _)| path.as_str())
    }

    /// Whether a new device would get everything that this folder shows to exist.
    pub fn is_complete(&self) -> bool {
        self.newcomer.as_ref().is_some_and(|newcomer| newcomer.gaps.is_empty())
    }
}

/// Checks every file of a folder. Without a vault only what needs no key: that files are whole and undamaged.
pub fn check(folder: &dyn Folder, vault: Option<&Vault>) -> Result<FolderReport, FolderError> {
    let mut report = FolderReport::default();
    let mut content = Content::default();
    let mut ids = BTreeSet::new();
    for entry in folder.list()? {
        if name::is_skipped(&entry.path) {
            continue;
        }
        report.files += 1;
        report.bytes += entry.size;
        let bytes = match folder.read(&entry.path) {
            Ok(bytes) => bytes,
            Err(FolderError::NotFound { .. }) => continue,
            Err(FolderError::TooLarge { .. }) => {
                report.findings.insert(entry.path, Outcome::TooLarge);
                continue;
            }
            Err(_) => {
                report.findings.insert(entry.path, Outcome::Unreadable);
                continue;
            }
        };
        let outside = envelope::inspect(&bytes);
        let outcome = match (&outside, vault) {
            (Err(refusal), _) => Outcome::of(refusal, &entry.path),
            (Ok(outside), Some(vault)) => {
                let is_new = ids.insert(outside.id);
                match open_file(&bytes, vault) {
                    Ok(Opened::Unknown) => Outcome::Newer,
                    Ok(opened) => {
                        content.take(opened, is_new, &mut report);
                        continue;
                    }
                    Err(refusal) => Outcome::of(&refusal, &entry.path),
                }
            }
            (Ok(outside), None) => {
                match outside.header.kind {
                    Kind::Marker => {
                        report.vaults.insert(outside.header.vault);
                    }
                    Kind::Segment if ids.insert(outside.id) => report.segments += 1,
                    Kind::Pack if ids.insert(outside.id) => report.packs += 1,
                    _ => {}
                }
                continue;
            }
        };
        report.findings.insert(entry.path, outcome);
    }
    if let Some(vault) = vault {
        report.vaults.insert(vault.id);
        report.newcomer = Some(content.newcomer());
    }
    Ok(report)
}

/// What the whole files of a folder hold.
#[derive(Default)]
struct Content {
    links: BTreeMap<ReplicaId, BTreeMap<u64, Vec<Link>>>,
    packs: BTreeMap<FileId, (HaveMap, Vec<FileId>)>,
    heard: HaveMap,
    documents: BTreeSet<DocId>,
}

impl Content {
    fn take(&mut self, opened: Opened, is_new: bool, report: &mut FolderReport) {
        match opened {
            Opened::Segment(envelope, segment) if is_new => {
                report.segments += 1;
                let header = envelope.header;
                let link = Link { seq: header.seq, id: envelope.id, prev: header.prev };
                self.links.entry(header.replica).or_default().entry(header.seq).or_default().push(link);
                chain::raise(&mut self.heard, &segment.have);
                let last = chain::Have { seq: header.seq, tip: [0; 16] };
                chain::raise(&mut self.heard, &HaveMap::from([(header.replica, last)]));
                self.documents.extend(segment.changes.iter().map(|change| change.doc));
            }
            Opened::Pack(envelope, pack) if is_new => {
                report.packs += 1;
                self.documents.extend(pack.documents.iter().map(|document| document.doc));
                self.documents.extend(pack.changes.iter().map(|change| change.doc));
                chain::raise(&mut self.heard, &pack.covers);
                self.packs.insert(envelope.id, (pack.covers, pack.with));
            }
            _ => {}
        }
    }

    fn newcomer(self) -> Newcomer {
        let mut have = HaveMap::new();
        for (covers, with) in self.packs.values() {
            if with.iter().all(|id| self.packs.contains_key(id)) {
                chain::raise(&mut have, covers);
            }
        }
        for (replica, links) in &self.links {
            let at = |seq| Ok::<_, std::convert::Infallible>(links.get(&seq).cloned().unwrap_or_default());
            if let Ok(Some(reached)) = advance(have.get(replica).copied(), at) {
                have.insert(*replica, reached);
            }
        }
        let mut gaps = Vec::new();
        for (replica, last) in chain::behind(&have, &self.heard) {
            let mut next = have.get(&replica).map_or(1, |have| have.seq + 1);
            let held = self.links.get(&replica).into_iter().flat_map(|links| links.range(next..));
            for seq in held.map(|(seq, _)| *seq).chain([last + 1]).collect::<Vec<_>>() {
                if next < seq {
                    gaps.push((replica, next, seq - 1));
                }
                next = seq + 1;
            }
        }
        Newcomer { have, documents: self.documents.len(), gaps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::Device;
    use crate::{MemoryFolder, SeededEntropy};

    fn folder() -> (MemoryFolder, Device) {
        let folder = MemoryFolder::new();
        let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
        vault.install(&folder).unwrap();
        let mut device = Device::new(&vault, 7);
        for _ in 0..5 {
            device.edit();
            device.round(&folder).unwrap();
        }
        (folder, device)
    }

    #[test]
    fn a_whole_folder_gives_a_new_device_everything() {
        let (folder, device) = folder();
        let before = folder.files();
        let report = check(&folder, Some(&device.vault)).unwrap();
        assert!(report.is_complete() && report.findings.is_empty(), "{report:?}");
        assert_eq!((report.segments, report.packs), (5, 0));
        assert_eq!(report.newcomer.unwrap().have.values().map(|have| have.seq).collect::<Vec<_>>(), [5]);
        let outside = check(&folder, None).unwrap();
        assert_eq!((outside.segments, outside.newcomer), (5, None));
        assert_eq!(folder.files(), before, "a check writes nothing");
    }

    #[test]
    fn what_is_damaged_and_what_it_takes_away_is_named() {
        let (folder, device) = folder();
        let sealed = device.disk.sealed();
        folder.flip(&sealed[1].path, 300, 4);
        crate::Folder::remove(&folder, &sealed[3].path).unwrap();
        folder.put_raw("holiday.jpg", vec![1; 100]);
        let report = check(&folder, Some(&device.vault)).unwrap();
        assert_eq!(report.damaged().collect::<Vec<_>>(), [sealed[1].path.as_str()]);
        assert_eq!(report.findings["holiday.jpg"], Outcome::Unrelated);
        let replica = device.disk.replica();
        assert_eq!(report.newcomer.unwrap().gaps, [(replica, 2, 2), (replica, 4, 4)]);
        assert_eq!(check(&folder, None).unwrap().damaged().count(), 1, "damage shows without a key");
    }

    #[test]
    fn a_pack_fills_the_gaps_that_it_covers() {
        let (folder, mut device) = folder();
        let gone = device.disk.sealed()[0].path.clone();
        device.disk.move_to_new_folder();
        device.round(&folder).unwrap();
        crate::Folder::remove(&folder, &gone).unwrap();
        let report = check(&folder, Some(&device.vault)).unwrap();
        assert!(report.is_complete() && report.packs == 1, "{report:?}");
    }
}
