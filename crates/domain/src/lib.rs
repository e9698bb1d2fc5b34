//! The words and rules of informational interviews, free of input, output, clock and chance.
//!
//! Every kind of document is declared once, with [`document!`]: its fields, what each one holds and how two devices'
//! versions of it merge. Storage, search, export and the user interface's types all follow from that declaration.

mod choice;
mod document;

pub mod asking;
pub mod bank;
pub mod edit;
pub mod exploration;
pub mod fold;
pub mod id;
pub mod interview;
pub mod order;
pub mod people;
pub mod schema;
pub mod today;

pub use asking::{Attempt, Channel, FollowUp, Outcome, Referral};
pub use document::Meta;
pub use edit::{Edit, Invalid};
pub use exploration::{Exploration, Profile, Standing};
pub use id::Id;
pub use interview::{Answer, Form, Interview, Jot, Permission, Question, Stage};
pub use people::{ChannelKind, Organization, Person, Portrait, WayToReach};
pub use schema::{Field, KINDS, Kind, Shape};
