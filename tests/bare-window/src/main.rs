//! The least that a window of this build can be: one page without style, script or command.

fn main() {
    if let Err(error) = tauri::Builder::default().run(tauri::generate_context!()) {
        eprintln!("The bare window could not open: {error}.");
        std::process::exit(1);
    }
}
