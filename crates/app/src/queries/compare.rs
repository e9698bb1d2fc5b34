//! All answers side by side (C72, C75).

use super::{all, find, linked, named, question_views, rows::count, typed};
use crate::{
    App,
    api::{
        ApiError, Named,
        compare::{Cell, CellState, Choosable, CompareFor, ComparePage, ComparedQuestion, ComparedTalk},
    },
};
use firsthand_domain::{
    Answer, Comparison, Id, Interview, Person, Stage,
    bank::{Bank, QuestionView},
    fold::fold,
};
use firsthand_store::Store;
use std::collections::{BTreeMap, BTreeSet};

/// The topic of questions without one.
const OWN: (&str, &str) = ("own", "My own");

/// A talk with what it is chosen by.
struct Column {
    talk: Interview,
    shown: ComparedTalk,
    tags: Vec<String>,
    answers: BTreeMap<Id, Answer>,
}

pub(crate) fn compare(app: &App, args: CompareFor) -> Result<ComparePage, ApiError> {
    side_by_side(&app.store(), args)
}

/// Lays the answers side by side.
pub(crate) fn side_by_side(store: &Store, args: CompareFor) -> Result<ComparePage, ApiError> {
    let mut columns = columns(store, args.exploration)?;
    let (tags, organizations) = choices(&columns);
    columns.retain(|column| {
        let tagged = args.tag.as_ref().is_none_or(|tag| column.tags.contains(tag));
        let works = column.shown.organization.as_ref().map(|organization| organization.id);
        tagged && args.organization.is_none_or(|wanted| works == Some(wanted))
    });
    let mut questions = asked(store, &columns)?;
    let topics = topics(&questions);
    questions.retain(|question| args.topic.as_ref().is_none_or(|topic| question.topic == *topic));
    let places: BTreeMap<Id, usize> = questions.iter().enumerate().map(|(at, question)| (question.id, at)).collect();
    let mut cells: Vec<(usize, Cell)> = Vec::new();
    for column in &columns {
        let planned = column.talk.plan.iter().copied().chain(column.answers.keys().copied());
        let here: BTreeSet<Id> = planned.filter(|question| places.contains_key(question)).collect();
        for question in here {
            let at = places.get(&question).copied().unwrap_or_default();
            cells.extend(cell(column, question, &args).map(|cell| (at, cell)));
        }
    }
    if args.holds_for.is_some() {
        let kept = |cell: &&(usize, Cell)| cell.1.state == CellState::Answered;
        let rows: BTreeSet<Id> = cells.iter().filter(kept).map(|(_, cell)| cell.question).collect();
        let talks: BTreeSet<Id> = cells.iter().filter(kept).map(|(_, cell)| cell.interview).collect();
        questions.retain(|question| rows.contains(&question.id));
        columns.retain(|column| talks.contains(&column.shown.id));
        cells.retain(|(_, cell)| rows.contains(&cell.question) && talks.contains(&cell.interview));
    }
    cells.sort_by_key(|(at, _)| *at);
    let cells: Vec<Cell> = cells.into_iter().map(|(_, cell)| cell).collect();
    let compared = questions.into_iter().map(|view| compared(store, view, args.exploration, &cells));
    Ok(ComparePage {
        questions: compared.collect::<Result<_, _>>()?,
        talks: columns.into_iter().map(|column| column.shown).collect(),
        off_record: count(cells.iter().filter(|cell| cell.state == CellState::Answered && cell.off_record).count()),
        cells,
        topics,
        tags,
        organizations,
    })
}

/// Reads the talks that have or will have answers, the oldest first.
fn columns(store: &Store, exploration: Option<Id>) -> Result<Vec<Column>, ApiError> {
    let mut talks: Vec<Interview> = match exploration {
        Some(id) => linked(store, "interview", "exploration", id)?,
        None => all(store, "interview")?,
    };
    // What is ahead stands after what was said.
    talks.sort_by_key(|talk| (matches!(talk.stage(), Stage::Planned | Stage::Scheduled), moment(talk), talk.id()));
    let mut columns = Vec::with_capacity(talks.len());
    for talk in talks {
        let answers: Vec<Answer> = linked(store, "answer", "interview", talk.id())?;
        let answers: BTreeMap<Id, Answer> = answers
            .into_iter()
            .filter(Answer::is_written)
            .filter_map(|answer| Some((answer.question?, answer)))
            .collect();
        // A talk that was called off is of interest only for what was said in it.
        let empty = talk.plan.is_empty() || talk.stage() == Stage::CalledOff;
        if empty && answers.is_empty() {
            continue;
        }
        let person = talk.person.map(|id| find::<Person>(store, "person", id)).transpose()?.flatten();
        let name = match &person {
            _ if !talk.title.is_empty() => talk.title.clone(),
            Some(person) => person.name.clone(),
            None => String::new(),
        };
        let shown = ComparedTalk {
            id: talk.id(),
            name,
            person: person.as_ref().map(|person| Named {
                id: person.id(),
                name: person.name.clone(),
                deleted: person.meta.deleted,
            }),
            organization: named(store, person.as_ref().and_then(|person| person.organization))?,
            stage: talk.stage(),
            at: moment(&talk),
        };
        columns.push(Column { talk, shown, tags: person.map(|person| person.tags).unwrap_or_default(), answers });
    }
    Ok(columns)
}

