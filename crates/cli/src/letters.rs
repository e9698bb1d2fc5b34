//! `firsthand letter` and `firsthand sent`.

use crate::{
    args::Letter,
    output::{Output, Printed, call},
    people,
};
use firsthand_app::{
    App,
    api::{
        letters::{Composed, MailAddress},
        notes::Saved,
    },
};
use serde_json::{Value, json};

pub(crate) fn letter(app: &App, letter: &Letter, output: &mut Output) -> anyhow::Result<Printed> {
    let composed: Composed = call(app, "letter", about(app, letter)?)?;
    if letter.mailto && composed.mailto.is_some() {
        // Says what is wrong where the recipient is not one address.
        let words = json!({"to": composed.to, "subject": composed.subject, "body": composed.body});
        let address: MailAddress = call(app, "letter_address", words)?;
        output.answer(&composed, |_| vec![address.mailto])?;
        return Ok(Printed::Fine);
    }
    output.answer(&composed, lines)?;
    Ok(Printed::Fine)
}

pub(crate) fn sent(app: &App, letter: &Letter, output: &mut Output) -> anyhow::Result<Printed> {
    let saved: Saved = call(app, "letter_sent", about(app, letter)?)?;
    output.answer(&saved, |_| vec!["Noted as sent.".to_owned()])?;
    Ok(Printed::Fine)
}

fn about(app: &App, letter: &Letter) -> anyhow::Result<Value> {
    let person = letter.person.as_deref().map(|person| people::find(app, person)).transpose()?;
    Ok(json!({
        "purpose": letter.purpose,
        "person": person,
        "interview": letter.interview,
        "follow_up": letter.follow_up,
        "referral": letter.referral,
        "channel": letter.channel,
    }))
}

fn lines(composed: &Composed) -> Vec<String> {
    let mut lines = Vec::new();
    if !composed.to.is_empty() && composed.mailto.is_some() {
        lines.push(format!("To: {}", composed.to));
    }
    if !composed.subject.is_empty() {
        lines.extend([format!("Subject: {}", composed.subject), String::new()]);
    }
    lines.extend(composed.body.lines().map(str::to_owned));
    if !composed.missing.is_empty() {
        lines.extend([String::new(), format!("(Not known, and so not said: {}.)", composed.missing.join(", "))]);
    }
    if composed.no_objective {
        lines.push("(Nothing is written down yet of what you hope to learn.)".to_owned());
    }
    lines.extend(composed.broken.iter().map(|why| format!("({why})")));
    lines
}
