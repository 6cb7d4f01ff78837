//! How each kind of wire is written.

use super::draft::{Draft, attribute, list, map, reference, text};
use super::failures;
use super::undelivered::open_subscriptions;
use crate::edit::{Edit, EditError, json};
use crate::source::Node;
use aws::service::properties::{Properties, Value};
use aws::services::event_source_mapping::limits::RETRIES_ADVISED;

/// A wire to be.
#[derive(Clone, Copy, Debug)]
pub struct NewWire<'a> {
    /// Where it begins, by logical id.
    pub from: &'a str,
    /// Where it ends, by logical id.
    pub to: &'a str,
    /// Its kind, as in [`aws::service::Wire::kind`].
    pub kind: &'a str,
    /// The hook of CloudFront at which it begins; empty for the usual one.
    pub hook: &'a str,
}

/// The ends of a wire to be.
#[derive(Clone, Copy, Debug)]
struct Ends<'a> {
    from: &'a str,
    to: &'a str,
}

const FUNCTION: &str = "AWS::Lambda::Function";
const SAM_FUNCTION: &str = "AWS::Serverless::Function";
const QUEUE: &str = "AWS::SQS::Queue";
const TOPIC: &str = "AWS::SNS::Topic";
const BUCKET: &str = "AWS::S3::Bucket";
const STREAM: &str = "AWS::Kinesis::Stream";
const CONSUMER: &str = "AWS::Kinesis::StreamConsumer";

/// Writes a wire of a kind from one resource to another: as an event of a SAM function, else as CloudFormation's
/// resources with their permission.
///
/// # Errors
/// Refuses texts that cannot be read, and kinds that cannot be written between these two.
pub fn connect_edits(source: &str, wire: &NewWire<'_>) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    let NewWire { from, to, kind, hook } = *wire;
    let ends = Ends { from, to };
    let to_sam = draft.type_of(to) == SAM_FUNCTION;
    match kind {
        "Notification" if to_sam => {
            event(&mut draft, ends, "S3", [("Bucket", reference(from)), ("Events", text(CREATED))])
        }
        "Notification" => notification(&mut draft, ends),
        "Subscription" if to_sam => event(&mut draft, ends, "SNS", [("Topic", reference(from))]),
        "Subscription" => subscription(&mut draft, ends),
        "EventSourceMapping" if to_sam => {
            let arn = arn_of_source(&draft, from);
            match draft.type_of(from) {
                QUEUE => event(&mut draft, ends, "SQS", [("Queue", arn)]),
                _ => event(&mut draft, ends, "Kinesis", [("Stream", arn), ("StartingPosition", text(LATEST))]),
            }
        }
        "EventSourceMapping" => mapping(&mut draft, ends),
        "Target" => target(&mut draft, ends),
        "EdgeAssociation" => edge(&mut draft, ends, if hook.is_empty() { USUAL_HOOK } else { hook }),
        "Origin" => origin(&mut draft, ends),
        "Redrive" => redrive(&mut draft, ends),
        "DeadLetter" => dead_letter(&mut draft, ends),
        "OnSuccess" | "OnFailure" => destination(&mut draft, ends, kind),
        "Call" => call(&mut draft, ends),
        _ => Err(EditError::Unsafe(format!("{from} to {to}"))),
    }?;
    Ok(draft.edits())
}

/// The hook at which most functions stand.
const USUAL_HOOK: &str = "origin-request";
const CREATED: &str = "s3:ObjectCreated:*";
/// Where a new mapping of a stream begins to read: AWS has no default.
const LATEST: &str = "LATEST";

/// Writes an event of a SAM function.
fn event<'a>(
    draft: &mut Draft<'_>,
    ends: Ends<'_>,
    type_name: &str,
    properties: impl IntoIterator<Item = (&'a str, Value)>,
) -> Result<(), EditError> {
    let events = ["Resources", ends.to, "Properties", "Events"];
    let name = draft.free_name(&events, ends.from);
    let event = map([("Type", text(type_name)), ("Properties", map(properties))]);
    draft.set(&[&events[..], &[name.as_str()]].concat(), &event)
}

