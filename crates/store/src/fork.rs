//! Two histories under one name.
//!
//! A program that is copied while it runs (a virtual machine, say) goes on twice as the same writer, and both copies
//! number their changes alike. automerge must never see both: it takes the second for damage. So the document is made a
//! function of the *set* of its changes, whatever their order was:
//!
//! - Changes are gone through by the number of their first operation, then by hash. One that builds on nothing but changes
//!   that stand as they were written, and whose place in its writer's numbering is free, stands as it was written too.
//! - Every other one is *rewritten*: the same operations, with the ids and hashes of what it builds on followed to where
//!   they are now, under a writer of its own. That writer's name is the 32 bytes of the hash of the change as it was
//!   written; other writers have 16. So whoever sees a rewritten change knows what it stands for, every device writes the
//!   same bytes, and however often the ground shifts below it, it stays one change and its words stay single.

use automerge::{
    ActorId, Change, ChangeHash,
    legacy::{ElementId, Key, ObjectId, OpId},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Changes by hash.
pub(crate) type Set = BTreeMap<ChangeHash, Change>;

/// What a document consists of.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Its changes, each after those that it builds on.
    pub(crate) changes: Vec<Change>,
    /// The changes that build on ones that have not arrived.
    pub(crate) waiting: BTreeSet<ChangeHash>,
    /// The changes that cannot be used, and why.
    pub(crate) refused: BTreeMap<ChangeHash, String>,
    /// The changes that were made just now.
    pub(crate) written: BTreeSet<ChangeHash>,
}

/// Returns the hash of the change as it was written of which this one is a rewriting; none if it is none.
pub(crate) fn original(actor: &[u8]) -> Option<ChangeHash> {
    actor.try_into().ok().map(ChangeHash)
}

/// Computes what the document consists of that holds these changes.
///
/// # Errors
/// What is wrong with a change that cannot be rewritten.
pub(crate) fn resolve(mut set: Set) -> Result<Resolved, String> {
    let mut written = BTreeSet::new();
    loop {
        let mut resolved = Resolver::new(&set).run()?;
        let new: Set = resolved
            .changes
            .iter()
            .filter(|change| !set.contains_key(&change.hash()))
            .map(|change| (change.hash(), change.clone()))
            .collect();
        written.extend(new.keys().copied());
        // A change that was written on top of rewritten ones may have waited for just these.
        if new.is_empty() || resolved.waiting.is_empty() {
            resolved.written =
                resolved.changes.iter().map(Change::hash).filter(|hash| written.contains(hash)).collect();
            return Ok(resolved);
        }
        set.extend(new);
    }
}

/// Where a change is now.
struct Placed {
    /// Its hash in the document.
    hash: ChangeHash,
    /// Its writer in the document.
    actor: ActorId,
}

struct Resolver<'a> {
    set: &'a Set,
    /// By the hash of each change as it was written: where it is now.
    placed: BTreeMap<ChangeHash, Placed>,
    /// By writer: the last number, and the last operation.
    last: BTreeMap<ActorId, (u64, u64)>,
    /// By writer as it was: the operations that are another writer's now, first and last, and whose.
    moved: BTreeMap<ActorId, Vec<(u64, u64, ChangeHash)>>,
    resolved: Resolved,
}

impl<'a> Resolver<'a> {
    const fn new(set: &'a Set) -> Self {
        let resolved = Resolved {
            changes: Vec::new(),
            waiting: BTreeSet::new(),
            refused: BTreeMap::new(),
            written: BTreeSet::new(),
        };
        Self { set, placed: BTreeMap::new(), last: BTreeMap::new(), moved: BTreeMap::new(), resolved }
    }

    fn run(mut self) -> Result<Resolved, String> {
        let ready = self.ready();
        self.resolved.waiting = self.set.keys().filter(|hash| !ready.contains(*hash)).copied().collect();
        // Of one change in several shapes, the one that was written first counts; else any, as all lead to the same.
        let mut shapes: BTreeMap<ChangeHash, &Change> = BTreeMap::new();
        for change in ready.iter().filter_map(|hash| self.set.get(hash)) {
            let root = root(change);
            let shape = shapes.entry(root).or_insert(change);
            if change.hash() == root {
                *shape = change;
            }
        }
        let mut order: BTreeSet<(u64, ChangeHash)> =
            shapes.iter().map(|(root, change)| (change.start_op().get(), *root)).collect();
        // One pass does it, unless there are changes without operations.
        loop {
            let before = order.len();
            for (start, root) in order.clone() {
                let Some(change) = shapes.get(&root) else { continue };
                if change.deps().iter().all(|dep| self.now(dep).is_some()) {
                    self.place(root, change)?;
                    order.remove(&(start, root));
                }
            }
            if order.is_empty() || order.len() == before {
                break;
            }
        }
        // What is left builds on what was refused.
        for change in ready.iter().filter_map(|hash| self.set.get(hash)) {
            let (hash, root) = (change.hash(), root(change));
            if !self.placed.contains_key(&root) && !self.resolved.refused.contains_key(&hash) {
                self.resolved.waiting.insert(hash);
            }
        }
        Ok(self.resolved)
    }

