//! Acts of asking: what came of a call, and whom they named instead.

use super::{interviews::plan_talk, required, thanks};
use crate::{
    App,
    api::{
        ApiError,
        asking::{AddMention, AskFor, RecordOutcome, Recorded},
        interviews::PlanInterview,
        people::{AddReferral, AddedReferral},
    },
    letters::About,
    queries,
};
use chrono::Duration;
use firsthand_domain::{
    Answer, Attempt, Edit, Exploration, Form, Id, Interview, Jot, Outcome, Person, Referral, Stage, fold::fold,
};
use firsthand_store::{Op, Store, Tx};
use serde::de::DeserializeOwned;

/// When somebody busy is called back who named no time (C27).
const SOON: Duration = Duration::hours(1);

/// Records what came of asking somebody, with everything that follows from it, as one act (C25–C29).
pub(crate) fn outcome_record(app: &App, args: RecordOutcome) -> Result<Recorded, ApiError> {
    let at = args.at.unwrap_or_else(|| app.now());
    let (attempt, talk) = (app.new_id(), app.new_id());
    let read = |store: &Store| {
        let asked = AskFor { person: args.person, exploration: args.exploration };
        let about = About::read(store, &queries::ask_for(asked, queries::talk_ahead(store, asked)?.as_ref()))?;
        Ok((Op::new(label(args.outcome)), (about, queries::pinned_questions(store)?)))
    };
    app.decide(read, |tx, (about, questions)| {
        let exploration = about.exploration.as_ref().map(Exploration::id);
        let minutes = args.minutes.filter(|minutes| *minutes > 0).unwrap_or(about.minutes);
        need::<Person>(tx, args.person, "person")?;
        let call_back_at = (args.outcome == Outcome::Busy).then(|| args.call_back_at.unwrap_or(at + SOON));
        let interview = match args.outcome {
            Outcome::RightNow | Outcome::Later => Some(match waiting_talk(tx, args.person, exploration)? {
                Some(waiting) => waiting,
                None => {
                    let plan = PlanInterview {
                        person: Some(args.person),
                        exploration,
                        promised_minutes: Some(minutes),
                        form: (args.outcome == Outcome::RightNow).then_some(Form::Phone),
                        ..PlanInterview::default()
                    };
                    plan_talk(tx, talk, plan, questions, about.preferences.as_ref())?;
                    talk
                }
            }),
            _ => None,
        };
        if let Some(interview) = interview {
            // The length that was promised on the phone is the talk's from then on.
            let mut edits = vec![Edit::set("promised_minutes", minutes)];
            if args.outcome == Outcome::RightNow {
                edits.push(Edit::time("started_at", at));
            }
            tx.edit(interview, edits)?;
        }
        if args.outcome == Outcome::PrefersEmail {
            tx.edit(args.person, vec![Edit::set("preferred", "email")])?;
        }
        let mut edits = vec![
            Edit::link("person", args.person),
            Edit::time("at", at),
            Edit::set("channel", args.channel.word()),
            Edit::set("outcome", args.outcome.word()),
            Edit::set("promised_minutes", minutes),
        ];
        edits.extend(exploration.map(|exploration| Edit::link("exploration", exploration)));
        edits.extend(interview.map(|interview| Edit::link("interview", interview)));
        edits.extend(call_back_at.map(|at| Edit::time("call_back_at", at)));
        if !args.note.trim().is_empty() {
            edits.push(Edit::write("note", args.note.trim()));
        }
        tx.create(Attempt::KIND.name, attempt, edits)?;
        Ok(Recorded { attempt, interview, call_back_at, tries: tries(tx, args.person)? })
    })
}

const fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Waiting => "Note waiting",
        Outcome::RightNow => "Begin interview right now",
        Outcome::Later => "Note yes, later",
        Outcome::Busy => "Note call back",
        Outcome::PrefersEmail => "Note prefers mail",
        Outcome::CannotHelp => "Note cannot help",
        Outcome::NoAnswer => "Note no answer",
    }
}

