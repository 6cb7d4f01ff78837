//! The names, ARNs and other identities that AWS would give the resources of a stack.
//!
//! Templates mention resources by reference and by text (`arn:aws:s3:::my-bucket/*`); both have to lead to the same
//! resource. Where a template gives no name, the name is one that CloudFormation might have made: the same every
//! time, so that two places that mention it agree.

use crate::service::properties::{Properties, Resource, Stack, Value};

/// The name of every stack that is simulated.
pub const STACK_NAME: &str = "lambdarium";
/// The account of every stack, as in AWS's own examples.
pub const ACCOUNT: &str = "123456789012";
/// The one partition that is simulated.
pub const PARTITION: &str = "aws";
/// The domain of its endpoints.
pub const URL_SUFFIX: &str = "amazonaws.com";

/// A resource as far as its identity depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// Its CloudFormation or SAM type.
    pub type_name: &'a str,
    /// Its physical name.
    pub name: &'a str,
    /// The region.
    pub region: &'a str,
    /// The account id.
    pub account: &'a str,
}

/// Returns the property that gives a resource its name.
#[must_use]
pub fn name_property(type_name: &str) -> Option<&'static str> {
    Some(match type_name {
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => "FunctionName",
        "AWS::SQS::Queue" => "QueueName",
        "AWS::SNS::Topic" => "TopicName",
        "AWS::S3::Bucket" => "BucketName",
        "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" | "AWS::Serverless::SimpleTable" => "TableName",
        "AWS::Logs::LogGroup" => "LogGroupName",
        "AWS::IAM::Role" => "RoleName",
        "AWS::StepFunctions::StateMachine" => "StateMachineName",
        "AWS::KinesisFirehose::DeliveryStream" => "DeliveryStreamName",
        "AWS::Lambda::LayerVersion" | "AWS::Serverless::LayerVersion" => "LayerName",
        "AWS::Kinesis::Stream"
        | "AWS::Events::EventBus"
        | "AWS::Events::Rule"
        | "AWS::Events::Connection"
        | "AWS::Events::ApiDestination"
        | "AWS::Lambda::Alias"
        | "AWS::Scheduler::Schedule"
        | "AWS::Serverless::StateMachine"
        | "AWS::ElasticLoadBalancingV2::LoadBalancer"
        | "AWS::ElasticLoadBalancingV2::TargetGroup"
        | "AWS::CodePipeline::Pipeline"
        | "AWS::SecretsManager::Secret"
        | "AWS::SSM::Parameter" => "Name",
        "AWS::CodeCommit::Repository" => "RepositoryName",
        _ => return None,
    })
}

/// Makes the name that CloudFormation might give a resource without one.
#[must_use]
pub fn generated_name(type_name: &str, id: &str, fifo: bool) -> String {
    let mark = mark(id, 12);
    match type_name {
        "AWS::S3::Bucket" => format!("{STACK_NAME}-{id}-{mark}").to_lowercase(),
        "AWS::SQS::Queue" | "AWS::SNS::Topic" if fifo => format!("{STACK_NAME}-{id}-{mark}.fifo"),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" | "AWS::ElasticLoadBalancingV2::TargetGroup" => {
            // At most 32 characters.
            let short: String = id.chars().take(6).collect();
            format!("lambd-{short}-{mark}")
        }
        "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" | "AWS::Serverless::Api" | "AWS::Serverless::HttpApi" => {
            self::mark(id, 10).to_lowercase()
        }
        "AWS::CloudFront::Distribution" => format!("E{}", self::mark(id, 13)),
        _ => format!("{STACK_NAME}-{id}-{mark}"),
    }
}