    /// Finds the changes all of whose ground is there.
    fn ready(&self) -> BTreeSet<ChangeHash> {
        let mut open: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut above: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut next = Vec::new();
        for (hash, change) in self.set {
            let deps: BTreeSet<_> = change.deps().iter().copied().collect();
            if deps.is_empty() {
                next.push(*hash);
            }
            open.insert(*hash, deps.len());
            for dep in deps {
                above.entry(dep).or_default().push(*hash);
            }
        }
        let mut ready = BTreeSet::new();
        while let Some(hash) = next.pop() {
            ready.insert(hash);
            for hash in above.remove(&hash).unwrap_or_default() {
                if let Some(count) = open.get_mut(&hash) {
                    *count -= 1;
                    if *count == 0 {
                        next.push(hash);
                    }
                }
            }
        }
        ready
    }

    /// Follows a change to where it is now.
    fn now(&self, hash: &ChangeHash) -> Option<&Placed> {
        self.set.get(hash).and_then(|change| self.placed.get(&root(change)))
    }

    /// Tells whether a change stands in the document in this very shape.
    fn stands(&self, hash: &ChangeHash) -> bool {
        self.now(hash).is_some_and(|placed| placed.hash == *hash)
    }

    fn place(&mut self, root: ChangeHash, change: &Change) -> Result<(), String> {
        let grounded = change.deps().iter().all(|dep| self.stands(dep));
        let first = change.start_op().get();
        let (seq, op) = self.last.get(change.actor_id()).copied().unwrap_or_default();
        let stays = grounded && change.seq() == seq + 1 && first > op;
        if grounded && !stays && (change.seq() > seq || original(change.actor_id().to_bytes()).is_some()) {
            self.resolved.refused.insert(change.hash(), "it skips a number of its writer".to_owned());
            return Ok(());
        }
        let new = if stays { change.clone() } else { self.rewritten(root, change)? };
        if !stays && root == change.hash() {
            let range = (first, change.max_op(), root);
            self.moved.entry(change.actor_id().clone()).or_default().push(range);
        }
        self.last.insert(new.actor_id().clone(), (new.seq(), new.max_op()));
        self.placed.insert(root, Placed { hash: new.hash(), actor: new.actor_id().clone() });
        self.resolved.changes.push(new);
        Ok(())
    }

    fn rewritten(&self, root: ChangeHash, change: &Change) -> Result<Change, String> {
        let fails = || "it cannot be rewritten".to_owned();
        let mut new = catch_unwind(AssertUnwindSafe(|| {
            let expanded = change.decode();
            // What cannot be written again as it is must not be written anew either.
            (Change::from(expanded.clone()).hash() == change.hash()).then_some(expanded)
        }))
        .ok()
        .flatten()
        .ok_or_else(fails)?;
        let below = self.below(change);
        let follow = |id: &OpId| self.follow(id, change, root, &below);
        for op in &mut new.operations {
            if let ObjectId::Id(id) = &mut op.obj {
                *id = follow(id)?;
            }
            if let Key::Seq(ElementId::Id(id)) = &mut op.key {
                *id = follow(id)?;
            }
            op.pred = op.pred.iter().map(follow).collect::<Result<_, _>>()?;
        }
        let deps: Option<BTreeSet<_>> = change.deps().iter().map(|dep| self.now(dep).map(|now| now.hash)).collect();
        new.deps = deps.ok_or_else(fails)?.into_iter().collect();
        new.actor_id = ActorId::from(root.0);
        new.seq = 1;
        new.hash = None;
        let made = catch_unwind(AssertUnwindSafe(|| Change::from(new))).map_err(|_| fails())?;
        // It must read as it was written, like any change that arrives.
        Change::try_from(made.raw_bytes()).map_err(|error| error.to_string())
    }

    /// Finds out whose an operation is now to which a change refers.
    fn follow(
        &self,
        id: &OpId,
        change: &Change,
        root: ChangeHash,
        below: &BTreeSet<ChangeHash>,
    ) -> Result<OpId, String> {
        let OpId(counter, actor) = id;
        if *counter >= change.start_op().get() && actor == change.actor_id() {
            return Ok(OpId(*counter, ActorId::from(root.0)));
        }
        if let Some(root) = original(actor.to_bytes()) {
            let now = self.placed.get(&root).ok_or("it refers to what is not there")?;
            return Ok(OpId(*counter, now.actor.clone()));
        }
        let moved = self.moved.get(actor).and_then(|moved| {
            moved.iter().find(|(first, last, root)| (first..=last).contains(&counter) && below.contains(root))
        });
        Ok(moved.map_or_else(|| id.clone(), |(_, _, root)| OpId(*counter, ActorId::from(root.0))))
    }

    /// Finds the changes that a change builds on and that do not stand as they are.
    fn below(&self, change: &Change) -> BTreeSet<ChangeHash> {
        let mut below = BTreeSet::new();
        let mut next: Vec<ChangeHash> = change.deps().to_vec();
        while let Some(hash) = next.pop() {
            if let Some(change) = self.set.get(&hash)
                && !self.stands(&hash)
                && below.insert(hash)
            {
                next.extend(change.deps());
            }
        }
        below
    }
}

fn root(change: &Change) -> ChangeHash {
    original(change.actor_id().to_bytes()).unwrap_or_else(|| change.hash())
}
