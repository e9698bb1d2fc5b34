//! The envelope of every file: sealing, and opening with one typed outcome for each thing that can be wrong (format, section 3).

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::entropy::Entropy;
use crate::frame::{self, FrameError};
use crate::id::{FileId, KeyId, ReplicaId, VaultId};
use crate::vault::KeyRing;

/// First bytes of every file; the line ends in it catch a transfer that rewrites text.
pub const MAGIC: [u8; 8] = *b"\x89FHD\r\n\x1a\n";
/// Major version that this program writes, and the highest that it reads.
pub const MAJOR: u16 = 1;
/// Minor version that this program writes.
pub const MINOR: u16 = 0;
/// Length of the header that this program writes, in bytes.
pub const HEADER_LEN: usize = 128;
/// Largest file that is opened at all, in bytes.
pub const MAX_FILE: u64 = 64 << 20;

const HEADER_MAX: usize = 1024;
const TRAILER_LEN: usize = 32;
const TAG_LEN: usize = 16;
const ENCRYPTED: u8 = 1;
const COMPRESSED: u8 = 2;
const PADDED: u8 = 4;
const ALL_FLAGS: u8 = ENCRYPTED | COMPRESSED | PADDED;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Changes of one replica.
    Segment,
    /// Whole documents; reserved, from version 2.
    Pack,
    /// A piece of an attachment; reserved, from version 2.
    Blob,
    /// The marker of a vault.
    Marker,
    /// A kind that this program does not know yet.
    Other(u8),
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Self::Segment => 1,
            Self::Pack => 2,
            Self::Blob => 3,
            Self::Marker => 4,
            Self::Other(code) => code,
        }
    }

    fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Segment,
            2 => Self::Pack,
            3 => Self::Blob,
            4 => Self::Marker,
            other => Self::Other(other),
        }
    }

    /// Largest file of this kind, in bytes.
    pub fn max_file(self) -> usize {
        match self {
            Self::Segment => 4 << 20,
            Self::Marker => 4 << 10,
            Self::Pack | Self::Blob | Self::Other(_) => 32 << 20,
        }
    }

    /// Largest payload of this kind after decompression, in bytes.
    pub fn max_payload(self) -> usize {
        match self {
            Self::Marker => 64 << 10,
            // With its file and what is made of it, a payload of this size is taken in with 256 MiB of memory.
            Self::Segment | Self::Pack | Self::Blob | Self::Other(_) => 64 << 20,
        }
    }
}

/// What the authenticated header says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the file is for.
    pub kind: Kind,
    /// Minor version of the writer's format.
    pub minor: u16,
    /// The vault that it belongs to.
    pub vault: VaultId,
    /// Who wrote it; zeros in a marker.
    pub replica: ReplicaId,
    /// Its place in the writer's stream, from 1; 0 in a marker.
    pub seq: u64,
    /// The file before it in that stream; zeros at the start.
    pub prev: FileId,
    /// The key that it is sealed with.
    pub key: KeyId,
}

/// A whole, authentic file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The hash of its bytes.
    pub id: FileId,
    /// Its authenticated header.
    pub header: Header,
    /// Its content, decompressed.
    pub payload: Vec<u8>,
}

/// Why a file is not used. Nothing is ever done to the file for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not begin like one of ours.
    #[error("not a file of Firsthand")]
    Unrelated,
    /// It is shorter than it says: still on its way, or torn.
    #[error("not whole yet")]
    Arriving,
    /// Its bytes are not those that were written.
    #[error("damaged: its bytes are not those that were written")]
    Damaged,
    /// A newer version of the format; the program must be updated to read it.
    #[error("written by a newer version (format {major})")]
    Newer {
        /// Its major version.
        major: u16,
    },
    /// It belongs to another vault.
    #[error("belongs to another vault ({vault})")]
    OtherVault {
        /// That vault.
        vault: VaultId,
    },
    /// It is sealed with a key that this device does not have.
    #[error("sealed with a key that this device does not have ({key})")]
    Locked {
        /// That key.
        key: KeyId,
    },
    /// It is whole, but not made by anybody who holds the key, or breaks a rule that no writer breaks.
    #[error("not made by a device of this vault: {what}")]
    Tampered {
        /// The rule.
        what: &'static str,
    },
    /// It is authentic, but what it holds does not read as the format says.
    #[error("authentic, but not readable: {what}")]
    Malformed {
        /// The place.
        what: &'static str,
    },
}

