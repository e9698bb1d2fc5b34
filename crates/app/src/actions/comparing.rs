//! Marking and exporting what is laid side by side (C72, C73, C75).

use super::{saved, write_export};
use crate::{
    App,
    api::{
        ApiError,
        compare::{
            Cell, CellState, CollectAct, CollectedItem, CollectedList, ComparePage, ExportCollected, ExportCompared,
            ExportedWithout, MarkCollected, MarkComparison, Written,
        },
        notes::Saved,
    },
    queries, words,
};
use firsthand_domain::{Collection, Comparison, Edit, Id, collected::pair};
use firsthand_interop::{
    markdown,
    table::{self, Separator},
};
use firsthand_store::Op;
use std::collections::BTreeMap;

pub(crate) fn comparison_mark(app: &App, args: MarkComparison) -> Result<Saved, ApiError> {
    let id = Comparison::id_of(args.exploration, args.question);
    let op = match &args.note {
        Some(_) => Op::typing("Write what I take from it", format!("{id}.note")),
        None => Op::new("Mark the answers"),
    };
    let note = args.note.map(|text| Edit::Write { field: "note".to_owned(), text, base: args.base });
    let mark = args.agreement.map(|agreement| Edit::set("agreement", agreement.word()));
    let edits: Vec<Edit> = note.into_iter().chain(mark).collect();
    app.transact(op, |tx| {
        let links = args.exploration.map(|exploration| Edit::link("exploration", exploration));
        let links = links.into_iter().chain([Edit::link("question", args.question)]);
        tx.ensure(Comparison::KIND.name, id, links.collect())?;
        saved(&tx.edit(id, edits.clone())?, &edits)
    })
}

pub(crate) fn collected_mark(app: &App, args: MarkCollected) -> Result<Saved, ApiError> {
    let id = Collection::id_of(args.question);
    app.decide(
        |store| {
            let (label, edits) = marks(&queries::lists(store, None, true)?.0, &args)?;
            Ok((Op::new(label), edits))
        },
        |tx, edits| {
            tx.ensure(Collection::KIND.name, id, vec![Edit::link("question", args.question)])?;
            saved(&tx.edit(id, edits)?, &[])
        },
    )
}

/// Returns the label of an act on one item of a list, and the edits that carry it out.
fn marks(lists: &[CollectedList], args: &MarkCollected) -> Result<(&'static str, Vec<Edit>), ApiError> {
    let list = lists.iter().find(|list| list.question == args.question);
    let items = list.map(|list| list.items.as_slice()).unwrap_or_default();
    let find = |key: &str| {
        let found = items.iter().find(|item| item.spellings.iter().any(|spelling| spelling.key == key));
        found.ok_or_else(|| {
            ApiError::new("missing", "That item is no longer in the list.").hint("Look at the list again.")
        })
    };
    Ok(match &args.act {
        CollectAct::Tick { key, on } => {
            let item = find(key)?;
            let edits = if *on {
                vec![Edit::Add { field: "ticked".to_owned(), member: item.key.clone() }]
            } else {
                keys(item).map(|member| Edit::Remove { field: "ticked".to_owned(), member }).collect()
            };
            (if *on { "Tick" } else { "Take the tick away" }, edits)
        }
        CollectAct::Merge { key, with } => {
            let (stays, joins) = (find(key)?, find(with)?);
            let apart = keys(stays).flat_map(|one| keys(joins).map(move |two| pair(&one, &two)));
            let mut edits: Vec<Edit> = apart.map(|member| Edit::Remove { field: "apart".to_owned(), member }).collect();
            edits.push(Edit::Add { field: "same".to_owned(), member: pair(&stays.key, &joins.key) });
            ("Merge items", edits)
        }
        CollectAct::Apart { key, spelling } => {
            let item = find(key)?;
            let others = keys(item).filter(|other| other != spelling).map(|other| pair(&other, spelling));
            let edits = others.flat_map(|member| {
                [
                    Edit::Remove { field: "same".to_owned(), member: member.clone() },
                    Edit::Add { field: "apart".to_owned(), member },
                ]
            });
            ("Keep apart", edits.collect())
        }
    })
}

fn keys(item: &CollectedItem) -> impl Iterator<Item = String> {
    item.spellings.iter().map(|spelling| spelling.key.clone())
}

pub(crate) fn compare_export(app: &App, args: ExportCompared) -> Result<ExportedWithout, ApiError> {
    let page = queries::compare(app, args.shown)?;
    let (text, long_cells) = match separator(args.written) {
        Some(separator) => csv(&rows(&page, args.by_person), separator)?,
        None => (as_markdown(&page, args.by_person), 0),
    };
    write_export(&args.path, &text)?;
    Ok(ExportedWithout { path: args.path, off_record: page.off_record, long_cells })
}

