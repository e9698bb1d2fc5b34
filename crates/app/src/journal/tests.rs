use super::*;
use firsthand_sync::{
    Entropy as _, Header, KeyId, Kind, MemoryFolder, OnMissing, Policy, RoundOptions, SeededEntropy, Segment, State,
    Vault, sync_round,
};
use serde_json::json;
use tempfile::TempDir;

fn vault() -> Vault {
    Vault::generate(&mut SeededEntropy::new(1), 0, "0").unwrap()
}

fn member(dir: &TempDir, vault: &Vault, seed: u64) -> App {
    let app = App::open(dir.path()).unwrap();
    app.enter_vault(vault, &mut SeededEntropy::new(seed)).unwrap();
    app
}

fn write(app: &App, text: &str) {
    app.dispatch("jot_save", json!({"text": text})).unwrap();
}

/// What the database says, read by somebody who knew nothing before.
fn told(dir: &TempDir) -> State {
    App::open(dir.path()).unwrap().journal().state().unwrap()
}

#[test]
fn what_is_kept_in_memory_is_what_the_database_says() {
    let (vault, folder) = (vault(), MemoryFolder::new());
    vault.install(&folder).unwrap();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let (first, other) = (member(&dirs[0], &vault, 2), member(&dirs[1], &vault, 3));
    // Another program on the first one's data.
    let second = App::open(dirs[0].path()).unwrap();
    let apps = [(&first, &dirs[0]), (&second, &dirs[0]), (&other, &dirs[1])];
    for seed in 0..6 {
        let mut dice = SeededEntropy::new(100 + seed);
        for step in 0..40 {
            let (app, _) = apps[dice.below(3)];
            let what = dice.below(8);
            match what {
                0 | 1 => write(app, &format!("{seed} {step}")),
                2 => {
                    let files: Vec<String> = folder.files().into_keys().filter(|path| path.contains("log/")).collect();
                    if let Some(path) = files.get(dice.below(files.len())) {
                        folder.duplicate(path, &format!("{path} (copy).fhd"));
                    }
                }
                3 => folder.put_raw(&format!("log/torn-{step}.fhd"), vec![1; step]),
                4 => app.store().mailbox().file_forget("log/nothing.fhd").unwrap(),
                _ => {
                    let mut options = app.round_options(what == 5, OnMissing::Restore).unwrap();
                    options.policy = Policy { loose_files: 6, ..Policy::default() };
                    options = RoundOptions { now: i64::from(seed as u32 * 40 + step as u32) * 90_000_000, ..options };
                    sync_round(&folder, &mut app.journal(), &vault, &options, &mut dice).unwrap();
                }
            }
            for (app, dir) in apps {
                assert_eq!(app.journal().state().unwrap(), told(dir), "seed {seed}, step {step}, {what}");
            }
        }
    }
    assert!(!first.journal().state().unwrap().packs.is_empty(), "there was a pack among it");
}

/// A segment of all that an app has written since the last one.
fn segment(app: &App, vault: &Vault, replica: ReplicaId, seq: u64) -> OpenedFile {
    let (changes, _) = app
        .store()
        .sync_transact::<_, JournalError>(|tx| {
            let changes = tx.unsealed(usize::MAX)?;
            tx.mark_sealed(&changes.iter().map(|change| (change.doc, change.hash)).collect::<Vec<_>>())?;
            Ok(changes)
        })
        .unwrap();
    let id = |seq: u64| if seq == 0 { FileId::ZERO } else { FileId::from_bytes([u8::try_from(seq).unwrap(); 32]) };
    let (prev, key, kind) = (id(seq - 1), KeyId::from_bytes([0; 8]), Kind::Segment);
    OpenedFile {
        id: id(seq),
        path: format!("{seq}"),
        size: 1,
        header: Header { kind, minor: 0, vault: vault.id, replica, seq, prev, key },
        segment: Segment { changes: changes.iter().map(sent).collect(), time: 1, ..Segment::default() },
        successor: ReplicaId::from_bytes([0xee; 16]),
        at: 1,
        day: 1,
    }
}

