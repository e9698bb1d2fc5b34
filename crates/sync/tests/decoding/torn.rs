//! Files that break on their way: cut, flipped, zeroed, padded, run together.

use std::collections::{BTreeMap, BTreeSet};

use firsthand_sync::envelope::HEADER_LEN;
use firsthand_sync::{Kind, MemoryFolder, Outcome, Refusal, SeededEntropy, Vault, name};

use crate::device::Device;
use crate::files::{Sealed, TRAILER, open, sealed, vault};

/// Files come from the seeds after this one.
const SEED: u64 = 20_261_122_000;
const FILES: u64 = 1_020;

/// More than a thousand different files: nearly all of them small, so that each of their bytes can be tried.
fn files(vault: &Vault) -> Vec<Sealed> {
    let most = |n| match n {
        0..20 => 48_000,
        20..100 => 8_000,
        _ => 1_500,
    };
    let files: Vec<Sealed> = (0..FILES).map(|n| sealed(vault, SEED + n, most(n))).collect();
    let ids: BTreeSet<&[u8]> = files.iter().map(|file| &file.bytes[file.bytes.len() - TRAILER..]).collect();
    assert_eq!(ids.len(), files.len(), "each is another file");
    for kind in [Kind::Segment, Kind::Pack, Kind::Marker] {
        assert!(files.iter().filter(|file| file.kind == kind).count() >= 50, "{kind:?}");
    }
    assert!(files.iter().map(|file| file.bytes.len()).max() > Some(30_000));
    assert!(files.iter().all(|file| open(&file.bytes, vault).is_ok()));
    files
}

#[test]
fn every_cut_of_a_thousand_files_is_still_on_its_way() {
    let vault = vault();
    let mut cuts = 0;
    for Sealed { seed, bytes, .. } in files(&vault) {
        for len in 0..bytes.len() {
            assert_eq!(open(&bytes[..len], &vault), Err(Refusal::Arriving), "seed {seed}, cut at {len}");
            cuts += 1;
        }
    }
    println!("{cuts} cuts of {FILES} files from seed {SEED}");
}

#[test]
fn every_changed_byte_of_a_thousand_files_is_refused() {
    let vault = vault();
    let mut flips = 0;
    for (n, Sealed { seed, mut bytes, .. }) in files(&vault).into_iter().enumerate() {
        let mut entropy = SeededEntropy::new(!seed);
        let (len, is_large) = (bytes.len(), bytes.len() > 12_000);
        for at in 0..len {
            // Of the large ones each tries every twentieth byte of its body, another twentieth than the one before.
            let is_edge = at < HEADER_LEN || at >= len - TRAILER - 16;
            if is_large && !is_edge && at % 20 != n % 20 {
                continue;
            }
            let mask = 1 + entropy.below(255) as u8;
            bytes[at] ^= mask;
            let refusal = open(&bytes, &vault).expect_err("a changed byte");
            let is_expected = match at {
                0..8 => refusal == Refusal::Unrelated,
                14 | 15 | 120..128 => matches!(refusal, Refusal::Damaged | Refusal::Arriving),
                _ => refusal == Refusal::Damaged,
            };
            assert!(is_expected, "seed {seed}, byte {at} ^ {mask}: {refusal:?}");
            bytes[at] ^= mask;
            flips += 1;
        }
        assert!(open(&bytes, &vault).is_ok(), "seed {seed}: it was put together again");
    }
    println!("{flips} changed bytes in {FILES} files from seed {SEED}");
}

/// Other bytes than those of `bytes`, as disks and services make them: zeros in it, after it and in place of its end, sectors in
/// another order or twice, other files around it.
fn spoiled(bytes: &[u8], other: &[u8]) -> Vec<(String, Vec<u8>)> {
    let len = bytes.len();
    let mut made = Vec::new();
    for run in [1, 16, 512, 4096] {
        for start in (0..len).step_by(if run < 512 { 97 } else { 256 }) {
            let mut zeroed = bytes.to_vec();
            zeroed[start..(start + run).min(len)].fill(0);
            made.push((format!("{run} zeros at {start}"), zeroed));
        }
    }
    for start in (0..len).step_by(101) {
        made.push((format!("zeros from {start}"), [&bytes[..start], &vec![0; len - start]].concat()));
        made.push((format!("without 1 at {start}"), [&bytes[..start], &bytes[start + 1..]].concat()));
        made.push((format!("one more at {start}"), [&bytes[..start], &[0x41], &bytes[start..]].concat()));
        made.push((
            format!("the other's end from {start}"),
            [&bytes[..start], &other[start.min(other.len())..]].concat(),
        ));
    }
    for tail in [1, 16, 511, 512, 4096, 1 << 20] {
        made.push((format!("{tail} zeros after it"), [bytes, &vec![0; tail]].concat()));
        made.push((format!("{tail} zeros before it"), [&vec![0; tail], bytes].concat()));
    }
    for (a, b) in (0..len / 512).flat_map(|a| (0..a).map(move |b| (a * 512, b * 512))).take(50) {
        let mut swapped = bytes.to_vec();
        swapped.copy_within(a..a + 512, b);
        swapped[a..a + 512].copy_from_slice(&bytes[b..b + 512]);
        made.push((format!("sectors {a} and {b} swapped"), swapped));
    }
    made.push(("twice".into(), [bytes, bytes].concat()));
    made.push(("with another after it".into(), [bytes, other].concat()));
    made.push(("with the start of another before it".into(), [&other[..200], bytes].concat()));
    made.push(("line ends changed".into(), replaced(bytes, b"\r\n", b"\n")));
    made.push(("as text".into(), String::from_utf8_lossy(bytes).into_owned().into_bytes()));
    made.push(("the same file".into(), bytes.to_vec()));
    // A run of zeros may find zeros, and the whole of the other file is no harm.
    made.retain(|(_, made)| made != bytes && made != other);
    made
}

