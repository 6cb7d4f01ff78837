//! What people and other crates need to know of load balancers.

use super::{limits, meters};
use crate::service::properties::Properties;
use crate::service::{
    Accept, ActionSpec, Category, Descriptor, Effect, FieldKind, FieldSpec, FormSpec, Group, OneOfSpec, PartSpec,
    PortSpec, RowsSpec, Style, Verdict, deed,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    title: "Application Load Balancer",
    summary: "Takes HTTP requests and invokes the function of the target group that its rules choose.",
    category: Category::Http,
    icon: "alb",
    new_id: "LoadBalancer",
    new_properties: "Type: application\nScheme: internet-facing\nSubnets: [subnet-11111111, subnet-22222222]\n",
    sits_on: "",
    ports: &[
        PortSpec::incoming("in", &["Origin"], "Requests of clients and distributions"),
        PortSpec::outgoing("out", &["Target"], "Requests to a function, which is waited for"),
    ],
    fields: FIELDS,
    fields_by: |_, _| None,
    parts: PARTS,
    entries: &[],
    effects: EFFECTS,
    metrics: meters::METRICS,
    accepts: ACCEPTS,
    takes: &["Request"],
    actions: ACTIONS,
    passes_on: &["body"],
    interventions: &["Outage", "Create", "Delete", "SetProperty", "Send"],
    deeds: &[deed::OUTAGE, deed::DELETE, deed::CREATE],
    properties: &[
        "Name",
        "Scheme",
        "Type",
        "LoadBalancerAttributes",
        "Subnets",
        "SubnetMappings",
        "IpAddressType",
        "Tags",
    ],
    ignored: &[
        "SecurityGroups",
        "EnablePrefixForIpv6SourceNat",
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        "Ipv4IpamPoolId",
        "MinimumLoadBalancerCapacity",
    ],
    caveats: &[
        "One node of the load balancer instead of one for each zone.",
        "Only functions are targets; TLS, authentication and stickiness are not simulated.",
    ],
};

static FIELDS: &[FieldSpec] = &[
    FieldSpec {
        name: "Name",
        kind: FieldKind::Text,
        default: "",
        help: "Name of the load balancer; part of its host name.",
        group: Group::More,
    },
    FieldSpec {
        name: "Scheme",
        kind: FieldKind::Choice(&["internet-facing", "internal"]),
        default: "internet-facing",
        help: "Whether it has public addresses.",
        group: Group::Common,
    },
    FieldSpec {
        name: "Type",
        kind: FieldKind::Choice(&["application", "network", "gateway"]),
        default: "application",
        help: "Kind of load balancer; only application load balancers have functions as targets.",
        group: Group::More,
    },
    FieldSpec {
        name: "LoadBalancerAttributes",
        kind: FieldKind::Attributes(&[FieldSpec::new(
            "idle_timeout.timeout_seconds",
            seconds(*limits::IDLE_TIMEOUT_SECONDS.start(), *limits::IDLE_TIMEOUT_SECONDS.end()),
            "60",
            "How long a function may stay without an answer before the client gets 504.",
        )]),
        default: "",
        help: "What the load balancer is set to.",
        group: Group::Common,
    },
];

static ACCEPTS: &[Accept] = &[
    Accept {
        from: "AWS::CloudFront::Distribution",
        verdict: Verdict::Wire { kind: "Origin", invocation: Some(Style::Sync) },
    },
    Accept {
        from: "AWS::SQS::Queue",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a queue is polled and sends nothing by itself",
            way: "connect the queue to the function",
        },
    },
    Accept {
        from: "AWS::S3::Bucket",
        verdict: Verdict::Refusal {
            rule: None,
            reason: "a bucket notifies functions, queues and topics, not load balancers",
            way: "connect the bucket to the function",
        },
    },
];

const fn field(name: &'static str, kind: FieldKind, default: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec { name, kind, default, help, group: Group::Common }
}