/// Why bytes could not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The key is not in the ring.
    #[error("this device does not have the key of the vault")]
    Locked,
    /// The file would be larger than its kind may be.
    #[error("the file would be {len} bytes long, {limit} are allowed")]
    TooLarge {
        /// Its length in bytes, or that of its payload.
        len: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Compression or encryption failed, as when memory runs out.
    #[error("compression or encryption failed")]
    Failed,
}

/// Seals a payload under the key that `header` names, with a nonce from `entropy`; gives the bytes and their id.
pub fn seal(
    header: &Header,
    payload: &[u8],
    keys: &KeyRing,
    entropy: &mut dyn Entropy,
) -> Result<(FileId, Vec<u8>), EnvelopeError> {
    if payload.len() > header.kind.max_payload() {
        return Err(EnvelopeError::TooLarge { len: payload.len(), limit: header.kind.max_payload() });
    }
    let key = keys.get(header.key).ok_or(EnvelopeError::Locked)?;
    let mut nonce = [0; 24];
    entropy.fill(&mut nonce);
    let mut content = frame::wrap(payload).ok_or(EnvelopeError::Failed)?;
    let body_len = content.len() + TAG_LEN;
    let total = HEADER_LEN + body_len + TRAILER_LEN;
    if total > header.kind.max_file() {
        return Err(EnvelopeError::TooLarge { len: total, limit: header.kind.max_file() });
    }

    let mut bytes = Vec::with_capacity(total);
    write_header(&mut bytes, header, &nonce, body_len);
    XChaCha20Poly1305::new(key.as_bytes().into())
        .encrypt_in_place(&XNonce::from(nonce), &bytes, &mut content)
        .map_err(|_| EnvelopeError::Failed)?;
    bytes.extend_from_slice(&content);
    let id = blake3::hash(&bytes);
    bytes.extend_from_slice(id.as_bytes());
    Ok((FileId::from_bytes(*id.as_bytes()), bytes))
}

fn write_header(bytes: &mut Vec<u8>, header: &Header, nonce: &[u8; 24], body_len: usize) {
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&MAJOR.to_le_bytes());
    bytes.extend_from_slice(&header.minor.to_le_bytes());
    bytes.extend_from_slice(&[header.kind.code(), ALL_FLAGS]);
    bytes.extend_from_slice(&(HEADER_LEN as u16).to_le_bytes());
    bytes.extend_from_slice(header.vault.as_bytes());
    bytes.extend_from_slice(header.replica.as_bytes());
    bytes.extend_from_slice(&header.seq.to_le_bytes());
    bytes.extend_from_slice(header.prev.as_bytes());
    bytes.extend_from_slice(header.key.as_bytes());
    bytes.extend_from_slice(nonce);
    bytes.extend_from_slice(&(body_len as u64).to_le_bytes());
}

/// What can be told of a whole file without any key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The hash of its bytes, verified.
    pub id: FileId,
    /// What its header claims; only [`open`] proves it.
    pub header: Header,
    flags: u8,
    header_len: usize,
    nonce: [u8; 24],
}

