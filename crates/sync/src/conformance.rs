//! What every [`Folder`] must hold, in one place: run it over each adapter, on each kind of drive and phone.

use std::collections::BTreeMap;
use std::thread;

use crate::folder::{Folder, FolderError, Put};
use crate::name;

/// Tries everything that the engine relies on in an empty, writable folder; gives what does not hold. It leaves no files if all holds.
pub fn check(folder: &dyn Folder) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    faults.expect("an empty folder lists nothing", listed(folder).is_some_and(|files| files.is_empty()));
    creates_and_reads(folder, &mut faults);
    never_replaces(folder, &mut faults);
    removes(folder, &mut faults);
    stays_inside(folder, &mut faults);
    holds_large_and_empty_files(folder, &mut faults);
    one_of_two_writers_wins(folder, &mut faults);
    faults.expect("nothing is left over", listed(folder).is_some_and(|files| files.is_empty()));
    faults.0
}

struct Faults(Vec<String>);

impl Faults {
    fn expect(&mut self, what: &str, holds: bool) {
        if !holds {
            self.0.push(what.to_owned());
        }
    }
}

/// All files that the engine would look at, with their sizes.
fn listed(folder: &dyn Folder) -> Option<BTreeMap<String, u64>> {
    let entries = folder.list().ok()?;
    Some(
        entries
            .into_iter()
            .filter(|entry| !name::is_skipped(&entry.path))
            .map(|entry| (entry.path, entry.size))
            .collect(),
    )
}

fn is_created(put: Result<Put, FolderError>) -> bool {
    matches!(put, Ok(Put::Created))
}

fn reads(folder: &dyn Folder, path: &str, bytes: &[u8]) -> bool {
    folder.read(path).is_ok_and(|read| read == bytes)
}

fn creates_and_reads(folder: &dyn Folder, faults: &mut Faults) {
    let paths = ["top.fhd", "log/one.fhd", "blob/ab/deep.fhd"];
    for path in paths {
        faults.expect(
            &format!("{path} is created, with its directories"),
            is_created(folder.create_new(path, path.as_bytes())),
        );
        faults.expect(&format!("{path} reads as written"), reads(folder, path, path.as_bytes()));
    }
    let want: BTreeMap<String, u64> = paths.iter().map(|path| ((*path).to_owned(), path.len() as u64)).collect();
    faults
        .expect("the listing gives each path with / and its length", listed(folder).is_some_and(|files| files == want));
    for path in paths {
        faults.expect(&format!("{path} is removed"), folder.remove(path).is_ok());
    }
}

fn never_replaces(folder: &dyn Folder, faults: &mut Faults) {
    let path = "log/once.fhd";
    faults.expect("a new name is created", is_created(folder.create_new(path, b"first")));
    faults.expect(
        "a taken name is reported",
        matches!(folder.create_new(path, b"second, longer"), Ok(Put::AlreadyThere)),
    );
    faults.expect("a taken name keeps its bytes", reads(folder, path, b"first"));
    faults.expect(
        "the same bytes again are reported too",
        matches!(folder.create_new(path, b"first"), Ok(Put::AlreadyThere)),
    );
    faults.expect("it is removed", folder.remove(path).is_ok());
}

fn removes(folder: &dyn Folder, faults: &mut Faults) {
    let path = "log/gone.fhd";
    faults.expect("a missing file reads as not there", matches!(folder.read(path), Err(FolderError::NotFound { .. })));
    faults.expect("a missing file counts as removed", folder.remove(path).is_ok());
    faults.expect("it is created", is_created(folder.create_new(path, b"1")));
    faults.expect("it is removed", folder.remove(path).is_ok());
    faults.expect("it is not there any more", matches!(folder.read(path), Err(FolderError::NotFound { .. })));
    faults.expect("its name is free again", is_created(folder.create_new(path, b"2")) && reads(folder, path, b"2"));
    faults.expect("it is removed again", folder.remove(path).is_ok());
}

fn stays_inside(folder: &dyn Folder, faults: &mut Faults) {
    for path in ["../out.fhd", "log/../../out.fhd", "/tmp/out.fhd", "", "log//x.fhd", "a/../b.fhd", "./x.fhd"] {
        let bad = |result: Result<(), FolderError>| matches!(result, Err(FolderError::BadPath { .. }));
        faults.expect(&format!("“{path}” is refused to read"), bad(folder.read(path).map(drop)));
        faults.expect(&format!("“{path}” is refused to create"), bad(folder.create_new(path, b"x").map(drop)));
        faults.expect(&format!("“{path}” is refused to remove"), bad(folder.remove(path)));
    }
}

fn holds_large_and_empty_files(folder: &dyn Folder, faults: &mut Faults) {
    let large: Vec<u8> = (0..5_000_000u32).map(|n| n.to_le_bytes().iter().fold(0, |sum, byte| sum ^ byte)).collect();
    for (path, bytes) in [("log/large.fhd", large.as_slice()), ("log/empty.fhd", &[])] {
        let put = is_created(folder.create_new(path, bytes));
        faults.expect(&format!("{path} comes back whole"), put && reads(folder, path, bytes));
        let size = listed(folder).and_then(|files| files.get(path).copied());
        faults.expect(&format!("{path} is listed with its length"), size == Some(bytes.len() as u64));
        faults.expect(&format!("{path} is removed"), folder.remove(path).is_ok());
    }
}

fn one_of_two_writers_wins(folder: &dyn Folder, faults: &mut Faults) {
    let path = "log/raced.fhd";
    let contents: Vec<Vec<u8>> = (0u8..4).map(|n| vec![n; 100_000]).collect();
    let created: Vec<bool> = thread::scope(|scope| {
        let writers: Vec<_> =
            contents.iter().map(|bytes| scope.spawn(|| is_created(folder.create_new(path, bytes)))).collect();
        writers.into_iter().map(|writer| writer.join().unwrap_or(false)).collect()
    });
    let winners: Vec<&Vec<u8>> =
        contents.iter().zip(&created).filter(|(_, won)| **won).map(|(bytes, _)| bytes).collect();
    let holds = matches!(winners.as_slice(), [winner] if reads(folder, path, winner));
    faults.expect("of writers at the same time one wins, with its bytes whole", holds);
    faults.expect("the raced file is removed", folder.remove(path).is_ok());
}
