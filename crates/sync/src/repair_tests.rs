use super::*;
use crate::fleet::Device;
use crate::{Folder as _, Journal as _, MemoryFolder, SeededEntropy, Vault};

const MINUTE: i64 = 60_000;

fn fleet<const N: usize>() -> (Vec<MemoryFolder>, [Device; N]) {
    let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
    let folders: Vec<_> = (0..N).map(|_| MemoryFolder::new()).collect();
    folders.iter().for_each(|folder| vault.install(folder).unwrap());
    (folders, std::array::from_fn(|n| Device::new(&vault, 100 + n as u64)))
}

/// A service that brings everything but what `not` says, and never changes what is there.
fn carry(from: &MemoryFolder, to: &MemoryFolder, not: impl Fn(&str) -> bool) {
    for (path, bytes) in from.files() {
        if !not(&path) && !to.files().contains_key(&path) {
            to.put_raw(&path, bytes);
        }
    }
}

fn path_of(device: &Device, n: usize) -> String {
    device.disk.sealed()[n].path.clone()
}

#[test]
fn a_stump_that_stays_is_asked_for_and_sent_again_under_another_name() {
    let (folders, [mut one, mut two]) = fleet();
    for _ in 0..2 {
        one.edit();
        one.round(&folders[0]).unwrap();
    }
    two.edit();
    two.round(&folders[1]).unwrap();
    // The last file stays torn for ever under its name; nothing but the name says that there is one.
    let torn = path_of(&one, 1);
    carry(&folders[0], &folders[1], |path| path == torn);
    let bytes = folders[0].files()[&torn].clone();
    folders[1].put_raw(&torn, bytes[..bytes.len() / 2].to_vec());
    for _ in 0..3 {
        two.round(&folders[1]).unwrap();
        two.now += 11 * MINUTE;
    }
    assert_eq!(two.round(&folders[1]).unwrap().missing, 1);
    carry(&folders[1], &folders[0], |path| path == torn);
    one.now += 30 * MINUTE;
    one.round(&folders[0]).unwrap();
    carry(&folders[0], &folders[1], |_| false);
    let round = two.round(&folders[1]).unwrap();
    assert_eq!(round.missing, 0, "{round:?}");
    assert_eq!(one.hashes(), two.hashes());
    // It is answered once, and the question is taken back.
    let files = folders[0].files().len();
    for _ in 0..3 {
        one.now += 20 * MINUTE;
        two.now += 20 * MINUTE;
        two.round(&folders[1]).unwrap();
        carry(&folders[1], &folders[0], |path| path == torn);
        one.round(&folders[0]).unwrap();
    }
    assert!(folders[0].files().len() <= files + 2);
    assert!(one.disk.state().unwrap().peers.values().all(|peer| peer.want.is_empty()));
}

#[test]
fn what_its_writer_cannot_send_again_comes_from_another_device_as_a_pack() {
    let (folders, [mut one, mut two, mut three]) = fleet();
    for _ in 0..3 {
        one.edit();
        one.round(&folders[0]).unwrap();
    }
    carry(&folders[0], &folders[1], |_| false);
    two.edit();
    two.round(&folders[1]).unwrap();
    // The first device is lost, and the middle one of its files never reaches the third.
    let lost = path_of(&one, 1);
    drop(one);
    carry(&folders[1], &folders[2], |path| path == lost);
    for _ in 0..3 {
        three.round(&folders[2]).unwrap();
        three.now += 11 * MINUTE;
    }
    carry(&folders[2], &folders[1], |_| false);
    two.now = three.now;
    assert_eq!(two.round(&folders[1]).unwrap().packed, 0, "it is the writer's turn first");
    two.now += 26 * 60 * MINUTE;
    assert_eq!(two.round(&folders[1]).unwrap().packed, 1);
    carry(&folders[1], &folders[2], |path| path == lost);
    three.now = two.now;
    three.round(&folders[2]).unwrap();
    assert_eq!(three.hashes(), two.hashes());
    assert_eq!(three.round(&folders[2]).unwrap().missing, 0);
}

