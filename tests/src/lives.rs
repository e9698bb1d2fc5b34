//! Ten people from the first thought of asking them to the last word owed, each by another way, played in the real
//! window in an order that a seed decides (C91). Scenarios and pictures are made of it.

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Duration, Utc};
use firsthand_app::App;
use serde_json::{Value, json};

use crate::{
    dice::Dice,
    home::Home,
    steps::{ask, caret_in, id_of, saved, set_when},
    window::Window,
};

/// More steps than ten lives need.
const STEPS: usize = 140;

/// How long motion and fonts are given before a picture is taken.
const STILL: std::time::Duration = std::time::Duration::from_millis(600);

/// Longer than any pause after a try in vain or a letter without reply.
const LONG: i64 = 31;

/// How many stages of an interview have a picture.
const STAGES: usize = 16;

/// How ten people take being asked, in turn; the last word is where it ends when it is no talk.
const FATES: [&[&str]; 10] = [
    &["Right now"],
    &["Yes, later"],
    &["Busy", "Yes, later"],
    &["Prefers mail", "Yes, later"],
    &["Cannot help", "thanked"],
    &["Cannot help"],
    &["No answer", "No answer", "No answer", "No answer"],
    &["No answer", "Yes, later", "called off"],
    &["Busy", "No answer", "Right now"],
    &["in the address book", "Yes, later"],
];

const NAMES: [&str; 10] = [
    "Ana Petrović",
    "Ben Okafor",
    "Çağla Öztürk",
    "Diego Ramos",
    "Hildegard Weiß",
    "Ingrid Solberg",
    "Jun Tanaka",
    "Kofi Mensah",
    "Lena Fischer",
    "Priya Nair",
];

/// Everything that there can be to do for somebody, and every reason for rest.
const STATES: [&str; 22] = [
    "ahead",
    "ask",
    "ask_again",
    "awaiting_reply",
    "call_back",
    "called_off",
    "confirm",
    "contact",
    "continue",
    "debrief",
    "finished",
    "follow_up",
    "left_alone",
    "meet",
    "no_answer",
    "prepare",
    "reflect",
    "refused",
    "schedule",
    "send_questions",
    "thank",
    "write",
];

/// Reads what Today lists, the most urgent first: the sentence on each link, without what is coming up.
const LISTED: &str = "return [...document.querySelectorAll('main h2 a, main li a')].filter((link) => !link.closest('aside')) \
     .map((link) => (link.querySelector('[dir]') ?? link).textContent.trim())";

/// Asks the program for the pages of all people at once.
const PAGES: &str = "const [people, done] = arguments; \
     Promise.all(people.map((id) => window.__TAURI_INTERNALS__.invoke('call', { name: 'person', args: { id } }))).then(done, done)";

/// One person, and what is still to come of asking them.
#[derive(Debug)]
struct Life {
    id: String,
    name: String,
    fate: Vec<&'static str>,
    over: bool,
}

/// Ten lives in one notebook.
#[derive(Debug)]
pub struct Lives {
    lives: Vec<Life>,
    exploration: String,
    seed: u64,
    dice: Dice,
    album: Option<(PathBuf, String)>,
    pictured: BTreeSet<String>,
    seen: BTreeSet<String>,
    told: Vec<String>,
}

impl Lives {
    /// Puts ten people into an empty notebook: nine for an open exploration, one in the address book only.
    ///
    /// # Errors
    /// Fails if the notebook cannot be written.
    pub fn new(home: &Home, seed: u64) -> Result<Self> {
        let app = App::open(&home.data_dir())?;
        let call = |name: &str, args: Value| id_of(&app, name, args);
        let ahead = json!([{"do": "set", "field": "questions_ahead", "value": true}]);
        let preferences = text(&app.dispatch("preferences", json!({}))?, "/id");
        call("edit", json!({"kind": "preferences", "id": preferences, "edits": ahead}))?;
        let exploration = call("exploration_add", json!({"title": "Nursing in a children’s hospital"}))?;
        let objective = json!([{"do": "write", "field": "objective", "text": "Whether I could live with the shifts."}]);
        call("edit", json!({"kind": "exploration", "id": exploration, "edits": objective}))?;
        let mut lives = Self {
            lives: Vec::new(),
            exploration,
            seed,
            dice: Dice::new(seed),
            album: None,
            pictured: BTreeSet::new(),
            seen: BTreeSet::new(),
            told: Vec::new(),
        };
        let mut names = NAMES.to_vec();
        for fate in FATES {
            let name = names.remove(lives.dice.below(names.len())).to_owned();
            let id = call(
                "person_add",
                json!({"name": name, "edits": [
                    {"do": "set", "field": "role", "value": "Nurse"},
                    {"do": "write", "field": "how_known", "text": "We met at the open day in June."},
                ]}),
            )?;
            if fate.first() != Some(&"in the address book") {
                call("edit", matters(&id, &lives.exploration))?;
            }
            lives.lives.push(Life { id, name, fate: fate.to_vec(), over: false });
        }
        Ok(lives)
    }

