//! Where settings are written, which parts a node has, and when a setting does nothing.

use aws::service::idle;
use aws::service::properties::Value;
use aws::services::descriptor_of;
use template::{Scenario, ScenarioOptions, edit, fields};

fn read(text: &str) -> Scenario {
    Scenario::read(text, &ScenarioOptions::default())
}

fn set(text: &str, id: &str, property: &str, value: Option<Value>) -> String {
    let scenario = read(text);
    let edits = fields::set(text, &scenario, id, property, value.as_ref()).expect("a place to write it");
    edit::apply(text, &edits)
}

const SAM: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: pass
      Events:
        Job:
          Type: SQS
          Properties:
            Queue: !GetAtt Jobs.Arn
";

const PLAIN: &str = "Resources:
  Work:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
";

#[test]
fn what_sam_makes_is_set_in_what_it_is_made_of() {
    let text = set(SAM, "WorkJob", "BatchSize", Some(Value::Integer(5)));
    assert!(text.ends_with("            Queue: !GetAtt Jobs.Arn\n            BatchSize: 5\n"), "{text}");
    let text = set(&text, "WorkJob", "ScalingConfig.MaximumConcurrency", Some(Value::Integer(7)));
    assert!(text.contains("            ScalingConfig:\n              MaximumConcurrency: 7\n"), "{text}");
    let text = set(&text, "WorkJob", "ScalingConfig.MaximumConcurrency", None);
    assert!(!text.contains("ScalingConfig"), "{text}");
    assert_eq!(set(&text, "WorkJob", "BatchSize", None), SAM);
    let text = set(SAM, "Work", "EventInvokeConfig.MaximumRetryAttempts", Some(Value::Integer(0)));
    assert!(text.contains("      EventInvokeConfig:\n        MaximumRetryAttempts: 0\n"), "{text}");
    let scenario = read(&text);
    let made = fields::parts(&scenario, "Work");
    let made = made.first().and_then(|part| part.resource).expect("an invoke configuration");
    assert_eq!(set(&text, &made.id, "MaximumRetryAttempts", None), SAM);
}

#[test]
fn where_nothing_stands_nothing_is_taken_away() {
    let around = SAM.replace("      Events:", "      Environment: { Variables: { A: x } }\n      Events:");
    for property in ["Environment.Variables.B", "Environment.Variables.A.C", "VpcConfig.SubnetIds"] {
        assert_eq!(set(&around, "Work", property, None), around, "{property}");
    }
    assert_eq!(set(&around, "Work", "Environment.Variables.A", None), SAM);
}

#[test]
fn a_plain_function_gets_the_resource_that_its_setting_needs() {
    let text = set(PLAIN, "Work", "EventInvokeConfig.MaximumRetryAttempts", Some(Value::Integer(1)));
    let scenario = read(&text);
    let part = &fields::parts(&scenario, "Work")[0];
    let resource = part.resource.expect("the new resource");
    assert_eq!((&*resource.id, &*resource.type_name), ("WorkInvokeConfig", "AWS::Lambda::EventInvokeConfig"));
    assert_eq!(resource.properties.get("MaximumRetryAttempts").integer(), Some(1));
    let text = set(&text, "WorkInvokeConfig", "MaximumEventAgeInSeconds", Some(Value::Integer(60)));
    assert!(text.contains("MaximumEventAgeInSeconds: 60") && !read(&text).has_errors(), "{text}");
}

const BALANCER: &str = "Resources:
  Entry: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Entry, Port: 80, Protocol: HTTP, DefaultActions: [ { Type: forward, TargetGroupArn: !Ref First } ] }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !Ref Listener, Priority: 1, Conditions: [], Actions: [ { Type: forward, TargetGroupArn: !Ref Second } ] }
  First: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: lambda } }
  Second: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: lambda } }
  Other: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: lambda } }
";

