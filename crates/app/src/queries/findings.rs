//! What an exploration has come to: coverage, marks, decisions, organizations (C74, C76–C79).

use super::{
    all,
    collected::lists_of,
    compare::side_by_side,
    explorations::{gains, profile_of, to_ask},
    in_force, linked, named_interview, need, question_views,
    rows::count,
};
use crate::{
    App,
    api::{
        ApiError, ById, Named,
        compare::{CellState, CompareFor, ComparePage},
        deciding::{
            FindingsPage, FindingsText, JudgementView, LinkedAnswer, OrganizationFindings, TalkAhead, TargetFindings,
        },
        people::PersonRow,
    },
    findings_page,
};
use firsthand_domain::{
    Answer, Decision, Exploration, Id, Interview, Judgement, Lead, LeadState, Organization, Person, Stage,
    exploration::TARGETS, fold::fold,
};
use firsthand_store::Store;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn findings(app: &App, args: ById) -> Result<FindingsPage, ApiError> {
    let store = app.store();
    let shown = answers_of(&store, args.id)?;
    page(&store, args.id, &shown)
}

/// Lays the answers of an exploration side by side.
fn answers_of(store: &Store, exploration: Id) -> Result<ComparePage, ApiError> {
    side_by_side(store, CompareFor { exploration: Some(exploration), ..CompareFor::default() })
}

fn page(store: &Store, id: Id, shown: &ComparePage) -> Result<FindingsPage, ApiError> {
    let exploration: Exploration = need(store, "exploration", id)?;
    let talks: Vec<Interview> = linked(store, "interview", "exploration", id)?;
    let held: Vec<&Interview> = talks.iter().filter(|talk| talk.stage() == Stage::Held).collect();
    let met: BTreeSet<Id> = held.iter().filter_map(|talk| talk.person).collect();
    let mut decisions: Vec<Decision> = linked(store, Decision::KIND.name, "exploration", id)?;
    decisions.sort_by_key(|one| std::cmp::Reverse((one.decided_at.or(one.meta.created), one.id())));
    Ok(FindingsPage {
        held: count(held.len()),
        people: count(met.len()),
        coverage: coverage(store, &exploration, shown)?,
        gains: gains(store, &exploration, &talks)?,
        judgements: judgements(store, id)?,
        answers: quotations(shown),
        organizations: organizations(store, &met)?,
        compared: shown.questions.iter().filter(|question| question.comparison.is_some()).cloned().collect(),
        profile: profile_of(store)?,
        decisions,
        exploration,
    })
}

/// Tells for each ticked target who answered for it, where it can still be asked, and who else could be (C74).
fn coverage(store: &Store, exploration: &Exploration, shown: &ComparePage) -> Result<Vec<TargetFindings>, ApiError> {
    let serves: BTreeMap<Id, Vec<String>> =
        question_views(store)?.into_iter().map(|view| (view.id, view.targets)).collect();
    let could_ask = to_ask(store, exploration.id())?;
    let targets = TARGETS.iter().filter(|target| exploration.targets.iter().any(|ticked| ticked == *target));
    Ok(targets.map(|target| target_findings(target, &serves, shown, &could_ask)).collect())
}

fn target_findings(
    target: &str,
    serves: &BTreeMap<Id, Vec<String>>,
    shown: &ComparePage,
    could_ask: &[PersonRow],
) -> TargetFindings {
    let serving = |question: &Id| serves.get(question).is_some_and(|targets| targets.iter().any(|one| one == target));
    let of_state =
        |state: CellState| shown.cells.iter().filter(move |cell| cell.state == state && serving(&cell.question));
    let answering: BTreeSet<Id> = of_state(CellState::Answered).map(|cell| cell.interview).collect();
    let asking: BTreeSet<Id> = of_state(CellState::Ahead).map(|cell| cell.interview).collect();
    let mut by: Vec<Named> = Vec::new();
    for talk in shown.talks.iter().filter(|talk| answering.contains(&talk.id)) {
        let who = talk.person.clone().unwrap_or(Named { id: talk.id, name: talk.name.clone(), deleted: false });
        if by.iter().all(|known| known.id != who.id) {
            by.push(who);
        }
    }
    let ahead = shown.talks.iter().filter(|talk| matches!(talk.stage, Stage::Planned | Stage::Scheduled));
    TargetFindings {
        target: target.to_owned(),
        answered: count(of_state(CellState::Answered).count()),
        by,
        planned: count(of_state(CellState::Ahead).count()),
        ahead: ahead
            .map(|talk| TalkAhead { interview: talk.id, name: talk.name.clone(), asks: asking.contains(&talk.id) })
            .collect(),
        could_ask: could_ask.to_vec(),
    }
}