fn notification(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let (section, key, target) = match draft.type_of(ends.to) {
        QUEUE => ("QueueConfigurations", "Queue", attribute(ends.to, "Arn")),
        TOPIC => ("TopicConfigurations", "Topic", reference(ends.to)),
        _ => ("LambdaConfigurations", "Function", attribute(ends.to, "Arn")),
    };
    // S3 asks for permission when the notification is set, so the permission has to be there first.
    let permission = allow(draft, ends, "s3.amazonaws.com")?;
    let path = ["Resources", ends.from, "Properties", "NotificationConfiguration", section];
    draft.append(&path, map([("Event", text(CREATED)), (key, target)]))?;
    draft.append(&["Resources", ends.from, "DependsOn"], text(&permission))
}

fn subscription(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let protocol = if draft.type_of(ends.to) == QUEUE { "sqs" } else { "lambda" };
    let id = draft.free_name(&["Resources"], &format!("{}To{}", ends.from, ends.to));
    let subscription =
        [("TopicArn", reference(ends.from)), ("Protocol", text(protocol)), ("Endpoint", attribute(ends.to, "Arn"))];
    draft.add(&id, "AWS::SNS::Subscription", map(subscription))?;
    allow(draft, ends, "sns.amazonaws.com").map(drop)
}

/// Writes the permission for a service to call a resource on behalf of another; returns its logical id.
fn allow(draft: &mut Draft<'_>, ends: Ends<'_>, service: &str) -> Result<String, EditError> {
    let from_bucket = draft.type_of(ends.from) == BUCKET;
    let (type_name, suffix) = match draft.type_of(ends.to) {
        QUEUE => ("AWS::SQS::QueuePolicy", "Policy"),
        TOPIC => ("AWS::SNS::TopicPolicy", "Policy"),
        _ => ("AWS::Lambda::Permission", "Permission"),
    };
    let id = draft.free_name(&["Resources"], &format!("{}To{}{suffix}", ends.from, ends.to));
    // The bucket depends on the permission, which so cannot name the bucket: it names the account.
    let source = match from_bucket {
        true => ("SourceAccount", reference("AWS::AccountId")),
        false => ("SourceArn", reference(ends.from)),
    };
    let properties = match type_name {
        "AWS::Lambda::Permission" => map([
            ("Action", text("lambda:InvokeFunction")),
            ("FunctionName", reference(ends.to)),
            ("Principal", text(service)),
            source,
        ]),
        _ => {
            let (list_key, action, resource) = match type_name {
                "AWS::SQS::QueuePolicy" => ("Queues", "sqs:SendMessage", attribute(ends.to, "Arn")),
                _ => ("Topics", "sns:Publish", reference(ends.to)),
            };
            let condition = match from_bucket {
                true => ("StringEquals", map([("aws:SourceAccount", source.1)])),
                false => ("ArnEquals", map([("aws:SourceArn", source.1)])),
            };
            let statement = map([
                ("Effect", text("Allow")),
                ("Principal", map([("Service", text(service))])),
                ("Action", text(action)),
                ("Resource", resource),
                ("Condition", map([condition])),
            ]);
            map([(list_key, list([reference(ends.to)])), ("PolicyDocument", map([("Statement", list([statement]))]))])
        }
    };
    draft.add(&id, type_name, properties)?;
    Ok(id)
}

/// Returns the ARN of what a mapping polls.
fn arn_of_source(draft: &Draft<'_>, source: &str) -> Value {
    attribute(source, if draft.type_of(source) == CONSUMER { "ConsumerARN" } else { "Arn" })
}

fn mapping(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let id = draft.free_name(&["Resources"], &format!("{}To{}", ends.from, ends.to));
    let mut properties =
        vec![("EventSourceArn", arn_of_source(draft, ends.from)), ("FunctionName", reference(ends.to))];
    if draft.type_of(ends.from) != QUEUE {
        properties.push(("StartingPosition", text(LATEST)));
    }
    draft.add(&id, "AWS::Lambda::EventSourceMapping", map(properties))
}

