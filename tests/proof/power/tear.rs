//! Writes that reached the disk in part.

use super::disk::lengthen;
use crate::extent::mixed;

/// What a disk writes as one: so much of a write is there or is not.
pub(crate) const SECTOR: usize = 512;
/// What the memory of a system holds as one.
pub(crate) const PAGE: usize = 4096;

/// How a write was cut off. Outside of its own bytes a write changes nothing (SQLite calls that "powersafe overwrite").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tear {
    /// Which of the written bytes are there: from, and up to.
    kept: (usize, usize),
    /// Whether the file is as long as after the write; else as the bytes that are there make it.
    long: bool,
    /// Whether the file's new part holds what lay on the disk before, instead of zeros, where the written bytes are not there.
    junk: bool,
}

impl Tear {
    /// The file has its new length, and nothing of what was written.
    pub(crate) const ZEROS: Self = Self { kept: (0, 0), long: true, junk: false };
    pub(crate) const JUNK: Self = Self { kept: (0, 0), long: true, junk: true };

    /// Returns the ways in which a write may be cut off that are tried one by one: at a sector and at a page in its middle, the
    /// first or the second half being there.
    pub(crate) fn all(at: usize, len: usize) -> Vec<Self> {
        let mut all = vec![Self::ZEROS, Self::JUNK];
        for unit in [SECTOR, PAGE] {
            if let Some(cut) = middle(at, len, unit) {
                all.push(Self { kept: (0, cut), long: false, junk: false });
                all.push(Self { kept: (0, cut), long: true, junk: true });
                all.push(Self { kept: (cut, len), long: true, junk: false });
            }
        }
        all.dedup();
        all
    }

    /// Returns any way of being cut off, by a number.
    pub(crate) fn any(at: usize, len: usize, number: u64) -> Self {
        let all = Self::all(at, len);
        let sectors: Vec<usize> = boundaries(at, len, SECTOR).collect();
        let draw =
            |what: u64, end: usize| usize::try_from(mixed(number.wrapping_add(what)) % end.max(1) as u64).unwrap();
        if sectors.is_empty() || draw(1, 4) == 0 {
            return all[draw(2, all.len())];
        }
        let (cut, junk) = (sectors[draw(3, sectors.len())], draw(4, 2) == 0);
        let kept = if draw(5, 2) == 0 { (0, cut) } else { (cut, len) };
        Self { kept, long: draw(6, 2) == 0, junk }
    }

    /// Writes what is there into a file.
    pub(crate) fn apply(self, file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
        let before = file.len();
        let (from, to) = self.kept;
        let end = if self.long { bytes.len() } else { to };
        if end > 0 {
            lengthen(file, at + end);
        }
        if self.junk {
            for (place, byte) in file.iter_mut().enumerate().skip(before.max(at)) {
                *byte = mixed(place as u64).to_le_bytes()[0];
            }
        }
        if from < to {
            file[at + from..at + to].copy_from_slice(&bytes[from..to]);
        }
    }
}

fn boundaries(at: usize, len: usize, unit: usize) -> impl Iterator<Item = usize> {
    ((at / unit + 1) * unit..at + len).step_by(unit).map(move |place| place - at)
}

fn middle(at: usize, len: usize, unit: usize) -> Option<usize> {
    let all: Vec<usize> = boundaries(at, len, unit).collect();
    all.get(all.len() / 2).copied()
}

#[test]
fn a_write_is_cut_at_sectors_and_touches_nothing_beside_itself() {
    let (at, bytes) = (1000, vec![1; 9000]);
    let torn = Tear::all(at, bytes.len()).into_iter().chain((0..200).map(|number| Tear::any(at, bytes.len(), number)));
    for tear in torn {
        let mut file = vec![9; 2000];
        tear.apply(&mut file, at, &bytes);
        assert!(file[..at].iter().all(|byte| *byte == 9), "{tear:?} changed what stood before it");
        assert!((2000..=at + bytes.len()).contains(&file.len()), "{tear:?} gave {} bytes", file.len());
        let (from, to) = tear.kept;
        assert!(file[at + from..at + to].iter().all(|byte| *byte == 1), "{tear:?} lost what it kept");
        assert!([from, to].iter().all(|cut| *cut == 0 || *cut == bytes.len() || (at + cut).is_multiple_of(SECTOR)));
        assert!(tear.junk || file[2000..].iter().all(|byte| *byte <= 1), "{tear:?} made things up");
    }
    assert_eq!(Tear::all(24, 100).len(), 2, "a write within a sector is there or not, but for its length");
}
