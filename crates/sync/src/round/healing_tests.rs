//! A folder that lost files heals by itself, and nothing else does.

use crate::fleet::Device;
use crate::{FileId, MemoryFolder, OnMissing, Round, SeededEntropy, Vault, name};
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

struct Pair {
    folder: MemoryFolder,
    devices: [Device; 2],
}

impl Pair {
    /// Two devices that have written so often each, and read each other.
    fn new(edits: usize) -> Self {
        let folder = MemoryFolder::new();
        let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
        vault.install(&folder).unwrap();
        let mut devices = [7, 8].map(|seed| Device::new(&vault, seed));
        for _ in 0..edits {
            for device in &mut devices {
                device.edit();
                device.round(&folder).unwrap();
            }
        }
        devices[0].round(&folder).unwrap();
        Self { folder, devices }
    }

    fn look(&mut self, device: usize, after: i64) -> Round {
        self.devices[device].now += after;
        self.devices[device].round(&self.folder).unwrap()
    }

    /// Takes out the files of a device.
    fn lose(&self, device: usize, how_many: usize) -> BTreeMap<String, Vec<u8>> {
        let sealed = self.devices[device].disk.sealed();
        let paths = sealed.iter().map(|sealed| sealed.path.clone()).take(how_many);
        paths.filter_map(|path| Some((path.clone(), self.folder.take_raw(&path)?))).collect()
    }

    fn bring_back(&self, files: &BTreeMap<String, Vec<u8>>) {
        files.iter().for_each(|(path, bytes)| self.folder.put_raw(path, bytes.clone()));
    }

    fn has_all(&self, files: &BTreeMap<String, Vec<u8>>) -> bool {
        files.iter().all(|(path, bytes)| self.folder.files().get(path) == Some(bytes))
    }

    fn marker(&self) -> String {
        name::marker_path(self.devices[0].vault.id)
    }
}

#[test]
fn many_files_that_have_gone_are_put_back_once_two_looks_ten_minutes_apart_agree() {
    for (edits, lost, code) in [(8, 4, "many-gone"), (3, 3, "emptied"), (8, 8, "emptied")] {
        let mut pair = Pair::new(edits);
        let files = pair.lose(0, lost);
        pair.devices[0].edit();
        let writes = pair.folder.writes();
        let round = pair.look(0, MINUTE);
        assert_eq!((round.health.code(), round.put_back, round.sealed), (code, 0, 0));
        assert!(round.health.heals_itself());
        let round = pair.look(0, 10 * MINUTE - 1);
        assert_eq!((round.health.code(), pair.folder.writes()), (code, writes), "too soon");
        let round = pair.look(0, 1);
        assert_eq!((round.health.code(), round.put_back, round.waiting), ("ok", lost, 0), "{round:?}");
        assert!(pair.has_all(&files), "the same bytes under the same names");
        let round = pair.look(0, MINUTE);
        assert_eq!((round.health.code(), round.put_back, round.gone), ("ok", 0, 0), "told once");
        assert_eq!(pair.look(1, 12 * MINUTE).health.code(), "ok");
        assert_eq!(pair.devices[0].hashes(), pair.devices[1].hashes());
    }
}

#[test]
fn what_comes_back_between_two_looks_has_not_gone() {
    let mut pair = Pair::new(8);
    let files = pair.lose(0, 8);
    assert_eq!(pair.look(0, MINUTE).health.code(), "emptied");
    pair.bring_back(&files);
    assert_eq!(pair.look(0, 9 * MINUTE).health.code(), "ok");
    let lost = pair.lose(0, usize::MAX).len();
    assert_eq!(pair.look(0, MINUTE).health.code(), "emptied", "the first look at a new loss");
    assert_eq!(pair.look(0, 9 * MINUTE).health.code(), "emptied");
    assert_eq!(pair.look(0, MINUTE).put_back, lost);
}

