//! EventBridge rules and schedules as events of functions and state machines.

use super::push::policy_of_queue;
use super::{Callee, Event, Source, Transform, build};
use crate::unfollowed::Names;
use aws::service::properties::Properties;

const TARGET: &[&str] =
    &["Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy", "Target", "Enabled", "State"];
const PATTERN: &[&str] = &["Pattern", "EventBusName", "RuleName"];

/// The properties that events of each type have, whether a function or a state machine is what they start.
pub(super) const EVENTS: &[(&str, Names<'_>)] = &[
    ("Schedule", Names { followed: &[&["Schedule", "Name", "Description"], TARGET], ignored: &["Role"] }),
    ("EventBridgeRule", Names { followed: &[PATTERN, TARGET], ignored: &[] }),
    ("CloudWatchEvent", Names { followed: &[PATTERN, TARGET], ignored: &[] }),
    ("ScheduleV2", Names { followed: &[SCHEDULE], ignored: &[] }),
];
const SCHEDULE: &[&str] = &[
    "DeadLetterConfig",
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "GroupName",
    "Input",
    "KmsKeyArn",
    "Name",
    "OmitName",
    "PermissionsBoundary",
    "RetryPolicy",
    "RoleArn",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
];

impl Transform {
    pub(super) fn schedule_event(&mut self, event: &Event, callee: &Callee) {
        let target = self.target_of_function(event, callee);
        self.schedule_rule(event, target);
        let source = Source::arn(build::attribute(&event.id, "Arn"));
        self.permission(event, callee, "events.amazonaws.com", source);
    }

    pub(super) fn rule_event(&mut self, event: &Event, callee: &Callee) {
        let target = self.target_of_function(event, callee);
        self.pattern_rule(event, target);
        let source = Source::arn(build::attribute(&event.id, "Arn"));
        self.permission(event, callee, "events.amazonaws.com", source);
    }

    /// Adds the rule of a `Schedule` event.
    pub(super) fn schedule_rule(&mut self, event: &Event, target: Properties) {
        let Some(schedule) = self.required(event, "Schedule") else { return };
        let given = &event.properties;
        let properties = build::map([
            ("ScheduleExpression", schedule),
            ("State", state(given)),
            ("Name", given.get("Name").clone()),
            ("Description", given.get("Description").clone()),
            ("Targets", build::list([target])),
        ]);
        self.add(&event.origin, event.id.clone(), "AWS::Events::Rule", properties);
    }

    /// Adds the rule of an `EventBridgeRule` event.
    pub(super) fn pattern_rule(&mut self, event: &Event, target: Properties) {
        let given = &event.properties;
        let properties = build::map([
            ("EventBusName", given.get("EventBusName").clone()),
            ("EventPattern", given.get("Pattern").clone()),
            ("Name", given.get("RuleName").clone()),
            ("State", state(given)),
            ("Targets", build::list([target])),
        ]);
        self.add(&event.origin, event.id.clone(), "AWS::Events::Rule", properties);
    }

    fn target_of_function(&mut self, event: &Event, callee: &Callee) -> Properties {
        self.rule_target(event, &callee.arn, "LambdaTarget", Properties::default())
    }

    /// Makes a rule's target; `role` is for targets that have no policy of their own.
    pub(super) fn rule_target(
        &mut self,
        event: &Event,
        arn: &Properties,
        suffix: &str,
        role: Properties,
    ) -> Properties {
        let given = &event.properties;
        let dead_letters = self.dead_letters(event, Some(build::attribute(&event.id, "Arn")));
        let id = build::or(given.get("Target").get("Id"), build::text(format!("{}{suffix}", event.id)));
        build::map([
            ("Arn", arn.clone()),
            ("Id", id),
            ("RoleArn", role),
            ("Input", given.get("Input").clone()),
            ("InputPath", given.get("InputPath").clone()),
            ("InputTransformer", given.get("InputTransformer").clone()),
            ("DeadLetterConfig", dead_letters),
            ("RetryPolicy", given.get("RetryPolicy").clone()),
        ])
    }

    /// Adds the schedule of a `ScheduleV2` event, and the role that it acts by.
    pub(super) fn scheduler_event(&mut self, event: &Event, arn: &Properties, action: &str) {
        let Some(expression) = self.required(event, "ScheduleExpression") else { return };
        let given = &event.properties;
        let dead_letters = self.dead_letters(event, None);
        let mut role = given.get("RoleArn").clone();
        if role.is_absent() {
            let role_id = format!("{}Role", event.id);
            let mut statements = vec![build::statement(&[action], arn.clone())];
            let queue = dead_letters.get("Arn");
            if !queue.is_absent() {
                statements.push(build::statement(&["sqs:SendMessage"], queue.clone()));
            }
            let properties = build::map([
                ("AssumeRolePolicyDocument", build::trust("scheduler.amazonaws.com")),
                ("Policies", build::list([build::policy(&format!("{}Policy", event.id), statements)])),
                ("PermissionsBoundary", given.get("PermissionsBoundary").clone()),
            ]);
            self.add(&event.origin, role_id.clone(), "AWS::IAM::Role", properties);
            role = build::attribute(&role_id, "Arn");
        }
        let name = if given.get("OmitName").boolean() == Some(true) {
            Properties::default()
        } else {
            build::or(given.get("Name"), build::text(&event.id))
        };
        let target = build::map([
            ("Arn", arn.clone()),
            ("RoleArn", role),
            ("Input", given.get("Input").clone()),
            ("DeadLetterConfig", dead_letters),
            ("RetryPolicy", given.get("RetryPolicy").clone()),
        ]);
        let window = build::or(given.get("FlexibleTimeWindow"), build::map([("Mode", build::text("OFF"))]));
        let properties = build::map([
            ("ScheduleExpression", expression),
            ("State", given.get("State").clone()),
            ("Name", name),
            ("Description", given.get("Description").clone()),
            ("FlexibleTimeWindow", window),
            ("StartDate", given.get("StartDate").clone()),
            ("EndDate", given.get("EndDate").clone()),
            ("ScheduleExpressionTimezone", given.get("ScheduleExpressionTimezone").clone()),
            ("GroupName", given.get("GroupName").clone()),
            ("KmsKeyArn", given.get("KmsKeyArn").clone()),
            ("Target", target),
        ]);
        self.add(&event.origin, event.id.clone(), "AWS::Scheduler::Schedule", properties);
    }

    /// Returns where undeliverable events go, making the queue where only its type is given. A rule needs the
    /// queue's policy, a schedule sends by its role.
    fn dead_letters(&mut self, event: &Event, rule: Option<Properties>) -> Properties {
        let config = event.properties.get("DeadLetterConfig");
        if config.is_absent() {
            return Properties::default();
        }
        let mut arn = config.get("Arn").clone();
        if arn.is_absent() {
            let given = config.get("QueueLogicalId").text();
            let queue = given.map_or_else(|| format!("{}Queue", event.id), str::to_owned);
            self.add(&event.origin, queue.clone(), "AWS::SQS::Queue", build::map([]));
            arn = build::attribute(&queue, "Arn");
            if let Some(rule) = rule {
                let policy = policy_of_queue("events.amazonaws.com", &rule, &arn, build::reference(&queue));
                self.add(&event.origin, format!("{}QueuePolicy", event.id), "AWS::SQS::QueuePolicy", policy);
            }
        }
        Properties { at: config.at, ..build::map([("Arn", arn)]) }
    }
}

fn state(given: &Properties) -> Properties {
    match given.get("Enabled").boolean() {
        Some(enabled) => build::text(if enabled { "ENABLED" } else { "DISABLED" }),
        None => given.get("State").clone(),
    }
}
