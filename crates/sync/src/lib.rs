//! Replication through any file-sync folder.
//!
//! A device keeps its truth in its own database; the folder is a mailbox that some service carries between devices, late, torn,
//! twice or not at all. This crate owns everything that lies in the folder (`docs/sync-format.md` describes it byte by byte) and
//! the order of steps by which no change is lost. It knows changes only as `(document, kind, hash, bytes)` and has no database:
//! the application lends it a [`Journal`] and a [`Folder`], and calls [`sync_round`].
//!
//! [`engine::plan`] is free of input and output; [`sync_round`] is the thin driver around it.

mod cbor;
pub mod chain;
mod clean;
mod compared;
pub mod conformance;
pub mod coverage;
pub mod device_keys;
pub mod engine;
pub mod entropy;
pub mod envelope;
pub mod folder;
mod frame;
pub mod fs_folder;
pub mod fsck;
pub mod health;
pub mod id;
pub mod identity;
pub mod journal;
pub mod key_ring;
pub mod memory;
pub mod memory_folder;
pub mod memory_journal;
pub mod name;
mod opened;
pub mod pack;
pub mod pairing;
pub mod payload;
pub mod recovery;
pub mod repair;
pub mod round;
pub mod seal;
pub mod seen;
pub mod slot;
mod stand_in;
pub mod standing;
pub mod vault;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod fleet;

pub use chain::{Have, HaveMap, Link};
pub use clean::{Cleaning, Policy};
pub use coverage::Coverage;
pub use device_keys::DeviceKeys;
pub use engine::{Action, OnMissing, Plan, plan};
pub use entropy::{Entropy, OsEntropy, SeededEntropy};
pub use envelope::{Header, Kind, Refusal};
pub use folder::{Entry, Folder, FolderError, Put};
pub use fs_folder::FsFolder;
pub use health::FolderHealth;
pub use id::{DeviceId, DocId, FileId, KeyId, ReplicaId, VaultId};
pub use identity::AgeIdentity;
pub use journal::{HeldPack, Ingested, Journal, OpenedFile, OpenedPack, Outgoing, Peer, State};
pub use memory::Memory;
pub use memory_folder::MemoryFolder;
pub use memory_journal::MemoryJournal;
#[doc(hidden)]
pub use opened::remember_opened;
pub use pack::{Document, Pack};
pub use pairing::{PairingCode, PairingError};
pub use payload::{Card, Change, Segment, Want};
pub use recovery::{CodeError, RecoverError, Recovered, Secret, recover};
pub use round::{Problem, Progress, Round, RoundOptions, sync_round, sync_round_watched};
pub use seal::{Draft, PackDraft, Say, SealError, Sealed, Sealer};
pub use seen::{Outcome, Seen};
pub use slot::{Holder, Recipient, Slot, SlotError};
pub use standing::{Standing, Standings};
pub use vault::{KeyRing, Vault, VaultError, VaultKey};
