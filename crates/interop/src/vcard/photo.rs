//! Pictures: kept when a web view can show them, known by their first bytes and not by what the card claims.

use super::{PhotoDraft, content::Content, tidy};
use calcard::vcard::VCardValue;

/// The largest picture that is kept, in bytes.
const MAX_PHOTO_BYTES: usize = 256 << 10;

/// What the first bytes of a picture say.
enum Format {
    /// A media type that any web view shows.
    Shown(&'static str),
    /// A known format that it does not show.
    Hidden(&'static str),
    Unknown,
}

fn sniff(bytes: &[u8]) -> Format {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Format::Shown("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Format::Shown("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Format::Shown("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Format::Shown("image/webp"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Format::Hidden("TIFF"),
        [b'B', b'M', ..] => Format::Hidden("BMP"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Format::Hidden("HEIC"),
        [b'<', ..] => Format::Hidden("SVG"),
        _ => Format::Unknown,
    }
}

/// Takes the picture out of a `PHOTO` property, or says why it is left out.
pub(super) fn photo(content: &Content) -> Result<PhotoDraft, String> {
    let data = match content.entry.values.first() {
        Some(VCardValue::Binary(data)) => data.data.as_slice(),
        // Bytes that happen to be UTF-8 come as text, as small GIFs do.
        Some(VCardValue::Text(text)) if content.is_base64 => text.as_bytes(),
        _ => {
            let link = tidy::excerpt(&content.text());
            return Err(format!("Photo left out because the card only refers to it: {link}"));
        }
    };
    let size = tidy::size(data.len());
    match sniff(data) {
        Format::Shown(_) if data.len() > MAX_PHOTO_BYTES => {
            Err(format!("Photo of {size} left out because at most {} are kept", tidy::size(MAX_PHOTO_BYTES)))
        }
        Format::Shown(media_type) => Ok(PhotoDraft { media_type: media_type.to_owned(), data: data.to_vec() }),
        Format::Hidden(format) => Err(format!("Photo of {size} left out because the format {format} cannot be shown")),
        Format::Unknown => Err(format!("Photo of {size} left out because it is damaged or of an unknown format")),
    }
}
