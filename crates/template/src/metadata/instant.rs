//! Instants on the wall: `2026-01-01T00:00:00Z` and milliseconds since 1970.

const MS_PER_DAY: i64 = 86_400_000;

/// Returns the milliseconds since 1970 that a text in UTC means: a date, or date and time with `Z`.
#[must_use]
pub fn unix_ms_from_iso(text: &str) -> Option<u64> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut parts = date.splitn(3, '-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
        return None;
    }
    let mut parts = time.strip_suffix('Z')?.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let (second, fraction) =
        parts.next().map_or(Some(("0", "")), |text| Some(text.split_once('.').unwrap_or((text, ""))))?;
    let second = number(second)?;
    let millis = if fraction.is_empty() { 0 } else { number(&format!("{fraction:0<3}")[..3])? };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let of_day = ((hour * 60 + minute) * 60 + second) * 1_000 + millis;
    u64::try_from(days_since_1970(year, month, day) * MS_PER_DAY + of_day).ok()
}

/// Returns the text in UTC of an instant: whole seconds, or with milliseconds where there are some.
#[must_use]
pub fn iso_from_unix_ms(unix_ms: u64) -> String {
    let days = (unix_ms / MS_PER_DAY as u64) as i64;
    let of_day = unix_ms % MS_PER_DAY as u64;
    let (year, month, day) = civil_from_days(days);
    let (seconds, millis) = (of_day / 1_000, of_day % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_of(year: i64, month: i64) -> i64 {
    days_since_1970(if month == 12 { year + 1 } else { year }, month % 12 + 1, 1) - days_since_1970(year, month, 1)
}

/// Counts days in the Gregorian calendar, with years that begin in March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written() {
        for (text, unix_ms) in [
            ("2026-01-01T00:00:00Z", Some(1_767_225_600_000)),
            ("2020-09-01", Some(1_598_918_400_000)),
            ("2024-02-29T23:59:59.250Z", Some(1_709_251_199_250)),
            ("2023-02-29T00:00:00Z", None),
            ("2026-01-01T00:00:00", None),
            ("2026-1x-01", None),
            ("2026-13-01", None),
            ("", None),
        ] {
            assert_eq!(unix_ms_from_iso(text), unix_ms, "{text}");
        }
        assert_eq!(iso_from_unix_ms(1_767_225_660_000), "2026-01-01T00:01:00Z");
        assert_eq!(iso_from_unix_ms(1_709_251_199_250), "2024-02-29T23:59:59.250Z");
    }

    #[test]
    fn every_day_of_a_century_comes_back() {
        for day in 0..40_000 {
            let unix_ms = day * 86_400_000;
            assert_eq!(unix_ms_from_iso(&iso_from_unix_ms(unix_ms)), Some(unix_ms));
        }
    }
}
