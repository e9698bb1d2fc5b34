//! `firsthand lead`, `firsthand network` and `firsthand outcome-of`.

use crate::{
    args::{Lead, OutcomeOf},
    output::{Output, Printed, call},
    people,
};
use firsthand_app::{
    App,
    api::{
        after::{LeadRow, NetworkRow},
        notes::Saved,
    },
};
use serde_json::json;

pub(crate) fn lead(app: &App, command: &Lead, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Lead::Add { what, organization, url, source } => {
            let source = source.as_deref().map(|person| people::find(app, person)).transpose()?;
            let args = json!({"what": what, "organization": organization, "url": url, "source": source});
            let saved: Saved = call(app, "lead_add", args)?;
            output.answer(&saved, |saved| vec![format!("Noted ({}).", saved.id)])?;
        }
        Lead::List => {
            let leads: Vec<LeadRow> = call(app, "leads", json!({}))?;
            output.answer(&leads, |leads| leads.iter().map(line).collect())?;
        }
    }
    Ok(Printed::Fine)
}

fn line(row: &LeadRow) -> String {
    let place = row.organization.as_ref().map(|place| format!(" — {}", place.name)).unwrap_or_default();
    let source = row.source.as_ref().map(|source| format!(" (from {})", source.name)).unwrap_or_default();
    format!("{}  {}{place}{source}", row.lead.id(), row.lead.what)
}

pub(crate) fn network(app: &App, output: &mut Output) -> anyhow::Result<Printed> {
    let rows: Vec<NetworkRow> = call(app, "network", json!({}))?;
    output.answer(&rows, |rows| {
        let indent = |depth: u32| "  ".repeat(usize::try_from(depth).unwrap_or(0));
        rows.iter().map(|row| format!("{}{}", indent(row.depth), row.person.name)).collect()
    })?;
    Ok(Printed::Fine)
}

pub(crate) fn outcome_of(app: &App, args: &OutcomeOf, output: &mut Output) -> anyhow::Result<Printed> {
    let saved: Saved = call(app, "referral_outcome", json!({"id": args.referral, "outcome": args.outcome}))?;
    output.answer(&saved, |_| vec!["Noted.".to_owned()])?;
    Ok(Printed::Fine)
}
