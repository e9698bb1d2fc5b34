//! Taking in what an earlier version of the program could not.

use crate::{
    Applied, Error, Result, StoredChange, Why,
    arrival::{Arrival, apply},
    query::id_at,
    work::Work,
};
use firsthand_domain::Kind;
use rusqlite::params;

/// Takes in what was set aside because its kind was not known, and now is; and rewrites what the first format of the
/// database left aside as forked.
pub(crate) fn adopt(work: &mut Work<'_>) -> Result<()> {
    let mut known = Vec::new();
    {
        let mut statement =
            work.sql.prepare_cached("SELECT id, hash, kind, bytes FROM aside WHERE why = ?1 ORDER BY id, hash")?;
        let mut rows = statement.query([Why::UnknownKind.word()])?;
        while let Some(row) = rows.next()? {
            let kind: String = row.get(2)?;
            if Kind::named(&kind).is_some() {
                known.push(StoredChange { doc: id_at(row, 0)?, hash: row.get(1)?, kind, bytes: row.get(3)? });
            }
        }
    }
    for change in &known {
        work.sql
            .prepare_cached("DELETE FROM aside WHERE id = ?1 AND hash = ?2")?
            .execute(params![change.doc.as_bytes(), change.hash])?;
    }
    apply(work, &known)?;
    let mut forked = Vec::new();
    {
        let mut statement = work.sql.prepare_cached("SELECT DISTINCT id FROM aside WHERE why = ?1 ORDER BY id")?;
        let mut rows = statement.query([Why::Forked.word()])?;
        while let Some(row) = rows.next()? {
            forked.push(id_at(row, 0)?);
        }
    }
    let mut applied = Applied::default();
    for id in forked {
        // A document that cannot be read is named by the doctor; it must not keep the others from opening.
        let loaded = match work.take(id) {
            Ok(Some(loaded)) => loaded,
            Ok(None) | Err(Error::Document { .. } | Error::NoKind { .. }) => continue,
            Err(error) => return Err(error),
        };
        let mut arrival = Arrival { work, id, applied: &mut applied };
        let waiting = arrival.waiting(loaded.kind)?;
        arrival.salvage(loaded, waiting)?;
        work.ease()?;
    }
    Ok(())
}
