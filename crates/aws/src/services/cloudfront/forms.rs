//! What the settings of a distribution are made of, as forms.

use crate::service::properties::Properties;
use crate::service::{FieldKind, FieldSpec, RowsSpec};

const fn field(name: &'static str, kind: FieldKind, default: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec::new(name, kind, default, help)
}

/// A time to live, from none to a hundred years.
pub(super) const TTL: FieldKind = FieldKind::Integer { unit: "s", min: (0, 0), max: (3_153_600_000, 3_153_600_000) };

pub(super) const VIEWER_PROTOCOLS: FieldKind = FieldKind::Choice(&["allow-all", "redirect-to-https", "https-only"]);

/// The only sets of methods that a distribution lets through.
pub(super) const ALLOWED_METHODS: FieldKind =
    FieldKind::ListChoice(&["GET, HEAD", "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE"]);

/// The only sets of methods whose answers a distribution keeps.
pub(super) const CACHED_METHODS: FieldKind = FieldKind::ListChoice(&["GET, HEAD", "GET, HEAD, OPTIONS"]);

/// What goes to the origin and tells answers apart, without a cache policy.
pub(super) const FORWARDED: FieldKind = FieldKind::Record(&[
    field("QueryString", FieldKind::Boolean, "false", "Whether the query string goes on and tells answers apart."),
    field("QueryStringCacheKeys", FieldKind::Texts, "", "The only names in it that tell answers apart, with commas."),
    field("Headers", FieldKind::Texts, "", "Names of headers, with commas; * for all, and then nothing is kept."),
    field("Cookies.Forward", FieldKind::Choice(&["none", "whitelist", "all"]), "none", "Which cookies."),
    field("Cookies.WhitelistedNames", FieldKind::Texts, "", "The cookies of the whitelist, with commas."),
]);

const PARTS_OF_QUERY: FieldKind = FieldKind::Choice(&["none", "whitelist", "allExcept", "all"]);

/// What a cache policy says of the same.
pub(super) const CACHE_KEY: FieldKind = FieldKind::Record(&[
    field("QueryStringsConfig.QueryStringBehavior", PARTS_OF_QUERY, "", "Which parts of the query string."),
    field("QueryStringsConfig.QueryStrings", FieldKind::Texts, "", "Their names, with commas."),
    field("HeadersConfig.HeaderBehavior", FieldKind::Choice(&["none", "whitelist"]), "", "Which headers."),
    field("HeadersConfig.Headers", FieldKind::Texts, "", "Their names, with commas."),
    field("CookiesConfig.CookieBehavior", PARTS_OF_QUERY, "", "Which cookies."),
    field("CookiesConfig.Cookies", FieldKind::Texts, "", "Their names, with commas."),
    field("EnableAcceptEncodingGzip", FieldKind::Boolean, "", "Whether compressed copies are kept apart.").seldom(),
    field("EnableAcceptEncodingBrotli", FieldKind::Boolean, "", "Whether compressed copies are kept apart.").seldom(),
]);

fn text_of(item: &Properties, path: &str) -> String {
    item.at_path(path).scalar_text().unwrap_or_default()
}

/// A function at a hook.
pub(super) static ASSOCIATION: [FieldSpec; 3] = [
    field(
        "EventType",
        FieldKind::Choice(&["viewer-request", "origin-request", "origin-response", "viewer-response"]),
        "",
        "At which of the four hooks the function stands.",
    ),
    field("LambdaFunctionARN", FieldKind::Reference, "", "A numbered version of the function."),
    field("IncludeBody", FieldKind::Boolean, "false", "Whether the function sees the body of a request."),
];

/// Functions at the hooks.
pub(super) static ASSOCIATIONS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&ASSOCIATION),
    noun: "function at a hook",
    new: &[],
    is_full: |_| false,
    words: |association| format!("A function at {}", text_of(association, "EventType")),
};

