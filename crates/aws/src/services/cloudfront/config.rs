//! What a template says of a distribution.

use super::limits;
use crate::behaviour::{FailRule, Law};
use crate::payload::http::wildcard_matches;
use kernel::SimDuration;
use serde_json::Value;
use std::sync::Arc;

/// What a template says of a distribution, with the policies, versions and origins of its stack.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its logical id.
    pub id: Arc<str>,
    /// AWS's id of it, as events carry it.
    pub distribution_id: Arc<str>,
    /// Its host name.
    pub domain_name: Arc<str>,
    /// The behaviours in the order in which their patterns are tried; the default behaviour is the last.
    pub behaviours: Vec<Behaviour>,
    /// Where content comes from.
    pub origins: Vec<Origin>,
    /// Pairs of origins of which the second steps in (EDGE-20).
    pub groups: Vec<OriginGroup>,
    /// What is done about errors of origins.
    pub errors: Vec<CustomError>,
    /// The object that stands for `/`.
    pub default_root_object: Option<Arc<str>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            id: "Distribution".into(),
            distribution_id: "EDFDVBD6EXAMPLE".into(),
            domain_name: "d111111abcdef8.cloudfront.net".into(),
            behaviours: vec![Behaviour::default()],
            origins: vec![Origin::default()],
            groups: Vec::new(),
            errors: Vec::new(),
            default_root_object: None,
        }
    }
}

impl Config {
    /// Returns the position of the behaviour that a path chooses: the first whose pattern it matches.
    #[must_use]
    pub fn behaviour_of(&self, uri: &str) -> usize {
        let uri = uri.trim_start_matches('/');
        let matches = |pattern: &str| wildcard_matches(pattern.trim_start_matches('/'), uri, true);
        let mut behaviours = self.behaviours.iter();
        behaviours.position(|behaviour| behaviour.pattern.as_deref().is_none_or(matches)).unwrap_or(0)
    }
}

/// What is done with the requests whose path matches a pattern.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// The pattern; `None` for the default behaviour.
    pub pattern: Option<Arc<str>>,
    /// Where content comes from.
    pub target: OriginChoice,
    /// The methods that are let through.
    pub allowed_methods: Vec<Arc<str>>,
    /// The methods whose answers are cached (CFC-03).
    pub cached_methods: Vec<Arc<str>>,
    /// What is done about plain HTTP.
    pub viewer_protocol: ViewerProtocol,
    /// How long answers are kept.
    pub ttl: Ttl,
    /// What tells answers apart besides the path (CFC-05).
    pub key: KeyPolicy,
    /// The functions at the four hooks, in the order of [`HookPoint`].
    pub hooks: [Option<Hook>; 4],
}

impl Default for Behaviour {
    fn default() -> Self {
        let read_only: Vec<Arc<str>> = vec!["GET".into(), "HEAD".into()];
        Self {
            pattern: None,
            target: OriginChoice::Origin(0),
            allowed_methods: read_only.clone(),
            cached_methods: read_only,
            viewer_protocol: ViewerProtocol::AllowAll,
            ttl: Ttl::default(),
            key: KeyPolicy::default(),
            hooks: [const { None }; 4],
        }
    }
}

/// An origin or a group of them, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginChoice {
    /// One origin.
    Origin(usize),
    /// A group.
    Group(usize),
}

/// What is done about plain HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewerProtocol {
    /// It is served.
    #[default]
    AllowAll,
    /// The viewer is sent to HTTPS.
    RedirectToHttps,
    /// It is refused.
    HttpsOnly,
}

/// How long answers are kept (CFC-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ttl {
    /// At least so long.
    pub min: SimDuration,
    /// So long where the origin says nothing.
    pub default: SimDuration,
    /// At most so long.
    pub max: SimDuration,
}

impl Default for Ttl {
    fn default() -> Self {
        Self { min: SimDuration::ZERO, default: limits::DEFAULT_TTL, max: limits::MAX_TTL }
    }
}

impl Ttl {
    /// Makes one of whole seconds.
    #[must_use]
    pub const fn seconds(min: u64, default: u64, max: u64) -> Self {
        Self {
            min: SimDuration::from_secs(min),
            default: SimDuration::from_secs(default),
            max: SimDuration::from_secs(max),
        }
    }

    /// Tells whether anything is kept at all.
    #[must_use]
    pub fn caches(&self) -> bool {
        self.max > SimDuration::ZERO
    }
}

/// What tells answers apart besides the path, and is sent to the origin (CFC-05).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPolicy {
    /// Query strings.
    pub query: Names,
    /// Headers.
    pub headers: Names,
    /// Cookies.
    pub cookies: Names,
}

/// Which names of a kind count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// None of them.
    #[default]
    None,
    /// These.
    Only(Vec<Arc<str>>),
    /// All but these.
    Except(Vec<Arc<str>>),
    /// All of them.
    All,
}

