//! The Firsthand window: wiring between Tauri and the app crate, and nothing else.
//!
//! What the page may ask for is in [`ipc`], what it is told in [`events`]; what happens when the window is left or
//! closed is in [`lifecycle`]; what differs between systems is in [`platform`].

mod events;
mod ipc;
mod lifecycle;
mod notice;
mod outside;
mod platform;
mod reminders;
mod window;

use std::sync::Arc;

use firsthand_app::{App, Background};
use tauri::{AppHandle, Manager};

/// Runs the window until it is closed.
///
/// Ends the process with status 1, and one line on standard error, if the system can show no window at all. Data
/// that cannot be opened is no such case: a window then says why.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    let built = platform::plugins(tauri::Builder::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .register_uri_scheme_protocol(notice::SCHEME, |context, request| {
            notice::respond(context.app_handle(), &request)
        })
        .invoke_handler(tauri::generate_handler![
            ipc::call,
            ipc::hold_closing,
            ipc::open_outside,
            ipc::pick_files,
            ipc::pick_folder,
            ipc::ready_to_close,
            ipc::stay_open,
        ])
        .setup(|app| Ok(open(app.handle())?))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(lifecycle::on_event),
        Err(error) => {
            eprintln!("Firsthand could not open a window: {error}.");
            std::process::exit(1);
        }
    }
}

/// Opens the data and shows it, or shows why it cannot be opened.
fn open(handle: &AppHandle) -> tauri::Result<()> {
    match App::open(&platform::data_dir(handle)?) {
        Ok(app) => {
            let app = Arc::new(app);
            events::forward(&app, handle);
            handle.manage(Arc::clone(&app));
            let runtime = tauri::async_runtime::handle();
            handle.manage(Background::start(&app, runtime.inner()).with_reminders(runtime.inner()));
            handle.manage(lifecycle::Closing::default());
            window::build(handle, window::Content::App)
        }
        Err(error) => {
            tracing::error!(%error, "The data cannot be opened");
            handle.manage(notice::Notice::new(error.to_string()));
            window::build(handle, window::Content::Notice)
        }
    }
}
