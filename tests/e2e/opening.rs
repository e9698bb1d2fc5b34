//! Data that cannot be opened: the window says why, and nothing in the folder is touched.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use firsthand_app::App;
use firsthand_tests::{
    home::Home,
    scenario::{Stage, scenario},
    window::Look,
};

const DATABASE: &str = "firsthand.sqlite";

#[test]
fn data_of_a_newer_version_is_left_alone() -> Result<()> {
    scenario("newer-data", async |stage| {
        let home = Home::new()?;
        drop(App::open(&home.data_dir())?);
        let database = home.data_dir().join(DATABASE);
        // The version of the data stands in the header of the file, bytes 60 to 63, as SQLite's format says.
        let mut content = fs::read(&database)?;
        content.get_mut(60..64).context("the file has a header")?.copy_from_slice(&i32::MAX.to_be_bytes());
        fs::write(&database, &content)?;
        refused(stage, &home, "made by a newer version").await?;
        ensure!(fs::read(&database)? == content, "the file must be as it was");
        Ok(())
    })
}

#[test]
fn a_file_of_another_program_is_left_alone() -> Result<()> {
    scenario("foreign-data", async |stage| {
        let home = Home::new()?;
        fs::create_dir_all(home.data_dir())?;
        let database = home.data_dir().join(DATABASE);
        fs::write(&database, "a shopping list, kept under an odd name ".repeat(200))?;
        let before = fs::read(&database)?;
        refused(stage, &home, "cannot be read").await?;
        ensure!(fs::read(&database)? == before, "the file must be as it was");
        Ok(())
    })
}

#[test]
fn a_data_folder_that_is_a_file_is_named() -> Result<()> {
    scenario("no-folder", async |stage| {
        let home = Home::new()?;
        fs::write(home.data_dir(), "in the way")?;
        let name = home.data_dir().display().to_string();
        refused(stage, &home, &name).await?;
        ensure!(is_text(&home.data_dir(), "in the way"), "the file must be as it was");
        Ok(())
    })
}

/// Opens a window and sees a reason in place of the app; the window then closes like any other.
async fn refused(stage: &Stage, home: &Home, reason: &str) -> Result<()> {
    let window = stage.open(home, Look::LAPTOP.dark()).await?;
    window.named("heading", "Firsthand cannot open your notes").await?;
    window.see(reason).await?;
    firsthand_tests::axe::check(&window, "the notice").await?;
    window.had_no_trouble().await?;
    window.close().await
}

fn is_text(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == text)
}