const fn seconds(low: i64, high: i64) -> FieldKind {
    FieldKind::Integer { unit: "s", min: (low, low), max: (high, high) }
}

static PARTS: &[PartSpec] = &[
    PartSpec {
        type_name: "AWS::ElasticLoadBalancingV2::Listener",
        title: "Listener",
        owner: "LoadBalancerArn",
        block: "",
        fields: &[
            field(
                "Port",
                FieldKind::whole("", &(1..=65_535)),
                "",
                "Where it listens; 80 for HTTP and 443 for HTTPS unless set.",
            ),
            field("Protocol", FieldKind::Usual(&["HTTP", "HTTPS"]), "", "What clients speak."),
            field(
                "DefaultActions",
                FieldKind::Rows(&ACTIONS_OF_RULES),
                "",
                "What is done with a request that no rule wants.",
            ),
        ],
    },
    PartSpec {
        type_name: "AWS::ElasticLoadBalancingV2::ListenerRule",
        title: "Listener rule",
        owner: "ListenerArn",
        block: "",
        fields: &[
            field("Priority", FieldKind::whole("", &(1..=50_000)), "", "Rules are asked from the lowest number up."),
            field("Conditions", FieldKind::Rows(&CONDITIONS), "", "What must hold of a request, all of it."),
            field(
                "Actions",
                FieldKind::Rows(&ACTIONS_OF_RULES),
                "",
                "What is done with a request for which all conditions hold.",
            ),
        ],
    },
    PartSpec {
        type_name: "AWS::ElasticLoadBalancingV2::TargetGroup",
        title: "Target group",
        owner: "",
        block: "",
        fields: &[
            field("Targets", FieldKind::Reference, "", "The function behind it."),
            field(
                "TargetGroupAttributes",
                FieldKind::Attributes(&[FieldSpec::new(
                    "lambda.multi_value_headers.enabled",
                    FieldKind::Boolean,
                    "false",
                    "Whether headers and query strings that repeat come and go as lists; without it the last one wins.",
                )]),
                "",
                "What the target group is set to.",
            ),
            field(
                "HealthCheckEnabled",
                FieldKind::Boolean,
                "false",
                "Whether the function is invoked to see if it is well.",
            ),
            field("HealthCheckPath", FieldKind::Text, "/", "What a health check asks for."),
            field("HealthCheckIntervalSeconds", seconds(5, 300), "35", "Time from one health check to the next."),
            field("HealthCheckTimeoutSeconds", seconds(2, 120), "30", "How long a health check waits."),
        ],
    },
];

