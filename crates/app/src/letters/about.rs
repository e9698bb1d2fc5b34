//! What a letter is about: the records that its sentences are filled from.

use crate::{
    api::{ApiError, letters::ComposeLetter},
    queries::{all, in_force, linked, need, preferences_of},
};
use firsthand_domain::{
    Attempt, Channel, ChannelKind, English, Exploration, FollowUp, FollowUpKind, Id, Interview, Person, Preferences,
    Purpose, Referral, ThanksBy, Tone, checklist, people::Preferred, promise,
};
use firsthand_interop::reach::{Dialled, dial, mailboxes};
use firsthand_store::Store;

/// The records that a letter is filled from.
pub(crate) struct About {
    pub(crate) purpose: Purpose,
    pub(crate) channel: Channel,
    pub(crate) by_hand: bool,
    pub(crate) person: Option<Person>,
    pub(crate) talk: Option<Interview>,
    pub(crate) duty: Option<FollowUp>,
    pub(crate) referral: Option<Referral>,
    pub(crate) exploration: Option<Exploration>,
    pub(crate) preferences: Option<Preferences>,
    pub(crate) tone: Tone,
    pub(crate) english: English,
    pub(crate) minutes: u32,
}

impl About {
    /// Reads what there is: the duty leads to the talk and the referral, and each of them to the person.
    pub(crate) fn read(store: &Store, args: &ComposeLetter) -> Result<Self, ApiError> {
        let duty: Option<FollowUp> = known(store, "follow-up", args.follow_up)?;
        let of_duty = |link: fn(&FollowUp) -> Option<Id>| duty.as_ref().and_then(link);
        let referral: Option<Referral> =
            known(store, "referral", args.referral.or_else(|| of_duty(|duty| duty.referral)))?;
        let talk: Option<Interview> =
            known(store, "interview", args.interview.or_else(|| of_duty(|duty| duty.interview)))?;
        let purpose = purpose(args.purpose, duty.as_ref());
        let giver = referral.as_ref().and_then(|referral| referral.giver);
        let person = args.person.or_else(|| of_duty(|duty| duty.person)).or(giver);
        let person = person.or_else(|| talk.as_ref().and_then(|talk| talk.person));
        let person: Option<Person> = known(store, "person", person)?;
        let preferences = preferences_of(store)?;
        let by_hand = match (purpose, &duty) {
            (Purpose::Thanks | Purpose::ThanksForPointing, Some(duty)) => duty.by == ThanksBy::Handwritten,
            (Purpose::Thanks, None) => {
                preferences.as_ref().is_some_and(|known| known.thanks_by == ThanksBy::Handwritten)
            }
            _ => false,
        };
        let asked = match &person {
            Some(person) => last_attempt(store, person.id())?,
            None => None,
        };
        let minutes = promise::of_talk(talk.as_ref(), asked.as_ref(), preferences.as_ref());
        let exploration = exploration(store, args.exploration.or_else(|| talk.as_ref()?.exploration), person.as_ref())?;
        Ok(Self {
            channel: args.channel.unwrap_or_else(|| channel(purpose, person.as_ref(), preferences.as_ref())),
            tone: checklist::tone_of(talk.as_ref(), person.as_ref(), preferences.as_ref()),
            english: preferences.as_ref().map(|known| known.english).unwrap_or_default(),
            purpose,
            by_hand,
            person,
            talk,
            duty,
            referral,
            exploration,
            preferences,
            minutes,
        })
    }

    /// Returns the person's mail addresses, each exactly one addr-spec and once; the preferred one first.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = Vec::new();
        for address in self.ways(ChannelKind::Email).flat_map(mailboxes).map(|mailbox| mailbox.address) {
            if !addresses.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
                addresses.push(address);
            }
        }
        addresses
    }

    /// Returns what dials the first of the person's telephone numbers that can be dialled, of the preferred ones if one can.
    pub(crate) fn dialled(&self) -> Option<Dialled> {
        self.ways(ChannelKind::Phone).find_map(dial)
    }

    /// Returns the person's ways of a kind, the preferred ones before the others.
    fn ways(&self, kind: ChannelKind) -> impl Iterator<Item = &str> {
        let channels = self.person.as_ref().map(|person| person.channels.as_slice()).unwrap_or_default();
        let of = move |preferred: bool| {
            channels
                .iter()
                .filter(move |way| way.kind == kind && way.preferred == preferred)
                .map(|way| way.value.trim())
        };
        of(true).chain(of(false)).filter(|value| !value.is_empty())
    }
}

/// Reads a document that a letter names, or says that it is missing.
fn known<T: serde::de::DeserializeOwned>(store: &Store, kind: &str, id: Option<Id>) -> Result<Option<T>, ApiError> {
    id.map(|id| need(store, kind, id)).transpose()
}

/// Takes the purpose from the duty where nobody has said it.
fn purpose(said: Purpose, duty: Option<&FollowUp>) -> Purpose {
    match (said, duty.map(FollowUp::kind)) {
        (Purpose::Other, Some(FollowUpKind::Thanks)) => Purpose::Thanks,
        (Purpose::Other, Some(FollowUpKind::ThanksForPointing)) => Purpose::ThanksForPointing,
        (Purpose::Other, Some(FollowUpKind::Report)) => Purpose::Report,
        (Purpose::Other, Some(FollowUpKind::Update)) => Purpose::Update,
        (Purpose::Other, Some(FollowUpKind::Questions)) => Purpose::MoreQuestions,
        (Purpose::Other, Some(FollowUpKind::Resume)) => Purpose::Resume,
        (said, _) => said,
    }
}

/// Asks the way the person prefers, else the way the user likes to begin (C23); anything later is written.
fn channel(purpose: Purpose, person: Option<&Person>, preferences: Option<&Preferences>) -> Channel {
    let preferred = person.and_then(|person| match person.preferred {
        Preferred::Unknown => None,
        Preferred::Phone => Some(Channel::Phone),
        Preferred::Email => Some(Channel::Email),
        Preferred::InPerson => Some(Channel::InPerson),
        Preferred::Message => Some(Channel::Message),
    });
    match (purpose, preferred) {
        (Purpose::Ask, Some(preferred)) => preferred,
        (Purpose::Ask, None) => preferences.map(|known| known.first_channel).unwrap_or_default(),
        (_, Some(Channel::Message)) => Channel::Message,
        _ => Channel::Email,
    }
}

/// Returns the newest attempt at a person.
fn last_attempt(store: &Store, person: Id) -> Result<Option<Attempt>, ApiError> {
    let attempts: Vec<Attempt> = linked(store, "attempt", "person", person)?;
    Ok(attempts.into_iter().max_by_key(|attempt| (attempt.at, attempt.id())))
}

/// Finds the exploration that is meant: the named one, the person's only open one, or the only open one at all.
fn exploration(store: &Store, named: Option<Id>, person: Option<&Person>) -> Result<Option<Exploration>, ApiError> {
    if let Some(id) = named {
        return in_force(store, "exploration", id);
    }
    let open: Vec<Exploration> =
        all::<Exploration>(store, "exploration")?.into_iter().filter(|found| !found.closed).collect();
    let mine =
        |found: &&Exploration| person.is_some_and(|person| person.explorations.contains(&found.id().to_string()));
    let only = |found: Vec<&Exploration>| if let [one] = found.as_slice() { Some((*one).clone()) } else { None };
    Ok(only(open.iter().filter(mine).collect()).or_else(|| only(open.iter().collect())))
}
