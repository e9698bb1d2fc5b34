//! What leaves the notebook by the user's wish.

use crate::{App, api::ApiError};
use firsthand_domain::{Answer, Jot, Kind};
use serde_json::Value;

/// The kinds of which a document can be off the record (C81).
const CAN_BE_OFF: [&Kind; 2] = [Answer::KIND, Jot::KIND];

impl App {
    /// Returns everything as JSON text, but for what is off the record (C81): to hand on, to read elsewhere.
    ///
    /// [`App::export_text`] leaves nothing out: devices are compared by it.
    ///
    /// # Errors
    /// [`ApiError`] when the database cannot be read.
    pub fn user_export_text(&self) -> Result<String, ApiError> {
        let mut export = self.reader()?.export()?;
        if let Some(Value::Array(documents)) = export.get_mut("documents") {
            documents.retain(|document| !is_off_record(document));
        }
        text(&export)
    }
}

/// Tells whether a document stays here. Where two devices say different things, the careful one counts.
fn is_off_record(document: &Value) -> bool {
    let kind = document.get("kind").and_then(Value::as_str);
    let can_be = CAN_BE_OFF.iter().any(|known| kind == Some(known.name));
    let apart = document.pointer("/conflicts/off_record").and_then(Value::as_array);
    let marked = document.get("off_record") == Some(&Value::Bool(true));
    can_be && (marked || apart.is_some_and(|values| values.contains(&Value::Bool(true))))
}

/// Writes an export as text.
pub(crate) fn text(export: &Value) -> Result<String, ApiError> {
    let mut text = serde_json::to_string_pretty(export)
        .map_err(|error| ApiError::new("export", format!("The data cannot be written as JSON: {error}.")))?;
    text.push('\n');
    Ok(text)
}
