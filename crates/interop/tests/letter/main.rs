//! Letters for any words, with seeds that proptest prints and keeps.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails loudly where it stands")]

mod roundtrip;