#[test]
fn a_service_that_brings_files_back_is_left_to_it_and_the_rest_is_put_back() {
    let mut pair = Pair::new(10);
    let files: Vec<_> = pair.lose(0, 10).into_iter().collect();
    pair.look(0, MINUTE);
    for (path, bytes) in &files[..6] {
        pair.folder.put_raw(path, bytes.clone());
        pair.look(0, MINUTE);
    }
    let round = pair.look(0, 4 * MINUTE);
    assert_eq!((round.health.code(), round.put_back), ("ok", 4));
    assert!(pair.has_all(&files.into_iter().collect()));
}

#[test]
fn on_a_clock_that_was_put_back_the_ten_minutes_begin_anew_and_never_take_years() {
    let mut pair = Pair::new(8);
    pair.lose(0, 4);
    assert_eq!(pair.look(0, MINUTE).health.code(), "many-gone");
    assert_eq!(pair.look(0, -40 * 365 * DAY).health.code(), "many-gone");
    assert_eq!(pair.look(0, 9 * MINUTE).health.code(), "many-gone");
    assert_eq!(pair.look(0, MINUTE).put_back, 4);
}

#[test]
fn what_others_wrote_is_brought_back_by_them_or_within_a_day() {
    let mut pair = Pair::new(8);
    let theirs = pair.lose(1, 8);
    pair.devices[0].edit();
    assert_eq!(pair.look(0, MINUTE).health.code(), "many-gone");
    let round = pair.look(0, 10 * MINUTE);
    assert_eq!((round.health.code(), round.put_back, round.gone), ("ok", 0, 8), "writing goes on: {round:?}");
    assert!(round.published > 0);
    let round = pair.look(0, 26 * HOUR);
    assert!(round.packed > 0, "their words are here, too: {round:?}");
    let mut fresh = Device::new(&pair.devices[0].vault, 9);
    fresh.now = pair.devices[0].now;
    fresh.round(&pair.folder).unwrap();
    assert_eq!(fresh.hashes(), pair.devices[0].hashes());
    assert!(!pair.has_all(&theirs));
}

#[test]
fn two_devices_that_heal_at_once_do_no_harm() {
    let mut pair = Pair::new(8);
    let (mine, theirs) = (pair.lose(0, 8), pair.lose(1, 8));
    for device in [0, 1] {
        assert_eq!(pair.look(device, MINUTE).health.code(), "emptied");
    }
    for device in [0, 1] {
        assert_eq!(pair.look(device, 10 * MINUTE).put_back, 8);
    }
    assert!(pair.has_all(&mine) && pair.has_all(&theirs));
    for device in [0, 1] {
        let round = pair.look(device, MINUTE);
        assert_eq!((round.health.code(), round.gone, round.put_back), ("ok", 0, 0), "{round:?}");
    }
}

#[test]
fn a_folder_that_may_be_the_wrong_one_never_heals_by_itself() {
    let mut pair = Pair::new(8);
    let all = pair.folder.files();
    let marker = all[&pair.marker()].clone();
    let other = Vault::generate(&mut SeededEntropy::new(2), 0, "test").unwrap();
    let damaged = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
    type Case<'a> = (&'a str, Box<dyn Fn(&MemoryFolder) + 'a>);
    let cases: [Case; 5] = [
        ("empty", Box::new(|_| {})),
        ("marker-lost", Box::new(|folder| folder.put_raw("log/other.txt", vec![1]))),
        (
            "marker-damaged",
            Box::new(|folder| folder.put_raw(&name::marker_path(pair.devices[0].vault.id), damaged(&marker))),
        ),
        ("not-downloaded", Box::new(|folder| folder.put_raw(&name::marker_path(pair.devices[0].vault.id), Vec::new()))),
        ("other-vault", Box::new(|folder| other.install(folder).unwrap())),
    ];
    let mut device = pair.devices[0].cloned(70);
    for (code, make) in cases {
        pair.folder.wipe();
        make(&pair.folder);
        let before = pair.folder.files();
        for _ in 0..40 {
            device.now += 12 * HOUR;
            let round = device.round(&pair.folder).unwrap();
            assert_eq!((round.health.code(), round.put_back), (code, 0));
            assert!(!round.health.heals_itself());
        }
        assert_eq!(pair.folder.files(), before, "{code}");
    }
    // The marker has come back first; what a look at the wrong folder found says nothing.
    pair.folder.wipe();
    pair.folder.put_raw(&pair.marker(), marker);
    pair.devices[0] = device;
    assert_eq!(pair.look(0, MINUTE).health.code(), "emptied");
    pair.bring_back(&all);
    let round = pair.look(0, 10 * MINUTE);
    assert_eq!((round.health.code(), round.put_back), ("ok", 0));
}

