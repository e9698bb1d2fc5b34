//! What goes wrong, in words for the person at the screen.

use serde::Serialize;

/// Why a command did not do what was asked. Nothing that was stored before is changed by a failed command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[error("{message}")]
pub struct ApiError {
    /// A stable word to tell kinds of error apart: `invalid`, `missing`, `unknown_command`, `storage`, `folder`,
    /// `in_use`, `pairing`, `recovery`, `locked`, `import`, `export`, `sync_off`, `unsent`.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl ApiError {
    /// Makes an error.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), hint: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that a document is not there.
    pub fn missing(what: &str) -> Self {
        Self::new("missing", format!("This {what} is not here any more."))
            .hint("It may have been removed on another device; look in the bin.")
    }
}

impl From<firsthand_domain::Invalid> for ApiError {
    fn from(error: firsthand_domain::Invalid) -> Self {
        Self::new("invalid", error.to_string())
    }
}

impl From<firsthand_store::Error> for ApiError {
    fn from(error: firsthand_store::Error) -> Self {
        use firsthand_store::Error;
        match error {
            Error::Invalid(invalid) => invalid.into(),
            Error::NoDocument { .. } => Self::missing("document"),
            Error::NewerDocument { .. } => Self::new("newer", error.to_string()),
            error => Self::new("storage", error.to_string())
                .hint("What was stored before is kept. Check that the disk has room, then try again."),
        }
    }
}
