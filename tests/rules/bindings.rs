//! The page speaks the app's language exactly.

use anyhow::{Result, ensure};
use firsthand_tests::place;

#[test]
fn the_generated_typescript_is_what_the_app_says() -> Result<()> {
    let written = place::read("ui/src/lib/ipc/generated.ts")?;
    let generated = firsthand_app::bindings::typescript();
    let differs = written.lines().zip(generated.lines()).position(|(written, generated)| written != generated);
    ensure!(
        written == generated,
        "ui/src/lib/ipc/generated.ts is out of date from line {} on. Run `make bindings`.",
        differs.unwrap_or_else(|| written.lines().count().min(generated.lines().count())) + 1
    );
    Ok(())
}