/// Checks that a file is whole and undamaged, without a key.
pub fn inspect(bytes: &[u8]) -> Result<Outside, Refusal> {
    if bytes.iter().zip(MAGIC).any(|(have, want)| *have != want) {
        return Err(Refusal::Unrelated);
    }
    let mut fields = Fields(bytes.get(..HEADER_LEN).ok_or(Refusal::Arriving)?);
    let _magic: [u8; 8] = fields.take()?;
    let major = u16::from_le_bytes(fields.take()?);
    let minor = u16::from_le_bytes(fields.take()?);
    let [kind, flags] = fields.take()?;
    let header_len = usize::from(u16::from_le_bytes(fields.take()?));
    let vault = VaultId::from_bytes(fields.take()?);
    let replica = ReplicaId::from_bytes(fields.take()?);
    let seq = u64::from_le_bytes(fields.take()?);
    let prev = FileId::from_bytes(fields.take()?);
    let key = KeyId::from_bytes(fields.take()?);
    let nonce = fields.take()?;
    let body_len = u64::from_le_bytes(fields.take()?);

    if !(HEADER_LEN..=HEADER_MAX).contains(&header_len) || body_len > MAX_FILE {
        return Err(Refusal::Damaged);
    }
    let hashed = (header_len as u64) + body_len;
    let total = hashed + TRAILER_LEN as u64;
    let have = bytes.len() as u64;
    if total > MAX_FILE || have > total {
        return Err(Refusal::Damaged);
    }
    if have < total {
        return Err(Refusal::Arriving);
    }
    let (hashed, trailer) =
        usize::try_from(hashed).ok().and_then(|at| bytes.split_at_checked(at)).ok_or(Refusal::Damaged)?;
    let id = blake3::hash(hashed);
    if trailer != id.as_bytes() {
        return Err(Refusal::Damaged);
    }
    // Only now, so that a flipped bit is never taken for a newer version.
    if major > MAJOR {
        return Err(Refusal::Newer { major });
    }
    if major == 0 {
        return Err(Refusal::Tampered { what: "version 0 does not exist" });
    }
    let header = Header { kind: Kind::from_code(kind), minor, vault, replica, seq, prev, key };
    Ok(Outside { id: FileId::from_bytes(*id.as_bytes()), header, flags, header_len, nonce })
}

/// Opens a file of `vault`: whole, undamaged, made by a holder of the key, and within the limits. The payload is not looked into.
pub fn open(bytes: &[u8], vault: VaultId, keys: &KeyRing) -> Result<Envelope, Refusal> {
    let Outside { id, header, flags, header_len, nonce } = inspect(bytes)?;
    if flags & ALL_FLAGS != ALL_FLAGS {
        return Err(Refusal::Tampered { what: "it is not encrypted as all files of this format are" });
    }
    if bytes.len() > header.kind.max_file() {
        return Err(Refusal::Tampered { what: "it is larger than its kind may be" });
    }
    if flags != ALL_FLAGS {
        return Err(Refusal::Newer { major: MAJOR });
    }
    if header.vault != vault {
        return Err(Refusal::OtherVault { vault: header.vault });
    }
    let key = keys.get(header.key).ok_or(Refusal::Locked { key: header.key })?;
    let (head, rest) = bytes.split_at_checked(header_len).ok_or(Refusal::Damaged)?;
    let body = rest.len().checked_sub(TRAILER_LEN).and_then(|len| rest.get(..len)).ok_or(Refusal::Damaged)?;
    let mut content = body.to_vec();
    XChaCha20Poly1305::new(key.as_bytes().into())
        .decrypt_in_place(&XNonce::from(nonce), head, &mut content)
        .map_err(|_| Refusal::Tampered { what: "the key does not fit its bytes" })?;
    let payload = frame::unwrap(&content, header.kind.max_payload()).map_err(|error| match error {
        FrameError::Shape => Refusal::Malformed { what: "the compressed content" },
        FrameError::TooLarge => Refusal::Malformed { what: "the content is larger than allowed" },
    })?;
    Ok(Envelope { id, header, payload })
}

/// Reads fixed fields one after the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let (field, rest) = self.0.split_first_chunk::<N>().ok_or(Refusal::Arriving)?;
        self.0 = rest;
        Ok(*field)
    }
}

#[cfg(test)]
#[path = "envelope_tests.rs"]
mod tests;
