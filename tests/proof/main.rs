//! Proof against the real world: the real program killed and hurt at its system calls, real Syncthing, real rclone,
//! real mounts. Every program that a test starts works in a folder of its own, on 127.0.0.1, and ends with the test.
//!
//! `FIRSTHAND_PROOF=full` tries every call with every error, and opens every state after a power loss; without it the calls are
//! stepped through, beginning at a place that `FIRSTHAND_PROOF_SEED` moves. `FIRSTHAND_PROOF_ROUNDS` says how long the stories
//! with services go on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a proof fails loudly where it stands"
)]

mod bench;
mod device;
mod errno;
mod extent;
mod ground;
mod kill;
mod namespace;
mod oracle;
mod paths;
mod power;
mod rclone;
mod strace;
mod syncthing;
mod tool;