    /// Takes a picture of each stage when it is first come to, into `folder` and named after `look`; then it is enough.
    #[must_use]
    pub fn pictured(mut self, folder: PathBuf, look: &str) -> Self {
        self.album = Some((folder, look.to_owned()));
        self
    }

    /// Plays all lives to their end, by what Today says. After each step Today lists each person who has something to
    /// do exactly once, and whoever it does not list is at a stated rest.
    ///
    /// # Errors
    /// Fails with the seed and the step where Today was wrong, or where the window offers no way on.
    pub async fn play(mut self, window: &Window) -> Result<()> {
        let seed = self.seed;
        for step in 0..STEPS {
            let at = || format!("seed {seed}, step {step}");
            let listed = self.today_is_right(window).await.with_context(at)?;
            if self.pictured.len() == STAGES {
                return Ok(());
            }
            let open: Vec<usize> =
                (0..self.lives.len()).filter(|one| self.lives.get(*one).is_some_and(|life| !life.over)).collect();
            if open.is_empty() {
                break;
            }
            let one = *open.get(self.dice.below(open.len())).context("a life")?;
            self.step(window, one, &listed).await.with_context(at)?;
        }
        ensure!(self.lives.iter().all(|life| life.over), "seed {seed}: not over after {STEPS} steps: {:#?}", self.told);
        let missed: Vec<&str> = STATES.into_iter().filter(|state| !self.seen.contains(*state)).collect();
        ensure!(missed.is_empty(), "seed {seed}: nobody came to {missed:?}");
        Ok(())
    }

    /// Holds what Today shows against the rule, and returns the sentences that it lists.
    async fn today_is_right(&mut self, window: &Window) -> Result<Vec<(String, String)>> {
        // What was done last may still open its own next screen, and then one goes there again.
        window
            .until("Today", async |window| {
                window.go("#/today").await?;
                window.glance("heading", "Today").await.map(|heading| heading.map(drop))
            })
            .await?;
        let listed = window
            .until("Today to list what there is to do", async |window| {
                let page = ask(window, "today", json!({})).await?;
                let wanted: Vec<String> = rows(&page, "/actions").map(|row| text(row, "/person/name")).collect();
                let shown = window.run(LISTED, vec![]).await?;
                let shown: Vec<String> = serde_json::from_value(shown)?;
                let is_same = shown.len() == wanted.len()
                    && shown.iter().zip(&wanted).all(|(sentence, name)| sentence.contains(name.as_str()));
                Ok(is_same.then(|| wanted.into_iter().zip(shown).collect::<Vec<_>>()))
            })
            .await?;
        let people: Vec<&str> = self.lives.iter().map(|life| life.id.as_str()).collect();
        let pages = window.client().execute_async(PAGES, vec![json!(people)]).await?;
        for (life, page) in self.lives.iter().zip(rows(&pages, "")) {
            let times = listed.iter().filter(|(name, _)| *name == life.name).count();
            let (next, rest) = (text(page, "/next/todo"), text(page, "/rest/reason"));
            let is_right = if rest.is_empty() { times == 1 && !next.is_empty() } else { times == 0 && next.is_empty() };
            ensure!(is_right, "Today lists {} {times} times; to do: “{next}”, at rest: “{rest}”", life.name);
            self.seen.insert(if rest.is_empty() { next } else { rest });
        }
        Ok(listed)
    }

