//! The cache of an edge location: how long answers are kept, and what tells them apart.

use super::config::{Behaviour, CustomError, Ttl};
use super::event::{EdgeRequest, EdgeResponse, Headers};
use super::limits;
use crate::payload::http::query_pairs;
use crate::profile::Profile;
use kernel::{PagedMap, SimDuration, SimTime};
use std::fmt::Write;
use std::sync::Arc;

/// The caches of all locations that were asked (CFC-11).
#[derive(Clone, Debug, Default)]
pub(super) struct Caches {
    /// In the order in which they were first asked.
    pub(super) locations: Vec<Location>,
}

/// The cache of one edge location.
#[derive(Clone, Debug)]
pub(super) struct Location {
    /// Its code.
    pub(super) code: Arc<str>,
    /// What it holds, by cache key.
    pub(super) entries: PagedMap<Arc<str>, Entry>,
}

/// An answer that is held.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The answer.
    pub(super) response: Arc<EdgeResponse>,
    /// Until when it may be served.
    pub(super) until: SimTime,
}

impl Caches {
    /// Returns the position of a location, which begins cold.
    pub(super) fn location(&mut self, code: &str) -> usize {
        if let Some(known) = self.locations.iter().position(|location| &*location.code == code) {
            return known;
        }
        self.locations.push(Location { code: code.into(), entries: PagedMap::default() });
        self.locations.len() - 1
    }

    /// Returns what is held, expired or not.
    pub(super) fn entry(&self, location: usize, key: &str) -> Option<&Entry> {
        self.locations[location].entries.get(key)
    }

    /// Returns what may be served at an instant.
    pub(super) fn fresh(&self, location: usize, key: &str, now: SimTime) -> Option<&Entry> {
        self.entry(location, key).filter(|entry| now < entry.until)
    }

    /// Stores an answer.
    pub(super) fn store(&mut self, location: usize, key: &Arc<str>, entry: Entry) {
        self.locations[location].entries.insert(key, entry);
    }

    /// Renews an expired answer.
    pub(super) fn renew(&mut self, location: usize, key: &str, until: SimTime) {
        if let Some(entry) = self.locations[location].entries.get_mut(key) {
            entry.until = until;
        }
    }

    /// Returns how much room the caches take beside another state of them [bytes].
    pub(super) fn room(&self, beside: Option<&Self>) -> u64 {
        let other = |index: usize| Some(&beside?.locations.get(index)?.entries);
        let locations = self.locations.iter().enumerate();
        locations.map(|(index, location)| location.entries.room(other(index))).sum()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.locations.iter_mut().for_each(|location| location.entries = PagedMap::default());
    }
}

/// Returns the cache key of a request; `None` where its answer is never cached (CFC-03, CFC-05).
pub(super) fn key_of(behaviour: &Behaviour, request: &EdgeRequest) -> Option<Arc<str>> {
    let is_cached = behaviour.cached_methods.iter().any(|method| **method == *request.method);
    // With all headers in the key nothing would ever be found twice: CloudFront does not cache then.
    if !is_cached || !behaviour.ttl.caches() || behaviour.key.headers == super::config::Names::All {
        return None;
    }
    // What GET brought also serves HEAD.
    let method = if &*request.method == "HEAD" { "GET" } else { &request.method };
    let mut key = format!("{method} {}", request.uri);
    let policy = &behaviour.key;
    for (name, value) in query_pairs(&request.query).filter(|(name, _)| policy.query.include(name)) {
        let _infallible = write!(key, " q:{name}={value}");
    }
    for (name, value) in request.headers.iter().filter(|(name, _)| policy.headers.include(name)) {
        let _infallible = write!(key, " h:{}={value}", name.to_lowercase());
    }
    for (name, value) in cookies(&request.headers).filter(|(name, _)| policy.cookies.include(name)) {
        let _infallible = write!(key, " c:{name}={value}");
    }
    Some(key.into())
}

/// Returns the cookies of a request.
pub(super) fn cookies(headers: &Headers) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    lines.flat_map(|(_, line)| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// What an origin says about how long its answer may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Freshness {
    /// `s-maxage`, else `max-age`, else `Expires` from now.
    pub(super) lifetime: Option<SimDuration>,
    /// Whether `lifetime` stands in `Cache-Control`.
    pub(super) in_cache_control: bool,
    /// `no-cache`, `no-store` or `private`.
    pub(super) forbidden: bool,
}

