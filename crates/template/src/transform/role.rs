//! The execution role that SAM makes, and what its policy templates allow.

use super::build;
use aws::service::properties::{Properties, Value};

/// A role under construction.
#[derive(Clone, Debug)]
pub(super) struct Role {
    service: &'static str,
    managed: Vec<Properties>,
    policies: Vec<Properties>,
}

impl Role {
    pub(super) fn of_function(sam: &Properties) -> Self {
        let mut role = Self { service: "lambda.amazonaws.com", managed: Vec::new(), policies: Vec::new() };
        let basic = if sam.get("DurableConfig").is_absent() {
            "service-role/AWSLambdaBasicExecutionRole"
        } else {
            "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
        };
        role.manage(basic);
        if sam.get("Tracing").text().is_some_and(|mode| mode != "Disabled") {
            role.manage("AWSXrayWriteOnlyAccess");
        }
        if !sam.get("VpcConfig").is_absent() {
            role.manage("service-role/AWSLambdaVPCAccessExecutionRole");
        }
        role.take(sam.get("Policies"));
        role
    }

    pub(super) fn of_state_machine(sam: &Properties) -> Self {
        let mut role = Self { service: "states.amazonaws.com", managed: Vec::new(), policies: Vec::new() };
        role.take(sam.get("Policies"));
        role
    }

    /// Attaches one of AWS's own policies.
    pub(super) fn manage(&mut self, name: &str) {
        let arn = if name.starts_with("arn:") { name.to_owned() } else { format!("arn:aws:iam::aws:policy/{name}") };
        let arn = build::text(arn);
        if !self.managed.contains(&arn) {
            self.managed.push(arn);
        }
    }

    /// Adds an inline policy of one statement.
    pub(super) fn allow(&mut self, name: &str, actions: &[&str], resource: Properties) {
        let policy = build::policy(name, vec![build::statement(actions, resource)]);
        if !self.policies.contains(&policy) {
            self.policies.push(policy);
        }
    }

    /// Returns the properties of the finished role.
    pub(super) fn properties(self, sam: &Properties) -> Properties {
        let policies = if self.policies.is_empty() { Properties::default() } else { build::list(self.policies) };
        build::map([
            ("AssumeRolePolicyDocument", build::or(sam.get("AssumeRolePolicyDocument"), build::trust(self.service))),
            ("ManagedPolicyArns", build::list(self.managed)),
            ("Policies", policies),
            ("Path", sam.get("RolePath").clone()),
            ("PermissionsBoundary", sam.get("PermissionsBoundary").clone()),
        ])
    }

    /// Adds what `Policies` says: names and ARNs of policies, documents, and SAM's policy templates.
    fn take(&mut self, policies: &Properties) {
        for (index, item) in policies.items().iter().enumerate() {
            if let Some(name) = item.text() {
                self.manage(name);
            } else if !item.get("Statement").is_absent() {
                let name = format!("Policy{index}");
                let policy = build::map([("PolicyName", build::text(name)), ("PolicyDocument", item.clone())]);
                self.policies.push(policy);
            } else if matches!(item.value, Value::Map(_)) {
                for (name, parameters) in item.entries() {
                    let statements = template(&name.text, parameters);
                    if !statements.is_empty() {
                        self.policies.push(build::policy(&name.text, statements));
                    }
                }
            } else if !item.is_absent() {
                // A policy of this template or an unknown one, by its ARN.
                self.managed.push(item.clone());
            }
        }
    }
}

/// What two of the policy templates let a function do with a bucket.
const S3_ALL: [&str; 9] = [
    "s3:GetObject",
    "s3:ListBucket",
    "s3:GetBucketLocation",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:GetLifecycleConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:DeleteObject",
];

