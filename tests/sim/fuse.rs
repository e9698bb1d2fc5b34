//! Killing a program in the middle of a round: after so many steps of its database or its folder nothing works any more.

use firsthand_sync::{
    Document, FileId, HaveMap, Ingested, Journal, Memory, OpenedFile, OpenedPack, Outgoing, SealError, Sealer, Seen,
    State,
};
use std::collections::BTreeSet;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Counts the steps that are left. All parts of one program share it.
#[derive(Clone, Debug)]
pub(crate) struct Fuse(Arc<AtomicI64>);

impl Fuse {
    pub(crate) fn never() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MAX)))
    }

    pub(crate) fn after(steps: usize) -> Self {
        Self(Arc::new(AtomicI64::new(i64::try_from(steps).unwrap())))
    }

    /// Whether the program is dead.
    pub(crate) fn is_out(&self) -> bool {
        self.0.load(Ordering::Relaxed) <= 0
    }

    /// Takes a step; false if the program is dead, or dies now.
    pub(crate) fn lives(&self) -> bool {
        match self.0.load(Ordering::Relaxed) {
            i64::MAX => true,
            left if left <= 0 => false,
            left => {
                self.0.store(left - 1, Ordering::Relaxed);
                true
            }
        }
    }
}

/// Why the journal of a node ended a round.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped<E> {
    #[error("killed")]
    Killed,
    #[error(transparent)]
    Failed(E),
}

impl<E: From<SealError>> From<SealError> for Stopped<E> {
    fn from(error: SealError) -> Self {
        Self::Failed(E::from(error))
    }
}

/// A journal that dies before or after any of its transactions.
pub(crate) struct Fused<J> {
    journal: J,
    fuse: Fuse,
}

impl<J: Journal> Fused<J> {
    pub(crate) fn new(journal: J, fuse: &Fuse) -> Self {
        Self { journal, fuse: fuse.clone() }
    }

    fn step<T>(&mut self, act: impl FnOnce(&mut J) -> Result<T, J::Error>) -> Result<T, Stopped<J::Error>> {
        if !self.fuse.lives() {
            return Err(Stopped::Killed);
        }
        let value = match act(&mut self.journal) {
            Ok(value) => value,
            // A part of a transaction that was broken off in the middle of several, by the same fuse.
            Err(_) if self.fuse.is_out() => return Err(Stopped::Killed),
            Err(error) => return Err(Stopped::Failed(error)),
        };
        if self.fuse.lives() { Ok(value) } else { Err(Stopped::Killed) }
    }
}

impl<J: Journal> Journal for Fused<J>
where
    J::Error: 'static,
{
    type Error = Stopped<J::Error>;

    fn state(&mut self) -> Result<State, Self::Error> {
        self.step(J::state)
    }

    fn ingest(&mut self, file: &OpenedFile) -> Result<Ingested, Self::Error> {
        self.step(|journal| journal.ingest(file))
    }

    fn ingest_pack(&mut self, pack: &OpenedPack) -> Result<Ingested, Self::Error> {
        self.step(|journal| journal.ingest_pack(pack))
    }

    fn cover(&mut self, covers: &HaveMap) -> Result<(), Self::Error> {
        self.step(|journal| journal.cover(covers))
    }

    fn remember(&mut self, memory: &Memory) -> Result<(), Self::Error> {
        self.step(|journal| journal.remember(memory))
    }

    fn pack(&mut self, sealer: &mut Sealer<'_>, with: &[FileId]) -> Result<usize, Self::Error> {
        self.step(|journal| journal.pack(sealer, with))
    }

    fn contents(&mut self, document: &Document) -> Result<Option<BTreeSet<[u8; 32]>>, Self::Error> {
        self.step(|journal| journal.contents(document))
    }

    fn ingest_all(&mut self, files: &[OpenedFile]) -> Result<Vec<Ingested>, Self::Error> {
        self.step(|journal| journal.ingest_all(files))
    }

    fn settle(
        &mut self,
        published: &[(FileId, String)],
        notes: &[(String, Seen)],
        memory: Option<&Memory>,
    ) -> Result<(), Self::Error> {
        self.step(|journal| journal.settle(published, notes, memory))
    }

    fn hold_all(&mut self, packs: &[FileId], files: &[FileId]) -> Result<bool, Self::Error> {
        self.step(|journal| journal.hold_all(packs, files))
    }

    fn discard(&mut self, ids: &[FileId]) -> Result<(), Self::Error> {
        self.step(|journal| journal.discard(ids))
    }

    fn note(&mut self, notes: &[(String, Seen)]) -> Result<(), Self::Error> {
        self.step(|journal| journal.note(notes))
    }

    fn forget(&mut self, paths: &[String]) -> Result<(), Self::Error> {
        self.step(|journal| journal.forget(paths))
    }

    fn seal(&mut self, sealer: &mut Sealer<'_>) -> Result<u64, Self::Error> {
        self.step(|journal| journal.seal(sealer))
    }

    fn outbox(&mut self) -> Result<Vec<Outgoing>, Self::Error> {
        self.step(J::outbox)
    }

    fn sealed_bytes(&mut self, id: FileId) -> Result<Option<Vec<u8>>, Self::Error> {
        self.step(|journal| journal.sealed_bytes(id))
    }

    fn mark_published(&mut self, id: FileId, path: &str) -> Result<(), Self::Error> {
        self.step(|journal| journal.mark_published(id, path))
    }

    fn requeue(&mut self, ids: &[FileId]) -> Result<(), Self::Error> {
        self.step(|journal| journal.requeue(ids))
    }
}
