//! What carries files between folders: late, torn, twice, under odd names.

use crate::{
    blob::Blob,
    chance::Chance,
    folder::{Files, SimFolder},
    history::Fault,
};
use std::sync::Arc;

/// A file on its way.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(crate) due: usize,
    pub(crate) to: SimFolder,
    pub(crate) path: String,
    pub(crate) blob: Arc<Blob>,
}

/// A service, with its habits in this history.
#[derive(Debug)]
pub(crate) struct Carrier<'a> {
    pub(crate) faults: &'a [Fault],
    pub(crate) rate: usize,
    /// The number of this step.
    pub(crate) now: usize,
}

impl Carrier<'_> {
    /// Carries some of the files that the other folder lacks, in any order. The two are not views of one folder.
    pub(crate) fn carry(
        &self,
        from: &SimFolder,
        to: &SimFolder,
        most: usize,
        chance: &mut Chance,
        parcels: &mut Vec<Parcel>,
    ) -> usize {
        let mut new: Vec<(String, Arc<Blob>)> = from.look(|files| {
            to.look(|there| {
                let lacks = |(path, blob): &(&String, &Arc<Blob>)| {
                    there.get(*path).is_none_or(|other| !Arc::ptr_eq(other, blob) && other.bytes != blob.bytes)
                };
                files.iter().filter(lacks).map(|(path, blob)| (path.clone(), Arc::clone(blob))).collect()
            })
        });
        chance.shuffle(&mut new);
        new.truncate(most);
        let carried = new.len();
        for (path, blob) in new {
            self.bring(to, path, blob, chance, parcels);
        }
        carried
    }

    fn bring(&self, to: &SimFolder, path: String, blob: Arc<Blob>, chance: &mut Chance, parcels: &mut Vec<Parcel>) {
        let fault = if chance.percent(self.rate) { chance.pick(self.faults) } else { None };
        let later = |chance: &mut Chance, path: &str| Parcel {
            due: self.now + 1 + chance.below(40),
            to: to.clone(),
            path: path.to_owned(),
            blob: Arc::clone(&blob),
        };
        match fault {
            None => deliver(to, &path, &blob),
            Some(Fault::Delay) => parcels.push(later(chance, &path)),
            Some(Fault::Tear) => {
                deliver(to, &path, &cut(&blob, chance));
                parcels.push(later(chance, &path));
            }
            Some(Fault::Stump) => deliver(to, &path, &cut(&blob, chance)),
            Some(Fault::Duplicate) => {
                deliver(to, &path, &blob);
                deliver(to, &format!("copy {}/{path}", chance.below(3)), &blob);
            }
            Some(Fault::Conflict) => deliver(to, &conflict_name(&path, chance), &blob),
            Some(Fault::Rename) => deliver(to, &format!("log/{}.bin", chance.below(1000)), &blob),
            Some(Fault::MoveTree) => {
                let moved = match path.split_once('/') {
                    Some((tree, rest)) => format!("{tree} ({})/{rest}", chance.between(1, 3)),
                    None => format!("moved/{path}"),
                };
                deliver(to, &moved, &blob);
            }
            Some(Fault::FoldCase) => deliver(to, &path.to_uppercase(), &blob),
            Some(Fault::Flip) => deliver(to, &path, &flipped(&blob, chance)),
            Some(Fault::Zero) => deliver(to, &path, &Blob::new(vec![0; blob.len()])),
            Some(Fault::Temporary) => {
                let (tree, name) = path.rsplit_once('/').unwrap_or(("", &path));
                let temporary = match chance.below(4) {
                    0 => format!("{tree}/.syncthing.{name}.tmp"),
                    1 => format!("{tree}/~syncthing~{name}.tmp"),
                    2 => format!("{tree}/{name}.part"),
                    _ => format!("{tree}/.{name}.Xk2p9Q"),
                };
                deliver(to, temporary.trim_start_matches('/'), &cut(&blob, chance));
                parcels.push(later(chance, &path));
            }
            Some(Fault::Reserve) => {
                deliver(to, &path, &Blob::new(Vec::new()));
                parcels.push(later(chance, &path));
            }
            Some(_) => deliver(to, &path, &blob),
        }
    }
}

/// Puts a file into a folder. A service may replace what it has brought itself and nothing that is whole.
fn deliver(to: &SimFolder, path: &str, blob: &Arc<Blob>) {
    to.change(|files: &mut Files| {
        let keep = files.get(path).is_some_and(|there| there.id.is_some() || there.len() > blob.len());
        if !keep {
            files.insert(path.to_owned(), Arc::clone(blob));
        }
    });
}

/// Brings what is due.
pub(crate) fn deliver_due(parcels: &mut Vec<Parcel>, now: usize) {
    let (due, rest): (Vec<_>, Vec<_>) = parcels.drain(..).partition(|parcel| parcel.due <= now);
    *parcels = rest;
    due.iter().for_each(|parcel| deliver(&parcel.to, &parcel.path, &parcel.blob));
}

fn cut(blob: &Blob, chance: &mut Chance) -> Arc<Blob> {
    Blob::new(blob.bytes[..chance.below(blob.len())].to_vec())
}

/// The same bytes but for one bit.
pub(crate) fn flipped(blob: &Blob, chance: &mut Chance) -> Arc<Blob> {
    let mut bytes = blob.bytes.clone();
    let at = chance.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
    Blob::new(bytes)
}

/// The names that services give to the second of two files.
pub(crate) fn conflict_name(path: &str, chance: &mut Chance) -> String {
    let (stem, end) = path.rsplit_once('.').unwrap_or((path, ""));
    match chance.below(8) {
        0 => format!("{stem}.sync-conflict-20261122-010951-MYC4IAO.{end}"),
        1 => format!("{stem} (conflicted copy 2026-11-22).{end}"),
        2 => format!("{stem} (Case Conflict).{end}"),
        3 => format!("{stem} (1).{end}"),
        4 => format!("{stem} 2.{end}"),
        5 => format!("{stem}_2.{end}"),
        6 => format!("{stem}-laptop.{end}"),
        _ => format!("{path} (conflicted copy)"),
    }
}
