use super::*;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

prop_compose! {
    fn change()(doc: [u8; 16], kind in "[a-z-]{1,20}", hash: [u8; 32], bytes in vec(any::<u8>(), 0..100)) -> Change {
        Change { doc: DocId::from_bytes(doc), kind, hash, bytes }
    }
}

prop_compose! {
    fn card()(device in proptest::option::of(any::<[u8; 16]>()), name in ".{0,20}", os in ".{0,10}", max: u16, age in proptest::option::of("age1[a-z]{58}")) -> Card {
        Card { device: device.map(DeviceId::from_bytes), name, os, max, age, extra: Extra::default() }
    }
}

fn want() -> impl Strategy<Value = Want> {
    let stretch = any::<([u8; 16], u64, u64)>()
        .prop_map(|(replica, first, last)| Want::Stretch(ReplicaId::from_bytes(replica), first, last));
    prop_oneof![stretch, any::<[u8; 32]>().prop_map(|id| Want::File(FileId::from_bytes(id)))]
}

prop_compose! {
    fn segment()(
        app in ".{0,10}",
        numbers: (u32, u32, i64),
        have in btree_map(any::<[u8; 16]>(), any::<(u64, [u8; 16])>(), 0..5),
        packs in vec(any::<[u8; 32]>(), 0..3),
        want in vec(want(), 0..3),
        card in proptest::option::of(card()),
        changes in vec(change(), 0..5),
    ) -> Segment {
        let (schema, needs, time) = numbers;
        let have = have.into_iter().map(|(replica, (seq, tip))| (ReplicaId::from_bytes(replica), Have { seq, tip })).collect();
        let packs = packs.into_iter().map(FileId::from_bytes).collect();
        Segment { app, schema, needs, time, have, packs, want, card, standings: Vec::new(), changes, extra: Extra::default() }
    }
}

proptest! {
    #[test]
    fn a_segment_reads_as_it_was_written(segment in segment()) {
        prop_assert_eq!(Segment::decode(&segment.encode()), Ok(segment));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Segment::decode(&bytes);
    }

    #[test]
    fn a_changed_byte_never_makes_it_panic(segment in segment(), at: prop::sample::Index, mask: u8) {
        let mut bytes = segment.encode();
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        let _ = Segment::decode(&bytes);
    }

    #[test]
    fn a_batch_takes_at_least_one_and_no_more_than_fits(sizes in vec(0usize..600_000, 1..20)) {
        let taken = batch(sizes.iter().copied());
        prop_assert!(taken >= 1 && taken <= sizes.len());
        prop_assert!(taken == 1 || sizes[..taken].iter().sum::<usize>() <= BATCH);
        prop_assert!(taken == sizes.len() || sizes[..=taken].iter().sum::<usize>() > BATCH);
    }
}

fn map(entries: Vec<(&str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (Value::Text(key.into()), value)).collect())
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn least() -> Vec<(&'static str, Value)> {
    vec![("app", "9".into()), ("schema", 1.into()), ("needs", 1.into()), ("t", 0.into())]
}

#[test]
fn fields_of_newer_versions_survive_a_round_trip() {
    let card = map(vec![("name", "Phone".into()), ("os", "Android".into()), ("max", 1.into()), ("battery", 80.into())]);
    let change = Value::Array(vec![
        Value::Bytes(vec![1; 16]),
        "hologram".into(),
        Value::Bytes(vec![2; 32]),
        Value::Bytes(vec![3]),
        "later".into(),
    ]);
    let mut fields = least();
    fields.extend([
        ("card", card),
        ("changes", Value::Array(vec![change])),
        ("mood", map(vec![("today", "calm".into())])),
        ("zeta", 1.into()),
    ]);
    let segment = Segment::decode(&encoded(&map(fields))).unwrap();
    assert_eq!(segment.changes[0].kind, "hologram");
    assert!(!segment.extra.is_empty() && !segment.card.as_ref().unwrap().extra.is_empty());
    let again = segment.encode();
    for word in ["mood", "calm", "zeta", "battery"] {
        assert!(again.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    assert_eq!(Segment::decode(&again), Ok(segment));
}

#[test]
fn what_is_missing_repeated_misshapen_or_trailing_is_refused() {
    let refused = |fields: Vec<(&str, Value)>| Segment::decode(&encoded(&map(fields))).is_err();
    assert!(!refused(least()));
    for key in ["app", "schema", "needs", "t"] {
        assert!(refused(least().into_iter().filter(|(name, _)| *name != key).collect()), "{key} missing");
    }
    let with = |key, value| least().into_iter().chain([(key, value)]).collect::<Vec<_>>();
    assert!(refused(with("app", "twice".into())));
    let change = |doc: usize, kind: &str, hash: usize| {
        Value::Array(vec![Value::Array(vec![
            Value::Bytes(vec![1; doc]),
            kind.into(),
            Value::Bytes(vec![2; hash]),
            Value::Bytes(vec![]),
        ])])
    };
    assert!(!refused(with("changes", change(16, "jot", 32))));
    assert!(refused(with("changes", change(15, "jot", 32))));
    assert!(refused(with("changes", change(16, "jot", 31))));
    assert!(refused(with("changes", change(16, "", 32))));
    assert!(refused(with("changes", change(16, &"k".repeat(65), 32))));
    assert!(refused(with("changes", 5.into())));
    assert!(refused(with("have", Value::Map(vec![(Value::Bytes(vec![0; 16]), 5.into())]))));
    assert!(refused(
        with("schema2", 5.into())
            .into_iter()
            .map(|(key, value)| (if key == "schema2" { "want" } else { key }, value))
            .collect()
    ));
    let mut trailing = encoded(&map(least()));
    trailing.push(0);
    assert!(Segment::decode(&trailing).is_err());
    let deep = (0..100).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    assert!(refused(with("deep", deep)));
}

#[test]
fn long_words_are_cut_between_characters() {
    let card = Card { name: "ü".repeat(200), ..Card::default() };
    let segment = Segment { card: Some(card), app: "a".repeat(100), ..Segment::default() };
    let read = Segment::decode(&segment.encode()).unwrap();
    assert_eq!(read.card.unwrap().name, "ü".repeat(128));
    assert_eq!(read.app.len(), 64);
}

#[test]
fn small_edits_cost_little() {
    let changes = (0..20u8).map(|n| Change {
        doc: DocId::from_bytes([n; 16]),
        kind: "answer".into(),
        hash: [n; 32],
        bytes: vec![n; 60],
    });
    let segment = Segment { changes: changes.collect(), ..Segment::default() };
    let overhead = segment.encode().len() - 20 * (16 + 32 + 60);
    assert!(overhead < 20 * 15 + 60, "{overhead}");
}