#[test]
fn segments_taken_in_together_are_taken_in_as_one_by_one() {
    let vault = vault();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [writer, single, together] = [0, 1, 2].map(|number| member(&dirs[number], &vault, 2 + number as u64));
    let replica = ReplicaId::from_bytes([9; 16]);
    let saved = writer.dispatch("jot_save", json!({"text": "One."})).unwrap();
    let mut files = vec![segment(&writer, &vault, replica, 1)];
    for (seq, text) in [(2, "One. Two."), (3, "One, two."), (4, "One, two, three.")] {
        writer.dispatch("jot_save", json!({"id": saved["id"], "text": text})).unwrap();
        files.push(segment(&writer, &vault, replica, seq));
    }
    // One comes twice, and one that goes before comes last.
    files.push(files[0].clone());
    files.swap(1, 3);

    let mut one_by_one = Vec::new();
    for file in &files {
        one_by_one.push(single.journal().ingest(file).unwrap());
    }
    let at_once = together.journal().ingest_all(&files).unwrap();
    let is_new =
        |all: &[Ingested]| -> Vec<bool> { all.iter().map(|one| matches!(one, Ingested::New { .. })).collect() };
    let changes = |all: &[Ingested]| -> usize {
        all.iter().map(|one| if let Ingested::New { changes, .. } = one { *changes } else { 0 }).sum()
    };
    assert_eq!(is_new(&at_once), [true, true, true, true, false]);
    assert_eq!(is_new(&at_once), is_new(&one_by_one));
    let sent: usize = files.iter().take(4).map(|file| file.segment.changes.len()).sum();
    assert_eq!((changes(&at_once), changes(&one_by_one)), (sent, sent));
    assert_eq!(together.export_text().unwrap(), writer.export_text().unwrap());
    assert_eq!(together.export_text().unwrap(), single.export_text().unwrap());
    let (one, all) = (single.journal().state().unwrap(), together.journal().state().unwrap());
    assert_eq!((&one.have, &one.peers), (&all.have, &all.peers));
    assert_eq!(all.have[&replica].seq, 4);
    assert!(together.store().doctor().unwrap().is_clean());
}

#[test]
fn among_several_segments_one_under_the_own_name_is_noticed() {
    let vault = vault();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [writer, reader] = [0, 1].map(|number| member(&dirs[number], &vault, 2 + number as u64));
    write(&writer, "One.");
    let own = reader.journal().state().unwrap().replica;
    let first = segment(&writer, &vault, ReplicaId::from_bytes([9; 16]), 1);
    write(&writer, "Two.");
    let copied = OpenedFile { id: FileId::from_bytes([5; 32]), ..segment(&writer, &vault, own, 1) };
    let ingested = reader.journal().ingest_all(&[first, copied]).unwrap();
    let rotated: Vec<bool> = ingested.iter().map(|one| matches!(one, Ingested::New { rotated: true, .. })).collect();
    assert_eq!(rotated, [false, true]);
    let state = reader.journal().state().unwrap();
    assert_eq!(state.replica, ReplicaId::from_bytes([0xee; 16]));
    assert!(state.own.contains(&own));
    assert_eq!(reader.export_text().unwrap(), writer.export_text().unwrap());
}

#[test]
fn what_is_settled_together_is_what_is_written_one_by_one() {
    let vault = vault();
    let dir = TempDir::new().unwrap();
    let app = member(&dir, &vault, 2);
    write(&app, "One.");
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let options = app.round_options(false, OnMissing::Stop).unwrap();
    folder.set_read_only(true);
    sync_round(&folder, &mut app.journal(), &vault, &options, &mut SeededEntropy::new(5)).unwrap();
    let outgoing = app.journal().outbox().unwrap();
    let (id, path) = (outgoing[0].id, outgoing[0].path.clone());
    let outcome = Outcome::Held { id, own: true, replica: outgoing[0].replica, seq: 1, pack: false };
    let seen = Seen { size: 1, outcome, at: 1, tries: 0, reader: 1, was: None };
    let memory = Memory { day: 7, ..Memory::default() };
    app.journal().settle(&[(id, path.clone())], &[(path.clone(), seen.clone())], Some(&memory)).unwrap();
    let state = app.journal().state().unwrap();
    assert_eq!((state.waiting, state.published.keys().collect::<Vec<_>>()), (0, vec![&id]));
    assert_eq!((state.seen.get(&path), state.memory.day), (Some(&seen), 7));
    assert_eq!(state, told(&dir));
    app.journal().discard(&[id]).unwrap();
    let state = app.journal().state().unwrap();
    assert_eq!((state.published.len(), state.seen.get(&path)), (0, None));
    assert_eq!(state, told(&dir));
}

