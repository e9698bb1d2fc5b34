//! Who a card is (C92): somebody who is here already only if an identity says so and nothing contradicts it.
//!
//! An identity is the card's own identifier, or a mail address or number; a name that cannot be the same person's contradicts it. What
//! is left open is asked in the preview, and until then they are two people.

use super::differences::means;
use crate::api::{ApiError, system::MaybeSame};
use firsthand_domain::{
    ChannelKind, Id, Person,
    fold::fold,
    names::{Alike, alike},
};
use firsthand_interop::{Means, PersonDraft, reach};
use firsthand_store::Record;
use std::collections::{BTreeMap, BTreeSet};

/// How many people are offered for one card at most.
const OFFERED: usize = 5;

/// Somebody a card may mean.
struct Contact {
    id: Id,
    name: String,
    role: String,
    /// Whether the name is an address of theirs, for want of one.
    nameless: bool,
    /// What they can be reached by.
    reach: BTreeSet<String>,
    /// The cards they came from.
    cards: BTreeSet<Id>,
    binned: bool,
    /// Whether an earlier card of the same file made them.
    of_this_file: bool,
}

/// Everybody a card may mean, found by what cards say.
#[derive(Default)]
pub(super) struct Contacts {
    people: Vec<Contact>,
    by_id: BTreeMap<Id, usize>,
    by_card: BTreeMap<Id, Vec<usize>>,
    by_reach: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// Who a card is.
pub(super) struct Who {
    pub(super) person: Id,
    /// Whether nobody here is meant.
    pub(super) is_new: bool,
    /// People it may be as well, for the user to say.
    pub(super) maybe: Vec<MaybeSame>,
    /// What is strange about it, in words.
    pub(super) told: Option<String>,
}

impl Contacts {
    /// Reads everybody who is here, those in the bin too.
    pub(super) fn of(records: &[Record]) -> Result<Self, ApiError> {
        let mut contacts = Self::default();
        for record in records {
            let person: Person = record.typed()?;
            let reach = person.channels.iter().filter_map(|way| reach_key(way.kind, &way.value));
            contacts.add(Contact {
                id: person.id(),
                nameless: person.channels.iter().any(|way| way.value == person.name),
                reach: reach.flatten().collect(),
                cards: person.cards.iter().filter_map(|card| card.parse().ok()).collect(),
                binned: person.meta.deleted,
                of_this_file: false,
                name: person.name,
                role: person.role,
            });
        }
        Ok(contacts)
    }

    fn add(&mut self, contact: Contact) {
        let place = self.people.len();
        self.by_id.insert(contact.id, place);
        self.people.push(contact);
        self.index(place);
    }

    fn index(&mut self, place: usize) {
        let Some(contact) = self.people.get(place) else { return };
        let note = |places: &mut Vec<usize>| {
            if !places.contains(&place) {
                places.push(place);
            }
        };
        for card in &contact.cards {
            note(self.by_card.entry(*card).or_default());
        }
        for key in &contact.reach {
            note(self.by_reach.entry(key.clone()).or_default());
        }
        note(self.by_name.entry(fold(&contact.name)).or_default());
    }

    /// Remembers what a card says of somebody, so that a later card of the same file is compared with it.
    pub(super) fn learn(&mut self, draft: &PersonDraft, who: &Who) {
        match self.by_id.get(&who.person).copied() {
            Some(place) => {
                if let Some(contact) = self.people.get_mut(place) {
                    contact.reach.extend(reach_of(draft));
                    contact.cards.extend(cards_of(draft));
                }
                self.index(place);
            }
            None => self.add(Contact {
                id: who.person,
                name: draft.name.clone(),
                role: draft.role.clone(),
                nameless: is_nameless(draft),
                reach: reach_of(draft),
                cards: cards_of(draft),
                binned: false,
                of_this_file: true,
            }),
        }
    }

    /// Says who a card is. `said` is the user's own word: somebody who is here, or somebody new.
    pub(super) fn who(&self, draft: &PersonDraft, said: Option<Option<Id>>) -> Result<Who, ApiError> {
        match said {
            Some(Some(person)) => Ok(Who { person, is_new: false, maybe: Vec::new(), told: None }),
            Some(None) => self.somebody_new(draft, Vec::new(), None),
            None => self.found(draft),
        }
    }

