//! Lists every command of the shell, so that a window may call only what its capability grants.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "call",
        "hold_closing",
        "open_outside",
        "pick_files",
        "pick_folder",
        "ready_to_close",
        "stay_open",
    ]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}
