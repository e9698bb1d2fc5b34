//! Acts about letters: keeping, sending, rewording.

use super::{saved, thanks};
use crate::{
    App,
    api::{
        ApiError, Nothing,
        letters::{ByName, Composed, SaveLetter, SaveSentence, SentLetter},
        notes::Saved,
    },
    letters::About,
    queries,
};
use chrono::{DateTime, Utc};
use firsthand_domain::{Attempt, Channel, Edit, FollowUp, Id, Interview, Letter, Outcome, Purpose, Template, ThanksBy};
use firsthand_store::{Op, Store, Tx};
use serde_json::json;

pub(crate) fn letter_save(app: &App, args: SaveLetter) -> Result<Saved, ApiError> {
    let words = [("to", args.to), ("subject", args.subject)];
    let mut edits: Vec<Edit> = words.into_iter().filter_map(|(field, text)| Some(Edit::set(field, text?))).collect();
    edits.extend(args.body.map(|text| Edit::Write { field: "body".to_owned(), text, base: args.base }));
    let op = Op::typing("Write letter", format!("{}.letter", args.id));
    app.decide(
        |store| {
            // While one types, the letter is there already, and is not composed anew with each word.
            let is_new = store.record(args.id)?.is_none();
            let composed = is_new.then(|| queries::compose(store, &args.about)).transpose()?;
            Ok((op.clone(), (links(&About::read(store, &args.about)?), composed)))
        },
        |tx, (made, composed)| {
            tx.ensure(Letter::KIND.name, args.id, made)?;
            if let Some(composed) = composed {
                // What the user left alone is kept too: it is what they read when they changed the rest.
                tx.edit(args.id, as_composed(composed).into())?;
            }
            saved(&tx.edit(args.id, edits.clone())?, &edits)
        },
    )
}

/// Returns the words of a letter, as edits of a new one.
fn as_composed(Composed { to, subject, body, .. }: Composed) -> [Edit; 3] {
    [Edit::set("to", to), Edit::set("subject", subject), Edit::write("body", &body)]
}

/// Returns what a letter is about, as edits of a new one.
fn links(about: &About) -> Vec<Edit> {
    let mut edits = vec![Edit::set("purpose", about.purpose.word()), Edit::set("channel", about.channel.word())];
    let links = [
        ("person", about.person.as_ref().map(|person| person.id())),
        ("interview", about.talk.as_ref().map(|talk| talk.id())),
        ("follow_up", about.duty.as_ref().map(|duty| duty.id())),
        ("referral", about.referral.as_ref().map(|referral| referral.id())),
    ];
    edits.extend(links.into_iter().filter_map(|(field, id)| Some(Edit::link(field, id?))));
    edits
}

/// Notes by the user's word that a letter was sent: the letter as it went, the duty that it settles, and what the talk or
/// the list of attempts must know of it.
pub(crate) fn letter_sent(app: &App, args: SentLetter) -> Result<Saved, ApiError> {
    let at = args.at.unwrap_or_else(|| app.now());
    let (letter, attempt) = (app.new_id(), app.new_id());
    let read = |store: &Store| {
        let read = (About::read(store, &args.about)?, queries::compose(store, &args.about)?);
        Ok((Op::new("Mark as sent"), read))
    };
    app.decide(read, |tx, (about, composed)| {
        let id = args.id.or(composed.kept).unwrap_or(letter);
        if tx.record(id)?.is_none() {
            let mut whole = links(&about);
            whole.extend(as_composed(composed));
            tx.create(Letter::KIND.name, id, whole)?;
        }
        let record = tx.edit(id, vec![Edit::time("sent_at", at)])?;
        settle(tx, &about, at)?;
        if about.purpose == Purpose::ThanksForPointing && about.duty.is_none() {
            note_thanks(tx, &about)?;
            if let Some(person) = &about.person {
                thanks::said_to(tx, person.id(), at)?;
            }
        }
        if let Some(talk) = &about.talk {
            tell(tx, &about, talk, at)?;
        } else if matches!(about.purpose, Purpose::Ask | Purpose::Questions) {
            note_attempt(tx, attempt, &about, at)?;
        }
        saved(&record, &[])
    })
}