/// Returns the ARN of a resource.
#[must_use]
pub fn arn(identity: Identity<'_>) -> String {
    let Identity { type_name, name, region, account } = identity;
    let (service, rest) = match type_name {
        "AWS::S3::Bucket" => return format!("arn:aws:s3:::{name}"),
        "AWS::IAM::Role" => return format!("arn:aws:iam::{account}:role/{name}"),
        "AWS::CloudFront::Distribution" => return format!("arn:aws:cloudfront::{account}:distribution/{name}"),
        "AWS::Lambda::Function" | "AWS::Serverless::Function" => ("lambda", format!("function:{name}")),
        "AWS::Lambda::LayerVersion" | "AWS::Serverless::LayerVersion" => ("lambda", format!("layer:{name}:1")),
        "AWS::SQS::Queue" => ("sqs", name.to_owned()),
        "AWS::SNS::Topic" => ("sns", name.to_owned()),
        "AWS::Kinesis::Stream" => ("kinesis", format!("stream/{name}")),
        "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" | "AWS::Serverless::SimpleTable" => {
            ("dynamodb", format!("table/{name}"))
        }
        "AWS::Events::EventBus" => ("events", format!("event-bus/{name}")),
        "AWS::Events::Rule" => ("events", format!("rule/{name}")),
        "AWS::Scheduler::Schedule" => ("scheduler", format!("schedule/default/{name}")),
        "AWS::Logs::LogGroup" => ("logs", format!("log-group:{name}:*")),
        "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => {
            ("states", format!("stateMachine:{name}"))
        }
        "AWS::KinesisFirehose::DeliveryStream" => ("firehose", format!("deliverystream/{name}")),
        "AWS::Cognito::UserPool" => ("cognito-idp", format!("userpool/{}", user_pool_id(region, name))),
        "AWS::SecretsManager::Secret" => ("secretsmanager", format!("secret:{name}-{}", mark(name, 6))),
        "AWS::SSM::Parameter" => ("ssm", format!("parameter/{}", name.trim_start_matches('/'))),
        "AWS::ApiGateway::RestApi" | "AWS::Serverless::Api" => {
            return format!("arn:aws:apigateway:{region}::/restapis/{name}");
        }
        "AWS::ApiGatewayV2::Api" | "AWS::Serverless::HttpApi" => {
            return format!("arn:aws:apigateway:{region}::/apis/{name}");
        }
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
            ("elasticloadbalancing", format!("loadbalancer/app/{name}/{}", mark(name, 16).to_lowercase()))
        }
        "AWS::ElasticLoadBalancingV2::TargetGroup" => {
            ("elasticloadbalancing", format!("targetgroup/{name}/{}", mark(name, 16).to_lowercase()))
        }
        "AWS::ElasticLoadBalancingV2::Listener" => {
            ("elasticloadbalancing", format!("listener/app/{name}/{}", mark(name, 16).to_lowercase()))
        }
        other => {
            let mut parts = other.split("::").skip(1);
            let service = parts.next().unwrap_or("unknown").to_lowercase();
            let kind = parts.next().unwrap_or("resource").to_lowercase();
            return format!("arn:aws:{service}:{region}:{account}:{kind}/{name}");
        }
    };
    format!("arn:aws:{service}:{region}:{account}:{rest}")
}

/// Returns what `Ref` gives for a resource.
#[must_use]
pub fn reference(identity: Identity<'_>) -> String {
    let Identity { type_name, name, region, account } = identity;
    match type_name {
        "AWS::SQS::Queue" => format!("https://sqs.{region}.{URL_SUFFIX}/{account}/{name}"),
        "AWS::Cognito::UserPool" => user_pool_id(region, name),
        "AWS::SNS::Topic"
        | "AWS::StepFunctions::StateMachine"
        | "AWS::Serverless::StateMachine"
        | "AWS::SecretsManager::Secret"
        | "AWS::Lambda::LayerVersion"
        | "AWS::Serverless::LayerVersion"
        | "AWS::ElasticLoadBalancingV2::LoadBalancer"
        | "AWS::ElasticLoadBalancingV2::TargetGroup"
        | "AWS::ElasticLoadBalancingV2::Listener"
        | "AWS::ElasticLoadBalancingV2::ListenerRule" => arn(identity),
        _ => name.to_owned(),
    }
}

/// Returns what `Fn::GetAtt` gives for a resource, as far as other resources could mean it by that.
#[must_use]
pub fn attribute(identity: Identity<'_>, attribute: &str) -> String {
    let Identity { type_name, name, region, .. } = identity;
    match attribute {
        "Arn" | "TopicArn" | "LoadBalancerArn" | "TargetGroupArn" | "ListenerArn" | "FunctionArn" => arn(identity),
        "QueueUrl" => reference(identity),
        "QueueName" | "TopicName" | "Name" | "RepositoryName" | "LoadBalancerName" | "TargetGroupName" => {
            name.to_owned()
        }
        "StreamArn" => format!("{}/stream/2026-01-01T00:00:00.000", arn(identity)),
        "DomainName" if type_name == "AWS::S3::Bucket" => format!("{name}.s3.{URL_SUFFIX}"),
        "RegionalDomainName" => format!("{name}.s3.{region}.{URL_SUFFIX}"),
        "WebsiteURL" => format!("http://{name}.s3-website-{region}.{URL_SUFFIX}"),
        "DomainName" if type_name == "AWS::CloudFront::Distribution" => {
            format!("d{}.cloudfront.net", mark(name, 13).to_lowercase())
        }
        "DNSName" => format!("{name}-{}.{region}.elb.{URL_SUFFIX}", mark(name, 9).to_lowercase()),
        "ApiEndpoint" => format!("https://{name}.execute-api.{region}.{URL_SUFFIX}"),
        "FunctionUrl" => format!("https://{}.lambda-url.{region}.on.aws/", mark(name, 32).to_lowercase()),
        other => format!("{name}.{other}"),
    }
}

