//! How a letter comes to be: what is known of it ([`About`]), the slots that follow from that, and the sentences.

mod about;
mod facts;
mod sentences;

pub(crate) use about::About;
pub(crate) use facts::slots;
pub(crate) use sentences::{Reading, read, samples, subject_and_body, template_of};
