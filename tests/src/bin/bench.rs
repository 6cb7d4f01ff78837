//! Measures the engine natively: a line of JSON for each figure, as `cargo xtask bench` reads them.

use std::sync::LazyLock;
use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "what is measured is the time on the wall")]
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

fn main() {
    let clock = || BEGINNING.elapsed().as_secs_f64();
    let only = std::env::args().nth(1);
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let mut lines = Vec::new();
    if wanted("engine") {
        lines.extend(suite::speed::engine(clock, false));
    }
    if wanted("rewinding") {
        lines.extend(suite::speed::rewinding::measure(clock));
    }
    if wanted("reading") {
        lines.extend(suite::speed::reading::measure(clock));
    }
    if wanted("building") {
        lines.extend(suite::speed::building::measure(clock));
    }
    lines.iter().for_each(|line| println!("{line}"));
}
