//! The desktop program: everything is in the library, which the phones load too.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    firsthand_shell::run();
}
