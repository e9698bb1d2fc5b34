//! How far the information targets of an exploration are covered by what was asked and answered (C08).

use serde::{Deserialize, Serialize};

/// A question within a talk, with the targets that it serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The ids of its targets.
    pub targets: &'a [String],
    /// Whether it has an answer.
    pub answered: bool,
    /// Whether it may still be asked: the talk is ahead or goes on.
    pub open: bool,
}

/// How far one target is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Covered {
    /// The target's id.
    pub target: String,
    /// How many answers there are.
    pub answered: u32,
    /// How many questions are planned and not answered yet.
    pub planned: u32,
}

/// Measures each of `targets`, in their order. A question that serves several targets counts for each.
pub fn coverage<'a>(targets: &[&str], asked: impl IntoIterator<Item = Asked<'a>>) -> Vec<Covered> {
    let mut covered: Vec<_> =
        targets.iter().map(|target| Covered { target: (*target).to_owned(), answered: 0, planned: 0 }).collect();
    for question in asked {
        for one in covered.iter_mut().filter(|one| question.targets.contains(&one.target)) {
            one.answered += u32::from(question.answered);
            one.planned += u32::from(question.open && !question.answered);
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c08_a_target_is_covered_by_answers_and_by_what_is_still_to_be_asked() {
        let (pay, both) = (vec!["pay".to_owned()], vec!["pay".to_owned(), "skills".to_owned()]);
        let asked = |targets, answered, open| Asked { targets, answered, open };
        let all =
            [asked(&pay, true, false), asked(&both, false, true), asked(&both, false, false), asked(&both, true, true)];
        let covered = coverage(&["skills", "pay", "fit"], all);
        let counts: Vec<_> = covered.iter().map(|one| (one.target.as_str(), one.answered, one.planned)).collect();
        assert_eq!(counts, [("skills", 1, 1), ("pay", 2, 1), ("fit", 0, 0)]);
    }
}
