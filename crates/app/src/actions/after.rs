//! What is owed after a talk, and what came out of it (C57, C64–C68).

use super::{interviews::talk, people::organization_named, required, saved, thanks};
use crate::{
    App,
    api::{
        ApiError,
        after::{AddLead, AddSuggestion, SetReferralOutcome},
        notes::Saved,
    },
};
use chrono::{DateTime, Duration, Utc};
use firsthand_domain::{
    Edit, FollowUp, FollowUpKind, Id, Interview, Lead, Permission, Person, Preferences, Referral, ReferralOutcome,
    preferences::Updates,
};
use firsthand_store::{Op, Tx};
use serde_json::Value;

/// Within what time whoever gave a name or a hint hears what came of it (C65).
const REPORT: Duration = Duration::days(3);
/// After what time those who want to hear how things go on are written to (C66).
const UPDATE: Duration = Duration::days(30);
/// Within what time a resume that was asked for is sent (C57).
const RESUME: Duration = Duration::days(1);

pub(crate) fn referral_outcome(app: &App, args: SetReferralOutcome) -> Result<Saved, ApiError> {
    let now = app.now();
    app.transact(Op::new("Note what came of it"), |tx| {
        let referral = referral(tx, args.id)?;
        if referral.outcome == args.outcome {
            return saved(&tx.edit(args.id, Vec::new())?, &[]);
        }
        settle(tx, &referral, args.outcome, now)?;
        saved(&tx.edit(args.id, Vec::new())?, &[])
    })
}

fn referral(tx: &mut Tx<'_>, id: Id) -> Result<Referral, ApiError> {
    let record = tx.record(id)?.filter(|record| record.kind() == Referral::KIND.name);
    Ok(record.ok_or_else(|| ApiError::missing("referral"))?.typed()?)
}

/// Keeps what became of a referral: once it is known, its giver is owed a word, and is no longer when it is open again.
fn settle(tx: &mut Tx<'_>, of: &Referral, outcome: ReferralOutcome, at: DateTime<Utc>) -> Result<(), ApiError> {
    let mut edits = vec![Edit::set("outcome", outcome.word())];
    edits.push(match outcome {
        ReferralOutcome::Open => Edit::set("outcome_at", Value::Null),
        _ => Edit::time("outcome_at", at),
    });
    tx.edit(of.id(), edits)?;
    let Some(giver) = of.giver else { return Ok(()) };
    let report = FollowUp::report_of(of.id());
    if outcome == ReferralOutcome::Open {
        return take_back(tx, report);
    }
    let who = name_of(tx, Some(giver))?;
    let who = who.unwrap_or_else(|| "them".to_owned());
    let words = match name_of(tx, of.prospect)? {
        Some(prospect) => format!("Tell {who} how it went with {prospect}"),
        None => format!("Tell {who} what came of it: {}", of.what),
    };
    let mut duty = vec![Edit::link("referral", of.id())];
    duty.extend(of.interview.map(|talk| Edit::link("interview", talk)));
    owe(tx, report, giver, FollowUpKind::Report, &words, at + REPORT, duty)
}

/// Notes that people were met to whom others led: their referrals are settled by that (C65).
pub(super) fn met(tx: &mut Tx<'_>, person: Id, at: DateTime<Utc>) -> Result<(), ApiError> {
    for referral in referrals_to(tx, person)? {
        if matches!(referral.outcome, ReferralOutcome::Open | ReferralOutcome::Reached | ReferralOutcome::NoReply) {
            settle(tx, &referral, ReferralOutcome::Met, at)?;
        }
    }
    Ok(())
}

/// Takes back what followed from the end of a talk that was ended too early.
pub(super) fn reopened(tx: &mut Tx<'_>, held: &Interview) -> Result<(), ApiError> {
    let (Some(person), Some(ended)) = (held.person, held.ended_at) else { return Ok(()) };
    for referral in referrals_to(tx, person)? {
        if referral.outcome == ReferralOutcome::Met && referral.outcome_at == Some(ended) {
            settle(tx, &referral, ReferralOutcome::Open, ended)?;
        }
    }
    take_back(tx, FollowUp::update_of(held.id()))?;
    take_back(tx, FollowUp::resume_of(held.id()))
}

fn referrals_to(tx: &mut Tx<'_>, person: Id) -> Result<Vec<Referral>, ApiError> {
    let linked = tx.linked(person, Some("prospect"))?;
    let linked = linked.iter().filter(|record| record.kind() == Referral::KIND.name && !record.deleted());
    Ok(linked.map(firsthand_store::Record::typed).collect::<Result<_, _>>()?)
}

