//! Lists that gather from answers: what was said is split into items, and items that are the same become one (C73).
//!
//! All of it is a function of the answers and of what the user did by hand, whatever the order they came in: every device
//! gathers the same list.

use crate::fold::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The longest item, in characters; more is a sentence, and is kept as it is but cut here.
const LONGEST: usize = 200;
/// Stands between the two items of a pair (ASCII, unit separator); no item has one.
const BETWEEN: char = '\u{1f}';

/// One item of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<S> {
    /// The words.
    pub text: String,
    /// Who said it.
    pub by: S,
}

/// One item of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<S> {
    /// Its folded words: of its spellings, those that stand for it.
    pub key: String,
    /// The spelling used most; of several, the first in order.
    pub text: String,
    /// Its spellings by their folded words, each as it was written most often.
    pub spellings: Vec<(String, String)>,
    /// Who said it: each answer once, in the order they came.
    pub said: Vec<S>,
}

/// What the user did by hand: pairs of folded words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByHand {
    /// These are one.
    pub same: BTreeSet<(String, String)>,
    /// These are two; it goes before everything else.
    pub apart: BTreeSet<(String, String)>,
}

impl ByHand {
    /// Reads pairs as they are kept; what is no pair is passed over. They are folded anew, in case an older version folded otherwise.
    pub fn read(same: &[String], apart: &[String]) -> Self {
        let pairs = |kept: &[String]| {
            let split = kept.iter().filter_map(|pair| pair.split_once(BETWEEN));
            split.map(|(one, two)| ordered(&fold(one), &fold(two))).collect()
        };
        Self { same: pairs(same), apart: pairs(apart) }
    }
}

/// Writes a pair as it is kept: the same whichever is named first.
pub fn pair(one: &str, two: &str) -> String {
    let (one, two) = ordered(one, two);
    format!("{one}{BETWEEN}{two}")
}

fn ordered(one: &str, two: &str) -> (String, String) {
    if one <= two { (one.to_owned(), two.to_owned()) } else { (two.to_owned(), one.to_owned()) }
}