/// SAM's policy templates for what a simulation may ask: name, actions, what it is about, and its parameter.
const TEMPLATES: &[(&str, &[&str], Kind, &str)] = &[
    (
        "SQSPollerPolicy",
        &[
            "sqs:ChangeMessageVisibility",
            "sqs:ChangeMessageVisibilityBatch",
            "sqs:DeleteMessage",
            "sqs:DeleteMessageBatch",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ],
        Kind::Of("sqs", ""),
        "QueueName",
    ),
    ("SQSSendMessagePolicy", &["sqs:SendMessage*"], Kind::Of("sqs", ""), "QueueName"),
    ("LambdaInvokePolicy", &["lambda:InvokeFunction"], Kind::Of("lambda", "function:"), "FunctionName"),
    ("SNSPublishMessagePolicy", &["sns:Publish"], Kind::Of("sns", ""), "TopicName"),
    (
        "SNSCrudPolicy",
        &["sns:ListSubscriptionsByTopic", "sns:CreateTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:Publish"],
        Kind::Of("sns", ""),
        "TopicName",
    ),
    (
        "DynamoDBCrudPolicy",
        &[
            "dynamodb:GetItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:Scan",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:BatchGetItem",
            "dynamodb:DescribeTable",
            "dynamodb:ConditionCheckItem",
        ],
        Kind::Of("dynamodb", "table/"),
        "TableName",
    ),
    (
        "DynamoDBReadPolicy",
        &["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DescribeTable"],
        Kind::Of("dynamodb", "table/"),
        "TableName",
    ),
    (
        "DynamoDBWritePolicy",
        &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"],
        Kind::Of("dynamodb", "table/"),
        "TableName",
    ),
    (
        "DynamoDBStreamReadPolicy",
        &["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
        Kind::Of("dynamodb", "table/"),
        "TableName",
    ),
    (
        "S3ReadPolicy",
        &[
            "s3:GetObject",
            "s3:ListBucket",
            "s3:GetBucketLocation",
            "s3:GetObjectVersion",
            "s3:GetLifecycleConfiguration",
        ],
        Kind::Bucket,
        "BucketName",
    ),
    ("S3WritePolicy", &["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"], Kind::Bucket, "BucketName"),
    ("S3CrudPolicy", &S3_ALL, Kind::Bucket, "BucketName"),
    ("S3FullAccessPolicy", &S3_ALL, Kind::Bucket, "BucketName"),
    (
        "KinesisStreamReadPolicy",
        &[
            "kinesis:ListStreams",
            "kinesis:DescribeLimits",
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
        ],
        Kind::Of("kinesis", "stream/"),
        "StreamName",
    ),
    (
        "KinesisCrudPolicy",
        &["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:PutRecord", "kinesis:PutRecords"],
        Kind::Of("kinesis", "stream/"),
        "StreamName",
    ),
    ("EventBridgePutEventsPolicy", &["events:PutEvents"], Kind::Of("events", "event-bus/"), "EventBusName"),
    (
        "StepFunctionsExecutionPolicy",
        &["states:StartExecution"],
        Kind::Of("states", "stateMachine:"),
        "StateMachineName",
    ),
    (
        "FirehoseWritePolicy",
        &["firehose:PutRecord", "firehose:PutRecordBatch"],
        Kind::Of("firehose", "deliverystream/"),
        "DeliveryStreamName",
    ),
    (
        "FirehoseCrudPolicy",
        &["firehose:PutRecord", "firehose:PutRecordBatch"],
        Kind::Of("firehose", "deliverystream/"),
        "DeliveryStreamName",
    ),
    (
        "SSMParameterReadPolicy",
        &["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
        Kind::Of("ssm", "parameter/"),
        "ParameterName",
    ),
];

/// Returns the statements of a policy template; none for one that is not known here.
fn template(name: &str, parameters: &Properties) -> Vec<Properties> {
    match name {
        "CloudWatchPutMetricPolicy" => vec![build::statement(&["cloudwatch:PutMetricData"], build::text("*"))],
        "AWSSecretsManagerGetSecretValuePolicy" => {
            vec![build::statement(&["secretsmanager:GetSecretValue"], parameters.get("SecretArn").clone())]
        }
        _ => {
            let rows = TEMPLATES.iter().filter(|(template, ..)| *template == name);
            let statement = |(_, actions, kind, parameter): &(&str, &[&str], Kind, &str)| {
                build::statement(actions, meant(*kind, parameters.get(parameter)))
            };
            rows.map(statement).collect()
        }
    }
}

/// How a policy template makes an ARN of a name.
#[derive(Clone, Copy)]
enum Kind {
    /// A service, and what stands before the name.
    Of(&'static str, &'static str),
    Bucket,
}

/// Returns what a policy template's parameter means: the resource referred to, or the ARN of a name.
fn meant(kind: Kind, name: &Properties) -> Properties {
    match (&name.value, kind) {
        (Value::Reference { id, .. }, Kind::Bucket) => build::attribute(id, "Arn"),
        (Value::Reference { id, .. }, Kind::Of("sns", _)) => build::reference(id),
        (Value::Reference { id, .. }, _) => build::attribute(id, "Arn"),
        (Value::Text(name), Kind::Bucket) => {
            build::list([build::text(format!("arn:aws:s3:::{name}")), build::text(format!("arn:aws:s3:::{name}/*"))])
        }
        // Any region and account: the statement is compared as a pattern.
        (Value::Text(name), Kind::Of(service, before)) => build::text(format!("arn:aws:{service}:*:*:{before}{name}")),
        _ => name.clone(),
    }
}
