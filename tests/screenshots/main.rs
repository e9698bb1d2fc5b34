//! Takes the pictures in `docs/images` from the running app, by doing what README says, and from ten lives.

use anyhow::{Context, Result, anyhow, ensure};
use firsthand_app::App;
use firsthand_tests::{
    heard,
    home::Home,
    keyboard::ESCAPE,
    lives::Lives,
    place,
    scenario::{Stage, scenario},
    steps::{answer, ask, begin_talk, find, id_of, jot, pairing_code, set_up_sync},
    window::{Launch, Look, Window},
};
use serde_json::{Value, json};
use std::{path::PathBuf, time::Duration};

/// The order in which the lives are played that the pictures of the stages are of.
const ORDER: u64 = 20_261_122;

const DAY: &str = "What does an ordinary day look like";
const SUCCEED: &str = "What does it take to succeed";

/// How long the drawing of the network takes to settle, and more.
const SETTLED: Duration = Duration::from_millis(2500);

/// How long motion and fonts are given before a picture is taken.
const STILL: Duration = Duration::from_millis(600);

/// Takes all pictures, or those of the parts that are named: `story`, `stages`, `weighed`.
fn main() -> Result<()> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if is_wanted("story") {
        scenario("screenshots", async |stage| story(stage).await)?;
    }
    let stages = place::root().join("docs/images/stages");
    for (name, look) in [
        ("phone-light", Look::PHONE),
        ("phone-dark", Look::PHONE.dark()),
        ("desktop-light", Look::LAPTOP),
        ("desktop-dark", Look::LAPTOP.dark()),
    ] {
        if is_wanted("stages") {
            scenario(&format!("stages-{name}"), async |stage| {
                let home = Home::new()?;
                let lives = Lives::new(&home, ORDER)?.pictured(stages.clone(), name);
                let window = stage.open(&home, look).await?;
                lives.play(&window).await
            })?;
        }
        if is_wanted("weighed") {
            scenario(&format!("weighed-{name}"), async |stage| weighed(stage, look, name).await)?;
        }
    }
    for file in SHOWN.map(|name| format!("{name}.png")).iter().filter(|_| is_wanted("weighed")) {
        std::fs::copy(place::root().join(WEIGHED).join(file), place::root().join("docs/images").join(file))?;
    }
    println!("The pictures are in docs/images, and of what is weighed all are in {WEIGHED}.");
    Ok(())
}

async fn story(stage: &Stage) -> Result<()> {
    let (laptop_home, phone_home, folder) =
        (Home::new()?, Home::new()?, tempfile::Builder::new().prefix("Syncthing-").tempdir()?);
    let folder = folder.path().display().to_string();
    before(&laptop_home)?;
    let person = on_the_laptop(stage, &laptop_home, &folder).await?;
    on_the_phone(stage, &laptop_home, &phone_home, &folder, &person).await?;
    at_night(stage, &laptop_home, &phone_home).await
}

/// Where all pictures of the screens on which a search is weighed are left, and those of them that are kept.
const WEIGHED: &str = ".run/pictures";
const SHOWN: [&str; 5] = [
    "compare-desktop-light",
    "compare-phone-light",
    "findings-desktop-light",
    "lists-phone-dark",
    "network-desktop-dark",
];

/// The screens on which a search is weighed, with much in them and with nothing.
async fn weighed(stage: &Stage, look: Look, name: &str) -> Result<()> {
    let (full, empty) = (Home::new()?, Home::new()?);
    let [nursing, therapy] = <[String; 2]>::try_from(heard::fill(&full)?).map_err(|_| anyhow!("two explorations"))?;
    let nothing = id_of(&App::open(&empty.data_dir())?, "exploration_add", json!({"title": "Midwifery"}))?;
    let folder = place::root().join(WEIGHED);
    std::fs::create_dir_all(&folder)?;
    for (home, state, one, other) in [(&full, "", &nursing, &therapy), (&empty, "empty-", &nothing, &nothing)] {
        let window = stage.open(home, look).await?;
        for (screen, route) in weighing(one, other) {
            window.go(&route).await?;
            if screen == "network-list" && state.is_empty() {
                window.click("radio", "List").await?;
            }
            tokio::time::sleep(SETTLED).await;
            window.picture(&folder.join(format!("{state}{screen}-{name}.png")))?;
        }
        window.had_no_trouble().await?;
        window.close().await?;
    }
    Ok(())
}

