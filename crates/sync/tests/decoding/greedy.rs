//! Files that ask for more memory, time or depth than they are worth. Some can only be made by a holder of the key: a device of the same
//! vault that is broken or in bad hands.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use firsthand_sync::{
    DocId, Document, Folder, FolderError, FsFolder, Kind, MemoryFolder, Pack, Refusal, ReplicaId, Segment, Vault,
};

use crate::device::Device;
use crate::files::{Forge, open, vault};

/// What a whole round may take, whatever lies in the folder.
const MOST_KIB: u64 = 256 << 10;
const FOLDER: &str = "FIRSTHAND_GREEDY_FOLDER";

/// The start of a segment's map with so many fields, of which the last, `changes`, is to follow.
fn start() -> Vec<u8> {
    let mut bytes = b"\xa5\x63app\x61t\x66schema\x01\x65needs\x01\x61t\x00".to_vec();
    bytes.extend_from_slice(b"\x67changes");
    bytes
}

fn with_start(rest: &[u8]) -> Vec<u8> {
    [start(), rest.to_vec()].concat()
}

/// An array with so many values of one kind.
fn many(value: &[u8], count: u32) -> Vec<u8> {
    [&b"\x9a"[..], &count.to_be_bytes(), &value.repeat(count as usize)].concat()
}

/// Payloads that are larger in memory than in the file, or deeper than anything sensible, or lie about their lengths.
fn greedy_payloads() -> Vec<(&'static str, Vec<u8>)> {
    let most = Kind::Segment.max_payload();
    let huge = (1u64 << 62).to_be_bytes();
    let nested = |head: &[u8], depth: usize, end: &[u8]| {
        with_start(&[&head.repeat(depth), &b"\x00"[..], &end.repeat(depth)].concat())
    };
    vec![
        ("one byte too long", vec![0; most + 1]),
        ("sixty million numbers", with_start(&many(b"\x00", 60_000_000))),
        ("thirty million empty arrays of one", with_start(&many(b"\x81\x00", 30_000_000))),
        ("as many small texts as are allowed, and one", with_start(&many(b"\x61x", 1 << 20))),
        ("as many arrays of one as are allowed", with_start(&many(b"\x81\x00", (1 << 19) - 8))),
        ("a string of many pieces", with_start(&[&b"\x5f"[..], &b"\x41x".repeat(20_000_000), b"\xff"].concat())),
        ("bytes without end", with_start(&[&b"\x5b"[..], &huge].concat())),
        ("a text without end", with_start(&[&b"\x7b"[..], &huge].concat())),
        ("an array without end", with_start(&[&b"\x9b"[..], &huge].concat())),
        ("a map without end", with_start(&[&b"\xbb"[..], &huge].concat())),
        ("arrays in arrays", nested(b"\x81", 900_000, b"")),
        ("maps in maps", nested(b"\xa1\x00", 500_000, b"")),
        ("tags on tags", nested(b"\xc1", 900_000, b"")),
        ("open arrays in open arrays", nested(b"\x9f", 500_000, b"\xff")),
        ("pieces in pieces", nested(b"\x5f", 500_000, b"\xff")),
    ]
}

/// Zstandard frames that promise more than they may.
fn greedy_frames() -> Vec<(&'static str, Vec<u8>)> {
    // RFC 8878, 3.1.1: a single segment whose content size takes eight bytes; then one repeated byte, 128 KiB a block.
    let frame = |size: u64, blocks: usize| {
        let block = [(2 | (0x2_0000 << 3)) as u32, 0];
        let [a, b, c, _] = block[0].to_le_bytes();
        [&b"\x28\xb5\x2f\xfd\xe0"[..], &size.to_le_bytes(), &[a, b, c, 0].repeat(blocks)].concat()
    };
    vec![
        ("a frame of 2^60 bytes", frame(1 << 60, 1)),
        ("a frame of 4 GiB", frame(1 << 32, 1 << 15)),
        ("a frame without its end", b"\x28\xb5\x2f\xfd\xe0".to_vec()),
        ("frames in a row", zstd::bulk::compress(&[0; 100_000], 3).unwrap().repeat(1000)),
        ("skippable frames", b"\x50\x2a\x4d\x18\x00\x00\x00\x00".repeat(100_000)),
    ]
}

fn write(dir: &Path, name: &str, bytes: &[u8]) {
    fs::write(dir.join("log").join(format!("{name}.fhd")), bytes).unwrap();
}

