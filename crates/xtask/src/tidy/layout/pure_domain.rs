//! The simulation depends on its inputs alone: the domain crates read no clock, no environment, no file,
//! no thread and no entropy. Clippy bans the commonest calls; this finds the modules as well.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, words};

const CRATES: &[&str] = &["crates/kernel/src/", "crates/aws/src/", "crates/template/src/", "crates/editor/src/"];

const BANNED: &[(&str, &str)] = &[
    ("std::fs", "take the text as an argument"),
    ("std::env", "take the value as an argument"),
    ("TcpStream", "the simulation has links of its own"),
    ("UdpSocket", "the simulation has links of its own"),
    ("std::thread", "order would depend on the machine; use events"),
    ("std::process", "only 'cli' and 'xtask' start programs"),
    ("Instant", "ask Context::now for simulated time"),
    ("SystemTime", "ask Context::now for simulated time"),
    ("getrandom", "draw from Context::rng"),
    ("thread_rng", "draw from Context::rng"),
    ("RandomState", "use BTreeMap or IndexMap"),
];

pub(in crate::tidy) fn find(tree: &Tree, report: &mut Report<'_>) {
    for file in tree.rust().filter(|file| CRATES.iter().any(|place| file.path.starts_with(place))) {
        let code = file.code_without_tests();
        for (name, fix) in BANNED {
            for at in words(&code, name) {
                report.add(&file.path, file.line_of(at), format!("the domain names {name}"), *fix);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::found;

    #[test]
    fn a_clock_in_the_domain_is_found() {
        let files = [("crates/aws/src/a.rs", "\nuse std::time::Instant;"), ("crates/cli/src/main.rs", "use std::fs;")];
        assert_eq!(found(find, &files), ["crates/aws/src/a.rs:2: the domain names Instant"]);
    }

    #[test]
    fn a_test_may_read_its_cases() {
        let text = "#[cfg(test)]\nmod tests { use std::fs; }";
        assert!(found(find, &[("crates/aws/src/a.rs", text), ("crates/aws/tests/b.rs", "use std::fs;")]).is_empty());
    }
}
