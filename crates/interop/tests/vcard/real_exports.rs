//! Exports of real programs, whole.

use crate::support::{assert_reach, drafts, fixture, only, reported};
use firsthand_interop::{Means, NoticeKind};

#[test]
fn android_names_and_numbers() {
    let report = fixture("John_Doe_ANDROID.vcf");
    let drafts = drafts(&report);
    let names: Vec<_> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!(
        names,
        ["john.doe@company.com", "jane.doe@company.com", "Ñ Ñ Ñ Ñ Ñ", "Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ", "Ñ Ñ Ñ Ñ", "ÑÑÑÑ"]
    );
    assert_reach(drafts[0], Means::Email, &[("john.doe@company.com", "*")]);
    assert_eq!(drafts[0].tags, ["My Contacts"]);
    assert_reach(drafts[2], Means::Phone, &[("123456789", "cell*")]);
    assert_reach(
        drafts[3],
        Means::Phone,
        &[("123456", "cell*"), ("234567", "home"), ("3456789", "cell"), ("45678901", "home")],
    );
    // The card says the same note twice.
    assert_eq!(drafts[3].note, "Ñ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ");
    let lines: Vec<_> = report.cards.iter().map(|card| (card.lines.first, card.lines.last)).collect();
    assert_eq!(lines, [(1, 5), (6, 10), (11, 17), (18, 35), (36, 70), (71, 93)]);
}

#[test]
fn android_photo_and_repetitions() {
    let report = fixture("John_Doe_ANDROID.vcf");
    let drafts = drafts(&report);
    let bob = drafts[4];
    assert_eq!(bob.organization, "Ñ".repeat(12));
    assert_reach(bob, Means::Phone, &[("123456", "cell, work, work fax*")]);
    assert_reach(bob, Means::Email, &[("bob@company.com", "work*")]);
    assert_reach(bob, Means::Web, &[("www.company.com", "")]);
    let photo = bob.photo.as_ref().expect("the photo is kept");
    assert_eq!((photo.media_type.as_str(), photo.data.len()), ("image/jpeg", 876));
    assert!(photo.data.starts_with(&[0xFF, 0xD8, 0xFF, 0xE0]));
    // What stands for a second mail address is none.
    assert_eq!(reported(bob, NoticeKind::LeftOut), ["EMAIL"]);

    let henry = drafts[5];
    assert_eq!(henry.organization, "Ñ".repeat(44));
    assert_reach(henry, Means::Phone, &[("55556666", "cell*")]);
    // The second of three organizations ends in the middle of a letter.
    assert_eq!(reported(henry, NoticeKind::Changed), ["ORG"]);
    assert_eq!(reported(henry, NoticeKind::LeftOut), ["ORG"]);
    assert_eq!(henry.notices[1].line, 82);
}

#[test]
fn evolution() {
    let report = fixture("John_Doe_EVOLUTION.vcf");
    let draft = only(&report);
    assert_eq!(draft.uid.as_deref(), Some("477343c8e6bf375a9bac1f96a5000837"));
    assert_eq!(draft.identity(), "uid:477343c8e6bf375a9bac1f96a5000837");
    assert_eq!(draft.name, "Mr. John Richter, James Doe Sr.");
    assert_eq!((draft.organization.as_str(), draft.department.as_str()), ("IBM", "Accounting, Dungeon"));
    assert_eq!(draft.role, "Money Counter");
    assert_eq!(draft.tags, ["VIP"]);
    assert_reach(draft, Means::Phone, &[("905-666-1234", "cell"), ("905-555-1234", "work")]);
    assert_reach(draft, Means::Email, &[("john.doe@ibm.com", "work")]);
    assert_reach(draft, Means::Web, &[("http://www.ibm.com", "")]);
    assert_reach(draft, Means::Other, &[("johnny5@aol.com", "AIM")]);
    assert_reach(
        draft,
        Means::Address,
        &[("ASB-123, 15 Crescent moon drive, Albaney, New York, 12345, United States of America", "home")],
    );
    assert!(
        draft.note.starts_with("THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS \"AS IS\" AND")
    );
    assert!(draft.note.contains("SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS"));
    assert!(draft.note.ends_with("ADVISED OF THE POSSIBILITY OF SUCH DAMAGE."));
    assert_eq!(
        reported(draft, NoticeKind::LeftOut),
        [
            "NICKNAME",
            "X-EVOLUTION-SPOUSE",
            "X-EVOLUTION-MANAGER",
            "X-EVOLUTION-ASSISTANT",
            "BDAY",
            "X-EVOLUTION-ANNIVERSARY"
        ]
    );
    assert_eq!(
        reported(draft, NoticeKind::Technical),
        ["X-COUCHDB-APPLICATION-ANNOTATIONS", "X-EVOLUTION-FILE-AS", "REV"]
    );
    let birthday = draft.notices.iter().find(|notice| notice.property == "BDAY").expect("the birthday is reported");
    assert_eq!(birthday.line, 39);
    assert_eq!(birthday.message, "Birthday (BDAY) was left out: 1980-03-22");
}

