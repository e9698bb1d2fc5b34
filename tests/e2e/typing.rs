//! Typing and reading hold still: neither a save of one's own nor words from another device move the page or the caret.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    home::Home,
    scenario::scenario,
    steps::{id_of, questions, saved},
    window::{Look, Window},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

/// How far a line may move on the screen and still be where it was, in CSS pixels.
const STILL: f64 = 2.0;

/// How long a page has to move after the words of another device were stored.
const ARRIVED: Duration = Duration::from_millis(1500);

/// Where one writes: the field that has the caret, how far from the upper edge its lower end stands, and the caret in it.
const WRITING: &str = "const field = document.activeElement;
    return { name: field.getAttribute('aria-label') ?? field.labels?.[0]?.textContent ?? field.tagName,
      edge: field.getBoundingClientRect().bottom, caret: field.selectionStart ?? -1, text: field.value ?? '' }";

/// Where one reads: the first text below the upper third of the screen, and where it stands.
const READING: &str = "const line = document.elementFromPoint(innerWidth / 4, innerHeight / 3);
    const marked = line.closest('li, p, h3, .answer, .jot') ?? line;
    window.read = marked; return marked.getBoundingClientRect().top";
const READ_AT: &str = "return window.read.isConnected ? window.read.getBoundingClientRect().top : null";

/// Puts the caret to the end of the text of the last field that fits, as a finger would, with the field in the middle.
const CARET_AT_END: &str =
    "const field = [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).at(-1);
    if (!field) return false; field.scrollIntoView({ block: 'center' }); field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length); return true";

#[derive(Debug, Deserialize)]
struct Writing {
    name: String,
    edge: f64,
    caret: i64,
    text: String,
}

/// A notebook with one long interview, and the other program that writes into it.
struct Notebook {
    app: App,
    person: String,
    exploration: String,
    talk: String,
    questions: Vec<Value>,
    jot: String,
}

const LONG: &str = "She begins at six, walks the ward with whoever leaves, and writes down what the night has left. ";

impl Notebook {
    fn new(home: &Home) -> Result<Self> {
        let app = App::open(&home.data_dir())?;
        let exploration = id_of(&app, "exploration_add", json!({"title": "Nursing"}))?;
        let person = id_of(&app, "person_add", json!({"name": "Ana Berg", "edits": []}))?;
        let talk = id_of(&app, "interview_plan", json!({"person": person, "exploration": exploration}))?;
        let plan: Vec<Value> = questions(&app)?.into_iter().take(16).collect();
        let edits = json!([{"do": "arrange", "field": "plan", "ids": plan}]);
        id_of(&app, "edit", json!({"id": talk, "kind": "interview", "edits": edits}))?;
        id_of(&app, "interview_start", json!({"id": talk}))?;
        for question in &plan {
            id_of(&app, "answer_save", json!({"interview": talk, "question": question, "text": LONG.repeat(3)}))?;
        }
        let mut jot = String::new();
        for number in 0..6 {
            let args = json!({"text": format!("{number} {LONG}"), "interview": talk, "person": person});
            jot = id_of(&app, "jot_save", args)?;
        }
        Ok(Self { app, person, exploration, talk, questions: plan, jot })
    }

    /// Another device adds a line to an answer in the middle, a jot, and something owed to the person.
    fn hears_from_elsewhere(&self, round: usize) -> Result<()> {
        let question = self.questions.get(round + 3).context("a question")?;
        let text = format!("{}\n\nFrom elsewhere, {round}. {LONG}", LONG.repeat(3));
        id_of(&self.app, "answer_save", json!({"interview": self.talk, "question": question, "text": text}))?;
        id_of(&self.app, "jot_save", json!({"text": format!("From elsewhere, {round}."), "person": self.person}))?;
        id_of(&self.app, "follow_up_add", json!({"person": self.person, "what": format!("From elsewhere, {round}.")}))?;
        Ok(())
    }
}

async fn writing(window: &Window) -> Result<Writing> {
    Ok(serde_json::from_value(window.run(WRITING, vec![]).await?)?)
}