#[test]
fn an_own_file_that_goes_missing_is_put_back_with_the_same_bytes() {
    let (folders, [mut one]) = fleet();
    for _ in 0..12 {
        one.edit();
        one.round(&folders[0]).unwrap();
    }
    let path = path_of(&one, 3);
    let bytes = folders[0].files()[&path].clone();
    folders[0].put_raw(&path, Vec::new());
    crate::Folder::remove(&folders[0], &path).unwrap();
    one.round(&folders[0]).unwrap();
    assert_eq!(folders[0].files()[&path], bytes);
    // One whose bytes have rotten gets a second name; the first is left alone.
    folders[0].put_raw(&path, vec![0; 10]);
    one.round(&folders[0]).unwrap();
    assert_eq!(folders[0].files()[&name::renamed(&path, 1)], bytes);
    assert_eq!(folders[0].files()[&path], vec![0; 10]);
}

#[test]
fn what_has_been_missing_for_a_moment_is_not_asked_for() {
    let (folders, [mut one, mut two, mut three]) = fleet();
    one.edit();
    one.round(&folders[0]).unwrap();
    carry(&folders[0], &folders[1], |_| false);
    two.edit();
    two.round(&folders[1]).unwrap();
    let slow = path_of(&one, 0);
    carry(&folders[1], &folders[2], |path| path == slow);
    three.round(&folders[2]).unwrap();
    let state = three.disk.state().unwrap();
    assert_eq!(state.memory.missing.len(), 1);
    assert!(wants(&state, three.now).is_empty());
    assert_eq!(wants(&state, three.now + 10 * MINUTE), [Want::Stretch(one.disk.replica(), 1, 1)]);
    carry(&folders[0], &folders[2], |_| false);
    three.round(&folders[2]).unwrap();
    assert!(three.disk.state().unwrap().memory.missing.is_empty());
}

#[test]
fn a_lost_device_is_not_waited_for_and_what_it_writes_later_is_not_taken_in_unasked() {
    let (folders, [mut one, mut two, mut three]) = fleet();
    let folder = &folders[0];
    for device in [&mut one, &mut two, &mut three] {
        device.edit();
        device.round(folder).unwrap();
    }
    one.round(folder).unwrap();
    one.disk.set_standing(two.id, true);
    one.round(folder).unwrap();
    three.round(folder).unwrap();
    assert!(is_retired(&three.disk.state().unwrap().standings, Some(two.id)), "the word goes round");
    let late = two.edit();
    two.round(folder).unwrap();
    let round = three.round(folder).unwrap();
    assert!(!three.hashes().contains(&late));
    assert_eq!(round.problems.iter().map(|problem| problem.outcome.code()).collect::<Vec<_>>(), ["withheld"]);
    assert_eq!(round.missing, 0);
    // The user finds it again and says so.
    three.disk.set_standing(two.id, false);
    let withheld: Vec<String> = round.problems.into_iter().map(|problem| problem.path).collect();
    crate::Journal::forget(&mut three.disk, &withheld).unwrap();
    three.round(folder).unwrap();
    assert!(three.hashes().contains(&late));
}