    /// Does what Today says for one person; for one at rest time passes, or it is over.
    async fn step(&mut self, window: &Window, one: usize, listed: &[(String, String)]) -> Result<()> {
        let life = self.lives.get(one).context("a life")?;
        let (id, name) = (life.id.clone(), life.name.clone());
        let page = ask(window, "person", json!({ "id": id })).await?;
        let todo = text(&page, "/next/todo");
        self.told.push(format!("{name}: {todo}{}", text(&page, "/rest/reason")));
        if todo.is_empty() {
            return self.time_passes(window, one, &page).await;
        }
        self.picture(window, "today").await?;
        let (_, sentence) = listed.iter().find(|(listed, _)| *listed == name).context("a sentence")?;
        let is_to_be_called_off = self.comes_next(one, "called off");
        window.click("link", sentence).await?;
        match todo.as_str() {
            "ask" | "ask_again" | "call_back" => {
                window.named("group", "What did they say?").await?;
                self.picture(window, "call").await?;
                let said = self.said(one)?;
                window.click("button", said).await?;
                self.after_the_call(window, one, said).await
            }
            "write" | "thank" | "confirm" | "send_questions" | "follow_up" => {
                window.named("textbox", "Your letter").await?;
                self.picture(window, &format!("letter-{todo}")).await?;
                if todo == "send_questions" && is_to_be_called_off {
                    self.said(one)?;
                    return call_off(window, &page).await;
                }
                window.click("button", "I sent it").await?;
                window.see("Noted as sent").await?;
                // The letter closes a moment later, by going back in the history.
                window.see_gone("Firsthand sends nothing by itself").await
            }
            "schedule" => {
                let at = Utc::now() + Duration::days(3 + i64::try_from(self.dice.below(20))?);
                set_when(window, "When", &at.format("%Y-%m-%dT15:00").to_string()).await?;
                window.click("radio", "In person").await?;
                window.fill("Where", "Café at the station").await?;
                saved(window).await?;
                self.picture(window, "schedule").await
            }
            "prepare" => {
                window.named("checkbox", "I am prepared").await?;
                self.picture(window, "prepare").await?;
                window.click("checkbox", "I am prepared").await?;
                saved(window).await
            }
            "meet" => {
                window.click("button", "Begin").await?;
                window.named("button", "To the close").await?;
                self.picture(window, "meet-begun").await
            }
            "continue" => self.talk(window).await,
            "debrief" => {
                window.fill("What struck you most?", "How quiet it was.").await?;
                window.click("button", "It draws me").await?;
                self.picture(window, "debrief").await?;
                window.click("button", "Done").await?;
                window.named("link", "Follow up").await?;
                Ok(())
            }
            "reflect" => {
                window.fill("What to do better", "Ask fewer questions, and wait longer.").await?;
                self.picture(window, "after").await?;
                window.click("button", "I have looked back").await?;
                window.see("Looked back").await
            }
            other => bail!("nothing is known to do for “{other}”"),
        }
    }

    /// Six outcomes, each where it leads.
    async fn after_the_call(&mut self, window: &Window, one: usize, said: &str) -> Result<()> {
        match said {
            "Right now" => {
                window.named("button", "To the close").await?;
            }
            "Yes, later" => {
                window.see("What you agree on").await?;
            }
            "Busy" => {
                window.named("heading", "When will you call back?").await?;
                self.picture(window, "call-busy").await?;
                window.click("button", "In an hour").await?;
                window.see_gone("When will you call back?").await?;
            }
            "Prefers mail" => {
                window.named("textbox", "Your letter").await?;
            }
            "Cannot help" => {
                window.named("heading", "Is there somebody else they would ask?").await?;
                self.picture(window, "call-cannot-help").await?;
                if self.comes_next(one, "thanked") {
                    self.said(one)?;
                    window.click("button", "I thanked them").await?;
                    window.see_gone("Is there somebody else they would ask?").await?;
                }
            }
            _ => {
                window.see("Give it a day or two").await?;
                window.see_gone("How to sound").await?;
            }
        }
        Ok(())
    }

    /// The talk itself, to its end.
    async fn talk(&mut self, window: &Window) -> Result<()> {
        caret_in(window, "What does an ordinary day look like").await?;
        window.type_text("Handover at six, then the ward round; afternoons belong to the parents.").await?;
        saved(window).await?;
        self.picture(window, "meet").await?;
        window.click("button", "To the close").await?;
        window.named("heading", "Before time is up").await?;
        self.picture(window, "close").await?;
        window.click("button", "End the interview").await?;
        window.named("heading", "Five minutes, while it is fresh").await?;
        Ok(())
    }

