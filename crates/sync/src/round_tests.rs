use super::*;
use crate::envelope::{self, Kind};
use crate::fleet::Device;
use crate::memory_journal::Stopped;
use crate::payload::Segment;
use crate::{KeyRing, MemoryFolder, ReplicaId, SeededEntropy, VaultKey, name};
use std::collections::BTreeMap;

/// A vault in a folder, with so many devices on it.
fn fleet<const N: usize>() -> (MemoryFolder, [Device; N]) {
    let folder = MemoryFolder::new();
    let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
    vault.install(&folder).unwrap();
    (folder, std::array::from_fn(|n| Device::new(&vault, 100 + n as u64)))
}

/// Paths of all segments in a folder.
fn segments(folder: &MemoryFolder) -> Vec<String> {
    folder.files().into_keys().filter(|path| path.contains("s-")).collect()
}

#[test]
fn what_one_writes_the_other_reads_once() {
    let (folder, [mut one, mut two]) = fleet();
    let hash = one.edit();
    let sent = one.round(&folder).unwrap();
    assert_eq!((sent.sealed, sent.published, sent.waiting, sent.unsealed), (1, 1, 0, 0));
    let got = two.round(&folder).unwrap();
    assert_eq!((got.read, got.ingested, got.changes), (2, 1, 1), "the marker and the segment");
    assert_eq!(two.disk.applied(), [hash]);
    assert_eq!(two.disk.cards()[&one.disk.replica()].1.name, "device 100");
    assert!(got.is_settled() && one.round(&folder).unwrap().is_settled());
}

#[test]
fn a_quiet_round_reads_and_writes_nothing_but_the_marker() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    for _ in 0..2 {
        one.round(&folder).unwrap();
        two.round(&folder).unwrap();
    }
    folder.put_raw("log/holiday.jpg", vec![1; 500]);
    folder.put_raw("log/s-1 (1).fhd", vec![]);
    one.round(&folder).unwrap();
    let (reads, writes) = (folder.reads(), folder.writes());
    let round = one.round(&folder).unwrap();
    assert_eq!((round.read, round.sealed, round.published), (0, 0, 0));
    assert_eq!((folder.reads() - reads, folder.writes() - writes), (1, 0), "the marker");
}

#[test]
fn without_words_only_the_first_segment_is_written_and_it_brings_the_card() {
    let (folder, [mut one]) = fleet();
    for _ in 0..3 {
        one.round(&folder).unwrap();
    }
    assert_eq!(segments(&folder).len(), 1);
    one.disk.card_changed = true;
    one.round(&folder).unwrap();
    one.round(&folder).unwrap();
    assert_eq!(segments(&folder).len(), 2);
}

#[test]
fn many_changes_are_cut_into_segments() {
    let (folder, [mut one, mut two]) = fleet();
    for n in 0..25u8 {
        one.edit_with(vec![n; 150_000]);
    }
    assert_eq!(one.round(&folder).unwrap().published, 5, "six or seven fit into a mebibyte");
    two.round(&folder).unwrap();
    assert_eq!(two.hashes(), one.hashes());
}

#[test]
fn a_file_that_grows_into_place_is_taken_in_when_it_is_whole() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let path = &segments(&folder)[0];
    let whole = folder.files()[path].clone();
    for len in [0, 5, 100, 128, 700, whole.len() - 1] {
        folder.put_raw(path, whole[..len].to_vec());
        let round = two.round(&folder).unwrap();
        assert_eq!(round.ingested, 0, "{len}");
        assert_eq!(round.problems, [Problem { path: path.clone(), outcome: Outcome::Arriving }]);
    }
    folder.put_raw(path, whole);
    assert_eq!(two.round(&folder).unwrap().ingested, 1);
}

