//! How the network grew: who led to whom (C69).

use crate::{Id, Interview, Referral, Stage};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// One person in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grown {
    /// The person.
    pub person: Id,
    /// Who led to them first; nobody for those whom the user knew.
    pub through: Option<Id>,
    /// How far they are from somebody whom the user knew.
    pub depth: u32,
    /// How many talks with them were held.
    pub held: u32,
    /// Who else named them.
    pub also: Vec<Id>,
}

/// When somebody was named, in which referral, and by whom; they sort by time.
type Naming = (Option<DateTime<Utc>>, Id, Id);

/// Grows the network from all talks and referrals: everybody once, each after the one who led to them.
///
/// Somebody named by several belongs to the first of them; a circle of people who named each other is cut where it began.
pub fn grown(talks: &[Interview], referrals: &[Referral]) -> Vec<Grown> {
    let mut named: BTreeMap<Id, Vec<Naming>> = BTreeMap::new();
    let mut people: BTreeMap<Id, u32> = BTreeMap::new();
    for talk in talks.iter().filter(|talk| !talk.meta.deleted) {
        if let Some(person) = talk.person {
            *people.entry(person).or_default() += u32::from(talk.stage() == Stage::Held);
        }
    }
    for referral in referrals.iter().filter(|referral| !referral.meta.deleted) {
        let Some(prospect) = referral.prospect else { continue };
        people.entry(prospect).or_default();
        if let Some(giver) = referral.giver.filter(|giver| *giver != prospect) {
            people.entry(giver).or_default();
            named.entry(prospect).or_default().push((referral.meta.created, referral.id(), giver));
        }
    }
    for givers in named.values_mut() {
        givers.sort();
    }
    let through = |person: Id| named.get(&person).and_then(|givers| givers.first()).map(|(_, _, giver)| *giver);
    let mut under: BTreeMap<Option<Id>, Vec<Id>> = BTreeMap::new();
    for person in people.keys() {
        under.entry(through(*person)).or_default().push(*person);
    }
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    // Those whom the user knew come first; whoever is left stands in a circle.
    let roots: Vec<Id> = under.get(&None).cloned().unwrap_or_default();
    for root in roots.into_iter().chain(people.keys().copied()) {
        let mut open = vec![(root, None, 0u32)];
        while let Some((person, from, depth)) = open.pop() {
            if !seen.insert(person) {
                continue;
            }
            let givers = named.get(&person).into_iter().flatten().map(|(_, _, giver)| *giver);
            let also: BTreeSet<Id> = givers.filter(|giver| Some(*giver) != from).collect();
            order.push(Grown {
                person,
                through: from,
                depth,
                held: people.get(&person).copied().unwrap_or_default(),
                also: also.into_iter().collect(),
            });
            let next = under.get(&Some(person)).into_iter().flatten().rev();
            open.extend(next.map(|child| (*child, Some(person), depth.saturating_add(1))));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document<T: serde::de::DeserializeOwned>(name: &str, mut fields: Value) -> T {
        let meta = json!({"id": id(name), "kind": "", "created": null, "updated": null, "deleted": false, "version": "", "conflicts": {}});
        let mut meta = meta.as_object().unwrap().clone();
        meta.append(fields.as_object_mut().unwrap());
        serde_json::from_value(Value::Object(meta)).unwrap()
    }

    fn id(name: &str) -> Id {
        Id::named("test", name)
    }

    fn named(giver: &str, prospect: &str, minute: u32) -> Referral {
        let created = format!("2026-11-22T10:{minute:02}:00Z");
        document(
            &format!("{giver}>{prospect}"),
            json!({"giver": id(giver), "prospect": id(prospect), "created": created}),
        )
    }

    fn talk(person: &str) -> Interview {
        document(&format!("with {person}"), json!({"person": id(person), "ended_at": "2026-11-22T10:00:00Z"}))
    }

    #[test]
    fn c69_everybody_stands_once_under_whoever_led_to_them_first() {
        let found = grown(
            &[talk("ana"), talk("ben")],
            &[named("ana", "ben", 1), named("ben", "chi", 2), named("ana", "chi", 3), named("ana", "ben", 4)],
        );
        let shown: Vec<_> = found.iter().map(|one| (one.person, one.through, one.depth, one.held)).collect();
        assert_eq!(
            shown,
            [(id("ana"), None, 0, 1), (id("ben"), Some(id("ana")), 1, 1), (id("chi"), Some(id("ben")), 2, 0),]
        );
        assert_eq!(found.last().unwrap().also, [id("ana")]);
    }

    #[test]
    fn c69_people_who_named_each_other_are_all_there() {
        let found = grown(&[], &[named("ana", "ben", 1), named("ben", "ana", 2), named("ana", "ana", 3)]);
        assert_eq!(found.iter().filter(|one| one.depth == 0).count(), 1);
        assert_eq!(found.iter().map(|one| one.person).collect::<BTreeSet<_>>(), BTreeSet::from([id("ana"), id("ben")]));
        assert!(found.iter().all(|one| one.through.is_none() == (one.depth == 0)));
    }
}
