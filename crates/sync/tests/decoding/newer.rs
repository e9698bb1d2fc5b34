//! Files of programs to come: what is read, what is kept, what is left alone, and what is passed on byte for byte.

use ciborium::Value;
use firsthand_sync::{
    Card, Change, DocId, Folder, HaveMap, Kind, MemoryFolder, Pack, ReplicaId, Segment, Standing, Want, envelope,
};

use crate::device::Device;
use crate::files::{Forge, open, vault};

fn value(payload: &[u8]) -> Value {
    ciborium::from_reader(payload).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// What a later minor may do to a payload: every list of fixed places is longer, every map has more keys.
fn grown(value: Value, depth: usize) -> Value {
    const LISTS: [&str; 8] = ["changes", "documents", "have", "covers", "cards", "want", "standings", "card"];
    let Value::Map(fields) = value else { return value };
    let longer = |entry: Value| match entry {
        Value::Array(mut places) => {
            places.push("later".into());
            Value::Array(places)
        }
        other => other,
    };
    let mut fields: Vec<(Value, Value)> = fields
        .into_iter()
        .map(|(key, value)| {
            let is_list = depth > 0 || key.as_text().is_some_and(|key| LISTS.contains(&key));
            let value = match value {
                Value::Array(entries) if is_list => Value::Array(entries.into_iter().map(longer).collect()),
                Value::Map(entries) if key.as_text() == Some("card") => grown(Value::Map(entries), depth + 1),
                Value::Map(entries) => {
                    Value::Map(entries.into_iter().map(|(key, value)| (key, longer(value))).collect())
                }
                other => other,
            };
            (key, value)
        })
        .collect();
    fields.insert(0, ("mood".into(), Value::Map(vec![(7.into(), Value::Null), ("today".into(), "calm".into())])));
    fields.push((9.into(), Value::Tag(42, Box::new("tagged".into()))));
    fields.push((Value::Bytes(vec![1, 2]), Value::Float(0.5)));
    Value::Map(fields)
}

fn change(kind: &str, words: &str) -> Change {
    let bytes = words.as_bytes().to_vec();
    Change { doc: DocId::from_bytes([7; 16]), kind: kind.into(), hash: *blake3::hash(&bytes).as_bytes(), bytes }
}

fn segment() -> Segment {
    let replica = ReplicaId::from_bytes([5; 16]);
    Segment {
        app: "9.9".into(),
        schema: 99,
        needs: 99,
        have: HaveMap::from([(replica, firsthand_sync::Have { seq: 1, tip: [2; 16] })]),
        want: vec![Want::Stretch(ReplicaId::from_bytes([6; 16]), 1, 2)],
        card: Some(Card { name: "Phone".into(), os: "Later".into(), max: 3, ..Card::default() }),
        standings: vec![Standing {
            device: firsthand_sync::DeviceId::from_bytes([3; 16]),
            n: 1,
            retired: true,
            upto: HaveMap::new(),
        }],
        changes: vec![change("hologram", "a picture that turns"), change("jot", "words")],
        ..Segment::default()
    }
}

/// The payload of a segment as a later minor may write it.
pub(crate) fn grown_segment() -> Vec<u8> {
    bytes(&grown(value(&segment().encode()), 0))
}

#[test]
fn longer_headers_more_keys_and_longer_entries_are_read_for_what_is_known() {
    let vault = vault();
    let payload = grown_segment();
    assert_ne!(payload, segment().encode());
    let read = Segment::decode(&payload).unwrap();
    assert_eq!((&read.changes, &read.have, &read.want), (&segment().changes, &segment().have, &segment().want));
    assert_eq!((&read.standings, read.needs), (&segment().standings, 99));
    assert_eq!(read.card.as_ref().unwrap().name, "Phone");
    // What is not known comes back out as it came, from maps.
    let again = Segment::decode(&read.encode()).unwrap();
    assert_eq!(again.encode(), read.encode());
    for word in [&b"calm"[..], b"tagged", b"\xf9\x38\x00"] {
        assert!(again.encode().windows(word.len()).any(|window| window == word), "{word:?}");
    }
    for header_len in [128, 136, 500, 1024] {
        let folder = MemoryFolder::new();
        vault.install(&folder).unwrap();
        let forge = Forge { minor: 3, header_len, ..Forge::segment(4) };
        folder.put_raw("log/newer.fhd", forge.seal(&vault, &payload));
        let mut reader = Device::new(&vault, 1);
        let round = reader.round(&folder);
        assert_eq!((round.ingested, round.changes, round.problems.len()), (1, 2, 0), "header of {header_len}");
        assert!(segment().changes.iter().all(|change| reader.disk.hashes().contains(&change.hash)));
        assert_eq!(reader.disk.cards()[&forge.replica].1.name, "Phone");
    }
}

#[test]
fn a_pack_of_a_later_minor_is_taken_in_and_covers() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let mut writer = Device::new(&vault, 1);
    let hashes = [writer.edit(), writer.edit()];
    writer.round(&folder);
    let elsewhere = MemoryFolder::new();
    vault.install(&elsewhere).unwrap();
    writer.disk.move_to_new_folder();
    writer.round(&elsewhere);
    let (path, whole) = elsewhere.files().into_iter().find(|(path, _)| path.contains("/p-")).unwrap();
    let plain = open(&whole, &vault).unwrap();
    let payload = bytes(&grown(value(&plain.payload), 0));
    let (known, read) = (Pack::decode(&plain.payload).unwrap(), Pack::decode(&payload).unwrap());
    assert_eq!((&read.documents, &read.covers, &read.with), (&known.documents, &known.covers, &known.with));
    assert!(!read.extra.is_empty() && !read.documents.is_empty() && !read.covers.is_empty());
    let forge = Forge { minor: 9, header_len: 256, kind: 2, ..Forge::segment(4) };
    let alone = MemoryFolder::new();
    vault.install(&alone).unwrap();
    alone.put_raw(&path, forge.seal(&vault, &payload));
    let mut reader = Device::new(&vault, 2);
    let round = reader.round(&alone);
    assert_eq!((round.ingested, round.changes, round.problems.len()), (1, 2, 0));
    assert!(hashes.iter().all(|hash| reader.disk.hashes().contains(hash)));
    assert!(firsthand_sync::chain::includes(reader.disk.have(), &read.covers), "it covers");
}

