//! The services: one folder each, and one line in the list below.
//!
//! `README.md` beside this file says how to add one.

// Here and not in the macro below, where rustfmt would not find them.
pub mod alb;
pub mod cloudfront;
pub mod event_source_mapping;
pub mod kinesis;
pub mod kinesis_consumer;
pub mod lambda;
pub mod s3;
pub mod sns;
pub mod sqs;
pub mod traffic;

use crate::diagnostics::Diagnostic;
use crate::message::Message;
use crate::metrics::Meter;
use crate::service::properties::Stack;
use crate::service::snapshot::NodeSnapshot;
use crate::service::{Cx, Descriptor, Holding, Reading, ServiceModel, Setup, Wire, rank};
use crate::stack::intervention::Intervention;
use crate::stack::shared::{Fold, Shared};
use kernel::{Envelope, Rank, SimTime};

/// Makes of the list of services the enums that dispatch to them, so that the world can be cloned and every match is
/// exhaustive.
macro_rules! services {
    ($($(#[$doc:meta])* $variant:ident => $module:ident :: $model:ident),* $(,)?) => {
        /// The state machine of a node.
        #[derive(Clone, Debug)]
        #[allow(clippy::large_enum_variant, reason = "there are few nodes, and a box would cost a jump an event")]
        pub enum Service { $($(#[$doc])* $variant($module::$model)),* }

        /// What a node scheduled for itself.
        #[derive(Clone, Debug)]
        pub enum Timer { $($(#[$doc])* $variant($module::Timer)),* }

        /// What a template says of a node.
        #[derive(Clone, Debug)]
        #[allow(clippy::large_enum_variant, reason = "there is one for each node, and it is read once")]
        pub enum Config { $($(#[$doc])* $variant(<$module::$model as ServiceModel>::Config)),* }

        $(impl From<$module::Timer> for Timer {
            fn from(timer: $module::Timer) -> Self {
                Self::$variant(timer)
            }
        })*

        /// All services, in the order of the palette.
        pub static DESCRIPTORS: &[&Descriptor] = &[$(<$module::$model as ServiceModel>::DESCRIPTOR),*];

        impl kernel::Model for Service {
            type Message = Message;
            type Timer = Timer;
            type Fact = crate::fact::Fact;
            type Detail = crate::fact::Detail;
            type Shared = Shared;
            const ARRIVAL: Rank = rank::ARRIVAL;

            fn on_start(&mut self, cx: &mut kernel::Context<'_, Self>) {
                match self { $(Self::$variant(model) => model.on_start(&mut Cx::new(cx))),* }
            }

            fn on_message(&mut self, envelope: Envelope<Message>, cx: &mut kernel::Context<'_, Self>) {
                if let Message::Control(intervention) = &envelope.message
                    && let Intervention::Reconfigure { before, after } = &**intervention
                {
                    return self.reconfigure(before, after, cx);
                }
                // What a changed property makes of a node comes by itself.
                if matches!(&envelope.message, Message::Control(it) if matches!(**it, Intervention::SetProperty { .. })) {
                    return;
                }
                match self { $(Self::$variant(model) => model.on_message(envelope, &mut Cx::new(cx))),* }
            }

            fn on_timer(&mut self, timer: Timer, cx: &mut kernel::Context<'_, Self>) {
                match (self, timer) {
                    $((Self::$variant(model), Timer::$variant(timer)) => model.on_timer(timer, &mut Cx::new(cx)),)*
                    _ => unreachable!("Cx lets a model schedule its own timers only"),
                }
            }
        }

        impl Service {
            fn reconfigure(&mut self, before: &Config, after: &Config, cx: &mut kernel::Context<'_, Self>) {
                match (self, before, after) {
                    $((Self::$variant(model), Config::$variant(before), Config::$variant(after)) => {
                        model.reconfigure(before, after, &mut Cx::new(cx));
                    })*
                    _ => unreachable!("a resource keeps its type"),
                }
            }

            /// Returns what the node shows at an instant.
            #[must_use]
            pub fn snapshot(&self, now: SimTime) -> NodeSnapshot {
                match self { $(Self::$variant(model) => model.snapshot(now)),* }
            }

            /// Returns about how much room it takes `beside` another state of the same node, beyond open messages
            /// [bytes].
            #[must_use]
            pub fn footprint(&self, beside: Option<&Self>) -> u64 {
                match self {
                    $(Self::$variant(model) => {
                        let other = beside.and_then(|it| if let Self::$variant(other) = it { Some(other) } else { None });
                        model.footprint(other)
                    }),*
                }
            }

            /// Tells whether the node takes messages out of its source by itself.
            #[must_use]
            pub fn is_polling(&self) -> bool {
                match self { $(Self::$variant(model) => model.is_polling()),* }
            }

            /// Returns the copies of messages that the node holds.
            #[must_use]
            pub fn holding(&self) -> Holding {
                match self { $(Self::$variant(model) => model.holding()),* }
            }
        }

        impl Config {
            /// Reads a resource by its type; `None` where no service has that type.
            pub fn read(reading: &mut Reading<'_>) -> Option<Self> {
                $(if &*reading.resource.type_name == <$module::$model as ServiceModel>::DESCRIPTOR.type_name {
                    return Some(Self::$variant(<$module::$model as ServiceModel>::read(reading)));
                })*
                None
            }

            /// Returns the description of its service.
            #[must_use]
            pub fn descriptor(&self) -> &'static Descriptor {
                match self { $(Self::$variant(_) => <$module::$model as ServiceModel>::DESCRIPTOR),* }
            }

            /// Names the property that another configuration of the same node has otherwise though AWS cannot
            /// change it on a resource that exists.
            #[must_use]
            pub fn fixed(&self, after: &Self) -> Option<&'static str> {
                match (self, after) {
                    $((Self::$variant(before), Self::$variant(after)) => {
                        <$module::$model as ServiceModel>::fixed(before, after)
                    })*
                    _ => Some("Type"),
                }
            }

            /// Names the property that another configuration of the same node has otherwise and that a run does not
            /// follow, though AWS could change it.
            #[must_use]
            pub fn not_followed(&self, after: &Self) -> Option<&'static str> {
                match (self, after) {
                    $((Self::$variant(before), Self::$variant(after)) => {
                        <$module::$model as ServiceModel>::not_followed(before, after)
                    })*
                    _ => None,
                }
            }

            /// Returns the connections that it makes.
            #[must_use]
            pub fn wires(&self) -> Vec<Wire> {
                match self { $(Self::$variant(config) => <$module::$model as ServiceModel>::wires(config)),* }
            }

            /// Returns the connections that a stack makes from outside the template.
            #[must_use]
            pub fn wires_from_outside(stack: &Stack) -> Vec<Wire> {
                [$(<$module::$model as ServiceModel>::wires_from_outside(stack)),*].concat()
            }

            pub(crate) fn build(&self, setup: &mut Setup<'_>) -> Service {
                match self {
                    $(Self::$variant(config) => Service::$variant(<$module::$model as ServiceModel>::new(config, setup))),*
                }
            }

            pub(crate) fn fold(&self) -> Fold {
                match self { $(Self::$variant(_) => <$module::$model as ServiceModel>::measure),* }
            }

            pub(crate) fn meter(&self) -> Meter {
                use crate::service::MetricKind;
                let is_statistic = |kind| matches!(kind, MetricKind::Duration | MetricKind::Level | MetricKind::Seconds);
                Meter::new(self.descriptor().metrics.iter().map(|metric| is_statistic(metric.kind)))
            }
        }
    };
}

services! {
    /// Clients and load sources.
    Traffic => traffic::Source,
    /// S3 buckets.
    S3 => s3::Bucket,
    /// Lambda functions.
    Lambda => lambda::Function,
    /// SQS queues.
    Sqs => sqs::Queue,
    /// Kinesis data streams.
    Kinesis => kinesis::Stream,
    /// Their consumers.
    KinesisConsumer => kinesis_consumer::Consumer,
    /// SNS topics.
    Sns => sns::Topic,
    /// Application Load Balancers.
    Alb => alb::LoadBalancer,
    /// CloudFront distributions.
    CloudFront => cloudfront::Distribution,
    /// Event source mappings.
    EventSourceMapping => event_source_mapping::Mapping,
}

/// Returns the description of the service that has a type of AWS.
#[must_use]
pub fn descriptor_of(type_name: &str) -> Option<&'static Descriptor> {
    DESCRIPTORS.iter().find(|descriptor| descriptor.type_name == type_name).copied()
}

/// Pushes what is wrong with an ARN of another region than the stack's, and returns whether AWS refuses it for sure: where
/// the template does not say its region, that may be what is wrong.
pub(crate) fn check_region(
    reading: &mut Reading<'_>,
    property: &crate::service::properties::Properties,
    path: String,
    rule: &'static crate::rules::Rule,
) -> bool {
    let text = property.text().unwrap_or_default();
    let own = &reading.stack.region;
    let foreign = text.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(2));
    let Some(region) = foreign.filter(|region| !region.is_empty() && *region != &**own) else { return false };
    let message = format!("\"{text}\" is in {region}, and the stack in {own}");
    let is_said = !reading.metadata.get("Region").is_absent();
    let problem = if is_said { Diagnostic::error } else { Diagnostic::warning };
    let hint =
        format!("{} ({}); \"Region\" in \"Metadata.Lambdarium\" says where the stack is", rule.sentence, rule.id);
    let problem = problem("other-region", property.at, message).path(path).hint(hint);
    reading.problems.push(if is_said { problem.meanwhile(AS_IF_NOT_SET) } else { problem });
    is_said
}

/// What is simulated in the place of what AWS refuses, where nothing else stands there.
pub(crate) const AS_IF_NOT_SET: &str = "Simulated as if it were not set";
