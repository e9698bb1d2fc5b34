//! What differs between the systems that Firsthand runs on, one file each, all with the same four functions.
//!
//! - `plugins`: the Tauri plugins that exist only there;
//! - `data_dir`: the folder of the data, created on first use by the app;
//! - `pick_files`, `pick_folder`: a person's choice; both block and must not run on the thread of the window.

#[cfg(target_os = "android")]
mod android;
#[cfg(desktop)]
mod desktop;
#[cfg(target_os = "ios")]
mod ios;

#[cfg(target_os = "android")]
pub(crate) use android::{data_dir, pick_files, pick_folder, plugins};
#[cfg(desktop)]
pub(crate) use desktop::{data_dir, pick_files, pick_folder, plugins};
#[cfg(target_os = "ios")]
pub(crate) use ios::{data_dir, pick_files, pick_folder, plugins};
