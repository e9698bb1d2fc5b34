//! What a round does once the user has said that the folder is the right one though files have gone.

use super::Work;
use crate::coverage::Coverage;
use crate::engine::OnMissing;
use crate::health::{FolderHealth, Look};
use crate::journal::Journal;
use crate::seen::{Outcome, Seen};

impl<J: Journal> Work<'_, J> {
    pub(super) fn restore_if_wished(&mut self) -> Result<(), J::Error> {
        if self.options.missing != OnMissing::Restore {
            return Ok(());
        }
        if self.look.health.can_be_restored() {
            return self.restore();
        }
        // By the user's word nobody waits for whoever else might bring it back.
        if self.look.health == FolderHealth::Ok {
            self.freshen();
            self.state.memory.pack_all |=
                self.look.coverage.gone.iter().any(|id| !self.state.published.contains_key(id));
        }
        Ok(())
    }

    /// The user says that this is the right folder: what this device put there comes back.
    fn restore(&mut self) -> Result<(), J::Error> {
        if let Err(error) = self.vault.restore_marker(self.folder) {
            self.done.stopped = Some(error.to_string());
            return Ok(());
        }
        self.freshen();
        let Coverage { gone, known, .. } = &self.look.coverage;
        // What others put there can come back from here only as a pack; what this device published is put back in any case.
        let of_others = gone.iter().any(|id| !self.state.published.contains_key(id));
        self.state.memory.pack_all |= of_others || gone.len() == known.len();
        let is_gone = |seen: &Seen| matches!(seen.held(), Some(Outcome::Held { id, .. }) if gone.contains(id));
        let paths: Vec<String> =
            self.state.seen.iter().filter(|(_, seen)| is_gone(seen)).map(|(path, _)| path.clone()).collect();
        self.journal.forget(&paths)?;
        self.reload()?;
        self.look = Look::at(self.folder, self.vault, &self.state, self.options.now);
        self.stale = false;
        Ok(())
    }
}

#[cfg(test)]
#[path = "healing_tests.rs"]
mod tests;
