//! Answers side by side in the real window: what stands in the cells, what is written there, and what leaves as a file.

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    axe, heard,
    home::Home,
    keyboard::{ENTER, ESCAPE, press},
    scenario::scenario,
    steps::{ask, caret_in, id_of, questions, saved},
    window::{Look, Window},
};
use serde_json::json;
use std::collections::BTreeMap;

/// Reads every cell of the table, by row and column, scrolling to those out of sight.
const READ: &str = "
const done = arguments[arguments.length - 1];
const grid = document.querySelector('[role=grid]');
const cells = {};
const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
(async () => {
  for (let top = 0; top <= grid.scrollHeight; top += 200) {
    for (let left = 0; left <= grid.scrollWidth; left += 400) {
      grid.scrollTo(left, top);
      await frame();
      for (const cell of grid.querySelectorAll('[data-at]')) {
        const words = cell.querySelector('.text, .state');
        cells[cell.dataset.at] = words ? words.textContent.trim() : '';
      }
    }
  }
  grid.scrollTo(0, 0);
  done(cells);
})();";

/// Three talks and five questions: answered, asked in vain, not asked, still to be asked, and off the record.
fn fill(app: &App) -> Result<String> {
    let exploration = id_of(app, "exploration_add", json!({"title": "Nursing"}))?;
    let questions = questions(app)?;
    for (name, asked, answered) in [("Ana", 0..4, 3), ("Ben", 0..2, 1), ("Chi", 3..5, 0)] {
        let person = id_of(app, "person_add", json!({"name": name, "edits": []}))?;
        let talk = id_of(app, "interview_plan", json!({"person": person, "exploration": exploration}))?;
        let plan = questions.get(asked).context("five questions")?;
        let edits = json!([{"do": "arrange", "field": "plan", "ids": plan}]);
        id_of(app, "edit", json!({"id": talk, "kind": "interview", "edits": edits}))?;
        if answered == 0 {
            continue;
        }
        id_of(app, "interview_start", json!({"id": talk}))?;
        for (number, question) in plan.iter().take(answered).enumerate() {
            let text = format!("{name} on {number}");
            id_of(app, "answer_save", json!({"interview": talk, "question": question, "text": text}))?;
        }
        id_of(app, "interview_end", json!({"id": talk}))?;
    }
    Ok(exploration)
}

async fn cells(window: &Window) -> Result<BTreeMap<String, String>> {
    window
        .until("the table", async |window| {
            let there = window.run("return document.querySelector('[role=gridcell]') !== null", vec![]).await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await?;
    let read = window.client().execute_async(READ, vec![]).await?;
    Ok(serde_json::from_value(read)?)
}

#[test]
fn c72_the_window_shows_what_its_export_says_and_a_cell_is_written_in_place() -> Result<()> {
    scenario("compare", async |stage| {
        let home = Home::new()?;
        let exploration = fill(&App::open(&home.data_dir())?)?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        window.go(&format!("#/compare?exploration={exploration}")).await?;
        let file = home.data_dir().join("answers.csv");
        let args = json!({"shown": {"exploration": exploration}, "by_person": false, "written": "csv", "path": file});
        ask(&window, "compare_export", args).await?;
        let text = std::fs::read_to_string(&file)?;
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let shown = cells(&window).await?;
        let (mut compared, mut states) = (0, BTreeMap::<String, u32>::new());
        for (row, record) in rows.records().enumerate().skip(1) {
            for (column, cell) in record?.iter().enumerate().skip(1) {
                let at = format!("{row} {column}");
                ensure!(shown.get(&at).map(String::as_str) == Some(cell), "at {at}: {:?}, not {cell}", shown.get(&at));
                *states.entry(cell.split(' ').next().unwrap_or_default().to_owned()).or_default() += 1;
                compared += 1;
            }
        }
        ensure!(compared == 15, "{compared} cells were compared");
        // "Ana on 0", "Ben on 0", "No answer", "Not asked", "To be asked".
        let wanted = [("Ana", 3), ("Ben", 1), ("No", 2), ("Not", 7), ("To", 2)];
        let wanted: BTreeMap<String, u32> = wanted.map(|(word, count)| (word.to_owned(), count)).into();
        ensure!(states == wanted, "{states:?}");
        axe::check(&window, "compare").await?;

        window.run("document.querySelector('[data-at=\"2 2\"]').focus()", vec![]).await?;
        window.press(false, ENTER).await?;
        axe::check(&window, "compare with an answer open").await?;
        window.type_text("Ben, later").await?;
        saved(&window).await?;
        window.press(false, ESCAPE).await?;
        let now = window
            .until("the words in their cell", async |window| {
                let shown = cells(window).await?;
                Ok(shown.get("2 2").filter(|words| *words == "Ben, later").cloned())
            })
            .await?;
        ensure!(now == "Ben, later", "the cell shows {now}");
        let back = window.run("return document.activeElement.dataset.at", vec![]).await?;
        ensure!(back == json!("2 2"), "the focus is at {back}");
        window.had_no_trouble().await
    })
}

#[test]
fn c78_a_decision_made_by_keys_outlives_a_crash_with_its_reason() -> Result<()> {
    scenario("decision", async |stage| {
        let home = Home::new()?;
        let explorations = heard::fill(&home)?;
        let nursing = explorations.first().context("an exploration")?;
        let window = stage.open(&home, Look::LAPTOP).await?;
        window.go(&format!("#/explorations/{nursing}/findings")).await?;
        window.named("button", "Decide anew").await?;
        axe::check(&window, "findings").await?;
        press(&window, "Decide anew").await?;
        press(&window, "This is what I want").await?;
        caret_in(&window, "Why: This is what I want").await?;
        window.type_text("Ingrid goes home at four.").await?;
        saved(&window).await?;
        window.kill();

        let window = stage.open(&home, Look::PHONE).await?;
        window.go(&format!("#/explorations/{nursing}/findings")).await?;
        window.named("heading", "This is what I want").await?;
        let page = ask(&window, "findings", json!({"id": nursing})).await?;
        ensure!(page.pointer("/decisions/0/reason") == Some(&json!("Ingrid goes home at four.")), "{page:#}");
        window.go("#/network").await?;
        window.named("radio", "List").await?;
        axe::check(&window, "network").await?;
        window.click("radio", "List").await?;
        window.named("link", "Jun Tanaka").await?;
        axe::check(&window, "network as a list").await?;
        window.had_no_trouble().await
    })
}