impl Names {
    /// Tells whether a name counts, whatever its case.
    #[must_use]
    pub fn include(&self, name: &str) -> bool {
        let listed = |names: &[Arc<str>]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        match self {
            Self::None => false,
            Self::Only(names) => listed(names),
            Self::Except(names) => !listed(names),
            Self::All => true,
        }
    }
}

/// Where a function may stand (EDGE-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HookPoint {
    /// Before the cache is looked at.
    ViewerRequest,
    /// Before the origin is asked.
    OriginRequest,
    /// Before the origin's answer is stored.
    OriginResponse,
    /// Before the viewer gets the answer.
    ViewerResponse,
}

impl HookPoint {
    /// All four, in the order of a miss (EDGE-02).
    pub const ALL: [Self; 4] = [Self::ViewerRequest, Self::OriginRequest, Self::OriginResponse, Self::ViewerResponse];

    /// Returns AWS's name of the event type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ViewerRequest => "viewer-request",
            Self::OriginRequest => "origin-request",
            Self::OriginResponse => "origin-response",
            Self::ViewerResponse => "viewer-response",
        }
    }

    /// Returns the hook of an event type.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.name() == name)
    }

    /// Tells whether it stands on the viewer's side of the cache.
    #[must_use]
    pub fn is_viewers(self) -> bool {
        matches!(self, Self::ViewerRequest | Self::ViewerResponse)
    }

    /// Tells whether it sees a request rather than a response.
    #[must_use]
    pub fn is_request(self) -> bool {
        matches!(self, Self::ViewerRequest | Self::OriginRequest)
    }
}

/// A function at a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The function's logical id, or the ARN of one outside the template.
    pub function: Arc<str>,
    /// Whether the function is a resource of the template.
    pub in_template: bool,
    /// The logical id of the version, where it is a resource.
    pub version: Option<Arc<str>>,
    /// Whether it sees the request's body (EDGE-12).
    pub include_body: bool,
}

/// Where content comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its id within the distribution.
    pub id: Arc<str>,
    /// Its host name.
    pub domain_name: Arc<str>,
    /// What is put before the path.
    pub path: Arc<str>,
    /// What answers.
    pub kind: OriginKind,
    /// How long CloudFront waits for an answer.
    pub read_timeout: SimDuration,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            id: "origin".into(),
            domain_name: "www.example.com".into(),
            path: "".into(),
            kind: OriginKind::Custom(CustomOrigin::default()),
            read_timeout: limits::ORIGIN_READ_TIMEOUT,
        }
    }
}

impl Origin {
    /// Returns the logical id of the resource that answers, where it is one of the template.
    #[must_use]
    pub fn resource(&self) -> Option<&Arc<str>> {
        match &self.kind {
            OriginKind::Bucket(id) | OriginKind::Endpoint(id) => Some(id),
            OriginKind::Custom(_) | OriginKind::OutsideBucket(_) => None,
        }
    }
}

/// What answers at an origin.
#[derive(Clone, Debug)]
pub enum OriginKind {
    /// A web server that is no resource of the template.
    Custom(CustomOrigin),
    /// A bucket of the template.
    Bucket(Arc<str>),
    /// A load balancer, or anything else of the template that takes HTTP requests.
    Endpoint(Arc<str>),
    /// A bucket that is no resource of the template.
    OutsideBucket(CustomOrigin),
}

impl OriginKind {
    /// Tells whether events call it an S3 origin.
    #[must_use]
    pub fn is_s3(&self) -> bool {
        matches!(self, Self::Bucket(_) | Self::OutsideBucket(_))
    }
}

/// How a web server behaves that is no resource of the template.
#[derive(Clone, Debug)]
pub struct CustomOrigin {
    /// How long it takes.
    pub duration: Law,
    /// What it answers: `statusCode`, `headers`, `body`.
    pub response: Arc<Value>,
    /// When it fails.
    pub fails: Arc<[FailRule]>,
}

impl Default for CustomOrigin {
    fn default() -> Self {
        Self {
            duration: Law::constant(limits::ORIGIN_DURATION),
            response: Arc::new(serde_json::json!({ "statusCode": 200 })),
            fails: Arc::new([]),
        }
    }
}

/// An origin and the one that steps in for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginGroup {
    /// Its id within the distribution.
    pub id: Arc<str>,
    /// The origin that is asked first.
    pub primary: usize,
    /// The origin that is asked then.
    pub secondary: usize,
    /// The statuses after which the second is asked.
    pub statuses: Vec<u16>,
}

/// What is done about an error of an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomError {
    /// The origin's status.
    pub code: u16,
    /// The status that the viewer gets instead, and the page.
    pub page: Option<(u16, Arc<str>)>,
    /// How long the error is kept, at least.
    pub min_ttl: Option<SimDuration>,
}
