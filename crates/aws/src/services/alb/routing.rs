//! Which action a request gets: the rules of a listener by priority, and the parts of a redirect.

use super::config::{Action, Condition, Config, Listener, Redirect};
use crate::payload::http::{HttpRequest, client_ip, query_pairs, wildcard_matches};
use std::net::IpAddr;
use std::sync::Arc;

/// Returns the listener of a port; without a port the one with the lowest.
pub(super) fn listener_of(config: &Config, port: Option<u16>) -> Option<&Listener> {
    match port {
        Some(port) => config.listeners.iter().find(|listener| listener.port == port),
        None => config.listeners.first(),
    }
}

/// Returns the position of the first rule whose conditions all hold, and its action; `None` for the default.
pub(super) fn choose<'a>(listener: &'a Listener, request: &HttpRequest<'_>, host: &str) -> (Option<u32>, &'a Action) {
    let rules = (0..).zip(&listener.rules);
    for (position, rule) in rules {
        if rule.conditions.iter().all(|condition| holds(condition, request, host)) {
            return (Some(position), &rule.action);
        }
    }
    (None, &listener.default)
}

/// Tells whether one of a condition's values matches.
fn holds(condition: &Condition, request: &HttpRequest<'_>, host: &str) -> bool {
    match condition {
        Condition::Path(patterns) => any(patterns, request.path, true),
        Condition::Host(patterns) => any(patterns, host, false),
        Condition::Header { name, values } => header_matches(request, name, values),
        Condition::Method(methods) => methods.iter().any(|method| **method == *request.method),
        Condition::Query(pairs) => pairs.iter().any(|(key, value)| query_matches(request, key.as_deref(), value)),
        Condition::SourceIp(ranges) => {
            let address = client_ip(request.from).parse::<IpAddr>();
            address.is_ok_and(|address| ranges.iter().any(|range| range.contains(address)))
        }
        Condition::Unknown => false,
    }
}

fn any(patterns: &[Arc<str>], text: &str, case_matters: bool) -> bool {
    patterns.iter().any(|pattern| wildcard_matches(pattern, text, case_matters))
}

fn header_matches(request: &HttpRequest<'_>, name: &str, patterns: &[Arc<str>]) -> bool {
    let mut values = request.headers().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    values.any(|(_, value)| any(patterns, &value, false))
}

fn query_matches(request: &HttpRequest<'_>, key: Option<&str>, value: &str) -> bool {
    query_pairs(request.query).any(|(name, given)| {
        key.is_none_or(|key| wildcard_matches(key, name, false)) && wildcard_matches(value, given, false)
    })
}

/// Returns the URL that a redirect leads to.
pub(super) fn location(redirect: &Redirect, request: &HttpRequest<'_>, listener: &Listener, host: &str) -> String {
    let protocol = if listener.https { "https" } else { "http" };
    let fill = |text: &str| {
        text.replace("#{protocol}", protocol)
            .replace("#{host}", host)
            .replace("#{port}", &listener.port.to_string())
            .replace("#{path}", request.path.trim_start_matches('/'))
            .replace("#{query}", request.query)
    };
    let query = fill(&redirect.query);
    let mark = if query.is_empty() { "" } else { "?" };
    let protocol = fill(&redirect.protocol).to_lowercase();
    format!("{protocol}://{}:{}{}{mark}{query}", fill(&redirect.host), fill(&redirect.port), fill(&redirect.path))
}