/// Behaviours for paths.
pub(super) static BEHAVIOURS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field("PathPattern", FieldKind::Text, "", "The paths, with * and ?, as in images/*.jpg."),
        field(
            "TargetOriginId",
            FieldKind::OneOfItems(&["DistributionConfig.Origins", "DistributionConfig.OriginGroups.Items"]),
            "",
            "The id of the origin, or of the group of origins, that is asked.",
        ),
        field("ViewerProtocolPolicy", VIEWER_PROTOCOLS, "allow-all", "What is done about plain HTTP."),
        field("CachePolicyId", FieldKind::Text, "", "The cache policy: how long answers are kept."),
        field("MinTTL", TTL, "0", "An answer is kept at least so long, without a cache policy.").seldom(),
        field("DefaultTTL", TTL, "86400", "An answer is kept so long, where the origin says nothing.").seldom(),
        field("MaxTTL", TTL, "31536000", "An answer is kept at most so long.").seldom(),
        field("ForwardedValues", FORWARDED, "", "What goes to the origin and tells answers apart.").seldom(),
        field("AllowedMethods", ALLOWED_METHODS, "GET, HEAD", "Methods that are let through."),
        field("CachedMethods", CACHED_METHODS, "GET, HEAD", "Methods whose answers are kept.").seldom(),
        field("LambdaFunctionAssociations", FieldKind::Rows(&ASSOCIATIONS), "", "Functions at the hooks.").seldom(),
    ]),
    noun: "behaviour",
    new: &[(
        "Behaviour for a path",
        r#"{"PathPattern":"images/*","ViewerProtocolPolicy":"redirect-to-https","CachePolicyId":"658327ea-f89d-4fab-a63d-7e88639e58f6"}"#,
    )],
    is_full: |_| false,
    words: |behaviour| format!("{} from {}", text_of(behaviour, "PathPattern"), text_of(behaviour, "TargetOriginId")),
};

/// What is done about errors of origins.
pub(super) static ERRORS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field(
            "ErrorCode",
            FieldKind::Integer { unit: "", min: (400, 400), max: (599, 599) },
            "",
            "The status of the origin that it is about.",
        ),
        field(
            "ErrorCachingMinTTL",
            TTL,
            "",
            "The error is kept at least so long; 10 s today and 60 s in 2020 unless set.",
        ),
        field("ResponsePagePath", FieldKind::Text, "", "A page that is served instead, beginning with /."),
        field(
            "ResponseCode",
            FieldKind::Integer { unit: "", min: (200, 200), max: (599, 599) },
            "",
            "The status that the viewer sees with that page.",
        ),
    ]),
    noun: "error response",
    new: &[
        ("Keep an error", r#"{"ErrorCode":503,"ErrorCachingMinTTL":30}"#),
        ("Page of its own", r#"{"ErrorCode":404,"ResponsePagePath":"/404.html","ResponseCode":404}"#),
    ],
    is_full: |_| false,
    words: |error| {
        let page = error.get("ResponsePagePath").scalar_text().map(|page| format!(", served as {page}"));
        let kept = error.get("ErrorCachingMinTTL").scalar_text().map(|ttl| format!(", kept {ttl} s"));
        format!("{}{}{}", text_of(error, "ErrorCode"), page.unwrap_or_default(), kept.unwrap_or_default())
    },
};

const ORIGIN: FieldKind = FieldKind::OneOfItems(&["DistributionConfig.Origins"]);

/// Pairs of origins.
pub(super) static GROUPS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field("Id", FieldKind::Text, "", "The name that behaviours ask for."),
        field("Members.Items.0.OriginId", ORIGIN, "", "The origin that is asked first."),
        field("Members.Items.1.OriginId", ORIGIN, "", "The origin that is asked where the first fails."),
        field(
            "FailoverCriteria.StatusCodes.Items",
            FieldKind::Texts,
            "",
            "The statuses that count as failures, with commas.",
        ),
    ]),
    noun: "group",
    new: &[],
    is_full: |_| false,
    words: |group| {
        let member = |index: usize| text_of(group, &format!("Members.Items.{index}.OriginId"));
        format!("{}: {}, else {}", text_of(group, "Id"), member(0), member(1))
    },
};

/// Where the content comes from.
pub(super) static ORIGINS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field("Id", FieldKind::Text, "", "The name that behaviours ask for."),
        field("DomainName", FieldKind::Reference, "", "The host that is asked."),
        field("OriginPath", FieldKind::Text, "", "Stands before the path of each request, as in /production."),
        field(
            "CustomOriginConfig.OriginProtocolPolicy",
            FieldKind::Choice(&["http-only", "https-only", "match-viewer"]),
            "",
            "What CloudFront speaks with an origin that is no bucket.",
        ),
        field(
            "CustomOriginConfig.OriginReadTimeout",
            FieldKind::Integer { unit: "s", min: (1, 1), max: (i64::MAX, i64::MAX) },
            "30",
            "How long CloudFront waits for an answer.",
        ),
    ]),
    noun: "origin",
    new: &[],
    is_full: |_| false,
    words: |origin| text_of(origin, "Id"),
};