impl Freshness {
    /// Reads an answer's headers; the clock on the wall is in seconds since 1970.
    pub(super) fn of(headers: &Headers, unix_seconds: u64) -> Self {
        let mut freshness = Self::default();
        let (mut shared, mut age) = (None, None);
        for (_, line) in headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cache-control")) {
            for directive in line.split(',').map(|directive| directive.trim().to_lowercase()) {
                let seconds = |text: &str| text.trim_matches('"').parse().ok().map(SimDuration::from_secs);
                match directive.split_once('=') {
                    Some(("s-maxage", value)) => shared = seconds(value),
                    Some(("max-age", value)) => age = seconds(value),
                    _ if matches!(&*directive, "no-cache" | "no-store" | "private") => freshness.forbidden = true,
                    _ => {}
                }
            }
        }
        freshness.lifetime = shared.or(age);
        freshness.in_cache_control = freshness.lifetime.is_some();
        if let (None, Some(expires)) = (freshness.lifetime, headers.get("expires")) {
            // A date that cannot be read lies in the past.
            let expires = unix_seconds_of(expires).unwrap_or(0);
            freshness.lifetime = Some(SimDuration::from_secs(expires.saturating_sub(unix_seconds)));
        }
        freshness
    }
}

/// Returns how long an answer is kept (CFC-02).
pub(super) fn ttl_of(ttl: &Ttl, freshness: Freshness) -> SimDuration {
    match freshness {
        Freshness { forbidden: true, .. } => ttl.min,
        Freshness { lifetime: Some(lifetime), .. } => lifetime.min(ttl.max).max(ttl.min),
        Freshness { lifetime: None, .. } => ttl.default.max(ttl.min),
    }
}

/// Returns how long an error is kept; `None` where it is not (CFC-08, CFC-09).
pub(super) fn error_ttl_of(
    status: u16,
    freshness: Freshness,
    custom: Option<&CustomError>,
    profile: Profile,
) -> Option<SimDuration> {
    let configured = custom.and_then(|custom| custom.min_ttl);
    let min = configured.unwrap_or_else(|| limits::error_ttl_min(profile));
    let is_cached = limits::ERRORS_CACHED.contains(&status)
        || limits::ERRORS_CACHED_IF_TOLD.contains(&status) && freshness.in_cache_control;
    is_cached.then(|| freshness.lifetime.filter(|_| !freshness.forbidden).unwrap_or_default().max(min))
}

/// Reads an HTTP date: `Thu, 01 Jan 2026 00:10:00 GMT`.
fn unix_seconds_of(date: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = date.split_once(',').map_or(date, |(_, rest)| rest).split_whitespace();
    let day: u64 = parts.next()?.parse().ok()?;
    let month = MONTHS.iter().position(|name| *name == parts.clone().next().unwrap_or_default())? as u64;
    let year: u64 = parts.nth(1)?.parse().ok()?;
    let mut clock = parts.next()?.split(':').map(str::parse::<u64>);
    let (hour, minute, second) = (clock.next()?.ok()?, clock.next()?.ok()?, clock.next()?.ok()?);
    let in_range = (1..=31).contains(&day) && year <= 9_999 && hour <= 23 && minute <= 59 && second <= 60;
    if !in_range {
        return None;
    }
    // Days since 1970 by the civil calendar, with years that begin in March.
    let (year, month) = if month < 2 { (year.checked_sub(1)?, month + 10) } else { (year, month - 2) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    days.checked_sub(719_469)?.checked_mul(86_400)?.checked_add(hour * 3_600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        for (date, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Thu, 01 Jan 2026 00:10:00 GMT", Some(1_767_225_600 + 600)),
            ("Tue, 01 Sep 2020 00:00:00 GMT", Some(1_598_918_400)),
            ("Sat, 29 Feb 2020 12:00:00 GMT", Some(1_582_977_600)),
            ("0", None),
            ("Thu, 01 Jan 99999999999999999 00:00:00 GMT", None),
            ("Thu, 01 Jan 2026 99999999999999999:00:00 GMT", None),
        ] {
            assert_eq!(unix_seconds_of(date), seconds, "{date}");
        }
    }
}
