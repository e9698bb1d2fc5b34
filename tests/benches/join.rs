//! B7 and B11: a fresh device joins a folder that holds nothing but packs.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use rusqlite::{Connection, params};

use crate::{
    corpus::{DATABASE, L, M, Size, kept, made},
    devices::{Calendar, DATA, DAY, PACK, SHARED, amount, copy_device, join, log, round, vault},
    measure::{Spent, ms, times},
    table::{Row, Table},
};

/// What makes and fills the tables that a join fills, in this order, from a database that is attached as `joined`. The indexed words
/// are the app's folded ones in `entity`, and the record as it is stored: about as many, for SQLite alone to take apart.
const FILL: &str = "
INSERT INTO document SELECT * FROM joined.document ORDER BY doc;
INSERT INTO snapshot SELECT * FROM joined.snapshot ORDER BY doc;
INSERT INTO tail SELECT * FROM joined.tail ORDER BY doc, n;
INSERT INTO change SELECT * FROM joined.change ORDER BY doc, actor, seq;
INSERT INTO entity SELECT * FROM joined.entity ORDER BY doc;
INSERT INTO link SELECT * FROM joined.link ORDER BY source, field, target;
INSERT INTO moment SELECT * FROM joined.moment ORDER BY source, field;
INSERT INTO names (rowid, title) SELECT doc, fold FROM joined.entity ORDER BY doc;
INSERT INTO words (rowid, body) SELECT doc, record FROM joined.entity ORDER BY doc;
";
const FILLED: [&str; 9] = ["document", "snapshot", "tail", "change", "entity", "link", "moment", "names", "words"];
/// So many days clean-up is given to leave packs only.
const DAYS: usize = 200;
/// What is written last stands in no pack until more has come.
const LOOSE: usize = 2;

/// Lets a fresh device join, and has SQLite write the same rows.
pub(crate) fn run(quick: bool) -> Result<Table> {
    let size = if quick { M } else { L };
    let place = tempfile::tempdir()?;
    copy_device(&packed(size)?, place.path())?;
    let (folder, data) = (place.path().join(SHARED), place.path().join("fresh"));
    let calendar = Calendar::today();
    let first = calendar.open(&place.path().join(DATA))?;
    let other = calendar.open(&data)?;
    let mut joining = Spent::default();
    joining.on_all_threads(|| {
        join(&first, &other, &folder, "Phone")?;
        round(&other)
    })?;
    drop((first, other));
    let database = data.join(DATABASE);
    let (expected, arrived) = (count(&place.path().join(DATA).join(DATABASE))?, count(&database)?);
    ensure!(arrived == expected, "of {expected} documents, {arrived} have arrived");

    let mut filling = Spent::default();
    let bare = bare(place.path(), &database)?;
    filling.on_all_threads(|| Ok(bare.execute_batch(&format!("BEGIN; {FILL} COMMIT;"))?))?;
    ensure!(
        bare.query_row("SELECT count(*) FROM main.words", [], |row| row.get::<_, i64>(0))? >= arrived,
        "every document is indexed"
    );

    let (packs, bytes) = amount(&folder, PACK)?;
    let rows: i64 = bare.query_row(
        "SELECT sum(length(id) + length(CAST(kind AS BLOB)) + length(CAST(record AS BLOB))) FROM main.entity",
        [],
        |row| row.get(0),
    )?;
    let (cpu, floor) = (joining.cpu.median(), filling.cpu.median());
    let share = bytes as f64 / rows as f64;
    Ok(Table {
        title: "B7 and B11 · A fresh device joins from packs",
        rows: vec![
            Row::note(format!("{}: {arrived} documents from {packs} packs, CPU of all threads", size.name), ms(cpu))
                .beside(format!("SQLite writes the same rows and indexes them: {}", ms(floor)), times(cpu, floor))
                .budget("≤ 1.3×", cpu <= 1.3 * floor),
            Row::note("… on the clock", ms(joining.wall.median()))
                .beside(ms(filling.wall.median()), times(joining.wall.median(), filling.wall.median())),
            Row::note("the packs, with all history, sealed", format!("{} kB", bytes / 1_000))
                .beside(format!("ids, kinds and contents of all rows: {} kB", rows / 1_000), format!("{share:.2}×"))
                .budget("≤ 0.6×", share <= 0.6),
        ],
    })
}

/// Returns a device whose sync folder has been cleaned up until packs hold all, built on first use.
fn packed(size: Size) -> Result<PathBuf> {
    let from = vault(size)?;
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    made(kept(&format!("{name}-packed"))?, |place| {
        copy_device(&from, place)?;
        let calendar = Calendar::today();
        let app = calendar.open(&place.join(DATA))?;
        for _ in 0..DAYS {
            calendar.pass(DAY);
            round(&app)?;
            let (packs, others): (Vec<_>, Vec<_>) =
                log(&place.join(SHARED))?.into_iter().partition(|(name, _)| name.starts_with(PACK));
            if !packs.is_empty() && others.len() <= LOOSE {
                return Ok(());
            }
        }
        anyhow::bail!("after {DAYS} days, packs do not stand for all files yet")
    })
}

fn count(database: &Path) -> Result<i64> {
    Ok(Connection::open(database)?.query_row("SELECT count(*) FROM entity", [], |row| row.get(0))?)
}

/// Makes a database with the tables and indexes that a join fills, as empty as they were, beside the one that has joined.
fn bare(place: &Path, joined: &Path) -> Result<Connection> {
    let sql = Connection::open(place.join("bare.sqlite"))?;
    sql.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    sql.execute("ATTACH ?1 AS joined", params![joined.to_string_lossy()])?;
    let mut statement =
        sql.prepare("SELECT sql FROM joined.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC")?;
    for table in FILLED {
        for made in statement.query_map([table], |row| row.get::<_, String>(0))? {
            sql.execute_batch(&made?)?;
        }
    }
    drop(statement);
    Ok(sql)
}
