//! `AWS::Serverless::Connector`: permissions between two resources.

use super::push::policy_of_queue;
use super::{Origin, Transform, build};
use aws::service::properties::{Properties, Resource, Value};

/// Returns the connectors that stand inside another resource, as resources of their own.
pub(super) fn embedded(resource: &Resource, attributes: &Properties) -> Vec<Resource> {
    let connectors = attributes.get("Connectors").entries().iter().map(|(name, connector)| {
        let mut properties = connector.get("Properties").clone();
        let source = build::slot(&mut properties, "Source", Value::Map(Vec::new()));
        *build::slot(source, "Id", Value::Null) = build::text(&resource.id);
        Resource {
            id: format!("{}{}", resource.id, name.text).into(),
            type_name: "AWS::Serverless::Connector".into(),
            properties,
            at: name.at,
            generated_by: Some(resource.id.clone()),
        }
    });
    connectors.collect()
}

impl Transform {
    /// Adds what lets the source of a connector reach its destinations.
    pub(super) fn connector(&mut self, connector: &Resource) {
        let origin = Origin { id: connector.id.clone(), at: connector.at };
        let properties = &connector.properties;
        let source = properties.get("Source");
        let destinations = properties.get("Destination").items();
        for (index, destination) in destinations.iter().enumerate() {
            let part = if destinations.len() > 1 { format!("Destination{index}") } else { String::new() };
            for permission in properties.get("Permissions").items().iter().filter_map(Properties::text) {
                self.connection(&origin, &part, source, destination, permission);
            }
        }
    }

    fn connection(
        &mut self,
        origin: &Origin,
        part: &str,
        source: &Properties,
        destination: &Properties,
        permission: &str,
    ) {
        let (source_arn, source_type) = self.end(source);
        let (arn, kind) = self.end(destination);
        let id = format!("{}{part}", origin.id);
        let target = destination.get("Id").text().unwrap_or_default().to_owned();
        match (&*source_type, &*kind) {
            ("AWS::Lambda::Function" | "AWS::StepFunctions::StateMachine", _) => {
                let Some(actions) = actions(&kind, permission) else { return };
                let role = self.role_of(source);
                let policy_id = format!("{id}Policy");
                let statement = build::statement(actions, arn);
                if let Some(policy) = self.properties_of(&policy_id) {
                    let document = build::slot(policy, "PolicyDocument", Value::Null);
                    build::append(build::slot(document, "Statement", Value::Null), statement);
                    return;
                }
                let properties =
                    build::map([("PolicyDocument", build::document(vec![statement])), ("Roles", build::list([role]))]);
                self.add(origin, policy_id, "AWS::IAM::ManagedPolicy", properties);
            }
            (_, "AWS::Lambda::Function") => {
                let service = match &*source_type {
                    "AWS::SNS::Topic" => "sns.amazonaws.com",
                    "AWS::S3::Bucket" => "s3.amazonaws.com",
                    "AWS::Events::Rule" => "events.amazonaws.com",
                    _ => "apigateway.amazonaws.com",
                };
                let properties = build::map([
                    ("Action", build::text("lambda:InvokeFunction")),
                    ("FunctionName", arn),
                    ("Principal", build::text(service)),
                    ("SourceArn", source_arn),
                ]);
                self.add(origin, format!("{id}WriteLambdaPermission"), "AWS::Lambda::Permission", properties);
            }
            (_, "AWS::SQS::Queue") => {
                let service =
                    if &*source_type == "AWS::SNS::Topic" { "sns.amazonaws.com" } else { "events.amazonaws.com" };
                let policy = policy_of_queue(service, &source_arn, &arn, build::reference(&target));
                self.add(origin, format!("{id}QueuePolicy"), "AWS::SQS::QueuePolicy", policy);
            }
            (_, "AWS::SNS::Topic") => {
                let statement = build::map([
                    ("Effect", build::text("Allow")),
                    ("Principal", build::map([("Service", build::text("events.amazonaws.com"))])),
                    ("Action", build::text("sns:Publish")),
                    ("Resource", arn.clone()),
                    ("Condition", build::map([("ArnEquals", build::map([("aws:SourceArn", source_arn)]))])),
                ]);
                let properties =
                    build::map([("PolicyDocument", build::document(vec![statement])), ("Topics", build::list([arn]))]);
                self.add(origin, format!("{id}TopicPolicy"), "AWS::SNS::TopicPolicy", properties);
            }
            _ => {}
        }
    }

    /// Returns ARN and type of an end, given by id or in full.
    fn end(&self, end: &Properties) -> (Properties, String) {
        let Some(id) = end.get("Id").text() else {
            return (end.get("Arn").clone(), end.get("Type").text().unwrap_or_default().to_owned());
        };
        let kind = self.resource(id).map_or("", |resource| &resource.type_name);
        let arn = match kind {
            "AWS::SNS::Topic" | "AWS::StepFunctions::StateMachine" => build::reference(id),
            _ => build::attribute(id, "Arn"),
        };
        (arn, kind.to_owned())
    }

    /// Returns the name of the role that an end acts by.
    fn role_of(&self, end: &Properties) -> Properties {
        let resource = end.get("Id").text().and_then(|id| self.resource(id));
        let role = resource.map(|resource| {
            let properties = &resource.properties;
            build::or(properties.get("Role"), properties.get("RoleArn").clone())
        });
        match role.as_ref().and_then(Properties::reference) {
            Some(role) => build::reference(role),
            None => end.get("RoleName").clone(),
        }
    }
}

/// Returns the actions that SAM's connectors allow.
fn actions(kind: &str, permission: &str) -> Option<&'static [&'static str]> {
    Some(match (kind, permission) {
        ("AWS::SQS::Queue", "Read") => &["sqs:ReceiveMessage", "sqs:GetQueueAttributes"],
        ("AWS::SQS::Queue", _) => {
            &["sqs:DeleteMessage", "sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue"]
        }
        ("AWS::SNS::Topic", _) => &["sns:Publish"],
        ("AWS::S3::Bucket", "Read") => &["s3:GetObject", "s3:ListBucket", "s3:GetObjectVersion"],
        ("AWS::S3::Bucket", _) => {
            &["s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        }
        ("AWS::DynamoDB::Table", "Read") => &[
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:PartiQLSelect",
        ],
        ("AWS::DynamoDB::Table", _) => &[
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:PartiQLDelete",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
        ],
        ("AWS::Lambda::Function", _) => &["lambda:InvokeAsync", "lambda:InvokeFunction"],
        ("AWS::Events::EventBus", _) => &["events:PutEvents"],
        ("AWS::StepFunctions::StateMachine", "Read") => &["states:DescribeExecution"],
        ("AWS::StepFunctions::StateMachine", _) => &["states:StartExecution"],
        ("AWS::Kinesis::Stream", _) => &["kinesis:PutRecord", "kinesis:PutRecords"],
        _ => return None,
    })
}
