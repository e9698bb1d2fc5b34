//! Tables for spreadsheets: comma-separated values (RFC 4180).

/// Tells a spreadsheet that the text is UTF-8.
const MARK: &str = "\u{feff}";

/// Writes rows as CSV: a byte order mark, quotes where they are needed, CR LF after each row. Words stay exactly as they are,
/// line breaks included.
pub fn write_csv(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in rows {
        // Memory takes all that is written to it.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("{MARK}{}", String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rows in prop::collection::vec(prop::collection::vec(".*", 2..5), 1..6)) {
            let text = write_csv(&rows);
            prop_assert!(text.starts_with(MARK));
            // The reader passes over the mark by itself.
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let read: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
