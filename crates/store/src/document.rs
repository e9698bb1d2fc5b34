//! Loading documents and naming their versions.

use automerge::{ActorId, Automerge, ChangeHash, LoadOptions, OnPartialLoad, TextEncoding};

/// How places in a text are counted here: Unicode code points. The stored form does not depend on it.
pub(crate) const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// The key of the time of creation in the root map.
pub(crate) const CREATED: &str = "_created";
/// The key of the time of deletion in the root map.
pub(crate) const DELETED: &str = "_deleted";
/// The message of a change that moves its document to the bin.
pub(crate) const DELETE: &str = "delete";

/// Loads a document strictly: every byte must be understood, and the heads must be the expected ones.
///
/// The comparison of the heads is needed because automerge accepts bytes that were cut between two changes.
pub(crate) fn load(bytes: &[u8], heads: &[ChangeHash]) -> Result<Automerge, String> {
    let doc = load_any(bytes)?;
    if doc.get_heads() != heads {
        return Err("a part of its history is missing".to_owned());
    }
    Ok(doc)
}

/// Loads a document strictly whose heads are for the caller to compare.
pub(crate) fn load_any(bytes: &[u8]) -> Result<Automerge, String> {
    let loaded = std::panic::catch_unwind(|| {
        let options = LoadOptions::new().on_partial_load(OnPartialLoad::Error).text_encoding(ENCODING);
        Automerge::load_with_options(bytes, options)
    });
    loaded.map_err(|_| "its history contradicts itself".to_owned())?.map_err(|error| error.to_string())
}

/// Makes an empty document.
pub(crate) fn empty(actor: &ActorId) -> Automerge {
    Automerge::new_with_encoding(ENCODING).with_actor(actor.clone())
}

/// Writes heads as the text of a version: 64 hexadecimal digits each, sorted, with points between.
pub(crate) fn version(heads: &[ChangeHash]) -> String {
    let mut heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    heads.sort_unstable();
    heads.join(".")
}

/// Reads the text of a version.
pub(crate) fn parse_version(text: &str) -> Option<Vec<ChangeHash>> {
    let heads: Option<Vec<ChangeHash>> = text.split('.').map(|head| head.parse().ok()).collect();
    heads.map(sorted)
}

/// Packs heads for the database.
pub(crate) fn pack(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|head| head.0).collect()
}

/// Unpacks heads from the database.
pub(crate) fn unpack(bytes: &[u8]) -> Vec<ChangeHash> {
    bytes.as_chunks::<32>().0.iter().map(|head| ChangeHash(*head)).collect()
}

fn sorted(mut heads: Vec<ChangeHash>) -> Vec<ChangeHash> {
    heads.sort_unstable();
    heads
}
