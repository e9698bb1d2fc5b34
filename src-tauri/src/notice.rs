//! The page that says why the data cannot be opened, made here so that it needs nothing else to work.

use std::borrow::Cow;

use tauri::{
    AppHandle, Manager, Url,
    http::{Request, Response, StatusCode, header},
};

/// The scheme under which the page is served.
pub(crate) const SCHEME: &str = "notice";

const STYLE_PATH: &str = "/notice.css";
const STYLE: &str = include_str!("notice.css");
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";

/// Why the data cannot be opened.
pub(crate) struct Notice {
    message: String,
}

impl Notice {
    /// Makes a notice of what happened and what to do, in plain words.
    pub(crate) fn new(message: String) -> Self {
        Self { message }
    }

    fn page(&self) -> String {
        format!(
            r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Firsthand cannot open your notes</title>
<link rel="stylesheet" href="{STYLE_PATH}">
</head>
<body>
<main>
<h1>Firsthand cannot open your notes</h1>
<p role="alert">{message}</p>
</main>
</body>
</html>
"#,
            message = escape(&self.message),
        )
    }
}

/// The address of the page.
pub(crate) fn url() -> tauri::Result<Url> {
    Url::parse("notice://localhost/").map_err(tauri::Error::InvalidUrl)
}

/// Answers a request of the page's scheme.
pub(crate) fn respond(handle: &AppHandle, request: &Request<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
    let notice = handle.try_state::<Notice>();
    let (status, kind, body) = match (request.uri().path(), notice) {
        (STYLE_PATH, _) => (StatusCode::OK, "text/css", Cow::Borrowed(STYLE.as_bytes())),
        ("/", Some(notice)) => (StatusCode::OK, "text/html; charset=utf-8", Cow::Owned(notice.page().into_bytes())),
        _ => (StatusCode::NOT_FOUND, "text/plain", Cow::Borrowed(&b""[..])),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(POLICY));
    response
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_bring_no_markup_into_the_page() {
        let page = Notice::new("The data in /home/<b>\"ana\" & co</b> is newer.".into()).page();
        assert!(page.contains("/home/&lt;b&gt;&quot;ana&quot; &amp; co&lt;/b&gt;"));
        assert!(!page.contains("<b>"));
    }
}
