//! Printing for people, or for programs.

use anyhow::Context as _;
use firsthand_app::App;
use firsthand_domain::Stage;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::io::Write as _;

/// How a command went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Printed {
    /// All is well.
    Fine,
    /// It was done, and what it found is not as it should be.
    SomethingWrong,
}

/// Where answers go.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Prints an answer: as JSON, or by `lines` for people.
    pub(crate) fn answer<T: Serialize>(
        &mut self,
        answer: &T,
        lines: impl FnOnce(&T) -> Vec<String>,
    ) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, answer)?;
            writeln!(out)?;
        } else {
            for line in lines(answer) {
                writeln!(out, "{line}")?;
            }
        }
        Ok(out.flush()?)
    }
}

/// Runs a command of the app's table.
pub(crate) fn call<T: DeserializeOwned>(app: &App, name: &str, args: Value) -> anyhow::Result<T> {
    let answer = app.dispatch(name, args)?;
    serde_json::from_value(answer).with_context(|| format!("The answer of {name} is not as expected"))
}

/// Returns the given words, or what stands on standard input when there are none.
pub(crate) fn words_or_input(words: &[String]) -> anyhow::Result<String> {
    if !words.is_empty() {
        return Ok(words.join(" "));
    }
    let mut text = std::io::read_to_string(std::io::stdin()).context("Standard input cannot be read")?;
    text.truncate(text.trim_end().len());
    Ok(text)
}

/// Says how far a talk has come.
pub(crate) const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Planned => "planned",
        Stage::Scheduled => "scheduled",
        Stage::Meeting => "going on",
        Stage::Held => "held",
        Stage::CalledOff => "called off",
    }
}
