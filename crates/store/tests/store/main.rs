//! The store from outside: what is written, merged, exchanged, packed, searched and taken back. One program, because each costs a link.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "helpers of tests are tests")]

mod common;

mod brought;
mod converge;
mod database;
mod exchange;
mod marks;
mod merge;
mod packs;
mod saves;
mod search;
mod search_filters;
mod tidy;
mod typed;
mod undo;