/// Splits an answer into items: at line ends and semicolons, and at commas where a line has no semicolon.
///
/// Bullets and numbers before an item go. Nothing is split within brackets, nor between the digits of a number.
pub fn split(answer: &str) -> Vec<String> {
    let mut items = Vec::new();
    for line in answer.lines() {
        let whole = line.contains([';', '；']);
        let ends = |c: char| if whole { matches!(c, ';' | '；') } else { matches!(c, ',' | '，' | '、' | '،') };
        let letters: Vec<char> = line.chars().collect();
        let (mut item, mut depth) = (String::new(), 0u32);
        for (at, c) in letters.iter().copied().enumerate() {
            match c {
                '(' | '[' | '（' => depth += 1,
                ')' | ']' | '）' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
            let in_number = c == ',' && digit(at.checked_sub(1)) && digit(at.checked_add(1));
            // A bracket that is never closed must not swallow the line.
            let open = depth > 0 && letters.iter().skip(at).any(|c| matches!(c, ')' | ']' | '）'));
            if ends(c) && !in_number && !open {
                items.push(std::mem::take(&mut item));
            } else {
                item.push(c);
            }
        }
        items.push(item);
    }
    for item in &mut items {
        // The last of a list is joined by a word.
        if let Some(last) = item.trim_start().strip_prefix("and ") {
            *item = last.to_owned();
        }
    }
    items.iter().map(|item| tidy(item)).filter(|item| item.contains(char::is_alphanumeric)).collect()
}

/// Takes away what is around an item: bullets, numbering, spaces, and a full stop at its end.
fn tidy(item: &str) -> String {
    let item = item.trim().trim_start_matches(['-', '–', '—', '*', '•', '·', '▪', '◦']).trim_start();
    let digits = item.chars().take_while(char::is_ascii_digit).count();
    let item = match item.split_at_checked(digits) {
        Some((_, rest)) if (1..=2).contains(&digits) && rest.starts_with([')', '.']) => match rest.get(1..) {
            Some(after) if after.starts_with(char::is_whitespace) => after.trim_start(),
            _ => item,
        },
        _ => item,
    };
    let item = item.trim_end();
    // The stop that ends a sentence goes, the one of "B.Sc." stays.
    let item = match item.strip_suffix('.') {
        Some(rest) if !rest.contains('.') => rest,
        _ => item,
    };
    let words: Vec<&str> =
        item.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// Returns what items are compared by: case, accents and spacing do not count, nor does a simple English plural.
pub fn likeness(folded: &str) -> String {
    folded.split(' ').map(singular).collect::<Vec<_>>().join(" ")
}

fn singular(word: &str) -> String {
    let ends = |end: &str| word.len() > end.len() + 1 && word.ends_with(end);
    if ends("ies") && word.len() > 4 {
        return format!("{}y", word.strip_suffix("ies").unwrap_or(word));
    }
    if ["ches", "shes", "sses", "xes", "zes"].iter().any(|end| ends(end)) {
        return word.strip_suffix("es").unwrap_or(word).to_owned();
    }
    if ends("s") && word.len() > 3 && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    word.to_owned()
}

/// Gathers items: what is alike becomes one, unless the user keeps it apart, and what the user made one is one.
///
/// The list is in the order of how many said an item, then of its words.
pub fn gather<S: Clone + Ord>(said: &[Said<S>], by_hand: &ByHand) -> Vec<Item<S>> {
    let mut spoken: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for one in said {
        *spoken.entry(fold(&one.text)).or_default().entry(one.text.clone()).or_default() += 1;
    }
    let mut groups = Groups::new(spoken.keys(), &by_hand.apart);
    for (one, two) in &by_hand.same {
        groups.unite(one, two);
    }
    let mut alike: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for folded in spoken.keys() {
        alike.entry(likeness(folded)).or_default().push(folded);
    }
    for members in alike.values() {
        for (at, one) in members.iter().enumerate() {
            members.iter().skip(at + 1).for_each(|two| groups.unite(one, two));
        }
    }
    let mut items: Vec<Item<S>> = groups.into_sets().iter().map(|set| item(set, &spoken, said)).collect();
    items.sort_by(|one, two| (two.said.len(), &one.key).cmp(&(one.said.len(), &two.key)));
    items
}

fn item<S: Clone + Ord>(
    set: &BTreeSet<String>,
    spoken: &BTreeMap<String, BTreeMap<String, usize>>,
    said: &[Said<S>],
) -> Item<S> {
    let most = |folded: &String| -> (usize, String) {
        let written = spoken.get(folded).into_iter().flatten();
        // Of those written as often, the first in order.
        let best = written.max_by(|one, two| (one.1, two.0).cmp(&(two.1, one.0)));
        best.map(|(text, count)| (*count, text.clone())).unwrap_or_default()
    };
    let spellings: Vec<(String, String)> = set.iter().map(|folded| (folded.clone(), most(folded).1)).collect();
    let total = |folded: &String| spoken.get(folded).into_iter().flatten().map(|(_, count)| *count).sum::<usize>();
    let key = set.iter().max_by(|one, two| (total(one), *two).cmp(&(total(two), *one))).cloned().unwrap_or_default();
    let mut by: Vec<S> = Vec::new();
    for one in said.iter().filter(|one| set.contains(&fold(&one.text))) {
        if !by.contains(&one.by) {
            by.push(one.by.clone());
        }
    }
    Item { text: most(&key).1, key, spellings, said: by }
}

/// Sets of items that are one.
struct Groups<'a> {
    of: BTreeMap<String, usize>,
    sets: Vec<BTreeSet<String>>,
    apart: &'a BTreeSet<(String, String)>,
}

impl<'a> Groups<'a> {
    fn new<'b>(items: impl Iterator<Item = &'b String>, apart: &'a BTreeSet<(String, String)>) -> Self {
        let sets: Vec<BTreeSet<String>> = items.map(|item| BTreeSet::from([item.clone()])).collect();
        let of = sets.iter().enumerate().flat_map(|(at, set)| set.iter().map(move |item| (item.clone(), at))).collect();
        Self { of, sets, apart }
    }

    /// Makes two items one, with all that either is one with, unless any two of these are to be kept apart.
    fn unite(&mut self, one: &str, two: &str) {
        let (Some(here), Some(there)) = (self.of.get(one).copied(), self.of.get(two).copied()) else { return };
        let (Some(ours), Some(theirs)) = (self.sets.get(here), self.sets.get(there)) else { return };
        let split = |one: &String| theirs.iter().any(|two| self.apart.contains(&ordered(one, two)));
        if here == there || ours.iter().any(split) {
            return;
        }
        let moved = self.sets.get_mut(there).map(std::mem::take).unwrap_or_default();
        for item in &moved {
            self.of.insert(item.clone(), here);
        }
        if let Some(ours) = self.sets.get_mut(here) {
            ours.extend(moved);
        }
    }

    fn into_sets(self) -> Vec<BTreeSet<String>> {
        self.sets.into_iter().filter(|set| !set.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(words: &[&str]) -> Vec<Said<usize>> {
        words.iter().enumerate().map(|(by, text)| Said { text: (*text).to_owned(), by }).collect()
    }

    fn shown(items: &[Item<usize>]) -> Vec<(&str, usize)> {
        items.iter().map(|item| (item.text.as_str(), item.said.len())).collect()
    }

    #[test]
    fn c73_an_answer_is_split_where_people_split_it() {
        assert_eq!(split("Excel, SQL, and Python"), ["Excel", "SQL", "Python"]);
        assert_eq!(
            split("- B.Sc. Nursing\n2) M.A. (history, art)\n• Diploma."),
            ["B.Sc. Nursing", "M.A. (history, art)", "Diploma",]
        );
        assert_eq!(split("Smith, Jones & Co; Meyer, Ltd"), ["Smith, Jones & Co", "Meyer, Ltd"]);
        assert_eq!(split("1,000 beds, 24 wards"), ["1,000 beds", "24 wards"]);
        assert_eq!(split("看護、介護，リハビリ"), ["看護", "介護", "リハビリ"]);
        assert_eq!(split(" ,, ;\n\n - "), Vec::<String>::new());
        assert_eq!(split("Word (never closed, Excel"), ["Word (never closed", "Excel"]);
    }

    #[test]
    fn c73_what_is_alike_becomes_one_with_who_said_it() {
        let items = gather(
            &said(&["Résumé", "resume", "Resumes", "team lead", "Team Leads", "Boss", "Bus", "Analyses"]),
            &ByHand::default(),
        );
        assert_eq!(shown(&items), [("Résumé", 3), ("team lead", 2), ("Analyses", 1), ("Boss", 1), ("Bus", 1)]);
    }

    #[test]
    fn c73_by_hand_goes_before_likeness() {
        let words = ["Reading", "Readings", "R.N.", "Registered nurse", "Nurse"];
        let apart = [pair("readings", "reading")];
        let same = [pair("registered nurse", "r.n."), pair("nurse", "registered nurse")];
        let items = gather(&said(&words), &ByHand::read(&same, &apart));
        assert_eq!(shown(&items), [("Nurse", 3), ("Reading", 1), ("Readings", 1)]);
        let split = ByHand::read(&same, &[pair("nurse", "r.n.")]);
        let items = gather(&said(&words), &split);
        assert_eq!(items.iter().filter(|item| item.said.len() == 2).count(), 2, "{items:?}");
        assert!(items.iter().all(|item| item.spellings.len() < 3), "what is kept apart is not joined through a third");
    }

    fn words() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["nurse", "Nurses", "NURSE", "boss", "bosses", "R.N.", "é cole", "École", "x"])
            .prop_map(str::to_owned)
    }

    fn pairs() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec((words(), words()).prop_map(|(one, two)| pair(&fold(&one), &fold(&two))), 0..6)
    }

    proptest! {
        #[test]
        fn c73_the_order_in_which_things_came_does_not_count(
            (said, mixed) in prop::collection::vec((words(), 0usize..5), 0..14)
                .prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
            (same, later) in pairs().prop_flat_map(|same| (Just(same.clone()), Just(same).prop_shuffle())),
            apart in pairs(),
        ) {
            let read = |said: &[(String, usize)]| -> Vec<Said<usize>> {
                said.iter().map(|(text, by)| Said { text: text.clone(), by: *by }).collect()
            };
            let list = |items: Vec<Item<usize>>| -> Vec<_> {
                let by = |item: &Item<usize>| item.said.iter().copied().collect::<BTreeSet<_>>();
                items.into_iter().map(|item| (by(&item), item.key, item.text, item.spellings)).collect()
            };
            let one = list(gather(&read(&said), &ByHand::read(&same, &apart)));
            prop_assert_eq!(&one, &list(gather(&read(&mixed), &ByHand::read(&later, &apart))));
            let kept = ByHand::read(&same, &apart).apart;
            for (_, _, _, spellings) in &one {
                for (here, _) in spellings {
                    let parted = spellings.iter().any(|(there, _)| here != there && kept.contains(&ordered(here, there)));
                    prop_assert!(!parted);
                }
            }
            let folded: BTreeSet<String> = said.iter().map(|(text, _)| fold(text)).collect();
            let spelled: Vec<&String> = one.iter().flat_map(|(_, _, _, all)| all.iter().map(|(folded, _)| folded)).collect();
            prop_assert_eq!(spelled.len(), folded.len(), "nothing is lost or doubled");
        }
    }
}
