//! What the app tells those who listen.

use crate::api::{system::SyncStatus, today::Reminder};
use firsthand_domain::Id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What changed, so that a screen reads only that again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Changed {
    /// The kinds of document that changed.
    pub kinds: BTreeSet<String>,
    /// The documents that changed; empty together with `kinds` when everything may have.
    pub ids: BTreeSet<Id>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
pub enum Event {
    /// Documents changed: by a command, by another device, or by another program on the same data.
    Changed(Changed),
    /// Sync stands differently.
    Sync(SyncStatus),
    /// Something has become due.
    Due(Vec<Reminder>),
}