/// Keeps what a held talk leaves owed equal to what the talk says: news to those who want them (C66), the resume to those
/// who asked for it and have not got it (C57).
pub(super) fn owed_by(tx: &mut Tx<'_>, talk: Id) -> Result<(), ApiError> {
    let Some(record) = tx.record(talk)?.filter(|record| record.kind() == Interview::KIND.name) else { return Ok(()) };
    let held: Interview = record.typed()?;
    let (Some(person), Some(ended)) = (held.person, held.ended_at) else { return Ok(()) };
    let who = name_of(tx, Some(person))?.unwrap_or_else(|| "them".to_owned());
    let link = || vec![Edit::link("interview", talk)];
    let update = FollowUp::update_of(talk);
    let sends = preferences(tx)?.is_none_or(|known| known.updates == Updates::IfWanted);
    if held.wants_updates == Permission::Yes && sends {
        let words = format!("Tell {who} how things go on");
        owe(tx, update, person, FollowUpKind::Update, &words, ended + UPDATE, link())?;
    } else {
        take_back(tx, update)?;
    }
    let resume = FollowUp::resume_of(talk);
    if held.resume_asked && !held.resume_given {
        let words = format!("Send {who} your resume");
        owe(tx, resume, person, FollowUpKind::Resume, &words, ended + RESUME, link())
    } else {
        take_back(tx, resume)
    }
}

pub(super) fn preferences(tx: &mut Tx<'_>) -> Result<Option<Preferences>, ApiError> {
    let record = tx.record(Preferences::the_id())?.filter(|record| !record.deleted());
    Ok(record.map(|record| record.typed()).transpose()?)
}

/// Keeps the news owed out of all talks equal to whether the user sends any at all (C66).
pub(super) fn updates_changed(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    for record in tx.records(Interview::KIND.name, false)? {
        if record.typed::<Interview>()?.wants_updates == Permission::Yes {
            owed_by(tx, record.id())?;
        }
    }
    Ok(())
}

/// Tells whether edits of a talk may change what it leaves owed.
pub(super) fn bears_on_duties(edits: &[Edit]) -> bool {
    edits.iter().any(|edit| matches!(edit.field(), "wants_updates" | "resume_asked" | "resume_given"))
}

/// Makes a duty owed: once, and again if it lies in the bin; one that was settled stays settled.
fn owe(
    tx: &mut Tx<'_>,
    id: Id,
    person: Id,
    about: FollowUpKind,
    what: &str,
    due: DateTime<Utc>,
    mut links: Vec<Edit>,
) -> Result<(), ApiError> {
    links.extend([
        Edit::link("person", person),
        Edit::set("about", about.word()),
        Edit::set("what", what),
        Edit::time("due_at", due),
    ]);
    if tx.ensure(FollowUp::KIND.name, id, links)?.deleted() {
        tx.restore(id)?;
    }
    Ok(())
}

/// Puts a duty into the bin that is no longer owed; a settled one is kept as it was.
fn take_back(tx: &mut Tx<'_>, id: Id) -> Result<(), ApiError> {
    let Some(record) = tx.record(id)?.filter(|record| !record.deleted()) else { return Ok(()) };
    if record.typed::<FollowUp>()?.done_at.is_none() {
        tx.delete(id)?;
    }
    Ok(())
}

fn name_of(tx: &mut Tx<'_>, person: Option<Id>) -> Result<Option<String>, ApiError> {
    let record = person.map(|id| tx.record(id)).transpose()?.flatten();
    let name = record.map(|record| record.typed::<Person>()).transpose()?.map(|person| person.name);
    Ok(name.filter(|name| !name.is_empty()))
}

pub(crate) fn suggestion_add(app: &App, args: AddSuggestion) -> Result<Saved, ApiError> {
    let what = required(&args.what, "What they suggested")?;
    let (id, now) = (app.new_id(), app.now());
    app.transact(Op::new("Add suggestion"), |tx| {
        let held = args.interview.map(|interview| talk(tx, interview)).transpose()?;
        let mut edits = vec![Edit::set("what", what)];
        edits.extend(args.interview.map(|interview| Edit::link("interview", interview)));
        let giver = args.giver.or_else(|| held.and_then(|talk| talk.person));
        edits.extend(giver.map(|giver| Edit::link("giver", giver)));
        if let Some(giver) = giver.filter(|_| args.interview.is_none())
            && let Some(helped) = thanks::asked_only(tx, giver, None)?
        {
            edits.push(Edit::link("attempt", helped.id()));
            thanks::owe(tx, &helped, giver, now)?;
        }
        saved(&tx.create(Referral::KIND.name, id, edits)?, &[])
    })
}

pub(crate) fn lead_add(app: &App, args: AddLead) -> Result<Saved, ApiError> {
    let what = required(&args.what, "The lead")?;
    let (id, now) = (app.new_id(), app.now());
    app.transact(Op::new("Add lead"), |tx| {
        let held = args.interview.map(|interview| talk(tx, interview)).transpose()?;
        let mut edits = vec![Edit::set("what", what), Edit::time("heard_at", now)];
        if !args.organization.trim().is_empty() {
            edits.push(Edit::link("organization", organization_named(tx, &args.organization)?));
        }
        if !args.url.trim().is_empty() {
            edits.push(Edit::set("url", args.url.trim()));
        }
        edits.extend(args.interview.map(|interview| Edit::link("interview", interview)));
        let source = args.source.or_else(|| held.and_then(|talk| talk.person));
        edits.extend(source.map(|source| Edit::link("source", source)));
        saved(&tx.create(Lead::KIND.name, id, edits)?, &[])
    })
}
