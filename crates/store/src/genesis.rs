//! The first change of every document.
//!
//! Two devices may create the same document apart (the answer to one question in one talk has the same id everywhere).
//! If each made its own text object, the two objects would conflict and one device's words would not show. So the
//! containers of a kind are made by a change that depends on nothing but the kind: a fixed actor, time 0, no message,
//! fields in sorted order. Every device makes the same bytes, and texts merge letter by letter from the start.
//!
//! A container field added after a release belongs to a further level, whose change depends on the level before only.

use crate::{Error, Result, document::ENCODING};
use automerge::{
    ActorId, Automerge, AutomergeError, Change, ChangeHash, ObjType, ROOT, ReadDoc,
    transaction::{CommitOptions, Transactable},
};
use firsthand_domain::{KINDS, Kind, Shape};
use std::{collections::BTreeMap, sync::LazyLock};

/// The key of the kind's name in the root map.
pub(crate) const KIND: &str = "_kind";

/// Returns the genesis changes of a kind, lowest level first.
pub(crate) fn of(kind: &Kind) -> Result<&'static [Change]> {
    static ALL: LazyLock<Result<BTreeMap<&'static str, Vec<Change>>, String>> = LazyLock::new(|| {
        KINDS.iter().map(|kind| Ok((kind.name, build(kind).map_err(|error| error.to_string())?))).collect()
    });
    let all = ALL.as_ref().map_err(|error| Error::Internal(format!("no genesis: {error}")))?;
    all.get(kind.name).map(Vec::as_slice).ok_or_else(|| Error::NoKind { kind: kind.name.to_owned() })
}

/// Returns the genesis changes that a document lacks.
pub(crate) fn missing(kind: &Kind, doc: &Automerge) -> Result<Vec<Change>> {
    let all = of(kind)?;
    let hashes: Vec<ChangeHash> = all.iter().map(Change::hash).collect();
    let missing = doc.get_missing_deps(&hashes);
    Ok(all.iter().filter(|change| missing.contains(&change.hash())).cloned().collect())
}

/// Tells whether a change is a genesis change of the kind.
pub(crate) fn is_genesis(kind: &Kind, hash: &ChangeHash) -> bool {
    of(kind).is_ok_and(|all| all.iter().any(|change| change.hash() == *hash))
}

/// Returns the genesis change of the kind that has this hash and these bytes: every document brings it, and it need not be decoded
/// each time.
pub(crate) fn find(kind: &Kind, hash: &[u8; 32], bytes: &[u8]) -> Option<Change> {
    let all = of(kind).ok()?;
    all.iter().find(|change| change.hash().0 == *hash && change.raw_bytes() == bytes).cloned()
}

