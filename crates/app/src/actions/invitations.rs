//! Invitations that arrive as calendar files: looked at first, then taken in one act (C37).

use super::{
    calendar::{Entry, invited_sequence, own_uid, uid},
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
use chrono::{DateTime, SecondsFormat, Utc};
use firsthand_domain::{Edit, Id, Interview, LINE_LIMIT, promise::MOST_MINUTES};
use firsthand_interop::{Invitation, InvitationMethod, InvitationReport, read_invitations};
use firsthand_store::Op;
use std::cmp::Ordering;
use std::path::Path;

pub(crate) fn invitation_preview(app: &App, args: ReadInvitation) -> Result<InvitationPreview, ApiError> {
    let now = app.now();
    let report = read(&args.path, &zone_of(&args.zone), now)?;
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
                let (event, told) = &fitting(event.clone());
                let known = belonging(&talks, event, now);
                row.summary.clone_from(&event.summary);
                row.start = Some(event.start);
                row.zone.clone_from(&event.zone);
                row.minutes = event.minutes;
                row.place.clone_from(&event.place);
                row.organizer.clone_from(&event.organizer);
                row.cancelled = event.cancelled;
                row.notices = event.notices.iter().map(ToString::to_string).chain(told.iter().cloned()).collect();
                row.notices.extend(said(event));
                row.verdict = verdict(known, event);
                row.interview = queries::named_interview(&store, known.map(Interview::id))?;
                if known.is_none() && event.cancelled && not_for_taking(event).is_none() {
                    row.verdict = InvitationVerdict::Damaged;
                    row.error = Some("It calls off something that is not in this notebook.".to_owned());
                }
            }
        }
        events.push(row);
    }
    Ok(InvitationPreview { file, events, problems: report.problems.iter().map(ToString::to_string).collect() })
}

/// The zone of this device, unless a command names another.
fn zone_of(named: &str) -> String {
    if named.is_empty() { crate::local_zone() } else { named.to_owned() }
}

fn read(path: &str, zone: &str, now: DateTime<Utc>) -> Result<InvitationReport, ApiError> {
    let bytes = std::fs::read(path).map_err(|error| {
        ApiError::new("import", format!("{path} cannot be read: {error}.")).hint("Check that the file is still there.")
    })?;
    let report = read_invitations(&bytes, zone, now);
    match report.problems.first() {
        Some(problem) if report.events.is_empty() => Err(ApiError::new("import", problem.to_string())
            .hint("Nothing was changed. Save the invitation again as a calendar file (.ics).")),
        _ => Ok(report),
    }
}

/// Makes an event fit what a talk can hold, and says what was cut.
fn fitting(mut event: Invitation) -> (Invitation, Vec<String>) {
    let mut told = Vec::new();
    for (text, what) in [(&mut event.place, "place"), (&mut event.summary, "name")] {
        // A line is kept without breaks, so it is compared without them too.
        let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
        *text = whole.chars().take(LINE_LIMIT).collect();
        if *text != whole {
            told.push(format!("Its {what} is too long; only the first {LINE_LIMIT} characters are taken."));
        }
    }
    if event.minutes.is_some_and(|minutes| minutes > MOST_MINUTES) {
        event.minutes = None;
        told.push(format!("It lasts longer than {MOST_MINUTES} minutes; its length is not taken."));
    }
    let start = event.start.to_rfc3339_opts(SecondsFormat::Secs, true);
    if event.uid.is_empty() {
        let content = format!("{start} {} {}", event.summary, event.organizer);
        event.uid = format!("{}@firsthand", Id::named("invitation without id", &content));
    } else if event.uid.chars().count() > LINE_LIMIT || event.uid.chars().any(char::is_whitespace) {
        event.uid = format!("{}@firsthand", Id::named("invitation with long id", &event.uid));
    }
    (event, told)
}

/// Describes a proposal or an answer.
fn said(event: &Invitation) -> Vec<String> {
    let mut said = Vec::new();
    if not_for_taking(event).is_some() {
        said.extend(event.answers.iter().map(|answer| match answer.said.as_str() {
            "ACCEPTED" => format!("{} accepts.", answer.who),
            "DECLINED" => format!("{} declines.", answer.who),
            "TENTATIVE" => format!("{} is not sure yet.", answer.who),
            "DELEGATED" => format!("{} sends somebody else.", answer.who),
            _ => format!("{} has not answered.", answer.who),
        }));
        said.extend((!event.comment.is_empty()).then(|| format!("They write: {}", event.comment)));
        said.extend(not_for_taking(event).map(str::to_owned));
    }
    said
}

/// Says why a file that invites to nothing cannot be taken (RFC 5546, 3.2).
const fn not_for_taking(event: &Invitation) -> Option<&'static str> {
    match event.method {
        InvitationMethod::Publish | InvitationMethod::Request | InvitationMethod::Cancel => None,
        InvitationMethod::Counter => Some("It is a proposal: nothing is moved until whoever invited sends a new time."),
        InvitationMethod::Reply => Some("It is an answer to an invitation: nothing is changed by it."),
        InvitationMethod::Other => Some("It neither invites nor calls off: nothing is changed by it."),
    }
}