#[test]
fn gmail() {
    let report = fixture("John_Doe_GMAIL.vcf");
    let draft = only(&report);
    assert_eq!(draft.name, "Mr. John Richter, James Doe Sr.");
    assert_eq!((draft.organization.as_str(), draft.role.as_str()), ("IBM", "Money Counter"));
    assert_reach(draft, Means::Phone, &[("905-555-1234", "cell"), ("905-666-1234", "home")]);
    assert_reach(draft, Means::Email, &[("john.doe@ibm.com", "home")]);
    assert_reach(draft, Means::Web, &[("http://www.ibm.com", "work")]);
    assert_reach(
        draft,
        Means::Address,
        &[("Crescent moon drive, 555-asd, Nice Area, Albaney, New York 12345, United States of America", "home")],
    );
    assert!(draft.note.ends_with("POSSIBILITY OF SUCH DAMAGE.\nFavotire Color: Blue"));
    assert_eq!(draft.photo, None);
    let messages: Vec<_> = draft.notices.iter().map(|notice| notice.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "X-PHONETIC-FIRST-NAME was left out: Jon",
            "X-PHONETIC-LAST-NAME was left out: Dow",
            "Birthday (BDAY) was left out: 1980-03-22",
            "Anniversary (X-ABDATE) was left out: 1975-03-01",
            "Spouse (X-ABRELATEDNAMES) was left out: Jenny",
        ]
    );
}

#[test]
fn gmail_labels_of_ones_own() {
    let report = fixture("gmail-single.vcf");
    let draft = only(&report);
    assert_eq!(draft.name, "Greg Dartmouth");
    assert_eq!((draft.organization.as_str(), draft.role.as_str()), ("TheCompany", "TheJobTitle"));
    assert_reach(draft, Means::Phone, &[("555 555 1111", "cell"), ("555 555 2222", "GRAND_CENTRAL")]);
    assert_reach(draft, Means::Email, &[("gdartmouth@hotmail.com", "")]);
    assert_reach(draft, Means::Web, &[("http://TheProfile.com", "PROFILE")]);
    assert_reach(draft, Means::Other, &[("123456789", "ICQ")]);
    assert_reach(
        draft,
        Means::Address,
        &[
            ("123 Home St, Home City, HM 12345", "home"),
            ("321 Custom St, Custom City, TX, 98765, USA", "CustomAdrType"),
        ],
    );
    assert_eq!(
        draft.note,
        "This is GMail's note field.\nIt should be added as a NOTE type.\nACustomField: CustomField"
    );
    assert_eq!(draft.identity(), "name:greg dartmouth\ngdartmouth@hotmail.com");
}

#[test]
fn outlook_2007() {
    let report = fixture("outlook-2007.vcf");
    let draft = only(&report);
    assert_eq!(draft.name, "Mr. Michael Angstadt Jr.");
    assert_eq!((draft.organization.as_str(), draft.department.as_str()), ("TheCompany", "TheDepartment"));
    assert_eq!(draft.role, "TheJobTitle");
    assert_reach(
        draft,
        Means::Phone,
        &[
            ("(111) 555-1111", "work"),
            ("(111) 555-2222", "home"),
            ("(111) 555-4444", "cell, callback"),
            ("(111) 555-3333", "work fax"),
        ],
    );
    assert_reach(draft, Means::Email, &[("mike.angstadt@gmail.com", "*")]);
    assert_reach(draft, Means::Web, &[("http://mikeangstadt.name", "home, work")]);
    assert_reach(draft, Means::Address, &[("TheOffice, 222 Broadway, New York, NY, 99999, USA", "work*")]);
    assert_eq!(
        draft.note,
        "This is the NOTE field\t\nI assume it encodes this text inside a NOTE vCard type.\n\
         But I'm not sure because there's text formatting going on here.\nIt does not preserve the formatting"
    );
    let photo = draft.photo.as_ref().expect("the photo is kept");
    assert_eq!((photo.media_type.as_str(), photo.data.len()), ("image/jpeg", 2324));
    assert!(photo.data.ends_with(&[0xFF, 0xD9]));
    assert_eq!(
        reported(draft, NoticeKind::LeftOut),
        [
            "NICKNAME",
            "ROLE",
            "BDAY",
            "X-MS-ANNIVERSARY",
            "KEY",
            "X-MS-MANAGER",
            "X-MS-ASSISTANT",
            "X-MS-SPOUSE",
            "FBURL"
        ]
    );
    assert_eq!(
        reported(draft, NoticeKind::Technical),
        ["LABEL", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-OL-DESIGN", "REV"]
    );
}

#[test]
fn the_example_of_the_standard() {
    let report = fixture("rfc6350-example.vcf");
    let draft = only(&report);
    assert_eq!((draft.name.as_str(), draft.organization.as_str()), ("Simon Perreault", "Viagenie"));
    assert_reach(draft, Means::Phone, &[("+1-418-656-9254 ext. 102", "work*"), ("+1-418-262-6501", "work cell")]);
    assert_reach(draft, Means::Email, &[("simon.perreault@viagenie.ca", "work")]);
    assert_reach(draft, Means::Web, &[("http://nomis80.org", "home")]);
    assert_reach(draft, Means::Address, &[("Suite D2-630, 2875 Laurier, Quebec, QC, G1V 2M2, Canada", "work")]);
    assert_eq!(
        reported(draft, NoticeKind::LeftOut),
        ["BDAY", "ANNIVERSARY", "GENDER", "LANG", "LANG", "GEO", "KEY", "TZ"]
    );
}

#[test]
fn every_fixture_is_asserted_somewhere() {
    let sources = [include_str!("real_exports.rs"), include_str!("programs.rs"), include_str!("damaged.rs")].concat();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/vcard");
    for folder in ["", "own"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the fixtures are there") {
            let name = entry.expect("the entry is readable").file_name().into_string().expect("the name is text");
            if name.ends_with(".vcf") {
                assert!(sources.contains(&format!("{name}\"")), "{name} lies there unused");
            }
        }
    }
}