/// A folder with a vault, a good file, and all that is greedy.
fn greedy_folder(dir: &Path, vault: &Vault) -> usize {
    let folder = FsFolder::at_root(dir);
    vault.install(&folder).unwrap();
    let mut writer = Device::new(vault, 1);
    writer.edit();
    writer.round(&folder);
    let mut count = 0;
    let mut put = |name: &str, bytes: Vec<u8>| {
        write(dir, name, &bytes);
        count += 1;
    };
    for (replica, kind) in [(1, 1), (2, 2), (3, 77)] {
        let forge = Forge { kind, ..Forge::segment(replica) };
        for (name, payload) in greedy_payloads() {
            put(&format!("{name} of kind {kind}"), forge.seal(vault, &payload));
        }
        for (name, frame) in greedy_frames() {
            put(&format!("{name} of kind {kind}"), forge.seal_frame(vault, &frame));
        }
    }
    // Lengths in the header, and files of which there is nothing but the length.
    let mut long = Forge::segment(4).seal(vault, &Segment::default().encode());
    for len in [1 << 20, (1 << 26) + 1, 1 << 40, u64::MAX - 160, u64::MAX] {
        long[120..128].copy_from_slice(&len.to_le_bytes());
        put(&format!("a body of {len}"), long.clone());
    }
    for (name, len) in [("hole of 64 MiB", 1u64 << 26), ("hole of 1 TiB", 1 << 40)] {
        let file = fs::File::create(dir.join("log").join(format!("{name}.fhd"))).unwrap();
        // Some file systems have no files of this length; then there is nothing to be afraid of.
        if file.set_len(len).is_ok() {
            count += 1;
        } else {
            fs::remove_file(dir.join("log").join(format!("{name}.fhd"))).unwrap();
        }
    }
    count
}

/// Runs the round of a new device in a process of its own, and tells the most memory that it took, in KiB.
#[cfg(target_os = "linux")]
fn most_memory_of_a_round(dir: &Path) -> (u64, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["greedy::one_round_alone", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, dir)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let most = said.lines().find_map(|line| line.split_once("VmHWM:")).map(|(_, most)| most.trim());
    let most = most.and_then(|most| most.strip_suffix(" kB")).and_then(|most| most.parse().ok());
    (most.expect("the process tells its memory"), said)
}

#[test]
#[ignore = "run by other tests in a process of its own, whose memory they ask for"]
fn one_round_alone() {
    let Some(dir) = std::env::var_os(FOLDER) else { return };
    let mut device = Device::new(&vault(), 2);
    let round = device.round(&FsFolder::at_root(dir));
    println!("ingested {}, problems {}, changes {}", round.ingested, round.problems.len(), round.changes);
    for problem in round.problems {
        println!("{}: {}", problem.path, problem.outcome.code());
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default());
}

#[cfg(target_os = "linux")]
#[test]
fn greedy_files_take_little_memory_and_a_good_one_is_taken_in_among_them() {
    let vault = vault();
    let dir = tempfile::tempdir().unwrap();
    let count = greedy_folder(dir.path(), &vault);
    let (most, said) = most_memory_of_a_round(dir.path());
    assert!(said.contains(&format!("ingested 1, problems {count}, changes 1")), "{said}");
    assert!(most <= MOST_KIB, "{most} KiB\n{said}");
    println!("{count} greedy files: {most} KiB");
}

#[cfg(target_os = "linux")]
#[test]
fn the_largest_files_that_are_allowed_are_taken_in_with_as_little() {
    let vault = vault();
    for (name, save) in [
        ("words", b"bees and more bees, said Ottilie. ".repeat((60 << 20) / 34)),
        ("noise", {
            let mut noise = vec![0; 31 << 20];
            firsthand_sync::Entropy::fill(&mut firsthand_sync::SeededEntropy::new(5), &mut noise);
            noise
        }),
    ] {
        let dir = tempfile::tempdir().unwrap();
        vault.install(&FsFolder::at_root(dir.path())).unwrap();
        let document = Document { doc: DocId::from_bytes([1; 16]), kind: "jot".into(), heads: vec![[0; 32]], save };
        let pack = Pack { app: "t".into(), documents: vec![document], ..Pack::default() };
        fs::create_dir(dir.path().join("log")).unwrap();
        let bytes = Forge { kind: 2, ..Forge::segment(1) }.seal(&vault, &pack.encode());
        assert_eq!(Pack::decode(&open(&bytes, &vault).unwrap().payload), Ok(pack), "{name}");
        write(dir.path(), name, &bytes);
        let (most, said) = most_memory_of_a_round(dir.path());
        // Its document is none, which only the journal can tell: it was read to its end.
        assert!(said.contains("malformed") && most <= MOST_KIB, "{name}: {most} KiB\n{said}");
        println!("{name}: {most} KiB");
    }
}

#[test]
fn nothing_greedy_is_accepted() {
    let vault = vault();
    for (name, payload) in greedy_payloads() {
        if let Ok(opened) = open(&Forge::segment(1).seal(&vault, &payload), &vault) {
            assert!(Segment::decode(&opened.payload).is_err() && Pack::decode(&opened.payload).is_err(), "{name}");
        }
    }
    for (name, frame) in greedy_frames() {
        let refusal = open(&Forge::segment(1).seal_frame(&vault, &frame), &vault);
        assert!(matches!(refusal, Err(Refusal::Malformed { .. })), "{name}: {refusal:?}");
    }
}

