//! What somebody can make who holds the folder and no key: swaps, splices, downgrades, replays.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use firsthand_sync::envelope::{self, HEADER_LEN};
use firsthand_sync::{
    FileId, Folder, Header, KeyRing, Kind, MemoryFolder, Refusal, SeededEntropy, Segment, Vault, VaultKey,
};

use crate::device::Device;
use crate::files::{TRAILER, open, rehash, vault};

const FILES: usize = 200;
const TAG: usize = 16;

/// Each field of the header that no reader may take from anywhere else.
const FIELDS: [(&str, Range<usize>); 11] = [
    ("major", 8..10),
    ("minor", 10..12),
    ("kind", 12..13),
    ("flags", 13..14),
    ("vault", 16..32),
    ("replica", 32..48),
    ("seq", 48..56),
    ("prev", 56..88),
    ("key", 88..96),
    ("nonce", 96..120),
    ("everything before the nonce", 0..96),
];

/// A folder that four devices have written, with one change of the key, and the files of a second vault of the same people.
struct Scene {
    vault: Vault,
    folder: MemoryFolder,
    files: BTreeMap<String, Vec<u8>>,
}

fn scene() -> Scene {
    let first = vault();
    let second = Vault::generate(&mut SeededEntropy::new(45), 0, "test").unwrap();
    let (folder, elsewhere) = (MemoryFolder::new(), MemoryFolder::new());
    first.install(&folder).unwrap();
    second.install(&elsewhere).unwrap();
    let mut devices: Vec<Device> = (0..4).map(|n| Device::new(&first, 100 + n)).collect();
    let mut stranger = Device::new(&second, 200);
    let mut vault = first.clone();
    vault.keys.add(1, VaultKey::from_bytes([8; 32]));
    for turn in 0..60 {
        for device in &mut devices {
            if turn == 20 {
                device.vault = vault.clone();
            }
            device.edit();
            device.round(&folder);
            device.now += 60_000;
        }
        if turn < 12 {
            stranger.edit();
            stranger.round(&elsewhere);
        }
    }
    let is_file = |(path, _): &(String, Vec<u8>)| path.ends_with(".fhd");
    let foreign: BTreeMap<_, _> = elsewhere.files().into_iter().filter(is_file).collect();
    // The packs and the marker first, then as many of the segments as there are places.
    let mut own: Vec<_> = folder.files().into_iter().filter(is_file).collect();
    own.sort_by_key(|(path, _)| (path.contains("/s-"), path.rsplit('-').next().map(str::to_owned)));
    own.truncate(FILES - foreign.len());
    let files: BTreeMap<_, _> = own.into_iter().chain(foreign).collect();
    assert_eq!(files.len(), FILES);
    let outside = |bytes: &Vec<u8>| envelope::inspect(bytes).unwrap().header;
    let headers: Vec<Header> = files.values().map(outside).collect();
    let count = |is: &dyn Fn(&Header) -> bool| headers.iter().filter(|header| is(header)).count();
    assert!(count(&|header| header.kind == Kind::Pack) >= 1, "packs are among them");
    assert!(count(&|header| header.vault != vault.id) >= 10, "and files of the other vault");
    assert!(count(&|header| header.key == first.keys.active().unwrap().id()) >= 20, "and of the key from before");
    assert!(headers.iter().map(|header| header.replica).collect::<BTreeSet<_>>().len() >= 5);
    let alone = MemoryFolder::new();
    files.iter().for_each(|(path, bytes)| alone.put_raw(path, bytes.clone()));
    // The other vault's marker would make the folder somebody else's, which is another matter.
    alone.take_raw(&firsthand_sync::name::marker_path(second.id)).unwrap();
    Scene { vault, folder: alone, files }
}

/// Everything that is put together from two files without a key. The trailer is made true again, so that nothing fails at it.
fn spliced(one: &[u8], two: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let (head, rest) = one.split_at(HEADER_LEN);
    let body = &rest[..rest.len() - TRAILER];
    let other_body = &two[HEADER_LEN..two.len() - TRAILER];
    let with = |parts: &[&[u8]]| rehash([&parts.concat()[..], &[0; TRAILER]].concat());
    let mut fitting = head.to_vec();
    fitting[120..128].copy_from_slice(&(other_body.len() as u64).to_le_bytes());
    let tag = body.len() - TAG;
    let mut made = vec![
        ("the other's body", with(&[head, other_body])),
        ("the other's body and length", with(&[&fitting, other_body])),
        ("the other's body and trailer", [&fitting, &two[HEADER_LEN..]].concat()),
        ("the other's trailer", [&one[..one.len() - TRAILER], &two[two.len() - TRAILER..]].concat()),
        ("the other's tag", with(&[head, &body[..tag], &other_body[other_body.len() - TAG..]])),
    ];
    for (what, field) in FIELDS {
        let mut changed = one.to_vec();
        changed[field.clone()].copy_from_slice(&two[field]);
        made.push((what, rehash(changed)));
    }
    made
}

