//! A notebook in which eight people have talked, for two explorations, and a ninth is ahead: what the screens of
//! comparing and deciding are looked at with (C72 to C79, C99).

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, Utc};
use firsthand_app::App;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    home::Home,
    place,
    steps::{id_of, questions},
};

/// How long each of these talks took.
const LENGTH: Duration = Duration::minutes(25);

#[derive(Debug, Deserialize)]
struct Story {
    explorations: Vec<Explored>,
    profile: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Explored {
    title: String,
    objective: String,
    targets: Vec<String>,
    talks: Vec<Held>,
    ahead: Vec<Ahead>,
}

#[derive(Debug, Deserialize)]
struct Held {
    name: String,
    role: String,
    organization: String,
    days_ago: i64,
    /// By the question's key in the bank; asked in vain where empty.
    answers: BTreeMap<String, String>,
    /// The people named, each with what became of it.
    named: Vec<(String, String)>,
    struck: String,
    better: String,
    known: String,
}

#[derive(Debug, Deserialize)]
struct Ahead {
    name: String,
    role: String,
    organization: String,
    days_ahead: i64,
    questions: Vec<String>,
    known: String,
}

/// A notebook being filled.
#[derive(Debug)]
struct Notebook {
    app: App,
    now: DateTime<Utc>,
    people: BTreeMap<String, String>,
    /// The questions of the bank, in its order: `q04` is the fourth.
    questions: Vec<Value>,
}

/// Fills an empty notebook with the talks, and returns the explorations.
///
/// # Errors
/// Fails if the notebook cannot be written.
pub fn fill(home: &Home) -> Result<Vec<String>> {
    let story = std::fs::read_to_string(place::root().join("tests/fixtures/heard.json"))?;
    let story: Story = serde_json::from_str(&story)?;
    let mut notebook = Notebook::open(home)?;
    let explorations: Vec<String> =
        story.explorations.iter().map(|explored| notebook.explored(explored)).collect::<Result<_>>()?;
    let profile = notebook.app.dispatch("profile", json!({}))?;
    let profile = profile.get("id").and_then(Value::as_str).context("a profile")?;
    let edits: Vec<Value> =
        story.profile.iter().map(|(field, text)| json!({"do": "write", "field": field, "text": text})).collect();
    notebook.edit("profile", profile, json!(edits))?;
    notebook.weighed(explorations.first().context("an exploration")?)?;
    Ok(explorations)
}

impl Notebook {
    fn open(home: &Home) -> Result<Self> {
        let app = App::open(&home.data_dir())?;
        let questions = questions(&app)?;
        Ok(Self { app, now: Utc::now(), people: BTreeMap::new(), questions })
    }

    fn question(&self, key: &str) -> Result<&Value> {
        let number: usize = key.trim_start_matches('q').parse()?;
        self.questions.get(number.saturating_sub(1)).with_context(|| format!("no question {key}"))
    }

    fn call(&self, command: &str, args: Value) -> Result<String> {
        id_of(&self.app, command, args).with_context(|| command.to_owned())
    }

    fn edit(&self, kind: &str, id: &str, edits: Value) -> Result<()> {
        self.call("edit", json!({"kind": kind, "id": id, "edits": edits})).map(drop)
    }

    fn explored(&mut self, explored: &Explored) -> Result<String> {
        let id = self.call("exploration_add", json!({"title": explored.title}))?;
        let mut edits = vec![json!({"do": "write", "field": "objective", "text": explored.objective})];
        edits.extend(explored.targets.iter().map(|target| json!({"do": "add", "field": "targets", "member": target})));
        self.edit("exploration", &id, json!(edits))?;
        for held in &explored.talks {
            self.held(&id, held)?;
        }
        for ahead in &explored.ahead {
            self.ahead(&id, ahead)?;
        }
        Ok(id)
    }

    /// The person of this name, who may have been named by somebody before.
    fn person(&mut self, name: &str, role: &str, organization: &str, known: &str) -> Result<String> {
        let id = match self.people.get(name) {
            Some(id) => id.clone(),
            None => self.call("person_add", json!({"name": name, "edits": []}))?,
        };
        let edits = json!([
            {"do": "set", "field": "role", "value": role},
            {"do": "set", "field": "does_job", "value": "now"},
            {"do": "write", "field": "how_known", "text": known},
        ]);
        self.edit("person", &id, edits)?;
        self.call("person_set_organization", json!({"person": id, "name": organization}))?;
        self.people.insert(name.to_owned(), id.clone());
        Ok(id)
    }