#[test]
fn space_reserved_at_full_length_is_looked_at_again_though_its_size_stays() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let path = &segments(&folder)[0];
    let whole = folder.files()[path].clone();
    folder.put_raw(path, vec![0; whole.len()]);
    assert_eq!(two.round(&folder).unwrap().problems[0].outcome, Outcome::Damaged);
    folder.put_raw(path, whole);
    assert_eq!(two.round(&folder).unwrap().read, 0, "not at once");
    two.now += 10_000;
    assert_eq!(two.round(&folder).unwrap().ingested, 1);
}

#[test]
fn copies_and_renamed_trees_are_taken_in_once() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let path = segments(&folder).remove(0);
    for copy in [
        "log (1)/x.fhd",
        "log/s-1.sync-conflict-20261122-010951-MYC4IAO.fhd",
        "a/b/c/s-1 (conflicted copy)",
        "S-1_2.FHD",
    ] {
        folder.duplicate(&path, copy);
    }
    folder.rename(&path, "log/s-1~moved.fhd");
    let round = two.round(&folder).unwrap();
    assert_eq!((round.read, round.ingested, round.changes), (6, 1, 1));
    assert_eq!(two.disk.applied().len(), 1);
    let own = one.round(&folder).unwrap();
    assert_eq!(
        (own.ingested, own.rotated, own.health.code()),
        (1, false, "ok"),
        "its own file has not gone and is nobody else's"
    );
    assert!(own.is_settled());
}

#[test]
fn foreign_damaged_and_forged_files_hold_up_nothing_and_stay_as_they_are() {
    let (folder, [mut one, mut two]) = fleet();
    let stranger = Vault::generate(&mut SeededEntropy::new(2), 0, "test").unwrap();
    let elsewhere = MemoryFolder::new();
    stranger.install(&elsewhere).unwrap();
    let mut theirs = Device::new(&stranger, 5);
    theirs.round(&elsewhere).unwrap();
    let (their_path, their_bytes) = elsewhere.files().into_iter().find(|(path, _)| path.contains("s-")).unwrap();
    folder.put_raw(&their_path, their_bytes);
    folder.put_raw("log/notes.txt", b"a list of cheeses".to_vec());
    folder.put_raw("log/junk.fhd", b"a list of cheeses".to_vec());
    one.edit();
    one.round(&folder).unwrap();
    let path = segments(&folder).into_iter().find(|path| *path != their_path).unwrap();
    folder.duplicate(&path, "log/flipped.fhd");
    folder.flip("log/flipped.fhd", 300, 4);
    let before = folder.files();

    two.edit();
    let round = two.round(&folder).unwrap();
    let problems: BTreeMap<_, _> =
        round.problems.iter().map(|problem| (problem.path.as_str(), problem.outcome.code())).collect();
    let expected = [(their_path.as_str(), "other-vault"), ("log/flipped.fhd", "damaged"), ("log/junk.fhd", "damaged")];
    assert_eq!(problems, BTreeMap::from(expected), "the list of cheeses is nobody's business");
    assert_eq!((round.ingested, round.published, round.health.code()), (1, 1, "ok"));
    assert!(before.iter().all(|(path, bytes)| folder.files().get(path) == Some(bytes)));
}

