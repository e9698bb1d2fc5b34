//! The committed inputs of the fuzzer, old findings among them, without the fuzzer. `make fuzz` looks for more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ciborium::Value;
use firsthand_sync::slot::{self, Holder, Recipient};
use firsthand_sync::{DeviceKeys, Have, HaveMap, PairingCode, ReplicaId, SeededEntropy, recovery};

use crate::files::sealed;
use crate::targets;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 5] = [
    ("envelope", targets::envelope),
    ("payload", targets::payload),
    ("pack", targets::pack),
    ("slot", targets::slot),
    ("words", targets::words),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus")
}

#[test]
fn every_committed_input_is_read_without_harm() {
    let mut total = 0;
    for (name, target) in TARGETS {
        let files: Vec<PathBuf> =
            fs::read_dir(folder().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() >= 5, "{name} has {} inputs", files.len());
        for path in files {
            let data = fs::read(&path).unwrap();
            total += data.len();
            // A panic below does not say of which file.
            println!("{}", path.display());
            target(&data);
        }
    }
    assert!(total <= 200 << 10, "{total} bytes: merge them, see .ci/fuzz");
}

/// Bytes made from those of the corpus, for every target: not a fuzzer, but what a fuzzer begins with.
#[test]
fn a_few_thousand_changes_of_the_corpus_do_no_harm_either() {
    const SEED: u64 = 77;
    for (name, target) in TARGETS {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut entropy = SeededEntropy::new(SEED);
        for round in 0..400 {
            let path = &files[entropy.below(files.len())];
            let mut data = fs::read(path).unwrap();
            for _ in 0..entropy.below(4) {
                let at = entropy.below(data.len() + 1);
                match entropy.below(4) {
                    0 => data.truncate(at),
                    1 => data.insert(at, entropy.below(256) as u8),
                    _ => data.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << entropy.below(8)),
                }
            }
            println!("seed {SEED}, {name}, round {round}, {}", path.display());
            target(&data);
        }
    }
}

fn write(target: &str, name: &str, how: Option<u8>, bytes: &[u8]) {
    let dir = folder().join(target);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join(name), [how.as_slice(), bytes].concat()).unwrap();
}

/// Writes the inputs that the fuzzer begins with: real files. All but the slot that is encrypted come out the same each time.
#[test]
#[ignore = "writes the committed corpus; cargo test -p firsthand-sync --test decoding -- --ignored write_corpus"]
fn write_corpus() {
    let vault = targets::vault();
    write("envelope", "marker", Some(0), &vault.marker);
    for seed in 0..12 {
        let file = sealed(vault, seed, 600);
        let payload = crate::files::open(&file.bytes, vault).unwrap().payload;
        let target = if file.kind == firsthand_sync::Kind::Pack { "pack" } else { "payload" };
        write("envelope", &format!("whole-{seed}"), Some(0), &file.bytes);
        write("envelope", &format!("outside-{seed}"), Some(1), &file.bytes[..file.bytes.len() - 32]);
        let frame = zstd::bulk::compress(&payload, 3).unwrap();
        let content = [&(frame.len() as u32).to_le_bytes()[..], &frame, &[0; 16]].concat();
        write("envelope", &format!("inside-{seed}"), Some(2), &[&file.bytes[8..14], &content].concat());
        write(target, &format!("real-{seed}"), None, &payload);
        // The other kind of payload, too: a reader must tell them apart by the header alone.
        if seed < 3 {
            write("pack", &format!("other-{seed}"), None, &payload);
        }
    }
    let grown = crate::newer::grown_segment();
    write("payload", "of-a-later-minor", None, &grown);

    let identity = targets::identity();
    let device = Some(firsthand_sync::DeviceId::from_bytes([1; 16]));
    let to = |what, device| Recipient { what, device, age: identity.recipient() };
    let mut keys = vault.keys.clone();
    for count in 0..3 {
        let recipients = BTreeSet::from([to(Holder::Device, device), to(Holder::Recovery, None)]);
        let bytes = slot::seal(vault.id, &keys, &recipients).unwrap();
        let secret: age::x25519::Identity = identity.to_text().parse().unwrap();
        let plain = age::decrypt(&secret, &bytes).unwrap();
        assert!(ciborium::from_reader::<Value, _>(plain.as_slice()).is_ok());
        write("slot", &format!("inside-{count}"), Some(1), &plain);
        let path = folder().join("slot").join(format!("whole-{count}"));
        if !path.exists() {
            write("slot", &format!("whole-{count}"), Some(0), &bytes);
        }
        keys.add(count + 1, firsthand_sync::VaultKey::from_bytes([count as u8; 32]));
    }
    let path = folder().join("slot").join("passphrase");
    if !path.exists() {
        let to = BTreeSet::from([to(Holder::Passphrase, None)]);
        let bytes = slot::seal_with_passphrase(vault.id, &keys, &to, identity, "correct horse").unwrap();
        write("slot", "passphrase", Some(0), &bytes);
    }
    let kept = DeviceKeys { keys: keys.clone(), identity: identity.clone(), recovery: Some(identity.clone()) };
    write("slot", "kept", Some(1), &kept.encode());

    let have: HaveMap =
        (1..4).map(|n| (ReplicaId::from_bytes([n; 16]), Have { seq: u64::from(n), tip: [n; 16] })).collect();
    let code = PairingCode { keys, ..PairingCode::of(vault, &have) }.to_text().unwrap();
    write("words", "pairing", Some(0), code.as_bytes());
    write("words", "pairing-lower", Some(0), code.to_lowercase().replace('-', " ").as_bytes());
    // One key and no stream, as they stand inside the code.
    let key = vault.keys.active().unwrap();
    let inside = [&vault.id.as_bytes()[..], &[1, 0, 0, 0, 0], key.as_bytes(), &[0]].concat();
    write("words", "pairing-inside", Some(1), &inside);
    write("words", "recovery", Some(0), recovery::write_code(identity).as_bytes());
    for (at, name) in ["log/s-abababab-00000012-cdcdcdcdcdcdcdcd-r2.fhd", "../vault-01 (1).FHD", "keys/k-1.age.tmp"]
        .into_iter()
        .enumerate()
    {
        write("words", &format!("name-{at}"), Some(0), name.as_bytes());
    }
}
