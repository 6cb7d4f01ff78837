//! What SAM makes of events and of its own resources, one small template each.

use aws::diagnostics::Severity;
use aws::service::properties::{Properties, Stack};
use template::{ReadOptions, Template, read};

fn template(resources: &str) -> Template {
    let text = format!("Transform: AWS::Serverless-2016-10-31\nResources:\n{resources}");
    let (template, diagnostics) = read(&text, &ReadOptions::default());
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    template
}

fn function(events: &str) -> Stack {
    let text = format!(
        "  Topic: {{ Type: AWS::SNS::Topic, Properties: {{ FifoTopic: true }} }}\n  Queue: {{ Type: AWS::SQS::Queue }}\n  \
         Bucket: {{ Type: AWS::S3::Bucket }}\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         Runtime: python3.13\n      Handler: a.b\n      InlineCode: x\n{events}"
    );
    template(&text).stack
}

fn properties<'s>(stack: &'s Stack, id: &str) -> &'s Properties {
    let ids: Vec<&str> = stack.resources.iter().map(|resource| &*resource.id).collect();
    &stack.resource(id).unwrap_or_else(|| panic!("no {id} in {ids:?}")).properties
}

#[test]
fn a_queue_event_is_a_mapping_and_lets_the_role_poll() {
    let stack = function(
        "      Events:\n        Work: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures] } }\n",
    );
    let mapping = properties(&stack, "FnWork");
    assert_eq!(mapping.get("BatchSize").integer(), Some(5));
    assert_eq!(stack.target(mapping.get("EventSourceArn")), Some("Queue"));
    assert_eq!(stack.target(mapping.get("FunctionName")), Some("Fn"));
    assert!(mapping.get("BatchSize").at.line > 0, "it keeps the place where it was written");
    let role = properties(&stack, "FnRole").json().to_string();
    assert!(role.contains("AWSLambdaSQSQueueExecutionRole"), "{role}");
    assert_eq!(stack.resource("FnWork").unwrap().generated_by.as_deref(), Some("Fn"));
}

#[test]
fn a_topic_event_through_a_queue_makes_queue_policy_subscription_and_mapping() {
    let stack = function(
        "      Events:\n        News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true, FilterPolicy: { a: [b] } } }\n",
    );
    assert_eq!(properties(&stack, "FnNewsQueue").get("FifoQueue").boolean(), Some(true), "as the topic is");
    let subscription = properties(&stack, "FnNews");
    assert_eq!(subscription.get("Protocol").text(), Some("sqs"));
    assert_eq!(stack.target(subscription.get("Endpoint")), Some("FnNewsQueue"));
    assert_eq!(subscription.at_path("FilterPolicy.a.0").text(), Some("b"));
    assert_eq!(properties(&stack, "FnNewsEventSourceMapping").get("BatchSize").integer(), Some(10));
    properties(&stack, "FnNewsQueuePolicy");
    let stack = function(
        "      Events:\n        News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: { QueueArn: !GetAtt Queue.Arn, QueueUrl: !Ref Queue, BatchSize: 3 } } }\n",
    );
    assert!(stack.resource("FnNewsQueue").is_none());
    assert_eq!(properties(&stack, "FnNewsEventSourceMapping").get("BatchSize").integer(), Some(3));
}

#[test]
fn a_bucket_event_is_a_notification_of_the_bucket_with_its_permission() {
    let stack = function(
        "      AutoPublishAlias: live\n      Events:\n        Up: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] } }\n",
    );
    let entries = properties(&stack, "Bucket").at_path("NotificationConfiguration.LambdaConfigurations").items();
    assert_eq!(entries.len(), 2);
    assert_eq!(stack.target(entries[0].get("Function")), Some("FnAliaslive"), "events go to the alias");
    let permission = properties(&stack, "FnUpPermission");
    assert_eq!(permission.get("Principal").text(), Some("s3.amazonaws.com"));
    assert_eq!(stack.of_type("AWS::Lambda::Version").count(), 1);
}

#[test]
fn destinations_without_a_target_get_a_queue_or_topic() {
    let stack = function(
        "      EventInvokeConfig:\n        MaximumRetryAttempts: 1\n        DestinationConfig: { OnFailure: { Type: SQS }, OnSuccess: { Type: SNS } }\n",
    );
    let config = properties(&stack, "FnEventInvokeConfig");
    let target = |path: &str| stack.target(config.at_path(path)).map(str::to_owned);
    assert_eq!(target("DestinationConfig.OnFailure.Destination").as_deref(), Some("FnEventInvokeConfigOnFailureQueue"));
    assert_eq!(target("DestinationConfig.OnSuccess.Destination").as_deref(), Some("FnEventInvokeConfigOnSuccessTopic"));
    assert_eq!(config.get("Qualifier").text(), Some("$LATEST"));
}

#[test]
fn a_dead_letter_queue_is_cloudformations_dead_letter_config() {
    let stack = function("      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Queue.Arn }\n");
    let target = properties(&stack, "Fn").at_path("DeadLetterConfig.TargetArn");
    assert_eq!(stack.target(target), Some("Queue"));
    assert!(properties(&stack, "FnRole").json().to_string().contains("sqs:SendMessage"));
}

#[test]
fn policies_name_the_resources_that_they_allow() {
    let stack = function(
        "      Policies:\n        - SQSSendMessagePolicy: { QueueName: !GetAtt Queue.QueueName }\n        - AmazonS3FullAccess\n        - Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }]\n",
    );
    let role = properties(&stack, "FnRole");
    let statement = role.at_path("Policies.0.PolicyDocument.Statement.0");
    assert_eq!(stack.target(statement.get("Resource")), Some("Queue"));
    assert_eq!(role.get("Policies").items().len(), 2);
    assert!(role.get("ManagedPolicyArns").json().to_string().contains("policy/AmazonS3FullAccess"));
}