/// Settles the duty that the letter is for (C62–C66).
fn settle(tx: &mut Tx<'_>, about: &About, at: DateTime<Utc>) -> Result<(), ApiError> {
    let talk = about.talk.as_ref().map(|talk| talk.id());
    let derived = match about.purpose {
        Purpose::Thanks => talk.map(FollowUp::thanks_of),
        Purpose::Report => about.referral.as_ref().map(|referral| FollowUp::report_of(referral.id())),
        Purpose::Update => talk.map(FollowUp::update_of),
        Purpose::Resume => talk.map(FollowUp::resume_of),
        _ => None,
    };
    let Some(duty) = about.duty.as_ref().map(|duty| duty.id()).or(derived) else { return Ok(()) };
    let open = tx.record(duty)?.filter(|record| !record.deleted() && record.kind() == FollowUp::KIND.name);
    if let Some(open) = open.map(|record| record.typed::<FollowUp>()).transpose()?.filter(|duty| duty.done_at.is_none())
    {
        let mut edits = vec![Edit::time("done_at", at)];
        if about.by_hand && open.by != ThanksBy::Handwritten {
            edits.push(Edit::set("by", ThanksBy::Handwritten.word()));
        }
        tx.edit(duty, edits)?;
    }
    thanks::said(tx, duty, at)
}

/// Lets the talk know what they were told (C32, C40, C57).
fn tell(tx: &mut Tx<'_>, about: &About, talk: &Interview, at: DateTime<Utc>) -> Result<(), ApiError> {
    let told = Edit::set("told_minutes", about.minutes);
    let edits = match about.purpose {
        Purpose::Confirm | Purpose::Move => vec![Edit::time("confirmed_at", at), told],
        Purpose::Questions => vec![Edit::time("questions_sent_at", at), told],
        Purpose::Ask => vec![told],
        Purpose::Resume => vec![Edit::set("resume_given", true)],
        _ => return Ok(()),
    };
    tx.edit(talk.id(), edits)?;
    Ok(())
}

/// Lists the letter among the attempts, so that nobody is pestered (C31); it ends by thanking (C30).
fn note_attempt(tx: &mut Tx<'_>, id: Id, about: &About, at: DateTime<Utc>) -> Result<(), ApiError> {
    let Some(person) = &about.person else { return Ok(()) };
    let channel = if about.channel == Channel::Phone { Channel::Email } else { about.channel };
    let mut edits = vec![
        Edit::link("person", person.id()),
        Edit::time("at", at),
        Edit::set("channel", channel.word()),
        Edit::set("outcome", Outcome::Waiting.word()),
        Edit::set("promised_minutes", about.minutes),
        Edit::set("thanked", true),
    ];
    edits.extend(about.exploration.as_ref().map(|exploration| Edit::link("exploration", exploration.id())));
    tx.create(Attempt::KIND.name, id, edits)?;
    Ok(())
}

/// Marks the last try at somebody who could not help as thanked for (C30).
fn note_thanks(tx: &mut Tx<'_>, about: &About) -> Result<(), ApiError> {
    let Some(person) = &about.person else { return Ok(()) };
    let mut tries: Vec<Attempt> = Vec::new();
    for record in tx.linked(person.id(), Some("person"))? {
        if record.kind() == Attempt::KIND.name && !record.deleted() {
            tries.push(record.typed()?);
        }
    }
    let last = tries.into_iter().max_by_key(|attempt| (attempt.at, attempt.id()));
    if let Some(last) = last.filter(|last| last.outcome == Outcome::CannotHelp && !last.thanked) {
        tx.edit(last.id(), vec![Edit::set("thanked", true)])?;
    }
    Ok(())
}

pub(crate) fn template_save(app: &App, args: SaveSentence) -> Result<Saved, ApiError> {
    let (letter, tone, english) = queries::variant(&args.name)?;
    let wording = letter.sentences.iter().find(|wording| wording.id == args.sentence).ok_or_else(|| {
        ApiError::new("invalid", format!("The template \"{}\" has no sentence \"{}\".", args.name, args.sentence))
    })?;
    let entry = args.sentence.clone();
    let edit = match args.text.filter(|text| text.trim() != wording.said(tone, english)) {
        Some(text) => {
            let text = text.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
            Edit::Put { field: "sentences".to_owned(), entry, value: json!({"text": text}) }
        }
        None => Edit::Drop { field: "sentences".to_owned(), entry },
    };
    let id = Template::id_of(&args.name);
    app.transact(Op::typing("Reword letter", format!("{id}.{}", args.sentence)), |tx| {
        tx.ensure(Template::KIND.name, id, Vec::new())?;
        saved(&tx.edit(id, vec![Edit::set("name", args.name), edit])?, &[])
    })
}

pub(crate) fn template_reset(app: &App, args: ByName) -> Result<Nothing, ApiError> {
    queries::variant(&args.name)?;
    let id = Template::id_of(&args.name);
    app.transact(Op::new("Reset letter"), |tx| {
        let Some(mine) = tx.record(id)?.map(|record| record.typed::<Template>()).transpose()? else {
            return Ok(());
        };
        // Each sentence is taken back by itself: in the bin they would all come back with the next change of one.
        let drops =
            mine.sentences.into_iter().map(|sentence| Edit::Drop { field: "sentences".to_owned(), entry: sentence.id });
        tx.edit(id, drops.collect())?;
        Ok(())
    })?;
    Ok(Nothing {})
}