impl Stack {
    /// Returns the physical name of a resource.
    #[must_use]
    pub fn name_of(&self, resource: &Resource) -> String {
        let properties = &resource.properties;
        let given = name_property(&resource.type_name).and_then(|property| match properties.get(property) {
            Properties { value: Value::Unresolved(text), .. } => Some(text.to_string()),
            given => given.scalar_text(),
        });
        let fifo = ["FifoQueue", "FifoTopic"].iter().any(|key| properties.get(key).boolean() == Some(true));
        given.unwrap_or_else(|| generated_name(&resource.type_name, &resource.id, fifo))
    }

    /// Returns the ARN of a resource; of an alias or version, that of its function with the qualifier.
    #[must_use]
    pub fn arn_of(&self, resource: &Resource) -> String {
        let qualifier = match &*resource.type_name {
            "AWS::Lambda::Alias" => self.name_of(resource),
            "AWS::Lambda::Version" => "1".to_owned(),
            _ => return arn(self.identity(resource, &self.name_of(resource))),
        };
        let function = resource.properties.get("FunctionName");
        let function = match self.function_meant(function) {
            Some(function) => arn(self.identity(function, &self.name_of(function))),
            None => {
                let name = function.text().unwrap_or(&resource.id);
                format!("arn:aws:lambda:{}:{}:function:{name}", self.region, self.account)
            }
        };
        format!("{function}:{qualifier}")
    }

    /// Returns what `Ref` gives for a resource.
    #[must_use]
    pub fn reference_of(&self, resource: &Resource) -> String {
        match &*resource.type_name {
            "AWS::Lambda::Alias" | "AWS::Lambda::Version" => self.arn_of(resource),
            _ => reference(self.identity(resource, &self.name_of(resource))),
        }
    }

    /// Returns what `Fn::GetAtt` gives for a resource.
    #[must_use]
    pub fn attribute_of(&self, resource: &Resource, name: &str) -> String {
        attribute(self.identity(resource, &self.name_of(resource)), name)
    }

    /// Returns the logical id that a value means: a reference, an ARN, a queue URL, a name, or the invocation path
    /// of an API integration.
    #[must_use]
    pub fn target(&self, value: &Properties) -> Option<&str> {
        match &value.value {
            Value::Reference { id, .. } => self.resource(id).map(|resource| &*resource.id),
            Value::Text(text) => self.target_of_text(text),
            _ => None,
        }
    }

    /// Returns the logical id of the resource that an ARN, URL or name means.
    #[must_use]
    pub fn target_of_text(&self, text: &str) -> Option<&str> {
        if let Some((_, function)) = text.split_once(":lambda:path/")
            && let Some((_, function)) = function.split_once("/functions/")
        {
            let function = function.strip_suffix("/invocations").unwrap_or(function);
            return self.target_of_text(function.strip_suffix("/response-streaming-invocations").unwrap_or(function));
        }
        // Roles often have the name of the function that they serve.
        let is_role = |resource: &&Resource| resource.type_name.starts_with("AWS::IAM::");
        let others = self.resources.iter().filter(|resource| !is_role(resource));
        let mut candidates = others.chain(self.resources.iter().filter(is_role));
        let is_meant = |resource: &&Resource| {
            if text.starts_with("arn:") {
                self.arn_of(resource) == text
            } else {
                self.name_of(resource) == text || self.reference_of(resource) == text
            }
        };
        if let Some(resource) = candidates.find(is_meant) {
            return Some(&resource.id);
        }
        // A part or qualifier of a resource means the resource.
        let whole = if text.starts_with("arn:aws:s3:::") {
            text.split_once('/')?.0
        } else if text.contains(":table/") {
            text.split_once("/stream/").or_else(|| text.split_once("/index/"))?.0
        } else if text.starts_with("arn:") {
            text.split_once(":function:")?;
            text.rsplit_once(':').filter(|(rest, _)| !rest.ends_with(":function"))?.0
        } else if let Some((_, function)) = text.split_once("function:") {
            // A partial ARN: account, `function` and name.
            function
        } else {
            // A function's name with a qualifier; URLs have slashes.
            text.rsplit_once(':').filter(|(name, _)| !name.contains([':', '/']))?.0
        };
        self.target_of_text(whole)
    }

