//! What runs while nobody asks: sending what was written, looking at the folder, hearing of other programs' changes.
//!
//! The only async part of the app. Every piece of work is blocking and runs on a thread for that.

use crate::App;
use notify::Watcher as _;
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{runtime::Handle, sync::watch, task, time};

/// How often the folder is looked at while the app is in front, and while it is not.
const POLL_FRONT: Duration = Duration::from_secs(10);
const POLL_BEHIND: Duration = Duration::from_secs(300);
/// Typing is sent after so long a pause, and never later than so long after the first letter.
const IDLE: Duration = Duration::from_secs(5);
const AT_MOST: Duration = Duration::from_secs(30);
/// A file that has just stirred the folder is given so long to arrive.
const SETTLE: Duration = Duration::from_millis(300);
/// Every file is looked at again so often.
const FULL: Duration = Duration::from_secs(3600);
/// So many steps of merging the search index are made at once; the next round goes on.
const TIDY: usize = 500;
/// How often the clock is compared with what is due.
const REMIND: Duration = Duration::from_secs(60);
/// How often other programs' changes on the same data are looked for.
const OTHERS: Duration = Duration::from_secs(1);

/// The running background work of one app; it ends when this is dropped.
#[derive(Debug)]
pub struct Background {
    app: Arc<App>,
    front: watch::Sender<bool>,
    tasks: Vec<task::JoinHandle<()>>,
}

impl Background {
    /// Starts the work on an async runtime.
    pub fn start(app: &Arc<App>, runtime: &Handle) -> Self {
        let (front, seen) = watch::channel(true);
        let tasks =
            vec![runtime.spawn(sync(Arc::clone(app), seen.clone())), runtime.spawn(hear_others(Arc::clone(app), seen))];
        Self { app: Arc::clone(app), front, tasks }
    }

    /// Also tells of what becomes due: at the start, at every return to the app, and while it runs.
    ///
    /// Only what shows reminders does so: each is told once on a device, and another program would swallow it.
    #[must_use]
    pub fn with_reminders(mut self, runtime: &Handle) -> Self {
        self.tasks.push(runtime.spawn(remind(Arc::clone(&self.app), self.front.subscribe())));
        self
    }

    /// Says whether the app is in front: what is behind looks more seldom, and sends what it has at once.
    pub fn set_front(&self, front: bool) {
        self.front.send_replace(front);
    }

    /// Sends what is unsent and waits for it; for closing. What cannot be sent is kept and sent next time.
    pub fn flush(&self) {
        if let Err(error) = self.app.sync_round(false) {
            tracing::warn!(%error, "The last round of sync failed");
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn sync(app: Arc<App>, mut front: watch::Receiver<bool>) {
    let mut watching = Watching::default();
    let mut full: Option<Instant> = None;
    loop {
        let is_full = full.is_none_or(|last| last.elapsed() >= FULL);
        let working = Arc::clone(&app);
        let round = task::spawn_blocking(move || {
            let folder = working.sync_folder()?;
            if folder.is_some() {
                working.sync_round(is_full)?;
            }
            // Typing has paused, or it is time for a look all the same.
            working.tidy(TIDY)?;
            Ok::<_, crate::ApiError>(folder)
        });
        match round.await {
            Ok(Ok(folder)) => {
                if is_full && folder.is_some() {
                    full = Some(Instant::now());
                }
                watching.follow(folder, &app);
            }
            Ok(Err(error)) => tracing::warn!(%error, "A round of sync or of merging the search index failed"),
            Err(error) => tracing::error!(%error, "A round of sync broke off"),
        }
        let pause = if *front.borrow_and_update() { POLL_FRONT } else { POLL_BEHIND };
        tokio::select! {
            () = time::sleep(pause) => {}
            () = app.syncing.asked.notified() => time::sleep(SETTLE).await,
            () = app.syncing.written.notified() => quiet(&app, &mut front).await,
            changed = front.changed() => if changed.is_err() { return },
        }
    }
}

/// Waits until typing pauses, but not too long, and not when the app goes behind.
async fn quiet(app: &App, front: &mut watch::Receiver<bool>) {
    let until = time::Instant::now() + AT_MOST;
    loop {
        let idle = (time::Instant::now() + IDLE).min(until);
        tokio::select! {
            () = time::sleep_until(idle) => return,
            () = app.syncing.asked.notified() => return,
            _ = front.changed() => return,
            () = app.syncing.written.notified() => {}
        }
    }
}

/// A watcher on the folder: a hint to look now, never a reason to rely on.
#[derive(Default)]
struct Watching {
    folder: Option<PathBuf>,
    watcher: Option<notify::RecommendedWatcher>,
}

impl Watching {
    fn follow(&mut self, folder: Option<PathBuf>, app: &Arc<App>) {
        if self.folder == folder {
            return;
        }
        self.watcher = folder.as_ref().and_then(|folder| {
            let hint = Arc::downgrade(app);
            let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
                let stirred = event.is_ok_and(|event| !event.kind.is_access());
                if let Some(app) = hint.upgrade().filter(|_| stirred) {
                    app.syncing.asked.notify_one();
                }
            })
            .ok()?;
            watcher.watch(&folder.join(firsthand_sync::name::ROOT), notify::RecursiveMode::Recursive).ok()?;
            Some(watcher)
        });
        // Without a watcher this is tried again, so that a drive that comes back is watched again.
        self.folder = if self.watcher.is_some() { folder } else { None };
    }
}

async fn hear_others(app: Arc<App>, front: watch::Receiver<bool>) {
    loop {
        time::sleep(if *front.borrow() { OTHERS } else { POLL_FRONT }).await;
        let working = Arc::clone(&app);
        match task::spawn_blocking(move || working.notice()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "The data cannot be read"),
            Err(error) => tracing::error!(%error, "Looking for other programs' changes broke off"),
        }
    }
}

async fn remind(app: Arc<App>, mut front: watch::Receiver<bool>) {
    loop {
        let working = Arc::clone(&app);
        match task::spawn_blocking(move || working.remind()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "What is due cannot be read"),
            Err(error) => tracing::error!(%error, "Looking for what is due broke off"),
        }
        tokio::select! {
            () = time::sleep(REMIND) => {}
            changed = front.changed() => if changed.is_err() { return },
        }
    }
}
