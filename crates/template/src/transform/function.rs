//! `AWS::Serverless::Function`.

use super::{Callee, Event, Origin, Transform, api, build, pull, push, role::Role, rules};
use crate::unfollowed::Names;
use aws::service::properties::{Properties, Resource, Value};
use std::sync::Arc;

/// Properties that the plain function has under the same name.
const KEPT: &[&str] = &[
    "FunctionName",
    "Handler",
    "Runtime",
    "Description",
    "MemorySize",
    "Timeout",
    "VpcConfig",
    "Role",
    "Environment",
    "KmsKeyArn",
    "ReservedConcurrentExecutions",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "PackageType",
    "Architectures",
    "SnapStart",
    "EphemeralStorage",
    "CodeSigningConfigArn",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "TenancyConfig",
    "RecursiveLoop",
    "DurableConfig",
    "CapacityProviderConfig",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
];

/// Properties of which the transform makes something else.
const TAKEN: &[&str] = &[
    "AssumeRolePolicyDocument",
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "AutoPublishCodeSha256",
    "CodeUri",
    "DeadLetterQueue",
    "DeploymentPreference",
    "EventInvokeConfig",
    "Events",
    "FunctionUrlConfig",
    "ImageUri",
    "InlineCode",
    "PermissionsBoundary",
    "Policies",
    "ProvisionedConcurrencyConfig",
    "RolePath",
    "Tags",
    "VersionDescription",
];

