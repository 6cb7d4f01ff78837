//! Events of services that invoke a function: S3, SNS, logs, IoT, Cognito, Alexa.

use super::{Callee, Event, Source, Transform, build, role::Role};
use crate::unfollowed::Names;
use aws::payload::physical;
use aws::service::properties::{Properties, Value};

/// Beyond this many notifications of one bucket, which is more than S3 takes, nobody looks for doubles.
const ENTRIES_COMPARED: usize = 100;

/// The properties that events of each type have.
pub(super) const EVENTS: &[(&str, Names<'_>)] = &[
    ("S3", Names { followed: &[&["Bucket", "Events", "Filter"]], ignored: &[] }),
    ("SNS", Names { followed: &[SUBSCRIPTION], ignored: &[] }),
    ("CloudWatchLogs", Names { followed: &[&["LogGroupName", "FilterPattern"]], ignored: &[] }),
    ("IoTRule", Names { followed: &[&["Sql", "AwsIotSqlVersion"]], ignored: &[] }),
    ("Cognito", Names { followed: &[&["UserPool", "Trigger"]], ignored: &[] }),
    ("AlexaSkill", Names { followed: &[&["SkillId"]], ignored: &[] }),
];
const SUBSCRIPTION: &[&str] =
    &["Topic", "Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "SqsSubscription"];
/// What `SqsSubscription` has where it names a queue.
const THROUGH_QUEUE: Names<'_> =
    Names { followed: &[&["QueueArn", "QueueUrl", "QueuePolicyLogicalId", "BatchSize", "Enabled"]], ignored: &[] };

impl Transform {
    pub(super) fn s3_event(&mut self, event: &Event, callee: &Callee) {
        let Some(bucket) = self.required(event, "Bucket") else { return };
        let Some(types) = self.required(event, "Events") else { return };
        let known = bucket.reference().filter(|id| self.resource(id).is_some()).map(str::to_owned);
        let Some(bucket_id) = known else {
            let message = "S3 events must reference an S3 bucket in the same template.";
            let hint = "write 'Bucket: !Ref' with the logical id of a bucket of this template";
            self.refuse("bucket-not-in-template", &event.origin, message, hint);
            return;
        };
        let source = Source { account: build::text(physical::ACCOUNT), ..Source::default() };
        self.permission(event, callee, "s3.amazonaws.com", source);
        let Some(properties) = self.properties_of(&bucket_id) else { return };
        let notifications = build::slot(properties, "NotificationConfiguration", Value::Map(Vec::new()));
        let functions = build::slot(notifications, "LambdaConfigurations", Value::List(Vec::new()));
        for kind in types.items() {
            let entry = build::map([
                ("Event", kind.clone()),
                ("Function", callee.arn.clone()),
                ("Filter", event.properties.get("Filter").clone()),
            ]);
            let entry = Properties { at: event.origin.at, ..entry };
            // SAM leaves out an entry that is there already.
            if functions.items().len() > ENTRIES_COMPARED || !functions.items().contains(&entry) {
                build::append(functions, entry);
            }
        }
    }

    pub(super) fn sns_event(&mut self, event: &Event, callee: &Callee, role: &mut Role) {
        let Some(topic) = self.required(event, "Topic") else { return };
        let through = event.properties.get("SqsSubscription").clone();
        if through.is_absent() || through.boolean() == Some(false) {
            self.permission(event, callee, "sns.amazonaws.com", Source::arn(topic));
            self.subscription(event, "lambda", callee.arn.clone());
            return;
        }
        let (queue_arn, queue_url) = if through.boolean() == Some(true) {
            let id = format!("{}Queue", event.id);
            let topic = topic.reference().and_then(|id| self.resource(id));
            let fifo = topic.is_some_and(|topic| topic.properties.get("FifoTopic").boolean() == Some(true));
            let fifo = if fifo { build::boolean(true) } else { Properties::default() };
            self.add(&event.origin, id.clone(), "AWS::SQS::Queue", build::map([("FifoQueue", fifo)]));
            (build::attribute(&id, "Arn"), build::reference(&id))
        } else {
            let path =
                format!("Resources.{}.Properties.Events.{}.Properties.SqsSubscription", event.origin.id, event.name);
            self.check_names("\"SqsSubscription\"", &through, &THROUGH_QUEUE, &path);
            let (arn, url) = (through.get("QueueArn"), through.get("QueueUrl"));
            if arn.is_absent() || url.is_absent() {
                let hint = "add both below 'SqsSubscription', or set it to true to have a queue made";
                self.refuse("missing-queue", &event.origin, "No QueueARN or QueueURL provided.", hint);
                return;
            }
            (arn.clone(), url.clone())
        };
        self.queue_policy(event, &topic, &queue_arn, queue_url, through.get("QueuePolicyLogicalId"));
        self.subscription(event, "sqs", queue_arn.clone());
        let properties = build::map([
            ("FunctionName", callee.name.clone()),
            ("EventSourceArn", queue_arn),
            ("BatchSize", build::or(through.get("BatchSize"), build::integer(10))),
            // SAM enables it whatever `SqsSubscription.Enabled` says.
            ("Enabled", build::boolean(true)),
        ]);
        role.manage("service-role/AWSLambdaSQSQueueExecutionRole");
        let id = format!("{}EventSourceMapping", event.id);
        self.add(&event.origin, id, "AWS::Lambda::EventSourceMapping", properties);
    }

    fn subscription(&mut self, event: &Event, protocol: &str, endpoint: Properties) {
        let given = &event.properties;
        let properties = build::map([
            ("Protocol", build::text(protocol)),
            ("Endpoint", endpoint),
            ("TopicArn", given.get("Topic").clone()),
            ("Region", given.get("Region").clone()),
            ("FilterPolicy", given.get("FilterPolicy").clone()),
            ("FilterPolicyScope", given.get("FilterPolicyScope").clone()),
            ("RedrivePolicy", given.get("RedrivePolicy").clone()),
        ]);
        self.add(&event.origin, event.id.clone(), "AWS::SNS::Subscription", properties);
    }

    fn queue_policy(&mut self, event: &Event, topic: &Properties, arn: &Properties, url: Properties, id: &Properties) {
        let id = id.text().map_or_else(|| format!("{}QueuePolicy", event.id), str::to_owned);
        let properties = policy_of_queue("*", topic, arn, url);
        self.add(&event.origin, id, "AWS::SQS::QueuePolicy", properties);
    }

    pub(super) fn logs_event(&mut self, event: &Event, callee: &Callee) {
        let Some(group) = self.required(event, "LogGroupName") else { return };
        let arn = match &group.value {
            Value::Text(name) => {
                build::text(format!("arn:aws:logs:{}:{}:log-group:{name}:*", self.region, physical::ACCOUNT))
            }
            Value::Reference { id, .. } => build::attribute(id, "Arn"),
            _ => group.clone(),
        };
        self.permission(event, callee, "logs.amazonaws.com", Source::arn(arn));
        let properties = build::map([
            ("LogGroupName", group),
            ("FilterPattern", build::or(event.properties.get("FilterPattern"), build::text(""))),
            ("DestinationArn", callee.arn.clone()),
        ]);
        self.add(&event.origin, event.id.clone(), "AWS::Logs::SubscriptionFilter", properties);
    }

    pub(super) fn iot_event(&mut self, event: &Event, callee: &Callee) {
        let Some(sql) = self.required(event, "Sql") else { return };
        let source = Source {
            arn: build::attribute(&event.id, "Arn"),
            account: build::text(physical::ACCOUNT),
            ..Source::default()
        };
        self.permission(event, callee, "iot.amazonaws.com", source);
        let action = build::map([("Lambda", build::map([("FunctionArn", callee.arn.clone())]))]);
        let payload = build::map([
            ("Sql", sql),
            ("RuleDisabled", build::boolean(false)),
            ("Actions", build::list([action])),
            ("AwsIotSqlVersion", event.properties.get("AwsIotSqlVersion").clone()),
        ]);
        let properties = build::map([("TopicRulePayload", payload)]);
        self.add(&event.origin, event.id.clone(), "AWS::IoT::TopicRule", properties);
    }

    pub(super) fn cognito_event(&mut self, event: &Event, callee: &Callee) {
        let Some(pool) = self.required(event, "UserPool") else { return };
        let Some(triggers) = self.required(event, "Trigger") else { return };
        let Some(pool_id) = pool.reference().filter(|id| self.resource(id).is_some()).map(str::to_owned) else {
            let message = "Cognito events must reference a Cognito UserPool in the same template.";
            let hint = "write 'UserPool: !Ref' with the logical id of a user pool of this template";
            self.refuse("pool-not-in-template", &event.origin, message, hint);
            return;
        };
        let source = Source::arn(build::attribute(&pool_id, "Arn"));
        let id = format!("{}CognitoPermission", callee.id);
        self.permission_named(event, callee, "cognito-idp.amazonaws.com", source, id);
        let Some(properties) = self.properties_of(&pool_id) else { return };
        let config = build::slot(properties, "LambdaConfig", Value::Map(Vec::new()));
        for trigger in triggers.items().iter().filter_map(Properties::text) {
            *build::slot(config, trigger, Value::Null) = Properties { at: event.origin.at, ..callee.arn.clone() };
        }
    }

    pub(super) fn alexa_event(&mut self, event: &Event, callee: &Callee) {
        let source = Source { token: event.properties.get("SkillId").clone(), ..Source::default() };
        self.permission(event, callee, "alexa-appkit.amazon.com", source);
    }
}

/// Makes the policy that lets a source send to a queue.
pub(super) fn policy_of_queue(principal: &str, source: &Properties, arn: &Properties, url: Properties) -> Properties {
    let principal = if principal == "*" { build::text("*") } else { build::map([("Service", build::text(principal))]) };
    let statement = build::map([
        ("Effect", build::text("Allow")),
        ("Principal", principal),
        ("Action", build::text("sqs:SendMessage")),
        ("Resource", arn.clone()),
        ("Condition", build::map([("ArnEquals", build::map([("aws:SourceArn", source.clone())]))])),
    ]);
    build::map([("PolicyDocument", build::document(vec![statement])), ("Queues", build::list([url]))])
}
