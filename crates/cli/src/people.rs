//! `firsthand person`.

use crate::{
    args::Person,
    output::{Output, Printed, call, stage},
};
use anyhow::bail;
use firsthand_app::{
    App,
    api::{
        notes::Saved,
        people::{PersonPage, PersonRow},
        system::{CardChange, CardVerdict, ImportPreview, ImportReport, SameCard},
    },
    say_change,
};
use firsthand_domain::{
    Edit, Id,
    fold::{fold, matcher, searched},
};
use serde_json::json;
use std::path::Path;

pub(crate) fn run(app: &App, command: &Person, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Person::Add { name, role, organization, how_known } => {
            let mut edits = Vec::new();
            edits.extend(role.as_deref().map(|role| Edit::set("role", role)));
            edits.extend(how_known.as_deref().map(|text| Edit::write("how_known", text)));
            let args = json!({"name": name, "organization": organization, "edits": edits});
            let saved: Saved = call(app, "person_add", args)?;
            output.answer(&saved, |saved| vec![format!("Added {name} ({}).", saved.id)])?;
            Ok(Printed::Fine)
        }
        Person::List { words } => {
            let mut people: Vec<PersonRow> = call(app, "people", json!({}))?;
            let wanted = words.join(" ");
            let fits = matcher(&wanted);
            people.retain(|person| fits(&person.fold));
            output.answer(&people, |people| people.iter().map(line).collect())?;
            Ok(Printed::Fine)
        }
        Person::Show { person } => {
            let page: PersonPage = call(app, "person", json!({"id": find(app, person)?}))?;
            output.answer(&page, show)?;
            Ok(Printed::Fine)
        }
        Person::Import { file, preview: true, same, .. } => preview(app, file, &chosen(app, same)?, output),
        Person::Import { file, preview: false, same, take_changes } => {
            import(app, file, &chosen(app, same)?, *take_changes, output)
        }
    }
}

fn line(person: &PersonRow) -> String {
    let what = [&person.role, &person.organization].into_iter().filter(|part| !part.is_empty());
    let what = what.cloned().collect::<Vec<_>>().join(", ");
    format!("{}  {}{}{what}", person.id, person.name, if what.is_empty() { "" } else { " — " })
}

/// Finds a person by id, or by a name that only one person has.
pub(crate) fn find(app: &App, person: &str) -> anyhow::Result<Id> {
    if let Ok(id) = person.parse() {
        return Ok(id);
    }
    let people: Vec<PersonRow> = call(app, "people", json!({}))?;
    let wanted = fold(person);
    let exact: Vec<_> = people.iter().filter(|row| fold(&row.name) == wanted).collect();
    let mut near: Vec<_> = people.iter().filter(|row| fold(&row.name).contains(&wanted)).collect();
    if near.is_empty() {
        let fits = matcher(person);
        near = people.iter().filter(|row| fits(&searched(&row.name))).collect();
    }
    match (exact.as_slice(), near.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one.id),
        ([], []) => bail!("Nobody here is called {person}."),
        ([], many) | (many, _) => {
            let names = many.iter().take(10).map(|row| line(row)).collect::<Vec<_>>().join("\n");
            bail!("Several people are called so; name one by the id:\n{names}")
        }
    }
}

fn show(page: &PersonPage) -> Vec<String> {
    let person = &page.person;
    let mut lines = vec![person.name.clone()];
    let mut add = |label: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("  {label}: {text}"));
        }
    };
    add("Role", &person.role);
    add("Organization", page.organization.as_ref().map_or("", |organization| &organization.name));
    add("How I know them", &person.how_known);
    add("Sent by", page.referred_by.as_ref().map_or("", |giver| &giver.name));
    for way in &person.channels {
        let label = if way.label.is_empty() { way.kind.word() } else { &way.label };
        add(&if way.preferred { format!("{label}, preferred") } else { label.to_owned() }, &way.value);
    }
    add("Tags", &person.tags.join(", "));
    add("Notes", &person.notes);
    for talk in &page.interviews {
        add("Interview", &format!("{} ({}, {} answers)", talk.id, stage(talk.stage), talk.answered));
    }
    for duty in page.follow_ups.iter().filter(|duty| duty.done_at.is_none()) {
        add("Owed", &duty.what);
    }
    for jot in &page.jots {
        add("Jot", &jot.text);
    }
    lines
}