/// Finds the talk that an event is about: by the id under which it was received, or by our own.
fn belonging<'a>(talks: &'a [Interview], event: &Invitation, now: DateTime<Utc>) -> Option<&'a Interview> {
    let named = |talk: &&Interview| uid(talk) == event.uid || own_uid(talk.id()) == event.uid;
    let exact = talks.iter().filter(named).find(|talk| talk.invited_occurrence == event.recurrence);
    exact.or_else(|| {
        let mut all = talks.iter().filter(named);
        match event.recurrence {
            // What is said of a series as a whole holds for the one time of it that is known.
            None => all.next(),
            // A series that was moved moves the time that is still ahead.
            Some(_) if event.repeats => {
                all.find(|talk| talk.started_at.is_none() && talk.scheduled_at.is_some_and(|at| at > now))
            }
            Some(which) => all.find(|talk| talk.invited_occurrence.is_none() && talk.scheduled_at == Some(which)),
        }
    })
}

/// Compares an event with the version that is known: by the organizer's number, then by when it was sent (RFC 5546, 2.1.5).
fn newer(talk: &Interview, event: &Invitation) -> Ordering {
    if talk.calendar_uid.is_empty() {
        return event.sequence.cmp(&talk.calendar_sequence.map_or(0, u64::from));
    }
    event.sequence.cmp(&invited_sequence(talk)).then_with(|| match (event.stamp, talk.invited_stamp) {
        (Some(sent), Some(known)) => sent.cmp(&known),
        _ => Ordering::Equal,
    })
}

fn verdict(known: Option<&Interview>, event: &Invitation) -> InvitationVerdict {
    match event.method {
        InvitationMethod::Counter => return InvitationVerdict::Proposal,
        InvitationMethod::Reply | InvitationMethod::Other => return InvitationVerdict::Answer,
        _ => {}
    }
    let Some(talk) = known else { return InvitationVerdict::New };
    match newer(talk, event) {
        Ordering::Less => InvitationVerdict::Older,
        _ if edits(talk, event).is_empty() => InvitationVerdict::Known,
        _ => InvitationVerdict::Update,
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
    if let Some(which) = event.recurrence.filter(|which| talk.invited_occurrence != Some(*which)) {
        edits.push(Edit::time("invited_occurrence", which));
    }
    edits
}

pub(crate) fn invitation_take(app: &App, args: TakeInvitation) -> Result<Saved, ApiError> {
    let now = app.now();
    let here = zone_of(&args.zone);
    let mut report = read(&args.path, &here, now)?;
    let place = usize::try_from(args.event).ok().filter(|place| *place < report.events.len());
    let place = place.ok_or_else(|| ApiError::new("invalid", "There is no such event in this file."))?;
    let event = report
        .events
        .swap_remove(place)
        .outcome
        .map_err(|error| ApiError::new("import", error.to_string()).hint("Nothing was changed."))?;
    let (event, _) = fitting(event);
    if let Some(why) = not_for_taking(&event) {
        return Err(ApiError::new("invalid", why).hint("Change the time by hand if you agree."));
    }
    let (known, pinned) = {
        let store = app.store();
        let talks: Vec<Interview> = queries::all(&store, Interview::KIND.name)?;
        (belonging(&talks, &event, now).map(Interview::id), queries::pinned_questions(&store)?)
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
    let id = known.or(args.interview).unwrap_or_else(|| {
        let which = event.recurrence.map(|which| format!(" {}", which.to_rfc3339_opts(SecondsFormat::Secs, true)));
        Id::named("invitation", &format!("{}{}", event.uid, which.unwrap_or_default()))
    });
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
        if known.is_some() && newer(&before, &event) == Ordering::Less {
            let message = "A later version of it is known: this one has a lower number or was sent earlier.";
            return Err(ApiError::new("invalid", message).hint("Nothing was changed. Ask for the newest invitation."));
        }
        let mut edits = edits(&before, &event);
        if before.zone.is_empty() && event.zone.is_empty() && !here.is_empty() {
            edits.push(Edit::set("zone", here.as_str()));
        }
        let number = event.sequence.to_string();
        let same = before.calendar_uid.is_empty() || before.invited_sequence == number;
        if edits.is_empty() && same && before.invited_stamp == event.stamp {
            return saved(&tx.edit(id, Vec::new())?, &[]);
        }
        if event.uid != own_uid(id) {
            edits.push(Edit::set("invited_sequence", number));
            edits.extend(event.stamp.map(|stamp| Edit::time("invited_stamp", stamp)));
        }
        let entry = Entry::of(&tx.edit(id, edits)?.typed()?, tx)?;
        saved(&tx.edit(id, vec![Edit::set("calendar_hash", entry.fingerprint)])?, &[])
    })
}