fn moment(talk: &Interview) -> Option<chrono::DateTime<chrono::Utc>> {
    talk.started_at.or(talk.ended_at).or(talk.scheduled_at).or(talk.meta.created)
}

fn choices(columns: &[Column]) -> (Vec<String>, Vec<Named>) {
    let tags: BTreeSet<&String> = columns.iter().flat_map(|column| &column.tags).collect();
    let organizations: BTreeMap<(String, Id), &Named> = columns
        .iter()
        .filter_map(|column| column.shown.organization.as_ref())
        .map(|organization| ((fold(&organization.name), organization.id), organization))
        .collect();
    (tags.into_iter().cloned().collect(), organizations.into_values().cloned().collect())
}

/// Finds the questions that any of the talks asks, in the order of the bank; those that are not here come last.
fn asked(store: &Store, columns: &[Column]) -> Result<Vec<QuestionView>, ApiError> {
    let mut wanted: BTreeMap<Id, String> = BTreeMap::new();
    for column in columns {
        for question in &column.talk.plan {
            wanted.entry(*question).or_default();
        }
        for (question, answer) in &column.answers {
            wanted.insert(*question, answer.asked.clone());
        }
    }
    let mut views = question_views(store)?;
    views.retain(|view| wanted.remove(&view.id).is_some());
    let unknown = wanted.into_iter().filter(|(_, asked)| !asked.is_empty());
    views.extend(unknown.map(|(id, asked)| super::interviews::unknown(id, asked)));
    Ok(views)
}

fn topics(questions: &[QuestionView]) -> Vec<Choosable> {
    let known = Bank::built_in().topics.iter().map(|topic| (topic.id.as_str(), topic.title.as_str())).chain([OWN]);
    known
        .filter(|(id, _)| questions.iter().any(|question| question.topic == *id))
        .map(|(id, title)| Choosable { id: id.to_owned(), title: title.to_owned() })
        .collect()
}

/// Tells what a talk has to a question; none where it was not asked.
fn cell(column: &Column, question: Id, args: &CompareFor) -> Option<Cell> {
    let blank = |state| Cell {
        interview: column.shown.id,
        question,
        state,
        answer: None,
        text: String::new(),
        holds_for: Default::default(),
        off_record: false,
        version: String::new(),
    };
    let Some(answer) = column.answers.get(&question) else {
        return match column.shown.stage {
            Stage::Held | Stage::Meeting => Some(blank(CellState::NoAnswer)),
            Stage::Planned | Stage::Scheduled => Some(blank(CellState::Ahead)),
            Stage::CalledOff => None,
        };
    };
    let fits = args.holds_for.is_none_or(|wanted| answer.holds_for == wanted);
    Some(Cell {
        answer: Some(answer.id()),
        text: answer.text.clone(),
        holds_for: answer.holds_for,
        off_record: answer.stays_here(),
        version: answer.meta.version.clone(),
        ..blank(if fits { CellState::Answered } else { CellState::LeftOut })
    })
}

fn compared(
    store: &Store,
    view: QuestionView,
    exploration: Option<Id>,
    cells: &[Cell],
) -> Result<ComparedQuestion, ApiError> {
    let answered = |cell: &&Cell| cell.question == view.id && cell.answer.is_some();
    Ok(ComparedQuestion {
        answered: count(cells.iter().filter(answered).count()),
        comparison: comparison(store, exploration, view.id)?,
        id: view.id,
        ask: view.ask,
        topic: view.topic,
        list: view.list,
    })
}

/// Finds what the user makes of the answers to a question.
pub(super) fn comparison(store: &Store, exploration: Option<Id>, question: Id) -> Result<Option<Comparison>, ApiError> {
    let record = store.record(Comparison::id_of(exploration, question))?;
    record.filter(|record| !record.deleted()).map(|record| typed(&record)).transpose()
}