fn replaced(bytes: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let at = bytes.windows(what.len()).position(|window| window == what).unwrap();
    [&bytes[..at], with, &bytes[at + what.len()..]].concat()
}

#[test]
fn zeros_padding_and_files_run_together_are_refused() {
    let vault = vault();
    let files = files(&vault);
    let mut count = 0;
    for (file, next) in files.iter().zip(files.iter().cycle().skip(1)) {
        for (what, bytes) in spoiled(&file.bytes, &next.bytes) {
            let refusal = open(&bytes, &vault).expect_err("other bytes");
            let is_expected = matches!(refusal, Refusal::Unrelated | Refusal::Arriving | Refusal::Damaged);
            assert!(is_expected, "seed {}, {what}: {refusal:?}", file.seed);
            count += 1;
        }
    }
    println!("{count} spoiled files from seed {SEED}");
}

#[test]
fn a_good_file_is_taken_in_among_a_thousand_spoiled_ones_which_stay_as_they_are() {
    let vault = vault();
    let files = files(&vault);
    for (n, files) in files.chunks(102).enumerate() {
        let folder = MemoryFolder::new();
        vault.install(&folder).unwrap();
        let (mut writer, mut reader) = (Device::new(&vault, 1), Device::new(&vault, 2));
        let hash = writer.edit();
        writer.round(&folder);
        let mut planted = BTreeMap::new();
        for file in files {
            let mut entropy = SeededEntropy::new(file.seed);
            let all = spoiled(&file.bytes, &files[0].bytes);
            let mut versions: Vec<Vec<u8>> = (0..2).map(|_| all[entropy.below(all.len())].1.clone()).collect();
            versions.push(file.bytes[..entropy.below(file.bytes.len())].to_vec());
            let mut flipped = file.bytes.clone();
            flipped[entropy.below(file.bytes.len())] ^= 1 << entropy.below(8);
            versions.push(flipped);
            for (version, bytes) in versions.into_iter().enumerate() {
                // Also under a marker's name, and before and after the good one in every order of names.
                let prefix = ["log/a", "log/z", "vault-", "log (1)/s"][entropy.below(4)];
                planted.insert(format!("{prefix}{}-{version}.fhd", file.seed), bytes);
            }
        }
        for (path, bytes) in &planted {
            folder.put_raw(path, bytes.clone());
        }
        let round = reader.round(&folder);
        assert_eq!((round.ingested, round.changes, round.rotated), (1, 1, false), "chunk {n} from seed {SEED}");
        assert_eq!(reader.disk.applied(), [hash], "chunk {n} from seed {SEED}");
        let outcomes: BTreeMap<&str, &Outcome> =
            round.problems.iter().map(|problem| (problem.path.as_str(), &problem.outcome)).collect();
        assert_eq!(outcomes.len(), planted.len(), "chunk {n} from seed {SEED}: each is told, and no other");
        for (path, outcome) in outcomes {
            assert!(planted.contains_key(path), "{path} is whole");
            assert!(matches!(outcome, Outcome::Arriving | Outcome::Damaged), "{path}: {outcome:?}");
        }
        assert!(planted.iter().all(|(path, bytes)| folder.files()[path] == *bytes), "none was touched");
    }
}

#[test]
fn temporary_files_of_services_are_neither_opened_nor_changed() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let (mut writer, mut reader) = (Device::new(&vault, 1), Device::new(&vault, 2));
    writer.edit();
    writer.round(&folder);
    reader.round(&folder);
    let whole = sealed(&vault, SEED, 1_000).bytes;
    let names = [
        ".syncthing.s-1.fhd.tmp",
        "~syncthing~s-1.fhd.tmp",
        "log/.~x7.tmp",
        "log/~$lock.fhd",
        "log/s-1.fhd.part",
        "log/s-1.fhd.PARTIAL",
        "log/.s-1.fhd.icloud",
        "log/s-1.fhd.crdownload",
        "log/s-1.fhd.filepart",
        ".stversions/log/s-1.fhd",
    ];
    for path in names {
        assert!(name::is_skipped(path));
        folder.put_raw(path, whole.clone());
    }
    // Even if somebody else holds them: a read would be told as a problem.
    names.iter().for_each(|path| folder.set_busy(path, true));
    let round = reader.round(&folder);
    assert_eq!((round.read, round.ingested, round.problems.len()), (0, 0, 0));
    names.iter().for_each(|path| assert_eq!(folder.files()[*path], whole, "{path}"));
}
