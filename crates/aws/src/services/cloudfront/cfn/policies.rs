//! Cache policies: AWS's managed ones by id, those of the stack, and the legacy settings of a behaviour.

use super::super::config::{KeyPolicy, Names, Ttl};
use super::super::limits;
use crate::diagnostics::Diagnostic;
use crate::service::Reading;
use crate::service::properties::{Properties, Resource};
use kernel::SimDuration;
use std::sync::Arc;

/// A cache policy that AWS manages.
struct Managed {
    id: &'static str,
    /// Seconds: the least, the default, the most.
    ttl: (u64, u64, u64),
    query: &'static [&'static str],
    headers: &'static [&'static str],
    cookies: bool,
}

/// Stands for all names.
const ALL: &[&str] = &["*"];
const ORIGIN_HEADERS: &[&str] = &["Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

/// AWS's managed cache policies
/// (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html).
static MANAGED: [Managed; 7] = [
    // CachingOptimized.
    Managed {
        id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
        ttl: (1, 86_400, 31_536_000),
        query: &[],
        headers: &[],
        cookies: false,
    },
    // CachingOptimizedForUncompressedObjects.
    Managed {
        id: "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
        ttl: (1, 86_400, 31_536_000),
        query: &[],
        headers: &[],
        cookies: false,
    },
    // CachingDisabled.
    Managed { id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", ttl: (0, 0, 0), query: &[], headers: &[], cookies: false },
    // Amplify.
    Managed {
        id: "2e54312d-136d-493c-8eb9-b001f22f67d2",
        ttl: (2, 2, 600),
        query: ALL,
        headers: &["Authorization", "CloudFront-Viewer-Country", "Host"],
        cookies: true,
    },
    // Elemental-MediaPackage.
    Managed {
        id: "08627262-05a9-4f76-9ded-b50ca2e3a84f",
        ttl: (0, 86_400, 31_536_000),
        query: &["aws.manifestfilter", "start", "end", "m"],
        headers: &["Origin"],
        cookies: false,
    },
    // UseOriginCacheControlHeaders.
    Managed {
        id: "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        ttl: (0, 0, 31_536_000),
        query: &[],
        headers: ORIGIN_HEADERS,
        cookies: true,
    },
    // UseOriginCacheControlHeaders-QueryStrings.
    Managed {
        id: "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
        ttl: (0, 0, 31_536_000),
        query: ALL,
        headers: ORIGIN_HEADERS,
        cookies: true,
    },
];

/// Reads how long a behaviour keeps answers, and what tells them apart.
pub(super) fn read(behaviour: &Properties, path: &str, reading: &mut Reading<'_>) -> (Ttl, KeyPolicy) {
    let policy = behaviour.get("CachePolicyId");
    let stack = reading.stack;
    if let Some(resource) = policy.reference().and_then(|id| stack.resource(id)) {
        return of_resource(resource, reading);
    }
    if let Some(id) = policy.text() {
        if let Some(managed) = MANAGED.iter().find(|managed| managed.id == id) {
            return of_managed(managed);
        }
        let message = format!("cache policy '{id}' is neither managed by AWS nor part of the template");
        let problem =
            Diagnostic::info("unknown-cache-policy", policy.at, message).path(format!("{path}.CachePolicyId"));
        reading.problems.push(problem.hint("the defaults are assumed: nothing but the path counts, one day"));
    }
    let ttl = read_ttl(behaviour, path, reading);
    (ttl, of_forwarded_values(behaviour.get("ForwardedValues")))
}

fn of_managed(managed: &Managed) -> (Ttl, KeyPolicy) {
    let names = |list: &[&str]| match list {
        [] => Names::None,
        ["*"] => Names::All,
        list => Names::Only(list.iter().map(|name| Arc::from(*name)).collect()),
    };
    let (min, default, max) = managed.ttl;
    let cookies = if managed.cookies { Names::All } else { Names::None };
    (
        Ttl::seconds(min, default, max),
        KeyPolicy { query: names(managed.query), headers: names(managed.headers), cookies },
    )
}

fn of_resource(resource: &Resource, reading: &mut Reading<'_>) -> (Ttl, KeyPolicy) {
    let config = resource.properties.get("CachePolicyConfig");
    let parameters = config.get("ParametersInCacheKeyAndForwardedToOrigin");
    let names = |kind: &str, behaviour: &str, list: &str| {
        let part = parameters.get(kind);
        let names = || texts(part.get(list));
        match part.get(behaviour).text() {
            Some("whitelist") => Names::Only(names()),
            Some("allExcept") => Names::Except(names()),
            Some("all") => Names::All,
            _ => Names::None,
        }
    };
    let key = KeyPolicy {
        query: names("QueryStringsConfig", "QueryStringBehavior", "QueryStrings"),
        headers: names("HeadersConfig", "HeaderBehavior", "Headers"),
        cookies: names("CookiesConfig", "CookieBehavior", "Cookies"),
    };
    (read_ttl(config, &format!("Resources.{}.Properties.CachePolicyConfig", resource.id), reading), key)
}

/// Reports times to live that are not in their order (CFC-TTL-ORDER); what is not written follows what is.
fn check_order(properties: &Properties, path: &str, reading: &mut Reading<'_>) {
    for (low, high) in [("MinTTL", "DefaultTTL"), ("DefaultTTL", "MaxTTL"), ("MinTTL", "MaxTTL")] {
        let (shorter, longer) = (properties.get(low), properties.get(high));
        let (Some(least), Some(most)) = (shorter.integer(), longer.integer()) else { continue };
        let (own, other) = (format!("{path}.{low}"), format!("{path}.{high}"));
        // One policy may serve several behaviours.
        let is_told = reading.problems.iter().any(|it| it.code == "ttl-order" && it.path == own);
        if least <= most || is_told {
            continue;
        }
        let message = format!("The TTL order specified is not valid: {low} {least} s is more than {high} {most} s");
        let problem = Diagnostic::error("ttl-order", shorter.at, message).path(own).also(other);
        reading.problems.push(problem.hint(format!("{} ({})", limits::TTL_ORDER.sentence, limits::TTL_ORDER.id)));
    }
}

fn read_ttl(properties: &Properties, path: &str, reading: &mut Reading<'_>) -> Ttl {
    check_order(properties, path, reading);
    let seconds = |key: &str| {
        let value = properties.get(key).integer().and_then(|value| u64::try_from(value).ok());
        value.map(SimDuration::from_secs)
    };
    let min = seconds("MinTTL").unwrap_or_default();
    let max = seconds("MaxTTL").unwrap_or(limits::MAX_TTL).max(min);
    let default = seconds("DefaultTTL").unwrap_or(limits::DEFAULT_TTL).max(min).min(max);
    Ttl { min, default, max }
}

/// Reads the legacy settings: what is sent to the origin is also what counts.
fn of_forwarded_values(values: &Properties) -> KeyPolicy {
    let keys = texts(values.get("QueryStringCacheKeys"));
    let query = match values.get("QueryString").boolean() {
        Some(true) if keys.is_empty() => Names::All,
        Some(true) => Names::Only(keys),
        _ => Names::None,
    };
    let headers = match texts(values.get("Headers")) {
        names if names.is_empty() => Names::None,
        names if names.iter().any(|name| &**name == "*") => Names::All,
        names => Names::Only(names),
    };
    let cookies = match values.at_path("Cookies.Forward").text() {
        Some("all") => Names::All,
        Some("whitelist") => Names::Only(texts(values.at_path("Cookies.WhitelistedNames"))),
        _ => Names::None,
    };
    KeyPolicy { query, headers, cookies }
}

pub(super) fn texts(list: &Properties) -> Vec<Arc<str>> {
    list.items().iter().filter_map(|item| Some(item.scalar_text()?.into())).collect()
}