#[test]
fn a_load_balancer_has_listeners_rules_and_the_target_groups_that_these_name() {
    let scenario = read(BALANCER);
    let ids = |id: &str| {
        let parts = fields::parts(&scenario, id);
        parts.iter().filter_map(|part| Some(part.resource?.id.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(ids("Entry"), ["Listener", "Rule", "First", "Second"]);
    assert!(ids("Listener").is_empty());
}

/// Stacks in which one setting does nothing, and what says why; and the same with one thing changed, where it does.
/// Type, id, property, the stack, what is replaced in it, and by what.
const EFFECTS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("AWS::Lambda::Function", "Work", "MaximumRetryAttempts", SAM, "Type: SQS", "Type: SNS"),
    ("AWS::Lambda::Function", "Work", "DeadLetterConfig.TargetArn", SAM, "Type: SQS", "Type: SNS"),
    ("AWS::Lambda::Function", "Work", "MaximumEventAgeInSeconds", CALLED, "RequestResponse", "Event"),
    ("AWS::Lambda::Function", "Work", "RecursiveLoop", CALLED, "aws-2020", "aws-2026"),
    ("AWS::Lambda::Function", "Work", "EphemeralStorage.Size", CALLED, "aws-2020", "aws-2026"),
    ("AWS::Lambda::Function", "Work", "Behaviour.FailsRecords", CALLED, "Traffic:", "Interventions: []\n    Traffics:"),
    ("AWS::SQS::Queue", "Jobs", "ContentBasedDeduplication", QUEUE, "FifoQueue: false", "FifoQueue: true"),
    ("AWS::SQS::Queue", "Jobs", "SendMessage.MessageDeduplicationId", QUEUE, "FifoQueue: false", "FifoQueue: true"),
    ("AWS::SQS::Queue", "Jobs", "SendMessage.DelaySeconds", QUEUE, "FifoQueue: false # f", "FifoQueue: true"),
    ("AWS::SQS::Queue", "Jobs", "RedrivePolicy.maxReceiveCount", QUEUE, "redrive", "deadLetterTargetArn"),
    ("AWS::SQS::Queue", "Jobs", "ReceiveMessageWaitTimeSeconds", SAM, "Type: SQS", "Type: Schedule"),
    ("AWS::SNS::Topic", "News", "ContentBasedDeduplication", TOPIC, "FifoTopic: false", "FifoTopic: true"),
    (MAPPING, "Reads", "ScalingConfig.MaximumConcurrency", READER, "AWS::Kinesis::Stream", "AWS::SQS::Queue"),
    (MAPPING, "Reads", "ProvisionedPollerConfig.MinimumPollers", READER, "AWS::Kinesis::Stream", "AWS::SQS::Queue"),
    (MAPPING, "Reads", "ProvisionedPollerConfig.MinimumPollers", READER, "AWS::Kinesis::Stream", "AWS::MSK::Cluster"),
];

const CALLED: &str = "Metadata:
  Lambdarium:
    Profile: aws-2020
    Traffic: [ { Name: a, To: Work, Action: Invoke, At: [0s], Input: { InvocationType: RequestResponse } } ]
Resources:
  Work: { Type: 'AWS::Lambda::Function' }
";
const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
const READER: &str = "Resources:
  Source: { Type: 'AWS::Kinesis::Stream' }
  Work: { Type: 'AWS::Lambda::Function' }
  Reads:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Work, EventSourceArn: !GetAtt Source.Arn }
";
const QUEUE: &str = "Resources:
  Dead: { Type: 'AWS::SQS::Queue' }
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: { redrive: !GetAtt Dead.Arn, maxReceiveCount: 3 }
      FifoQueue: false # f
";
const TOPIC: &str = "Resources:
  News: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: false } }
";

#[test]
fn settings_without_effect_say_why() {
    for (type_name, id, property, text, old, new) in EFFECTS {
        let reason = |text: &str| {
            let scenario = read(text);
            let behaviour = fields::behaviour(&scenario, id);
            let is_behaviour = property.starts_with("Behaviour.");
            let own = if is_behaviour { &behaviour } else { &scenario.resource(id).expect("a resource").properties };
            let around = fields::surroundings(&scenario, id, own);
            let effects = descriptor_of(type_name).expect("a service").effects;
            idle(effects, property, &around).map(|effect| effect.reason)
        };
        assert!(text.contains(old), "{property}: {old}");
        let is_delay = *property == "SendMessage.DelaySeconds";
        let (without, with) = (reason(text), reason(&text.replace(old, new)));
        // A delay of one message is what a FIFO queue does not have; all others are the other way round.
        let (without, with) = if is_delay { (with, without) } else { (without, with) };
        assert!(without.is_some_and(|reason| !reason.is_empty()), "{property}");
        assert_eq!(with, None, "{property}");
    }
}

/// Stacks in which two settings do not go together: what is said of them, and the paths of both.
const BOTH: &[(&str, &str, &[&str])] = &[
    (
        "Metadata: { Lambdarium: { Functions: { Work: { MemoryUsed: 300 } } } }
Resources:
  Work: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 256 } }
",
        "uses 300 MB and has 256 MB",
        &["Metadata.Lambdarium.Functions.Work.MemoryUsed", "Resources.Work.Properties.MemorySize"],
    ),
    (
        "Resources:
  Entry: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Entry, Port: 80, DefaultActions: [ { Type: forward, TargetGroupArn: !Ref Targets } ] }
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { TargetType: lambda, Targets: [ { Id: !GetAtt Work.Arn } ] }
  Work: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 90 } }
",
        "gives up after 1 min",
        &["Resources.Work.Properties.Timeout", "Resources.Entry.Properties.LoadBalancerAttributes"],
    ),
    (
        "Resources:
  Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 600 } }
  Work: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 10 } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Work, ScalingConfig: { MaximumConcurrency: 20 } }
",
        "a maximum concurrency of 20 is more than the 10 executions reserved",
        &[
            "Resources.Mapping.Properties.ScalingConfig.MaximumConcurrency",
            "Resources.Work.Properties.ReservedConcurrentExecutions",
        ],
    ),
];

#[test]
fn what_does_not_go_together_is_said_of_both_settings() {
    for (text, message, paths) in BOTH {
        let scenario = read(text);
        let said = scenario.diagnostics.iter().find(|problem| problem.message.contains(message));
        let said = said.unwrap_or_else(|| panic!("{message}: {:?}", scenario.diagnostics));
        assert!(paths.iter().all(|path| said.speaks_of(path)), "{said:?}");
    }
}
