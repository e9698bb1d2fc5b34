//! A year of a user with five devices: how large the folder and each device's part of it become, and what a quiet round reads.

use crate::{
    document::DocumentNode,
    fuse::Fuse,
    ground::{BEGIN, Ground},
    node::{Node as _, Wish},
};
use firsthand_sync::{MemoryFolder, OnMissing, Policy, SeededEntropy};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DEVICES: usize = 5;
const EDITS_A_DAY: i64 = 20;
const DAY: i64 = 86_400_000;
/// Words of the length of those that people write, so that a jot is about as long as one.
const WORDS: &[&str] =
    &["she", "likes", "the", "work", "on", "a", "ward", "and", "nights", "are", "long", "but", "people", "stay"];

/// What a device writes in: the jot that it goes on with.
#[derive(Default)]
struct Desk {
    jot: Option<Value>,
    text: String,
}

/// Lives so many days of it. Each edit is followed by a round, which is more often than a device that writes has one.
pub(crate) fn live(days: i64) {
    let (ground, folder) = (Ground::new(1), MemoryFolder::new());
    ground.vault.install(&folder).unwrap();
    let mut nodes: Vec<DocumentNode> = (0..DEVICES).map(|n| DocumentNode::create(&ground, 100 + n as u64)).collect();
    let mut desks: Vec<Desk> = (0..DEVICES).map(|_| Desk::default()).collect();
    let mut chance = SeededEntropy::new(7);
    let (mut now, mut most_files, mut most_of_one, mut most_bytes) = (BEGIN, 0, 0, 0);
    let round = |node: &mut DocumentNode, now| {
        let wish = Wish { now, full: false, missing: OnMissing::Stop, policy: Policy::default(), fuse: Fuse::never() };
        node.round(&folder, &wish).unwrap().unwrap()
    };
    for _ in 0..days {
        for _ in 0..EDITS_A_DAY {
            for (node, desk) in nodes.iter_mut().zip(&mut desks) {
                write(node, desk, now, &mut chance);
                round(node, now);
            }
            now += DAY / EDITS_A_DAY;
        }
        let files = folder.files();
        let mut by_device: BTreeMap<&str, usize> = BTreeMap::new();
        for path in files.keys().filter(|path| path.starts_with("log/")) {
            // Streams of one device change only after a fork, of which there is none here.
            *by_device.entry(path.split('-').nth(1).unwrap()).or_default() += 1;
        }
        most_files = most_files.max(files.len());
        most_of_one = most_of_one.max(by_device.values().copied().max().unwrap());
        most_bytes = most_bytes.max(files.values().map(Vec::len).sum::<usize>());
    }
    for _ in 0..6 {
        now += 11 * 60_000;
        nodes.iter_mut().for_each(|node| drop(round(node, now)));
    }
    let live = nodes[0].stored_bytes();
    let edits = days * EDITS_A_DAY * DEVICES as i64;
    println!(
        "a year: {days} days, {edits} edits; at most {most_files} files, {most_of_one} of one device, {most_bytes} bytes; {live} bytes live"
    );
    assert!(most_of_one <= 200, "{most_of_one} files of one device");
    // A small folder is mostly files of a kilobyte.
    assert!(most_bytes <= 3 * live.max(1 << 20), "{most_bytes} bytes for {live}");
    let expected = nodes[0].export();
    for node in &mut nodes {
        let reads = folder.reads();
        let quiet = round(node, now);
        assert_eq!((quiet.read, folder.reads() - reads), (0, 1), "a quiet round reads the marker only: {quiet:?}");
        assert!(quiet.is_settled(), "{quiet:?}");
        assert!(node.export() == expected, "devices show different things");
        node.check(false).unwrap();
    }
    let mut joined = DocumentNode::create(&ground, 999);
    (0..3).for_each(|_| drop(round(&mut joined, now)));
    assert!(joined.export() == expected, "a device that joins after it shows something else");
}

/// Three edits in four go on with what is there; a person comes now and then.
fn write(node: &mut DocumentNode, desk: &mut Desk, now: i64, chance: &mut SeededEntropy) {
    node.set_clock(now);
    let sentence = (0..12).map(|_| WORDS[chance.below(WORDS.len())]).collect::<Vec<_>>().join(" ");
    match chance.below(20) {
        0 => drop(node.call("person_add", json!({"name": sentence})).unwrap()),
        1..5 => {
            desk.text = format!("{sentence}. ");
            desk.jot = Some(node.call("jot_save", json!({"text": desk.text})).unwrap());
        }
        _ => {
            desk.text = format!("{}{sentence}. ", desk.text);
            let jot = desk.jot.as_ref();
            let args = match jot {
                Some(jot) => json!({"id": jot["id"], "text": desk.text, "base": jot["version"]}),
                None => json!({"text": desk.text}),
            };
            desk.jot = Some(node.call("jot_save", args).unwrap());
        }
    }
}
