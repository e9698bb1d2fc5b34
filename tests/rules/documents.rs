//! The page on documents names every kind and every field, as they are.

use anyhow::{Result, ensure};
use firsthand_domain::{KINDS, Kind, Shape};
use firsthand_tests::place;

/// The row of a kind in the table.
fn row(kind: &Kind) -> String {
    let fields: Vec<String> = kind
        .fields
        .iter()
        .map(|field| {
            let level = if field.since > 1 { format!(" ({})", field.since) } else { String::new() };
            format!("`{}` {}{level}", field.name, shape(field.shape))
        })
        .collect();
    format!("| `{}` | {} |", kind.name, fields.join(", "))
}

fn shape(shape: Shape) -> String {
    match shape {
        Shape::Line => "line".to_owned(),
        Shape::Prose => "prose".to_owned(),
        Shape::Flag => "flag".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Time => "time".to_owned(),
        Shape::Link => "link".to_owned(),
        Shape::Choice(words) => format!("choice of {}", words.join("/")),
        Shape::Set => "set".to_owned(),
        Shape::Order => "order".to_owned(),
        Shape::Entries => "entries".to_owned(),
        Shape::Bytes => "bytes".to_owned(),
    }
}

#[test]
fn the_page_on_documents_has_each_kind_with_its_fields() -> Result<()> {
    let page = place::read("docs/documents.md")?;
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `") && line.contains("` ")).collect();
    let expected: Vec<String> = KINDS.iter().map(|kind| row(kind)).collect();
    let lacks: Vec<_> = expected.iter().filter(|row| !page.lines().any(|line| line == row.as_str())).collect();
    ensure!(
        lacks.is_empty(),
        "docs/documents.md lacks these rows:\n{}",
        lacks.iter().map(|row| format!("{row}\n")).collect::<String>()
    );
    for kind in KINDS {
        let count = rows.iter().filter(|row| row.starts_with(&format!("| `{}` |", kind.name))).count();
        ensure!(count == 1, "docs/documents.md has {count} rows for {}", kind.name);
    }
    Ok(())
}
