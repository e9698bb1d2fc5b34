//! What comes after a talk: what became of names and suggestions, leads, and the network that grew (C65–C69).

use super::Named;
use firsthand_domain::{Id, Lead, ReferralOutcome};
use serde::{Deserialize, Serialize};

/// Says what became of a referral or a suggestion (C65).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SetReferralOutcome {
    /// The referral or suggestion.
    pub id: Id,
    /// What became of it; a report is owed to whoever gave it as soon as that is known.
    pub outcome: ReferralOutcome,
}

/// Something that somebody suggested, other than a person (C65).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddSuggestion {
    /// What was suggested.
    pub what: String,
    /// Who suggested it; the talk's person when left out.
    #[serde(default)]
    pub giver: Option<Id>,
    /// In which talk.
    #[serde(default)]
    pub interview: Option<Id>,
}

/// A lead that came up (C68): a word is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddLead {
    /// What it is.
    pub what: String,
    /// The organization's name; it is found or made.
    #[serde(default)]
    pub organization: String,
    /// Where to read about it.
    #[serde(default)]
    pub url: String,
    /// Who told me; the talk's person when left out.
    #[serde(default)]
    pub source: Option<Id>,
    /// In which talk.
    #[serde(default)]
    pub interview: Option<Id>,
}

/// One lead with where it came from (C68).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LeadRow {
    /// The lead.
    pub lead: Lead,
    /// At which organization.
    pub organization: Option<Named>,
    /// Who told me.
    pub source: Option<Named>,
    /// In which talk.
    pub interview: Option<Named>,
}

/// One person in the network that grew from talks (C69).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct NetworkRow {
    /// The person.
    pub person: Named,
    /// Who led to them first; nobody for those whom the user knew.
    pub through: Option<Id>,
    /// How far they are from somebody whom the user knew.
    pub depth: u32,
    /// How many talks with them were held.
    pub held: u32,
    /// Who else named them.
    pub also: Vec<Named>,
}