/// Does something that may hang, and says so instead of hanging too.
fn within_a_minute<T: Send + 'static>(what: &str, act: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = done.send(act());
    });
    wait.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what} does not end"))
}

#[cfg(unix)]
#[test]
fn pipes_loops_devices_and_deep_trees_neither_hang_nor_hide_a_good_file() {
    use std::os::unix::fs::symlink;
    let vault = vault();
    let dir = tempfile::tempdir().unwrap();
    let folder = FsFolder::at_root(dir.path());
    vault.install(&folder).unwrap();
    let mut writer = Device::new(&vault, 1);
    let hash = writer.edit();
    writer.round(&folder);
    let log = dir.path().join("log");
    for name in ["pipe.fhd", "s-00000001-00000001-0000000000000001.fhd"] {
        let made = Command::new("mkfifo").arg(log.join(name)).status().unwrap();
        assert!(made.success());
    }
    assert!(Command::new("mkfifo").arg(dir.path().join("vault-00000000.fhd")).status().unwrap().success());
    symlink(dir.path(), log.join("loop")).unwrap();
    symlink("self.fhd", log.join("self.fhd")).unwrap();
    symlink("/dev/zero", log.join("zero.fhd")).unwrap();
    symlink(log.join("pipe.fhd"), log.join("to-pipe.fhd")).unwrap();
    let mut deep = dir.path().join("a");
    for _ in 0..300 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    let good = folder.list().unwrap().into_iter().find(|entry| entry.path.contains("s-")).unwrap().path;
    fs::copy(dir.path().join(&good), deep.join("deep.fhd")).unwrap();
    // Many folders side by side cost a look each, and no more.
    for n in 0..2_000 {
        fs::create_dir_all(dir.path().join(format!("b/{n}/c/d/e"))).unwrap();
    }

    let (mut reader, path) = (Device::new(&vault, 2), dir.path().to_owned());
    let (round, changes) = within_a_minute("the round", move || {
        let round = reader.round(&FsFolder::at_root(path));
        (round, reader.disk.applied().to_vec())
    });
    assert_eq!((round.ingested, round.problems.len(), round.health.code()), (1, 0, "ok"));
    assert_eq!(changes, [hash]);
    for name in ["log/pipe.fhd", "log/self.fhd", "log/zero.fhd", "log/to-pipe.fhd", "vault-00000000.fhd"] {
        let folder = folder.clone();
        let read = within_a_minute(name, move || folder.read(name));
        assert!(matches!(read, Err(FolderError::NotFound { .. })), "{name}: {read:?}");
    }
}

#[cfg(unix)]
#[test]
fn names_that_other_systems_forbid_hide_neither_the_vault_nor_a_file() {
    let vault = vault();
    let dir = tempfile::tempdir().unwrap();
    let folder = FsFolder::at_root(dir.path());
    vault.install(&folder).unwrap();
    let mut writer = Device::new(&vault, 1);
    let hash = writer.edit();
    writer.round(&folder);
    for name in ["Shot 2026-11-22 12:30:00.png", "a\\b.txt", "C:", "nul", "log/aux.fhd.", "*?\"<>|.md"] {
        fs::write(dir.path().join(name), b"nobody's business").unwrap();
    }
    let good = folder.list().unwrap().into_iter().find(|entry| entry.path.contains("/s-")).unwrap().path;
    fs::rename(dir.path().join(&good), dir.path().join("log/s-1 (12:30).fhd")).unwrap();
    assert_eq!(Vault::found_in(&folder).unwrap().len(), 1);
    let mut reader = Device::new(&vault, 2);
    let round = reader.round(&folder);
    assert_eq!((round.ingested, round.problems, round.health.code()), (1, Vec::new(), "ok"));
    assert_eq!(reader.disk.applied(), [hash]);
}

#[test]
fn a_flood_of_empty_and_foreign_files_is_looked_at_once() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let mut reader = Device::new(&vault, 2);
    for n in 0..5_000 {
        folder.put_raw(&format!("log/empty {n}.fhd"), Vec::new());
        folder.put_raw(&format!("a/b/c/photo {n}.jpg"), vec![0xff; 10]);
        folder.put_raw(&format!("a/b/c/d/too deep {n}.fhd"), vec![0xff; 10]);
    }
    let round = reader.round(&folder);
    assert_eq!((round.ingested, round.read, round.published), (0, 5_001, 1), "the marker and the photos");
    assert_eq!(round.problems.len(), 5_000, "empty files are on their way");
    let again = reader.round(&folder);
    assert_eq!(again.read, 0);
    assert!(!reader.disk.have().contains_key(&ReplicaId::ZERO));
}