#[test]
fn what_a_newer_version_wrote_is_shown_and_passed_on_and_not_edited() {
    let (vault, folder) = (vault(), MemoryFolder::new());
    vault.install(&folder).unwrap();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [writer, reader, later] = [0, 1, 2].map(|number| member(&dirs[number], &vault, 2 + number as u64));
    let theirs = writer.dispatch("jot_save", json!({"text": "Written in days to come."})).unwrap();
    let mut file = segment(&writer, &vault, ReplicaId::from_bytes([9; 16]), 1);
    file.segment.needs = SCHEMA + 1;
    reader.journal().ingest(&file).unwrap();
    let own = reader.dispatch("jot_save", json!({"text": "Of today."})).unwrap();

    let refused = |app: &App| {
        let before = app.export_text().unwrap();
        for (command, args) in
            [("jot_save", json!({"id": theirs["id"], "text": "?"})), ("delete", json!({"id": theirs["id"]}))]
        {
            assert_eq!(app.dispatch(command, args).unwrap_err().code, "newer", "{command}");
        }
        assert_eq!(app.export_text().unwrap(), before);
        assert!(before.contains("Written in days to come."));
    };
    refused(&reader);
    reader.dispatch("jot_save", json!({"id": own["id"], "text": "Of today, and on."})).unwrap();

    // A new device learns it from a pack of everything.
    let round = |app: &App, seed| {
        let mut options = app.round_options(false, OnMissing::Stop).unwrap();
        options.policy = Policy { loose_files: 1, ..Policy::default() };
        sync_round(&folder, &mut app.journal(), &vault, &options, &mut SeededEntropy::new(seed)).unwrap()
    };
    round(&reader, 11);
    assert!(round(&reader, 12).packed > 0 || folder.files().keys().any(|path| path.contains("/p-")));
    folder.files().keys().filter(|path| path.contains("/s-")).for_each(|path| drop(folder.take_raw(path)));
    round(&later, 13);
    refused(&later);
    later.dispatch("jot_save", json!({"id": own["id"], "text": "Of today, on two devices."})).unwrap();
}

#[test]
fn changes_beside_the_documents_are_cut_into_parts_too() {
    let vault = vault();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [packer, later] = [0, 1].map(|number| member(&dirs[number], &vault, 2 + number as u64));
    write(&packer, "One.");
    let mut file = segment(&packer, &vault, ReplicaId::from_bytes([9; 16]), 1);
    // Of a kind that only a later version knows, far more than one file takes.
    file.segment.changes = (0..60u8)
        .map(|n| {
            let mut bytes = vec![0; 100_000];
            SeededEntropy::new(n.into()).fill(&mut bytes);
            Change {
                doc: DocId::from_bytes([n; 16]),
                kind: "dream".into(),
                hash: *blake3::hash(&bytes).as_bytes(),
                bytes,
            }
        })
        .collect();
    packer.journal().ingest(&file).unwrap();
    let mut entropy = SeededEntropy::new(5);
    let card = Card { name: "x".into(), max: 1, ..Card::default() };
    let mut sealer = Sealer::new(&vault, &mut entropy, "0", &card, 1);
    assert!(packer.journal().pack(&mut sealer, &[]).unwrap() >= 3);
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    for seed in [6, 7] {
        let options = packer.round_options(false, OnMissing::Stop).unwrap();
        sync_round(&folder, &mut packer.journal(), &vault, &options, &mut SeededEntropy::new(seed)).unwrap();
    }
    folder.files().keys().filter(|path| path.contains("/s-")).for_each(|path| drop(folder.take_raw(path)));
    let options = later.round_options(false, OnMissing::Stop).unwrap();
    sync_round(&folder, &mut later.journal(), &vault, &options, &mut SeededEntropy::new(8)).unwrap();
    assert_eq!(later.store().aside().unwrap().len(), 60, "all wait here for a version that knows them");
    assert_eq!(later.export_text().unwrap(), packer.export_text().unwrap());
}

