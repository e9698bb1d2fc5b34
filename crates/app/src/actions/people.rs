//! Acts about people: adding, asking, naming others, owing.

use super::{required, saved, thanks};
use crate::{
    App,
    api::{
        ApiError,
        notes::Saved,
        people::{AddAttempt, AddFollowUp, AddPerson, SetDone, SetOrganization},
    },
};
use firsthand_domain::{Attempt, Edit, FollowUp, Id, Organization, Person};
use firsthand_store::{Op, Tx};

pub(crate) fn person_add(app: &App, args: AddPerson) -> Result<Saved, ApiError> {
    let name = required(&args.name, "The name")?;
    let id = app.new_id();
    app.transact(Op::new(format!("Add {name}")), |tx| {
        let mut edits = vec![Edit::set("name", name.clone())];
        if let Some(organization) = args.organization.filter(|organization| !organization.trim().is_empty()) {
            edits.push(Edit::link("organization", organization_named(tx, &organization)?));
        }
        edits.extend(args.edits);
        saved(&tx.create(Person::KIND.name, id, edits.clone())?, &edits)
    })
}

/// Finds the organization of that name, or makes it under the id that every device derives from the name.
pub(super) fn organization_named(tx: &mut Tx<'_>, name: &str) -> Result<Id, ApiError> {
    let name = required(name, "The organization's name")?;
    let id = Organization::id_of(&name);
    let record = tx.ensure(Organization::KIND.name, id, vec![Edit::set("name", name)])?;
    if record.deleted() {
        tx.restore(id)?;
    }
    Ok(id)
}

pub(crate) fn person_set_organization(app: &App, args: SetOrganization) -> Result<Saved, ApiError> {
    app.transact(Op::new("Change organization"), |tx| {
        let edit = if args.name.trim().is_empty() {
            Edit::set("organization", serde_json::Value::Null)
        } else {
            Edit::link("organization", organization_named(tx, &args.name)?)
        };
        saved(&tx.edit(args.person, vec![edit])?, &[])
    })
}

pub(crate) fn attempt_add(app: &App, args: AddAttempt) -> Result<Saved, ApiError> {
    let id = app.new_id();
    let mut edits = vec![
        Edit::link("person", args.person),
        Edit::set("channel", args.channel.word()),
        Edit::set("outcome", args.outcome.word()),
        Edit::time("at", args.at.unwrap_or_else(|| app.now())),
    ];
    edits.extend(args.exploration.map(|exploration| Edit::link("exploration", exploration)));
    edits.extend(args.call_back_at.map(|at| Edit::time("call_back_at", at)));
    if !args.note.is_empty() {
        edits.push(Edit::write("note", &args.note));
    }
    app.transact(Op::new("Add attempt"), |tx| {
        tx.record(args.person)?.ok_or_else(|| ApiError::missing("person"))?;
        saved(&tx.create(Attempt::KIND.name, id, edits)?, &[])
    })
}

pub(crate) fn follow_up_add(app: &App, args: AddFollowUp) -> Result<Saved, ApiError> {
    let id = app.new_id();
    let mut edits = vec![Edit::set("what", required(&args.what, "What is owed")?)];
    edits.extend(args.person.map(|person| Edit::link("person", person)));
    edits.extend(args.interview.map(|interview| Edit::link("interview", interview)));
    edits.extend(args.due_at.map(|at| Edit::time("due_at", at)));
    app.transact(Op::new("Add follow-up"), |tx| saved(&tx.create(FollowUp::KIND.name, id, edits)?, &[]))
}

pub(crate) fn follow_up_done(app: &App, args: SetDone) -> Result<Saved, ApiError> {
    let now = app.now();
    let done = if args.done { Edit::time("done_at", now) } else { Edit::set("done_at", serde_json::Value::Null) };
    let label = if args.done { "Mark as done" } else { "Mark as open" };
    app.transact(Op::new(label), |tx| {
        let record = tx.edit(args.id, vec![done])?;
        if args.done {
            thanks::said(tx, args.id, now)?;
        }
        saved(&record, &[])
    })
}