    fn found(&self, draft: &PersonDraft) -> Result<Who, ApiError> {
        if let Some(known) = self.exactly(draft) {
            return Ok(known.is());
        }
        let holders = self.holders(draft);
        let near = |contact: &&Contact| {
            let least = if contact.of_this_file { Alike::Part } else { Alike::Given };
            contact.compared(draft) <= least
        };
        if let Some(same) = holders.iter().copied().filter(near).min_by_key(|contact| contact.compared(draft)) {
            return Ok(Who { maybe: self.namesakes(draft, Some(same.id)), ..same.is() });
        }
        let told = holders.first().map(|other| {
            format!("Its identifier is the one of {}, whose name is another; they are taken for two people", other.name)
        });
        let mut reached: Vec<&Contact> = Vec::new();
        for key in reach_of(draft) {
            for contact in self.at(self.by_reach.get(&key)) {
                let is_holder = holders.iter().any(|holder| holder.id == contact.id);
                if !is_holder && !reached.iter().any(|known| known.id == contact.id) {
                    reached.push(contact);
                }
            }
        }
        let mut same: Vec<&Contact> =
            reached.iter().copied().filter(|contact| contact.compared(draft) <= Alike::Part).collect();
        same.sort_by_key(|contact| (contact.binned, contact.compared(draft)));
        let best = |contact: &Contact| (contact.binned, contact.compared(draft));
        match same.as_slice() {
            [one] => return Ok(Who { told, ..one.is() }),
            [one, next, ..] if best(one) < best(next) => return Ok(Who { told, ..one.is() }),
            _ => {}
        }
        // Several could be meant, or a name stands in the way: the user is asked.
        let open =
            same.into_iter().chain(reached.into_iter().filter(|contact| contact.compared(draft) == Alike::Given));
        let maybe = holders.into_iter().chain(open).filter(|contact| !contact.binned).map(Contact::offered);
        let mut maybe: Vec<MaybeSame> = maybe.collect();
        maybe.extend(self.namesakes(draft, None));
        self.somebody_new(draft, maybe, told)
    }

    /// Finds who came from this very card, whatever is called otherwise by now.
    fn exactly(&self, draft: &PersonDraft) -> Option<&Contact> {
        let here = self.at(self.by_card.get(&exact_card(draft)));
        here.min_by_key(|contact| (contact.binned, contact.compared(draft))).or_else(|| {
            // Whoever came in before cards were remembered has the id that follows from the identity.
            let place = self.by_id.get(&Id::named("vcard", &draft.identity()))?;
            let earlier = self.people.get(*place)?;
            (earlier.cards.is_empty() && earlier.compared(draft) <= Alike::Given).then_some(earlier)
        })
    }

    /// Finds those who carry the card's own identifier.
    fn holders(&self, draft: &PersonDraft) -> Vec<&Contact> {
        draft.uid.as_ref().map(|_| self.at(self.by_card.get(&card(&draft.identity()))).collect()).unwrap_or_default()
    }

    fn at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Contact> {
        places.into_iter().flatten().filter_map(|place| self.people.get(*place))
    }

    /// Finds people of the same name, of whom nothing says that they are the same.
    fn namesakes(&self, draft: &PersonDraft, but: Option<Id>) -> Vec<MaybeSame> {
        let here = self.at(self.by_name.get(&fold(&draft.name)));
        here.filter(|contact| Some(contact.id) != but && !contact.binned).map(Contact::offered).collect()
    }

