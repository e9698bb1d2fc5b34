//! One scenario of the window: its time limit, and what is kept of it when it fails.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use tokio::time::timeout;

use crate::{
    home::Home,
    place,
    window::{Launch, Look, Window},
};

/// No scenario may take longer, so that a window that hangs fails a run instead of stopping it.
const LIMIT: Duration = Duration::from_secs(240);

/// Where a scenario opens its windows. It keeps them until the scenario is over, so that a failed one can be looked at.
#[derive(Debug)]
pub struct Stage {
    name: String,
    windows: Mutex<Vec<Window>>,
}

impl Stage {
    /// Opens a window on a home.
    ///
    /// # Errors
    /// Fails if the window does not come.
    pub async fn open(&self, home: &Home, look: Look) -> Result<Window> {
        self.open_with(home, look, &Launch::default()).await
    }

    /// Opens a window on a home, started in a way of its own.
    ///
    /// # Errors
    /// Fails if the window does not come.
    pub async fn open_with(&self, home: &Home, look: Look, launch: &Launch) -> Result<Window> {
        let window = Window::start(home, look.dark, launch).await?;
        self.windows().push(window.clone());
        window.settle(look.width, look.height).await?;
        Ok(window)
    }

    /// Writes a picture and the page of every window that is still open.
    async fn keep_evidence(&self) -> Result<String> {
        let folder = place::artifacts()?;
        let windows = self.windows().clone();
        let mut kept = Vec::new();
        for (number, window) in windows.iter().enumerate() {
            let base = folder.join(format!("{}-{}", self.name, number + 1));
            let path = base.with_extension("png");
            if window.picture(&path).is_ok() {
                kept.push(path.display().to_string());
            }
            if let Ok(Ok(page)) = timeout(Duration::from_secs(5), window.client().source()).await {
                std::fs::write(base.with_extension("html"), page).context("keeping a page")?;
            }
            if let Ok(Ok(address)) = timeout(Duration::from_secs(5), window.client().current_url()).await {
                kept.push(address.to_string());
            }
        }
        Ok(if kept.is_empty() {
            "no window was left to look at".into()
        } else {
            format!("as it stood: {}", kept.join(", "))
        })
    }

    fn windows(&self) -> MutexGuard<'_, Vec<Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a scenario; where it fails or takes too long, pictures of its windows are left in `target/e2e`.
///
/// # Errors
/// Fails as the scenario does, or when its time is over.
pub fn scenario(name: &str, body: impl AsyncFnOnce(&Stage) -> Result<()>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting the runtime")?;
    runtime.block_on(async {
        let stage = Stage { name: name.into(), windows: Mutex::default() };
        let result =
            timeout(LIMIT, body(&stage)).await.unwrap_or_else(|_| Err(anyhow!("not done after {} s", LIMIT.as_secs())));
        match result {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(stage.keep_evidence().await?)),
        }
    })
}
