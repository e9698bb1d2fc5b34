//! C99: three hundred people, each under whoever led to them.

use anyhow::{Context, Result};
use firsthand_app::api::{notes::Saved, people::AddedReferral};
use firsthand_domain::Id;
use firsthand_tests::{
    dice::Dice,
    home::Home,
    place,
    scenario::scenario,
    window::{Look, Window},
};
use serde_json::json;
use std::{fs, time::Duration};

use crate::{
    corpus::SEED,
    devices::{call, open},
    measure::{Times, ms},
    table::{Row, Table},
    words::Speech,
};

/// Goes to the network and tells how many milliseconds it took until everybody stood at their place and was painted.
const SETTLED: &str = "
const done = arguments[arguments.length - 1];
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
(async () => {
  location.hash = '#/today';
  while (document.querySelector('svg[aria-busy]')) await frame();
  const begun = performance.now();
  location.hash = '#/network';
  while (!document.querySelector('svg[aria-busy=false]')) await frame();
  await frame();
  await frame();
  done(performance.now() - begun);
})();";

/// The longest that it may take, in milliseconds.
const LONGEST: f64 = 2_000.0;

/// Opens the network several times on a laptop and on a phone, and leaves a picture of each.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let people = if quick { 60 } else { 300 };
    let home = Home::new()?;
    fill(&home, people)?;
    let folder = place::root().join(".run/pictures");
    fs::create_dir_all(&folder)?;
    let mut rows = Vec::new();
    for (name, look) in [("laptop", Look::LAPTOP), ("phone", Look::PHONE), ("phone, dark", Look::PHONE.dark())] {
        let mut took = Times::default();
        scenario("bench-network", async |stage| {
            let window = stage.open(&home, look).await?;
            for _ in 0..7 {
                took.push_ms(settled(&window).await?);
            }
            tokio::time::sleep(Duration::from_millis(600)).await;
            window.picture(&folder.join(format!("network-{people}-{}.png", name.replace(", ", "-"))))
        })?;
        let what = format!(
            "{people} people, {name}: from the way there to everybody at their place, painted, {} times",
            took.len()
        );
        let row = Row::note(what, took.spread()).beside(format!("the best {}", ms(took.best())), "");
        rows.push(row.budget("within 2 s", took.at(1.0) <= LONGEST));
    }
    Ok(Table { title: "C99 · The network", rows })
}

async fn settled(window: &Window) -> Result<f64> {
    let took = window.client().execute_async(SETTLED, vec![]).await?;
    took.as_f64().context("a number of milliseconds")
}

/// Every sixth person is one's own and was met; the others were named by somebody before them, and one in five was met.
fn fill(home: &Home, people: usize) -> Result<()> {
    let app = open(&home.data_dir())?;
    let (mut dice, speech) = (Dice::new(SEED), Speech::new());
    let mut known: Vec<Id> = Vec::new();
    for number in 0..people {
        let tongue = speech.tongue(&mut dice);
        let name = tongue.name(&mut dice);
        let (person, met) = match (number % 6, dice.pick(&known)) {
            (1.., Some(giver)) => {
                let args = json!({"name": name, "giver": giver});
                (call::<AddedReferral>(&app, "referral_add", args)?.person, number % 5 == 0)
            }
            _ => (call::<Saved>(&app, "person_add", json!({"name": name}))?.id, true),
        };
        known.push(person);
        if met {
            let talk = call::<Saved>(&app, "interview_plan", json!({"person": person}))?.id;
            call::<Saved>(&app, "interview_start", json!({"id": talk}))?;
            call::<Saved>(&app, "interview_end", json!({"id": talk}))?;
        }
    }
    Ok(())
}