/// Writes target group and permission, and a listener for the first target or a rule for each further one.
fn target(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let prefix = format!("{}{}", ends.from, ends.to);
    let (group, permission) = (format!("{prefix}Targets"), format!("{prefix}Permission"));
    let allowed = [
        ("Action", text("lambda:InvokeFunction")),
        ("FunctionName", attribute(ends.to, "Arn")),
        ("Principal", text("elasticloadbalancing.amazonaws.com")),
    ];
    draft.add(&permission, "AWS::Lambda::Permission", map(allowed))?;
    let targets = list([map([("Id", attribute(ends.to, "Arn"))])]);
    draft.add(
        &group,
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        map([("TargetType", text("lambda")), ("Targets", targets)]),
    )?;
    draft.append(&["Resources", &group, "DependsOn"], text(&permission))?;
    let forward = list([map([("Type", text("forward")), ("TargetGroupArn", reference(&group))])]);
    match listener_of(draft, ends.from) {
        None => {
            let listener = [
                ("LoadBalancerArn", reference(ends.from)),
                ("Port", Value::Integer(80)),
                ("Protocol", text("HTTP")),
                ("DefaultActions", forward),
            ];
            let id = draft.free_name(&["Resources"], &format!("{}Listener", ends.from));
            draft.add(&id, "AWS::ElasticLoadBalancingV2::Listener", map(listener))
        }
        Some(listener) => {
            let values = list([text(&format!("/{}*", ends.to.to_lowercase()))]);
            let condition = map([("Field", text("path-pattern")), ("PathPatternConfig", map([("Values", values)]))]);
            let rule = [
                ("ListenerArn", reference(&listener)),
                ("Priority", Value::Integer(free_priority(draft, &listener))),
                ("Conditions", list([condition])),
                ("Actions", forward),
            ];
            draft.add(&format!("{prefix}Rule"), "AWS::ElasticLoadBalancingV2::ListenerRule", map(rule))
        }
    }
}

/// Returns the resources of a type with their ids.
fn of_type<'d>(draft: &'d Draft<'_>, type_name: &'d str) -> impl Iterator<Item = (&'d str, &'d Node)> {
    let resources = draft.root().get("Resources").map_or(&[][..], Node::entries);
    let typed = move |node: &Node| node.get("Type").and_then(Node::scalar) == Some(type_name);
    resources.iter().filter(move |entry| typed(&entry.value)).map(|entry| (&*entry.key.text, &entry.value))
}

fn listener_of(draft: &Draft<'_>, balancer: &str) -> Option<String> {
    let mut listeners = of_type(draft, "AWS::ElasticLoadBalancingV2::Listener");
    let belongs =
        |node: &Node| node.at_path(&["Properties", "LoadBalancerArn", "Ref"])?.scalar().map(|id| id == balancer);
    listeners.find(|(_, node)| belongs(node) == Some(true)).map(|(id, _)| id.to_owned())
}

fn free_priority(draft: &Draft<'_>, listener: &str) -> i64 {
    let rules = of_type(draft, "AWS::ElasticLoadBalancingV2::ListenerRule");
    let of_listener = rules.filter(|(_, node)| {
        node.at_path(&["Properties", "ListenerArn", "Ref"]).and_then(Node::scalar) == Some(listener)
    });
    let taken =
        of_listener.filter_map(|(_, node)| node.at_path(&["Properties", "Priority"])?.scalar()?.parse::<i64>().ok());
    taken.max().unwrap_or(0) + 1
}

