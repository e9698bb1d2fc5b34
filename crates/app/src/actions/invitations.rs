//! Invitations that arrive as calendar files: looked at first, then taken in one act (C37).

use super::{
    calendar::{Entry, own_uid, uid},
    interviews::talk,
    saved,
};
use crate::{
    App,
    api::{
        ApiError,
        notes::Saved,
        schedule::{InvitationPreview, InvitationRow, InvitationVerdict, ReadInvitation, TakeInvitation},
    },
    queries,
};
use firsthand_domain::{Edit, Id, Interview};
use firsthand_interop::{Invitation, InvitationReport, read_invitations};
use firsthand_store::Op;
use std::path::Path;

pub(crate) fn invitation_preview(app: &App, args: ReadInvitation) -> Result<InvitationPreview, ApiError> {
    let report = read(&args.path, &args.zone)?;
    let file = Path::new(&args.path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let store = app.store();
    let talks: Vec<Interview> = queries::all(&store, Interview::KIND.name)?;
    let mut events = Vec::with_capacity(report.events.len());
    for (result, index) in report.events.iter().zip(0u32..) {
        let mut row = InvitationRow {
            index,
            line: result.line,
            summary: String::new(),
            start: None,
            zone: String::new(),
            minutes: None,
            place: String::new(),
            organizer: String::new(),
            cancelled: false,
            notices: Vec::new(),
            verdict: InvitationVerdict::Damaged,
            interview: None,
            error: None,
        };
        match &result.outcome {
            Err(error) => row.error = Some(error.to_string()),
            Ok(event) => {
                let known = belonging(&talks, event);
                row.summary.clone_from(&event.summary);
                row.start = Some(event.start);
                row.zone.clone_from(&event.zone);
                row.minutes = event.minutes;
                row.place.clone_from(&event.place);
                row.organizer.clone_from(&event.organizer);
                row.cancelled = event.cancelled;
                row.notices = event.notices.iter().map(ToString::to_string).collect();
                row.verdict = verdict(known, event);
                row.interview = queries::named_interview(&store, known.map(Interview::id))?;
                if known.is_none() && event.cancelled {
                    row.verdict = InvitationVerdict::Damaged;
                    row.error = Some("It calls off something that is not in this notebook.".to_owned());
                }
            }
        }
        events.push(row);
    }
    Ok(InvitationPreview { file, events, problems: report.problems.iter().map(ToString::to_string).collect() })
}

fn read(path: &str, zone: &str) -> Result<InvitationReport, ApiError> {
    let bytes = std::fs::read(path).map_err(|error| {
        ApiError::new("import", format!("{path} cannot be read: {error}.")).hint("Check that the file is still there.")
    })?;
    let report = read_invitations(&bytes, zone);
    match report.problems.first() {
        Some(problem) if report.events.is_empty() => Err(ApiError::new("import", problem.to_string())
            .hint("Nothing was changed. Save the invitation again as a calendar file (.ics).")),
        _ => Ok(report),
    }
}

/// Finds the talk that an event is about: by the id under which it was received, or by our own.
fn belonging<'a>(talks: &'a [Interview], event: &Invitation) -> Option<&'a Interview> {
    talks.iter().find(|talk| uid(talk) == event.uid || own_uid(talk.id()) == event.uid)
}

fn verdict(known: Option<&Interview>, event: &Invitation) -> InvitationVerdict {
    let Some(talk) = known else { return InvitationVerdict::New };
    if talk.calendar_sequence.is_some_and(|number| number > event.sequence) {
        InvitationVerdict::Older
    } else if edits(talk, event).is_empty() {
        InvitationVerdict::Known
    } else {
        InvitationVerdict::Update
    }
}

/// Returns what an event changes of a talk.
fn edits(talk: &Interview, event: &Invitation) -> Vec<Edit> {
    let mut edits = Vec::new();
    if talk.scheduled_at != Some(event.start) {
        edits.push(Edit::time("scheduled_at", event.start));
    }
    if !event.zone.is_empty() && talk.zone != event.zone {
        edits.push(Edit::set("zone", event.zone.as_str()));
    }
    // They say how long it is, so they know.
    if let Some(minutes) = event.minutes.filter(|minutes| talk.promised_minutes != Some(*minutes)) {
        edits.extend([Edit::set("promised_minutes", minutes), Edit::set("told_minutes", minutes)]);
    }
    if !event.place.is_empty() && talk.place != event.place {
        edits.push(Edit::set("place", event.place.as_str()));
    }
    if talk.called_off != event.cancelled {
        edits.push(Edit::set("called_off", event.cancelled));
    }
    if uid(talk) != event.uid {
        edits.push(Edit::set("calendar_uid", event.uid.as_str()));
    }
    edits
}

pub(crate) fn invitation_take(app: &App, args: TakeInvitation) -> Result<Saved, ApiError> {
    let mut report = read(&args.path, &args.zone)?;
    let place = usize::try_from(args.event).ok().filter(|place| *place < report.events.len());
    let place = place.ok_or_else(|| ApiError::new("invalid", "There is no such event in this file."))?;
    let event = report
        .events
        .swap_remove(place)
        .outcome
        .map_err(|error| ApiError::new("import", error.to_string()).hint("Nothing was changed."))?;
    let (known, pinned) = {
        let store = app.store();
        let talks: Vec<Interview> = queries::all(&store, Interview::KIND.name)?;
        (belonging(&talks, &event).map(Interview::id), queries::pinned_questions(&store)?)
    };
    if let (Some(known), Some(chosen)) = (known, args.interview)
        && known != chosen
    {
        return Err(ApiError::new("invalid", "This invitation belongs to another interview already.")
            .hint("Take it there, or change the time by hand."));
    }
    if known.is_none() && event.cancelled {
        return Err(ApiError::new("invalid", "It calls off something that is not in this notebook."));
    }
    // The same invitation makes the same talk on every device.
    let id = known.or(args.interview).unwrap_or_else(|| Id::named("invitation", &event.uid));
    app.transact(Op::new("Take invitation"), |tx| {
        if known.is_none() && args.interview.is_none() {
            let mut first = vec![Edit::Arrange { field: "plan".to_owned(), ids: pinned }];
            match args.person {
                Some(person) => first.push(Edit::link("person", person)),
                None => first.push(Edit::set("title", event.summary.as_str())),
            }
            if tx.ensure(Interview::KIND.name, id, first)?.deleted() {
                tx.restore(id)?;
            }
        }
        let before = talk(tx, id)?;
        if let Some(number) = before.calendar_sequence.filter(|number| known.is_some() && *number > event.sequence) {
            let message = format!("A later version of it is known: {number} is newer than {}.", event.sequence);
            return Err(ApiError::new("invalid", message).hint("Nothing was changed. Ask for the newest invitation."));
        }
        let mut edits = edits(&before, &event);
        if before.zone.is_empty() && event.zone.is_empty() && !args.zone.is_empty() {
            edits.push(Edit::set("zone", args.zone.as_str()));
        }
        if edits.is_empty() && before.calendar_sequence == Some(event.sequence) {
            return saved(&tx.edit(id, Vec::new())?, &[]);
        }
        edits.push(Edit::set("calendar_sequence", event.sequence));
        let entry = Entry::of(&tx.edit(id, edits)?.typed()?, tx)?;
        saved(&tx.edit(id, vec![Edit::set("calendar_hash", entry.fingerprint)])?, &[])
    })
}