/// What is done with a request: the last action that decides.
static ACTIONS_OF_RULES: RowsSpec = RowsSpec {
    item: FieldKind::OneOf(&OneOfSpec {
        tag: "Type",
        title: "It",
        forms: &[
            FormSpec {
                key: "forward",
                title: "Forwards to a target group",
                start: r#"{"Type":"forward"}"#,
                fields: &[
                    field(
                        "TargetGroupArn",
                        FieldKind::OneOfType("AWS::ElasticLoadBalancingV2::TargetGroup"),
                        "",
                        "The target group, to whose function the wire is drawn.",
                    ),
                    field("ForwardConfig", FieldKind::Json, "", "Several target groups with their weights.").seldom(),
                ],
            },
            FormSpec {
                key: "fixed-response",
                title: "Answers by itself",
                start: FIXED_RESPONSE,
                fields: &[
                    field("FixedResponseConfig.StatusCode", FieldKind::Text, "", "A status 2xx, 4xx or 5xx."),
                    field(
                        "FixedResponseConfig.ContentType",
                        FieldKind::Choice(&[
                            "text/plain",
                            "text/css",
                            "text/html",
                            "application/javascript",
                            "application/json",
                        ]),
                        "text/plain",
                        "What the body is.",
                    ),
                    field("FixedResponseConfig.MessageBody", FieldKind::Text, "", "The body."),
                ],
            },
            FormSpec {
                key: "redirect",
                title: "Redirects the client",
                start: REDIRECT,
                fields: &[
                    field(
                        "RedirectConfig.StatusCode",
                        FieldKind::Choice(&["HTTP_301", "HTTP_302"]),
                        "",
                        "Whether it is for good (301) or for now (302).",
                    ),
                    field(
                        "RedirectConfig.Protocol",
                        FieldKind::Text,
                        "#{protocol}",
                        "HTTP, HTTPS, or that of the request.",
                    ),
                    field("RedirectConfig.Host", FieldKind::Text, "#{host}", "The host, without the port."),
                    field("RedirectConfig.Port", FieldKind::Text, "#{port}", "The port, 1 to 65535."),
                    field("RedirectConfig.Path", FieldKind::Text, "/#{path}", "The path, beginning with /."),
                    field(
                        "RedirectConfig.Query",
                        FieldKind::Text,
                        "#{query}",
                        "The query string, without the question mark.",
                    ),
                ],
            },
        ],
    }),
    noun: "action",
    new: &[("Answer by itself", FIXED_RESPONSE), ("Redirect", REDIRECT)],
    is_full: |actions| actions.items().iter().any(decides),
    words: |action| match action.get("Type").text().unwrap_or_default() {
        "forward" => "Forwards to a target group".to_owned(),
        "redirect" => "Redirects the client".to_owned(),
        "fixed-response" => {
            let status = action.at_path("FixedResponseConfig.StatusCode").scalar_text().unwrap_or_default();
            format!("Answers {status} by itself")
        }
        other => format!("{other}, which is not simulated"),
    },
};

/// Tells whether an action says what becomes of a request (ALB-ACTIONS).
pub(super) fn decides(action: &Properties) -> bool {
    // Those that authenticate let it go on to the next.
    !action.get("Type").text().unwrap_or_default().starts_with("authenticate")
}

const FIXED_RESPONSE: &str = r#"{"Type":"fixed-response","FixedResponseConfig":{"StatusCode":"404","ContentType":"text/plain","MessageBody":"Not found"}}"#;
const REDIRECT: &str =
    r#"{"Type":"redirect","RedirectConfig":{"StatusCode":"HTTP_301","Protocol":"HTTPS","Port":"443"}}"#;

/// What must hold of a request. The older list `Values` is shown where it is written.
static CONDITIONS: RowsSpec = RowsSpec {
    item: FieldKind::OneOf(&OneOfSpec {
        tag: "Field",
        title: "It looks at",
        forms: &[
            FormSpec {
                key: "path-pattern",
                title: "The path",
                start: PATH,
                fields: &[
                    OLDER_VALUES,
                    field(
                        "PathPatternConfig.Values",
                        FieldKind::Texts,
                        "",
                        "Patterns with * and ?, with commas; one has to match.",
                    ),
                ],
            },
            FormSpec {
                key: "host-header",
                title: "The host",
                start: r#"{"Field":"host-header","HostHeaderConfig":{"Values":["*.example.com"]}}"#,
                fields: &[
                    OLDER_VALUES,
                    field(
                        "HostHeaderConfig.Values",
                        FieldKind::Texts,
                        "",
                        "Names with * and ?, with commas; one has to match.",
                    ),
                ],
            },
            FormSpec {
                key: "http-header",
                title: "A header",
                start: HEADER,
                fields: &[
                    field("HttpHeaderConfig.HttpHeaderName", FieldKind::Text, "", "The header's name."),
                    field(
                        "HttpHeaderConfig.Values",
                        FieldKind::Texts,
                        "",
                        "Patterns with * and ?, with commas; one has to match.",
                    ),
                ],
            },
            FormSpec {
                key: "http-request-method",
                title: "The method",
                start: METHOD,
                fields: &[field("HttpRequestMethodConfig.Values", FieldKind::Texts, "", "Methods, as in GET, HEAD.")],
            },
            FormSpec {
                key: "query-string",
                title: "The query string",
                start: r#"{"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"version","Value":"2"}]}}"#,
                fields: &[field(
                    "QueryStringConfig.Values",
                    FieldKind::Rows(&QUERY_PAIRS),
                    "",
                    "One of them has to be there.",
                )],
            },
            FormSpec {
                key: "source-ip",
                title: "Who asks",
                start: r#"{"Field":"source-ip","SourceIpConfig":{"Values":["203.0.113.0/24"]}}"#,
                fields: &[field(
                    "SourceIpConfig.Values",
                    FieldKind::Texts,
                    "",
                    "Blocks of addresses, as in 203.0.113.0/24.",
                )],
            },
        ],
    }),
    noun: "condition",
    new: &[("Path", PATH), ("Header", HEADER), ("Method", METHOD)],
    is_full: |_| false,
    words: condition_words,
};

