//! Inside of the encryption: length, one zstd frame, zeros (format, section 3).

use std::cell::RefCell;
use std::io::Read;

use zstd::zstd_safe::{CCtx, CParameter, DCtx, DParameter};

/// Least padded length of a content.
const FLOOR: usize = 1024;
/// Window of the compressor in powers of two: 8 MiB, so that a reader on a phone needs no more.
const WINDOW_LOG: u32 = 23;
const LEVEL: i32 = 3;
/// A context larger than this, in bytes, is not kept for the next file: small ones are many, large ones take long anyway.
const KEPT: usize = 512 << 10;

thread_local! {
    // To make a context, zstd asks the processor what it can do; in a virtual machine that takes longer than a small file does.
    static COMPRESSOR: RefCell<Option<CCtx<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<DCtx<'static>>> = const { RefCell::new(None) };
}

/// Why a content cannot be used though it is authentic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameError {
    Shape,
    TooLarge,
}

/// Rounds a length up so that it betrays at most its order of magnitude (Padmé, at most 12 % more).
pub(crate) fn padme(len: usize) -> usize {
    let len = len.max(2);
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << exponent.saturating_sub(kept)) - 1;
    len.saturating_add(mask) & !mask
}

/// Compresses and pads; `None` if the system cannot compress (out of memory) or the payload is over 4 GiB.
pub(crate) fn wrap(payload: &[u8]) -> Option<Vec<u8>> {
    let frame = compress(payload)?;
    let len = u32::try_from(frame.len()).ok()?;
    let mut content = Vec::with_capacity(padme(frame.len() + 4 + FLOOR) + 16);
    content.extend_from_slice(&len.to_le_bytes());
    content.extend_from_slice(&frame);
    content.resize(padme(content.len().max(FLOOR)), 0);
    Some(content)
}

/// Checks the padding and decompresses at most `limit` bytes.
pub(crate) fn unwrap(content: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    let (len, rest) = content.split_first_chunk::<4>().ok_or(FrameError::Shape)?;
    let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| FrameError::Shape)?;
    let (frame, padding) = rest.split_at_checked(len).ok_or(FrameError::Shape)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(FrameError::Shape);
    }
    let mut context = DECOMPRESSOR.take().or_else(new_decompressor).ok_or(FrameError::Shape)?;
    let payload = decompress(frame, limit, &mut context);
    if context.sizeof() <= KEPT {
        DECOMPRESSOR.set(Some(context));
    }
    payload
}

fn new_decompressor() -> Option<DCtx<'static>> {
    let mut context = DCtx::try_create()?;
    context.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).ok()?;
    Some(context)
}

fn decompress(frame: &[u8], limit: usize, context: &mut DCtx<'static>) -> Result<Vec<u8>, FrameError> {
    // Whatever became of the file before, this begins anew.
    let mut decoder = zstd::stream::read::Decoder::with_context(frame, context).single_frame();
    // What the frame says of its length saves a small file from being copied twice, and is not believed further.
    let said = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten().unwrap_or(0);
    let mut payload = Vec::with_capacity(usize::try_from(said).unwrap_or(limit).min(limit).min(64 << 10) + 64);
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.by_ref().take(most).read_to_end(&mut payload).map_err(|_| FrameError::Shape)?;
    if payload.len() > limit {
        return Err(FrameError::TooLarge);
    }
    if !decoder.finish().is_empty() {
        return Err(FrameError::Shape);
    }
    Ok(payload)
}

/// One frame with the length of its content, whatever the context was used for before.
fn compress(payload: &[u8]) -> Option<Vec<u8>> {
    let mut context = COMPRESSOR.take().or_else(new_compressor)?;
    let mut frame = Vec::with_capacity(zstd::zstd_safe::compress_bound(payload.len()));
    // After an error the context is given up.
    context.compress2(&mut frame, payload).ok()?;
    if context.sizeof() <= KEPT {
        COMPRESSOR.set(Some(context));
    }
    Some(frame)
}

