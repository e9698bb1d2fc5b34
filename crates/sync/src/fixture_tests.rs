//! Files written by the first version of the format. They must open for ever; never write them anew.

use crate::envelope::{self, Kind, Refusal};
use crate::payload::{Card, Change, Segment, Want};
use crate::{DeviceId, DocId, FileId, Have, HaveMap, MemoryFolder, PairingCode, ReplicaId, Vault, name};

const MARKER: &[u8] = include_bytes!("../fixtures/v1/vault-ca5ca5d5.fhd");
const SEGMENT: &[u8] = include_bytes!("../fixtures/v1/segment.fhd");
const CODE: &str = include_str!("../fixtures/v1/code.txt");
const SEGMENT_ID: &str = "c5bd0dbfa24becc9457884e8818cd14cb224d9523be7d0debe2dcfc54fcefd67";

fn replica(n: u8) -> ReplicaId {
    ReplicaId::from_bytes([n; 16])
}

fn segment() -> Segment {
    let change = |n: u8, kind: &str, text: &str| Change {
        doc: DocId::from_bytes([n; 16]),
        kind: kind.into(),
        hash: [n ^ 0xff; 32],
        bytes: text.as_bytes().to_vec(),
    };
    Segment {
        app: "0.1.0".into(),
        schema: 3,
        needs: 2,
        time: 1_795_312_800_000,
        have: HaveMap::from([
            (replica(2), Have { seq: 300, tip: [0x22; 16] }),
            (replica(3), Have { seq: 1, tip: [0x33; 16] }),
        ]),
        packs: vec![FileId::from_bytes([0x44; 32])],
        want: vec![Want::Stretch(replica(2), 301, 305), Want::File(FileId::from_bytes([0x55; 32]))],
        card: Some(Card {
            device: Some(DeviceId::from_bytes([0x66; 16])),
            name: "Ana’s phone".into(),
            os: "Android 16".into(),
            max: 1,
            ..Card::default()
        }),
        changes: vec![change(7, "answer", "Grüße aus dem Café"), change(8, "hologram", "")],
        ..Segment::default()
    }
}

#[test]
fn a_vault_a_code_and_a_segment_of_version_1_open() {
    let code = PairingCode::parse(CODE).unwrap();
    let folder = MemoryFolder::new();
    folder.put_raw(&name::marker_path(code.vault), MARKER.to_vec());
    assert_eq!(name::marker_path(code.vault), "vault-ca5ca5d5.fhd");
    let vault = Vault::join(&folder, &code).unwrap();
    assert!(!code.is_reached_by(&HaveMap::new()));
    assert!(code.is_reached_by(&segment().have));

    let opened = envelope::open(SEGMENT, vault.id, &vault.keys).unwrap();
    assert_eq!((opened.header.kind, opened.header.seq, opened.header.replica), (Kind::Segment, 2, replica(1)));
    assert_eq!(opened.header.prev, FileId::from_bytes([0x11; 32]));
    assert_eq!(opened.id.to_string(), SEGMENT_ID);
    assert_eq!(Segment::decode(&opened.payload), Ok(segment()));
    assert_eq!(envelope::open(SEGMENT, vault.id, &Default::default()), Err(Refusal::Locked { key: opened.header.key }));
}

/// Wrote the files; kept to show how. A second version of the format gets files of its own beside them.
#[test]
#[ignore = "would replace files that must never change"]
fn write_fixtures() {
    use crate::envelope::Header;
    use crate::{KeyRing, SeededEntropy, VaultKey};
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1");
    assert!(!dir.exists(), "they are written already");
    std::fs::create_dir_all(&dir).unwrap();
    let mut entropy = SeededEntropy::new(2026);
    let vault = Vault::generate(&mut entropy, 1_795_312_800_000, "0.1.0").unwrap();
    let key = vault.keys.active().map(VaultKey::id).unwrap();
    let header = Header {
        kind: Kind::Segment,
        minor: 0,
        vault: vault.id,
        replica: replica(1),
        seq: 2,
        prev: FileId::from_bytes([0x11; 32]),
        key,
    };
    let keys: &KeyRing = &vault.keys;
    let (id, bytes) = envelope::seal(&header, &segment().encode(), keys, &mut entropy).unwrap();
    std::fs::write(dir.join(name::marker_path(vault.id)), &vault.marker).unwrap();
    std::fs::write(dir.join("segment.fhd"), bytes).unwrap();
    let code = PairingCode::of(&vault, &segment().have).to_text().unwrap();
    std::fs::write(dir.join("code.txt"), format!("{}\n", *code)).unwrap();
    println!("{id} {}", name::marker_path(vault.id));
}