/// Reads whom the user takes cards for: the number of a card, from 1, and somebody who is here or `new`.
fn chosen(app: &App, same: &[String]) -> anyhow::Result<Vec<SameCard>> {
    let read = |words: &String| {
        let split = words.split_once('=').and_then(|(card, who)| Some((card.trim().parse::<u32>().ok()?, who.trim())));
        let Some((number, who)) = split.filter(|(number, _)| *number > 0) else {
            bail!(
                "\"{words}\" says not whom a card is about. Write the card's number and a person, such as 2=Ana, or 2=new."
            )
        };
        let person = if who == "new" { None } else { Some(find(app, who)?) };
        Ok(SameCard { card: number - 1, person })
    };
    same.iter().map(read).collect()
}

fn preview(app: &App, file: &Path, same: &[SameCard], output: &mut Output) -> anyhow::Result<Printed> {
    let preview: ImportPreview = call(app, "vcard_preview", json!({"path": file, "same": same}))?;
    output.answer(&preview, |preview| {
        let mut lines = preview.problems.clone();
        for card in &preview.cards {
            let number = card.index + 1;
            let verdict = match card.verdict {
                CardVerdict::New => "new",
                CardVerdict::Update => "adds to",
                CardVerdict::Differs => "says otherwise of",
                CardVerdict::Known => "known",
                CardVerdict::Damaged => "damaged",
            };
            let name = card.same.as_ref().map_or(&card.name, |same| &same.name);
            lines.push(match &card.error {
                Some(error) => format!("{number}, line {}: {error}", card.line),
                None => format!("{number}, line {}: {verdict}: {name}", card.line),
            });
            lines.extend(card.adds.iter().map(|add| format!("    + {}", added(add))));
            lines.extend(card.changes.iter().map(|change| format!("    ? {}", say_change(change))));
            lines.extend(
                card.maybe.iter().map(|one| format!("    may be {} (--same {number}={})", one.name, one.person)),
            );
            lines.extend(card.notices.iter().map(|notice| format!("    {notice}")));
        }
        lines
    })?;
    Ok(verdict(preview.cards.iter().any(|card| card.error.is_some())))
}

fn added(add: &CardChange) -> String {
    let words = [add.field.word(), &add.about, &add.card].into_iter().filter(|word| !word.is_empty());
    words.map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" ")
}

fn import(app: &App, file: &Path, same: &[SameCard], take_all: bool, output: &mut Output) -> anyhow::Result<Printed> {
    let args = json!({"path": file, "same": same, "take_all": take_all});
    let report: ImportReport = call(app, "vcard_import", args)?;
    output.answer(&report, |report| {
        let mut lines = vec![format!(
            "{} added, {} updated, {} known, {} failed.",
            report.added.len(),
            report.updated.len(),
            report.known,
            report.failed.len(),
        )];
        lines.extend(report.notices.iter().map(|notice| format!("  {notice}")));
        lines.extend(report.failed.iter().map(|failed| format!("  {failed}")));
        if !report.kept.is_empty() {
            lines.push("Left as it was; --take-changes takes it over from the cards:".to_owned());
        }
        lines.extend(report.kept.iter().map(|kept| format!("  {kept}")));
        lines
    })?;
    Ok(verdict(!report.failed.is_empty()))
}

const fn verdict(wrong: bool) -> Printed {
    if wrong { Printed::SomethingWrong } else { Printed::Fine }
}