fn new_compressor() -> Option<CCtx<'static>> {
    let mut context = CCtx::try_create()?;
    context.set_parameter(CParameter::CompressionLevel(LEVEL)).ok()?;
    Some(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padme_follows_its_definition() {
        // Worked by hand: L = 1025 has E = 10, S = 4, so multiples of 64.
        assert_eq!(padme(1024), 1024);
        assert_eq!(padme(1025), 1088);
        assert_eq!(padme(1_000_000), 1_015_808);
        for len in 1024..40_000 {
            let padded = padme(len);
            assert!(padded >= len && padded * 100 <= len * 112, "{len} → {padded}");
            assert_eq!(padme(padded), padded);
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = wrap(&vec![0; 10_000_000]).unwrap();
        assert!(bomb.len() < 2048);
        assert_eq!(unwrap(&bomb, 9_999_999), Err(FrameError::TooLarge));
        assert_eq!(unwrap(&bomb, 10_000_000).unwrap().len(), 10_000_000);
    }

    #[test]
    fn padding_that_says_something_and_a_second_frame_are_refused() {
        let mut loud = wrap(b"words").unwrap();
        *loud.last_mut().unwrap() = 1;
        assert_eq!(unwrap(&loud, 100), Err(FrameError::Shape));

        let frame = zstd::bulk::compress(b"words", 3).unwrap();
        let twice = [frame.as_slice(), frame.as_slice()].concat();
        let mut content = u32::try_from(twice.len()).unwrap().to_le_bytes().to_vec();
        content.extend(twice);
        assert_eq!(unwrap(&content, 100), Err(FrameError::Shape));
        assert_eq!(unwrap(&[], 100), Err(FrameError::Shape));
        assert_eq!(unwrap(&[9, 0, 0, 0, 1], 100), Err(FrameError::Shape));
    }

    #[test]
    fn a_window_larger_than_agreed_is_refused() {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(26).unwrap();
        std::io::Write::write_all(&mut encoder, &[7; 100]).unwrap();
        let frame = encoder.finish().unwrap();
        let mut content = u32::try_from(frame.len()).unwrap().to_le_bytes().to_vec();
        content.extend(frame);
        assert_eq!(unwrap(&content, 1000), Err(FrameError::Shape));
    }

    #[test]
    fn no_file_leaves_a_mark_on_the_next() {
        let alone = |payload: &[u8]| zstd::bulk::compress(payload, LEVEL).unwrap();
        let texts = (0..60).map(|n| format!("{n} words, {n} words, and {}", "more ".repeat(n * n)).into_bytes());
        let small: Vec<Vec<u8>> = texts.collect();
        for payload in small.iter().chain(small.iter().rev()) {
            assert_eq!(compress(payload).unwrap(), alone(payload));
            let content = wrap(payload).unwrap();
            // One that ends in its middle and one that is no frame come between.
            assert_eq!(unwrap(&content, payload.len() / 2), Err(FrameError::TooLarge));
            let mut torn = content.clone();
            torn[9] ^= 0xff;
            let _ = unwrap(&torn, 10_000);
            assert_eq!(unwrap(&content, 20_000).as_ref(), Ok(payload));
        }
        let large: Vec<u8> = (0..3_000_000u32).flat_map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()).collect();
        assert_eq!(unwrap(&wrap(&large).unwrap(), large.len()).unwrap(), large);
        assert_eq!(unwrap(&wrap(&small[5]).unwrap(), 1000).as_ref(), Ok(&small[5]));
    }

    proptest! {
        #[test]
        fn whatever_is_wrapped_comes_out(payload in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let content = wrap(&payload).unwrap();
            prop_assert!(content.len() >= FLOOR);
            prop_assert_eq!(unwrap(&content, 5000), Ok(payload));
        }
    }
}
