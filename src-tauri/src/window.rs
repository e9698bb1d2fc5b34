//! The one window.

#[cfg(desktop)]
use tauri::Manager;
use tauri::{
    AppHandle, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::{NewWindowResponse, PageLoadEvent},
    window::Color,
};

use crate::notice;

/// The label of the window, which the capability names.
pub(crate) const MAIN: &str = "main";

/// The ground of the page (`--surface` in `ui/src/styles/tokens.css`), painted before the page can paint itself.
const LIGHT: Color = Color(0xfa, 0xf6, 0xef, 0xff);
const DARK: Color = Color(0x1c, 0x18, 0x14, 0xff);

/// What the window shows.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// The app itself.
    App,
    /// Why the data cannot be opened.
    Notice,
}

impl Content {
    fn url(self) -> tauri::Result<WebviewUrl> {
        Ok(match self {
            Self::App => WebviewUrl::App("index.html".into()),
            Self::Notice => WebviewUrl::CustomProtocol(notice::url()?),
        })
    }
}

/// Creates the window, hidden until its page has loaded, so that nobody sees an empty flash.
pub(crate) fn build(handle: &AppHandle, content: Content) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(handle, MAIN, content.url()?)
        .background_color(LIGHT)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished {
                show(&window);
            }
        });
    #[cfg(desktop)]
    let builder = builder.title("Firsthand").inner_size(1280.0, 800.0).min_inner_size(320.0, 480.0).visible(false);
    let window = builder.build()?;
    if matches!(window.theme(), Ok(Theme::Dark)) {
        window.set_background_color(Some(DARK))?;
    }
    Ok(())
}

/// Brings the window to the front.
#[cfg(desktop)]
pub(crate) fn focus(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Takes the window from the screen while its page goes on working.
pub(crate) fn hide(handle: &AppHandle) {
    #[cfg(desktop)]
    if let Some(window) = handle.get_webview_window(MAIN) {
        let _ = window.hide();
    }
    #[cfg(mobile)]
    let _ = handle;
}

#[cfg(desktop)]
fn show(window: &WebviewWindow) {
    if matches!(window.is_visible(), Ok(false)) {
        let _ = window.show();
        let _ = window.set_focus();
    }
}

#[cfg(mobile)]
fn show(_: &WebviewWindow) {}

/// Says whether an address belongs to the bundled pages; the window never leaves them.
fn is_ours(url: &Url) -> bool {
    let bundled = ["tauri", notice::SCHEME];
    bundled.contains(&url.scheme())
        || url
            .host_str()
            .is_some_and(|host| bundled.iter().any(|scheme| host.strip_suffix(".localhost") == Some(scheme)))
        || (tauri::is_dev() && url.host_str() == Some("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(url: &str) -> bool {
        is_ours(&Url::parse(url).unwrap())
    }

    #[test]
    fn only_bundled_pages_may_be_shown() {
        assert!(ours("tauri://localhost/"));
        assert!(ours("http://tauri.localhost/index.html"), "Android and Windows spell it so");
        assert!(ours("notice://localhost/"));
        assert!(!ours("https://example.org/"));
        assert!(!ours("http://tauri.localhost.example.org/"));
        assert!(!ours("file:///etc/passwd"));
        assert!(!ours("data:text/html,hello"));
    }
}
