//! What people and other crates need to know of distributions, and which fact counts in which metric.

use super::forms::{
    ALLOWED_METHODS, ASSOCIATION, ASSOCIATIONS, BEHAVIOURS, CACHE_KEY, CACHED_METHODS, ERRORS, FORWARDED, GROUPS,
    ORIGINS, TTL, VIEWER_PROTOCOLS,
};
use crate::fact::{Fact, What};
use crate::metrics::{Meter, MetricId};
use crate::service::{
    Accept, ActionSpec, Category, Deed, Descriptor, Effect, EntrySpec, FieldKind, FieldSpec, Group, MetricKind,
    MetricSpec, PartSpec, PortSpec, Verdict, deed,
};

/// Kinds of fact that only distributions know.
pub(super) mod notes {
    use crate::fact::Note;

    macro_rules! notes {
        ($($(#[$doc:meta])* $name:ident = $fact:literal, $text:literal;)*) => {
            $($(#[$doc])* pub(in super::super) static $name: Note = Note { name: $fact, text: $text };)*
        };
    }

    notes! {
        /// Plain HTTP was sent to HTTPS.
        REDIRECTED = "RedirectedToHttps", "a redirect with status {}";
        /// CloudFront answered with an error of its own.
        REFUSED = "Refused", "CloudFront answers with {}";
        /// A hook generated the answer.
        GENERATED = "ResponseGenerated", "a function answered with {}";
        /// The last hook stays out.
        HOOK_SKIPPED = "ViewerResponseSkipped", "the viewer-response hook does not run for this {}";
        /// A request waits for what another fetches.
        COLLAPSED = "Collapsed", "it waits for what is being fetched";
        /// An expired copy was served in place of an error.
        STALE_SERVED = "StaleServed", "the origin answered with {}, so the expired copy is served";
        /// The viewer was answered.
        RESPONDED = "Responded", "the viewer gets {}";
        /// An origin was asked.
        ORIGIN_ASKED = "OriginAsked", "asks origin {ordinal}";
        /// An origin was too slow.
        ORIGIN_TIMED_OUT = "OriginTimedOut", "the origin did not answer in time: {}";
        /// How long an origin took.
        ORIGIN_TIMED = "OriginTimed", "has the origin's answer after {span}";
        /// An expired copy is still right.
        REVALIDATED = "Revalidated", "the origin answered with {}: what is held is still right";
        /// The second origin is asked.
        FAILED_OVER = "FailedOver", "the first origin answered with {}, so the second is asked";
    }
}

const fn counter(name: &'static str, help: &'static str) -> MetricSpec {
    MetricSpec { name, kind: MetricKind::Counter, help }
}

static METRICS: &[MetricSpec] = &[
    counter("Requests", "Requests of viewers"),
    counter("CacheHits", "Requests served from the cache"),
    counter("CacheMisses", "Requests for which the origin had to be asked, renewals included"),
    counter("OriginRequests", "Requests sent to origins"),
    counter("Errors4xx", "Answers to viewers with a 4xx"),
    counter("Errors5xx", "Answers to viewers with a 5xx"),
    MetricSpec { name: "OriginLatency", kind: MetricKind::Duration, help: "From asking an origin to its answer" },
];

/// Folds a fact into the metrics.
pub(super) fn measure(fact: &Fact, meter: &mut Meter) {
    match fact.what {
        What::Routed { .. } => meter.count(MetricId(0), 1),
        What::CacheHit { .. } => meter.count(MetricId(1), 1),
        What::CacheMiss => meter.count(MetricId(2), 1),
        What::Noted { note, .. } if std::ptr::eq(note, &notes::ORIGIN_ASKED) => meter.count(MetricId(3), 1),
        What::Noted { note, value } if std::ptr::eq(note, &notes::RESPONDED) => match value {
            400..=499 => meter.count(MetricId(4), 1),
            500..=599 => meter.count(MetricId(5), 1),
            _ => {}
        },
        What::Noted { note, value } if std::ptr::eq(note, &notes::ORIGIN_TIMED) => {
            meter.sample(MetricId(6), value.into());
        }
        _ => {}
    }
}

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::CloudFront::Distribution",
    title: "CloudFront distribution",
    summary: "Answers viewers near them from its caches, fetches from origins what is not there, and runs functions at \
              the edge.",
    category: Category::Http,
    icon: "cloudfront",
    new_id: "Distribution",
    new_properties: "DistributionConfig:\n  Enabled: true\n  Origins:\n    - Id: site\n      DomainName: www.example.com\n      CustomOriginConfig:\n        OriginProtocolPolicy: https-only\n  DefaultCacheBehavior:\n    TargetOriginId: site\n    ViewerProtocolPolicy: redirect-to-https\n    CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6\n",
    sits_on: "",
    ports: PORTS,
    fields: FIELDS,
    fields_by: |_, _| None,
    parts: PARTS,
    entries: ENTRIES,
    effects: EFFECTS,
    metrics: METRICS,
    accepts: ACCEPTS,
    takes: &["Request"],
    actions: ACTIONS,
    passes_on: &[],
    interventions: &["Purge", "Outage", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[
        Deed::new("Purge", "Invalidate the cache", "All that is cached has to be asked for again"),
        deed::OUTAGE,
        deed::DELETE,
        deed::CREATE,
    ],
    properties: &["DistributionConfig", "Tags"],
    ignored: &[],
    caveats: &[
        "One cache for each location, without regional edge caches, and nothing is evicted early.",
        "Functions at the edge share the concurrency of the stack's region.",
        "Invalidations, signed URLs, compression and CloudFront Functions are not simulated.",
    ],
};

/// The hooks in the order in which a request and its answer come by.
static PORTS: &[PortSpec] = &[
    PortSpec::incoming("in", &["Traffic"], "Requests of viewers"),
    PortSpec::outgoing("origin", &["Origin"], "Requests that the cache cannot answer, to where the content comes from"),
    PortSpec::hook("viewer request", "viewer-request", "Each request, before the cache is asked"),
    PortSpec::hook("origin request", "origin-request", "Each request that goes to an origin"),
    PortSpec::hook("origin response", "origin-response", "Each answer of an origin, before it is kept"),
    PortSpec::hook("viewer response", "viewer-response", "Each answer, before the viewer gets it"),
];

static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy",
        kind: VIEWER_PROTOCOLS,
        default: "allow-all",
        help: "What is done about plain HTTP.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.CachePolicyId",
        kind: FieldKind::Text,
        default: "",
        help: "The cache policy: how long answers are kept, and what tells them apart besides the path.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.MinTTL",
        kind: TTL,
        default: "0",
        help: "An answer is kept at least so long, without a cache policy.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.DefaultTTL",
        kind: TTL,
        default: "86400",
        help: "An answer is kept so long where the origin says nothing, without a cache policy.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.MaxTTL",
        kind: TTL,
        default: "31536000",
        help: "An answer is kept at most so long, without a cache policy.",
        group: Group::Common,
    },
    FieldSpec {
        name: "DistributionConfig.Origins",
        kind: FieldKind::Rows(&ORIGINS),
        default: "",
        help: "Where the content comes from.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.ForwardedValues",
        kind: FORWARDED,
        default: "",
        help: "Query strings, headers and cookies that are sent to the origin and tell answers apart (legacy).",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.AllowedMethods",
        kind: ALLOWED_METHODS,
        default: "GET, HEAD",
        help: "Methods that are let through.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.CachedMethods",
        kind: CACHED_METHODS,
        default: "GET, HEAD",
        help: "Methods whose answers are cached.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations",
        kind: FieldKind::Rows(&ASSOCIATIONS),
        default: "",
        help: "Functions at the four hooks; each is drawn as a wire.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.CacheBehaviors",
        kind: FieldKind::Rows(&BEHAVIOURS),
        default: "",
        help: "Behaviours for paths, in the order in which their patterns are tried.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.CustomErrorResponses",
        kind: FieldKind::Rows(&ERRORS),
        default: "",
        help: "Pages and life times for errors of origins.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.OriginGroups.Items",
        kind: FieldKind::Rows(&GROUPS),
        default: "",
        help: "Pairs of origins of which the second is asked where the first fails.",
        group: Group::More,
    },
    FieldSpec {
        name: "DistributionConfig.DefaultRootObject",
        kind: FieldKind::Text,
        default: "",
        help: "The object that stands for /.",
        group: Group::More,
    },
];

static ACCEPTS: &[Accept] = &[
    Accept {
        from: "AWS::S3::Bucket",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a bucket is an origin: the distribution asks it, not the other way round",
            way: "connect the distribution to the bucket",
        },
    },
    Accept {
        from: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a load balancer is an origin: the distribution asks it, not the other way round",
            way: "connect the distribution to the load balancer",
        },
    },
    Accept {
        from: "AWS::Lambda::Function",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a function stands at a hook: the distribution invokes it, not the other way round",
            way: "connect the distribution to the function",
        },
    },
];