    /// Finds a function without asking aliases and versions, whose own ARNs are made of its.
    fn function_meant(&self, value: &Properties) -> Option<&Resource> {
        self.of_type("AWS::Lambda::Function").find(|function| match &value.value {
            Value::Reference { id, .. } => *id == function.id,
            Value::Text(text) => {
                let name = self.name_of(function);
                **text == *name || **text == *arn(self.identity(function, &name))
            }
            _ => false,
        })
    }

    fn identity<'a>(&'a self, resource: &'a Resource, name: &'a str) -> Identity<'a> {
        Identity { type_name: &resource.type_name, name, region: &self.region, account: &self.account }
    }
}

fn user_pool_id(region: &str, name: &str) -> String {
    format!("{region}_{}", mark(name, 9))
}

/// Makes the part of a name that CloudFormation fills with random characters: always the same for one id.
fn mark(id: &str, length: usize) -> String {
    // FNV-1a, stretched by hashing on.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..length)
        .map(|_| {
            hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            char::from(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(hash >> 33) as usize % 36])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;
    use crate::service::properties::Key;

    fn resource(id: &str, type_name: &str, properties: &[(&str, Value)]) -> Resource {
        let entries = properties
            .iter()
            .map(|(key, value)| {
                (Key { text: (*key).into(), at: Span::default() }, Properties::generated(value.clone()))
            })
            .collect();
        Resource {
            id: id.into(),
            type_name: type_name.into(),
            properties: Properties::generated(Value::Map(entries)),
            at: Span::default(),
            generated_by: None,
        }
    }

    #[test]
    fn texts_lead_to_the_resource_that_they_name() {
        let reference = |id: &str| Value::Reference { id: id.into(), attribute: None };
        let stack = Stack {
            resources: vec![
                resource("Role", "AWS::IAM::Role", &[("RoleName", Value::Text("work".into()))]),
                resource("Work", "AWS::Lambda::Function", &[("FunctionName", Value::Text("work".into()))]),
                resource(
                    "Live",
                    "AWS::Lambda::Alias",
                    &[("FunctionName", reference("Work")), ("Name", Value::Text("live".into()))],
                ),
                resource(
                    "Next",
                    "AWS::Lambda::Alias",
                    &[("FunctionName", Value::Text("work".into())), ("Name", Value::Text("next".into()))],
                ),
                resource("Jobs", "AWS::SQS::Queue", &[("FifoQueue", Value::Bool(true))]),
                resource("Files", "AWS::S3::Bucket", &[("BucketName", Value::Text("files".into()))]),
            ],
            region: "eu-west-1".into(),
            account: ACCOUNT.into(),
        };
        let target = |text: &str| stack.target_of_text(text).unwrap_or("none").to_owned();
        assert_eq!(target("work"), "Work");
        assert_eq!(target("arn:aws:lambda:eu-west-1:123456789012:function:work"), "Work");
        assert_eq!(target("arn:aws:lambda:eu-west-1:123456789012:function:work:live"), "Live");
        assert_eq!(target("arn:aws:lambda:eu-west-1:123456789012:function:work:7"), "Work");
        assert_eq!(target("arn:aws:lambda:eu-west-1:123456789012:function:else"), "none");
        assert_eq!(target("123456789012:function:work"), "Work");
        assert_eq!(target("work:7"), "Work");
        assert_eq!(target("https://example.com:80"), "none");
        assert_eq!(target("arn:aws:s3:::files/photos/*"), "Files");
        let jobs = stack.resource("Jobs").unwrap();
        assert!(stack.name_of(jobs).ends_with(".fifo"));
        assert_eq!(target(&stack.reference_of(jobs)), "Jobs");
        let uri = format!(
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations",
            stack.arn_of(stack.resource("Live").unwrap())
        );
        assert_eq!(target(&uri), "Live");
    }
}