/// Writes an association of the default behaviour; CloudFront takes numbered versions only.
fn edge(draft: &mut Draft<'_>, ends: Ends<'_>, hook: &str) -> Result<(), EditError> {
    let function = ["Resources", ends.to, "Properties", "AutoPublishAlias"];
    let version = if draft.type_of(ends.to) == SAM_FUNCTION {
        if !draft.has(&function) {
            draft.set(&function, &text("live"))?;
        }
        let trust = ["Resources", ends.to, "Properties", "AssumeRolePolicyDocument"];
        if !draft.has(&["Resources", ends.to, "Properties", "Role"]) && !draft.has(&trust) {
            draft.set(&trust, &trust_of_the_edge())?;
        }
        reference(&format!("{}.Version", ends.to))
    } else {
        let id = format!("{}Version", ends.to);
        draft.add(&id, "AWS::Lambda::Version", map([("FunctionName", reference(ends.to))]))?;
        reference(&id)
    };
    let path = [
        "Resources",
        ends.from,
        "Properties",
        "DistributionConfig",
        "DefaultCacheBehavior",
        "LambdaFunctionAssociations",
    ];
    // At each hook stands one function: the new one takes the place of the one before.
    let known = draft.root().at_path(&path).map_or(&[][..], Node::items);
    match known.iter().position(|it| it.get("EventType").and_then(Node::scalar) == Some(hook)) {
        Some(index) => draft.set(&[&path[..], &[&index.to_string(), "LambdaFunctionARN"]].concat(), &version),
        None => draft.append(&path, map([("EventType", text(hook)), ("LambdaFunctionARN", version)])),
    }
}

/// Returns who may assume the role of a function at the edge: Lambda and Lambda@Edge.
pub(super) fn trust_of_the_edge() -> Value {
    let services = list([text("lambda.amazonaws.com"), text("edgelambda.amazonaws.com")]);
    let statement = map([
        ("Effect", text("Allow")),
        ("Principal", map([("Service", services)])),
        ("Action", text("sts:AssumeRole")),
    ]);
    map([("Version", text("2012-10-17")), ("Statement", list([statement]))])
}

fn origin(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let config = ["Resources", ends.from, "Properties", "DistributionConfig"];
    let (domain, kind) = match draft.type_of(ends.to) {
        BUCKET => {
            (attribute(ends.to, "RegionalDomainName"), ("S3OriginConfig", map([("OriginAccessIdentity", text(""))])))
        }
        _ => {
            (attribute(ends.to, "DNSName"), ("CustomOriginConfig", map([("OriginProtocolPolicy", text("http-only"))])))
        }
    };
    draft.append(&[&config[..], &["Origins"]].concat(), map([("Id", text(ends.to)), ("DomainName", domain), kind]))?;
    let default = [&config[..], &["DefaultCacheBehavior", "TargetOriginId"]].concat();
    if draft.has(&default) {
        return Ok(());
    }
    draft.set(&default, &text(ends.to))
}

fn redrive(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let target = ["Resources", ends.from, "Properties", "RedrivePolicy", "deadLetterTargetArn"];
    if draft.has(&target) {
        // How often a message may be received stays as it was set.
        return draft.set(&target, &attribute(ends.to, "Arn"));
    }
    // As often as AWS advises: what the page writes it does not blame afterwards.
    let receives = ("maxReceiveCount", Value::Integer(RETRIES_ADVISED));
    let policy = map([("deadLetterTargetArn", attribute(ends.to, "Arn")), receives]);
    draft.set(&["Resources", ends.from, "Properties", "RedrivePolicy"], &policy)
}

/// Returns SAM's word for the type of a target, and its ARN.
fn named(draft: &Draft<'_>, id: &str) -> (Value, Value) {
    match draft.type_of(id) {
        QUEUE => (text("SQS"), attribute(id, "Arn")),
        TOPIC => (text("SNS"), reference(id)),
        BUCKET => (text("S3Bucket"), attribute(id, "Arn")),
        _ => (text("Lambda"), attribute(id, "Arn")),
    }
}

fn dead_letter(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let (kind, arn) = named(draft, ends.to);
    match draft.type_of(ends.from) {
        SAM_FUNCTION => {
            let queue = map([("Type", kind), ("TargetArn", arn)]);
            draft.set(&["Resources", ends.from, "Properties", "DeadLetterQueue"], &queue)
        }
        FUNCTION => draft.set(&["Resources", ends.from, "Properties", "DeadLetterConfig"], &map([("TargetArn", arn)])),
        TOPIC => undelivered(draft, ends),
        _ => Err(EditError::Unsafe(format!("{} to {}", ends.from, ends.to))),
    }
}