/// A data folder was copied, both programs wrote the next file of the stream, and both are lost; each file was read by one other device
/// only, and then both went from the folder. Places say that nothing is missing.
#[test]
fn both_branches_of_a_stream_reach_all_though_neither_file_nor_writer_is_left() {
    const HOUR: i64 = 60 * MINUTE;
    let (folders, [mut one, mut left, mut right]) = fleet();
    one.edit();
    one.round(&folders[0]).unwrap();
    carry(&folders[0], &folders[1], |_| false);
    let mut copy = one.cloned(900);
    let (first, second) = (one.edit(), copy.edit_with(b"written in the copy".to_vec()));
    one.round(&folders[0]).unwrap();
    copy.round(&folders[1]).unwrap();
    left.round(&folders[0]).unwrap();
    right.round(&folders[1]).unwrap();
    folders[0].remove(&path_of(&one, 1)).unwrap();
    folders[1].remove(&path_of(&copy, 1)).unwrap();
    for _ in 0..16 {
        carry(&folders[0], &folders[1], |_| false);
        carry(&folders[1], &folders[0], |_| false);
        for (device, folder) in [(&mut left, &folders[0]), (&mut right, &folders[1])] {
            device.now += 5 * HOUR;
            device.round(folder).unwrap();
        }
    }
    for device in [&mut left, &mut right] {
        assert!(device.hashes().contains(&first) && device.hashes().contains(&second));
    }
    let packs = |folder: &MemoryFolder| folder.files().keys().filter(|path| path.starts_with("log/p-")).count();
    let made = packs(&folders[0]);
    assert!((2..=4).contains(&made), "a pack for each branch, and no more each day: {made}");
    left.now += 60 * HOUR;
    assert_eq!(left.round(&folders[0]).unwrap().gone, 0);
    assert_eq!(packs(&folders[0]), made);
}

/// A service that takes each pack away again must not have one of everything made in every round.
#[test]
fn what_stays_gone_though_it_was_packed_is_packed_again_a_day_later_and_not_before() {
    const DAY: i64 = 24 * 60 * MINUTE;
    let (folders, [mut one, mut two]) = fleet();
    let folder = &folders[0];
    one.edit();
    one.round(folder).unwrap();
    two.edit();
    two.round(folder).unwrap();
    folder.remove(&path_of(&one, 0)).unwrap();
    let take_packs = || {
        let packs: Vec<String> = folder.files().into_keys().filter(|path| path.starts_with("log/p-")).collect();
        packs.iter().filter(|path| folder.take_raw(path).is_some()).count()
    };
    assert_eq!(two.round(folder).unwrap().packed, 0, "others have a day to bring it back");
    for _ in 0..3 {
        two.now += DAY + 60 * MINUTE;
        assert_eq!(two.round(folder).unwrap().packed, 1);
        assert_eq!(take_packs(), 1);
        for _ in 0..3 {
            two.now += 7 * 60 * MINUTE;
            let round = two.round(folder).unwrap();
            assert!(round.gone > 0, "{round:?}");
            assert_eq!(round.packed, 0, "{round:?}");
        }
    }
}

#[test]
fn what_was_taken_in_before_a_kill_reaches_all_though_its_file_is_gone_and_its_place_taken() {
    const HOUR: i64 = 60 * MINUTE;
    let mut killed_in_between = 0;
    for step in 1.. {
        let (folders, [mut one, mut two, mut three]) = fleet();
        let mut backup = one.cloned(900);
        let hash = one.edit();
        one.round(&folders[0]).unwrap();
        carry(&folders[0], &folders[1], |_| false);
        two.disk.crash_in = Some(step);
        let crashed = two.round(&folders[1]).is_err();
        two.disk.crash_in = None;
        if !two.hashes().contains(&hash) {
            assert!(crashed, "a whole round takes in what is there");
            continue;
        }
        killed_in_between += usize::from(crashed);
        // The writer is put back to its backup and writes another file at the same place.
        folders[0].remove(&path_of(&one, 0)).unwrap();
        folders[1].remove(&path_of(&one, 0)).unwrap();
        backup.edit_with(b"written after the backup".to_vec());
        backup.round(&folders[0]).unwrap();
        carry(&folders[0], &folders[1], |_| false);
        for _ in 0..16 {
            carry(&folders[1], &folders[2], |_| false);
            carry(&folders[2], &folders[1], |_| false);
            for (device, folder) in [(&mut two, &folders[1]), (&mut three, &folders[2])] {
                device.now += 5 * HOUR;
                device.round_with(folder, false, crate::OnMissing::Restore).unwrap();
            }
        }
        assert!(three.hashes().contains(&hash), "killed at step {step}");
        if !crashed {
            break;
        }
    }
    assert!(killed_in_between > 0, "some kill falls between taking in and the end of the round");
}
