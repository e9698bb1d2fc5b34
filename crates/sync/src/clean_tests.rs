use super::*;
use crate::fleet::Device;
use crate::{Entropy, MemoryFolder, OnMissing, SeededEntropy};

const DAY: i64 = 86_400_000;

struct Fleet {
    folder: MemoryFolder,
    devices: Vec<Device>,
    edits: u64,
}

impl Fleet {
    fn new(count: u64) -> Self {
        let folder = MemoryFolder::new();
        let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
        vault.install(&folder).unwrap();
        let devices = (0..count).map(|n| Device::new(&vault, 100 + n)).collect();
        Self { folder, devices, edits: 0 }
    }

    /// One device that has written a hundred times: enough for a pack.
    fn alone() -> Self {
        let mut fleet = Self::new(1);
        for _ in 0..100 {
            fleet.edit(0);
            fleet.round(0);
        }
        fleet
    }

    /// A sentence in one of many small documents.
    fn edit(&mut self, device: usize) {
        self.edits += 1;
        let mut doc = [0; 16];
        doc[..8].copy_from_slice(&(self.edits / 20).to_be_bytes());
        let mut text = vec![0; 100];
        SeededEntropy::new(self.edits).fill(&mut text);
        self.devices[device].disk.edit(DocId::from_bytes(doc), "jot", text);
    }

    fn round(&mut self, device: usize) -> crate::Round {
        self.devices[device].round(&self.folder).unwrap()
    }

    fn pass(&mut self, by: i64) {
        self.devices.iter_mut().for_each(|device| device.now += by);
    }

    /// Everybody writes a sentence four times a day.
    fn day(&mut self) {
        for _ in 0..4 {
            for n in 0..self.devices.len() {
                self.edit(n);
                let round = self.round(n);
                assert_eq!(round.health.code(), "ok");
            }
            self.pass(DAY / 4);
        }
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            for n in 0..self.devices.len() {
                self.round(n);
            }
            self.pass(DAY / 100);
        }
    }

    fn segments(&self) -> usize {
        self.folder.files().keys().filter(|path| path.contains("/s-")).count()
    }

    fn packs(&self) -> Vec<String> {
        self.folder.files().into_keys().filter(|path| path.contains("/p-")).collect()
    }

    /// A device that knows nothing gets everything from the folder alone.
    fn joiner_gets_all(&self) {
        let mut joiner = Device::new(&self.devices[0].vault, 999);
        joiner.now = self.devices[0].now;
        let round = joiner.round(&self.folder).unwrap();
        assert!(round.problems.is_empty(), "{round:?}");
        assert_eq!(joiner.hashes(), self.devices[0].hashes());
        let behind = chain::behind(joiner.disk.have(), self.devices[0].disk.have());
        assert_eq!(behind, [], "{:#?} {:?}", self.packs(), joiner.disk.have());
        assert!(chain::includes(joiner.disk.have(), self.devices[0].disk.have()));
        assert_eq!(joiner.disk.applied().len(), joiner.hashes().len());
    }
}

#[test]
fn packs_take_the_place_of_segments_and_nothing_is_lost() {
    let mut fleet = Fleet::new(3);
    let mut cleaned = 0;
    for day in 0..40 {
        fleet.day();
        if day % 8 == 0 {
            fleet.settle();
            fleet.joiner_gets_all();
        }
        cleaned += usize::from(fleet.segments() < 12 * (day + 1));
    }
    fleet.settle();
    assert!(cleaned > 20, "cleaned on {cleaned} days");
    assert!(fleet.segments() < 200 && fleet.packs().len() < 20, "{} {}", fleet.segments(), fleet.packs().len());
    let all = fleet.devices[0].hashes();
    assert_eq!(all.len() as u64, fleet.edits);
    assert!(fleet.devices.iter().all(|device| device.hashes() == all));
    fleet.joiner_gets_all();
}

/// Three devices, in use, of which none has a file that one of them wrote: it went with the data of the two that had it, and another
/// stream still says that it was.
fn fleet_that_lacks_a_file() -> Fleet {
    let mut fleet = Fleet::new(3);
    fleet.day();
    fleet.settle();
    let backup = fleet.devices[1].cloned(55);
    fleet.edit(2);
    fleet.round(2);
    let lost = fleet.devices[2].disk.sealed().last().unwrap().path.clone();
    fleet.edit(1);
    fleet.round(1);
    assert!(fleet.folder.take_raw(&lost).is_some());
    fleet.round(0);
    let now = fleet.devices[0].now;
    let mut anew = Device::new(&fleet.devices[0].vault, 77);
    anew.id = fleet.devices[2].id;
    anew.disk = crate::MemoryJournal::new(ReplicaId::from_bytes([5; 16]), Some(anew.id));
    (fleet.devices[1], fleet.devices[2]) = (backup, anew);
    fleet.devices.iter_mut().for_each(|device| device.now = now);
    fleet
}