fn build(kind: &Kind) -> Result<Vec<Change>, AutomergeError> {
    let mut doc = Automerge::new_with_encoding(ENCODING);
    for level in 1..=kind.level() {
        let mut fields: Vec<_> =
            kind.fields.iter().filter(|field| field.since == level && field.shape.is_container()).collect();
        fields.sort_by_key(|field| field.name);
        if level > 1 && fields.is_empty() {
            continue;
        }
        let name = format!("firsthand genesis {} {level}", kind.name);
        let [actor @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *blake3::hash(name.as_bytes()).as_bytes();
        doc.set_actor(ActorId::from(actor));
        let mut tx = doc.transaction();
        if level == 1 {
            tx.put(ROOT, KIND, kind.name)?;
        }
        for field in fields {
            let object = if field.shape == Shape::Prose { ObjType::Text } else { ObjType::Map };
            tx.put_object(ROOT, field.name, object)?;
        }
        tx.commit_with(CommitOptions::default().with_time(0));
    }
    Ok(doc.get_changes(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use firsthand_domain::Field;

    /// These stand on users' devices and in their folders: another hash here would double their texts. A container that
    /// is added to a kind gets a further level; the lines that are here never change.
    const GOLDEN: &[(&str, &str)] = &[
        ("exploration", "6b5abc7aef4945bf7c454d92ec1a7a231527046c8dd8c02057cd446e66e23a9d"),
        ("profile", "55e54f1a8cbe82262630465557e2c09997bb1be947ade272999374873ca378c6"),
        ("profile", "d46a289d8e7db5dcf3637514f2450ecb2587c04c79ca18a7b8a02e9dc10558c7"),
        ("organization", "dca6526e49102157345515922ba928e2b25ccfd696cf4b5258a459b75911d587"),
        ("person", "8766dc1cf9bf92c96ae98f71aa8982c7a96b65ac01785d831d95189ef66c51b6"),
        ("person", "d5ecc3eaebece479a7094b367ad00122488c5c360a8d3fa34ab280c6c22f2d41"),
        ("portrait", "49c11bdd5ef9474733cb701320ec3d00e70a8b90765867d9de9b57a96f199f2b"),
        ("attempt", "33a44e0917533912cc47e3e85105167c4402d858d484c5873f44df1954efe278"),
        ("referral", "bba833063d0f27c3c68866171309dcc3be7f1826ebdbbc609656ad9529e5ec8a"),
        ("question", "93015be71a35ec629a40ba22ac8eb6f049ec9f4d2b15b638f11c4ee8f6696d64"),
        ("interview", "2abe1037328ede12c400e01474a1fa88cb2fdac921ea5fa7cea58723141fa7bd"),
        ("interview", "1a967f146ba77d4c61e70c1810eaa5aa3284ea1ecc7769295522b29762a6970a"),
        ("answer", "c425e1c45a8850b1549f68e6f6046f0b73919926d5f642d57cfd6ba2fc077a56"),
        ("jot", "4146d2c2b27f1a5ed3f1f0439a9104db14445d323c2a819fd455abeeb63a66ca"),
        ("follow-up", "00800029440fab3930bdfa5d25526a02a5b9eb6b2291a1ede14df9f9091151ea"),
        ("lead", "5939db3eeeea69d2760056ed5b886c5799b0875e5f432f0c503219aed82ee107"),
        ("template", "f069d988608620ebdce8fb8ebc02b1409c2f84df4ee52cb42b79d576462994ae"),
        ("letter", "4baaa722136dff91465ae57c2debcdaadc27af894375879fb81b839381af6021"),
        ("preferences", "9c60289b69d9e2ff4b84715aa368895b441c54432b8287646c17ad446e0f446d"),
        ("comparison", "23f6aacce866793bca01854ce4a4e44d735e3ec8b33c59508f95522a61a6ffc9"),
        ("collection", "7f00a22068d436ba7b318e8f5690408a02d619cea0b8c98544b7265e6f3c74b1"),
        ("judgement", "837ae08b046f925b92259508060b7fd39f3c9682de6860d38440274b50e42298"),
        ("decision", "de31220e9231738142cb036d4884c5f64c34d0326dd514fb1b923d28f5113955"),
    ];

    #[test]
    fn genesis_never_changes() {
        let found: Vec<_> = KINDS
            .iter()
            .flat_map(|kind| of(kind).unwrap().iter().map(|change| (kind.name, change.hash().to_string())))
            .collect();
        let found: Vec<_> = found.iter().map(|(kind, hash)| (*kind, hash.as_str())).collect();
        assert_eq!(found, GOLDEN);
    }

    #[test]
    fn a_genesis_change_is_found_by_its_hash_and_its_bytes_together() {
        for kind in KINDS {
            for change in of(kind).unwrap() {
                let (hash, bytes) = (change.hash().0, change.raw_bytes());
                assert_eq!(find(kind, &hash, bytes).unwrap().hash(), change.hash());
                assert!(find(kind, &[0; 32], bytes).is_none());
                assert!(find(kind, &hash, &bytes[1..]).is_none());
            }
        }
    }

    const fn field(name: &'static str, shape: Shape, since: u16) -> Field {
        Field { name, shape, since }
    }

    const FIRST: Kind =
        Kind { name: "thing", title: &[], fields: &[field("notes", Shape::Prose, 1), field("name", Shape::Line, 1)] };
    const LATER: Kind = Kind {
        name: "thing",
        title: &[],
        fields: &[
            field("asides", Shape::Prose, 3),
            field("notes", Shape::Prose, 1),
            field("name", Shape::Line, 1),
            field("tags", Shape::Set, 3),
            field("size", Shape::Number, 2),
        ],
    };

    #[test]
    fn a_further_level_builds_on_the_one_before_and_changes_nothing_in_it() {
        let (first, later) = (build(&FIRST).unwrap(), build(&LATER).unwrap());
        assert_eq!(first.len(), 1);
        assert_eq!(later.len(), 2, "a level without containers has no change");
        assert_eq!(first[0].hash(), later[0].hash());
        assert_eq!(later[1].deps(), [first[0].hash()]);
        assert!(later.iter().all(|change| change.timestamp() == 0 && change.message().is_none() && change.seq() == 1));
    }

    #[test]
    fn an_old_document_gets_the_new_containers_and_keeps_its_words() {
        let mut doc = Automerge::new_with_encoding(ENCODING);
        doc.apply_changes(build(&FIRST).unwrap()).unwrap();
        let notes = doc.get(ROOT, "notes").unwrap().unwrap().1;
        let mut tx = doc.transaction();
        tx.splice_text(&notes, 0, 0, "Kept.").unwrap();
        tx.commit();
        doc.apply_changes(build(&LATER).unwrap()).unwrap();
        assert_eq!(doc.text(&notes).unwrap(), "Kept.");
        assert!(doc.get(ROOT, "asides").unwrap().is_some());
        assert_eq!(doc.get_all(ROOT, "notes").unwrap().len(), 1);
    }
}
