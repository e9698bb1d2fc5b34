//! Every screen, empty and full, on a phone and on a laptop, in the light and in the dark: nobody is shut out.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    axe,
    home::Home,
    keyboard::ESCAPE,
    place,
    scenario::scenario,
    steps::id_of,
    window::{Look, Window},
};
use serde_json::{Value, json};

#[test]
fn phone_in_the_light() -> Result<()> {
    every_screen("screens-phone-light", Look::PHONE)
}

#[test]
fn phone_in_the_dark() -> Result<()> {
    every_screen("screens-phone-dark", Look::PHONE.dark())
}

#[test]
fn laptop_in_the_light() -> Result<()> {
    every_screen("screens-laptop-light", Look::LAPTOP)
}

#[test]
fn laptop_in_the_dark() -> Result<()> {
    every_screen("screens-laptop-dark", Look::LAPTOP.dark())
}

fn every_screen(name: &str, look: Look) -> Result<()> {
    scenario(name, async |stage| {
        let album = place::artifacts()?.join(name);
        if album.exists() {
            fs::remove_dir_all(&album)?;
        }
        fs::create_dir_all(&album)?;
        let mut broken = Vec::new();
        let empty = Home::new()?;
        let window = stage.open(&empty, look).await?;
        for screen in plain_screens()? {
            broken.extend(fault(&window, &screen, "empty", &album).await?);
        }
        broken.extend(sheets(&window, &[("#/settings", "Set up a folder"), ("#/settings", "Join a device")]).await?);
        window.had_no_trouble().await?;
        window.close().await?;

        let full = Home::new()?;
        let pages = fill(&full)?;
        let window = stage.open(&full, look).await?;
        for screen in plain_screens()?.into_iter().chain(pages) {
            broken.extend(fault(&window, &screen, "full", &album).await?);
        }
        let openers =
            [("#/people", "Add a person"), ("#/people", "Bring contacts in"), ("#/interviews", "Plan an interview")];
        broken.extend(sheets(&window, &openers).await?);
        ensure!(broken.is_empty(), "{}", broken.join("\n"));
        Ok(())
    })
}

/// Goes to a screen, keeps a picture of it for whoever wants to look, and says what is wrong with it.
async fn fault(window: &Window, screen: &str, state: &str, album: &Path) -> Result<Option<String>> {
    window.go(screen).await?;
    // A screen is there when its heading is, and has its data when nothing is busy any more.
    window.named("heading", "").await?;
    window
        .until("the screen to be still", async |window| {
            let busy = window.run("return document.querySelector('[aria-busy=true]') !== null", vec![]).await?;
            Ok((busy == false).then_some(()))
        })
        .await?;
    let fault = check(window, &format!("{screen} ({state})")).await;
    // Ids differ from run to run, and are longer than any word of an address.
    let words = screen.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let name: Vec<&str> =
        words.filter(|word| !word.is_empty()).map(|word| if word.len() < 32 { word } else { "one" }).collect();
    window.picture(&album.join(format!("{state}-{}.png", name.join("-"))))?;
    Ok(fault)
}

/// Opens what a button of a screen opens, and says what is wrong with it.
async fn sheets(window: &Window, openers: &[(&str, &str)]) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for (screen, opener) in openers {
        window.go(screen).await?;
        window.click("button", opener).await?;
        broken.extend(check(window, &format!("{screen} with “{opener}”")).await);
        window.press(false, ESCAPE).await?;
    }
    Ok(broken)
}

async fn check(window: &Window, screen: &str) -> Option<String> {
    axe::check(window, screen).await.err().map(|error| format!("{error:#}"))
}

/// Reads from the router which screens need no document, so that a new one is not forgotten here.
fn plain_screens() -> Result<Vec<String>> {
    let router = place::read("ui/src/lib/state/route.ts")?;
    let (_, table) = router.split_once("const PATHS").context("the router has a table of paths")?;
    let (table, _) = table.split_once("};").context("the table of paths ends")?;
    let screens: Vec<String> = table
        .split('\'')
        .filter(|path| path.starts_with('/') && !path.contains(':'))
        .map(|path| format!("#{path}"))
        .collect();
    ensure!(screens.len() >= 9, "only {screens:?} were found");
    Ok(screens)
}