#[test]
fn what_nobody_can_bring_holds_up_cleaning_for_a_while_and_not_for_ever() {
    let mut fleet = fleet_that_lacks_a_file();
    let mut cleaned = Vec::new();
    for day in 0..2 * Policy::default().stuck_days {
        for n in [0, 1, 2, 0, 1, 2] {
            fleet.edit(n);
            let round = fleet.round(n);
            assert!(day == 0 || round.behind > 0, "nobody can bring it: {round:?}");
            if round.cleaned > 0 {
                cleaned.push(day);
            }
            fleet.pass(DAY / 6);
        }
    }
    let first = cleaned.first().copied();
    assert!(first.is_some_and(|first| first + 1 >= Policy::default().stuck_days), "{cleaned:?}");
    fleet.settle();
    let all = fleet.devices[0].hashes();
    assert!(fleet.devices.iter().all(|device| device.hashes() == all));
}

#[test]
fn a_device_that_is_away_holds_up_cleaning_until_it_is_away_for_long() {
    let mut fleet = Fleet::new(2);
    fleet.day();
    let away = fleet.devices.pop().unwrap();
    for _ in 0..Policy::default().away_days {
        for _ in 0..2 {
            fleet.edit(0);
            fleet.round(0);
            fleet.pass(DAY / 2);
        }
    }
    assert!(fleet.segments() >= 2 * Policy::default().away_days as usize, "{}", fleet.segments());
    for _ in 0..20 {
        fleet.edit(0);
        fleet.round(0);
        fleet.pass(DAY);
    }
    assert!(fleet.segments() < 100, "{}", fleet.segments());
    fleet.devices.push(away);
    fleet.devices[1].now = fleet.devices[0].now;
    fleet.edit(1);
    let round = fleet.round(1);
    assert!(round.health.code() == "ok" && round.published > 0, "what it knew is in packs: {round:?}");
    fleet.settle();
    assert_eq!(fleet.devices[0].hashes(), fleet.devices[1].hashes());
    fleet.joiner_gets_all();
}

#[test]
fn a_damaged_pack_lets_nothing_be_deleted() {
    let mut fleet = Fleet::alone();
    let packs = fleet.packs();
    assert_eq!(packs.len(), 1, "alone, one pack suffices");
    for _ in 1..Policy::default().keep_days {
        fleet.pass(DAY);
        assert_eq!(fleet.round(0).cleaned, 0);
    }
    fleet.pass(DAY);
    // Its size stays, so that the listing shows nothing.
    fleet.folder.flip(&packs[0], 500, 1);
    assert_eq!(fleet.round(0).cleaned, 0);
    fleet.folder.flip(&packs[0], 500, 1);
    fleet.pass(DAY);
    assert!(fleet.round(0).cleaned > 10);
    fleet.joiner_gets_all();
}

#[test]
fn what_a_pack_does_not_hold_is_not_deleted() {
    let mut fleet = Fleet::alone();
    // A writer that is wrong about what it packs: it forgets a document and still covers everything.
    let mut liar = Device::new(&fleet.devices[0].vault, 7);
    liar.round(&fleet.folder).unwrap();
    liar.disk.lose_document();
    fleet.folder.remove(&fleet.packs()[0]).unwrap();
    liar.now += DAY;
    liar.round(&fleet.folder).unwrap();
    let before = fleet.segments();
    for _ in 0..10 {
        fleet.pass(DAY);
        liar.now += DAY;
        liar.round(&fleet.folder).unwrap();
        fleet.round(0);
    }
    assert!(fleet.segments() < before, "what is held may go");
    fleet.joiner_gets_all();
}

#[test]
fn a_file_is_read_before_it_is_deleted_whatever_the_plan_says() {
    let mut fleet = Fleet::alone();
    let packed = fleet.segments();
    fleet.edit(0);
    fleet.round(0);
    // A plan that is wrong: it takes every file of the folder for held, also the one that was written after the pack.
    let device = &mut fleet.devices[0];
    let (mut packs, mut files) = (Vec::new(), BTreeMap::new());
    for (path, bytes) in fleet.folder.files() {
        match open_file(&bytes, &device.vault) {
            Ok(Opened::Pack(envelope, pack)) => packs.push((envelope.id, path, pack.covers)),
            Ok(Opened::Segment(envelope, _)) => drop(files.insert(envelope.id, vec![path])),
            _ => {}
        }
    }
    let [(head, path, covers)] = <[_; 1]>::try_from(packs).unwrap();
    let before = files.len();
    let plan = Cleaning { head, chain: BTreeMap::from([(head, path.clone())]), covers, files };
    fleet.folder.flip(&path, 500, 1);
    let done = clean(&fleet.folder, &mut device.disk, &device.vault, &plan).unwrap().unwrap();
    assert!(done.deleted.is_empty() && done.refuted.is_empty(), "a damaged pack says nothing of any file");
    fleet.folder.flip(&path, 500, 1);
    let done = clean(&fleet.folder, &mut device.disk, &device.vault, &plan).unwrap().unwrap();
    assert!(!done.refuted.is_empty(), "what is not in the pack is noticed");
    assert_eq!(done.deleted.len() + done.refuted.len(), before);
    assert_eq!(fleet.segments(), done.refuted.len(), "and stays, of {packed}");
    fleet.joiner_gets_all();
}

