//! The bytes of a file, judged by the simulation itself and not by the engine under test.

use firsthand_sync::FileId;
use std::sync::Arc;

const MAGIC: &[u8] = b"\x89FHD\r\n\x1a\n";
const HEADER: usize = 128;
const TRAILER: usize = 32;

/// Bytes that some folder holds; shared, for a service carries the same ones everywhere.
#[derive(Debug)]
pub(crate) struct Blob {
    pub(crate) bytes: Vec<u8>,
    /// The hash at the end, if these are whole bytes of our format.
    pub(crate) id: Option<FileId>,
}

/// Where a file of a stream says that it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) replica: [u8; 16],
    pub(crate) seq: [u8; 8],
}

impl Blob {
    pub(crate) fn new(bytes: Vec<u8>) -> Arc<Self> {
        let id = whole(&bytes);
        Arc::new(Self { bytes, id })
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The kind of a whole file: 1 is a segment, 4 a marker.
    pub(crate) fn kind(&self) -> Option<u8> {
        self.id.map(|_| self.bytes[12])
    }

    pub(crate) fn flags(&self) -> u8 {
        self.bytes[13]
    }

    pub(crate) fn place(&self) -> Place {
        Place { replica: self.bytes[32..48].try_into().unwrap(), seq: self.bytes[48..56].try_into().unwrap() }
    }

    pub(crate) fn nonce(&self) -> [u8; 24] {
        self.bytes[96..120].try_into().unwrap()
    }

    pub(crate) fn contains(&self, word: &[u8]) -> bool {
        contains(&self.bytes, word)
    }
}

pub(crate) fn contains(bytes: &[u8], word: &[u8]) -> bool {
    let Some(first) = word.first() else { return true };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(word) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

fn whole(bytes: &[u8]) -> Option<FileId> {
    if bytes.len() < HEADER + TRAILER || !bytes.starts_with(MAGIC) {
        return None;
    }
    let (content, trailer) = bytes.split_at(bytes.len() - TRAILER);
    (blake3::hash(content).as_bytes() == trailer).then(|| FileId::from_slice(trailer).unwrap())
}
