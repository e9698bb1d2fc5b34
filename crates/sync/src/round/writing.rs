//! The writing half of a round: what waits is sealed, packed and published, and what packs hold is cleaned up.

use std::collections::BTreeSet;

use super::{NOTES, Work};
use crate::clean::{self, Cleaning};
use crate::engine::{self, Action, OnMissing};
use crate::envelope;
use crate::folder::{self, Entry, Folder, FolderError, Placed};
use crate::health::{FolderHealth, Look};
use crate::id::FileId;
use crate::journal::{Journal, Outgoing};
use crate::name;
use crate::seal::{Say, Sealer};
use crate::seen::Outcome;

impl<J: Journal> Work<'_, J> {
    /// Does the writing half of the plan. Nothing may have changed since stock was taken.
    pub(super) fn send(&mut self) -> Result<(), J::Error> {
        let Look { listing, health, coverage, .. } = &self.look;
        let actions = engine::writing(&self.state, coverage, listing, health, self.options.now, &self.options.policy);
        // A quiet round has nothing here, and nothing to read again.
        if actions.is_empty() {
            return Ok(());
        }
        for action in actions {
            match action {
                Action::Requeue(ids) => {
                    self.journal.requeue(&ids)?;
                    if self.options.missing == OnMissing::Stop && self.look.has_lost_much() {
                        self.done.put_back = ids.len();
                    }
                }
                Action::Answer(answer) => {
                    if !self.send_again(&answer.again)? {
                        continue;
                    }
                    self.state.memory.answered.insert(answer.to.0, answer.to.1);
                }
                Action::Seal(say) => self.seal(say)?,
                Action::Pack(with) => self.pack(&with)?,
                Action::Publish => self.publish()?,
                Action::Sweep(paths) => self.sweep(paths),
                Action::Clean(cleaning) => self.clean(&cleaning)?,
                Action::Forget { .. } | Action::Note { .. } | Action::Read(_) => {}
            }
        }
        self.write_down()?;
        self.reload()
    }

    fn seal(&mut self, say: Say) -> Result<(), J::Error> {
        let options = self.options;
        let mut sealer = Sealer::new(self.vault, self.entropy, &options.app, &options.card, options.now);
        sealer = sealer.saying(say.clone());
        loop {
            let left = self.journal.seal(&mut sealer)?;
            self.done.sealed += 1;
            if left == 0 {
                break;
            }
        }
        let memory = &mut self.state.memory;
        (memory.sealed_at, memory.ack_due) = (Some(options.now), false);
        memory.said_packs.extend(say.packs);
        memory.said_want = say.want;
        memory.said_standings.extend(say.standings.iter().map(|word| (word.device, word.n)));
        Ok(())
    }

    fn pack(&mut self, with: &[FileId]) -> Result<(), J::Error> {
        let options = self.options;
        let mut sealer = Sealer::new(self.vault, self.entropy, &options.app, &options.card, options.now);
        self.done.packed = self.journal.pack(&mut sealer, with)?;
        // What is gone is in it; should it still be missed, others get as much time again.
        (self.state.memory.pack_all, self.state.memory.gone_since) = (false, None);
        Ok(())
    }

    fn clean(&mut self, cleaning: &Cleaning) -> Result<(), J::Error> {
        if self.done.stopped.is_some() || self.look.health != FolderHealth::Ok {
            return Ok(());
        }
        match clean::clean(self.folder, self.journal, self.vault, cleaning)? {
            Ok(cleaned) => {
                self.done.cleaned = cleaned.deleted.len();
                let paths = cleaned.deleted.iter().filter_map(|id| cleaning.files.get(id)).flatten();
                let deleted: BTreeSet<&String> = paths.collect();
                self.look.listing.retain(|entry| !deleted.contains(&entry.path));
                for file in cleaned.refuted {
                    self.state.memory.weighed.entry(file).or_default().insert(cleaning.head, false);
                }
            }
            Err(error) => self.done.stopped = Some(error.to_string()),
        }
        self.state.memory.cleaned = self.state.memory.day;
        Ok(())
    }

    /// Deletes what writes that were cut off have left. What cannot be deleted harms nobody, and is tried again some days later.
    fn sweep(&mut self, paths: Vec<String>) {
        for path in paths {
            match self.folder.remove(&path) {
                Ok(()) => {
                    self.look.listing.retain(|entry| entry.path != path);
                    self.state.memory.left.remove(&path);
                }
                Err(_) => drop(self.state.memory.left.insert(path, self.state.memory.day)),
            }
        }
    }

    /// Publishes own files once more under a further name: somebody has something else under the first. Says whether all stand there.
    fn send_again(&mut self, ids: &[FileId]) -> Result<bool, J::Error> {
        for id in ids {
            let Some((replica, seq)) = self.state.published.get(id).copied() else { continue };
            let Some(bytes) = self.sealed(*id)? else { return Ok(false) };
            let taken = |path: &str| self.look.listing.iter().any(|entry| entry.path == path);
            let mut names = (1..=name::MAX_RENAMES).map(|rename| name::segment_path(replica, seq, *id, rename));
            let Some(path) = names.find(|path| !taken(path)) else { continue };
            match folder::put_verified(self.folder, &path, &bytes) {
                Ok(Placed::There) => {
                    let entry = Entry { path, size: bytes.len() as u64 };
                    self.note(&entry, Outcome::Held { id: *id, own: true, replica, seq, pack: false });
                    self.look.add(entry);
                    self.done.published += 1;
                }
                Ok(Placed::OtherBytes) => {}
                Err(error) => {
                    self.stop(&error);
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Reads the bytes of a sealed file and sees that they are whole. Where they are not, writing stops: what is published has a
    /// name for ever.
    fn sealed(&mut self, id: FileId) -> Result<Option<Vec<u8>>, J::Error> {
        let bytes = self.journal.sealed_bytes(id)?;
        let found = if bytes.is_some() { "damaged" } else { "missing" };
        let whole = bytes.filter(|bytes| envelope::inspect(bytes).is_ok_and(|outside| outside.id == id));
        if whole.is_none() {
            self.done.stopped = Some(format!("the sealed file {id} is {found} in this device's data"));
        }
        Ok(whole)
    }

    fn stop(&mut self, error: &FolderError) {
        match FolderHealth::of_failed_write(error) {
            Some(health) => self.look.health = health,
            None => self.done.stopped = Some(error.to_string()),
        }
    }

    fn publish(&mut self) -> Result<(), J::Error> {
        for Outgoing { id, path, replica, seq, pack } in self.journal.outbox()? {
            let Some(bytes) = self.sealed(id)? else {
                // Another program on the same data may have published it meanwhile, and then its bytes need not be there.
                if self.journal.outbox()?.iter().any(|waiting| waiting.id == id) {
                    break;
                }
                self.done.stopped = None;
                continue;
            };
            match place(self.folder, &path, &bytes) {
                Ok(Some(path)) => {
                    self.published.push((id, path.clone()));
                    if self.published.len() >= NOTES {
                        self.write_down()?;
                    }
                    self.done.published += 1;
                    let entry = Entry { path, size: bytes.len() as u64 };
                    self.note(&entry, Outcome::Held { id, own: true, replica, seq, pack });
                    self.look.add(entry);
                }
                Ok(None) => {
                    self.done.stopped = Some(format!("every name for {path} is taken by other bytes"));
                    break;
                }
                Err(error) => {
                    self.stop(&error);
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Writes bytes under the first name that is free or has them; `None` if all are taken by other bytes.
fn place(folder: &dyn Folder, path: &str, bytes: &[u8]) -> Result<Option<String>, FolderError> {
    for rename in 0..=name::MAX_RENAMES {
        let path = name::renamed(path, rename);
        match folder::put_verified(folder, &path, bytes)? {
            Placed::There => return Ok(Some(path)),
            Placed::OtherBytes => {}
        }
    }
    Ok(None)
}
