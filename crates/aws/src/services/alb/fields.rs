//! What people and other crates need to know of load balancers.

use super::meters;
use crate::service::{Accept, ActionSpec, Category, Descriptor, FieldKind, FieldSpec, PortSpec, Style, Verdict};

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
    metrics: meters::METRICS,
    accepts: ACCEPTS,
    actions: ACTIONS,
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
    },
    FieldSpec {
        name: "Scheme",
        kind: FieldKind::Choice(&["internet-facing", "internal"]),
        default: "internet-facing",
        help: "Whether it has public addresses.",
    },
    FieldSpec {
        name: "Type",
        kind: FieldKind::Choice(&["application", "network", "gateway"]),
        default: "application",
        help: "Kind of load balancer; only application load balancers have functions as targets.",
    },
    FieldSpec {
        name: "LoadBalancerAttributes",
        kind: FieldKind::Json,
        default: "",
        help: "List of Key and Value; idle_timeout.timeout_seconds (1 to 4,000, default 60) is how long a function may \
               stay without an answer before the client gets 504.",
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
