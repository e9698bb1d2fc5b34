//! What is remembered of a folder beside what is listed in it, path by path.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::folder::Entry;
use crate::seen::Seen;

/// A path that is remembered, listed, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compared<'a> {
    /// The path.
    pub(crate) path: &'a str,
    /// What is remembered of it.
    pub(crate) seen: Option<&'a Seen>,
    /// What is listed there.
    pub(crate) entry: Option<&'a Entry>,
}

/// Gives every path once, in their order. A listing that is in order already costs one look at each path.
pub(crate) fn compared<'a>(
    seen: &'a BTreeMap<String, Seen>,
    listing: &'a [Entry],
) -> impl Iterator<Item = Compared<'a>> {
    let mut files: Vec<&Entry> = listing.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    // A directory that is being written to may list a file twice.
    files.dedup_by(|later, first| later.path == first.path);
    let (mut seen, mut files) = (seen.iter().peekable(), files.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (seen.peek(), files.peek()) {
            (Some((path, _)), Some(entry)) => path.as_str().cmp(entry.path.as_str()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        let remembered = if order.is_le() { seen.next() } else { None };
        let entry = if order.is_ge() { files.next() } else { None };
        let path = remembered.map(|(path, _)| path.as_str()).or(entry.map(|entry| entry.path.as_str()))?;
        Some(Compared { path, seen: remembered.map(|(_, seen)| seen), entry })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen::Outcome;

    #[test]
    fn every_path_comes_once_in_order_with_all_that_is_known_of_it() {
        let listed = |path: &str| Entry { path: path.to_owned(), size: 1 };
        let listing = ["c", "a", "e", "c", "d"].map(listed);
        let seen: BTreeMap<String, Seen> =
            ["b", "c", "e", "f"].map(|path| (path.to_owned(), Seen::new(1, Outcome::Marker, 0, None))).into();
        let found: Vec<_> =
            compared(&seen, &listing).map(|one| (one.path, one.seen.is_some(), one.entry.is_some())).collect();
        let all = [
            ("a", false, true),
            ("b", true, false),
            ("c", true, true),
            ("d", false, true),
            ("e", true, true),
            ("f", true, false),
        ];
        assert_eq!(found, all);
        assert_eq!(compared(&BTreeMap::new(), &[]).count(), 0);
    }
}
