//! Stories of one, two and three devices through the public face of the app, over folders in a temporary place.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a story fails loudly where it stands"
)]

mod after;
mod ask;
mod bad_input;
mod calendar;
mod cards;
mod compare;
mod contacts;
mod convergence;
mod devices;
mod foreign;
mod healing;
mod interview;
mod letters;
mod meeting;
mod objective;
mod packs;
mod privacy;
mod sharing;
mod today;
mod two_devices;
mod walk;
mod whole;

/// Every story file beside this one is part of this program.
#[test]
fn no_story_is_forgotten() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let main = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for file in std::fs::read_dir(here).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is in no test program");
    }
}