/// Returns what parts the cells of a table; none for Markdown.
const fn separator(written: Written) -> Option<Separator> {
    match written {
        Written::Csv => Some(Separator::Comma),
        Written::CsvSemicolon => Some(Separator::Semicolon),
        Written::Markdown => None,
    }
}

/// Writes a table and counts the cells that are too long for a spreadsheet.
fn csv(rows: &[Vec<String>], separator: Separator) -> Result<(String, u32), ApiError> {
    let written = table::write_csv(rows, separator).map_err(|error| ApiError::new("export", error.to_string()))?;
    Ok((written.text, written.long))
}

/// Returns what a cell reads as, on the screen and on paper; no word of what is off the record.
fn shown(cell: Option<&Cell>) -> &str {
    let Some(cell) = cell else { return "Not asked" };
    match cell.state {
        CellState::Answered if cell.off_record => "Off the record",
        CellState::Answered => &cell.text,
        CellState::NoAnswer => "No answer",
        CellState::Ahead => "To be asked",
        CellState::LeftOut => "Left out",
    }
}

/// Lays the page out as on the screen: a row for each question, or for each person.
fn rows(page: &ComparePage, by_person: bool) -> Vec<Vec<String>> {
    let cells: BTreeMap<(Id, Id), &Cell> =
        page.cells.iter().map(|cell| ((cell.interview, cell.question), cell)).collect();
    let text = |talk: Id, question: Id| shown(cells.get(&(talk, question)).copied()).to_owned();
    let asks = page.questions.iter().map(|question| question.ask.clone());
    let names = page.talks.iter().map(|talk| talk.name.clone());
    let mut rows = Vec::new();
    if by_person {
        rows.push([String::new()].into_iter().chain(asks).collect());
        for talk in &page.talks {
            let row = page.questions.iter().map(|question| text(talk.id, question.id));
            rows.push([talk.name.clone()].into_iter().chain(row).collect());
        }
    } else {
        rows.push([String::new()].into_iter().chain(names).collect());
        for question in &page.questions {
            let row = page.talks.iter().map(|talk| text(talk.id, question.id));
            rows.push([question.ask.clone()].into_iter().chain(row).collect());
        }
    }
    rows
}

/// Writes the page as headings with lists, since no table of Markdown holds a text of several lines.
fn as_markdown(page: &ComparePage, by_person: bool) -> String {
    let rows = rows(page, by_person);
    let Some((head, rows)) = rows.split_first() else { return String::new() };
    let mut text = String::from("# Answers side by side\n");
    for (at, row) in rows.iter().enumerate() {
        let Some((title, cells)) = row.split_first() else { continue };
        text.push_str(&format!("\n## {}\n", markdown::line(title)));
        let mark = page.questions.get(at).and_then(|question| question.comparison.as_ref());
        if let Some(mark) = mark.filter(|mark| !by_person && mark.agreement != Default::default()) {
            text.push_str(&format!("\n{}.\n", words::agreement(mark.agreement)));
        }
        for (name, cell) in head.iter().skip(1).zip(cells) {
            text.push_str(&format!("\n**{}**\n\n{}\n", markdown::line(name), markdown::quote(cell)));
        }
    }
    text
}

pub(crate) fn collected_export(app: &App, args: ExportCollected) -> Result<ExportedWithout, ApiError> {
    let (mut lists, off_record) = queries::lists(&app.store(), args.exploration, false)?;
    lists.retain(|list| args.question.is_none_or(|question| question == list.question));
    let head = ["Question", "Item", "Times", "Said by", "Ticked"];
    let mut rows: Vec<Vec<String>> = vec![head.iter().map(|word| (*word).to_owned()).collect()];
    for list in &lists {
        rows.extend(list.items.iter().map(|item| {
            let names: Vec<&str> = item.said.iter().map(|said| said.name.as_str()).collect();
            let ticked = if item.ticked { "yes" } else { "" };
            vec![list.ask.clone(), item.text.clone(), item.said.len().to_string(), names.join("; "), ticked.to_owned()]
        }));
    }
    let Some(separator) = separator(args.written) else {
        return Err(ApiError::new("invalid", "Lists are written as a table only.").hint("Choose a table."));
    };
    let (text, long_cells) = csv(&rows, separator)?;
    write_export(&args.path, &text)?;
    Ok(ExportedWithout { path: args.path, off_record, long_cells })
}