#[test]
fn any_one_device_fills_a_new_folder_for_a_fresh_one() {
    let mut fleet = Fleet::new(3);
    for _ in 0..30 {
        fleet.day();
    }
    fleet.settle();
    for n in 0..3 {
        let other = MemoryFolder::new();
        fleet.devices[n].vault.install(&other).unwrap();
        let mut device = fleet.devices[n].cloned(50 + n as u64);
        device.now = fleet.devices[0].now;
        device.disk.move_to_new_folder();
        device.round(&other).unwrap();
        let mut fresh = Device::new(&device.vault, 60);
        fresh.round(&other).unwrap();
        assert_eq!(fresh.hashes(), fleet.devices[0].hashes(), "device {n}");
    }
}

#[test]
fn the_folder_without_any_one_file_is_made_whole_by_any_one_device() {
    let mut fleet = Fleet::new(2);
    for _ in 0..25 {
        fleet.day();
    }
    fleet.settle();
    let all = fleet.devices[0].hashes();
    let files = fleet.folder.files();
    for missing in files.keys().filter(|path| path.starts_with("log/")) {
        let other = MemoryFolder::new();
        files.iter().filter(|(path, _)| *path != missing).for_each(|(path, bytes)| other.put_raw(path, bytes.clone()));
        let n = missing.len() % 2;
        let mut device = fleet.devices[n].cloned(50);
        device.now = fleet.devices[0].now;
        for _ in 0..3 {
            device.round_with(&other, false, OnMissing::Restore).unwrap();
            device.now += DAY;
        }
        let mut fresh = Device::new(&device.vault, 60);
        fresh.now = device.now;
        fresh.round(&other).unwrap();
        assert_eq!(fresh.hashes(), all, "without {missing}, from device {n}");
    }
}

#[test]
#[ignore = "a year of five devices: make soak, and once in a test of the whole"]
fn a_year_of_five_devices_stays_small() {
    let mut fleet = Fleet::new(5);
    let (mut most_files, mut most_bytes) = (0, 0);
    for _ in 0..365 {
        for _ in 0..20 {
            for n in 0..5 {
                fleet.edit(n);
                fleet.round(n);
            }
            fleet.pass(DAY / 20);
        }
        let files = fleet.folder.files();
        most_files = most_files.max(files.len());
        most_bytes = most_bytes.max(files.values().map(Vec::len).sum::<usize>());
    }
    fleet.settle();
    let live = fleet.edits * 104;
    println!("{most_files} files, {most_bytes} bytes at most; {live} bytes live");
    assert!(most_files <= 5 * 200, "{most_files}");
    assert!(most_bytes as u64 <= 3 * live, "{most_bytes} of {live}");
    let reads = fleet.folder.reads();
    let round = fleet.round(0);
    assert_eq!((round.read, fleet.folder.reads() - reads), (0, 1), "the marker");
    fleet.joiner_gets_all();
}

/// Both programs on copied data call the files of the old stream their own; what one deletes with proof, the other does not put back.
#[test]
fn what_one_of_two_copies_has_cleaned_up_stays_away() {
    let mut fleet = Fleet::new(1);
    fleet.day();
    let copy = fleet.devices[0].cloned(900);
    let shared: Vec<String> = fleet.devices[0].disk.sealed().iter().map(|sealed| sealed.path.clone()).collect();
    fleet.devices.push(copy);
    let mut left: BTreeSet<&String> = shared.iter().collect();
    assert!(left.len() >= 4);
    for step in 0..200 {
        for n in 0..2 {
            fleet.edit(n);
            fleet.round(n);
            let files = fleet.folder.files();
            let there: BTreeSet<&String> = shared.iter().filter(|path| files.contains_key(*path)).collect();
            assert!(there.is_subset(&left), "a file has come back in step {step}: {there:?}");
            left = there;
        }
        fleet.pass(DAY / 4);
    }
    assert!(left.is_empty(), "{left:?}");
    fleet.settle();
    assert_eq!(fleet.devices[0].hashes(), fleet.devices[1].hashes());
    fleet.joiner_gets_all();
}

/// An acknowledgement brings nothing, so that any chain holds all of it; without its place the stream would stand still for others.
#[test]
fn an_own_file_that_a_service_has_taken_away_is_put_back_though_packs_hold_all_that_was_in_it() {
    let mut fleet = Fleet::new(2);
    fleet.day();
    while !fleet.folder.files().keys().any(|path| path.starts_with("log/p-")) {
        fleet.pass(DAY);
        fleet.settle();
        fleet.day();
    }
    fleet.settle();
    let before = fleet.folder.files();
    fleet.devices[0].disk.card_changed = true;
    assert_eq!(fleet.round(0).sealed, 1);
    let after = fleet.folder.files();
    let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    let &[path] = new.as_slice() else { panic!("{new:?}") };
    fleet.folder.take_raw(path).unwrap();
    fleet.round(0);
    assert!(fleet.folder.files().contains_key(path), "{path} was taken for cleaned up");
    fleet.settle();
    let [one, two] = [0, 1].map(|n: usize| fleet.devices[n].disk.state().unwrap().have);
    assert_eq!(one, two);
}