const NAMES: Names<'_> = Names {
    followed: &[KEPT, TAKEN],
    ignored: &["PropagateTags", "SourceKMSKeyArn", "Tracing", "VersionDeletionPolicy"],
};
/// The names of the maps among these that SAM takes apart.
const INSIDE: &[(&str, Names<'_>)] = &[
    ("DeadLetterQueue", Names { followed: &[&["Type", "TargetArn"]], ignored: &[] }),
    (
        "DeploymentPreference",
        Names {
            followed: &[&["Type", "Enabled", "Alarms", "Hooks", "Role"]],
            ignored: &["PassthroughCondition", "TriggerConfigurations"],
        },
    ),
    (
        "EventInvokeConfig",
        Names { followed: &[&["MaximumEventAgeInSeconds", "MaximumRetryAttempts", "DestinationConfig"]], ignored: &[] },
    ),
    ("FunctionUrlConfig", Names { followed: &[&["AuthType", "Cors", "InvokeMode"]], ignored: &[] }),
];

impl Transform {
    pub(super) fn function(&mut self, resource: &mut Resource) {
        let sam = std::mem::take(&mut resource.properties);
        let origin = Origin { id: resource.id.clone(), at: resource.at };
        self.check_function(&resource.type_name, &sam, &origin);
        let mut role = Role::of_function(&sam);
        let mut properties = build::picked(&sam, KEPT);
        build::push(&mut properties, "Code", code(&sam));
        build::push(&mut properties, "Tags", tags(sam.get("Tags")));
        if let Some(mode) = sam.get("Tracing").text().filter(|mode| *mode != "Disabled") {
            build::push(&mut properties, "TracingConfig", build::map([("Mode", build::text(mode))]));
        }
        self.dead_letter_queue(&sam, &origin, &mut role, &mut properties);
        self.check_package(&sam, &origin);
        let mut plain = Properties { value: Value::Map(properties), at: sam.at };

        let id = resource.id.clone();
        let callee = match self.versions(&sam, &plain, &origin) {
            Some(alias) => Callee { name: build::reference(&alias), arn: build::reference(&alias), id: alias },
            None => Callee { name: build::reference(&id), arn: build::attribute(&id, "Arn"), id: id.to_string() },
        };
        self.function_url(&sam, &origin, &callee);
        self.event_invoke_config(&sam, &origin, &callee, &mut role);
        for event in events(&sam, &id) {
            self.function_event(&event, &callee, &mut role);
        }
        if sam.get("Role").is_absent() {
            let role_id = format!("{id}Role");
            *build::slot(&mut plain, "Role", Value::Null) = build::attribute(&role_id, "Arn");
            let properties = role.properties(&sam);
            self.add(&origin, role_id, "AWS::IAM::Role", properties);
        }
        resource.type_name = "AWS::Lambda::Function".into();
        resource.properties = plain;
    }

    fn check_function(&mut self, type_name: &str, sam: &Properties, origin: &Origin) {
        let path = format!("Resources.{}.Properties", origin.id);
        self.check_names(&format!("\"{type_name}\""), sam, &NAMES, &path);
        for (name, names) in INSIDE {
            let subject = format!("\"{name}\" of \"{type_name}\"");
            self.check_names(&subject, sam.get(name), names, &format!("{path}.{name}"));
        }
    }

    fn function_event(&mut self, event: &Event, callee: &Callee, role: &mut Role) {
        if let Some(names) = names_of_event(&event.kind) {
            self.check_event(event, &names);
        }
        match event.kind.as_str() {
            "S3" => self.s3_event(event, callee),
            "SNS" => self.sns_event(event, callee, role),
            "SQS" | "Kinesis" | "DynamoDB" | "MSK" | "MQ" | "SelfManagedKafka" | "DocumentDB" => {
                self.mapping(event, callee, role);
            }
            "Api" => self.api_event(event, callee),
            "HttpApi" => self.http_api_event(event, callee),
            "Schedule" => self.schedule_event(event, callee),
            "ScheduleV2" => self.scheduler_event(event, &callee.arn, "lambda:InvokeFunction"),
            "EventBridgeRule" | "CloudWatchEvent" => self.rule_event(event, callee),
            "CloudWatchLogs" => self.logs_event(event, callee),
            "IoTRule" => self.iot_event(event, callee),
            "Cognito" => self.cognito_event(event, callee),
            "AlexaSkill" => self.alexa_event(event, callee),
            "" => self.refuse(
                "missing-event-type",
                &event.origin,
                format!("the event '{}' has no 'Type'", event.name),
                "add a 'Type' such as SQS, SNS, S3 or Api",
            ),
            kind => self.refuse(
                "unknown-event-type",
                &event.origin,
                format!("the event '{}' has the type '{kind}', which SAM does not know", event.name),
                "use a type such as SQS, SNS, S3, Api or Schedule",
            ),
        }
    }

    fn dead_letter_queue(
        &mut self,
        sam: &Properties,
        origin: &Origin,
        role: &mut Role,
        properties: &mut Vec<(aws::service::properties::Key, Properties)>,
    ) {
        let queue = sam.get("DeadLetterQueue");
        if queue.is_absent() {
            return;
        }
        let target = queue.get("TargetArn");
        let action = match queue.get("Type").text() {
            Some("SQS") => "sqs:SendMessage",
            Some("SNS") => "sns:Publish",
            _ => "",
        };
        if action.is_empty() || target.is_absent() {
            let origin = Origin { at: queue.at, ..origin.clone() };
            let message = "'DeadLetterQueue' requires Type and TargetArn properties to be specified.";
            self.refuse("bad-dead-letter-queue", &origin, message, "set 'Type' to SQS or SNS, and 'TargetArn'");
        }
        if !target.is_absent() {
            let config = Properties { at: queue.at, ..build::map([("TargetArn", target.clone())]) };
            build::push(properties, "DeadLetterConfig", config);
        }
        if !action.is_empty() {
            role.allow("DeadLetterQueuePolicy", &[action], target.clone());
        }
    }

    fn check_package(&mut self, sam: &Properties, origin: &Origin) {
        if sam.get("PackageType").text() == Some("Image") {
            return;
        }
        if sam.get("Runtime").is_absent() || sam.get("Handler").is_absent() {
            let message = "Runtime and Handler needs to be present when PackageType is of type `Zip`";
            self.refuse("missing-runtime", origin, message, "set 'Runtime' and 'Handler', or 'PackageType: Image'");
        }
    }

    fn function_url(&mut self, sam: &Properties, origin: &Origin, callee: &Callee) {
        let config = sam.get("FunctionUrlConfig");
        if config.is_absent() {
            return;
        }
        let origin = Origin { at: config.at, ..origin.clone() };
        let id = &origin.id;
        let properties = build::map([
            ("TargetFunctionArn", callee.name.clone()),
            ("AuthType", config.get("AuthType").clone()),
            ("Cors", config.get("Cors").clone()),
            ("InvokeMode", config.get("InvokeMode").clone()),
        ]);
        self.add(&origin, format!("{id}Url"), "AWS::Lambda::Url", properties);
        if config.get("AuthType").text() != Some("NONE") {
            return;
        }
        let public = |action: &str, condition: &'static str, value: Properties| {
            build::map([
                ("Action", build::text(action)),
                ("FunctionName", callee.name.clone()),
                ("Principal", build::text("*")),
                (condition, value),
            ])
        };
        let url = public("lambda:InvokeFunctionUrl", "FunctionUrlAuthType", build::text("NONE"));
        self.add(&origin, format!("{id}UrlPublicPermissions"), "AWS::Lambda::Permission", url);
        let invoke = public("lambda:InvokeFunction", "InvokedViaFunctionUrl", build::boolean(true));
        self.add(&origin, format!("{id}URLInvokeAllowPublicAccess"), "AWS::Lambda::Permission", invoke);
    }
}

