//! The version that a text was typed onto.

use crate::{Result, document::parse_version, genesis, work::Loaded, write::find};
use automerge::{Change, ChangeHash, ReadDoc};
use firsthand_domain::{Edit, Field};
use std::collections::BTreeMap;

/// Edits of one document, by the version that they apply to.
pub(crate) struct Sorted {
    /// Edits of an earlier version, by its heads: they are written there and merged.
    pub(crate) earlier: BTreeMap<Vec<ChangeHash>, Vec<Edit>>,
    /// Edits of the present version.
    pub(crate) present: Vec<Edit>,
    /// Texts of a version that this document does not know. What they replaced cannot be told, so they replace nothing.
    pub(crate) beside: Vec<Edit>,
}

enum Base {
    Present,
    Earlier(Vec<ChangeHash>),
    Unknown,
}

/// Sorts edits by the version that they apply to. An edit without a base applies to the present version.
///
/// # Errors
/// [`Error::Internal`](crate::Error::Internal) if the genesis changes of the kind cannot be made.
pub(crate) fn sort(loaded: &Loaded, edits: Vec<Edit>) -> Result<Sorted> {
    let mut sorted = Sorted { earlier: BTreeMap::new(), present: Vec::new(), beside: Vec::new() };
    for edit in edits {
        match base_of(loaded, &edit)? {
            Base::Present => sorted.present.push(edit),
            Base::Earlier(heads) => sorted.earlier.entry(heads).or_default().push(edit),
            Base::Unknown => sorted.beside.push(edit),
        }
    }
    Ok(sorted)
}

fn base_of(loaded: &Loaded, edit: &Edit) -> Result<Base> {
    let Edit::Write { base: Some(base), field, .. } = edit else { return Ok(Base::Present) };
    // The version of a document that is not there yet has no heads.
    let heads = if base.is_empty() { Some(Vec::new()) } else { parse_version(base) };
    let Some(heads) = heads else { return Ok(Base::Unknown) };
    let doc = &loaded.doc;
    if doc.get_heads() == heads {
        return Ok(Base::Present);
    }
    // One unknown head is enough: the text may have shown what only that one brought.
    if !doc.get_missing_deps(&heads).is_empty() {
        return Ok(Base::Unknown);
    }
    let Some(field) = loaded.kind.field(field) else { return Ok(Base::Present) };
    with_container(loaded, heads, field)
}

/// Adds to a version the genesis change that makes the field's container, where the version is older than that: the text was empty then.
fn with_container(loaded: &Loaded, mut heads: Vec<ChangeHash>, field: &Field) -> Result<Base> {
    let there = |heads: &[ChangeHash]| {
        let version = loaded.doc.fork_at(heads);
        version.is_ok_and(|version| matches!(find(&version, field), Ok(Some(_))))
    };
    let mut levels = genesis::of(loaded.kind)?.iter().map(Change::hash);
    // Each look forks the document, and the first one nearly always succeeds.
    while !there(&heads) {
        let Some(level) = levels.next() else { return Ok(Base::Unknown) };
        heads.push(level);
        heads.sort_unstable();
        heads.dedup();
    }
    Ok(Base::Earlier(heads))
}