/// Fills a notebook with one of everything, a disagreement of two devices included, and returns the addresses of its pages.
fn fill(home: &Home) -> Result<Vec<String>> {
    let app = App::open(&home.data_dir())?;
    let call = |name: &str, args: Value| id_of(&app, name, args);
    let exploration = call("exploration_add", json!({"title": "Nursing in a children’s hospital"}))?;
    let person = call("person_add", json!({"name": "Ana Özdemir", "edits": []}))?;
    call("person_set_organization", json!({"person": person, "name": "St. Mary’s Hospital"}))?;
    let plan = |at: Option<&str>| -> Result<String> {
        call(
            "interview_plan",
            json!({"person": person, "exploration": exploration, "promised_minutes": 20, "scheduled_at": at}),
        )
    };
    let (held, going, ahead) = (plan(None)?, plan(None)?, plan(Some("2027-03-01T14:30:00Z"))?);
    for talk in [&held, &going] {
        let page = app.dispatch("interview", json!({ "id": talk }))?;
        let question = page.pointer("/questions/0/question/id").context("a planned question")?;
        call("interview_start", json!({ "id": talk }))?;
        call(
            "answer_save",
            json!({"interview": talk, "question": question, "text": "Long, and mostly on one’s feet."}),
        )?;
        call("jot_save", json!({"text": "Her badge says RN, BSN", "interview": talk}))?;
    }
    app.dispatch("decision_add", json!({"exploration": exploration, "course": "go_on", "reason": "Two more talks."}))?;
    let mark = json!({"exploration": exploration, "aspect": "education", "what": "A nursing degree", "fit": "partly"});
    app.dispatch("judgement_add", mark)?;
    let target = json!([{"do": "add", "field": "targets", "member": "typical_day"}, {"do": "add", "field": "targets", "member": "pay"}]);
    call("edit", json!({"id": exploration, "kind": "exploration", "edits": target}))?;
    call("referral_add", json!({"name": "Priya Nair", "interview": held, "may_use_name": "yes"}))?;
    call("interview_end", json!({ "id": held }))?;
    call("follow_up_add", json!({"person": person, "what": "Send her the article", "due_at": "2026-01-01T09:00:00Z"}))?;
    let jot = call("jot_save", json!({"text": "Ask Ben about the lab"}))?;
    let binned = call("jot_save", json!({"text": "Never mind"}))?;
    app.dispatch("delete", json!({ "id": binned }))?;
    disagree(&app, &person)?;
    let organizations = app.dispatch("organizations", json!({}))?;
    let organization = organizations.pointer("/0/id").and_then(Value::as_str).context("an organization")?;
    Ok([
        format!("#/people/{person}"),
        format!("#/people/{person}/call"),
        format!("#/letter?purpose=ask&person={person}&channel=email"),
        format!("#/organizations/{organization}"),
        format!("#/interviews/{ahead}"),
        format!("#/interviews/{going}?step=prepare"),
        format!("#/interviews/{going}?step=meet"),
        format!("#/interviews/{going}?step=close"),
        format!("#/interviews/{held}?step=debrief"),
        format!("#/interviews/{held}?step=read"),
        format!("#/interviews/{ahead}/print"),
        format!("#/explorations/{exploration}"),
        format!("#/explorations/{exploration}/findings"),
        format!("#/explorations/{exploration}/take-along"),
        format!("#/jot?id={jot}"),
        "#/search?q=ana".to_owned(),
    ]
    .to_vec())
}

/// Lets two devices write different job titles for a person while they are apart.
fn disagree(app: &App, person: &str) -> Result<()> {
    let (folder, other) = (tempfile::tempdir()?, Home::new()?);
    let other = App::open(&other.data_dir())?;
    app.dispatch("vault_create", json!({"folder": folder.path(), "device": "Laptop"}))?;
    let code = app.dispatch("pairing_code", json!({}))?;
    other.dispatch("vault_join", json!({"folder": folder.path(), "device": "Phone", "code": code.get("code")}))?;
    app.dispatch("sync_now", json!({}))?;
    other.dispatch("sync_now", json!({}))?;
    for (device, role) in [(app, "Charge nurse"), (&other, "Ward manager")] {
        let edits = json!([{"do": "set", "field": "role", "value": role}]);
        id_of(device, "edit", json!({"id": person, "kind": "person", "edits": edits}))?;
    }
    other.dispatch("sync_now", json!({}))?;
    app.dispatch("sync_now", json!({}))?;
    Ok(())
}
