//! Names of files. They are hints for people and for speed; what a file is stands in its header (format, section 2).

use crate::id::{FileId, ReplicaId, VaultId, hex};
use crate::stand_in;

/// Extension of all our files, with the dot.
pub const EXTENSION: &str = ".fhd";
/// Extension of key slots, with the dot: the stock command of `age` opens them.
pub const SLOT_EXTENSION: &str = ".age";
/// Both.
pub(crate) const EXTENSIONS: [&str; 2] = [EXTENSION, SLOT_EXTENSION];
/// Name of the text for people.
pub const README: &str = "README.txt";
/// Name of the folder in the picked folder.
pub const ROOT: &str = "Firsthand";
/// Most components of a path that is looked at.
pub const MAX_DEPTH: usize = 4;
/// How often a name that is taken by other bytes is changed before giving up.
pub const MAX_RENAMES: u32 = 9;

const MARKER_PREFIX: &str = "vault-";
/// A file is written as this, letters drawn at random, and the suffix, before it gets its name.
pub(crate) const TEMPORARY_PREFIX: &str = ".~";
/// See [`TEMPORARY_PREFIX`].
pub(crate) const TEMPORARY_SUFFIX: &str = ".tmp";
/// So many letters are drawn for a file, …
pub(crate) const TEMPORARY_LETTERS: usize = 12;
/// … and so many for a try whether the folder can be written.
const PROBE_LETTERS: usize = 16;

/// The path of a vault's marker.
pub fn marker_path(vault: VaultId) -> String {
    format!("{MARKER_PREFIX}{}{EXTENSION}", hex(&vault.prefix::<4>()))
}

/// The path of a segment; `rename` is 0, or counts the names that were taken by other bytes.
pub fn segment_path(replica: ReplicaId, seq: u64, id: FileId, rename: u32) -> String {
    let (replica, id) = (hex(&replica.prefix::<4>()), hex(&id.prefix::<8>()));
    let suffix = if rename == 0 { String::new() } else { format!("-r{rename}") };
    format!("log/s-{replica}-{seq:08x}-{id}{suffix}{EXTENSION}")
}

/// The path of a pack.
pub fn pack_path(replica: ReplicaId, seq: u64, id: FileId) -> String {
    format!("log/p-{}-{seq:08x}-{}{EXTENSION}", hex(&replica.prefix::<4>()), hex(&id.prefix::<8>()))
}

/// The path of a key slot; `rename` is 0, or counts the names that were taken by other bytes.
pub fn slot_path(bytes: &[u8], rename: u32) -> String {
    let suffix = if rename == 0 { String::new() } else { format!("-r{rename}") };
    format!("keys/k-{}{suffix}{SLOT_EXTENSION}", crate::slot::hash16(bytes))
}

/// Puts `-rN` before the extension of a generated path.
pub fn renamed(path: &str, rename: u32) -> String {
    match path.strip_suffix(EXTENSION) {
        Some(stem) if rename > 0 => format!("{stem}-r{rename}{EXTENSION}"),
        _ => path.to_owned(),
    }
}

/// What the name of a segment claims: the first bytes of its writer, and its seq. A hint, also under a name that a service has changed.
pub(crate) fn claim(path: &str) -> Option<([u8; 4], u64)> {
    let (_, rest) = path.rsplit('/').next()?.split_once("s-")?;
    let mut parts = rest.split('-');
    let (writer, seq) = (parts.next()?, parts.next()?);
    let writer = (writer.len() == 8).then(|| u32::from_str_radix(writer, 16).ok()).flatten()?;
    Some((writer.to_be_bytes(), u64::from_str_radix(seq, 16).ok()?))
}

/// The first bytes of the id that a name of ours claims for its file. A hint, also under a name that a service has changed.
pub(crate) fn claimed_id(path: &str) -> Option<[u8; 8]> {
    let name = path.rsplit('/').next()?;
    let mut starts = name.match_indices("s-").chain(name.match_indices("p-")).map(|(at, start)| at + start.len());
    starts.find_map(|at| {
        let mut parts = name.get(at..)?.splitn(3, '-');
        let is_digits = |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_hexdigit());
        let (writer, seq, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let id = rest
            .get(..16)
            .filter(|id| is_digits(id, 16) && is_digits(writer, 8) && seq.len() >= 8 && is_digits(seq, seq.len()))?;
        Some(u64::from_str_radix(id, 16).ok()?.to_be_bytes())
    })
}

