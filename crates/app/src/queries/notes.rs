//! Jots, the bin, and search in everything.

use super::{all, find, named, named_interview, need, own_name};
use crate::{
    App,
    api::{
        ApiError, ById, Nothing,
        notes::{BinRow, JotRow, Piece, Place, Search, SearchHit, UndoState},
    },
    snippet,
};
use chrono::{DateTime, Local, NaiveDate, NaiveTime, Utc};
use firsthand_domain::{Id, Jot, KINDS, Kind, Meta, Query, Shape, query::Phrase};
use firsthand_store::{Hit, Record, Store};
use serde_json::Value;

pub(crate) fn jots(app: &App, _: Nothing) -> Result<Vec<JotRow>, ApiError> {
    let store = app.store();
    let mut jots: Vec<Jot> = all(&store, "jot")?;
    jots.sort_by_key(|jot| std::cmp::Reverse((jot.meta.created, jot.id())));
    jots.into_iter().map(|jot| row(&store, jot)).collect()
}

pub(crate) fn jot(app: &App, args: ById) -> Result<JotRow, ApiError> {
    let store = app.store();
    let jot = need(&store, "jot", args.id)?;
    row(&store, jot)
}

fn row(store: &Store, jot: Jot) -> Result<JotRow, ApiError> {
    Ok(JotRow {
        person: named(store, jot.person)?,
        interview: named_interview(store, jot.interview)?,
        exploration: named(store, jot.exploration)?,
        jot,
    })
}

pub(crate) fn bin(app: &App, _: Nothing) -> Result<Vec<BinRow>, ApiError> {
    let store = app.store();
    let mut rows = Vec::new();
    for kind in KINDS {
        for record in store.records(kind.name, true)?.iter().filter(|record| record.deleted()) {
            let meta: Meta = super::typed(record)?;
            rows.push(BinRow { id: meta.id, kind: meta.kind, name: title(&store, record)?, updated: meta.updated });
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.updated, row.id)));
    Ok(rows)
}

pub(crate) fn undo_state(app: &App, _: Nothing) -> Result<UndoState, ApiError> {
    let store = app.store();
    Ok(UndoState { undo: store.undo_label()?, redo: store.redo_label()? })
}

/// Names a document for a list: by its title fields, by the person it belongs to, or by how it begins.
fn title(store: &Store, record: &Record) -> Result<String, ApiError> {
    if let Some(own) = own_name(record) {
        return Ok(own);
    }
    if record.kind() == "interview" {
        return Ok(named_interview(store, Some(record.id()))?.map(|talk| talk.name).unwrap_or_default());
    }
    let person = record.link("person").or_else(|| record.link("prospect"));
    Ok(named(store, person)?.map(|person| person.name).unwrap_or_default())
}

/// How many hits are returned when the caller does not say.
const HITS: u32 = 50;

pub(crate) fn search(app: &App, args: Search) -> Result<Vec<SearchHit>, ApiError> {
    let store = app.store();
    let query = Query::parse(&args.query);
    let limit = usize::try_from(args.limit.unwrap_or(HITS)).unwrap_or(usize::MAX);
    let mut hits = Vec::new();
    for Hit { id, record, .. } in store.find(&query, begin_of, limit)? {
        let (field, context) = best_field(&record, &query.phrases);
        let title = match record.kind() {
            "answer" => named_interview(&store, record.link("interview"))?.map(|talk| talk.name).unwrap_or_default(),
            _ => title(&store, &record)?,
        };
        let open = place(&store, &record, id)?;
        hits.push(SearchHit { id, kind: record.kind().to_owned(), field, title, context, open });
    }
    Ok(hits)
}

/// Tells when a day begins here; where the clocks skip midnight, in UTC.
fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    midnight.and_local_timezone(Local).earliest().map_or_else(|| midnight.and_utc(), |begin| begin.with_timezone(&Utc))
}

/// Finds the field that holds most of the words, with its words; for filters alone, the longest text with its beginning.
fn best_field(record: &Record, phrases: &[Phrase]) -> (String, Vec<Piece>) {
    let mut best: Option<(usize, String, Vec<Piece>)> = None;
    for field in Kind::named(record.kind()).map(|kind| kind.fields).unwrap_or_default() {
        let text = match (field.shape, record.get(field.name)) {
            (Shape::Line | Shape::Prose, Some(Value::String(text))) => text.clone(),
            _ if phrases.is_empty() => continue,
            (Shape::Set, Some(Value::Array(members))) => {
                members.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
            }
            (Shape::Entries, Some(Value::Array(entries))) => {
                entries.iter().filter_map(|entry| entry.get("value")?.as_str()).collect::<Vec<_>>().join(", ")
            }
            _ => continue,
        };
        let pieces = snippet::context(&text, phrases);
        let marked = match phrases {
            [] => text.len(),
            _ => pieces.iter().filter(|piece| piece.hit).count(),
        };
        if marked > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((marked, field.name.to_owned(), pieces));
        }
    }
    best.map_or_else(Default::default, |(_, field, pieces)| (field, pieces))
}

/// Finds the page that shows a document.
fn place(store: &Store, record: &Record, id: Id) -> Result<Place, ApiError> {
    let at = |kind: &str, id| Place { kind: kind.to_owned(), id, question: None };
    Ok(match record.kind() {
        "answer" => {
            let interview = record.link("interview").unwrap_or(id);
            Place { question: record.link("question"), ..at("interview", interview) }
        }
        "attempt" | "portrait" => at("person", record.link("person").unwrap_or(id)),
        "letter" => match (record.link("person"), record.link("interview")) {
            (Some(person), _) => at("person", person),
            (None, Some(interview)) => at("interview", interview),
            (None, None) => at("letter", id),
        },
        "referral" => match record.link("prospect").or_else(|| record.link("giver")) {
            Some(person) => at("person", person),
            None => at("referral", id),
        },
        "follow-up" => match (record.link("person"), record.link("interview")) {
            (Some(person), _) => at("person", person),
            (None, Some(interview)) if find::<Value>(store, "interview", interview)?.is_some() => {
                at("interview", interview)
            }
            _ => at("follow-up", id),
        },
        "decision" | "judgement" | "comparison" => match record.link("exploration") {
            Some(exploration) => at("findings", exploration),
            None => at("compare", id),
        },
        "collection" => at("compare", id),
        kind => at(kind, id),
    })
}
