//! Acts on any document: edits, the bin, undo, jots, questions, export.

use super::{after, required, saved, write_export};
use crate::{
    App,
    api::{
        ApiError, ById, Nothing,
        interviews::{AddExploration, AddQuestion},
        notes::{EditDocument, SaveJot, Saved, Undone},
        system::{AtPath, Exported},
    },
    words,
};
use firsthand_domain::{
    Edit, Exploration, Id, Interview, Jot, Kind, Preferences, Question, Template, bank::Bank, blank::is_always_there,
};
use firsthand_store::{Changes, Op};

pub(crate) fn edit(app: &App, args: EditDocument) -> Result<Saved, ApiError> {
    let EditDocument { id, kind, edits } = args;
    let op = match edits.as_slice() {
        // Typing in one field is one step of undo.
        [Edit::Write { field, .. }] => Op::typing(format!("Write in {}", words::kind(&kind)), format!("{id}.{field}")),
        _ => Op::new(format!("Change {}", words::kind(&kind))),
    };
    app.transact(op, |tx| {
        if Kind::named(&kind).is_some_and(|kind| is_always_there(kind, id) && kind != Template::KIND) {
            tx.ensure(&kind, id, Vec::new())?;
        }
        match tx.record(id)? {
            Some(record) if record.kind() == kind => {}
            _ => return Err(ApiError::missing(words::kind(&kind))),
        }
        let record = tx.edit(id, edits.clone())?;
        if kind == Interview::KIND.name && after::bears_on_duties(&edits) {
            after::owed_by(tx, id)?;
        }
        if kind == Preferences::KIND.name && edits.iter().any(|edit| edit.field() == "updates") {
            after::updates_changed(tx)?;
        }
        saved(&record, &edits)
    })
}

pub(crate) fn delete(app: &App, args: ById) -> Result<Nothing, ApiError> {
    let kind = kind_of(app, args.id)?;
    app.transact(Op::new(format!("Delete {}", words::kind(&kind))), |tx| Ok(tx.delete(args.id)?))?;
    Ok(Nothing {})
}

pub(crate) fn restore(app: &App, args: ById) -> Result<Nothing, ApiError> {
    let kind = kind_of(app, args.id)?;
    app.transact(Op::new(format!("Restore {}", words::kind(&kind))), |tx| Ok(tx.restore(args.id)?))?;
    Ok(Nothing {})
}

fn kind_of(app: &App, id: Id) -> Result<String, ApiError> {
    let record = app.store().record(id)?.ok_or_else(|| ApiError::missing("document"))?;
    Ok(record.kind().to_owned())
}

pub(crate) fn undo(app: &App, _: Nothing) -> Result<Undone, ApiError> {
    let undone = app.store().undo()?;
    announce(app, undone)
}

pub(crate) fn redo(app: &App, _: Nothing) -> Result<Undone, ApiError> {
    let redone = app.store().redo()?;
    announce(app, redone)
}

fn announce(app: &App, done: Option<(firsthand_store::Undone, Changes)>) -> Result<Undone, ApiError> {
    let Some((done, changes)) = done else { return Ok(Undone::default()) };
    app.wrote(&changes)?;
    Ok(Undone { label: Some(done.label) })
}

pub(crate) fn jot_save(app: &App, args: SaveJot) -> Result<Saved, ApiError> {
    if args.id.is_none() && args.text.trim().is_empty() {
        return Err(ApiError::new("invalid", "There is nothing to keep yet.").hint("Write a word first."));
    }
    let id = args.id.unwrap_or_else(|| app.new_id());
    let op = Op::typing("Write jot", format!("{id}.text"));
    let filed = [("interview", args.interview), ("person", args.person), ("exploration", args.exploration)];
    let filed = filed.into_iter().filter_map(|(field, id)| Some(Edit::link(field, id?))).collect();
    let write = vec![Edit::Write { field: "text".to_owned(), text: args.text, base: args.base }];
    app.transact(op, |tx| {
        tx.ensure(Jot::KIND.name, id, filed)?;
        saved(&tx.edit(id, write.clone())?, &write)
    })
}

pub(crate) fn exploration_add(app: &App, args: AddExploration) -> Result<Saved, ApiError> {
    let title = required(&args.title, "The title")?;
    let id = app.new_id();
    app.transact(Op::new("Add exploration"), |tx| {
        saved(&tx.create(Exploration::KIND.name, id, vec![Edit::set("title", title)])?, &[])
    })
}

pub(crate) fn question_add(app: &App, args: AddQuestion) -> Result<Saved, ApiError> {
    let ask = required(&args.ask, "The question")?;
    let known = args.topic.is_empty() || Bank::built_in().topics.iter().any(|topic| topic.id == args.topic);
    if !known {
        return Err(ApiError::new("invalid", format!("There is no topic \"{}\".", args.topic)));
    }
    let id = app.new_id();
    app.transact(Op::new("Add question"), |tx| {
        let edits = vec![Edit::set("ask", ask), Edit::set("topic", args.topic)];
        let question = tx.create(Question::KIND.name, id, edits)?;
        if let Some(interview) = args.interview {
            let talk = tx.record(interview)?.ok_or_else(|| ApiError::missing("interview"))?;
            let mut ids = talk.typed::<Interview>()?.plan;
            ids.push(id);
            tx.edit(interview, vec![Edit::Arrange { field: "plan".to_owned(), ids }])?;
        }
        saved(&question, &[])
    })
}

/// Writes everything as JSON but for what is off the record (C81).
pub(crate) fn export_json(app: &App, args: AtPath) -> Result<Exported, ApiError> {
    let text = app.user_export_text()?;
    write_export(&args.path, &text)?;
    Ok(Exported { path: args.path, bytes: text.len() as u64 })
}
