//! Documents as the truth, SQLite as their projection.
//!
//! Every entity is one automerge document, stored in one SQLite database together with rows computed from it: records
//! as JSON, links, times, a search index. [`Store::transact`] is the one door for the user's operations,
//! [`Store::sync_transact`] the one for what other devices bring. See `docs/decisions/0002-documents-and-projection.md`.

// What the tests share names this crate as they do.
#[cfg(test)]
extern crate self as firsthand_store;

mod adopt;
mod arrival;
mod base;
mod brought;
mod cache;
mod database;
mod document;
mod error;
mod exchange;
mod export;
mod fits;
mod fork;
mod genesis;
mod index;
mod mailbox;
mod maintain;
mod marks;
mod newer;
mod opposite;
mod packs;
mod project;
mod query;
mod reader;
mod record;
mod salvage;
mod saves;
mod search;
mod store;
mod text;
mod tidy;
mod together;
mod tx;
mod undo;
mod vocabulary;
mod whole;
mod work;
mod write;

pub use error::{Error, Result};
pub use exchange::{Applied, Aside, StoredChange, SyncTx, Why};
pub use mailbox::{Card, Held, Mailbox, Noted, Outgoing};
pub use maintain::Report;
pub use marks::{Rows, Stale};
pub use packs::PackRow;
pub use reader::Reader;
pub use record::{Changes, Record, Row, Titled};
pub use saves::{DocumentHeads, OpenedSave, Save, open_save};
pub use search::Hit;
pub use store::{Op, Store};
pub use tx::Tx;
pub use undo::Undone;
