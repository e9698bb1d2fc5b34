//! An exploration's findings as Markdown, to take along: no word that is off the record (C81).

use crate::{
    api::{
        compare::{CellState, CollectedList, ComparePage},
        deciding::{FindingsPage, FindingsText, JudgementView},
    },
    words,
};
use chrono::{DateTime, Local, Utc};
use firsthand_domain::{
    Agreement, Decision, Fit, Id,
    deciding::{ASPECTS, GAPS},
};
use firsthand_interop::markdown;
use std::collections::{BTreeMap, BTreeSet};

/// Writes the page.
pub(crate) fn write(page: &FindingsPage, shown: &ComparePage, lists: &[CollectedList]) -> FindingsText {
    let exploration = &page.exploration;
    let named = [&exploration.title, &exploration.job, &exploration.field];
    let title = named.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_else(|| "Exploration".to_owned());
    let mut text = Text::default();
    text.line(&format!("# {}", one_line(&title)));
    text.prose(&exploration.objective);
    let (talks, people) = (words::counted(page.held, "talk"), words::counted_people(page.people));
    text.line(&if page.held == 0 { "No talk held yet.".to_owned() } else { format!("{talks} with {people}.") });
    decisions(&mut text, &page.decisions);
    coverage(&mut text, page);
    let off_record = answers(&mut text, shown);
    collected(&mut text, lists);
    judged(&mut text, &page.judgements);
    organizations(&mut text, page);
    FindingsText { title, markdown: text.0, off_record }
}

/// Blocks of Markdown with an empty line between.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn prose(&mut self, words: &str) {
        let paragraphs = words.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
        paragraphs.for_each(|paragraph| self.line(&markdown::lines(paragraph)));
    }

    /// Writes what is Markdown already, if there is any.
    fn marked(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.line(words.trim_end());
        }
    }

    fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let items: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        if !items.is_empty() {
            self.line(&items.join("\n"));
        }
    }

    /// Quotes what somebody said, and says who.
    fn quote(&mut self, said: &str, by: &str) {
        let by = if by.is_empty() { String::new() } else { format!("\n\n— {by}") };
        self.line(&markdown::quote(&format!("{}{by}", said.trim())));
    }
}

/// Puts words of people on one line, where they are words and never markup.
fn one_line(words: &str) -> String {
    markdown::line(words)
}

fn day(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.with_timezone(&Local).format("%-d %B %Y").to_string()).unwrap_or_default()
}

fn decisions(text: &mut Text, decisions: &[Decision]) {
    let Some((last, before)) = decisions.split_first() else { return };
    text.line("## Decision");
    text.line(&format!("**{}**, {}", words::course(last.course), day(last.decided_at)));
    text.prose(&last.reason);
    text.list(before.iter().map(|one| {
        let reason = one_line(&one.reason);
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        format!("Before, {}: {}{why}", day(one.decided_at), words::course(one.course))
    }));
}

fn coverage(text: &mut Text, page: &FindingsPage) {
    if page.coverage.is_empty() {
        return;
    }
    text.line("## What I wanted to know");
    text.list(page.coverage.iter().map(|target| {
        let by: Vec<&str> = target.by.iter().map(|who| who.name.as_str()).filter(|name| !name.is_empty()).collect();
        let what = one_line(words::target(&target.target));
        match target.answered {
            0 => format!("{what}: nothing yet"),
            answered => format!("{what}: {} from {}", words::counted(answered, "answer"), one_line(&by.join(", "))),
        }
    }));
}

