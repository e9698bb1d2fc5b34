use super::*;
use std::sync::Arc;

use crate::{FileId, ReplicaId};

const NOW: i64 = 1_000_000_000;

fn state(seen: &[(&str, u64, Outcome)]) -> State {
    let seen = seen
        .iter()
        .map(|(path, size, outcome)| ((*path).to_owned(), Seen::new(*size, outcome.clone(), NOW, None)))
        .collect();
    let seen = Arc::new(seen);
    State { replica: ReplicaId::from_bytes([1; 16]), seq: 3, seen, ..State::default() }
}

fn listing(files: &[(&str, u64)]) -> Vec<Entry> {
    files.iter().map(|(path, size)| Entry { path: (*path).to_owned(), size: *size }).collect()
}

fn held(n: u8) -> Outcome {
    Outcome::Held {
        id: FileId::from_bytes([n; 32]),
        own: false,
        replica: ReplicaId::from_bytes([2; 16]),
        seq: n.into(),
        pack: false,
    }
}

fn decide(state: &State, files: &[(&str, u64)], health: &FolderHealth) -> Plan {
    plan(state, &listing(files), health, |_| false, NOW, false, &Policy::default())
}

fn reads(plan: &Plan) -> Vec<&str> {
    plan.iter()
        .filter_map(|action| if let Action::Read(entry) = action { Some(entry.path.as_str()) } else { None })
        .collect()
}

#[test]
fn a_quiet_round_does_nothing() {
    let known = [
        ("a.fhd", 10, held(1)),
        ("b", 5, Outcome::Unrelated),
        ("c.fhd", 7, Outcome::Tampered),
        ("d.fhd", 7, Outcome::Newer),
    ];
    let files = [("a.fhd", 10), ("b", 5), ("c.fhd", 7), ("d.fhd", 7), (".x.tmp", 1), ("README.txt", 1)];
    assert_eq!(decide(&state(&known), &files, &FolderHealth::Ok), []);
}

#[test]
fn new_and_changed_files_are_read_in_the_order_of_their_names() {
    let state = state(&[("log/s-2.fhd", 10, held(1)), ("log/s-4.fhd", 10, held(2))]);
    let files = [("log/s-3.fhd", 10), ("log/s-4.fhd", 11), ("log/p-1.fhd", 10), ("log/s-2.fhd", 10)];
    assert_eq!(reads(&decide(&state, &files, &FolderHealth::Ok)), ["log/p-1.fhd", "log/s-3.fhd", "log/s-4.fhd"]);
}

#[test]
fn a_full_check_reads_everything_but_temporary_names() {
    let state = state(&[("a.fhd", 10, held(1))]);
    let plan = plan(
        &state,
        &listing(&[("a.fhd", 10), ("b.tmp", 3)]),
        &FolderHealth::Ok,
        |_| false,
        NOW,
        true,
        &Policy::default(),
    );
    assert_eq!(reads(&plan), ["a.fhd"]);
}

#[test]
fn empty_and_huge_files_are_noted_without_opening() {
    let plan = decide(&state(&[]), &[("a.fhd", 0), ("b.iso", MAX_FILE + 1)], &FolderHealth::Ok);
    let outcomes: Vec<_> = plan
        .iter()
        .filter_map(|action| if let Action::Note { seen, .. } = action { Some(&seen.outcome) } else { None })
        .collect();
    assert_eq!(outcomes, [&Outcome::Arriving, &Outcome::TooLarge]);
    assert!(reads(&plan).is_empty());
}

#[test]
fn a_path_that_went_is_forgotten_unless_a_held_file_went_with_it() {
    let state = state(&[
        ("a.fhd", 10, held(1)),
        ("a (1).fhd", 10, held(1)),
        ("b.fhd", 10, held(2)),
        ("c.fhd", 3, Outcome::Arriving),
    ]);
    let plan = decide(&state, &[("a (1).fhd", 10)], &FolderHealth::Ok);
    assert_eq!(plan, [Action::Forget { path: "a.fhd".into() }, Action::Forget { path: "c.fhd".into() }]);
}

#[test]
fn sealing_needs_something_to_say_and_publishing_something_sealed() {
    let quiet = state(&[]);
    assert_eq!(decide(&quiet, &[], &FolderHealth::Ok), []);
    for loud in [
        State { unsealed: 1, ..quiet.clone() },
        State { seq: 0, ..quiet.clone() },
        State { card_changed: true, ..quiet.clone() },
    ] {
        assert_eq!(decide(&loud, &[], &FolderHealth::Ok), [Action::Seal(Say::default()), Action::Publish]);
    }
    assert_eq!(decide(&State { waiting: 1, ..quiet }, &[], &FolderHealth::Ok), [Action::Publish]);
}

#[test]
fn what_may_be_done_follows_from_the_folders_state() {
    let loud = State { unsealed: 1, waiting: 1, ..state(&[("gone.fhd", 1, Outcome::Arriving)]) };
    let files = [("new.fhd", 10)];
    for health in [
        FolderHealth::Missing,
        FolderHealth::Empty,
        FolderHealth::Locked,
        FolderHealth::OtherVault { vault: crate::VaultId::ZERO },
    ] {
        assert_eq!(decide(&loud, &files, &health), [], "{}", health.code());
    }
    for health in
        [FolderHealth::MarkerLost, FolderHealth::Emptied { known: 1 }, FolderHealth::ManyGone { gone: 1, known: 1 }]
    {
        let plan = decide(&loud, &files, &health);
        assert_eq!(reads(&plan), ["new.fhd"], "{}", health.code());
        assert!(
            !plan.iter().any(|action| matches!(action, Action::Seal(_))) && !plan.contains(&Action::Publish),
            "{}",
            health.code()
        );
    }
    assert!(decide(&loud, &files, &FolderHealth::Full { detail: String::new() }).contains(&Action::Publish));
}