#[test]
fn an_unknown_kind_of_document_is_passed_on_byte_for_byte_in_segments_and_packs() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let (mut newer, mut middle) = (Device::new(&vault, 1), Device::new(&vault, 2));
    let words: Vec<u8> = (0..=255).collect();
    let hash = newer.disk.edit(DocId::from_bytes([9; 16]), "hologram", words.clone());
    newer.round(&folder);
    middle.round(&folder);
    assert!(middle.disk.hashes().contains(&hash));
    // The first device and its folder are lost. What is left writes a new folder.
    drop(newer);
    let second = MemoryFolder::new();
    vault.install(&second).unwrap();
    middle.disk.move_to_new_folder();
    middle.round(&second);
    let packs = second.files().into_iter().filter(|(path, _)| path.contains("/p-"));
    let packs: Vec<Pack> =
        packs.map(|(_, bytes)| Pack::decode(&open(&bytes, &vault).unwrap().payload).unwrap()).collect();
    let documents: Vec<_> = packs.iter().flat_map(|pack| &pack.documents).collect();
    assert_eq!(documents.len(), 1);
    assert_eq!((documents[0].kind.as_str(), documents[0].doc), ("hologram", DocId::from_bytes([9; 16])));
    assert!(documents[0].save.windows(words.len()).any(|window| window == words));
    // And whoever knows the kind gets its very bytes, whose hash it is.
    let mut late = Device::new(&vault, 3);
    late.round(&second);
    assert_eq!(late.disk.applied(), [hash]);
}

#[test]
fn what_is_beside_the_documents_of_a_pack_keeps_its_kind_and_bytes() {
    let changes = vec![change("hologram", "a picture that turns"), change("x", "")];
    let pack = Pack { app: "t".into(), changes: changes.clone(), ..Pack::default() };
    let again = Pack::decode(&Pack::decode(&pack.encode()).unwrap().encode()).unwrap();
    assert_eq!(again.changes, changes);
}

#[test]
fn a_higher_major_is_left_alone_and_read_again_by_a_program_that_knows_more() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let payload = segment().encode();
    let mut planted = Vec::new();
    let mut plant = |path: &str, bytes: Vec<u8>| {
        folder.put_raw(path, bytes.clone());
        planted.push((path.to_owned(), bytes));
    };
    plant("log/two.fhd", Forge { major: 2, ..Forge::segment(4) }.seal(&vault, &payload));
    plant("log/most.fhd", Forge { major: u16::MAX, minor: 9, ..Forge::segment(5) }.seal(&vault, b"\xff"));
    plant("log/kind.fhd", Forge { kind: 77, ..Forge::segment(6) }.seal(&vault, b"anything"));
    let mut flagged = Forge::segment(7).seal(&vault, &payload);
    flagged[13] |= 8;
    plant("log/flag.fhd", crate::files::rehash(flagged));
    assert!(planted.iter().take(2).all(|(_, bytes)| {
        matches!(envelope::inspect(bytes), Err(firsthand_sync::Refusal::Newer { major }) if major > 1)
    }));

    let (mut reader, mut other) = (Device::new(&vault, 1), Device::new(&vault, 2));
    let hash = reader.edit();
    let round = reader.round(&folder);
    let told: Vec<_> = round.problems.iter().map(|problem| problem.outcome.code()).collect();
    assert_eq!(told, ["newer"; 4], "they are counted, so that the user is asked to update");
    assert_eq!((round.ingested, round.published, round.health.code()), (0, 1, "ok"), "and it goes on with its own");
    other.round(&folder);
    assert_eq!(other.disk.applied(), [hash], "nothing is held up");
    for now in [0, 86_400_000, 400 * 86_400_000] {
        reader.now += now;
        let again = reader.round(&folder);
        assert_eq!((again.problems.len(), again.cleaned), (4, 0));
        assert!(again.read <= 1, "only what the other has written: {}", again.read);
    }
    // The program is replaced by one that reads more than the one that looked.
    let seen = reader.disk.seen();
    for (path, _) in &planted {
        seen.get_mut(path).unwrap().reader -= 1;
    }
    assert_eq!(reader.round(&folder).read, 4);
    assert_eq!(reader.round(&folder).read, 0);
    for (path, bytes) in planted {
        assert_eq!(folder.read(&path).unwrap(), bytes, "{path} is as it was");
    }
}

#[test]
fn only_a_marker_that_is_newer_stops_writing() {
    let vault = vault();
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let mut reader = Device::new(&vault, 1);
    reader.round(&folder);
    let marker = firsthand_sync::name::marker_path(vault.id);
    let kind = envelope::inspect(&vault.marker).unwrap().header.kind;
    assert_eq!(kind, Kind::Marker);
    folder.put_raw(&marker, Forge { major: 2, kind: 4, ..Forge::segment(0) }.seal(&vault, b"later"));
    reader.edit();
    let round = reader.round(&folder);
    assert_eq!((round.health.code(), round.published, round.unsealed), ("newer-format", 0, 1));
    folder.put_raw(&marker, vault.marker.clone());
    assert_eq!(reader.round(&folder).published, 1);
}
