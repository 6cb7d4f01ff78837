//! What a template says of a load balancer.

use super::limits;
use kernel::SimDuration;
use std::net::IpAddr;
use std::sync::Arc;

/// What a template says of a load balancer, with the listeners, rules and target groups of its stack.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its host name.
    pub dns_name: Arc<str>,
    /// How long a connection may stay without a byte (ALB-10).
    pub idle_timeout: SimDuration,
    /// Its listeners, the lowest port first.
    pub listeners: Vec<Listener>,
    /// The target groups that listeners and rules name.
    pub groups: Vec<TargetGroup>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            id: "LoadBalancer".into(),
            dns_name: "loadbalancer-1234567890.us-east-1.elb.amazonaws.com".into(),
            idle_timeout: limits::IDLE_TIMEOUT_DEFAULT,
            listeners: Vec::new(),
            groups: Vec::new(),
        }
    }
}

/// A port that is listened on.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Its logical id.
    pub id: Arc<str>,
    /// The port.
    pub port: u16,
    /// Whether it speaks HTTPS.
    pub https: bool,
    /// Its rules, the lowest priority number first.
    pub rules: Vec<ListenerRule>,
    /// What is done where no rule applies.
    pub default: Action,
}

/// A rule of a listener.
#[derive(Clone, Debug)]
pub struct ListenerRule {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its priority: the lowest is looked at first.
    pub priority: u32,
    /// What must all hold.
    pub conditions: Vec<Condition>,
    /// What is done then.
    pub action: Action,
}

/// A condition; one of its values must match.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The path, by wildcards, case counts.
    Path(Vec<Arc<str>>),
    /// The host, by wildcards, whatever the case.
    Host(Vec<Arc<str>>),
    /// A header, by wildcards, whatever the case.
    Header {
        /// The header's name.
        name: Arc<str>,
        /// The patterns.
        values: Vec<Arc<str>>,
    },
    /// The method, exactly.
    Method(Vec<Arc<str>>),
    /// A pair of the query string, by wildcards, whatever the case; without a key any pair's value.
    Query(Vec<(Option<Arc<str>>, Arc<str>)>),
    /// The address that the request comes from.
    SourceIp(Vec<IpRange>),
    /// One that is not understood: it never holds.
    Unknown,
}

/// A block of addresses in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    network: u128,
    bits: u32,
    width: u32,
}

impl IpRange {
    /// Reads `203.0.113.0/24`; an address alone is a block of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (network, width) = number_of(address.parse().ok()?);
        let bits = bits.unwrap_or(width);
        (bits <= width).then_some(Self { network, bits, width })
    }

    /// Tells whether an address lies in the block.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        let (number, width) = number_of(address);
        let shift = self.width - self.bits;
        width == self.width && (shift == 128 || number >> shift == self.network >> shift)
    }
}

fn number_of(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    }
}

/// What is done with a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// It goes to one of these target groups (position in [`Config::groups`]), by weight.
    Forward(Vec<(usize, u32)>),
    /// It is answered at once.
    FixedResponse {
        /// The status.
        status: u16,
        /// The content type, where there is a body.
        content_type: Arc<str>,
        /// The body.
        body: Arc<str>,
    },
    /// The client is sent elsewhere.
    Redirect(Redirect),
    /// Nothing that is simulated.
    None,
}

/// Where a client is sent: texts in which `#{host}` and the like stand for parts of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// 301 or 302.
    pub status: u16,
    /// The protocol.
    pub protocol: Arc<str>,
    /// The host.
    pub host: Arc<str>,
    /// The port.
    pub port: Arc<str>,
    /// The path.
    pub path: Arc<str>,
    /// The query string.
    pub query: Arc<str>,
}

/// A target group of type `lambda`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// Its logical id.
    pub id: Arc<str>,
    /// Its ARN, as events carry it.
    pub arn: Arc<str>,
    /// Its function (ALB-01); `None` where no target is registered.
    pub target: Option<Target>,
    /// Whether the template lets the load balancer invoke it (ALB-02).
    pub is_permitted: bool,
    /// Whether headers and query strings come as lists (ALB-06).
    pub multi_value_headers: bool,
    /// Its health checks, where they are enabled (ALB-11).
    pub health_check: Option<HealthCheck>,
}

impl TargetGroup {
    /// Returns the logical id of the function that is registered.
    #[must_use]
    pub fn function(&self) -> Option<&str> {
        self.target.as_ref().map(|target| &*target.function)
    }
}

/// A function that is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The logical id, or the ARN of a function outside the template.
    pub function: Arc<str>,
    /// Whether the function is a resource of the template.
    pub in_template: bool,
    /// The alias or version, where one is named.
    pub qualifier: Option<Arc<str>>,
}

/// How a target's health is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthCheck {
    /// The path asked for.
    pub path: Arc<str>,
    /// How often.
    pub interval: SimDuration,
    /// How long an answer may take.
    pub timeout: SimDuration,
    /// How many successes in a row make a target healthy.
    pub healthy_threshold: u32,
    /// How many failures in a row make it unhealthy.
    pub unhealthy_threshold: u32,
    /// The statuses that are a success, in ranges with both ends included.
    pub matcher: Vec<(u16, u16)>,
}

impl HealthCheck {
    /// Tells whether a status is a success.
    #[must_use]
    pub fn accepts(&self, status: u16) -> bool {
        self.matcher.iter().any(|(from, to)| (*from..=*to).contains(&status))
    }
}
