//! The data folder, import, export, and the sync folder.

use super::folder::{DeviceRow, SyncProgress};
use chrono::{DateTime, Utc};
use firsthand_domain::Id;
use serde::{Deserialize, Serialize};

/// Where the data lives and what there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct About {
    /// The version of the app.
    pub version: String,
    /// The folder of this device's data.
    pub data_dir: String,
    /// The size of the database, in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub database_bytes: u64,
    /// How many documents there are.
    pub documents: u32,
}

/// A file to read or write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AtPath {
    /// The file.
    pub path: String,
}

/// What a vCard file holds, before anything is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The file's name.
    pub file: String,
    /// Troubles of the file as a whole, in words.
    pub problems: Vec<String>,
    /// One entry per card, in the order of the file.
    pub cards: Vec<CardPreview>,
}

/// Reads a vCard file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PreviewCards {
    /// The file.
    pub path: String,
    /// Whom the user takes cards for; who the others are follows from what they say.
    #[serde(default)]
    pub same: Vec<SameCard>,
}

/// Whom the user takes a card for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SameCard {
    /// The card's place in the file, from 0.
    pub card: u32,
    /// Somebody who is here; none for somebody new.
    pub person: Option<Id>,
}

/// Somebody a card may be about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MaybeSame {
    /// The person. One whom an earlier card of the file brings has this id once it is in.
    pub person: Id,
    /// Their name.
    pub name: String,
    /// Their job title, to tell people of one name apart.
    pub role: String,
}

/// What one card would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CardPreview {
    /// The card's place in the file, from 0.
    pub index: u32,
    /// The line it begins at, from 1.
    pub line: u32,
    /// The name, when it could be read.
    pub name: String,
    /// The job title.
    pub role: String,
    /// The organization's name.
    pub organization: String,
    /// Phone numbers and addresses, as shown.
    pub ways: Vec<String>,
    /// Whether it has a picture that is kept.
    pub portrait: bool,
    /// What is left out or kept elsewhere, in words.
    pub notices: Vec<String>,
    /// What would happen.
    pub verdict: CardVerdict,
    /// The known person that the card is about, if there is one.
    pub same: Option<MaybeSame>,
    /// People it may be about as well; the user is asked.
    pub maybe: Vec<MaybeSame>,
    /// What comes to somebody who is here, without taking anything away.
    pub adds: Vec<CardChange>,
    /// What stands here otherwise; it stays unless the user takes the card's.
    pub changes: Vec<CardChange>,
    /// Why it cannot come in, and what to do.
    pub error: Option<String>,
}

/// A difference between a card and the person as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CardChange {
    /// Names it within its card.
    pub key: String,
    /// What it is about.
    pub field: CardField,
    /// The number or address whose word differs, or the word for a number that is added; else empty.
    pub about: String,
    /// What stands here.
    pub here: String,
    /// What the card says.
    pub card: String,
}

impl CardChange {
    /// Describes a difference.
    pub(crate) fn new(field: CardField, about: &str, here: &str, card: &str) -> Self {
        let key = if about.is_empty() { field.word().to_owned() } else { format!("{} {about}", field.word()) };
        Self { key, field, about: about.to_owned(), here: here.to_owned(), card: card.to_owned() }
    }
}

/// What of a person or an organization a card speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CardField {
    /// The name.
    Name,
    /// The job title.
    Role,
    /// The employer.
    Organization,
    /// The notes.
    Notes,
    /// The picture; no words are shown for it.
    Picture,
    /// The word for a number or address, or that it is preferred.
    Label,
    /// A tag.
    Tag,
    /// A telephone number.
    Phone,
    /// A mail address.
    Email,
    /// A web address.
    Web,
    /// A postal address, and where an organization is.
    Address,
    /// Another way to reach them.
    Other,
}

impl CardField {
    /// Returns its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Role => "role",
            Self::Organization => "organization",
            Self::Notes => "notes",
            Self::Picture => "picture",
            Self::Label => "label",
            Self::Tag => "tag",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Web => "web",
            Self::Address => "address",
            Self::Other => "other",
        }
    }
}

/// What would happen with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CardVerdict {
    /// A new person.
    New,
    /// Somebody who is here already and learns something new.
    Update,
    /// Somebody who is here already, of whom the card says some things otherwise and nothing new.
    Differs,
    /// Somebody who is here already with all of it.
    Known,
    /// It cannot be read.
    Damaged,
}

/// Brings cards in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ImportCards {
    /// The file.
    pub path: String,
    /// The places of the chosen cards; all readable ones when left out.
    #[serde(default)]
    pub cards: Option<Vec<u32>>,
    /// Whom the user takes cards for.
    #[serde(default)]
    pub same: Vec<SameCard>,
    /// Which differences are taken over from the cards; the others stay as they are here.
    #[serde(default)]
    pub take: Vec<TakeChange>,
    /// Whether all differences are taken over.
    #[serde(default)]
    pub take_all: bool,
}

/// A difference that the user takes over from a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TakeChange {
    /// The card's place in the file, from 0.
    pub card: u32,
    /// The key of the difference.
    pub key: String,
}

/// What an import did; undo takes all of it back in one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ImportReport {
    /// The new people.
    pub added: Vec<Id>,
    /// People who learned something new.
    pub updated: Vec<Id>,
    /// How many cards held nothing new.
    pub known: u32,
    /// Cards that could not be read, in words.
    pub failed: Vec<String>,
    /// What was left out, in words.
    pub notices: Vec<String>,
    /// What a card says otherwise and was not taken over, in words.
    pub kept: Vec<String>,
}

/// A written file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Exported {
    /// Where it is.
    pub path: String,
    /// Its size, in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
}

