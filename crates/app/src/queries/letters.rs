//! Letters as they would go out now, and the templates behind them.

use super::{all, named};
use crate::{
    App,
    api::{
        ApiError, Nothing,
        letters::{
            ChooseTemplates, ComposeLetter, Composed, MailAddress, MailWords, PreviewTemplate, SentenceView, SlotView,
            TemplateList, TemplatePreview, TemplateView, WayAddress, WayToOpen,
        },
    },
    letters::{About, Reading, read, samples, slots, subject_and_body, template_of},
};
use firsthand_domain::{
    Channel, ChannelKind, FollowUp, Interview, Letter, Person, Purpose, Referral, Tone,
    letters::{BuiltIn, built_in, slots::SLOTS},
};
use firsthand_interop::{letter::mailto, reach::dial};
use firsthand_store::Store;

/// Some mail programs cut an address that is longer.
const LONG: usize = 1_900;

pub(crate) fn letter(app: &App, args: ComposeLetter) -> Result<Composed, ApiError> {
    compose(&app.store(), &args)
}

/// Writes a letter from what is known, or shows the one that the user changed.
pub(crate) fn compose(store: &Store, args: &ComposeLetter) -> Result<Composed, ApiError> {
    let about = About::read(store, args)?;
    let reading = template_of(store, &about)?;
    let parts = subject_and_body(&reading, &slots(store, &about)?, &[]);
    let letters = like(store, &about)?;
    let kept = letters
        .iter()
        .filter(|letter| letter.sent_at.is_none())
        .max_by_key(|letter| (letter.meta.updated, letter.id()));
    let addresses = about.addresses();
    let (mut to, mut subject, mut body) =
        (addresses.first().cloned().unwrap_or_default(), parts.subject, parts.body.clone());
    let spoken = reading.letter.channel == Channel::Phone;
    if spoken || about.channel == Channel::Message || about.by_hand {
        subject.clear();
    }
    if let Some(kept) = kept {
        for (mine, field) in [(&kept.to, &mut to), (&kept.subject, &mut subject), (&kept.body, &mut body)] {
            if !mine.is_empty() {
                field.clone_from(mine);
            }
        }
    }
    let minutes = about.minutes.to_string();
    let names_minutes = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).any(|word| word == minutes);
    let by_mail = about.channel == Channel::Email && !about.by_hand;
    let dialled = about.dialled();
    let objective = about.exploration.as_ref().is_some_and(|exploration| !exploration.objective.trim().is_empty());
    Ok(Composed {
        // Where nobody can be written to so, the mail program asks for the recipient; opening the letter says what is wrong.
        mailto: by_mail.then(|| mailto(&to, &subject, &body).or_else(|| mailto("", &subject, &body))).flatten(),
        beside: dialled.as_ref().map(|dialled| dialled.beside.clone()).unwrap_or_default(),
        tel: dialled.map(|dialled| dialled.address),
        behind: kept.is_some() && names_minutes(&parts.body) && !names_minutes(&body),
        kept: kept.map(Letter::id),
        version: kept.map(|kept| kept.meta.version.clone()).unwrap_or_default(),
        sent_at: letters.iter().filter_map(|letter| letter.sent_at).max(),
        template: reading.name,
        said: parts.said,
        missing: parts.missing,
        broken: parts.broken,
        minutes: about.minutes,
        no_objective: about.purpose == Purpose::Ask && !objective,
        person: named(store, about.person.as_ref().map(|person| person.id()))?,
        exploration: about.exploration.as_ref().map(super::explorations::named_exploration),
        interview: about.talk.as_ref().map(|talk| talk.id()),
        follow_up: about.duty.as_ref().map(|duty| duty.id()),
        referral: about.referral.as_ref().map(|referral| referral.id()),
        purpose: about.purpose,
        channel: about.channel,
        by_hand: about.by_hand,
        to,
        addresses,
        subject,
        body,
    })
}

