//! The built pages.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use firsthand_tests::place;
use http_body_util::{BodyExt, Full};
use hyper::{
    StatusCode,
    header::{CONTENT_SECURITY_POLICY, HeaderValue},
};

use crate::{Reply, reply};

/// The window's policy, but for the way to the commands.
const POLICY: &str = "default-src 'self'; connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; \
                      object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers with a file of `ui/dist`; the first page where the path names none.
pub(crate) fn page(path: &str) -> Reply {
    let folder = place::root().join("ui/dist");
    let wanted = file_in(&folder, path).filter(|file| file.is_file());
    let file = wanted.unwrap_or_else(|| folder.join("index.html"));
    let (status, kind, content) = match fs::read(&file) {
        Ok(content) => (StatusCode::OK, kind_of(&file), content),
        Err(_) => (StatusCode::NOT_FOUND, "text/plain", b"Build the pages first: make build.\n".to_vec()),
    };
    let mut reply = reply(status, kind, Full::from(content).boxed());
    reply.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    reply
}

/// Returns the file that a path names, none if the path leads out of the folder.
fn file_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    relative.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(relative))
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = Path::new("/pages");
        assert_eq!(file_in(folder, "/assets/a.js"), Some(folder.join("assets/a.js")));
        assert_eq!(file_in(folder, "/../secret"), None);
        assert_eq!(file_in(folder, "/assets/../../secret"), None);
        assert_eq!(file_in(folder, "//etc/passwd"), Some(folder.join("etc/passwd")));
    }
}