/// Whether the projection equals the documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Health {
    /// Whether everything is in order.
    pub ok: bool,
    /// How many documents were read.
    pub documents: u32,
    /// How many changes they hold.
    pub changes: u32,
    /// Rows that differ from their document, in words.
    pub differences: Vec<String>,
    /// Documents that could not be read, in words.
    pub damaged: Vec<String>,
}

/// Sets sync up in a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct CreateVault {
    /// The folder, which some program keeps equal on all devices.
    pub folder: String,
    /// What this device is called.
    pub device: String,
    /// What becomes of the folder that this device shares already; without it, such a device is refused with `in_use`.
    #[serde(default)]
    pub earlier: Option<Earlier>,
}

/// What becomes of an earlier folder when another one is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Earlier {
    /// Everything goes into the new folder under the same keys; the other devices choose it as well.
    Move,
    /// The new folder begins with new keys and with this device alone; every word stays here.
    Anew,
}

/// Joins the devices that share a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct JoinVault {
    /// The folder.
    pub folder: String,
    /// The pairing code that a device shows.
    pub code: String,
    /// What this device is called.
    pub device: String,
}

/// The words that let another device in. Whoever has them and the folder can read everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PairingCode {
    /// The code, in groups.
    pub code: String,
    /// The same as an SVG picture for a camera: black on white, with its margin.
    pub qr: String,
}

/// Opens a folder without another device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RecoverVault {
    /// The folder.
    pub folder: String,
    /// The recovery code, or the passphrase.
    pub secret: String,
    /// What this device is called.
    pub device: String,
}

/// What opens the folder when every device is gone. It stays the same until a new one is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RecoveryCode {
    /// The code, in groups.
    pub code: String,
    /// The same as an SVG picture for a camera: black on white, with its margin.
    pub qr: String,
}

/// The recovery code as the user has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ConfirmRecovery {
    /// The code.
    pub code: String,
}

/// Lets a passphrase open the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SetPassphrase {
    /// The passphrase, of at least 12 characters; case and accents count, the amount of space does not.
    pub passphrase: String,
}

/// Makes a new key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RotateVault {
    /// The devices that must not read what comes after, by their ids.
    #[serde(default)]
    pub without: Vec<String>,
}

/// Where the keys of this device lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// In the key store of the operating system.
    Keychain,
    /// In a file beside the database that only its owner may read.
    #[default]
    File,
}

impl KeyPlace {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::File => "file",
        }
    }
}

/// How the recovery code stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// There is none.
    #[default]
    None,
    /// This device still shows it, for the user has not typed it back.
    Unconfirmed,
    /// The user has it: they typed it back, here or on another device. No device shows it any more.
    Confirmed,
    /// There is one that this device has never shown, and nothing says whether the user has written it down.
    Elsewhere,
}

/// How the keys of the folder stand on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct KeyStatus {
    /// Where they lie.
    pub kept: KeyPlace,
    /// Why they are not in the system's key store.
    pub why: Option<String>,
    /// How the recovery code stands.
    pub recovery: RecoveryState,
    /// Whether a passphrase opens the folder.
    pub passphrase: bool,
    /// Whether the keys are known to be missing here, so that nothing is read from the folder or written to it. The system's key store
    /// may take a minute to answer; until then nothing is said.
    pub locked: bool,
    /// Whether the key was changed in two places at once, each without knowing of the other; a new key joins them again.
    pub contested: bool,
}

/// Gives this device another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RenameDevice {
    /// The name.
    pub device: String,
}

/// How sync stands, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// No folder is set up.
    #[default]
    Off,
    /// Set up; not looked yet since the app opened.
    Starting,
    /// Everything written here lies in the folder, and everything there is here.
    UpToDate,
    /// Something written here is not in the folder yet.
    ToSend,
    /// Something in the folder is still arriving.
    Arriving,
    /// Something must be done; see the words.
    Problem,
}

/// Where the user's words are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SyncStatus {
    /// How it stands.
    pub state: SyncState,
    /// A stable word for the state of the folder, such as `ok`, `missing`, `read_only`; empty when off.
    pub folder_state: String,
    /// What is so, in plain words; empty when there is nothing to say.
    pub message: String,
    /// The one thing to do about it.
    pub advice: Option<String>,
    /// The folder.
    pub folder: Option<String>,
    /// How many changes are not in the folder yet.
    pub unsent: u32,
    /// When the folder was last looked at.
    pub looked_at: Option<DateTime<Utc>>,
    /// The devices that share the folder, this one first.
    pub devices: Vec<DeviceRow>,
    /// Files that cannot be used, in words; they are left as they are.
    pub problems: Vec<String>,
    /// How far reading has come, while a round with much to read runs.
    pub progress: Option<SyncProgress>,
    /// When it was noticed last that a copy of this device's data writes, too.
    pub copied_at: Option<DateTime<Utc>>,
    /// What was put back into the folder without asking, until the user has read of it.
    pub put_back: Option<PutBack>,
    /// Whether another device has set up the same folder for itself, and the user has not said to know of it.
    pub set_up_twice: bool,
    /// How the keys stand; none when sync is off.
    pub keys: Option<KeyStatus>,
}

/// Files that had gone from the folder and were put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PutBack {
    /// How many.
    pub files: u32,
    /// When, the last time.
    pub at: DateTime<Utc>,
}

/// Something about the folder that is told until the user has read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SyncNotice {
    /// A copy of this device's data writes, too.
    Copied,
    /// Files were put back.
    PutBack,
    /// Another device has set up the same folder for itself.
    SetUpTwice,
}

/// Says that the user has read a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NoticeRead {
    /// Which.
    pub notice: SyncNotice,
}
