//! Devices for the stories: an app with a data folder of its own, and a clock that the story moves.

use chrono::{DateTime, Duration, TimeZone as _, Utc};
use firsthand_app::{
    App,
    api::{
        interviews::InterviewPage,
        notes::Saved,
        people::PersonPage,
        system::{Health, PairingCode, SyncStatus},
    },
};
use firsthand_domain::{Edit, Id};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tempfile::TempDir;

/// One device.
pub(crate) struct Device {
    pub(crate) app: App,
    pub(crate) data: PathBuf,
    clock: Arc<AtomicI64>,
    _dir: Arc<TempDir>,
}

/// Starts a device at a fixed time.
pub(crate) fn device() -> Device {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let clock = Arc::new(AtomicI64::new(start().timestamp_millis()));
    let app = open(&data, &clock);
    Device { app, data, clock, _dir: Arc::new(dir) }
}

fn open(data: &Path, clock: &Arc<AtomicI64>) -> App {
    let clock = Arc::clone(clock);
    let now = move || DateTime::from_timestamp_millis(clock.load(Ordering::SeqCst)).unwrap();
    App::open_with_clock(data, Arc::new(now)).unwrap()
}

/// The time at which every story begins.
pub(crate) fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap()
}

impl Device {
    /// Runs a command that is expected to work.
    pub(crate) fn call<T: DeserializeOwned>(&self, name: &str, args: Value) -> T {
        match self.app.dispatch(name, args) {
            Ok(answer) => serde_json::from_value(answer).unwrap(),
            Err(error) => panic!("{name}: {error:?}"),
        }
    }

    /// Runs a command that is expected to be refused.
    pub(crate) fn refused(&self, name: &str, args: Value) -> firsthand_app::ApiError {
        self.app.dispatch(name, args).expect_err("this must be refused")
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, time: Duration) {
        self.clock.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    /// Closes the app and opens it again on the same data.
    pub(crate) fn reopen(&mut self) {
        self.app = open(&self.data, &self.clock);
    }

    pub(crate) fn person_add(&self, name: &str) -> Id {
        self.call::<Saved>("person_add", json!({"name": name})).id
    }

    pub(crate) fn plan(&self, person: Id) -> Id {
        self.call::<Saved>("interview_plan", json!({"person": person})).id
    }

    pub(crate) fn person(&self, id: Id) -> PersonPage {
        self.call("person", json!({"id": id}))
    }

    pub(crate) fn interview(&self, id: Id) -> InterviewPage {
        self.call("interview", json!({"id": id}))
    }

    pub(crate) fn edit(&self, kind: &str, id: Id, edits: Vec<Edit>) -> Saved {
        self.call("edit", json!({"kind": kind, "id": id, "edits": edits}))
    }

    pub(crate) fn answer(&self, interview: Id, question: Id, text: &str) -> Saved {
        let page = self.interview(interview);
        let asked = page.questions.iter().find(|asked| asked.question.id == question);
        let base = asked.and_then(|asked| asked.answer.as_ref()).map(|answer| answer.meta.version.clone());
        self.call("answer_save", json!({"interview": interview, "question": question, "text": text, "base": base}))
    }

    pub(crate) fn answer_text(&self, interview: Id, question: Id) -> String {
        let page = self.interview(interview);
        let asked = page.questions.into_iter().find(|asked| asked.question.id == question);
        asked.and_then(|asked| asked.answer).map(|answer| answer.text).unwrap_or_default()
    }

    pub(crate) fn jot(&self, text: &str) -> Id {
        self.call::<Saved>("jot_save", json!({"text": text})).id
    }

    pub(crate) fn sync(&self) -> SyncStatus {
        self.call("sync_now", json!({}))
    }

    pub(crate) fn export(&self) -> String {
        self.app.export_text().unwrap()
    }

    pub(crate) fn assert_sound(&self) {
        let health: Health = self.call("doctor", json!({}));
        assert!(health.ok, "the projection must equal the documents: {health:?}");
    }
}

/// A folder that a sync service would carry between devices.
pub(crate) fn shared_folder() -> TempDir {
    TempDir::new().unwrap()
}

/// Lets `first` set up the folder and the others join it by pairing code.
pub(crate) fn pair(folder: &Path, first: &Device, others: &[&Device]) {
    let _: SyncStatus = first.call("vault_create", json!({"folder": folder, "device": "Laptop"}));
    let code: PairingCode = first.call("pairing_code", json!({}));
    for (number, other) in others.iter().enumerate() {
        let name = if number == 0 { "Phone".to_owned() } else { format!("Tablet {number}") };
        let _: SyncStatus = other.call("vault_join", json!({"folder": folder, "code": code.code, "device": name}));
    }
}

/// Syncs all devices until each has what the others have.
pub(crate) fn settle(devices: &[&Device]) {
    for _ in 0..3 {
        for device in devices {
            device.sync();
        }
    }
}

/// Checks that all devices hold the same, and that each one's projection equals its documents.
pub(crate) fn assert_equal(devices: &[&Device]) {
    let first = devices[0].export();
    for device in devices {
        assert!(device.export() == first, "exports must be byte-equal");
        device.assert_sound();
    }
}

/// Copies the data folder of a device, as it lies there, to a second machine.
pub(crate) fn copy_of(device: &Device) -> Device {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    for entry in std::fs::read_dir(&device.data).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
    }
    let clock = Arc::new(AtomicI64::new(device.clock.load(Ordering::SeqCst)));
    let app = open(&data, &clock);
    Device { app, data, clock, _dir: Arc::new(dir) }
}