    fn somebody_new(&self, draft: &PersonDraft, maybe: Vec<MaybeSame>, told: Option<String>) -> Result<Who, ApiError> {
        let mut seen = BTreeSet::new();
        let maybe = maybe.into_iter().filter(|one| seen.insert(one.person)).take(OFFERED).collect();
        // The same ids on every device that decides the same.
        let identity = draft.identity();
        let seeds =
            [identity.clone(), format!("{identity}\n{}", fold(&draft.name)), format!("{identity}\n{}", content(draft))];
        let ids = seeds.iter().map(|seed| Id::named("vcard", seed));
        let further = (2_u32..).map(|number| Id::named("vcard", &format!("{identity}\n{}\n{number}", content(draft))));
        // Two people under one id would be one, so there is no id to fall back on.
        let free = ids.chain(further).find(|id| !self.by_id.contains_key(id)).ok_or_else(|| {
            ApiError::new("import", format!("No id is left for the card of {}.", draft.name))
                .hint("This is a mistake in Firsthand. Nothing was changed; please report it.")
        })?;
        Ok(Who { person: free, is_new: true, maybe, told })
    }
}

impl Contact {
    const fn is(&self) -> Who {
        Who { person: self.id, is_new: false, maybe: Vec::new(), told: None }
    }

    fn offered(&self) -> MaybeSame {
        MaybeSame { person: self.id, name: self.name.clone(), role: self.role.clone() }
    }

    /// Compares the names; one that is only an address contradicts nothing.
    fn compared(&self, draft: &PersonDraft) -> Alike {
        match alike(&self.name, &draft.name) {
            Alike::Given | Alike::Different if self.nameless || is_nameless(draft) => Alike::Part,
            compared => compared,
        }
    }
}

/// Returns what a card is known by, as members of a person's cards.
pub(super) fn cards_of(draft: &PersonDraft) -> BTreeSet<Id> {
    let own = draft.uid.as_ref().map(|_| card(&draft.identity()));
    own.into_iter().chain([exact_card(draft)]).collect()
}

fn card(known_by: &str) -> Id {
    Id::named("card", known_by)
}

/// What this very card is known by: its identifier and its name. Without an identifier, its name and first way to reach them; and
/// without that, all it says, so that two cards of one name that say different things stay two people.
fn exact_card(draft: &PersonDraft) -> Id {
    let identity = draft.identity();
    if draft.uid.is_some() {
        card(&format!("{identity}\n{}", fold(&draft.name)))
    } else if draft.channels.iter().any(|way| matches!(way.kind, Means::Email | Means::Phone)) {
        card(&identity)
    } else {
        card(&format!("{identity}\n{}", content(draft)))
    }
}

/// All that a card says in words.
fn content(draft: &PersonDraft) -> String {
    let ways = draft.channels.iter().map(|way| format!("{}:{}", way.label, way.value));
    let texts = [&draft.name, &draft.organization, &draft.department, &draft.role, &draft.note].map(Clone::clone);
    texts.into_iter().chain(draft.tags.iter().cloned()).chain(ways).collect::<Vec<_>>().join("\u{1f}")
}

fn is_nameless(draft: &PersonDraft) -> bool {
    draft.channels.iter().any(|way| way.value == draft.name)
}

fn reach_of(draft: &PersonDraft) -> BTreeSet<String> {
    draft.channels.iter().filter_map(|way| reach_key(means(way.kind), &way.value)).flatten().collect()
}

/// How many digits of a number decide whether it is the same one, written with or without the country.
const LAST_DIGITS: usize = 9;

/// What a mail address or a number is known by; nothing else tells who somebody is.
fn reach_key(kind: ChannelKind, value: &str) -> Option<[String; 1]> {
    match kind {
        ChannelKind::Email => Some([format!("mail {}", reach::addr_spec(value)?.to_lowercase())]),
        ChannelKind::Phone => {
            let key = reach::key(Means::Phone, value);
            let is_digit = |letter: char| letter.is_ascii_digit();
            // A number with an extension or a PIN is the whole of it; of another, the country may be missing.
            let plain = key.trim_start_matches('+');
            let digits = plain.len();
            if plain.is_empty() || !plain.chars().all(is_digit) || digits < LAST_DIGITS {
                return Some([format!("number {key}")]);
            }
            let tail = plain.get(digits - LAST_DIGITS..)?;
            Some([format!("number {tail}")])
        }
        ChannelKind::Web | ChannelKind::Address | ChannelKind::Other => None,
    }
}