const fn policy_ttl(name: &'static str, default: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec::new(name, TTL, default, help)
}

static PARTS: &[PartSpec] = &[PartSpec {
    type_name: "AWS::CloudFront::CachePolicy",
    title: "Cache policy",
    owner: "",
    block: "",
    fields: &[
        policy_ttl("CachePolicyConfig.MinTTL", "0", "An answer is kept at least so long."),
        policy_ttl("CachePolicyConfig.DefaultTTL", "86400", "An answer is kept so long where the origin says nothing."),
        policy_ttl("CachePolicyConfig.MaxTTL", "31536000", "An answer is kept at most so long."),
        FieldSpec {
            name: "CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin",
            kind: CACHE_KEY,
            default: "",
            help: "Query strings, headers and cookies that tell answers apart and go to the origin.",
            group: Group::More,
        },
    ],
}];

static EFFECTS: &[Effect] = &[Effect {
    fields: &[
        "DistributionConfig.DefaultCacheBehavior.MinTTL",
        "DistributionConfig.DefaultCacheBehavior.DefaultTTL",
        "DistributionConfig.DefaultCacheBehavior.MaxTTL",
        "DistributionConfig.DefaultCacheBehavior.ForwardedValues",
    ],
    needs: |around| !around.has("DistributionConfig.DefaultCacheBehavior.CachePolicyId"),
    reason: "The behaviour has a cache policy, which says so instead",
    rule: None,
}];

static ACTIONS: &[ActionSpec] = &[
    ActionSpec {
        name: "Request",
        label: "Send a request",
        example: r#"{ "Method": "GET", "Path": "/index.html", "Headers": { "User-Agent": "Mozilla/5.0" } }"#,
    },
    ActionSpec {
        name: "Request",
        label: "Send a request from another place",
        example: r#"{ "Method": "GET", "Path": "/index.html", "From": "FRA" }"#,
    },
];

static ENTRIES: &[EntrySpec] = &[EntrySpec {
    kind: "EdgeAssociation",
    lists: &["DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations"],
    fields: &ASSOCIATION,
}];