#[test]
fn a_file_of_an_unknown_kind_or_without_a_place_is_left_alone() {
    let (folder, [mut one]) = fleet();
    let key = one.vault.keys.active().unwrap().id();
    let plant = |name: &str, kind, replica: u8, seq, payload: &[u8]| {
        let header = envelope::Header {
            kind,
            minor: 0,
            vault: one.vault.id,
            replica: ReplicaId::from_bytes([replica; 16]),
            seq,
            prev: crate::FileId::ZERO,
            key,
        };
        let (_, bytes) = envelope::seal(&header, payload, &one.vault.keys, &mut SeededEntropy::new(seq)).unwrap();
        folder.put_raw(name, bytes);
    };
    let good = Segment::default().encode();
    plant("log/pack.fhd", Kind::Pack, 3, 1, b"");
    plant("log/hologram.fhd", Kind::Other(77), 3, 1, b"");
    plant("log/nowhere.fhd", Kind::Segment, 3, 0, &good);
    plant("log/rootless.fhd", Kind::Segment, 3, 2, &good);
    plant("log/nobody.fhd", Kind::Segment, 0, 1, &good);
    plant("log/babble.fhd", Kind::Segment, 3, 1, b"babble");
    let round = one.round(&folder).unwrap();
    let problems: Vec<_> =
        round.problems.iter().map(|problem| (problem.path.as_str(), problem.outcome.code())).collect();
    assert_eq!(
        problems,
        [
            ("log/babble.fhd", "malformed"),
            ("log/hologram.fhd", "newer"),
            ("log/nobody.fhd", "malformed"),
            ("log/nowhere.fhd", "malformed"),
            ("log/pack.fhd", "malformed"),
            ("log/rootless.fhd", "malformed")
        ]
    );
    assert_eq!(round.ingested, 0);
}

#[test]
fn a_device_without_the_key_does_nothing_and_goes_on_when_it_has_it() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let keys = std::mem::take(&mut two.vault.keys);
    two.edit();
    let locked = two.round(&folder).unwrap();
    assert_eq!((locked.health.code(), locked.read, locked.sealed, locked.unsealed), ("locked", 0, 0, 1));
    // With another key the files stay locked, and nothing that the others cannot read is refused locally.
    two.vault.keys = KeyRing::of(VaultKey::from_bytes([4; 32]));
    let wrong = two.round(&folder).unwrap();
    assert!(wrong.problems.iter().all(|problem| problem.outcome.code() == "locked"));
    two.vault.keys = keys;
    let round = two.round(&folder).unwrap();
    assert_eq!(round.ingested, 1);
}

#[test]
fn a_missing_folder_keeps_words_until_it_is_back() {
    let (folder, [mut one]) = fleet();
    one.round(&folder).unwrap();
    folder.set_missing(true);
    one.edit();
    let away = one.round(&folder).unwrap();
    assert_eq!((away.health.code(), away.sealed, away.unsealed), ("missing", 0, 1));
    folder.set_missing(false);
    assert_eq!(one.round(&folder).unwrap().published, 1);
}

#[test]
fn a_read_only_or_full_folder_is_read_and_written_later_with_the_same_bytes() {
    for full in [false, true] {
        let (folder, [mut one, mut two]) = fleet();
        let refuse = |on: bool| {
            if full {
                folder.set_capacity(on.then_some(0));
            } else {
                folder.set_read_only(on);
            }
        };
        two.edit();
        two.round(&folder).unwrap();
        refuse(true);
        one.edit();
        let refused = one.round(&folder).unwrap();
        assert_eq!(refused.health.code(), if full { "full" } else { "read-only" });
        assert_eq!((refused.ingested, refused.waiting, refused.unsealed), (1, 1, 0));
        let sealed = one.disk.sealed()[0].bytes.clone();
        one.edit();
        one.round(&folder).unwrap();
        refuse(false);
        let round = one.round(&folder).unwrap();
        assert_eq!((round.health.code(), round.published), ("ok", 2));
        assert!(folder.files().values().any(|bytes| *bytes == sealed));
        two.round(&folder).unwrap();
        assert_eq!(one.hashes(), two.hashes());
    }
}