/// Reads the marks in the order in which they were made, each with what it rests on.
fn judgements(store: &Store, exploration: Id) -> Result<Vec<JudgementView>, ApiError> {
    let mut marks: Vec<Judgement> = linked(store, Judgement::KIND.name, "exploration", exploration)?;
    marks.sort_by_key(|mark| (mark.meta.created, mark.id()));
    marks
        .into_iter()
        .map(|judgement| {
            let mut rests_on = Vec::new();
            for id in judgement.answers.iter().filter_map(|id| id.parse::<Id>().ok()) {
                let answer = in_force::<Answer>(store, Answer::KIND.name, id)?;
                // An answer in the bin, or one that was emptied, holds nothing up.
                let Some(answer) = answer.filter(Answer::is_written) else {
                    continue;
                };
                let Some(talk) = named_interview(store, answer.interview)?.filter(|talk| !talk.deleted) else {
                    continue;
                };
                rests_on.push(LinkedAnswer {
                    id,
                    interview: talk.id,
                    question: answer.question,
                    name: talk.name,
                    off_record: answer.stays_here(),
                    ask: answer.asked,
                    text: answer.text,
                });
            }
            Ok(JudgementView { judgement, rests_on })
        })
        .collect()
}

/// Lists the answers of the talks, those of the newest talk first.
fn quotations(shown: &ComparePage) -> Vec<LinkedAnswer> {
    let asks: BTreeMap<Id, &str> =
        shown.questions.iter().map(|question| (question.id, question.ask.as_str())).collect();
    let mut quotations = Vec::new();
    for talk in shown.talks.iter().rev() {
        for cell in shown.cells.iter().filter(|cell| cell.interview == talk.id) {
            let Some(id) = cell.answer else { continue };
            quotations.push(LinkedAnswer {
                id,
                interview: talk.id,
                question: Some(cell.question),
                name: talk.name.clone(),
                ask: asks.get(&cell.question).copied().unwrap_or_default().to_owned(),
                text: cell.text.clone(),
                off_record: cell.off_record,
            });
        }
    }
    quotations
}

/// Lists the organizations of the people met, and those that the user is interested in (C79).
fn organizations(store: &Store, met: &BTreeSet<Id>) -> Result<Vec<OrganizationFindings>, ApiError> {
    let mut people: BTreeMap<Id, u32> = BTreeMap::new();
    for id in met {
        let person = in_force::<Person>(store, "person", *id)?;
        if let Some(organization) = person.and_then(|person| person.organization) {
            *people.entry(organization).or_default() += 1;
        }
    }
    let leads: Vec<Lead> = all(store, Lead::KIND.name)?;
    let mut rows = Vec::new();
    for organization in all::<Organization>(store, Organization::KIND.name)? {
        let met = people.get(&organization.id()).copied().unwrap_or_default();
        if met == 0 && !organization.interested {
            continue;
        }
        let here =
            leads.iter().filter(|lead| lead.organization == Some(organization.id()) && lead.state != LeadState::LetGo);
        let leads = here.map(|lead| Named { id: lead.id(), name: lead.what.clone(), deleted: false }).collect();
        rows.push(OrganizationFindings { organization, met, leads });
    }
    rows.sort_by_cached_key(|row| (!row.organization.interested, fold(&row.organization.name), row.organization.id()));
    Ok(rows)
}

pub(crate) fn findings_text(app: &App, args: ById) -> Result<FindingsText, ApiError> {
    let store = app.store();
    let shown = answers_of(&store, args.id)?;
    let page = page(&store, args.id, &shown)?;
    let (lists, _) = lists_of(&store, &shown, false)?;
    Ok(findings_page::write(&page, &shown, &lists))
}