/// Lets a queue take what a topic could not deliver. AWS asks that of each subscription: all that have no such queue yet
/// get it, but for one that delivers to the queue itself.
fn undelivered(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    for mut path in open_subscriptions(draft.root(), ends.from, ends.to)? {
        path.push("RedrivePolicy".to_owned());
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        draft.set(&path, &map([("deadLetterTargetArn", attribute(ends.to, "Arn"))]))?;
    }
    allow(draft, ends, "sns.amazonaws.com").map(drop)
}

fn destination(draft: &mut Draft<'_>, ends: Ends<'_>, condition: &str) -> Result<(), EditError> {
    let (kind, arn) = named(draft, ends.to);
    let takes_records = [QUEUE, TOPIC, BUCKET].contains(&draft.type_of(ends.to));
    let of_stream = if condition == "OnFailure" { failures::of_stream(draft.root(), ends.from) } else { None };
    if let Some(path) = of_stream.filter(|_| takes_records) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        // SAM has a word of its own for a bucket here.
        let kind = if draft.type_of(ends.to) == BUCKET { text("S3") } else { kind };
        let is_event = path.contains(&"Events");
        return draft.set(
            &path,
            &map([("Type", kind), ("Destination", arn)].into_iter().filter(|(key, _)| is_event || *key != "Type")),
        );
    }
    if draft.type_of(ends.from) == SAM_FUNCTION {
        let path = ["Resources", ends.from, "Properties", "EventInvokeConfig", "DestinationConfig", condition];
        return draft.set(&path, &map([("Type", kind), ("Destination", arn)]));
    }
    let id = format!("{}InvokeConfig", ends.from);
    let base = [("FunctionName", reference(ends.from)), ("Qualifier", text("$LATEST"))];
    draft.add(&id, "AWS::Lambda::EventInvokeConfig", map(base))?;
    draft.set(&["Resources", &id, "Properties", "DestinationConfig", condition], &map([("Destination", arn)]))
}

/// Writes that a function calls another resource, with SAM's policy for it.
fn call(draft: &mut Draft<'_>, ends: Ends<'_>) -> Result<(), EditError> {
    let (action, input) = match draft.type_of(ends.to) {
        QUEUE => ("SendMessage", map([("MessageBody", text("{}"))])),
        TOPIC => ("Publish", map([("Message", text("{}"))])),
        BUCKET => ("PutObject", map([("Key", text("object"))])),
        STREAM => ("PutRecord", map([("PartitionKey", text("key")), ("Data", text("{}"))])),
        _ => ("Invoke", map([("Payload", map([]))])),
    };
    let policy = policy_of_call(draft.type_of(ends.to), ends.to);
    let calls = ["Metadata", "Lambdarium", "Functions", ends.from, "Calls"];
    draft.append(&calls, map([("To", text(ends.to)), ("Action", text(action)), ("Input", input)]))?;
    let policies = ["Resources", ends.from, "Properties", "Policies"];
    let wanted = Properties::generated(policy.clone()).json();
    let known = draft.root().at_path(&policies).map_or(&[][..], Node::items);
    if draft.type_of(ends.from) != SAM_FUNCTION || known.iter().any(|known| json(known) == wanted) {
        return Ok(());
    }
    draft.append(&policies, policy)
}

/// Returns SAM's policy for the calls of a function to a resource.
pub(super) fn policy_of_call(type_name: &str, id: &str) -> Value {
    let (policy, key, value) = match type_name {
        QUEUE => ("SQSSendMessagePolicy", "QueueName", attribute(id, "QueueName")),
        TOPIC => ("SNSPublishMessagePolicy", "TopicName", attribute(id, "TopicName")),
        BUCKET => ("S3WritePolicy", "BucketName", reference(id)),
        STREAM => ("KinesisCrudPolicy", "StreamName", reference(id)),
        _ => ("LambdaInvokePolicy", "FunctionName", reference(id)),
    };
    map([(policy, map([(key, value)]))])
}