/// Returns the properties that the events of a type have.
fn names_of_event(kind: &str) -> Option<Names<'static>> {
    let tables = [pull::EVENTS, push::EVENTS, rules::EVENTS, api::EVENTS];
    tables.into_iter().flatten().find(|(known, _)| *known == kind).map(|(_, names)| *names)
}

/// Returns the events of a function or state machine.
pub(super) fn events(sam: &Properties, id: &Arc<str>) -> Vec<Event> {
    let events = sam.get("Events").entries().iter().map(|(name, event)| Event {
        id: format!("{id}{}", name.text),
        name: name.text.clone(),
        kind: event.get("Type").text().unwrap_or_default().to_owned(),
        properties: event.get("Properties").clone(),
        origin: Origin { id: id.clone(), at: name.at },
    });
    events.collect()
}

/// Makes CloudFormation's list of tags from SAM's map.
pub(super) fn tags(tags: &Properties) -> Properties {
    match &tags.value {
        Value::Map(entries) => build::list(
            entries.iter().map(|(key, value)| build::map([("Key", build::text(&key.text)), ("Value", value.clone())])),
        ),
        _ => tags.clone(),
    }
}

fn code(sam: &Properties) -> Properties {
    let inline = sam.get("InlineCode");
    let uri = sam.get("CodeUri");
    let image = sam.get("ImageUri");
    let code = if !inline.is_absent() {
        build::map([("ZipFile", inline.clone())])
    } else if !image.is_absent() {
        build::map([("ImageUri", image.clone())])
    } else if let Some((bucket, key)) = uri.text().and_then(|uri| uri.strip_prefix("s3://")?.split_once('/')) {
        build::map([("S3Bucket", build::text(bucket)), ("S3Key", build::text(key))])
    } else if !uri.get("Bucket").is_absent() {
        build::map([
            ("S3Bucket", uri.get("Bucket").clone()),
            ("S3Key", uri.get("Key").clone()),
            ("S3ObjectVersion", uri.get("Version").clone()),
        ])
    } else {
        // `sam package` uploads a folder and puts its place here; until then nobody knows it.
        build::map([("S3Bucket", build::text("bucket")), ("S3Key", build::text("key"))])
    };
    let at = [inline, uri, image].iter().find(|value| !value.is_absent()).map(|value| value.at);
    Properties { at: at.unwrap_or_default(), ..code }
}