#[test]
fn a_damaged_marker_is_written_beside_it_by_the_users_word() {
    let mut pair = Pair::new(2);
    let bytes = pair.folder.files()[&pair.marker()].clone();
    for spoiled in [vec![0; bytes.len()], Vec::new(), b"torn".to_vec()] {
        pair.folder.put_raw(&pair.marker(), spoiled.clone());
        assert!(!pair.look(0, MINUTE).health.may_write());
        let round = pair.devices[0].round_with(&pair.folder, true, OnMissing::Restore).unwrap();
        assert_eq!(round.health.code(), "ok");
        assert_eq!(pair.folder.files()[&pair.marker()], spoiled, "left alone");
        assert_eq!(pair.look(1, MINUTE).health.code(), "ok", "the others find it, too");
        pair.folder.take_raw(&name::renamed(&pair.marker(), 1));
    }
}

#[test]
fn a_file_that_its_service_keeps_elsewhere_has_not_gone() {
    let mut pair = Pair::new(8);
    // Until each has said what it has read.
    for device in [0, 1, 0, 1] {
        pair.look(device, HOUR);
    }
    let files = pair.lose(0, usize::MAX);
    let placeholder = |path: &str| path.replace("log/", "log/.") + ".icloud";
    files.keys().for_each(|path| pair.folder.put_raw(&placeholder(path), vec![1; 170]));
    let writes = pair.folder.writes();
    for _ in 0..5 {
        for device in [0, 1] {
            let round = pair.look(device, 30 * HOUR);
            assert_eq!((round.health.code(), round.gone, round.put_back), ("ok", 0, 0), "{round:?}");
            assert!(round.problems.is_empty(), "all of it is held: {round:?}");
        }
    }
    assert_eq!(pair.folder.writes(), writes);
    files.keys().for_each(|path| drop(pair.folder.take_raw(&placeholder(path))));
    assert_eq!(pair.look(0, HOUR).health.code(), "emptied", "and it is known when that has gone, too");
}

#[test]
fn a_placeholder_that_stood_beside_its_file_says_nothing_when_the_file_goes() {
    let mut pair = Pair::new(8);
    let path = pair.devices[0].disk.sealed()[3].path.clone();
    pair.folder.put_raw(&(path.replace("log/", "log/.") + ".icloud"), vec![1; 170]);
    assert!(pair.look(0, MINUTE).is_settled());
    let bytes = pair.folder.take_raw(&path).unwrap();
    let round = pair.look(0, MINUTE);
    assert_eq!((round.health.code(), round.published), ("ok", 1), "{round:?}");
    assert_eq!(pair.folder.files()[&path], bytes);
}

#[test]
fn what_is_not_downloaded_is_named_and_never_counts_as_settled() {
    for empty in [false, true] {
        let mut pair = Pair::new(3);
        pair.devices[1].edit();
        pair.look(1, MINUTE);
        let path = pair.devices[1].disk.sealed().last().unwrap().path.clone();
        let bytes = pair.folder.take_raw(&path).unwrap();
        let stand_in = if empty { path.clone() } else { path.clone() + ".nextcloud" };
        pair.folder.put_raw(&stand_in, if empty { Vec::new() } else { vec![32] });
        let mut round = pair.look(0, MINUTE);
        assert!(!round.is_settled() && round.problems.len() == 1, "{round:?}");
        for _ in 0..20 {
            round = pair.look(0, 5 * MINUTE);
        }
        let problem = &round.problems[0];
        assert_eq!((problem.path.as_str(), problem.outcome.code()), (path.as_str(), "not-downloaded"));
        pair.folder.take_raw(&stand_in);
        pair.folder.put_raw(&path, bytes);
        for _ in 0..2 {
            round = pair.look(0, HOUR);
        }
        assert!(round.problems.is_empty(), "{round:?}");
        assert_eq!(pair.devices[0].hashes(), pair.devices[1].hashes());
    }
}

