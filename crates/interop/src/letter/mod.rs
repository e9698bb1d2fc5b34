//! Letters on their way out: sentences with slots become a text, and the text an address that a mail program takes.

mod mailto;
mod render;
mod when;

pub use mailto::mailto;
pub use render::{Broken, Dropped, Join, Rendered, Said, Sentence, render};
pub use when::{When, say_when};
