//! The real window, driven under a virtual screen.

mod compare;
mod contacts;
mod devices;
mod durability;
mod harness;
mod interviews;
mod notebook;
mod opening;
mod own_words;
mod quiet;
mod screens;
mod two_windows;
mod typing;
mod unsaved;
mod when;
