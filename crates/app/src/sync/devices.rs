//! The devices that share the folder.

use super::{Membership, names};
use crate::{
    api::{ApiError, folder::DeviceRow, system::SyncStatus},
    app::App,
    journal::{self, JournalError, keys, number},
};
use chrono::{DateTime, Utc};
use firsthand_store::Mailbox;
use firsthand_sync::{DeviceId, FolderHealth, Standing, State, standing};
use std::collections::BTreeMap;

/// One device's rows put together: it may have written under several names after a restored backup.
#[derive(Default)]
struct Known {
    device: Option<DeviceId>,
    name: String,
    seen: Option<DateTime<Utc>>,
    holds: Option<u64>,
}

/// Lists this device, then the others.
pub(super) fn rows(mailbox: &Mailbox<'_>, state: &State, this: String) -> Result<Vec<DeviceRow>, JournalError> {
    let me = state.device;
    let mut others: BTreeMap<String, Known> = BTreeMap::new();
    for (replica, peer) in &state.peers {
        if state.own.contains(replica) || (peer.device.is_some() && peer.device == me) {
            continue;
        }
        let device = peer.device.map_or_else(|| replica.to_string(), |device| device.to_string());
        let row = others.entry(device).or_default();
        row.device = row.device.or(peer.device);
        row.holds = row.holds.max(peer.have.get(&state.replica).map(|have| have.seq));
        let Some(card) = mailbox.card(replica.as_bytes())? else { continue };
        let seen = DateTime::parse_from_rfc3339(&card.seen).ok().map(|at| at.to_utc());
        if row.name.is_empty() || seen >= row.seen {
            (row.seen, row.name) = (seen, card.name);
        }
    }
    let id = |device: Option<DeviceId>| device.map(|device| device.to_string()).unwrap_or_default();
    let mut rows = vec![DeviceRow { id: id(me), name: this, this: true, has_all: true, ..DeviceRow::default() }];
    for known in others.into_values() {
        let lacks = state.seq.saturating_sub(known.holds.unwrap_or(0));
        let until = known.holds.map(|seq| journal::sealed_at(mailbox, state.replica, seq)).transpose()?;
        rows.push(DeviceRow {
            id: id(known.device),
            name: known.name,
            this: false,
            last_seen: known.seen,
            has_all: state.seq > 0 && lacks == 0,
            has_until: until.flatten(),
            lacks: u32::try_from(lacks).unwrap_or(u32::MAX),
            retired: standing::is_retired(&state.standings, known.device),
        });
    }
    Ok(rows)
}

fn this_device(mailbox: &Mailbox<'_>) -> Result<Option<DeviceId>, JournalError> {
    Ok(mailbox.value(names::DEVICE_ID)?.and_then(|bytes| DeviceId::from_slice(&bytes)))
}

/// Whether this device stands as out of use: it has left for good, or another one said so.
pub(super) fn is_out_of_use(mailbox: &Mailbox<'_>) -> Result<bool, JournalError> {
    Ok(standing::is_retired(&journal::standings(mailbox)?, this_device(mailbox)?))
}

/// When it was last noticed that a copy of this device's data writes, too, unless the user has read that.
pub(super) fn copied_at(mailbox: &Mailbox<'_>) -> Result<Option<DateTime<Utc>>, JournalError> {
    let (rotated, noticed) = (number(mailbox, keys::ROTATED_AT)?, number(mailbox, names::COPY_NOTICED)?);
    Ok(rotated.filter(|_| rotated != noticed).and_then(DateTime::from_timestamp_millis))
}

/// Says that a device is out of use, or in use again; the word goes out with the next round.
fn stand(app: &App, device: DeviceId, retired: bool) -> Result<(), ApiError> {
    app.store()
        .sync_transact::<_, JournalError>(|tx| {
            let mailbox = tx.mailbox();
            let mut standings = journal::standings(&mailbox)?;
            let n = standings.get(&device).map_or(1, |word| word.n.saturating_add(1));
            let upto = journal::have(&mailbox)?;
            standing::merge(&mut standings, [Standing { device, n, retired, upto }]);
            journal::set_standings(&mailbox, &standings)?;
            // What was withheld is judged anew.
            for (path, noted) in mailbox.files()? {
                if noted.outcome == firsthand_sync::Outcome::Withheld.code() {
                    mailbox.file_forget(&path)?;
                }
            }
            Ok(())
        })
        .map_err(ApiError::from)?;
    Ok(())
}

impl App {
    /// Takes a lost device out of use: a new key for everything that comes after, and nobody waits for it.
    pub(crate) fn device_lost(&self, device: &str) -> Result<SyncStatus, ApiError> {
        let device = self.other_device(device)?;
        stand(self, device, true)?;
        self.rotate_vault(&[device])
    }

    /// Takes a device into use again, and with it what it wrote meanwhile.
    pub(crate) fn device_found(&self, device: &str) -> Result<SyncStatus, ApiError> {
        let device = self.other_device(device)?;
        stand(self, device, false)?;
        self.sync_round(true)
    }

    /// Leaves for good: everything that was written here goes into the folder, and the other devices are told not to wait for this
    /// one. What is here stays here.
    pub(crate) fn leave_for_good(&self) -> Result<SyncStatus, ApiError> {
        let me = this_device(&self.store().mailbox()).map_err(ApiError::from)?;
        let Some(me) = me else { return self.leave() };
        let before = self.sync_round(false)?;
        if before.unsent > 0 || before.folder_state != FolderHealth::Ok.code() {
            return Err(ApiError::new(
                "unsent",
                "Some of what you wrote here is not in the folder yet, so leaving now would keep it from your other devices.",
            )
            .hint("Let it be sent first, or stop using the folder without telling the others."));
        }
        stand(self, me, true)?;
        self.sync_round(false)?;
        self.leave()
    }

    fn other_device(&self, device: &str) -> Result<DeviceId, ApiError> {
        let Some(Membership { .. }) = self.membership()? else { return Err(super::sync_off()) };
        let device: DeviceId = device
            .parse()
            .map_err(|_| ApiError::new("invalid", "That is no device.").hint("Choose one from the list of devices."))?;
        let me = this_device(&self.store().mailbox()).map_err(ApiError::from)?;
        if Some(device) == me {
            return Err(ApiError::new("invalid", "This is the device that you are using.")
                .hint("Say this on another device, or leave the folder from here."));
        }
        Ok(device)
    }
}
