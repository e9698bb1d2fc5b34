//! Writing: each act of the user in one transaction that undo takes back in one step.

mod after;
mod asking;
mod calendar;
mod comparing;
mod deciding;
mod documents;
mod import;
mod interviews;
mod invitations;
mod letters;
mod people;
mod reminders;
mod schedule;
mod sync;
mod thanks;
mod ways;

pub(crate) use after::{lead_add, referral_outcome, suggestion_add};
pub(crate) use asking::{mention_add, outcome_record, referral_add};
pub(crate) use calendar::{calendar_state, calendar_write};
pub(crate) use comparing::{collected_export, collected_mark, compare_export, comparison_mark};
pub(crate) use deciding::{decision_add, findings_export, judgement_add};
pub(crate) use documents::{delete, edit, exploration_add, export_json, jot_save, question_add, redo, restore, undo};
pub(crate) use import::{vcard_import, vcard_preview};
pub(crate) use interviews::{
    answer_mark, answer_save, interview_end, interview_offer_more, interview_plan, interview_resume, interview_start,
    meet_now, took_place,
};
pub(crate) use invitations::{invitation_preview, invitation_take};
pub(crate) use letters::{letter_save, letter_sent, template_reset, template_save};
pub(crate) use people::{attempt_add, follow_up_add, follow_up_done, person_add, person_set_organization};
pub(crate) use reminders::reminders_allow;
pub(crate) use schedule::{call_off, promise, schedule};
pub(crate) use sync::{
    device_found, device_lost, device_rename, folder_check, notice_read, passphrase_remove, passphrase_set,
    recovery_confirm, recovery_renew, sync_cancel, sync_leave, sync_leave_for_good, sync_now, sync_restore,
    vault_create, vault_join, vault_recover, vault_rotate,
};
pub(crate) use ways::ways_keep;

use crate::api::{ApiError, notes::Saved};
use firsthand_domain::{Edit, Meta};
use firsthand_store::Record;
use std::path::Path;

/// Tells what a document holds after `edits`.
fn saved(record: &Record, edits: &[Edit]) -> Result<Saved, ApiError> {
    let meta: Meta = record.typed()?;
    let texts = edits.iter().filter_map(|edit| match edit {
        Edit::Write { field, .. } => Some((field.clone(), record.text(field).to_owned())),
        _ => None,
    });
    Ok(Saved { id: meta.id, version: meta.version, texts: texts.collect() })
}

/// Refuses an empty name, in words.
fn required(text: &str, what: &str) -> Result<String, ApiError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(ApiError::new("invalid", format!("{what} is empty.")).hint("Write at least one letter."));
    }
    Ok(text)
}

/// Writes a file of the user's choice.
fn write_export(path: &str, text: &str) -> Result<(), ApiError> {
    write_whole(Path::new(path), text.as_bytes()).map_err(|error| {
        ApiError::new("export", format!("{path} cannot be written: {error}.")).hint("Choose another folder.")
    })
}

/// Writes a file as a whole: to a new one beside it first, so that an older one is never half replaced.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
