//! The words and rules of informational interviews, free of input, output, clock and chance.
//!
//! Every kind of document is declared once, with [`document!`]: its fields, what each one holds and how two devices'
//! versions of it merge. Storage, search, export and the user interface's types all follow from that declaration.

mod choice;
mod document;

pub mod asking;
pub mod bank;
pub mod blank;
pub mod checklist;
pub mod collected;
pub mod coverage;
pub mod deciding;
pub mod edit;
pub mod exploration;
pub mod fold;
pub mod id;
pub mod interview;
pub mod journey;
pub mod leads;
pub mod letters;
pub mod names;
pub mod network;
pub mod order;
pub mod people;
pub mod preferences;
pub mod promise;
pub mod query;
pub mod schema;

pub use asking::{Attempt, Channel, FollowUp, FollowUpKind, Outcome, Referral, ReferralOutcome, ThanksBy};
pub use deciding::{Agreement, Collection, Comparison, Course, Decision, Fit, Judgement};
pub use document::Meta;
pub use edit::{Edit, Invalid, LINE_LIMIT};
pub use exploration::{Aim, Exploration, Profile, Standing};
pub use id::Id;
pub use interview::{Answer, Form, HoldsFor, Impression, Interview, Jot, Permission, Question, Stage};
pub use leads::{Lead, LeadState};
pub use letters::{Letter, Purpose, Sentence, Template};
pub use people::{ChannelKind, Organization, Person, Portrait, WayToReach};
pub use preferences::{Confirmation, English, FormWish, JobsLevel, Preferences, ResumePlan, ThanksDue, Tone, Updates};
pub use query::Query;
pub use schema::{Field, KINDS, Kind, Shape};
