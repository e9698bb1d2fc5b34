//! Keys that put members of a list in order, so that moving one member changes one key.
//!
//! A key is a word over the digits `0-9A-Za-z` that does not end in `0`, read as a fraction in base 62; between any two
//! keys there is another (fractional indexing). Equal keys, which two devices can make apart, are ordered by id.

use crate::Id;
use std::collections::{BTreeMap, BTreeSet};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0)
}

fn letter(value: usize) -> char {
    DIGITS.get(value).map_or('V', |byte| char::from(*byte))
}

/// Returns a key strictly between `low` and `high`; `None` stands for the open end on that side.
///
/// When `low` is not below `high` (equal keys written apart), the key follows `low` only.
pub fn between(low: Option<&str>, high: Option<&str>) -> String {
    let low = low.unwrap_or("");
    let high = high.filter(|high| *high > low);
    let mut key = String::new();
    let mut bounded = high.is_some();
    for place in 0.. {
        let from = low.as_bytes().get(place).map_or(0, |byte| digit(*byte));
        let to = match high {
            Some(high) if bounded => high.as_bytes().get(place).map_or(0, |byte| digit(*byte)),
            _ => DIGITS.len(),
        };
        if to > from + 1 {
            key.push(letter(usize::midpoint(from, to)));
            break;
        }
        key.push(letter(from));
        bounded = bounded && from == to;
    }
    key
}

/// Returns the members in order.
pub fn sorted(keys: &BTreeMap<Id, String>) -> Vec<Id> {
    let mut members: Vec<_> = keys.iter().map(|(id, key)| (key.as_str(), *id)).collect();
    members.sort_unstable();
    members.into_iter().map(|(_, id)| id).collect()
}

/// Finds the fewest changed keys that make the list read as `wanted`: new keys to set, and members to take out.
pub fn rearranged(keys: &BTreeMap<Id, String>, wanted: &[Id]) -> (Vec<(Id, String)>, Vec<Id>) {
    let members: BTreeSet<_> = wanted.iter().collect();
    let gone = keys.keys().filter(|id| !members.contains(id)).copied().collect();
    let kept = staying(keys, wanted);
    let mut set = Vec::new();
    let mut low: Option<String> = None;
    for (place, id) in wanted.iter().enumerate() {
        if let Some(key) = keys.get(id).filter(|_| kept.contains(id)) {
            low = Some(key.clone());
            continue;
        }
        let high = wanted.iter().skip(place + 1).find(|id| kept.contains(id)).and_then(|id| keys.get(id));
        let key = between(low.as_deref(), high.map(String::as_str));
        low = Some(key.clone());
        set.push((*id, key));
    }
    (set, gone)
}

/// Returns the members that can keep their keys: a longest strictly increasing run of keys (patience sorting).
fn staying(keys: &BTreeMap<Id, String>, wanted: &[Id]) -> BTreeSet<Id> {
    let present: Vec<(&str, Id)> = wanted.iter().filter_map(|id| keys.get(id).map(|key| (key.as_str(), *id))).collect();
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(present.len());
    for (place, (key, _)) in present.iter().enumerate() {
        let before = (0..place)
            .filter(|earlier| present.get(*earlier).is_some_and(|(earlier, _)| earlier < key))
            .max_by_key(|earlier| best.get(*earlier).map_or(0, |(length, _)| *length));
        let length = before.and_then(|earlier| best.get(earlier)).map_or(0, |(length, _)| *length) + 1;
        best.push((length, before));
    }
    let mut staying = BTreeSet::new();
    let mut next = (0..best.len()).max_by_key(|place| best.get(*place).map_or(0, |(length, _)| *length));
    while let Some(place) = next {
        if let Some((_, id)) = present.get(place) {
            staying.insert(*id);
        }
        next = best.get(place).and_then(|(_, before)| *before);
    }
    staying
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(count: usize) -> Vec<Id> {
        (0..count).map(|n| Id::named("test", &n.to_string())).collect()
    }

    #[test]
    fn there_is_always_room() {
        let mut low = between(None, None);
        let high = between(Some(&low), None);
        for _ in 0..200 {
            let middle = between(Some(&low), Some(&high));
            assert!(low < middle && middle < high, "{low} < {middle} < {high}");
            low = middle;
        }
    }

    #[test]
    fn moving_one_member_changes_one_key() {
        let ids = ids(20);
        let (set, _) = rearranged(&BTreeMap::new(), &ids);
        let keys: BTreeMap<_, _> = set.into_iter().collect();
        let mut wanted = ids;
        let moved = wanted.remove(3);
        wanted.push(moved);
        let (set, gone) = rearranged(&keys, &wanted);
        assert_eq!((set.len(), set[0].0, gone.len()), (1, moved, 0));
    }

    proptest! {
        #[test]
        fn the_list_reads_as_wanted(first in Just(ids(9)).prop_shuffle(), second in Just(ids(12)).prop_shuffle(), take in 0usize..12) {
            let (set, _) = rearranged(&BTreeMap::new(), &first);
            let mut keys: BTreeMap<_, _> = set.into_iter().collect();
            prop_assert_eq!(sorted(&keys), first);
            let wanted = &second[..take];
            let (set, gone) = rearranged(&keys, wanted);
            for id in gone { keys.remove(&id); }
            keys.extend(set);
            prop_assert_eq!(sorted(&keys), wanted);
        }

        #[test]
        fn equal_keys_do_no_harm(order in Just(ids(6)).prop_shuffle()) {
            let mut keys: BTreeMap<_, _> = ids(6).into_iter().map(|id| (id, "V".to_owned())).collect();
            let (set, _) = rearranged(&keys, &order);
            keys.extend(set);
            prop_assert_eq!(sorted(&keys), order);
        }

        #[test]
        fn between_is_between(a in "[0-9A-Za-z]{0,5}[1-9A-Za-z]", b in "[0-9A-Za-z]{0,5}[1-9A-Za-z]") {
            prop_assume!(a < b);
            let key = between(Some(&a), Some(&b));
            prop_assert!(a < key && key < b && !key.ends_with('0'), "{} {} {}", a, key, b);
        }
    }
}
