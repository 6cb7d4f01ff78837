use super::*;
use crate::source;

const TEMPLATE: &str = "
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Size: { Type: Number, Default: '3' }
  Subnets: { Type: CommaDelimitedList, Default: 'a, b' }
  Free: { Type: String }
Mappings:
  Sizes: { dev: { memory: 128 }, prod: { memory: 1024 } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition IsProd]
  Both: !And [!Condition NotProd, !Equals [!Ref Size, 3]]
  Loop: !Condition Loop
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${Stage}-jobs' } }
  Files: { Type: AWS::S3::Bucket }
  Ghost: { Type: AWS::SQS::Queue, Condition: IsProd }
  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'x${B.QueueName}' } }
  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'x${A.QueueName}' } }
Values:
";

/// Resolves a value written below `Values` and returns it as text.
fn resolved(value: &str) -> String {
    let text = format!("{TEMPLATE}  It: {value}\n");
    let (root, _, diagnostics) = source::parse(&text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut resolver = Resolver::new(&root, &BTreeMap::new(), "eu-west-1");
    match resolver.resolve(root.at_path(&["Values", "It"]).unwrap()) {
        None => "nothing".to_owned(),
        Some(Properties { value: Value::Unresolved(text), .. }) => format!("unresolved {text}"),
        Some(value) => value.json().to_string(),
    }
}

#[test]
fn functions_give_what_cloudformation_gives() {
    for (value, expected) in [
        ("!Ref Stage", "\"dev\""),
        ("!Ref Size", "3"),
        ("!Ref Subnets", "[\"a\",\"b\"]"),
        ("!Ref AWS::NoValue", "nothing"),
        ("!Ref AWS::Region", "\"eu-west-1\""),
        ("!Ref Free", "unresolved !Ref Free"),
        ("!Sub 'x-${Free}-${Stage}'", "unresolved x-${Free}-dev"),
        ("!Sub '${!Stage} ${Stage}'", "\"${Stage} dev\""),
        ("!Sub ['${V}-${Stage}', { V: !Ref Size }]", "\"3-dev\""),
        ("!Ref Jobs", "{\"Ref\":\"Jobs\"}"),
        ("!Sub '${Jobs.Arn}'", "{\"Fn::GetAtt\":[\"Jobs\",\"Arn\"]}"),
        ("!Join ['', [!GetAtt Jobs.Arn]]", "{\"Fn::GetAtt\":[\"Jobs\",\"Arn\"]}"),
        ("!Sub '${Jobs.Arn}/x'", "\"arn:aws:sqs:eu-west-1:123456789012:dev-jobs/x\""),
        ("!Sub '${Jobs}?'", "\"https://sqs.eu-west-1.amazonaws.com/123456789012/dev-jobs?\""),
        ("!Join ['-', [a, !Ref Size]]", "\"a-3\""),
        ("!Join ['-', !Ref Subnets]", "\"a-b\""),
        ("!Select [1, !Split ['|', 'a|b|c']]", "\"b\""),
        ("!If [IsProd, a, !Ref AWS::NoValue]", "nothing"),
        ("!If [Both, a, b]", "\"a\""),
        ("!FindInMap [Sizes, !Ref Stage, memory]", "128"),
        ("{ 'Fn::FindInMap': [Sizes, x, y, { DefaultValue: 7 }] }", "7"),
        ("!ImportValue net", "unresolved !ImportValue net"),
        ("!Base64 hello", "\"aGVsbG8=\""),
        ("!Cidr [10.0.0.0/16, 2, 8]", "[\"10.0.0.0/24\",\"10.0.1.0/24\"]"),
        ("!Cidr [10.0.0.9/16, 1, 8]", "[\"10.0.0.0/24\"]"),
        ("!GetAZs ''", "[\"eu-west-1a\",\"eu-west-1b\",\"eu-west-1c\"]"),
        ("{ 'Fn::Length': !Ref Subnets }", "2"),
        ("{ 'Fn::ToJsonString': { a: !Ref Size } }", "\"{\\\"a\\\":3}\""),
        ("!Ref Ghost", "unresolved !Ref Ghost"),
        ("{ Condition: { a: 1 } }", "{\"Condition\":{\"a\":1}}"),
        ("[a, !Ref AWS::NoValue, b]", "[\"a\",\"b\"]"),
    ] {
        assert_eq!(resolved(value), expected, "{value}");
    }
}

#[test]
fn blocks_that_cannot_be_split_are_refused() {
    let refused = [
        "!Cidr [10.0.0.0/1, 1, 4294967295]",
        "!Cidr [10.0.0.0/16, 2, abc]",
        "!Cidr [10.x.0.0.1/16, 1, 8]",
        "!Cidr [10.0.0.0/33, 1, 0]",
        "!Cidr [10.0.0.0/24, 257, 0]",
    ];
    for value in refused {
        assert!(!resolved(value).contains('['), "{value}: {}", resolved(value));
    }
}

#[test]
fn circles_end() {
    assert!(resolved("!Sub 'q ${A.QueueName}'").contains("x"));
    assert_eq!(resolved("!If [Loop, a, b]"), "\"b\"");
}

#[test]
fn values_from_outside_replace_defaults() {
    let (root, _, _) = source::parse(TEMPLATE);
    let given = BTreeMap::from([("Stage".to_owned(), "prod".to_owned()), ("None".to_owned(), "x".to_owned())]);
    let mut resolver = Resolver::new(&root, &given, "eu-west-1");
    assert!(resolver.condition("IsProd", Span::default()));
    assert!(resolver.exists("Ghost"));
    assert!(resolver.diagnostics.iter().any(|d| d.code == "unknown-parameter"));
}

#[test]
fn loops_are_written_out() {
    let text = "Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - [A, B]\n    - 'Topic${Name}':\n        Type: AWS::SNS::Topic\n        Properties: { TopicName: !Ref Name }\n";
    let (root, _, _) = source::parse(text);
    let mut diagnostics = Vec::new();
    let root = expand(&root, &[], &mut diagnostics);
    assert!(diagnostics.is_empty());
    let name = root.at_path(&["Resources", "TopicB", "Properties", "TopicName"]);
    assert_eq!(name.and_then(Node::scalar), Some("B"));
}