/// The screens on which a search is weighed, each with its address.
fn weighing(exploration: &str, other: &str) -> [(&'static str, String); 8] {
    [
        ("compare", format!("#/compare?exploration={exploration}")),
        ("lists", format!("#/compare/lists?exploration={exploration}")),
        ("findings", format!("#/explorations/{exploration}/findings")),
        ("take-along", format!("#/explorations/{exploration}/take-along")),
        ("side-by-side", format!("#/side-by-side?one={exploration}&two={other}")),
        ("progress", "#/progress".to_owned()),
        ("network", "#/network".to_owned()),
        ("network-list", "#/network".to_owned()),
    ]
}

/// What stands in the notebook before the story begins: two talks of last week, so that the pictures show a life.
fn before(home: &Home) -> Result<()> {
    let app = App::open(&home.data_dir())?;
    let call = |name: &str, args: Value| id_of(&app, name, args);
    let exploration = call("exploration_add", json!({"title": "Nursing in a children’s hospital"}))?;
    call(
        "edit",
        json!({"kind": "exploration", "id": exploration, "edits": [
            {"do": "write", "field": "objective", "text": "Whether I could live with the shifts, and what makes people stay after the first two years."},
            {"do": "add", "field": "targets", "member": "typical_day"},
            {"do": "add", "field": "targets", "member": "lifestyle"},
        ]}),
    )?;
    for (name, role, organization, known) in [
        (
            "Ana Petrović",
            "Charge nurse",
            "St. Mary’s Hospital",
            "We met at the open day in June; she offered to talk more.",
        ),
        ("Ben Okafor", "Paramedic", "City Ambulance", "Ana named him."),
        ("Çağla Öztürk", "Night nurse", "St. Mary’s Hospital", "My aunt’s neighbour."),
        ("Hildegard Weiß", "Ward manager", "Children’s Clinic", "Wrote the article on shift work."),
    ] {
        let edits = json!([{"do": "set", "field": "role", "value": role}, {"do": "write", "field": "how_known", "text": known}]);
        let id = call("person_add", json!({"name": name, "organization": organization, "edits": edits}))?;
        let talk = call("interview_plan", json!({"person": id, "exploration": exploration, "promised_minutes": 20}))?;
        match name {
            "Ana Petrović" => {
                let page = app.dispatch("interview", json!({ "id": talk }))?;
                let texts = [
                    "Up at five, handover at six. Mornings belong to the ward round, afternoons to the parents.",
                    "Somebody who can be tired and still kind.",
                    "Do a week of nights before you decide anything.",
                ];
                for (number, text) in texts.into_iter().enumerate() {
                    let question = page.pointer(&format!("/questions/{number}/question/id")).context("a question")?;
                    call("answer_save", json!({"interview": talk, "question": question, "text": text}))?;
                }
                call("interview_start", json!({ "id": talk }))?;
                call("interview_end", json!({ "id": talk }))?;
                call(
                    "referral_add",
                    json!({"name": "Priya Nair", "interview": talk, "how_to_reach": "through the ward", "may_use_name": "yes"}),
                )?;
            }
            "Ben Okafor" => {
                call(
                    "edit",
                    json!({"kind": "interview", "id": talk, "edits": [
                        {"do": "set", "field": "scheduled_at", "value": "2027-01-12T13:30:00Z"},
                        {"do": "set", "field": "zone", "value": "Europe/Berlin"},
                        {"do": "set", "field": "place", "value": "Café at the station"},
                    ]}),
                )?;
            }
            _ => {}
        }
    }
    call(
        "jot_save",
        json!({"text": "“Nobody told me how much of this is waiting.” Ask whether it is the same on the day ward."}),
    )?;
    Ok(())
}

/// Steps 1 and 2: a real vCard comes in, and an interview is planned with the person from it.
async fn on_the_laptop(stage: &Stage, home: &Home, folder: &str) -> Result<String> {
    let card = place::root().join("tests/fixtures/vcard/John_Doe_GMAIL.vcf").display().to_string();
    let launch = Launch { variables: vec![("FIRSTHAND_TEST_PICK".into(), card)], ..Launch::default() };
    let window = stage.open_with(home, Look::LAPTOP, &launch).await?;
    window.see("Today").await?;
    picture(&window, "today-desktop-light").await?;
    window.go("#/people").await?;
    window.click("button", "Bring contacts in").await?;
    window.click("button", "Choose a file").await?;
    window.see("John_Doe_GMAIL.vcf").await?;
    picture(&window, "import-desktop-light").await?;
    window.click("button", "Bring 1 in").await?;
    window.see("1 person added").await?;
    let people = ask(&window, "people", json!({})).await?;
    let people = people.as_array().context("people")?;
    let person = people
        .iter()
        .find(|person| person.get("role") == Some(&json!("Money Counter")))
        .context("the card's person")?;
    let person = person.get("id").and_then(Value::as_str).context("an id")?.to_owned();
    window.press(false, ESCAPE).await?;
    window.go(&format!("#/people/{person}")).await?;
    window.named("button", "Plan an interview").await?;
    picture(&window, "person-desktop-light").await?;
    window.click("button", "Plan an interview").await?;
    picture(&window, "plan-desktop-light").await?;
    set_up_sync(&window, folder, "Laptop", None).await?;
    window.see("I have written it down").await?;
    window.see_gone("The folder is set up").await?;
    picture(&window, "recovery-desktop-light").await?;
    window.go("#/settings").await?;
    window.named("button", "Look now").await?;
    picture(&window, "settings-desktop-light").await?;
    window.had_no_trouble().await?;
    window.close().await?;
    Ok(person)
}

/// Steps 3 to 5: the interview held on the phone, a jot, and the way over the folder.
async fn on_the_phone(stage: &Stage, laptop_home: &Home, home: &Home, folder: &str, person: &str) -> Result<()> {
    let laptop = stage.open(laptop_home, Look::LAPTOP).await?;
    let code = pairing_code(&laptop).await?;
    let phone = stage.open(home, Look::PHONE).await?;
    set_up_sync(&phone, folder, "Phone", Some(&code)).await?;
    phone.go("#/people").await?;
    phone.see("Çağla Öztürk").await?;
    phone.see_gone("This device has joined").await?;
    picture(&phone, "people-phone-light").await?;
    phone.go(&format!("#/people/{person}")).await?;
    begin_talk(&phone).await?;
    answer(&phone, DAY, "Coffee, queue, coffee. Then the counting starts.").await?;
    answer(&phone, SUCCEED, "Patience with numbers, and with people who are afraid of them.").await?;
    picture(&phone, "meet-phone-light").await?;
    phone.go("#/today").await?;
    jot(&phone, "Warm laugh. Has a photo of every apprentice on the wall.").await?;
    picture(&phone, "jot-phone-light").await?;
    devices(&laptop, &phone).await?;
    find(&laptop, "apprentice", "photo of every apprentice").await?;
    picture(&laptop, "search-desktop-light").await?;
    laptop.go("#/interviews").await?;
    laptop.click("link", "Ana Petrović").await?;
    laptop.click("link", "Read").await?;
    laptop.see("Do a week of nights").await?;
    picture(&laptop, "interview-desktop-light").await?;
    for window in [&laptop, &phone] {
        let health = ask(window, "doctor", json!({})).await?;
        ensure!(health.get("ok") == Some(&json!(true)), "the data is not sound: {health}");
        window.had_no_trouble().await?;
        window.close().await?;
    }
    Ok(())
}

/// The devices as they look day by day: the recovery code written down, one device a few words ahead of the other.
async fn devices(laptop: &Window, phone: &Window) -> Result<()> {
    let code = ask(laptop, "recovery_code", json!({})).await?;
    ask(laptop, "recovery_confirm", json!({"code": code.get("code")})).await?;
    for window in [phone, laptop, phone, laptop, phone] {
        ask(window, "sync_now", json!({})).await?;
    }
    for (window, other) in [(laptop, "Phone"), (phone, "Laptop")] {
        // From elsewhere: the screen keeps its order as long as it is open.
        window.go("#/today").await?;
        window.named("heading", "Today").await?;
        window.go("#/devices").await?;
        // A device that has only read says so up to ten minutes later, so the line need not say more yet.
        window.see(&format!("“{other}”")).await?;
    }
    picture(laptop, "devices-desktop-light").await?;
    picture(phone, "devices-phone-light").await
}

/// The same notebook in the dark.
async fn at_night(stage: &Stage, laptop_home: &Home, phone_home: &Home) -> Result<()> {
    let laptop = stage.open(laptop_home, Look::LAPTOP.dark()).await?;
    laptop.go("#/today").await?;
    laptop.see("Coming up").await?;
    picture(&laptop, "today-desktop-dark").await?;
    laptop.go("#/people").await?;
    laptop.click("link", "Ana Petrović").await?;
    laptop.see("How I know them").await?;
    picture(&laptop, "person-desktop-dark").await?;
    laptop.close().await?;
    let phone = stage.open(phone_home, Look::PHONE.dark()).await?;
    phone.see("Go on with your interview").await?;
    picture(&phone, "today-phone-dark").await?;
    phone.go("#/interviews").await?;
    phone.see("Ana Petrović").await?;
    picture(&phone, "interviews-phone-dark").await?;
    phone.close().await
}

async fn picture(window: &Window, name: &str) -> Result<()> {
    tokio::time::sleep(STILL).await;
    let folder: PathBuf = place::root().join("docs/images");
    std::fs::create_dir_all(&folder)?;
    window.picture(&folder.join(format!("{name}.png")))
}
