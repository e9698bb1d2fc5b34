//! What the world needs of a device. Everything else about it is its own affair.

use crate::{fuse::Fuse, ground::Ground, tokens::Tokens};
use firsthand_sync::{FileId, Folder, HaveMap, OnMissing, Policy, ReplicaId, Round};

/// How a round is to be run.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The node's clock, in milliseconds since 1970.
    pub(crate) now: i64,
    pub(crate) full: bool,
    pub(crate) missing: OnMissing,
    pub(crate) policy: Policy,
    pub(crate) fuse: Fuse,
}

/// One device: a program and its data folder.
///
/// All its randomness comes from the seed that it was made with.
pub(crate) trait Node: Sized {
    /// The data folder, as a backup keeps it.
    type Disk: Clone;

    /// The name of this kind of node, as messages and variables say it.
    const KIND: &'static str;

    /// A new device that has joined the vault and has not looked at a folder yet.
    fn create(ground: &Ground, seed: u64) -> Self;

    /// The user writes a token somewhere, as `salt` decides; acknowledged when it returns.
    fn edit(&mut self, now: i64, token: u32, salt: u64) -> Result<(), String>;

    /// One round; `None` if the program was killed in it. It is to be restarted then.
    fn round(&mut self, folder: &dyn Folder, wish: &Wish) -> Result<Option<Round>, String>;

    /// The program is closed, or was killed, and is opened again on the same data.
    fn restart(&mut self) -> Result<(), String>;

    /// Copies the data folder.
    fn disk(&self) -> Self::Disk;

    /// A program that is opened on a copy of a data folder.
    fn wake(ground: &Ground, disk: &Self::Disk, seed: u64) -> Self;

    /// A copy of the machine with everything in memory, and a randomness of its own from now on.
    fn fork(&self, ground: &Ground, seed: u64) -> Self;

    /// The user picks another folder for the same vault.
    fn enter_other_folder(&mut self) -> Result<(), String>;

    /// The user gives the device another name.
    fn rename(&mut self, name: &str) -> Result<(), String>;

    /// The tokens that it holds, in what the user sees.
    fn tokens(&mut self) -> Tokens;

    /// How many documents it shows; it must never become fewer.
    fn documents(&mut self) -> usize;

    /// The stream that it writes.
    fn replica(&mut self) -> ReplicaId;

    fn have(&mut self) -> HaveMap;

    /// The files that it takes for published.
    fn published(&mut self) -> Vec<FileId>;

    /// Everything, as text; equal on devices that hold the same.
    fn export(&mut self) -> String;

    /// Looks for what must never be: a token applied twice, a document that contradicts its rows.
    ///
    /// What builds on something that is lost for good waits for ever; `may_wait` says whether anything is.
    fn check(&mut self, may_wait: bool) -> Result<(), String>;

    /// Ids of documents, which must not be seen in a folder.
    fn secrets(&mut self) -> Vec<[u8; 16]>;
}
