//! Codes as pictures that a camera reads.

use crate::api::ApiError;
use qrcode::{EcLevel, QrCode, render::svg};

/// Draws a text as SVG: black on white with its white margin, so that it reads on a dark screen as well.
pub(super) fn svg(text: &str) -> Result<String, ApiError> {
    // The lowest level of correction gives the largest squares, and a screen has no stains.
    let code = QrCode::with_error_correction_level(text, EcLevel::L)
        .map_err(|error| ApiError::new("invalid", format!("The code does not fit a picture: {error}.")))?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .quiet_zone(true)
        .module_dimensions(4, 4)
        .build();
    // The declaration would be text where the picture stands inside a page.
    Ok(drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or(&drawn).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_black_on_white_with_its_margin() {
        let text = format!("FHD1{}", "-0A1B2".repeat(40));
        let drawn = svg(&text).unwrap();
        assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"), "{drawn}");
        assert!(drawn.contains("fill=\"#fff\"") && drawn.contains("fill=\"#000\""));
        let side = QrCode::with_error_correction_level(&text, EcLevel::L).unwrap().width();
        // Four squares of margin on each side, four units a square.
        assert!(drawn.contains(&format!("viewBox=\"0 0 {0} {0}\"", (side + 8) * 4)), "{drawn}");
        assert!(!drawn.contains("M0 ") && !drawn.contains("M4 "), "nothing is drawn on the margin");
        assert!(svg(&"x".repeat(5000)).is_err());
    }
}
