//! Where things lie in a checkout.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// Returns the top of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Returns a program that cargo built beside this one.
///
/// # Errors
/// Fails, saying how to build it, if it is not there.
pub fn built(name: &str) -> Result<PathBuf> {
    let this = std::env::current_exe().context("finding this program")?;
    let folder = this
        .ancestors()
        .skip(1)
        .find(|folder| folder.file_name().is_some_and(|last| last != "deps"))
        .context("finding the folder of built programs")?;
    let program = folder.join(name);
    ensure!(program.is_file(), "{} is missing. Build it with `make build`.", program.display());
    Ok(program)
}

/// Returns the folder for pictures and pages of failed scenarios, made on first use.
///
/// # Errors
/// Fails if the folder cannot be made.
pub fn artifacts() -> Result<PathBuf> {
    let folder = root().join("target/e2e");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder)
}

/// Reads a file of the checkout.
///
/// # Errors
/// Fails, naming the file, if it cannot be read.
pub fn read(path: &str) -> Result<String> {
    let path = root().join(path);
    std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
}