#[test]
fn of_all_pairs_of_200_files_no_splice_is_accepted() {
    let Scene { vault, files, .. } = scene();
    let files: Vec<&Vec<u8>> = files.values().collect();
    let whole: BTreeSet<&[u8]> = files.iter().map(|bytes| bytes.as_slice()).collect();
    let (mut count, mut pairs) = (0, 0);
    for (a, one) in files.iter().enumerate() {
        for (b, two) in files.iter().enumerate().filter(|(b, _)| *b != a) {
            pairs += 1;
            for (what, bytes) in spliced(one, two) {
                if whole.contains(bytes.as_slice()) {
                    continue;
                }
                count += 1;
                let refusal = open(&bytes, &vault).expect_err(what);
                let is_expected = match what {
                    "the other's trailer" => refusal == Refusal::Damaged,
                    "the other's body" => matches!(
                        refusal,
                        Refusal::Damaged | Refusal::Arriving | Refusal::Tampered { .. } | Refusal::OtherVault { .. }
                    ),
                    // Two vaults of two keys: the header says whose it is, and is believed in nothing more.
                    _ => matches!(
                        refusal,
                        Refusal::Tampered { .. }
                            | Refusal::OtherVault { .. }
                            | Refusal::Locked { .. }
                            | Refusal::Damaged
                    ),
                };
                assert!(is_expected, "files {a} and {b}, {what}: {refusal:?}");
            }
        }
    }
    assert_eq!(pairs, FILES * (FILES - 1));
    println!("{count} splices of {pairs} pairs");
}

#[test]
fn no_downgrade_and_no_seal_under_another_key_is_accepted() {
    let Scene { vault, files, .. } = scene();
    let stranger = VaultKey::from_bytes([66; 32]);
    for (path, bytes) in &files {
        let header = envelope::inspect(bytes).unwrap().header;
        if header.vault != vault.id {
            continue;
        }
        let payload = open(bytes, &vault).unwrap().payload;
        for flags in 0..=255 {
            // The bytes as they are, and the words without any encryption, as a reader that obeyed the flags would take them.
            let mut relabelled = bytes.clone();
            relabelled[13] = flags;
            let mut plain = relabelled[..HEADER_LEN].to_vec();
            plain[120..128].copy_from_slice(&(payload.len() as u64).to_le_bytes());
            let plain = rehash([plain, payload.clone(), vec![0; TRAILER]].concat());
            for bytes in [rehash(relabelled), plain] {
                if bytes == files[path] {
                    continue;
                }
                let refusal = open(&bytes, &vault).expect_err("a downgrade");
                let is_newer = flags > 7 && flags & 7 == 7;
                let is_expected = match refusal {
                    Refusal::Newer { major } => is_newer && major == 1,
                    Refusal::Tampered { .. } => !is_newer,
                    _ => false,
                };
                assert!(is_expected, "{path}, flags {flags}: {refusal:?}");
            }
        }
        // The same words, sealed by somebody who has no key of the vault and names one of them.
        let forged = Header { key: stranger.id(), ..header.clone() };
        let ring = KeyRing::of(stranger.clone());
        let (_, mut sealed) = envelope::seal(&forged, &payload, &ring, &mut SeededEntropy::new(3)).unwrap();
        assert_eq!(open(&sealed, &vault), Err(Refusal::Locked { key: stranger.id() }), "{path}");
        for key in vault.keys.all() {
            sealed[88..96].copy_from_slice(key.id().as_bytes());
            let refusal = open(&rehash(sealed.clone()), &vault);
            assert!(matches!(refusal, Err(Refusal::Tampered { .. })), "{path}: {refusal:?}");
        }
    }
}