/// Finds a talk with that person that waits for its time: what they agree to now is that talk and no second one.
fn waiting_talk(tx: &mut Tx<'_>, person: Id, exploration: Option<Id>) -> Result<Option<Id>, ApiError> {
    let mut waiting = Vec::new();
    for record in tx.linked(person, Some("person"))? {
        if record.kind() != Interview::KIND.name || record.deleted() {
            continue;
        }
        let talk: Interview = record.typed()?;
        if talk.stage() == Stage::Planned && talk.may_be_for(exploration) {
            waiting.push((talk.meta.created, talk.id()));
        }
    }
    Ok(waiting.into_iter().min().map(|(_, id)| id))
}

fn tries(tx: &mut Tx<'_>, person: Id) -> Result<u32, ApiError> {
    let linked = tx.linked(person, Some("person"))?;
    let tries = linked.iter().filter(|record| record.kind() == Attempt::KIND.name && !record.deleted()).count();
    Ok(tries.try_into().unwrap_or(u32::MAX))
}

fn need<T: DeserializeOwned>(tx: &mut Tx<'_>, id: Id, kind: &str) -> Result<T, ApiError> {
    let record = tx.record(id)?.filter(|record| record.kind() == kind);
    Ok(record.ok_or_else(|| ApiError::missing(crate::words::kind(kind)))?.typed()?)
}

pub(crate) fn referral_add(app: &App, args: AddReferral) -> Result<AddedReferral, ApiError> {
    let AddReferral { name, giver, interview, how_to_reach, may_use_name } = args;
    mention_add(app, AddMention { name, giver, interview, how_to_reach, may_use_name, ..AddMention::default() })
}

/// Makes a mentioned name a prospect that knows who named it, where, and for what (C16). Somebody of that name who is known
/// already is meant, unless it is said that it is another person.
pub(crate) fn mention_add(app: &App, args: AddMention) -> Result<AddedReferral, ApiError> {
    let name = match args.prospect {
        Some(_) => args.name.trim().to_owned(),
        None => required(&args.name, "The name")?,
    };
    let (new_person, new_referral, now) = (app.new_id(), app.new_id(), app.now());
    app.transact(Op::new(format!("Add {name}").trim_end().to_owned()), |tx| {
        let source = Source::find(tx, &args)?;
        let prospect = match args.prospect {
            Some(prospect) => {
                need::<Person>(tx, prospect, "person")?;
                prospect
            }
            None if args.another => new_person,
            None => only_one_called(tx, &name, source.giver)?.unwrap_or(new_person),
        };
        if source.giver == Some(prospect) {
            return Err(ApiError::new("invalid", "Nobody names themselves.").hint("Choose whom they named."));
        }
        let known = tx.record(prospect)?.map(|record| record.typed::<Person>()).transpose()?;
        let mut edits = Vec::new();
        if known.is_none() {
            tx.create(Person::KIND.name, prospect, vec![Edit::set("name", name)])?;
        }
        let knows =
            known.as_ref().is_some_and(|known| known.referred_by.is_some() || !known.how_known.trim().is_empty());
        edits.extend(source.giver.filter(|_| !knows).map(|giver| Edit::link("referred_by", giver)));
        edits.extend(
            source
                .exploration
                .map(|exploration| Edit::Add { field: "explorations".to_owned(), member: exploration.to_string() }),
        );
        if !edits.is_empty() {
            tx.edit(prospect, edits)?;
        }
        let helped = source.helped(tx, args.attempt)?;
        let mut link = Vec::new();
        let links = [
            ("prospect", Some(prospect)),
            ("giver", source.giver),
            ("interview", source.interview),
            ("jot", args.jot),
            ("answer", args.answer),
            ("attempt", helped.as_ref().map(Attempt::id).or(args.attempt)),
        ];
        link.extend(links.into_iter().filter_map(|(field, id)| Some(Edit::link(field, id?))));
        if !args.how_to_reach.trim().is_empty() {
            link.push(Edit::set("how_to_reach", args.how_to_reach));
        }
        link.push(Edit::set("may_use_name", args.may_use_name.word()));
        let same = same_mention(tx, prospect, source.giver, source.interview)?;
        let referral = match same {
            // Named twice in one talk is named once.
            Some(referral) => {
                tx.edit(referral, link)?;
                referral
            }
            None => {
                tx.create(Referral::KIND.name, new_referral, link)?;
                new_referral
            }
        };
        if let (Some(helped), Some(giver)) = (&helped, source.giver) {
            thanks::owe(tx, helped, giver, now)?;
        }
        Ok(AddedReferral { referral, person: prospect, known: known.is_some(), again: same.is_some() })
    })
}