/// Puts the caret to the end of the last field that fits.
async fn caret_at_end(window: &Window, fields: &str) -> Result<()> {
    window
        .until(&format!("a field {fields}"), async |window| {
            let there = window.run(CARET_AT_END, vec![json!(fields)]).await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await?;
    // Whatever the page does by itself when it opens is over.
    sleep(Duration::from_millis(500)).await;
    window.run(CARET_AT_END, vec![json!(fields)]).await?;
    Ok(())
}

/// Types letters into the field at the caret, while another program writes, and checks that field and caret stay.
async fn types_in_peace(window: &Window, notebook: &Notebook, place: &str) -> Result<()> {
    let before = writing(window).await?;
    let mut expected = before.text.clone();
    for round in 0..3 {
        window.type_text("x").await?;
        expected.push('x');
        saved(window).await?;
        notebook.hears_from_elsewhere(round)?;
        sleep(ARRIVED).await;
        let now = writing(window).await?;
        ensure!(now.name == before.name, "{place}: the caret went from “{}” to “{}”", before.name, now.name);
        ensure!(now.text == expected, "{place}: {:?} was typed, but {:?} is there", expected, now.text);
        let end = i64::try_from(expected.encode_utf16().count())?;
        ensure!(now.caret == end, "{place}: the caret is at {} of {end}", now.caret);
        let moved = now.edge - before.edge;
        ensure!(moved.abs() <= STILL, "{place}: the line one types in moved by {moved} px after {} letters", round + 1);
    }
    Ok(())
}

/// Reads in the middle of a page while another program writes, and checks that what is read stays where it is.
async fn reads_in_peace(window: &Window, notebook: &Notebook, place: &str) -> Result<()> {
    window.run("document.activeElement?.blur()", vec![]).await?;
    let before = window.run(READING, vec![]).await?.as_f64().context("a line")?;
    for round in 4..6 {
        notebook.hears_from_elsewhere(round)?;
        sleep(ARRIVED).await;
        let now =
            window.run(READ_AT, vec![]).await?.as_f64().with_context(|| format!("{place}: what one reads has gone"))?;
        ensure!((now - before).abs() <= STILL, "{place}: what one reads moved by {} px", now - before);
    }
    Ok(())
}

fn on_every_screen(name: &str, look: Look) -> Result<()> {
    scenario(name, async |stage| {
        let home = Home::new()?;
        let notebook = Notebook::new(&home)?;
        let window = stage.open(&home, look).await?;
        let Notebook { person, exploration, talk, jot, .. } = &notebook;

        window.go(&format!("#/interviews/{talk}?step=meet")).await?;
        caret_at_end(&window, ".questions textarea").await?;
        types_in_peace(&window, &notebook, "the last answer of an interview").await?;
        reads_in_peace(&window, &notebook, "the end of an interview").await?;
        caret_at_end(&window, ".jot textarea").await?;
        types_in_peace(&window, &notebook, "a jot of an interview").await?;

        // As a search leads here: the answer that it found is shown once, not at each letter.
        let found = notebook.questions.get(2).and_then(Value::as_str).context("a question")?;
        window.go(&format!("#/interviews/{talk}?step=meet&at={found}")).await?;
        caret_at_end(&window, ".questions textarea").await?;
        types_in_peace(&window, &notebook, "an interview that a search led to").await?;

        window.go(&format!("#/jot?id={jot}")).await?;
        caret_at_end(&window, ".editor textarea").await?;
        types_in_peace(&window, &notebook, "a jot").await?;

        window.go(&format!("#/people/{person}")).await?;
        caret_at_end(&window, ".text-area textarea").await?;
        types_in_peace(&window, &notebook, "a person").await?;
        reads_in_peace(&window, &notebook, "a person").await?;

        window.go(&format!("#/compare?exploration={exploration}")).await?;
        if look.width >= 900 {
            window.until("a cell", async |window| {
                let script = "const cell = document.querySelector('[data-at=\"5 0\"], [data-at=\"5 1\"]'); cell?.click(); \
                    return cell !== null";
                Ok((window.run(script, vec![]).await? == json!(true)).then_some(()))
            }).await?;
        } else {
            window.click("button", "Mark how they stand").await?;
        }
        caret_at_end(&window, ".notes textarea").await?;
        types_in_peace(&window, &notebook, "what one takes from the answers").await?;
        window.had_no_trouble().await
    })
}

#[test]
fn nothing_moves_while_one_types_or_reads_on_a_phone() -> Result<()> {
    on_every_screen("typing-phone", Look::PHONE)
}

#[test]
fn nothing_moves_while_one_types_or_reads_on_a_laptop() -> Result<()> {
    on_every_screen("typing-laptop", Look::LAPTOP)
}
