//! C72: fifty people and fifty-five questions side by side, with long answers.

use anyhow::{Context, Result, ensure};
use firsthand_app::api::{compare::ComparePage, interviews::QuestionList, notes::Saved};
use firsthand_domain::{Edit, Id};
use firsthand_tests::{
    dice::Dice,
    home::Home,
    place,
    scenario::scenario,
    window::{Launch, Look, Window},
};
use serde_json::{Value, json};
use std::time::Instant;

use crate::{
    corpus::SEED,
    devices::{call, open},
    measure::{Times, ms, times},
    start::BARE,
    table::{Row, Table},
    words::Speech,
};

/// How many words an answer has.
const WORDS: usize = 300;

/// Scrolls both ways and walks with the arrows; each step counts until it is painted.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let people = if quick { 5 } else { 50 };
    let (home, empty) = (Home::new()?, Home::new()?);
    let (cells, query) = fill(&home, people)?;
    let bare = Launch { watcher: vec![place::built(BARE)?.display().to_string()], ..Launch::default() };
    let (mut ours, mut floor) = (Times::default(), Times::default());
    scenario("bench-compare", async |stage| {
        let empty = stage.open_with(&empty, Look::LAPTOP, &bare).await?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        window.go("#/compare").await?;
        window
            .until("the answers", async |window| {
                let there = window.run("return document.querySelector('[role=gridcell]') !== null", vec![]).await?;
                Ok((there == json!(true)).then_some(()))
            })
            .await?;
        let mut round = vec!["down"; 12];
        round.extend(["right"; 14]);
        round.extend(["key"; 12]);
        round.push("home");
        for _ in 0..4 {
            record(&empty, &round, &mut floor).await?;
            record(&window, &round, &mut ours).await?;
        }
        Ok(())
    })?;
    let over = ours.at(0.95) - floor.at(0.95);
    let what = format!("a scroll or an arrow among {cells} answers of {WORDS} words to painted, {} steps", ours.len());
    Ok(Table {
        title: "C72 · Answers side by side",
        rows: vec![
            Row::note(what, ours.spread())
                .beside(format!("empty page {}", floor.spread()), times(ours.at(0.95), floor.at(0.95)))
                .budget("p95 ≤ 50 ms over", over <= 50.0),
            Row::note("p95 over the empty page", ms(over)),
            Row::note("the command itself, in process", query.spread()),
        ],
    })
}

/// Writes the answers, and measures the command that reads them.
fn fill(home: &Home, people: usize) -> Result<(usize, Times)> {
    let app = open(&home.data_dir())?;
    let (mut dice, speech) = (Dice::new(SEED), Speech::new());
    let bank: QuestionList = call(&app, "questions", json!({}))?;
    let questions: Vec<Id> =
        bank.topics.iter().flat_map(|topic| &topic.questions).map(|question| question.id).collect();
    let nursing = call::<Saved>(&app, "exploration_add", json!({"title": "Nursing"}))?.id;
    for number in 0..people {
        let person = call::<Saved>(&app, "person_add", json!({"name": format!("Person {number}")}))?.id;
        let args = json!({"person": person, "exploration": nursing});
        let talk = call::<Saved>(&app, "interview_plan", args)?.id;
        let edits = vec![Edit::Arrange { field: "plan".to_owned(), ids: questions.clone() }];
        call::<Saved>(&app, "edit", json!({"id": talk, "kind": "interview", "edits": edits}))?;
        call::<Saved>(&app, "interview_start", json!({"id": talk}))?;
        for question in &questions {
            let text = speech.tongue(&mut dice).text(&mut dice, WORDS);
            call::<Saved>(&app, "answer_save", json!({"interview": talk, "question": question, "text": text}))?;
        }
    }
    let mut query = Times::default();
    let mut cells = 0;
    for _ in 0..20 {
        let begun = Instant::now();
        cells = call::<ComparePage>(&app, "compare", json!({}))?.cells.len();
        query.push(begun.elapsed());
    }
    Ok((cells, query))
}

async fn record(window: &Window, steps: &[&str], times: &mut Times) -> Result<()> {
    let answer = window.client().execute_async(include_str!("scroll.js"), vec![json!(steps)]).await?;
    let took = answer.get("took").and_then(Value::as_array).context("the page gives a list")?;
    took.iter().filter_map(Value::as_f64).for_each(|time| times.push_ms(time));
    ensure!(answer.get("holes") == Some(&json!(0)), "cells were left empty");
    Ok(())
}