#[test]
fn an_emptied_folder_gets_nothing_until_the_user_says_restore() {
    let (folder, [mut one, mut two]) = fleet();
    for device in [&mut one, &mut two] {
        device.edit();
        device.round(&folder).unwrap();
    }
    one.round(&folder).unwrap();
    let (marker_path, marker) = (name::marker_path(one.vault.id), one.vault.marker.clone());
    for (with_marker, code) in [(false, "empty"), (true, "emptied")] {
        folder.wipe();
        if with_marker {
            folder.put_raw(&marker_path, marker.clone());
        }
        one.edit();
        let writes = folder.writes();
        let round = one.round(&folder).unwrap();
        assert_eq!((round.health.code(), round.sealed), (code, 0));
        assert_eq!(folder.writes(), writes);
        let restored = one.round_with(&folder, false, OnMissing::Restore).unwrap();
        assert_eq!(restored.health.code(), "ok");
        assert!(
            one.disk.sealed().iter().all(|sealed| folder.files().values().any(|bytes| *bytes == sealed.bytes)),
            "its own, with the same bytes"
        );
        assert_eq!(folder.files().get(&marker_path), Some(&marker));
        two.round_with(&folder, false, OnMissing::Restore).unwrap();
        one.round(&folder).unwrap();
        assert_eq!(one.hashes(), two.hashes());
    }
    let mut fresh = Device::new(&one.vault, 9);
    fresh.round(&folder).unwrap();
    assert_eq!(fresh.hashes(), one.hashes());
}

#[test]
fn the_word_restore_counts_for_what_only_reading_shows_to_be_gone() {
    let (folder, [mut one, mut two]) = fleet();
    let other = MemoryFolder::new();
    one.vault.install(&other).unwrap();
    for _ in 0..5 {
        two.edit();
        two.round(&folder).unwrap();
        one.edit();
        one.round(&folder).unwrap();
    }
    // A copy of the data goes on in another folder, where a part of the files has arrived. Too little of it is known as read here
    // to say at the first look that much is missing.
    let mut copy = one.cloned(77);
    let read = folder.files().into_iter().filter(|(path, _)| path.starts_with("log/")).skip(2);
    read.for_each(|(path, bytes)| other.put_raw(&path, bytes));
    let kept: Vec<String> = copy.disk.seen().keys().filter(|path| path.starts_with("log/")).take(4).cloned().collect();
    copy.disk.seen().retain(|path, _| kept.contains(path));
    copy.edit();
    let round = copy.round_with(&other, true, OnMissing::Restore).unwrap();
    assert_eq!((round.health.code(), round.unsealed, round.waiting), ("ok", 0, 0), "{round:?}");
}

#[test]
fn restore_does_nothing_in_a_folder_of_somebody_else() {
    let (folder, [mut one]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let other = Vault::generate(&mut SeededEntropy::new(2), 0, "test").unwrap();
    folder.wipe();
    other.install(&folder).unwrap();
    let before = folder.files();
    let round = one.round_with(&folder, true, OnMissing::Restore).unwrap();
    assert_eq!(round.health.code(), "other-vault");
    assert_eq!(folder.files(), before);
}

#[test]
fn a_name_taken_by_other_bytes_is_neither_replaced_nor_counted_as_published() {
    let (folder, [mut one, mut two]) = fleet();
    folder.set_read_only(true);
    one.edit();
    one.round(&folder).unwrap();
    let path = one.disk.sealed()[0].path.clone();
    folder.set_read_only(false);
    folder.put_raw(&path, b"\x89FHD\r\n\x1a\ntorn".to_vec());
    assert_eq!(one.round(&folder).unwrap().published, 1);
    assert_eq!(folder.files()[&path], b"\x89FHD\r\n\x1a\ntorn");
    assert!(folder.files().contains_key(&name::renamed(&path, 1)));
    two.round(&folder).unwrap();
    assert_eq!(one.hashes(), two.hashes());
}

#[test]
fn a_write_that_lied_is_noticed_by_reading_back() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    folder.spoil_next_write(700);
    one.round(&folder).unwrap();
    two.round(&folder).unwrap();
    assert_eq!(one.hashes(), two.hashes());
}