#[test]
fn swapped_and_replayed_files_are_duplicates_and_forged_ones_change_nothing_on_a_device() {
    let Scene { vault, folder, files } = scene();
    let mut reader = Device::new(&vault, 7);
    let first = reader.round(&folder);
    assert!(first.ingested > 100 && first.health.code() == "ok", "{first:?}");
    // What it writes itself is there before anything is compared.
    let (before, read) = (reader.holdings(), first.ingested);
    let paths: Vec<String> =
        folder.files().into_keys().filter(|path| path.starts_with("log/") && files.contains_key(path)).collect();

    // Every name gets another file's bytes, several times over. Sizes tell a reader where to look again; some are equal, so all is
    // forgotten that was known of the paths.
    for step in [1, 7, 63, 101] {
        for (at, path) in paths.iter().enumerate() {
            folder.put_raw(path, files[&paths[(at + step) % paths.len()]].clone());
        }
        reader.disk.seen().clear();
        let round = reader.round(&folder);
        assert_eq!((round.ingested, round.changes, round.rotated), (0, 0, false), "step {step}");
        assert_eq!(reader.holdings(), before, "step {step}");
    }
    paths.iter().for_each(|path| folder.put_raw(path, files[path].clone()));

    // Old files come back under new names, old and new places, with and without the original.
    for (at, path) in paths.iter().enumerate() {
        folder.put_raw(&format!("log/s-99999999-{at:08x}-0000000000000000.fhd"), files[path].clone());
        folder.put_raw(&format!("log (1)/x/replay {at}"), files[path].clone());
        if at % 3 == 0 {
            folder.take_raw(path);
        }
    }
    reader.disk.seen().clear();
    let round = reader.round(&folder);
    assert_eq!((round.ingested, round.changes, round.rotated, round.health.code()), (0, 0, false, "ok"));
    assert!(round.read > 2 * read);
    assert_eq!(reader.holdings(), before);

    // A splice of each file with others, each under a name of its own and some under the names of files.
    let mut entropy = SeededEntropy::new(41);
    let all: Vec<&Vec<u8>> = files.values().collect();
    let whole: BTreeSet<&Vec<u8>> = all.iter().copied().collect();
    let mut planted = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for (what, bytes) in spliced(one, all[entropy.below(all.len())]) {
            if !whole.contains(&bytes) {
                let path = format!("log/s-{at:08x}-00000001-{}.fhd", what.replace(' ', "-").replace('\'', ""));
                folder.put_raw(&path, bytes);
                planted.push(path);
            }
        }
    }
    let round = reader.round(&folder);
    assert!(planted.len() > 1_500, "{}", planted.len());
    assert!(round.read >= planted.len());
    assert_eq!((round.ingested, round.changes, round.rotated), (0, 0, false));
    assert_eq!(reader.holdings(), before);
    let told: BTreeSet<&str> = round.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert!(planted.iter().all(|path| told.contains(path.as_str())), "each is told");

    // And a device that comes now gets all that was written, and nothing else.
    let mut late = Device::new(&vault, 8);
    late.round(&folder);
    assert_eq!(late.disk.hashes(), changes_in(&vault, &files));
    assert!(folder.list().unwrap().len() > planted.len());
}

/// The changes in the genuine files.
fn changes_in(vault: &Vault, files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<[u8; 32]> {
    let alone = MemoryFolder::new();
    vault.install(&alone).unwrap();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("log/")) {
        alone.put_raw(path, bytes.clone());
    }
    let mut device = Device::new(vault, 9);
    device.round(&alone);
    device.disk.hashes()
}

#[test]
fn a_file_that_is_put_back_where_its_stream_has_gone_on_takes_nothing_back() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let (mut writer, mut reader) = (Device::new(&vault, 1), Device::new(&vault, 2));
    let mut versions = Vec::new();
    for _ in 0..5 {
        writer.edit();
        writer.round(&folder);
        versions.push(folder.files());
        reader.round(&folder);
    }
    let before = reader.holdings();
    // The provider shows each older state of the folder again, under the same names.
    for old in &versions {
        folder.wipe();
        old.iter().for_each(|(path, bytes)| folder.put_raw(path, bytes.clone()));
        let round = reader.round(&folder);
        assert_eq!((round.ingested, round.rotated), (0, false));
        assert_eq!(reader.holdings(), before);
    }
}

#[test]
fn a_stranger_with_the_folder_cannot_write_as_a_stream_of_the_reader() {
    // The reader's own files carry its name; under it, only bytes that open may make it part with its stream.
    let Scene { vault, folder, .. } = scene();
    let mut reader = Device::new(&vault, 7);
    reader.edit();
    reader.round(&folder);
    let before = reader.holdings();
    let own = reader.disk.replica();
    let key = VaultKey::from_bytes([66; 32]);
    let header = Header {
        kind: Kind::Segment,
        minor: 0,
        vault: vault.id,
        replica: own,
        seq: 9,
        prev: FileId::from_bytes([1; 32]),
        key: key.id(),
    };
    let payload = Segment::default().encode();
    let (_, mut bytes) = envelope::seal(&header, &payload, &KeyRing::of(key), &mut SeededEntropy::new(4)).unwrap();
    folder.put_raw("log/one.fhd", bytes.clone());
    bytes[88..96].copy_from_slice(vault.keys.active().unwrap().id().as_bytes());
    folder.put_raw("log/two.fhd", rehash(bytes));
    let mut relabelled = reader.disk.sealed()[0].bytes.clone();
    relabelled[48..56].copy_from_slice(&9u64.to_le_bytes());
    folder.put_raw("log/three.fhd", rehash(relabelled));
    let round = reader.round(&folder);
    let told: Vec<_> = round.problems.iter().map(|problem| (problem.path.as_str(), problem.outcome.code())).collect();
    assert!(told.contains(&("log/one.fhd", "locked")) && told.contains(&("log/two.fhd", "tampered")), "{told:?}");
    assert!(told.contains(&("log/three.fhd", "tampered")), "{told:?}");
    assert!(!round.rotated);
    assert_eq!(reader.holdings(), before);
}
