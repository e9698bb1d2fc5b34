//! The zone of this device, from the command line to the words of a letter (C37, C94).

use firsthand_tests::place;
use serde_json::Value;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A notebook on a device of a zone.
struct Notebook {
    data: TempDir,
    tz: &'static str,
}

impl Notebook {
    fn new(tz: &'static str) -> Self {
        Self { data: TempDir::new().unwrap(), tz }
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(place::built("firsthand").unwrap());
        command.env("TZ", self.tz).arg("--data-dir").arg(self.data.path()).args(args);
        command.output().unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.run(&[&["--json"], args].concat());
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// A talk with somebody; its id.
    fn talk(&self) -> String {
        self.json(&["person", "add", "Ana Ruiz"]);
        self.json(&["interview", "plan", "--person", "Ana Ruiz"])["id"].as_str().unwrap().to_owned()
    }

    fn at(&self, talk: &str) -> String {
        let shown = self.json(&["interview", "show", talk]);
        shown["interview"]["scheduled_at"].as_str().unwrap().to_owned()
    }

    fn confirmation(&self, talk: &str) -> String {
        let output = self.run(&["letter", "confirm", "--interview", talk]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn c37_a_time_is_that_of_the_zone_that_tz_names_and_letters_say_so() {
    let one = Notebook::new("America/New_York");
    let talk = one.talk();
    one.json(&["schedule", &talk, "--at", "2027-01-12T14:30", "--minutes", "30"]);
    assert_eq!(one.at(&talk), "2027-01-12T19:30:00Z");
    let letter = one.confirmation(&talk);
    assert!(letter.contains("2:30 PM (New York time)"), "{letter}");
}

#[test]
fn c37_a_time_agreed_in_another_zone_is_read_by_its_clocks() {
    let one = Notebook::new("America/New_York");
    let talk = one.talk();
    one.json(&["schedule", &talk, "--at", "2027-07-12T14:30", "--zone", "Europe/Berlin"]);
    assert_eq!(one.at(&talk), "2027-07-12T12:30:00Z");
    one.json(&["schedule", &talk, "--at", "2027-07-12T14:30:00+09:00", "--zone", "Europe/Berlin"]);
    assert_eq!(one.at(&talk), "2027-07-12T05:30:00Z", "an offset says it all");
    for (at, zone, says) in [
        ("2027-03-28T02:30", "Europe/Berlin", "skip that time"),
        ("2027-07-12T14:30", "Moon/Tranquility", "There is no zone"),
    ] {
        let refused = one.run(&["schedule", &talk, "--at", at, "--zone", zone]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(says), "{refused:?}");
    }
    assert_eq!(one.at(&talk), "2027-07-12T05:30:00Z");
}

#[test]
fn c37_a_tz_that_is_no_zone_is_told() {
    for (tz, told) in [("Nowhere/Land", true), ("CET-1CEST,M3.5.0,M10.5.0/3", false), ("Asia/Tokyo", false)] {
        let one = Notebook { tz, ..Notebook::new("") };
        let today = one.run(&["today"]);
        let said = String::from_utf8_lossy(&today.stderr).into_owned();
        assert!(today.status.success() && said.contains("which is no zone") == told, "{tz}: {said}");
    }
}