#[test]
fn if_every_name_is_taken_the_file_waits_and_the_report_says_so() {
    let (folder, [mut one]) = fleet();
    folder.set_read_only(true);
    one.round(&folder).unwrap();
    folder.set_read_only(false);
    let path = one.disk.sealed()[0].path.clone();
    for rename in 0..=name::MAX_RENAMES {
        folder.put_raw(&name::renamed(&path, rename), b"other".to_vec());
    }
    let round = one.round(&folder).unwrap();
    assert_eq!((round.published, round.waiting), (0, 1));
    assert!(round.stopped.unwrap().contains(&path));
}

#[test]
fn a_file_held_by_another_program_is_read_later() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let path = &segments(&folder)[0];
    folder.set_busy(path, true);
    let round = two.round(&folder).unwrap();
    assert_eq!((round.ingested, round.problems[0].outcome.code(), round.health.code()), (0, "unreadable", "ok"));
    folder.set_busy(path, false);
    two.now += 10_000;
    assert_eq!(two.round(&folder).unwrap().ingested, 1);
}

#[test]
fn a_restored_backup_takes_a_new_stream_and_gets_its_own_words_back() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let mut backup = one.cloned(77);
    for _ in 0..3 {
        one.edit();
        one.round(&folder).unwrap();
    }
    backup.edit();
    let round = backup.round(&folder).unwrap();
    assert!(round.rotated);
    assert_eq!(round.ingested, 3, "what it had published after the backup");
    assert_ne!(backup.disk.replica(), one.disk.replica());
    assert_eq!(backup.disk.seq(), 1);
    two.round(&folder).unwrap();
    assert_eq!(two.hashes(), backup.hashes());
    assert!(!backup.round(&folder).unwrap().rotated, "once is enough");
}

#[test]
fn two_programs_on_one_identity_part_and_lose_nothing() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    let mut copy = one.cloned(77);
    let apart = MemoryFolder::new();
    folder.files().into_iter().for_each(|(path, bytes)| apart.put_raw(&path, bytes));
    // Both seal the same seq before either sees the other.
    for _ in 0..2 {
        one.edit();
        one.round(&folder).unwrap();
        copy.edit_with(b"written on the copy".to_vec());
        copy.edit();
        copy.round(&apart).unwrap();
    }
    for (path, bytes) in apart.files() {
        assert!(folder.files().get(&path).is_none_or(|there| *there == bytes), "one name never has two contents");
        folder.put_raw(&path, bytes);
    }
    assert!(one.round(&folder).unwrap().rotated);
    assert!(copy.round(&folder).unwrap().rotated);
    one.edit();
    copy.edit();
    for _ in 0..2 {
        for device in [&mut one, &mut copy, &mut two] {
            device.round(&folder).unwrap();
        }
    }
    assert_eq!(one.hashes(), copy.hashes());
    assert_eq!(one.hashes(), two.hashes());
    assert_eq!(one.disk.have(), two.disk.have());
    assert!(one.disk.replica() != copy.disk.replica());
}

#[test]
fn have_tells_the_others_what_was_read() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    two.edit();
    two.round(&folder).unwrap();
    one.round(&folder).unwrap();
    let heard = &one.disk.state().unwrap().peers[&two.disk.replica()].have[&one.disk.replica()];
    assert_eq!(heard.seq, 1);
    assert_eq!(heard.tip, one.disk.sealed()[0].id.prefix::<16>());
}

