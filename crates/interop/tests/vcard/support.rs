//! What the tests share.

use firsthand_interop::{Means, NoticeKind, PersonDraft, VcardReport, read_vcards};
use std::path::Path;

/// Reads a fixture by its path below `tests/fixtures/vcard`.
pub(crate) fn fixture(name: &str) -> VcardReport {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vcard").join(name);
    read_vcards(&std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Reads a file made after a public bug report by its name in `tests/fixtures/reports`.
pub(crate) fn report(name: &str) -> VcardReport {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/reports").join(name);
    read_vcards(&std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Returns the drafts of a file that must be whole.
pub(crate) fn drafts(report: &VcardReport) -> Vec<&PersonDraft> {
    assert_eq!(report.problems, []);
    report.cards.iter().map(|card| card.draft().unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// Returns the one draft of a file that has one card.
pub(crate) fn only(report: &VcardReport) -> &PersonDraft {
    let drafts = drafts(report);
    assert_eq!(drafts.len(), 1);
    drafts[0]
}

/// Reads one 3.0 card with these lines.
pub(crate) fn card(lines: &str) -> PersonDraft {
    only(&read_vcards(format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nEND:VCARD\r\n").as_bytes())).clone()
}

/// Returns the values and labels of one means, a preferred one with a star.
pub(crate) fn reach(draft: &PersonDraft, means: Means) -> Vec<(String, String)> {
    let channels = draft.channels.iter().filter(|channel| channel.kind == means);
    channels
        .map(|channel| {
            (channel.value.clone(), format!("{}{}", channel.label, if channel.preferred { "*" } else { "" }))
        })
        .collect()
}

/// Compares with [`reach`].
pub(crate) fn assert_reach(draft: &PersonDraft, means: Means, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect();
    assert_eq!(reach(draft, means), expected);
}

/// Returns the names of the properties that a draft reports under one kind of notice.
pub(crate) fn reported(draft: &PersonDraft, kind: NoticeKind) -> Vec<&str> {
    draft.notices.iter().filter(|notice| notice.kind == kind).map(|notice| notice.property.as_str()).collect()
}