#[test]
fn the_times_of_segments_that_everybody_holds_are_forgotten() {
    let (vault, folder) = (vault(), MemoryFolder::new());
    vault.install(&folder).unwrap();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let (one, other) = (member(&dirs[0], &vault, 2), member(&dirs[1], &vault, 3));
    let mut dice = SeededEntropy::new(9);
    let mut round = |app: &App| {
        let options = app.round_options(false, OnMissing::Restore).unwrap();
        sync_round(&folder, &mut app.journal(), &vault, &options, &mut dice).unwrap();
    };
    let times = |app: &App| app.store().mailbox().values(keys::SEALED_AT).unwrap().len();
    one.store().mailbox().set_value("sealed.00000000000000000000000000000000.0000000003", Some(&[0; 8])).unwrap();
    one.store().mailbox().set_value("sealed.ffffffffffffffffffffffffffffffff.0000000003", Some(&[0; 8])).unwrap();
    for step in 0..30 {
        write(&one, &format!("{step}"));
        round(&one);
        if step % 5 == 0 {
            round(&other);
            write(&other, "read");
            round(&other);
        }
    }
    assert!((1..=12).contains(&times(&one)), "those that the other one may be asked about: {}", times(&one));
    let stream = Stream::read(&one.store().mailbox()).unwrap();
    assert!(state::sealed_at(&one.store().mailbox(), stream.replica, stream.seq).unwrap().is_some());
}

/// A folder in which one device has written so many documents, in packs alone or in segments alone.
fn written(vault: &Vault, dir: &TempDir, documents: usize, packed: bool) -> MemoryFolder {
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let writer = member(dir, vault, 2);
    (0..documents).for_each(|n| write(&writer, &format!("note {n}")));
    for seed in [3, 4] {
        let mut options = writer.round_options(false, OnMissing::Stop).unwrap();
        options.policy = Policy { loose_files: if packed { 1 } else { 1000 }, ..Policy::default() };
        sync_round(&folder, &mut writer.journal(), vault, &options, &mut SeededEntropy::new(seed)).unwrap();
    }
    let other = if packed { "/s-" } else { "/p-" };
    folder.files().keys().filter(|path| path.contains(other)).for_each(|path| drop(folder.take_raw(path)));
    folder
}

fn jots(app: &App) -> u64 {
    app.store().count("jot").unwrap()
}

#[test]
fn a_program_killed_between_two_slices_holds_no_file_and_owes_a_pack_until_it_has_read_it_again() {
    let vault = vault();
    for packed in [true, false] {
        let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let folder = written(&vault, &dirs[0], 40, packed);
        let reader = member(&dirs[1], &vault, 5);
        let mut options = reader.round_options(false, OnMissing::Stop).unwrap();
        options.policy = Policy { loose_files: 1000, ..Policy::default() };
        let mut slices = 0;
        let mut journal = reader.journal().in_slices(7, || {
            slices += 1;
            slices < 3
        });
        let broken = sync_round(&folder, &mut journal, &vault, &options, &mut SeededEntropy::new(6));
        assert!(matches!(broken, Err(JournalError::BrokenOff)), "{broken:?}");
        drop(journal);
        assert_eq!(jots(&reader), 21, "three slices of seven are in");
        let state = told(&dirs[1]);
        assert!(state.packs.is_empty() && state.have.is_empty(), "and nothing counts as held: {state:?}");
        assert!(state.memory.pack_all, "were the file gone now, its content would reach the others from here");
        let mut journal = reader.journal().in_slices(7, || true);
        sync_round(&folder, &mut journal, &vault, &options, &mut SeededEntropy::new(7)).unwrap();
        drop(journal);
        assert_eq!(jots(&reader), 40);
        assert!(!told(&dirs[1]).have.is_empty());
        assert!(reader.store().doctor().unwrap().is_clean());
    }
}

