//! People, how to reach them, whom they named.

use super::{InterviewRow, Named, ReferralRow};
use chrono::{DateTime, Utc};
use firsthand_domain::{
    Attempt, Channel, Edit, FollowUp, Id, Jot, Organization, Outcome, Permission, Person,
    journey::{Action, Rest},
};
use serde::{Deserialize, Serialize};

/// Keeps the addresses and numbers in a text as ways to reach a person (C54, C94). Words that are none change nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct KeepWays {
    /// Whom they reach.
    pub person: Id,
    /// The words.
    pub text: String,
    /// Where they were written: the referral or the letter. What was kept from there before is corrected.
    pub from: Id,
}

/// One person in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PersonRow {
    /// The person.
    pub id: Id,
    /// The name.
    pub name: String,
    /// The job title.
    pub role: String,
    /// The organization's name.
    pub organization: String,
    /// The tags.
    pub tags: Vec<String>,
    /// When the last talk with them was held.
    pub met_at: Option<DateTime<Utc>>,
    /// How many talks there are with them, planned ones included.
    pub interviews: u32,
    /// Whether they are a networking contact (C14).
    pub network: bool,
    /// The lower-case words without accents that a filter looks in.
    pub fold: String,
}

/// One person's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PersonPage {
    /// The person.
    pub person: Person,
    /// Where they work.
    pub organization: Option<Organization>,
    /// Who named them.
    pub referred_by: Option<Named>,
    /// The picture as a `data:` URL.
    pub portrait: Option<String>,
    /// The explorations they matter to.
    pub explorations: Vec<Named>,
    /// The one thing to do next.
    pub next: Option<Action>,
    /// Why there is nothing to do, where there is nothing.
    pub rest: Option<Rest>,
    /// The talks, the newest first.
    pub interviews: Vec<InterviewRow>,
    /// The attempts to reach them, the newest first.
    pub attempts: Vec<Attempt>,
    /// Whom they named.
    pub referrals_given: Vec<ReferralRow>,
    /// Who named them.
    pub referrals_received: Vec<ReferralRow>,
    /// What is owed to them, open ones first.
    pub follow_ups: Vec<FollowUp>,
    /// The jots about them, the newest first.
    pub jots: Vec<Jot>,
}

/// One organization's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OrganizationPage {
    /// The organization.
    pub organization: Organization,
    /// Who works there.
    pub people: Vec<PersonRow>,
}

/// What is known of a new person: a name is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddPerson {
    /// The name.
    pub name: String,
    /// The organization's name, if known; it is found or made.
    #[serde(default)]
    pub organization: Option<String>,
    /// Anything else.
    #[serde(default)]
    pub edits: Vec<Edit>,
}

/// Names the organization somebody works for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct SetOrganization {
    /// The person.
    pub person: Id,
    /// The organization's name; it is found or made. Empty takes the link away.
    pub name: String,
}

/// A name that somebody mentioned; it becomes a linked prospect (C16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddReferral {
    /// The name mentioned.
    pub name: String,
    /// Who mentioned it; the interview's person when left out.
    #[serde(default)]
    pub giver: Option<Id>,
    /// In which talk.
    #[serde(default)]
    pub interview: Option<Id>,
    /// How to reach them, as said (C54).
    #[serde(default)]
    pub how_to_reach: String,
    /// Whether the giver's name may be used (C55).
    #[serde(default)]
    pub may_use_name: Permission,
}

/// What a new referral made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AddedReferral {
    /// The referral.
    pub referral: Id,
    /// The prospect.
    pub person: Id,
    /// Whether they were in the notebook already.
    #[serde(default)]
    pub known: bool,
    /// Whether the same person had named them there already.
    #[serde(default)]
    pub again: bool,
}

/// One try to reach somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddAttempt {
    /// Who was tried.
    pub person: Id,
    /// What for.
    #[serde(default)]
    pub exploration: Option<Id>,
    /// How.
    #[serde(default)]
    pub channel: Channel,
    /// What came of it.
    #[serde(default)]
    pub outcome: Outcome,
    /// When; now when left out.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// When to call back.
    #[serde(default)]
    pub call_back_at: Option<DateTime<Utc>>,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

/// Something owed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct AddFollowUp {
    /// To whom.
    #[serde(default)]
    pub person: Option<Id>,
    /// Out of which talk.
    #[serde(default)]
    pub interview: Option<Id>,
    /// What.
    pub what: String,
    /// When it is due.
    #[serde(default)]
    pub due_at: Option<DateTime<Utc>>,
}

/// Marks something owed as done or open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SetDone {
    /// The follow-up.
    pub id: Id,
    /// Whether it is done.
    pub done: bool,
}
