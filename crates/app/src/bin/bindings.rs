//! Prints the generated TypeScript module.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(firsthand_app::bindings::typescript().as_bytes())
}