#[test]
fn what_is_taken_in_whole_owes_nobody_a_pack() {
    let vault = vault();
    for packed in [true, false] {
        let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let folder = written(&vault, &dirs[0], 100, packed);
        let reader = member(&dirs[1], &vault, 5);
        let mut options = reader.round_options(false, OnMissing::Stop).unwrap();
        options.policy = Policy { loose_files: 1000, ..Policy::default() };
        let round = sync_round(&folder, &mut reader.journal(), &vault, &options, &mut SeededEntropy::new(7)).unwrap();
        assert_eq!((jots(&reader), round.packed), (100, 0));
        assert!(!told(&dirs[1]).memory.pack_all);
        assert_eq!(reader.export_text().unwrap(), App::open(dirs[0].path()).unwrap().export_text().unwrap());
    }
}

#[test]
fn a_save_comes_between_two_slices_of_a_file() {
    let vault = vault();
    for packed in [true, false] {
        let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let folder = written(&vault, &dirs[0], 320, packed);
        let reader = member(&dirs[1], &vault, 5);
        let options = reader.round_options(false, OnMissing::Stop).unwrap();
        let reading = std::sync::atomic::AtomicBool::new(true);
        let saves = std::thread::scope(|scope| {
            let typing = scope.spawn(|| {
                let mut between = 0;
                while reading.load(std::sync::atomic::Ordering::SeqCst) {
                    write(&reader, "typed meanwhile");
                    let there = jots(&reader) - u64::try_from(between).unwrap() - 1;
                    if (1..320).contains(&there) {
                        between += 1;
                    } else if there == 0 {
                        // Nothing of the file is in yet; this one does not count.
                        reader.dispatch("undo", json!({})).unwrap();
                    }
                }
                between
            });
            sync_round(&folder, &mut reader.journal(), &vault, &options, &mut SeededEntropy::new(7)).unwrap();
            reading.store(false, std::sync::atomic::Ordering::SeqCst);
            typing.join().unwrap()
        });
        assert!(saves >= 2, "in one transaction there would be none: {saves}");
    }
}

#[test]
fn what_only_a_newer_version_may_edit_is_closed_with_the_first_slice_of_its_pack() {
    let vault = vault();
    let dirs = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let folder = MemoryFolder::new();
    vault.install(&folder).unwrap();
    let packer = member(&dirs[0], &vault, 2);
    (0..30).for_each(|n| write(&packer, &format!("note {n}")));
    let mut file = segment(&packer, &vault, ReplicaId::from_bytes([9; 16]), 1);
    file.segment.needs = SCHEMA + 1;
    // As if a later version had written all of it.
    packer.journal().ingest(&OpenedFile { id: FileId::from_bytes([7; 32]), ..file }).unwrap();
    for seed in [3, 4] {
        let mut options = packer.round_options(false, OnMissing::Stop).unwrap();
        options.policy = Policy { loose_files: 0, ..Policy::default() };
        sync_round(&folder, &mut packer.journal(), &vault, &options, &mut SeededEntropy::new(seed)).unwrap();
    }
    folder.files().keys().filter(|path| path.contains("/s-")).for_each(|path| drop(folder.take_raw(path)));
    let reader = member(&dirs[1], &vault, 5);
    let options = reader.round_options(false, OnMissing::Stop).unwrap();
    let refused = std::cell::Cell::new(0);
    let mut journal = reader.journal().in_slices(7, || {
        let there = reader.store().records("jot", false).unwrap();
        for jot in &there {
            let error = reader.dispatch("jot_save", json!({"id": jot.id(), "text": "?"})).unwrap_err();
            assert_eq!(error.code, "newer");
        }
        refused.set(refused.get() + there.len());
        true
    });
    sync_round(&folder, &mut journal, &vault, &options, &mut SeededEntropy::new(6)).unwrap();
    drop(journal);
    assert!(refused.get() > 0, "there was a moment between two slices");
}