const PATH: &str = r#"{"Field":"path-pattern","PathPatternConfig":{"Values":["/api/*"]}}"#;
const HEADER: &str =
    r#"{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"User-Agent","Values":["*Mobile*"]}}"#;
const METHOD: &str = r#"{"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["POST"]}}"#;
const OLDER_VALUES: FieldSpec =
    field("Values", FieldKind::Texts, "", "Patterns with * and ?, with commas; one has to match.").seldom();

static QUERY_PAIRS: RowsSpec = RowsSpec {
    item: FieldKind::Record(&[
        field("Key", FieldKind::Text, "", "The name; any unless set."),
        field("Value", FieldKind::Text, "", "The value, with * and ?."),
    ]),
    noun: "pair",
    new: &[("Pair", r#"{"Key":"version","Value":"2"}"#)],
    is_full: |_| false,
    words: |pair| {
        let text = |key: &str| pair.get(key).scalar_text().unwrap_or_else(|| "any".to_owned());
        format!("{}={}", text("Key"), text("Value"))
    },
};

fn condition_words(condition: &Properties) -> String {
    let texts = |path: &str| {
        let written = condition.at_path(path);
        let written = if written.is_absent() { condition.get("Values") } else { written };
        written.items().iter().filter_map(Properties::scalar_text).collect::<Vec<_>>().join(" or ")
    };
    match condition.get("Field").text().unwrap_or_default() {
        "path-pattern" => format!("Path is {}", texts("PathPatternConfig.Values")),
        "host-header" => format!("Host is {}", texts("HostHeaderConfig.Values")),
        "http-request-method" => format!("Method is {}", texts("HttpRequestMethodConfig.Values")),
        "source-ip" => format!("Asked from {}", texts("SourceIpConfig.Values")),
        "query-string" => "Query string has a pair".to_owned(),
        "http-header" => {
            let name = condition.at_path("HttpHeaderConfig.HttpHeaderName").text().unwrap_or("a header");
            format!("{name} is {}", texts("HttpHeaderConfig.Values"))
        }
        other => format!("{other} is no condition"),
    }
}

static EFFECTS: &[Effect] = &[Effect {
    fields: &["HealthCheckPath", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds"],
    needs: |around| around.own.get("HealthCheckEnabled").boolean() == Some(true),
    reason: "Health checks of a function are off unless HealthCheckEnabled is true",
    rule: Some(&limits::ALB_11),
}];

static ACTIONS: &[ActionSpec] = &[
    ActionSpec {
        name: "Request",
        label: "Send a request",
        example: r#"{ "Method": "GET", "Path": "/", "Headers": { "Accept": "text/html" } }"#,
    },
    ActionSpec {
        name: "Request",
        label: "Send a form",
        example: r#"{ "Method": "POST", "Path": "/orders", "QueryString": "myKey=v1&myKey=v2", "Headers": { "Content-Type": "application/json" }, "Body": { "order": 1 } }"#,
    },
];