/// Whether the last component of a path is a name that this program gives, in lower case: of a segment, a pack, a marker or a key slot.
pub(crate) fn is_generated(name: &str) -> bool {
    let is_hex = |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_id = |text: &str| {
        let (id, rename) = text.split_once("-r").map_or((text, "1"), |(id, rename)| (id, rename));
        is_hex(id, 16) && rename.len() == 1 && rename.bytes().all(|b| b.is_ascii_digit())
    };
    if let Some(slot) = name.strip_suffix(SLOT_EXTENSION) {
        return slot.strip_prefix("k-").is_some_and(is_id);
    }
    let Some(stem) = name.strip_suffix(EXTENSION) else { return false };
    if let Some(vault) = stem.strip_prefix(MARKER_PREFIX) {
        return is_hex(vault, 8);
    }
    let rest = stem.strip_prefix("s-").or_else(|| stem.strip_prefix("p-"));
    let mut parts = rest.map(|rest| rest.splitn(3, '-')).into_iter().flatten();
    let (writer, seq, id) = (parts.next(), parts.next(), parts.next());
    // A seq beyond 32 bits has more digits.
    let is_seq = |seq: &str| (8..=16).contains(&seq.len()) && is_hex(seq, seq.len());
    writer.is_some_and(|writer| is_hex(writer, 8)) && seq.is_some_and(is_seq) && id.is_some_and(is_id)
}

/// Whether a path is left alone without looking: hidden, temporary names of services and programs, placeholders, what services keep for
/// themselves, too deep, or the text for people.
pub fn is_skipped(path: &str) -> bool {
    const TEMPORARY: [&str; 6] = [".tmp", ".part", ".partial", ".filepart", ".crdownload", ".icloud"];
    // What a network drive notes about files, and where it and the system keep what was deleted: a file there stands in no folder.
    const DIRECTORIES: [&str; 7] =
        ["@eadir", "#recycle", "@recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx"];
    if path.eq_ignore_ascii_case(README) || path.split('/').count() > MAX_DEPTH {
        return true;
    }
    if path.split('/').any(|part| part.is_empty() || part.starts_with('.') || part.starts_with('~')) {
        return true;
    }
    let lower = path.to_ascii_lowercase();
    if lower.split('/').any(|part| DIRECTORIES.contains(&part)) || stand_in::is_placeholder(path) {
        return true;
    }
    TEMPORARY.iter().any(|ending| lower.ends_with(ending))
}

