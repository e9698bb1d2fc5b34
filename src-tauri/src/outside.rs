//! What leaves the window: a letter to the mail program, a number to the telephone, a calendar entry to the calendar.
//!
//! The app sends nothing itself and opens no socket (C94); the page may open these three kinds of thing and no others.

use std::{
    env,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use firsthand_app::ApiError;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Names a file that takes the addresses instead, one a line, in a window that a test drives.
const TEST_OPEN: &str = "FIRSTHAND_TEST_OPEN";

/// The kinds of file that are opened, by the ends of their names.
const FILES: [&str; 1] = ["ics"];

/// Opens `address` with the program that the system has for it: a `mailto:` or `tel:` address, or the path of a file
/// that the app wrote into its own data folder.
pub(crate) fn open(handle: &AppHandle, data_dir: &Path, address: &str) -> Result<(), ApiError> {
    let target = Target::of(data_dir, address)?;
    if let Some(file) = test_file() {
        return note(&file, &target).map_err(|error| unopened(&target, &error));
    }
    let opened = match &target {
        Target::Address(address) => handle.opener().open_url(address, None::<&str>),
        Target::File(path) => handle.opener().open_path(path.to_string_lossy(), None::<&str>),
    };
    opened.map_err(|error| unopened(&target, &error))
}

/// What may be opened.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    Address(String),
    File(PathBuf),
}

impl Target {
    fn of(data_dir: &Path, address: &str) -> Result<Self, ApiError> {
        let printable = address.bytes().all(|byte| byte.is_ascii_graphic());
        if printable && (address.starts_with("mailto:") || address.starts_with("tel:")) {
            return Ok(Self::Address(address.to_owned()));
        }
        let refused = || {
            ApiError::new("invalid", "Firsthand opens letters, telephone numbers and its own calendar entries only.")
        };
        let named = Path::new(address);
        let kind = named.extension().and_then(|end| end.to_str()).unwrap_or_default();
        if !FILES.contains(&kind) || !named.is_absolute() {
            return Err(refused());
        }
        // Links are followed first: what counts is where the file really lies.
        let real = named.canonicalize().map_err(|_| {
            ApiError::new("missing", format!("There is no file {address} any more.")).hint("Make it once more.")
        })?;
        let ours = data_dir.canonicalize().is_ok_and(|data| real.starts_with(data));
        if ours { Ok(Self::File(real)) } else { Err(refused()) }
    }
}

fn unopened(target: &Target, error: &dyn std::fmt::Display) -> ApiError {
    let what = match target {
        Target::Address(address) if address.starts_with("tel:") => "call",
        Target::Address(_) => "mail program",
        Target::File(_) => "calendar",
    };
    ApiError::new("outside", format!("The system opened no {what}: {error}."))
        .hint("Nothing is lost; copy it and paste it where you need it.")
}

fn test_file() -> Option<PathBuf> {
    let driven = env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|value| value == "true");
    driven.then(|| env::var_os(TEST_OPEN)).flatten().map(PathBuf::from)
}

fn note(file: &Path, target: &Target) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    match target {
        Target::Address(address) => writeln!(file, "{address}"),
        Target::File(path) => writeln!(file, "{}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c94_only_letters_calls_and_own_entries_leave_the_window() {
        let data = env::temp_dir().join(format!("firsthand-outside-{}", std::process::id()));
        let (inside, outside) = (data.join("calendar"), data.with_extension("else"));
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        for folder in [&inside, &outside] {
            std::fs::write(folder.join("talk.ics"), "BEGIN:VCALENDAR").unwrap();
        }
        let of = |address: &str| Target::of(&data, address);
        assert!(of("mailto:ana@example.org?subject=Hi").is_ok());
        assert!(of("tel:+49301234567").is_ok());
        assert!(matches!(of(&inside.join("talk.ics").to_string_lossy()), Ok(Target::File(_))));
        for refused in [
            "https://example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "mailto:a@b\r\nX: y",
            "talk.ics",
            "/etc/passwd",
            &outside.join("talk.ics").to_string_lossy(),
            &inside.join("../../talk.ics").to_string_lossy(),
        ] {
            assert!(of(refused).is_err(), "{refused}");
        }
        std::fs::remove_dir_all(&data).unwrap();
        std::fs::remove_dir_all(&outside).unwrap();
    }
}