/// Finds the letters that were kept or sent for the same end.
pub(crate) fn like(store: &Store, about: &About) -> Result<Vec<Letter>, ApiError> {
    let end = [
        about.person.as_ref().map(Person::id),
        about.talk.as_ref().map(Interview::id),
        about.duty.as_ref().map(FollowUp::id),
        about.referral.as_ref().map(Referral::id),
    ];
    let mut letters: Vec<Letter> = all(store, "letter")?;
    letters.retain(|letter| {
        letter.purpose == about.purpose
            && letter.channel == about.channel
            && [letter.person, letter.interview, letter.follow_up, letter.referral] == end
    });
    Ok(letters)
}

pub(crate) fn letter_address(_: &App, args: MailWords) -> Result<MailAddress, ApiError> {
    let mailto = mailto(&args.to, &args.subject, &args.body).ok_or_else(|| {
        ApiError::new("invalid", format!("\"{}\" is not one mail address.", args.to.trim()))
            .hint("Write exactly one into To, such as ana@example.org.")
    })?;
    Ok(MailAddress { long: mailto.len() > LONG, mailto })
}

pub(crate) fn way_address(_: &App, args: WayToOpen) -> Result<WayAddress, ApiError> {
    let (address, beside) = match args.kind {
        ChannelKind::Phone => {
            dial(&args.value).map(|dialled| (Some(dialled.address), dialled.beside)).unwrap_or_default()
        }
        ChannelKind::Email if !args.value.trim().is_empty() => (mailto(&args.value, "", ""), String::new()),
        _ => (None, String::new()),
    };
    if address.is_none() {
        return Err(ApiError::new("invalid", format!("\"{}\" is nothing to call or write to.", args.value))
            .hint("Correct it under the person's details, or copy it."));
    }
    Ok(WayAddress { address, beside })
}

pub(crate) fn templates(app: &App, args: ChooseTemplates) -> Result<TemplateList, ApiError> {
    let preferences = super::preferences(app, Nothing {})?;
    let store = app.store();
    let tone = Some(args.tone.unwrap_or(preferences.tone)).filter(|tone| *tone != Tone::Usual).unwrap_or(Tone::Formal);
    let english = args.english.unwrap_or(preferences.english);
    let mut templates = Vec::new();
    for letter in built_in() {
        templates.push(view(&read(&store, letter, tone, english)?));
    }
    let slots = SLOTS.iter().map(|slot| SlotView {
        name: slot.name.to_owned(),
        about: slot.about.to_owned(),
        sample: slot.sample.to_owned(),
    });
    Ok(TemplateList { tone, english, templates, slots: slots.collect(), preferences })
}

fn view(reading: &Reading) -> TemplateView {
    let sentences: Vec<SentenceView> = reading
        .letter
        .sentences
        .iter()
        .map(|wording| {
            let original = wording.said(reading.tone, reading.english);
            SentenceView {
                id: wording.id.clone(),
                text: reading.wording(&wording.id, original, &[]).to_owned(),
                original: original.to_owned(),
                begins: wording.begins,
                unless: wording.unless.clone(),
            }
        })
        .collect();
    TemplateView {
        name: reading.name.clone(),
        purpose: reading.letter.purpose,
        channel: reading.letter.channel,
        changed: sentences.iter().any(|sentence| sentence.text != sentence.original),
        sentences,
    }
}

pub(crate) fn template_preview(app: &App, args: PreviewTemplate) -> Result<TemplatePreview, ApiError> {
    let store = app.store();
    let (letter, tone, english) = variant(&args.name)?;
    let reading = read(&store, letter, tone, english)?;
    let filled = match args.person {
        Some(person) => {
            let args = ComposeLetter { purpose: letter.purpose, person: Some(person), ..ComposeLetter::default() };
            slots(&store, &About { english, ..About::read(&store, &args)? })?
        }
        None => samples(),
    };
    let parts = subject_and_body(&reading, &filled, &args.sentences);
    Ok(TemplatePreview { subject: parts.subject, body: parts.body, missing: parts.missing, broken: parts.broken })
}

/// Finds a variant of a template, or says that there is none.
pub(crate) fn variant(name: &str) -> Result<(&'static BuiltIn, Tone, firsthand_domain::English), ApiError> {
    BuiltIn::named(name).ok_or_else(|| {
        ApiError::new("invalid", format!("There is no template \"{name}\"."))
            .hint("The list of templates says how they are called.")
    })
}