#[test]
fn a_crash_at_any_step_loses_nothing_and_changes_no_sealed_byte() {
    for step in 0.. {
        let (folder, [mut one, mut two]) = fleet();
        two.edit();
        two.round(&folder).unwrap();
        one.edit();
        one.round(&folder).unwrap();
        let sealed = one.disk.sealed();
        one.edit();
        two.edit();
        two.round(&folder).unwrap();
        one.disk.crash_in = Some(step);
        let crashed = matches!(one.round(&folder), Err(Stopped::Crash));
        one.disk.crash_in = None;
        let names = folder.files();
        one.round(&folder).unwrap();
        assert!(names.iter().all(|(path, bytes)| folder.files().get(path) == Some(bytes)), "step {step}");
        assert!(sealed.iter().zip(&one.disk.sealed()).all(|(before, after)| before == after), "step {step}");
        assert_eq!(segments(&folder).len(), 4, "step {step}: no segment twice");
        two.round(&folder).unwrap();
        assert_eq!(one.hashes(), two.hashes(), "step {step}");
        assert_eq!(one.disk.applied().len(), 4, "step {step}: each change once");
        assert!(one.round(&folder).unwrap().is_settled(), "step {step}");
        if !crashed {
            assert!(step > 6, "a round has more steps than {step}");
            break;
        }
    }
}

#[test]
fn losing_what_is_remembered_about_paths_costs_reading_only() {
    let (folder, [mut one, mut two]) = fleet();
    one.edit();
    one.round(&folder).unwrap();
    two.round(&folder).unwrap();
    two.disk.seen().clear();
    let round = two.round(&folder).unwrap();
    assert_eq!((round.ingested, round.rotated, round.published), (0, false, 0));
    assert_eq!(two.disk.applied().len(), 1);
    assert!(round.is_settled());
}

#[test]
fn no_word_name_or_id_can_be_read_in_the_folder() {
    let (folder, [mut one]) = fleet();
    one.edit_with(b"Frau Ottilie Quastenberg keeps bees".to_vec());
    one.round(&folder).unwrap();
    let contains = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    for (path, bytes) in folder.files() {
        for word in ["Ottilie", "Quastenberg", "bees", "device 100", "jot", "test"] {
            assert!(path == name::README || !contains(&bytes, word.as_bytes()), "{word} in {path}");
            assert!(!path.contains(word));
        }
        assert!(!contains(&bytes, one.vault.keys.active().unwrap().as_bytes()));
    }
}

#[test]
fn two_devices_meet_in_a_directory_on_a_disk() {
    let dir = tempfile::tempdir().unwrap();
    let folder = crate::FsFolder::in_picked(dir.path());
    folder.create_root().unwrap();
    let (_, [mut one, mut two]) = fleet();
    one.vault.install(&folder).unwrap();
    std::fs::create_dir_all(dir.path().join("Firsthand/log")).unwrap();
    // What a kill in the middle of a write leaves, here and by a service.
    std::fs::write(dir.path().join("Firsthand/log/.~a1b2c3.tmp"), b"half a segm").unwrap();
    std::fs::write(dir.path().join("Firsthand/log/.syncthing.s-1.fhd.tmp"), b"half a segm").unwrap();
    for _ in 0..3 {
        one.edit();
        two.edit();
        assert!(one.round(&folder).unwrap().stopped.is_none());
        assert!(two.round(&folder).unwrap().stopped.is_none());
    }
    let round = one.round(&folder).unwrap();
    assert!(round.is_settled() && round.problems.is_empty(), "{round:?}");
    assert_eq!(one.hashes(), two.hashes());
    // The picked folder is away, as an unmounted drive is: nothing is made in its place.
    std::fs::rename(dir.path().join("Firsthand"), dir.path().join("elsewhere")).unwrap();
    one.edit();
    assert_eq!(one.round(&folder).unwrap().health.code(), "missing");
    assert!(!dir.path().join("Firsthand").exists());
    // Picked again under its new name, it is recognized by its marker.
    let moved = crate::FsFolder::in_picked(dir.path().join("elsewhere"));
    assert_eq!(one.round(&moved).unwrap().published, 1);
}

