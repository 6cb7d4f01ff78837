//! What a template says of a function: AWS's settings, and how its code behaves.

use super::limits;
use crate::behaviour::{Call, EdgeAction, FailRule, Law, Response};
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::service::target::End;
use kernel::SimDuration;
use serde_json::json;
use std::sync::Arc;

/// A function.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its logical id, where its wires begin.
    pub logical_id: Arc<str>,
    /// The function's name in ARNs.
    pub function_name: Arc<str>,
    /// How long a run may take.
    pub timeout: SimDuration,
    /// Its memory.
    pub memory_mb: u32,
    /// Space in `/tmp`.
    pub ephemeral_storage_mb: u32,
    /// Whether its runtime is its own or comes with an image: its init was billed in all eras (PRICE-06).
    pub has_own_runtime: bool,
    /// Executions that are kept for it and that it may not exceed; `None` for a share of what is unreserved.
    pub reserved_concurrent_executions: Option<u32>,
    /// Retries of an asynchronous event after a function error.
    pub maximum_retry_attempts: u8,
    /// How old an asynchronous event may become.
    pub maximum_event_age: SimDuration,
    /// Where events go that failed for good.
    pub dead_letter: Option<Target>,
    /// Where the records of events go that succeeded.
    pub on_success: Option<Target>,
    /// Where the records of events go that failed for good.
    pub on_failure: Option<Target>,
    /// Everything of the template that a new environment is made with, as text: another text makes new ones (ENV-06).
    pub settings: Arc<str>,
    /// What it hands over to somebody that a run does not have, by the kind of wire.
    pub outside: Vec<(&'static str, End)>,
    /// Whether loops of invocations are stopped (`RecursiveLoop: Terminate`).
    pub terminates_loops: bool,
    /// How the code behaves.
    pub behaviour: Behaviour,
}

/// Where a function hands something over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The logical id.
    pub id: Arc<str>,
    /// What stands there.
    pub kind: TargetKind,
}

/// What stands where a function hands something over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// An SQS queue.
    Queue,
    /// An SNS topic.
    Topic,
    /// Another function.
    Function,
    /// An S3 bucket.
    Bucket,
}

impl TargetKind {
    /// Returns the kind of a type of AWS that functions hand things over to.
    #[must_use]
    pub fn of_type(type_name: &str) -> Option<Self> {
        match type_name {
            "AWS::SQS::Queue" => Some(Self::Queue),
            "AWS::SNS::Topic" => Some(Self::Topic),
            "AWS::Lambda::Function" => Some(Self::Function),
            "AWS::S3::Bucket" => Some(Self::Bucket),
            _ => None,
        }
    }
}

/// How the code of a function behaves: `Metadata.Lambdarium.Functions.<LogicalId>`.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Time in the handler.
    pub duration: Law,
    /// Time of the init phase.
    pub init_duration: Law,
    /// Part of both that shrinks as memory buys CPU, in parts per 10⁹.
    pub cpu_bound_parts: u32,
    /// Memory at which they were measured; `None` for the function's own.
    pub reference_memory_mb: Option<u32>,
    /// Memory in use at the peak.
    pub memory_used_mb: u32,
    /// What each invocation leaves in `/tmp`.
    pub tmp_used_mb: u32,
    /// When an init phase fails.
    pub init_fails: Arc<[FailRule]>,
    /// When an invocation fails.
    pub fails: Arc<[FailRule]>,
    /// When a record of a batch fails.
    pub fails_records: Arc<[FailRule]>,
    /// What a success returns.
    pub response: Response,
    /// What it does at a CloudFront hook.
    pub edge: EdgeAction,
    /// When it does that; `None` for always.
    pub edge_match: Option<Arc<Pattern>>,
    /// What it calls at its end.
    pub calls: Arc<[Call]>,
    /// How long an idle environment is kept; `None` for the usual time of the era.
    pub idle_lifetime: Option<SimDuration>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            logical_id: "Function".into(),
            function_name: "Function".into(),
            timeout: limits::TIMEOUT_DEFAULT,
            memory_mb: limits::MEMORY_MB_DEFAULT,
            ephemeral_storage_mb: limits::TMP_MB_DEFAULT,
            has_own_runtime: false,
            reserved_concurrent_executions: None,
            maximum_retry_attempts: 2,
            maximum_event_age: limits::EVENT_AGE_DEFAULT,
            dead_letter: None,
            on_success: None,
            on_failure: None,
            settings: "".into(),
            outside: Vec::new(),
            terminates_loops: true,
            behaviour: Behaviour::default(),
        }
    }
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            duration: Law::constant(SimDuration::from_millis(100)),
            init_duration: Law::constant(SimDuration::from_millis(250)),
            cpu_bound_parts: 0,
            reference_memory_mb: None,
            memory_used_mb: 64,
            tmp_used_mb: 0,
            init_fails: Arc::new([]),
            fails: Arc::new([]),
            fails_records: Arc::new([]),
            response: Response::Http { status_code: 200, document: Arc::new(json!({ "statusCode": 200 })) },
            edge: EdgeAction::Forward,
            edge_match: None,
            calls: Arc::new([]),
            idle_lifetime: None,
        }
    }
}

impl Behaviour {
    /// Tells whether it matters how often the records of a batch were handed to a handler.
    #[must_use]
    pub fn counts_records(&self) -> bool {
        self.fails.iter().chain(&*self.fails_records).any(|rule| rule.first_attempts.is_some())
    }
}

impl Config {
    /// Returns how long work takes with this memory that took a span with the reference memory (ENV-14): the part
    /// that is bound by the CPU shrinks up to one vCPU, because one thread uses no more.
    #[must_use]
    pub fn with_cpu(&self, span: SimDuration, profile: Profile) -> SimDuration {
        let parts = self.behaviour.cpu_bound_parts;
        if parts == 0 {
            return span;
        }
        let vcpu = limits::memory_mb_per_vcpu(profile);
        let reference = self.behaviour.reference_memory_mb.unwrap_or(self.memory_mb).min(vcpu);
        let memory = self.memory_mb.min(vcpu).max(1);
        let cpu = u128::from(span.as_nanos()) * u128::from(parts) / 1_000_000_000;
        let scaled = cpu * u128::from(reference) / u128::from(memory);
        let nanos = u128::from(span.as_nanos()) - cpu + scaled;
        SimDuration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}
