//! What may become of files on their way through somebody else's hands, and what a reader makes of them: `docs/sync-format.md`, sections
//! 3.1, 12 and 13.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at once where it is surprised"
)]

mod corpus;
mod device;
mod files;
mod forged;
mod greedy;
mod newer;
#[path = "../../../../tests/fuzz/targets.rs"]
mod targets;
mod torn;
