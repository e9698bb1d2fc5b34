//! Letters and the templates that they are made of. The app sends nothing: what is made here goes out by the user's own
//! mail, telephone, clipboard or hand (C94).

use super::Named;
use chrono::{DateTime, Utc};
use firsthand_domain::{Channel, ChannelKind, English, Id, Preferences, Purpose, Sentence, Tone, letters::Begins};
use serde::{Deserialize, Serialize};

/// What a letter is to be about: what is left out is found in the records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ComposeLetter {
    /// What it is for; "other" takes it from the follow-up.
    #[serde(default)]
    pub purpose: Purpose,
    /// To whom.
    #[serde(default)]
    pub person: Option<Id>,
    /// About which talk.
    #[serde(default)]
    pub interview: Option<Id>,
    /// Which duty it settles.
    #[serde(default)]
    pub follow_up: Option<Id>,
    /// About which referral.
    #[serde(default)]
    pub referral: Option<Id>,
    /// For which exploration; the talk's, the person's or the only open one when left out.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// How it goes out; as the person prefers when left out.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// A letter, ready to be read, changed and sent by the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Composed {
    /// What it is for.
    pub purpose: Purpose,
    /// How it goes out.
    pub channel: Channel,
    /// Whether it is written on a card in one's own hand (C63).
    pub by_hand: bool,
    /// To whom.
    pub person: Option<Named>,
    /// About which talk.
    pub interview: Option<Id>,
    /// Which duty it settles.
    pub follow_up: Option<Id>,
    /// About which referral.
    pub referral: Option<Id>,
    /// For which exploration.
    pub exploration: Option<Named>,
    /// The mail address; empty where none is known.
    pub to: String,
    /// All mail addresses of the person, the preferred one first.
    pub addresses: Vec<String>,
    /// The subject; empty for what is spoken.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The address that opens the mail program with all of it filled in (RFC 6068).
    pub mailto: Option<String>,
    /// The address that dials (RFC 3966).
    pub tel: Option<String>,
    /// What stands behind that number and is not dialled, such as the PIN of a conference line; empty without any.
    pub beside: String,
    /// The name of the template, such as `ask.email.formal.us`.
    pub template: String,
    /// The sentences that are said, in order; those of the template, even where the user's own text is shown.
    pub said: Vec<SaidSentence>,
    /// The slots whose sentences are left out because nothing is known.
    pub missing: Vec<String>,
    /// What is wrong with the user's own sentences, in words.
    pub broken: Vec<String>,
    /// The promised minutes that it speaks of.
    pub minutes: u32,
    /// The letter that was kept because the user changed it.
    pub kept: Option<Id>,
    /// The version of that letter, for edits; empty without one.
    pub version: String,
    /// Whether the kept text no longer names the promised minutes, which the template does.
    pub behind: bool,
    /// When a letter like this one was sent last.
    pub sent_at: Option<DateTime<Utc>>,
    /// Whether nothing is written down yet of what the user hopes to learn (C06).
    pub no_objective: bool,
}

/// A sentence as it is said: a card of the call, where it is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SaidSentence {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
    /// How it goes on from the one before.
    pub begins: Begins,
}

/// Keeps a letter that the user changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SaveLetter {
    /// The letter; its writer chooses the id before the first letter is kept.
    pub id: Id,
    /// What it is about.
    #[serde(flatten)]
    pub about: ComposeLetter,
    /// The address, if it was changed.
    #[serde(default)]
    pub to: Option<String>,
    /// The subject, if it was changed.
    #[serde(default)]
    pub subject: Option<String>,
    /// The text, if it was changed.
    #[serde(default)]
    pub body: Option<String>,
    /// The version of the text that was changed.
    #[serde(default)]
    pub base: Option<String>,
}

/// Says that a letter was sent: the user's word, for the app sends nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SentLetter {
    /// The letter that was kept, if it was changed.
    #[serde(default)]
    pub id: Option<Id>,
    /// What it is about.
    #[serde(flatten)]
    pub about: ComposeLetter,
    /// When; now when left out.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// Where a letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MailWords {
    /// The mail address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// An address for the mail program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MailAddress {
    /// The address (RFC 6068).
    pub mailto: String,
    /// Whether it is so long that some mail programs cut it.
    pub long: bool,
}

/// Which variants of the templates are shown; the user's own usual ones when left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ChooseTemplates {
    /// Formal or informal.
    #[serde(default)]
    pub tone: Option<Tone>,
    /// Which English.
    #[serde(default)]
    pub english: Option<English>,
}

/// The templates in one tone and one English.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TemplateList {
    /// Formal or informal.
    pub tone: Tone,
    /// Which English.
    pub english: English,
    /// The templates.
    pub templates: Vec<TemplateView>,
    /// Every slot that a sentence may name.
    pub slots: Vec<SlotView>,
    /// The user's preferences, with the name that letters are signed with.
    pub preferences: Preferences,
}

/// One template with the user's changes over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TemplateView {
    /// Its name, such as `ask.email.formal.us`.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// How it goes out.
    pub channel: Channel,
    /// Its sentences, in order.
    pub sentences: Vec<SentenceView>,
    /// Whether the user changed any.
    pub changed: bool,
}

/// One sentence of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SentenceView {
    /// Its id.
    pub id: String,
    /// The wording in use; empty leaves the sentence out.
    pub text: String,
    /// The built-in wording.
    pub original: String,
    /// How it goes on from the one before.
    pub begins: Begins,
    /// The earlier sentence in whose place it is said.
    pub unless: Option<String>,
}

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SlotView {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub about: String,
    /// How it may look.
    pub sample: String,
}

/// Rewords one sentence of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SaveSentence {
    /// The template's name.
    pub name: String,
    /// The sentence's id.
    pub sentence: String,
    /// The new wording, empty to leave the sentence out; the built-in wording again when left out.
    #[serde(default)]
    pub text: Option<String>,
}

/// Names one template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ByName {
    /// Its name.
    pub name: String,
}

/// Shows how a template reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PreviewTemplate {
    /// The template's name.
    pub name: String,
    /// Sentences as they would be, before they are saved.
    #[serde(default)]
    pub sentences: Vec<Sentence>,
    /// A person whose records fill the slots; samples fill them when left out.
    #[serde(default)]
    pub person: Option<Id>,
}

/// How a template reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TemplatePreview {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The slots whose sentences are left out.
    pub missing: Vec<String>,
    /// What is wrong with a sentence, in words.
    pub broken: Vec<String>,
}

/// One way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WayToOpen {
    /// By what means.
    pub kind: ChannelKind,
    /// The number or address.
    pub value: String,
}

/// An address that the system opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WayAddress {
    /// A `mailto:` or `tel:` address; none where the value holds none.
    pub address: Option<String>,
    /// What stands behind a number and is not dialled, such as a PIN; empty without any.
    pub beside: String,
}
