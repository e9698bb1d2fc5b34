//! Sealed files of many shapes, each from a seed, and what somebody can make of them.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use firsthand_sync::envelope::{self, Envelope, HEADER_LEN, MAGIC};
use firsthand_sync::{
    Card, Change, DeviceId, DocId, Document, Entropy, FileId, Have, HaveMap, Header, Kind, Pack, Refusal, ReplicaId,
    SeededEntropy, Segment, Standing, Vault, VaultKey, Want,
};

/// Bytes of the hash at the end of a file.
pub(crate) const TRAILER: usize = 32;

pub(crate) fn vault() -> Vault {
    Vault::generate(&mut SeededEntropy::new(44), 1_795_312_800_000, "test").unwrap()
}

pub(crate) fn open(bytes: &[u8], vault: &Vault) -> Result<Envelope, Refusal> {
    envelope::open(bytes, vault.id, &vault.keys)
}

/// A sealed file and the seed that it comes from.
pub(crate) struct Sealed {
    pub(crate) seed: u64,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
}

/// A segment, a pack or a marker with about `most` bytes of content or less.
pub(crate) fn sealed(vault: &Vault, seed: u64, most: usize) -> Sealed {
    let mut entropy = SeededEntropy::new(seed);
    let kind = match entropy.below(12) {
        0 => Kind::Marker,
        1..=3 => Kind::Pack,
        _ => Kind::Segment,
    };
    let replica = ReplicaId::random(&mut entropy);
    let seq = 1 + entropy.below(3) as u64;
    let prev = if kind == Kind::Segment && seq > 1 { FileId::random(&mut entropy) } else { FileId::ZERO };
    let (replica, seq) = if kind == Kind::Marker { (ReplicaId::ZERO, 0) } else { (replica, seq) };
    let payload = match kind {
        Kind::Marker => b"\xa2\x64made\x00\x63app\x61t".to_vec(),
        Kind::Pack => pack(&mut entropy, most).encode(),
        _ => segment(&mut entropy, most).encode(),
    };
    let key = vault.keys.active().map(VaultKey::id).unwrap();
    let header = Header { kind, minor: 0, vault: vault.id, replica, seq, prev, key };
    let (_, bytes) = envelope::seal(&header, &payload, &vault.keys, &mut entropy).unwrap();
    Sealed { seed, kind, bytes }
}

fn noise(entropy: &mut SeededEntropy, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; entropy.below(most + 1)];
    entropy.fill(&mut bytes);
    bytes
}

fn ids<const N: usize>(entropy: &mut SeededEntropy, count: usize) -> Vec<[u8; N]> {
    let draw = |_| {
        let mut id = [0; N];
        entropy.fill(&mut id);
        id
    };
    (0..count).map(draw).collect()
}

fn changes(entropy: &mut SeededEntropy, most: usize) -> Vec<Change> {
    let count = entropy.below(4);
    let change = |_| Change {
        doc: DocId::random(entropy),
        kind: ["jot", "answer", "hologram"][entropy.below(3)].into(),
        hash: *FileId::random(entropy).as_bytes(),
        bytes: noise(entropy, most / 4),
    };
    (0..count).map(change).collect()
}

fn have(entropy: &mut SeededEntropy) -> HaveMap {
    let count = entropy.below(4);
    let tips: Vec<[u8; 16]> = ids(entropy, count);
    tips.into_iter().map(|tip| (ReplicaId::from_bytes(tip), Have { seq: 1 + u64::from(tip[0]), tip })).collect()
}

fn card(entropy: &mut SeededEntropy) -> Card {
    Card { device: Some(DeviceId::random(entropy)), name: "Ana’s phone".into(), max: 1, ..Card::default() }
}

fn segment(entropy: &mut SeededEntropy, most: usize) -> Segment {
    let count = entropy.below(3);
    let files: Vec<[u8; 32]> = ids(entropy, count);
    Segment {
        app: "0.1.0".into(),
        schema: 1,
        needs: 1,
        time: entropy.below(1 << 40) as i64,
        have: have(entropy),
        packs: files.iter().copied().map(FileId::from_bytes).collect(),
        want: files.iter().copied().map(|id| Want::File(FileId::from_bytes(id))).collect(),
        card: (entropy.below(2) == 0).then(|| card(entropy)),
        standings: (0..entropy.below(2))
            .map(|_| Standing { device: DeviceId::random(entropy), n: 1, retired: true, upto: HaveMap::new() })
            .collect(),
        changes: changes(entropy, most),
        ..Segment::default()
    }
}

fn pack(entropy: &mut SeededEntropy, most: usize) -> Pack {
    let count = entropy.below(3);
    let document = |_| Document {
        doc: DocId::random(entropy),
        kind: "jot".into(),
        heads: ids(entropy, 1),
        save: noise(entropy, most / 3),
    };
    let documents = (0..count).map(document).collect();
    Pack {
        app: "0.1.0".into(),
        schema: 1,
        needs: 1,
        time: 5,
        covers: have(entropy),
        with: ids(entropy, 2).into_iter().map(FileId::from_bytes).collect(),
        documents,
        changes: changes(entropy, most / 3),
        ..Pack::default()
    }
}

/// Makes the trailer true, as anybody can who holds the bytes.
pub(crate) fn rehash(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len().checked_sub(TRAILER).unwrap();
    let id = blake3::hash(&bytes[..body]);
    bytes[body..].copy_from_slice(id.as_bytes());
    bytes
}

/// What a holder of the key seals who does not keep to what this program would write.
pub(crate) struct Forge {
    pub(crate) major: u16,
    pub(crate) minor: u16,
    pub(crate) header_len: usize,
    pub(crate) kind: u8,
    pub(crate) replica: ReplicaId,
    pub(crate) seq: u64,
}

impl Forge {
    pub(crate) fn segment(replica: u8) -> Self {
        let replica = ReplicaId::from_bytes([replica; 16]);
        Self { major: 1, minor: 0, header_len: HEADER_LEN, kind: 1, replica, seq: 1 }
    }

    /// Seals a payload.
    pub(crate) fn seal(&self, vault: &Vault, payload: &[u8]) -> Vec<u8> {
        self.seal_frame(vault, &zstd::bulk::compress(payload, 3).unwrap())
    }

    /// Seals what stands in place of the compressed payload.
    pub(crate) fn seal_frame(&self, vault: &Vault, frame: &[u8]) -> Vec<u8> {
        let mut content = u32::try_from(frame.len()).unwrap().to_le_bytes().to_vec();
        content.extend_from_slice(frame);
        content.resize(content.len().max(1024), 0);
        let key = vault.keys.active().unwrap();
        let nonce = [9; 24];
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.major.to_le_bytes());
        bytes.extend_from_slice(&self.minor.to_le_bytes());
        bytes.extend_from_slice(&[self.kind, 7]);
        bytes.extend_from_slice(&u16::try_from(self.header_len).unwrap().to_le_bytes());
        bytes.extend_from_slice(vault.id.as_bytes());
        bytes.extend_from_slice(self.replica.as_bytes());
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(FileId::ZERO.as_bytes());
        bytes.extend_from_slice(key.id().as_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&(content.len() as u64 + 16).to_le_bytes());
        bytes.resize(self.header_len, 0x55);
        XChaCha20Poly1305::new(key.as_bytes().into())
            .encrypt_in_place(&XNonce::from(nonce), &bytes, &mut content)
            .unwrap();
        bytes.extend_from_slice(&content);
        bytes.resize(bytes.len() + TRAILER, 0);
        rehash(bytes)
    }
}