#[test]
fn what_services_leave_beside_a_held_file_is_no_damage() {
    let mut pair = Pair::new(3);
    let path = pair.devices[1].disk.sealed().last().unwrap().path.clone();
    let whole = pair.folder.files()[&path].clone();
    let torn = whole[..whole.len() / 2].to_vec();
    let stem = path.strip_suffix(".fhd").unwrap();
    for litter in [
        format!("{stem} [conflicted].fhd"),
        format!("{stem} (1).fhd"),
        format!("{path}.!sync"),
        format!("{stem}_NAS_Dec-01-120000-2026_Conflict.fhd"),
        path.replace("log/", "log/@eaDir/"),
        path.replace("log/", "log/@eaDir/") + "@SynoEAStream",
        path.replace("log/", "log/.syncthing.") + ".tmp",
    ] {
        for bytes in [torn.clone(), vec![0; 900], Vec::new()] {
            pair.folder.put_raw(&litter, bytes);
            let round = pair.look(0, HOUR);
            assert!(round.is_settled(), "{litter}: {round:?}");
            pair.folder.take_raw(&litter);
        }
    }
    // The same beside nothing is what is left of the file.
    pair.devices[1].edit();
    pair.look(1, MINUTE);
    let path = pair.devices[1].disk.sealed().last().unwrap().path.clone();
    let bytes = pair.folder.take_raw(&path).unwrap();
    for left in
        [path.clone() + ".!sync", path.replace("log/", "log/.syncthing.") + ".tmp", path.clone() + " [conflicted].fhd"]
    {
        pair.folder.put_raw(&left, bytes[..bytes.len() / 2].to_vec());
        assert!(!pair.look(0, HOUR).is_settled(), "{left}");
        pair.folder.take_raw(&left);
    }
}

#[test]
fn what_a_cut_off_write_left_is_deleted_after_two_days_and_nothing_like_it() {
    let mut pair = Pair::new(2);
    let ours = ["log/.~a1B2c3D4e5F6.tmp", ".~0123456789abcdef.tmp", "keys/.~ABCDEFGHIJKL.tmp"];
    let others =
        [".~lock.notes.tmp", "log/.~short.tmp", "log/.~a1B2c3D4e5F6.part", "log/.~a1B2-3D4e5F6.tmp", "log/x.tmp"];
    ours.iter().chain(&others).for_each(|path| pair.folder.put_raw(path, vec![1; 40]));
    for passed in [MINUTE, HOUR, 12 * HOUR, 10 * HOUR] {
        pair.look(0, passed);
        assert!(ours.iter().all(|path| pair.folder.files().contains_key(*path)), "a write may be going on");
    }
    pair.look(0, DAY);
    pair.look(0, DAY);
    let left = pair.folder.files();
    assert!(ours.iter().all(|path| !left.contains_key(*path)), "{left:?}");
    assert!(others.iter().all(|path| left.contains_key(*path)));
    let memory = &crate::Journal::state(&mut pair.devices[0].disk).unwrap().memory;
    assert!(memory.left.is_empty());
}

#[test]
fn a_memory_is_small_when_nothing_has_gone() {
    let mut pair = Pair::new(4);
    let gone = |pair: &mut Pair| crate::Journal::state(&mut pair.devices[0].disk).unwrap().memory.gone;
    assert_eq!(gone(&mut pair), BTreeMap::<FileId, i64>::new());
    let files = pair.lose(1, 1);
    pair.look(0, MINUTE);
    assert_eq!(gone(&mut pair).len(), 1);
    pair.bring_back(&files);
    pair.look(0, MINUTE);
    assert_eq!(gone(&mut pair).len(), 0);
}
