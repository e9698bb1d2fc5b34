//! The record that a card becomes before anybody decides to keep it.

use super::tidy;
use crate::reach;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Whom a card is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Subject {
    /// A person.
    #[default]
    Person,
    /// An organization: `KIND:org`, or Apple's `X-ABShowAs:COMPANY`.
    Organization,
}

/// A person or an organization as a card describes it.
///
/// Texts are empty where the card says nothing. Every text but `note` is one line of at most 1,000 letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PersonDraft {
    /// Whom the card is about.
    pub subject: Subject,
    /// What the exporting program knows the card by; see [`PersonDraft::identity`].
    pub uid: Option<String>,
    /// The name to show, never empty: `FN`, else `N`, `NICKNAME`, `ORG`, the first mail address, the first number.
    pub name: String,
    /// The organization, the first part of `ORG`.
    pub organization: String,
    /// The units within it, from large to small, joined by commas.
    pub department: String,
    /// The job: `TITLE`, else `ROLE`.
    pub role: String,
    /// Ways to reach them in the order of the card, each once.
    pub channels: Vec<ChannelDraft>,
    /// Every `NOTE`, at most 1 MiB; several are parted by blank lines.
    pub note: String,
    /// `CATEGORIES`, each once.
    pub tags: Vec<String>,
    /// The first `PHOTO` that can be shown.
    pub photo: Option<PhotoDraft>,
    /// What is not in this draft although the card has it, or is here in another form.
    pub notices: Vec<Notice>,
}

impl PersonDraft {
    /// Returns a key that stays the same however often a program exports the same contact (C92).
    ///
    /// With a `UID` it is `uid:` and that; UUIDs are compared without `urn:uuid:` and in small letters. Without one it
    /// is `name:` and the name in small letters, then the first mail address, else the first number's digits, else the
    /// organization. Two cards that share nothing but a name are thus one contact only if they say nothing else either.
    pub fn identity(&self) -> String {
        if let Some(uid) = &self.uid {
            let bare = uid.get(..9).filter(|start| start.eq_ignore_ascii_case("urn:uuid:")).and_then(|_| uid.get(9..));
            let is_uuid =
                |text: &str| text.len() == 36 && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit());
            return match bare.unwrap_or(uid) {
                text if is_uuid(text) => format!("uid:{}", text.to_ascii_lowercase()),
                _ => format!("uid:{uid}"),
            };
        }
        let first = |means: Means| self.channels.iter().find(|channel| channel.kind == means);
        let reach = first(Means::Email)
            .or_else(|| first(Means::Phone))
            .map_or_else(|| self.organization.to_lowercase(), ChannelDraft::key);
        // Neither side holds a line break, so the two cannot run into each other.
        format!("name:{}\n{reach}", tidy::one_line(&self.name).to_lowercase())
    }
}

/// By what means somebody can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Means {
    /// A telephone number.
    Phone,
    /// A mail address.
    Email,
    /// A web address.
    Web,
    /// A postal address on one line.
    Address,
    /// Something else, a messenger for instance; the label says which.
    #[default]
    Other,
}

/// One way to reach somebody (C12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChannelDraft {
    /// By what means.
    pub kind: Means,
    /// The number or address, as the card writes it but for what cannot be seen, without `tel:` or `mailto:`. A mail address is exactly
    /// one addr-spec; what a number dials is derived from it by [`crate::reach::dial`].
    pub value: String,
    /// A word for it: the card's own, or "work", "home", "cell", "work fax"; empty if the card has none.
    pub label: String,
    /// Whether the card prefers it to its others of the kind; several may be preferred alike, and the first of them counts.
    pub preferred: bool,
}

impl ChannelDraft {
    /// Returns what makes two spellings of one number or address equal.
    pub fn key(&self) -> String {
        reach::key(self.kind, &self.value)
    }
}

/// A picture that any web view can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PhotoDraft {
    /// `image/jpeg`, `image/png`, `image/gif` or `image/webp`, found by the bytes.
    pub media_type: String,
    /// The file, at most 256 KiB; base64 (RFC 4648) when serialized.
    #[serde(with = "base64_text")]
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub data: Vec<u8>,
}

impl PhotoDraft {
    /// Returns the file as base64 (RFC 4648).
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.data)
    }
}

/// Writes bytes as base64, a third of the size of a list of numbers.
mod base64_text {
    use super::{Deserialize, Deserializer, Engine, Error, STANDARD, Serializer};

    pub(super) fn serialize<S: Serializer>(data: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(data))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum NoticeKind {
    /// Something a person may miss is not in the draft.
    LeftOut,
    /// Something is in the draft, but not as the card has it.
    Changed,
    /// Book-keeping of the program that wrote the card is not in the draft.
    Technical,
}

/// Something that did not come over as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The name of the property in capital letters; empty for a line that is none.
    pub property: String,
    /// The line of the file that the property begins in.
    pub line: u32,
    /// A sentence for people, with the beginning of what was left out.
    pub message: String,
}