#[test]
fn what_sam_refuses_is_an_error_with_its_words() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      Events:\n        Up: { Type: S3, Properties: { Bucket: other, Events: x } }\n        Q: { Type: SQS, Properties: {} }\n        Z: { Type: Nope }\n";
    let (_, diagnostics) = read(text, &ReadOptions::default());
    let found: Vec<_> = diagnostics.iter().map(|d| (d.code, d.at.line)).collect();
    assert_eq!(found, [("bucket-not-in-template", 9), ("missing-property", 10), ("unknown-event-type", 11)]);
}

#[test]
fn what_cloudformation_refuses_in_the_form_of_a_template_is_an_error() {
    for (text, expected) in [
        ("just text", "the text is no map of sections"),
        ("[1, 2]", "the text is no map of sections"),
        ("Resources: { a-b: { Type: AWS::SQS::Queue } }", "Resource name a-b is non alphanumeric."),
        ("Resources: { A: { Type: AWS::SQS::Queue, Properties: 5 } }", "the properties of 'A' are no map"),
        ("Resources: { A: 5 }", "the resource 'A' has no 'Type'"),
        ("Resources: [ A ]", "the section 'Resources' is no map"),
    ] {
        let (_, diagnostics) = template::read(text, &template::ReadOptions::default());
        let errors = diagnostics.iter().filter(|d| d.severity == aws::diagnostics::Severity::Error);
        assert_eq!(errors.map(|d| &*d.message).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn broken_text_yields_what_is_whole() {
    let text = "Resources:\n  A:\n    Type: AWS::SQS::Queue\n  B:\n    Type: [AWS::SQS::Queue\n  C:\n    Type: AWS::SQS::Queue\n";
    let (template, diagnostics) = read(text, &ReadOptions::default());
    let ids: Vec<&str> = template.stack.resources.iter().map(|resource| &*resource.id).collect();
    assert_eq!(ids, ["A", "C"]);
    assert_eq!(&*template.source, text);
    assert!(diagnostics.iter().any(|d| d.severity == Severity::Error && d.at.line > 0 && d.hint.is_some()));
}

#[test]
fn texts_that_grow_without_end_are_bounded() {
    let mut text = "Parameters:\n  P: { Type: String, Default: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx }\nResources:\n  R0: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref P } }\n".to_owned();
    for level in 1..40 {
        let inner = format!("${{R{}.QueueName}}", level - 1).repeat(9);
        text.push_str(&format!(
            "  R{level}: {{ Type: AWS::SQS::Queue, Properties: {{ QueueName: !Sub '{inner}' }} }}\n"
        ));
    }
    let (_, diagnostics) = read(&text, &ReadOptions::default());
    assert!(diagnostics.iter().any(|d| d.code == "bad-function-call"));
}

#[test]
fn what_sam_does_not_have_is_told_with_what_was_meant() {
    let text = "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Timeuot: 5\nResources:\n  Queue: { Type: \
                AWS::SQS::Queue }\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: \
                python3.13\n      Handler: a.b\n      InlineCode: x\n      MemorySze: 512\n      PropagateTags: true\n      \
                EventInvokeConfig: { MaximumRetryAttemps: 0 }\n      Events:\n        Work:\n          Type: SQS\n          \
                Properties:\n            Queue: !GetAtt Queue.Arn\n            BatchSzie: 5\n        News: { Type: SNS, \
                Properties: { Topic: 'arn:aws:sns:us-east-1:1:t', FilterPolcy: {} } }\n        Get: { Type: Api, \
                Properties: { Path: /, Method: get, RestApId: x } }\n  Api: { Type: AWS::Serverless::Api, Properties: { \
                StageNam: x, Cors: x } }\n  Table: { Type: AWS::Serverless::SimpleTable, Properties: { TabelName: x } \
                }\n";
    let (_, diagnostics) = read(text, &ReadOptions::default());
    let told: Vec<_> = diagnostics
        .iter()
        .filter(|it| ["unknown-property", "not-simulated"].contains(&it.code))
        .map(|it| (it.at.line, it.path.as_str(), it.hint.as_deref().unwrap_or_default()))
        .collect();
    let kept = "it is kept in the template, and the run goes on without it";
    assert_eq!(
        told,
        [
            (25, "Resources.Table.Properties.TabelName", "did you mean \"TableName\"?"),
            (24, "Resources.Api.Properties.StageNam", "did you mean \"StageName\"?"),
            (4, "Resources.Fn.Properties.Timeuot", "did you mean \"Timeout\"?"),
            (13, "Resources.Fn.Properties.MemorySze", "did you mean \"MemorySize\"?"),
            (14, "Resources.Fn.Properties.PropagateTags", kept),
            (
                15,
                "Resources.Fn.Properties.EventInvokeConfig.MaximumRetryAttemps",
                "did you mean \"MaximumRetryAttempts\"?"
            ),
            (21, "Resources.Fn.Properties.Events.Work.Properties.BatchSzie", "did you mean \"BatchSize\"?"),
            (22, "Resources.Fn.Properties.Events.News.Properties.FilterPolcy", "did you mean \"FilterPolicy\"?"),
            (23, "Resources.Fn.Properties.Events.Get.Properties.RestApId", "did you mean \"RestApiId\"?"),
        ]
    );
    let messages: Vec<&str> = diagnostics.iter().map(|it| it.message.as_str()).collect();
    assert!(messages.contains(&"\"AWS::Serverless::Function\" has no property \"MemorySze\""), "{messages:?}");
    assert!(messages.contains(&"the event type \"SQS\" has no property \"BatchSzie\""), "{messages:?}");
}