    /// Nobody waits a month for a test: what was written is made older.
    async fn time_passes(&mut self, window: &Window, one: usize, page: &Value) -> Result<()> {
        let now = Utc::now();
        match text(page, "/rest/reason").as_str() {
            "contact" => {
                self.said(one)?;
                let life = self.lives.get(one).context("a life")?;
                ask(window, "edit", matters(&life.id, &self.exploration)).await?;
            }
            "no_answer" | "awaiting_reply" => {
                for row in rows(page, "/attempts") {
                    let at: DateTime<Utc> = text(row, "/at").parse()?;
                    put(window, "attempt", &text(row, "/id"), "at", at - Duration::days(LONG)).await?;
                }
                for (letter, at) in letters_to(window, &text(page, "/person/id")).await? {
                    put(window, "letter", &letter, "sent_at", at - Duration::days(LONG)).await?;
                }
            }
            "ahead" => {
                let talk = rows(page, "/interviews").next().context("the talk ahead")?;
                put(window, "interview", &text(talk, "/id"), "scheduled_at", now + Duration::minutes(10)).await?;
            }
            "refused" | "left_alone" | "called_off" | "finished" => {
                let life = self.lives.get_mut(one).context("a life")?;
                ensure!(life.fate.is_empty(), "it ended early for {life:?}");
                life.over = true;
            }
            other => bail!("nothing is known to pass at “{other}”"),
        }
        Ok(())
    }

    /// Takes what somebody says next.
    fn said(&mut self, one: usize) -> Result<&'static str> {
        let life = self.lives.get_mut(one).context("a life")?;
        ensure!(!life.fate.is_empty(), "{} has nothing more to say", life.name);
        Ok(life.fate.remove(0))
    }

    fn comes_next(&self, one: usize, what: &str) -> bool {
        self.lives.get(one).is_some_and(|life| life.fate.first() == Some(&what))
    }

    async fn picture(&mut self, window: &Window, stage: &str) -> Result<()> {
        let Some((folder, look)) = &self.album else { return Ok(()) };
        if !self.pictured.insert(stage.to_owned()) {
            return Ok(());
        }
        // What was said of the step before would lie over this one.
        window.run("document.querySelector('.toast .icon-button')?.click()", vec![]).await?;
        tokio::time::sleep(STILL).await;
        std::fs::create_dir_all(folder)?;
        window.picture(&folder.join(format!("{stage}-{look}.png")))
    }
}

fn matters(person: &str, exploration: &str) -> Value {
    json!({"kind": "person", "id": person, "edits": [{"do": "add", "field": "explorations", "member": exploration}]})
}

/// Calls the newest talk off, on its page.
async fn call_off(window: &Window, page: &Value) -> Result<()> {
    let talk = rows(page, "/interviews").next().context("the talk")?;
    window.go(&format!("#/interviews/{}?step=schedule", text(talk, "/id"))).await?;
    window.click("button", "It will not happen").await?;
    window.named("button", "It will happen after all").await?;
    Ok(())
}

/// Returns the letters that were sent to somebody, by the export, which leaves nothing out.
async fn letters_to(window: &Window, person: &str) -> Result<Vec<(String, DateTime<Utc>)>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("all.json");
    ask(window, "export_json", json!({ "path": path })).await?;
    let all: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    let mut letters = Vec::new();
    let mut rest = vec![&all];
    while let Some(value) = rest.pop() {
        if let (true, Ok(at)) = (text(value, "/person") == person, text(value, "/sent_at").parse()) {
            letters.push((text(value, "/id"), at));
        }
        rest.extend(value.as_array().into_iter().flatten());
        rest.extend(value.as_object().into_iter().flat_map(|fields| fields.values()));
    }
    Ok(letters)
}

async fn put(window: &Window, kind: &str, id: &str, field: &str, at: DateTime<Utc>) -> Result<()> {
    let edits = json!([{"do": "set", "field": field, "value": at}]);
    ask(window, "edit", json!({"kind": kind, "id": id, "edits": edits})).await?;
    Ok(())
}

fn rows<'a>(page: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    page.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

fn text(page: &Value, path: &str) -> String {
    page.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}