/// Writes each question with its answers; returns how many stayed out.
fn answers(text: &mut Text, shown: &ComparePage) -> u32 {
    let talks: BTreeMap<Id, String> = shown
        .talks
        .iter()
        .map(|talk| {
            let at = talk.organization.as_ref().map(|at| at.name.as_str()).filter(|name| !name.is_empty());
            (talk.id, at.map_or_else(|| talk.name.clone(), |at| format!("{}, {at}", talk.name)))
        })
        .collect();
    let said = |question: Id| {
        let cells = shown.cells.iter().filter(move |cell| cell.question == question);
        cells.filter(|cell| cell.state == CellState::Answered && !cell.off_record)
    };
    if shown.questions.iter().any(|question| said(question.id).next().is_some()) {
        text.line("## What they said");
    }
    for question in shown.questions.iter().filter(|question| said(question.id).next().is_some()) {
        text.line(&format!("### {}", one_line(&question.ask)));
        for cell in said(question.id) {
            text.quote(&cell.text, talks.get(&cell.interview).map(String::as_str).unwrap_or_default());
        }
        let Some(mark) = &question.comparison else { continue };
        let agreement = match mark.agreement {
            Agreement::Unsaid => String::new(),
            agreement => format!("**{}.** ", words::agreement(agreement)),
        };
        let note = markdown::lines(mark.note.trim());
        text.marked(&format!("{agreement}{note}"));
    }
    shown.off_record
}

fn collected(text: &mut Text, lists: &[CollectedList]) {
    if !lists.is_empty() {
        text.line("## Lists");
    }
    for list in lists {
        text.line(&format!("### {}", one_line(&list.ask)));
        text.list(list.items.iter().map(|item| {
            let names: BTreeSet<&str> = item.said.iter().map(|said| said.name.as_str()).collect();
            let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
            let tick = if item.ticked { "[x]" } else { "[ ]" };
            format!("{tick} {} ({})", one_line(&item.text), one_line(&names.join(", ")))
        }));
    }
}

fn judged(text: &mut Text, judgements: &[JudgementView]) {
    let of = |aspect: &'static str| judgements.iter().filter(move |one| one.judgement.aspect == aspect);
    if ASPECTS.iter().any(|aspect| of(aspect).next().is_some()) {
        text.line("## Against my profile");
    }
    for aspect in ASPECTS.iter().filter(|aspect| of(aspect).next().is_some()) {
        text.line(&format!("### {}", words::aspect(aspect)));
        text.list(of(aspect).map(|one| {
            let mark = &one.judgement;
            let fit = if mark.fit == Fit::Unsaid { String::new() } else { format!(": {}", words::fit(mark.fit)) };
            let names: BTreeSet<&str> = one.rests_on.iter().map(|answer| answer.name.as_str()).collect();
            let rests = match names.len() {
                0 => "rests on no answer yet".to_owned(),
                _ => format!("rests on {}", one_line(&names.into_iter().collect::<Vec<_>>().join(", "))),
            };
            let why = one_line(&mark.note);
            let why = if why.is_empty() { why } else { format!(". {why}") };
            format!("**{}**{fit} ({rests}){why}", one_line(&mark.what))
        }));
    }
    let short = |one: &&JudgementView| {
        GAPS.contains(&one.judgement.aspect.as_str()) && matches!(one.judgement.fit, Fit::Partly | Fit::Lacks)
    };
    if judgements.iter().any(|one| short(&one)) {
        text.line("## Gaps");
        text.list(judgements.iter().filter(short).map(|one| {
            let close = one_line(&one.judgement.close);
            let close = if close.is_empty() { close } else { format!(": {close}") };
            format!("**{}**{close}", one_line(&one.judgement.what))
        }));
    }
}

fn organizations(text: &mut Text, page: &FindingsPage) {
    let wanted: Vec<_> = page.organizations.iter().filter(|row| row.organization.interested).collect();
    if wanted.is_empty() {
        return;
    }
    text.line("## Where I would like to go on");
    text.list(wanted.into_iter().map(|row| {
        let leads: Vec<&str> = row.leads.iter().map(|lead| lead.name.as_str()).collect();
        let next = one_line(&row.organization.next_step);
        let next = if next.is_empty() { next } else { format!(": {next}") };
        let leads = if leads.is_empty() { String::new() } else { format!(" (leads: {})", one_line(&leads.join("; "))) };
        format!("**{}**{next}{leads}", one_line(&row.organization.name))
    }));
}