    fn held(&mut self, exploration: &str, held: &Held) -> Result<()> {
        let person = self.person(&held.name, &held.role, &held.organization, &held.known)?;
        let talk = self.call("interview_plan", json!({"person": person, "exploration": exploration}))?;
        let asked: Vec<_> = held.answers.keys().map(|key| self.question(key)).collect::<Result<_>>()?;
        self.edit("interview", &talk, json!([{"do": "arrange", "field": "plan", "ids": asked}]))?;
        self.call("interview_start", json!({"id": talk}))?;
        for (key, text) in held.answers.iter().filter(|(_, text)| !text.is_empty()) {
            self.call("answer_save", json!({"interview": talk, "question": self.question(key)?, "text": text}))?;
        }
        for (name, outcome) in &held.named {
            let args = json!({"name": name, "interview": talk, "may_use_name": "yes"});
            let added = self.app.dispatch("referral_add", args)?;
            let id = |field: &str| added.get(field).and_then(Value::as_str).context("a name with its person");
            self.people.insert(name.clone(), id("person")?.to_owned());
            self.call("referral_outcome", json!({"id": id("referral")?, "outcome": outcome}))?;
        }
        self.call("interview_end", json!({"id": talk}))?;
        let began = self.now - Duration::days(held.days_ago);
        let edits = json!([
            {"do": "set", "field": "scheduled_at", "value": began},
            {"do": "set", "field": "started_at", "value": began},
            {"do": "set", "field": "ended_at", "value": began + LENGTH},
            {"do": "set", "field": "debriefed_at", "value": began + LENGTH},
            {"do": "write", "field": "struck", "text": held.struck},
            {"do": "write", "field": "do_better", "text": held.better},
        ]);
        self.edit("interview", &talk, edits)
    }

    fn ahead(&mut self, exploration: &str, ahead: &Ahead) -> Result<()> {
        let person = self.person(&ahead.name, &ahead.role, &ahead.organization, &ahead.known)?;
        let at = self.now + Duration::days(ahead.days_ahead);
        let args = json!({"person": person, "exploration": exploration, "scheduled_at": at, "zone": "Europe/Berlin"});
        let talk = self.call("interview_plan", args)?;
        let asked: Vec<_> = ahead.questions.iter().map(|key| self.question(key)).collect::<Result<_>>()?;
        self.edit("interview", &talk, json!([{"do": "arrange", "field": "plan", "ids": asked}]))
    }

    /// What the talks came to so far: agreement and contradiction, marks with and without an answer, two decisions.
    fn weighed(&self, exploration: &str) -> Result<()> {
        let mark = |key: &str, agreement: &str, note: &str| {
            let args = json!({"exploration": exploration, "question": self.question(key)?, "agreement": agreement, "note": note});
            self.call("comparison_mark", args)
        };
        mark("q28", "agree", "All say it in other words: staying kind when tired.")?;
        mark("q10", "contradict", "Nights or no nights is the whole question. The day ward and management have none.")?;
        mark("q11", "differ", "")?;
        let page = self.app.dispatch("findings", json!({"id": exploration}))?;
        let answers = page.get("answers").and_then(Value::as_array).context("answers")?;
        let said = |name: &str, key: &str| -> Result<Vec<Value>> {
            let question = self.question(key)?;
            let is_it = |answer: &&Value| {
                answer.get("name").and_then(Value::as_str) == Some(name) && answer.get("question") == Some(question)
            };
            Ok(answers.iter().filter(is_it).filter_map(|answer| answer.get("id").cloned()).collect())
        };
        let judge = |aspect: &str, what: &str, fit: &str, rests_on: Vec<Value>| {
            let args =
                json!({"exploration": exploration, "aspect": aspect, "what": what, "fit": fit, "answers": rests_on});
            self.call("judgement_add", args)
        };
        judge(
            "skills",
            "Staying kind when tired",
            "fits",
            [said("Ana Petrović", "q28")?, said("Ingrid Solberg", "q28")?].concat(),
        )?;
        judge("lifestyle", "Two nights a week", "lacks", said("Ana Petrović", "q10")?)?;
        judge("values", "Evenings at home", "partly", said("Ingrid Solberg", "q10")?)?;
        judge("abilities", "Being on one’s feet for twelve hours", "unsaid", vec![])?;
        let degree = judge("education", "A bachelor of nursing", "lacks", said("Ben Okafor", "q17")?)?;
        let edits = json!([{"do": "write", "field": "close", "text": "Three years beside work at the evening college; the hospital pays half."}]);
        self.edit("judgement", &degree, edits)?;
        for (course, reason) in
            [("go_on", "Nights frighten me, but I have heard one side only."), ("refine", "The ward, yes. By day.")]
        {
            self.call("decision_add", json!({"exploration": exploration, "course": course, "reason": reason}))?;
        }
        Ok(())
    }
}