mod random {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Edit(usize),
        Round {
            device: usize,
            full: bool,
        },
        /// The device's program is killed after so many steps of its journal.
        Crash {
            device: usize,
            after: usize,
        },
        /// The service carries a file from one folder to another…
        Carry {
            from: usize,
            to: usize,
            file: prop::sample::Index,
            how: How,
        },
        ReadOnly(usize, bool),
        Missing(usize, bool),
        Spoil(usize),
        /// The device is put back to its last backup; what it had not published by then may be gone with it.
        Backup(usize),
        Copy(usize),
        Clock(usize, i32),
    }

    #[derive(Clone, Debug)]
    enum How {
        Whole,
        Torn(u16),
        Flipped(u16),
        Conflict(u8),
        Tree(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        let device = 0..4usize;
        let how = prop_oneof![
            6 => Just(How::Whole),
            2 => any::<u16>().prop_map(How::Torn),
            1 => any::<u16>().prop_map(How::Flipped),
            1 => any::<u8>().prop_map(How::Conflict),
            1 => (0..3u8).prop_map(How::Tree),
        ];
        prop_oneof![
            5 => device.clone().prop_map(Step::Edit),
            6 => (device.clone(), prop::bool::weighted(0.1)).prop_map(|(device, full)| Step::Round { device, full }),
            2 => (device.clone(), 0..25usize).prop_map(|(device, after)| Step::Crash { device, after }),
            12 => (device.clone(), device.clone(), any::<prop::sample::Index>(), how).prop_map(|(from, to, file, how)| Step::Carry { from, to, file, how }),
            1 => (device.clone(), any::<bool>()).prop_map(|(device, on)| Step::ReadOnly(device, on)),
            1 => (device.clone(), any::<bool>()).prop_map(|(device, on)| Step::Missing(device, on)),
            1 => device.clone().prop_map(Step::Spoil),
            1 => device.clone().prop_map(Step::Backup),
            1 => (0..3usize).prop_map(Step::Copy),
            1 => (device, any::<i32>()).prop_map(|(device, by)| Step::Clock(device, by)),
        ]
    }

    /// Three devices with a folder each, and a fourth that may become a copy of one of them.
    struct World {
        devices: Vec<Device>,
        folders: Vec<MemoryFolder>,
        acknowledged: std::collections::BTreeSet<[u8; 32]>,
        seed: u64,
    }

    impl World {
        fn new() -> Self {
            let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
            let folders: Vec<_> = (0..4).map(|_| MemoryFolder::new()).collect();
            folders.iter().for_each(|folder| vault.install(folder).unwrap());
            let devices = (0..4).map(|n| Device::new(&vault, 100 + n)).collect();
            Self { devices, folders, acknowledged: Default::default(), seed: 1000 }
        }

        fn apply(&mut self, step: Step) {
            match step {
                Step::Edit(n) => {
                    self.seed += 1;
                    let text = format!("sentence {} of device {n}", self.seed);
                    let hash = self.devices[n].edit_with(text.into_bytes());
                    self.acknowledged.insert(hash);
                }
                Step::Round { device, full } => {
                    self.devices[device].round_with(&self.folders[device], full, OnMissing::Stop).unwrap();
                }
                Step::Crash { device, after } => {
                    self.devices[device].disk.crash_in = Some(after);
                    let _ = self.devices[device].round(&self.folders[device]);
                    self.devices[device].disk.crash_in = None;
                }
                Step::Carry { from, to, file, how } => self.carry(from, to, file, how),
                Step::ReadOnly(n, on) => self.folders[n].set_read_only(on),
                Step::Missing(n, on) => self.folders[n].set_missing(on),
                Step::Spoil(n) => self.folders[n].spoil_next_write(200),
                Step::Backup(n) => {
                    // A backup of the very moment, run beside nothing: an identity with a past that others may know better.
                    self.seed += 1;
                    self.devices[n] = self.devices[n].cloned(self.seed);
                }
                Step::Copy(n) => {
                    self.seed += 1;
                    self.keep_words_of(3);
                    self.devices[3] = self.devices[n].cloned(self.seed);
                }
                Step::Clock(n, by) => self.devices[n].now += i64::from(by) * 10_000,
            }
        }

        /// Before the fourth device is overwritten, what it alone has is published.
        fn keep_words_of(&mut self, n: usize) {
            self.folders[n].set_missing(false);
            self.folders[n].set_read_only(false);
            let _ = self.devices[n].round_with(&self.folders[n], true, OnMissing::Restore);
        }

        fn carry(&mut self, from: usize, to: usize, file: prop::sample::Index, how: How) {
            let files: Vec<(String, Vec<u8>)> = self.folders[from].files().into_iter().collect();
            let (path, bytes) = file.get(&files).clone();
            let target = &self.folders[to];
            let there = target.files().get(&path).map_or(0, Vec::len);
            match how {
                How::Whole if bytes.len() > there => target.put_raw(&path, bytes),
                How::Torn(at) if there == 0 => {
                    target.put_raw(&path, bytes[..usize::from(at) % bytes.len().max(1)].to_vec())
                }
                How::Flipped(at) => {
                    let copy = format!("log/flipped {at}.fhd");
                    target.put_raw(&copy, bytes);
                    target.flip(&copy, usize::from(at) % 1200, 1 << (at % 8));
                }
                How::Conflict(n) => target.put_raw(&format!("{} ({n}).fhd", path.trim_end_matches(".fhd")), bytes),
                How::Tree(n) => target.put_raw(&format!("log {n}/{path}"), bytes),
                How::Whole | How::Torn(_) => {}
            }
        }

        /// Everything works again and the service brings everything everywhere, often enough for a copy to find its folder whole, to
        /// write as the original, to be noticed, and for the new stream to arrive.
        fn heal(&mut self) {
            for _ in 0..6 {
                for (device, folder) in self.devices.iter_mut().zip(&self.folders) {
                    folder.set_missing(false);
                    folder.set_read_only(false);
                    device.now += 10_000_000;
                    device.round_with(folder, true, OnMissing::Stop).unwrap();
                }
                let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
                for (path, bytes) in self.folders.iter().flat_map(MemoryFolder::files) {
                    let longest = all.entry(path).or_default();
                    if bytes.len() > longest.len() {
                        *longest = bytes;
                    }
                }
                for folder in &self.folders {
                    all.iter().for_each(|(path, bytes)| folder.put_raw(path, bytes.clone()));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(std::env::var("FIRSTHAND_SYNC_CASES").map_or(100, |cases| cases.parse().unwrap())))]

        #[test]
        fn every_acknowledged_change_arrives_everywhere_exactly_once(steps in proptest::collection::vec(step(), 1..80)) {
            let mut world = World::new();
            for step in steps {
                world.apply(step);
            }
            world.heal();
            for (n, device) in world.devices.iter().enumerate() {
                prop_assert_eq!(device.hashes(), world.acknowledged.clone(), "device {}", n);
                prop_assert_eq!(device.disk.applied().len(), world.acknowledged.len(), "device {}: each once", n);
                prop_assert_eq!(&device.disk.have(), &world.devices[0].disk.have(), "device {}", n);
            }
        }
    }
}

#[test]
fn a_sealed_file_that_is_not_whole_in_the_database_is_never_published() {
    for damage in [
        |bytes: &mut Vec<u8>| bytes.clear(),
        |bytes: &mut Vec<u8>| bytes[200] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(300),
    ] {
        let (folder, [mut one, mut two]) = fleet();
        one.edit();
        // The folder is full, so that what was sealed waits.
        folder.set_capacity(Some(0));
        one.round(&folder).unwrap();
        folder.set_capacity(None);
        let before = folder.files();
        one.disk.damage_sealed(damage);
        let round = one.round(&folder).unwrap();
        assert_eq!((folder.files(), round.published), (before, 0));
        assert!(round.stopped.is_some_and(|why| why.contains("damaged")), "it says why");
        assert!(!one.round(&folder).unwrap().is_settled() && two.round(&folder).unwrap().changes == 0);
    }
}
