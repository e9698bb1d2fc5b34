//! TaskChampion with its local server: a note is a task's description, a device is a replica with a database of its own.
//!
//! Its server is one SQLite database in the folder, which file-sync programs must not carry; and an edit replaces the whole
//! text, so that of two edits one is lost. It says what a task manager's sync costs, not what ours has to do.

use std::{fs, path::Path, time::Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use taskchampion::{Operations, Replica, ServerConfig, SqliteStorage, Status, Uuid, storage::AccessMode};

type Device = Replica<SqliteStorage>;

#[derive(Default)]
struct Times(Vec<[f64; 2]>);

impl Times {
    fn cost(&self) -> Value {
        let both = |which: usize| {
            let mut sorted: Vec<f64> = self.0.iter().map(|time| time[which]).collect();
            sorted.sort_by(f64::total_cmp);
            let at = |share: f64| sorted[((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1)];
            json!([at(0.5), at(0.95)])
        };
        json!({"cpu": both(0), "wall": both(1)})
    }
}

/// What all threads of this process have used, in milliseconds.
fn cpu() -> Result<f64> {
    let mut total = 0.0;
    for thread in fs::read_dir("/proc/self/task")? {
        let line = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
        total += line.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0);
    }
    Ok(total / 1e6)
}

async fn open(place: &Path, name: &str) -> Result<Device> {
    Ok(Replica::new(SqliteStorage::new(place.join(name), AccessMode::ReadWrite, true).await?))
}

async fn sync(device: &mut Device, folder: &Path, times: &mut Times) -> Result<()> {
    let (begun, before) = (Instant::now(), cpu()?);
    let mut server = ServerConfig::Local { server_dir: folder.to_owned() }.into_server().await?;
    device.sync(&mut server, false).await?;
    times.0.push([cpu()? - before, begun.elapsed().as_secs_f64() * 1e3]);
    Ok(())
}

async fn write(device: &mut Device, id: Uuid, text: &str) -> Result<()> {
    let mut operations = Operations::new();
    let mut task = device.create_task(id, &mut operations).await?;
    task.set_description(text.to_owned(), &mut operations)?;
    Ok(device.commit_operations(operations).await?)
}

async fn measure(work: &Value, history: usize, place: &Path) -> Result<Value> {
    let _ = fs::remove_dir_all(place);
    let folder = place.join("folder");
    fs::create_dir_all(&folder)?;
    let notes = work["notes"].as_array().context("notes")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut first = open(place, "device-0").await?;
    let (mut aside, mut written) = (Times::default(), Vec::new());
    for notes in notes.chunks(200) {
        let mut operations = Operations::new();
        for note in notes {
            let id = Uuid::new_v4();
            let mut task = first.create_task(id, &mut operations).await?;
            task.set_status(Status::Pending, &mut operations)?;
            task.set_description(text(&note["text"]), &mut operations)?;
            written.push((id, text(&note["text"])));
        }
        first.commit_operations(operations).await?;
        sync(&mut first, &folder, &mut aside).await?;
    }
    for version in 1..history {
        for (notes, written) in notes.chunks(200).zip(written.chunks_mut(200)) {
            let mut operations = Operations::new();
            for (note, (id, before)) in notes.iter().zip(written) {
                before.push_str(&text(&note["more"][version - 1]));
                let mut task = first.get_task(*id).await?.context("a task")?;
                task.set_description(before.clone(), &mut operations)?;
            }
            first.commit_operations(operations).await?;
            sync(&mut first, &folder, &mut aside).await?;
        }
    }
    let (mut joining, mut sending, mut taking, mut quiet) = Default::default();
    let mut others = Vec::new();
    for number in 1..4 {
        let mut other = open(place, &format!("device-{number}")).await?;
        sync(&mut other, &folder, &mut joining).await?;
        ensure!(other.all_tasks().await?.len() == written.len(), "every note has arrived");
        others.push(other);
    }
    let reader = others.last_mut().context("a device")?;
    for _ in 0..30 {
        sync(reader, &folder, &mut quiet).await?;
    }
    for (edit, (id, text)) in work["edits"].as_array().context("edits")?.iter().zip(&mut written) {
        text.push_str(edit.as_str().unwrap_or_default());
        write(&mut first, *id, text).await?;
        sync(&mut first, &folder, &mut sending).await?;
        sync(reader, &folder, &mut taking).await?;
        ensure!(reader.get_task(*id).await?.context("a task")?.get_description() == text, "the edit has arrived");
    }
    let of = |times: &Times| times.cost();
    Ok(json!({
        "history": history, "files": fs::read_dir(&folder)?.count(), "join": of(&joining), "send": of(&sending),
        "take": of(&taking), "quiet": of(&quiet),
    }))
}

#[tokio::main]
async fn main() -> Result<()> {
    let place = std::env::var_os("PEERS_PLACE").context("`make bench-peers` runs this")?;
    let place = Path::new(&place);
    let work: Value = serde_json::from_slice(&fs::read(place.join("notes.json"))?)?;
    let mut figures = Vec::new();
    for history in [1, 10] {
        figures.push(measure(&work, history, &place.join(format!("taskchampion-{history}"))).await?);
    }
    let all = json!({"version": "3.1.0", "figures": figures});
    Ok(fs::write(place.join("taskchampion.json"), serde_json::to_vec_pretty(&all)?)?)
}