/// Whether a path is that of a temporary file of this program: what a write that was cut off leaves.
pub(crate) fn is_temporary_of_ours(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let middle = name.strip_prefix(TEMPORARY_PREFIX).and_then(|rest| rest.strip_suffix(TEMPORARY_SUFFIX));
    middle.is_some_and(|middle| {
        matches!(middle.len(), TEMPORARY_LETTERS | PROBE_LETTERS) && middle.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Whether a name claims to be ours, by its extension.
pub fn claims_to_be_ours(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(EXTENSION)
}

/// Whether a path has the shape of a marker's, as a picked folder is recognized by.
pub fn is_marker_like(path: &str) -> bool {
    !path.contains('/') && path.starts_with(MARKER_PREFIX) && claims_to_be_ours(path)
}

/// Whether a path is a marker's, or that of a placeholder for one.
pub(crate) fn tells_a_vault(path: &str) -> bool {
    is_marker_like(path) || stand_in::stands_for(path).is_some_and(|found| is_marker_like(&found.path))
}

/// Whether a path stays below its root: relative, with `/` only, no empty, `.` or `..` component. `\` and `:` lead elsewhere on Windows;
/// on other systems they are letters like any, and whoever lists them must be able to read them.
pub fn is_relative(path: &str) -> bool {
    let leads_elsewhere = |c| c == '\0' || (cfg!(windows) && matches!(c, '\\' | ':'));
    !path.contains(leads_elsewhere) && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The strictest common ground of Windows, FAT, OneDrive and their friends.
    fn is_fine_everywhere(path: &str) -> Result<(), String> {
        const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
        const SERVICE_ENDINGS: [&str; 6] = [".tmp", ".part", ".lock", ".bak", ".db", ".ini"];
        if path.len() > 100 || path.split('/').count() > 3 {
            return Err("too long or deep".into());
        }
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
            if part.is_empty() || part.len() > 64 || !part.chars().all(allowed) || part.matches('.').count() > 1 {
                return Err(format!("characters of {part}"));
            }
            if part.starts_with(['.', '-', '~']) || part.ends_with(['.', ' ', '-']) {
                return Err(format!("ends of {part}"));
            }
            if DEVICES.iter().any(|device| stem.trim_end_matches(|c: char| c.is_ascii_digit()) == *device) {
                return Err(format!("a device: {part}"));
            }
            if SERVICE_ENDINGS.iter().any(|ending| part.ends_with(ending)) {
                return Err(format!("an ending that services drop: {part}"));
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_generated_name_is_fine_everywhere(replica: [u8; 16], seq: u64, id: [u8; 32], vault: [u8; 16], rename in 0..=MAX_RENAMES) {
            let segment = segment_path(ReplicaId::from_bytes(replica), seq, FileId::from_bytes(id), rename);
            for path in [&segment, &marker_path(VaultId::from_bytes(vault))] {
                prop_assert_eq!(is_fine_everywhere(path), Ok(()));
                prop_assert!(!is_skipped(path) && is_relative(path) && claims_to_be_ours(path));
                prop_assert_eq!(path, &path.to_lowercase());
            }
            let pack = pack_path(ReplicaId::from_bytes(replica), seq, FileId::from_bytes(id));
            prop_assert_eq!(is_fine_everywhere(&pack), Ok(()));
            prop_assert!(!is_skipped(&pack) && is_relative(&pack) && claims_to_be_ours(&pack));
            let slot = slot_path(&id, rename);
            prop_assert_eq!(is_fine_everywhere(&slot), Ok(()));
            prop_assert!(!is_skipped(&slot) && is_relative(&slot) && crate::slot::is_candidate(&slot, 1));
            let plain = segment_path(ReplicaId::from_bytes(replica), seq, FileId::from_bytes(id), 0);
            prop_assert_eq!(renamed(&plain, rename), segment);
        }

        #[test]
        fn different_bytes_never_share_a_name_and_order_follows_seq(replica: [u8; 16], a in 0u64..1 << 32, b in 0u64..1 << 32) {
            let path = |seq, id| segment_path(ReplicaId::from_bytes(replica), seq, FileId::from_bytes([id; 32]), 0);
            prop_assert_ne!(path(a, 1), path(a, 2));
            prop_assert_eq!(a.cmp(&b), path(a, 0).cmp(&path(b, 0)));
        }
    }

    #[test]
    fn names_look_as_documented() {
        let replica = ReplicaId::from_bytes([0xab; 16]);
        assert_eq!(
            segment_path(replica, 18, FileId::from_bytes([0xcd; 32]), 0),
            "log/s-abababab-00000012-cdcdcdcdcdcdcdcd.fhd"
        );
        assert_eq!(
            segment_path(replica, 18, FileId::from_bytes([0xcd; 32]), 2),
            "log/s-abababab-00000012-cdcdcdcdcdcdcdcd-r2.fhd"
        );
        assert_eq!(marker_path(VaultId::from_bytes([1; 16])), "vault-01010101.fhd");
        // The hash of nothing begins so in BLAKE3's own test vectors.
        assert_eq!(slot_path(b"", 0), "keys/k-af1349b9f5f9a1a6.age");
        assert_eq!(slot_path(b"", 3), "keys/k-af1349b9f5f9a1a6-r3.age");
        assert!(is_marker_like("vault-01010101 (1).fhd") && !is_marker_like("log/vault-01010101.fhd"));
    }

    #[test]
    fn a_name_tells_whose_file_it_would_be() {
        let id = FileId::from_bytes([0xcd; 32]);
        let path = segment_path(ReplicaId::from_bytes([0xab; 16]), 18, id, 0);
        assert_eq!(claim(&path), Some(([0xab; 4], 18)));
        assert_eq!(claim(&path.replace(".fhd", " (1).fhd")), Some(([0xab; 4], 18)));
        for path in ["log/p-abababab-00000012-cdcdcdcdcdcdcdcd.fhd", "s-x-1", "s-abababab", "s-ab-12-cd.fhd", ""] {
            assert_eq!(claim(path), None, "{path}");
        }
    }

    #[test]
    fn temporary_and_hidden_names_are_left_alone() {
        for path in [
            ".syncthing.s-1.fhd.tmp",
            "~syncthing~s-1.fhd.tmp",
            "log/.~x7.tmp",
            "log/~$lock.fhd",
            "log/s.fhd.part",
            "s.fhd.PARTIAL",
            "log/.s-1.fhd.icloud",
            "x.crdownload",
            "x.filepart",
            ".stversions/log/s.fhd",
            "a/b/c/d/e.fhd",
            "README.txt",
            "readme.TXT",
            "log//x",
        ] {
            assert!(is_skipped(path), "{path}");
        }
        for path in [
            "log/s-1.fhd",
            "log (1)/s-1.sync-conflict-20261122-010951-MYC4IAO.fhd",
            "a/b/c/d.fhd",
            "log/s-1 (conflicted copy)",
            "x",
        ] {
            assert!(!is_skipped(path), "{path}");
        }
        for path in ["/etc/passwd", "../x", "a/../b", "", "a/", "./a", "a\0b"] {
            assert!(!is_relative(path), "{path}");
        }
        for path in ["a\\b", "C:/x", "log/s-1 12:30.fhd"] {
            assert_eq!(is_relative(path), !cfg!(windows), "{path}");
        }
    }
}