/// Where a name came up: who said it, in which talk, for which exploration.
#[derive(Default)]
struct Source {
    giver: Option<Id>,
    interview: Option<Id>,
    exploration: Option<Id>,
}

impl Source {
    fn find(tx: &mut Tx<'_>, args: &AddMention) -> Result<Self, ApiError> {
        let mut source = Self { giver: args.giver, interview: args.interview, exploration: None };
        if let Some(answer) = args.answer {
            source.interview = source.interview.or(need::<Answer>(tx, answer, "answer")?.interview);
        }
        if let Some(jot) = args.jot {
            let jot: Jot = need(tx, jot, "jot")?;
            source.interview = source.interview.or(jot.interview);
            source.giver = source.giver.or(jot.person);
            source.exploration = jot.exploration;
        }
        if let Some(attempt) = args.attempt {
            let attempt: Attempt = need(tx, attempt, "attempt")?;
            source.giver = source.giver.or(attempt.person);
            source.exploration = source.exploration.or(attempt.exploration);
        }
        if let Some(interview) = source.interview {
            let talk: Interview = need(tx, interview, "interview")?;
            source.giver = source.giver.or(talk.person);
            source.exploration = source.exploration.or(talk.exploration);
        }
        Ok(source)
    }

    /// Finds the attempt that thanks are owed for (C64): who could not help was asked in it, whatever else there was.
    fn helped(&self, tx: &mut Tx<'_>, named: Option<Id>) -> Result<Option<Attempt>, ApiError> {
        let Some(giver) = self.giver.filter(|_| self.interview.is_none()) else { return Ok(None) };
        if let Some(named) = named {
            let attempt: Attempt = need(tx, named, "attempt")?;
            if attempt.outcome == Outcome::CannotHelp {
                return Ok(Some(attempt));
            }
        }
        thanks::asked_only(tx, giver, named)
    }
}

/// Finds the one person of that name, however it is written.
fn only_one_called(tx: &mut Tx<'_>, name: &str, giver: Option<Id>) -> Result<Option<Id>, ApiError> {
    let wanted = fold(name);
    let mut called: Vec<Id> = Vec::new();
    for record in tx.records(Person::KIND.name, false)? {
        let one = record.text("name").split_whitespace().collect::<Vec<_>>().join(" ");
        if fold(&one) == wanted && Some(record.id()) != giver {
            called.push(record.id());
        }
    }
    match called.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(ApiError::new("invalid", format!("{} people here are called {name}.", called.len()))
            .hint("Choose which of them is meant, or say that it is another.")),
    }
}

/// Finds a mention of the same person by the same giver in the same talk.
fn same_mention(
    tx: &mut Tx<'_>,
    prospect: Id,
    giver: Option<Id>,
    interview: Option<Id>,
) -> Result<Option<Id>, ApiError> {
    for record in tx.linked(prospect, Some("prospect"))? {
        if record.kind() != Referral::KIND.name || record.deleted() {
            continue;
        }
        let referral: Referral = record.typed()?;
        if referral.giver == giver && referral.interview == interview {
            return Ok(Some(referral.id()));
        }
    }
    Ok(None)
}
