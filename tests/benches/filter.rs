//! B5: a list of people that follows what is typed above it.

use anyhow::{Context, Result};
use firsthand_app::api::people::PersonRow;
use firsthand_domain::fold;
use firsthand_tests::dice::Dice;
use firsthand_tests::{
    home::Home,
    place,
    scenario::scenario,
    window::{Launch, Look, Window},
};
use serde_json::{Value, json};

use crate::{
    corpus::{L, M, SEED, copy},
    devices::{call, open},
    measure::{Times, ms, times},
    start::BARE,
    table::{Row, Table},
};

/// How many names are typed, letter by letter.
const NAMES: usize = 24;

/// Types the beginnings of names above the list and into an empty page; each letter counts until it is painted.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let size = if quick { M } else { L };
    let (home, empty) = (Home::new()?, Home::new()?);
    copy(size, &home.data_dir())?;
    let typed = what_is_typed(&home)?;
    let bare = Launch { watcher: vec![place::built(BARE)?.display().to_string()], ..Launch::default() };
    let (mut ours, mut floor) = (Times::default(), Times::default());
    scenario("bench-filter", async |stage| {
        let empty = stage.open_with(&empty, Look::LAPTOP, &bare).await?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        window.go("#/people").await?;
        window
            .until("the list", async |window| {
                let there = window.run("return document.querySelector('[data-row]') !== null", vec![]).await?;
                Ok((there == json!(true)).then_some(()))
            })
            .await?;
        for name in typed.chunks(8) {
            record(&empty, name, &mut floor).await?;
            record(&window, name, &mut ours).await?;
        }
        Ok(())
    })?;
    let over = ours.at(0.95) - floor.at(0.95);
    let what = format!("a letter above {} people to painted, {} letters", size.people, ours.len());
    Ok(Table {
        title: "B5 · Filter as you type",
        rows: vec![
            Row::note(what, ours.spread())
                .beside(format!("empty page {}", floor.spread()), times(ours.at(0.95), floor.at(0.95)))
                .budget("p95 ≤ 50 ms over", over <= 50.0),
            Row::note("p95 over the empty page", ms(over)),
        ],
    })
}

/// Returns what stands in the field after each letter, and after each name is wiped.
fn what_is_typed(home: &Home) -> Result<Vec<String>> {
    let people: Vec<PersonRow> = call(&open(&home.data_dir())?, "people", json!({}))?;
    let mut dice = Dice::new(SEED);
    let mut typed = Vec::new();
    for _ in 0..NAMES {
        let name = &dice.pick(&people).context("there are people")?.name;
        let letters: Vec<char> = fold::fold(name).chars().take(5).collect();
        typed.extend((1..=letters.len()).map(|length| letters.iter().take(length).collect::<String>()));
        typed.push(String::new());
    }
    Ok(typed)
}

async fn record(window: &Window, typed: &[String], times: &mut Times) -> Result<()> {
    let took = window.client().execute_async(include_str!("type.js"), vec![json!(typed)]).await?;
    let took = took.as_array().context("the page gives a list")?;
    took.iter().filter_map(Value::as_f64).for_each(|time| times.push_ms(time));
    Ok(())
}
