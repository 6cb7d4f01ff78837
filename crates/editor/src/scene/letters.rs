//! How wide words are in the typeface that the page brings along, so that what stands around and beside them fits.

/// Widths of the characters from the space to the tilde, in hundredths of their size. Digits are all as wide.
const WIDTHS: [u8; 95] = [
    28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, //
    65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 29, 30, 66, 66, 66, 51, //
    97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, //
    64, 76, 64, 64, 65, 74, 69, 99, 68, 68, 63, 36, 36, 36, 47, 46, //
    32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, //
    61, 61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66,
];

/// What any other character takes, as most capitals and signs do.
const OTHER: u8 = 66;

/// Returns how wide a text of a size is.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let hundredths: u32 = text.chars().map(|letter| u32::from(width_of(letter))).sum();
    hundredths as f32 / 100.0 * size
}

fn width_of(letter: char) -> u8 {
    let place = u32::from(letter).checked_sub(u32::from(' ')).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| WIDTHS.get(place)).copied().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_words_are_narrow_and_figures_of_a_length_alike() {
        assert!(width("till", 12.0) < width("worn", 12.0) / 2.0);
        assert!((width("1111", 12.0) - width("9000", 12.0)).abs() < f32::EPSILON);
        assert!((width("a", 100.0) - 56.0).abs() < f32::EPSILON);
        assert!((width("~", 100.0) - 66.0).abs() < f32::EPSILON);
        assert!((width("×", 100.0) - 66.0).abs() < f32::EPSILON);
    }
}
