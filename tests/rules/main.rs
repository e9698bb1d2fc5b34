//! Rules about the code that no compiler keeps.

mod bindings;
mod dependencies;
mod documents;
mod features;
mod mutants;
mod security;
mod sources;
mod words;
