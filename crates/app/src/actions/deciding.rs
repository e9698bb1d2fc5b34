//! Marks against the profile, decisions, and the page to take along (C76–C78).

use super::{required, saved, write_export};
use crate::{
    App,
    api::{
        ApiError, ById,
        compare::ExportedWithout,
        deciding::{AddDecision, AddJudgement, ExportFindings},
        notes::Saved,
    },
    queries,
};
use firsthand_domain::{Answer, Decision, Edit, Exploration, Id, Judgement, deciding::ASPECTS};
use firsthand_store::{Op, Tx};

pub(crate) fn judgement_add(app: &App, args: AddJudgement) -> Result<Saved, ApiError> {
    let what = required(&args.what, "What the career asks for or gives")?;
    if !ASPECTS.contains(&args.aspect.as_str()) {
        return Err(ApiError::new("invalid", format!("There is no part of the profile called \"{}\".", args.aspect))
            .hint(format!("Choose one of {}.", ASPECTS.join(", "))));
    }
    let id = app.new_id();
    app.transact(Op::new("Mark against my profile"), |tx| {
        exploration(tx, args.exploration)?;
        let mut edits = vec![
            Edit::link("exploration", args.exploration),
            Edit::set("aspect", args.aspect),
            Edit::set("what", what),
            Edit::set("fit", args.fit.word()),
        ];
        for answer in args.answers {
            if tx.record(answer)?.is_none_or(|record| record.kind() != Answer::KIND.name) {
                return Err(ApiError::missing("answer"));
            }
            edits.push(Edit::Add { field: "answers".to_owned(), member: answer.to_string() });
        }
        saved(&tx.create(Judgement::KIND.name, id, edits)?, &[])
    })
}

pub(crate) fn decision_add(app: &App, args: AddDecision) -> Result<Saved, ApiError> {
    let (id, now) = (app.new_id(), app.now());
    app.transact(Op::new("Decide"), |tx| {
        exploration(tx, args.exploration)?;
        let edits = vec![
            Edit::link("exploration", args.exploration),
            Edit::set("course", args.course.word()),
            Edit::time("decided_at", now),
            Edit::write("reason", &args.reason),
        ];
        saved(&tx.create(Decision::KIND.name, id, edits)?, &[])
    })
}

fn exploration(tx: &mut Tx<'_>, id: Id) -> Result<(), ApiError> {
    let known = tx.record(id)?.is_some_and(|record| record.kind() == Exploration::KIND.name);
    if known { Ok(()) } else { Err(ApiError::missing("exploration")) }
}

pub(crate) fn findings_export(app: &App, args: ExportFindings) -> Result<ExportedWithout, ApiError> {
    let page = queries::findings_text(app, ById { id: args.id })?;
    write_export(&args.path, &page.markdown)?;
    Ok(ExportedWithout { path: args.path, off_record: page.off_record, long_cells: 0 })
}
