//! What people and other crates need to know of load balancers.

use super::{limits, meters};
use crate::service::{
    Accept, ActionSpec, Category, Descriptor, Effect, FieldKind, FieldSpec, Group, PartSpec, PortSpec, Style, Verdict,
};

pub(super) static DESCRIPTOR: Descriptor = Descriptor {
    type_name: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    title: "Application Load Balancer",
    summary: "Takes HTTP requests and invokes the function of the target group that its rules choose.",
    category: Category::Http,
    icon: "alb",
    new_id: "LoadBalancer",
    new_properties: "Type: application\nScheme: internet-facing\nSubnets: [subnet-11111111, subnet-22222222]\n",
    ports: &[
        PortSpec::incoming("in", &["Origin"], "Requests of clients and distributions"),
        PortSpec::outgoing("out", &["Target"], "Requests to a function, which is waited for"),
    ],
    fields: FIELDS,
    parts: PARTS,
    effects: EFFECTS,
    metrics: meters::METRICS,
    accepts: ACCEPTS,
    takes: &["Request"],
    actions: ACTIONS,
    passes_on: &["body"],
    interventions: &["Outage", "Create", "Delete", "SetProperty", "Send"],
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
        kind: FieldKind::Json,
        default: "",
        help: "List of Key and Value; idle_timeout.timeout_seconds (1 to 4,000, default 60) is how long a function may \
               stay without an answer before the client gets 504.",
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
                FieldKind::Integer { unit: "", min: (1, 1), max: (65_535, 65_535) },
                "",
                "Where it listens; 80 for HTTP and 443 for HTTPS unless set.",
            ),
            field("Protocol", FieldKind::Choice(&["HTTP", "HTTPS"]), "", "What clients speak."),
            field("DefaultActions", FieldKind::Json, "", "What is done with a request that no rule wants."),
        ],
    },
    PartSpec {
        type_name: "AWS::ElasticLoadBalancingV2::ListenerRule",
        title: "Listener rule",
        owner: "ListenerArn",
        block: "",
        fields: &[
            field(
                "Priority",
                FieldKind::Integer { unit: "", min: (1, 1), max: (50_000, 50_000) },
                "",
                "Rules are asked from the lowest number up.",
            ),
            field("Conditions", FieldKind::Json, "", "What must hold of a request: path, host, header, method, query."),
            field("Actions", FieldKind::Json, "", "What is done with a request for which all conditions hold."),
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
                FieldKind::Json,
                "",
                "List of Key and Value; lambda.multi_value_headers.enabled says how headers and query strings look.",
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
