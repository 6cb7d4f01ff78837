use super::*;
use aws::diagnostics::Span;
use aws::service::properties::Key;

const YAML: &str = "# top\nResources:\n  Jobs:   # all of them\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30 # six times\n      RedrivePolicy: { maxReceiveCount: 3 }\n      Tags:\n        - Key: a\n          Value: 'b'\n        # last\n        - Key: c\n          Value: d\n  Empty:\n    Type: AWS::SNS::Topic\n    Properties:\n  Code:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        ZipFile: |\n          one\n          two\nOutputs:\n  X: 1\n";
const JSON: &str = "{\n  \"Resources\": {\n    \"Jobs\": {\n      \"Type\": \"AWS::SQS::Queue\",\n      \"Properties\": { \"VisibilityTimeout\": 30 }\n    },\n    \"Empty\": { \"Type\": \"AWS::SNS::Topic\", \"Properties\": {} }\n  }\n}\n";

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn map(entries: &[(&str, Value)]) -> Value {
    let key = |text: &str| Key { text: text.into(), at: Span::default() };
    Value::Map(entries.iter().map(|(k, v)| (key(k), Properties::generated(v.clone()))).collect())
}

/// Sets a value, checks that the rest is untouched, and returns the lines that are new.
fn set(source: &str, path: &str, value: &Value) -> String {
    let path: Vec<&str> = path.split('.').collect();
    let edits = set_property(source, &path, value).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let after = apply(source, &edits);
    assert!(edits.len() <= 1);
    if let Some(edit) = edits.first() {
        assert!(after.starts_with(&source[..edit.range.start]) && after.ends_with(&source[edit.range.end..]));
    }
    let new: Vec<&str> = after.lines().filter(|line| !source.lines().any(|old| old == *line)).collect();
    new.join("\n")
}

#[test]
fn values_are_replaced_in_their_own_style() {
    let p = "Resources.Jobs.Properties";
    assert_eq!(
        set(YAML, &format!("{p}.VisibilityTimeout"), &Value::Integer(60)),
        "      VisibilityTimeout: 60 # six times"
    );
    assert_eq!(set(YAML, &format!("{p}.Tags.0.Value"), &text("it's")), "          Value: 'it''s'");
    assert_eq!(set(YAML, &format!("{p}.Tags.1.Value"), &text("true")), "          Value: 'true'");
    assert_eq!(
        set(YAML, &format!("{p}.RedrivePolicy.maxReceiveCount"), &Value::Integer(5)),
        "      RedrivePolicy: { maxReceiveCount: 5 }"
    );
    assert_eq!(
        set(
            YAML,
            &format!("{p}.RedrivePolicy.deadLetterTargetArn"),
            &Value::Reference { id: "Empty".into(), attribute: Some("Arn".into()) }
        ),
        "      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: !GetAtt Empty.Arn }"
    );
    assert_eq!(set(YAML, &format!("{p}.Tags"), &text("x")), "      Tags: x");
    assert_eq!(set(YAML, "Resources.Code.Properties.Code.ZipFile", &text("a\nb\n")), "          a\n          b");
    assert_eq!(
        set(JSON, &format!("{p}.VisibilityTimeout"), &Value::Integer(60)),
        "      \"Properties\": { \"VisibilityTimeout\": 60 }"
    );
    assert_eq!(set(YAML, &format!("{p}.VisibilityTimeout"), &Value::Integer(30)), "", "nothing to do");
}

#[test]
fn what_is_missing_is_added_where_it_belongs() {
    assert_eq!(set(YAML, "Resources.Jobs.Properties.FifoQueue", &Value::Bool(true)), "      FifoQueue: true");
    assert_eq!(set(YAML, "Resources.Empty.Properties.TopicName", &text("t")), "      TopicName: t");
    assert_eq!(set(YAML, "Resources.Empty.Metadata.Note", &text("new")), "    Metadata:\n      Note: new");
    assert_eq!(
        set(YAML, "Resources.Jobs.Properties.Tags.2", &map(&[("Key", text("e")), ("Value", text("f"))])),
        "        - Key: e\n          Value: f"
    );
    assert_eq!(set(YAML, "Metadata.Lambdarium.Seed", &Value::Integer(7)), "Metadata:\n  Lambdarium:\n    Seed: 7");
    assert_eq!(
        set(JSON, "Resources.Jobs.Properties.FifoQueue", &Value::Bool(true)),
        "      \"Properties\": { \"VisibilityTimeout\": 30, \"FifoQueue\": true }"
    );
    assert_eq!(
        set(JSON, "Resources.New.Type", &text("AWS::SNS::Topic")),
        "    \"Empty\": { \"Type\": \"AWS::SNS::Topic\", \"Properties\": {} },\n    \"New\": {\n      \"Type\": \"AWS::SNS::Topic\"\n    }"
    );
    let added = set(JSON, "Resources.Empty.Properties.TopicName", &text("t"));
    assert!(added.contains("\"TopicName\": \"t\""), "{added}");
    assert_eq!(set("", "Resources.A.Type", &text("T")), "Resources:\n  A:\n    Type: T");
}

#[test]
fn what_comes_into_empty_brackets_stands_on_lines_of_its_own() {
    let text = "Transform: S\nResources: {} # none yet\nList: []\nFlow: { a: {} }\n";
    let after = apply(text, &insert_resource(text, "A", "Type: T\nProperties:\n  # why\n  B: 1\n").unwrap());
    let block = "Resources: # none yet\n  A:\n    Type: T\n    Properties:\n      # why\n      B: 1\n";
    assert_eq!(after, text.replace("Resources: {} # none yet\n", block));
    assert_eq!(set(text, "Resources.A.Type", &Value::Text("T".into())), "Resources: # none yet\n  A:\n    Type: T");
    assert_eq!(set(text, "List.0", &Value::Integer(1)), "List:\n  - 1");
    assert_eq!(set(text, "Flow.a.b", &Value::Integer(1)), "Flow: { a: { b: 1 } }");
}

#[test]
fn removing_takes_key_value_and_comment() {
    let removed = |source: &str, path: &str| {
        let path: Vec<&str> = path.split('.').collect();
        apply(source, &remove(source, &path).unwrap_or_else(|error| panic!("{path:?}: {error}")))
    };
    let gone = |source: &str, path: &str, lines: &str| {
        assert_eq!(removed(source, path), source.replacen(lines, "", 1), "{path}");
    };
    gone(YAML, "Resources.Jobs.Properties.VisibilityTimeout", "      VisibilityTimeout: 30 # six times\n");
    gone(YAML, "Resources.Jobs.Properties.Tags.0", "        - Key: a\n          Value: 'b'\n");
    gone(YAML, "Outputs", "Outputs:\n  X: 1\n");
    gone(YAML, "Resources.Jobs.Properties.Tags.1.Value", "          Value: d\n");
    assert!(removed(YAML, "Resources.Jobs.Properties.Tags.1.Key").contains("# last\n        - Value: d\n"));
    assert!(removed(YAML, "Outputs.X").ends_with("Outputs: {}\n"));
    assert!(removed(YAML, "Resources.Jobs.Properties.RedrivePolicy.maxReceiveCount").contains("RedrivePolicy: {}"));
    assert!(removed(JSON, "Resources.Jobs").starts_with("{\n  \"Resources\": {\n    \"Empty\""));
    assert!(removed(JSON, "Resources.Empty").contains("    }\n  }\n}"));
}

#[test]
fn resources_are_inserted_and_renamed() {
    let body = "Type: AWS::SQS::Queue\nProperties:\n  QueueName: !Sub '${AWS::StackName}-x'\n";
    let after = apply(YAML, &insert_resource(YAML, "More", body).unwrap());
    let expected = "          two\n  More:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sub '${AWS::StackName}-x'\nOutputs:\n";
    assert!(after.contains(expected), "{after}");
    let after = apply(JSON, &insert_resource(JSON, "More", body).unwrap());
    assert!(after.contains("\"Fn::Sub\": \"${AWS::StackName}-x\""), "{after}");
    assert_eq!(insert_resource(YAML, "Jobs", body), Err(EditError::Exists("Jobs".to_owned())));
    assert_eq!(insert_resource(YAML, "a-b", body), Err(EditError::BadId("a-b".to_owned())));
    assert!(apply("", &insert_resource("", "A", body).unwrap()).starts_with("Resources:\n  A:\n    Type"));

    let text = "Metadata:\n  Lambdarium:\n    Functions: { Fn: { Duration: 1s } }\n    Traffic:\n      - { Name: Fn, To: Fn }\nResources:\n  Fn: { Type: X, DependsOn: [FnRole] }\n  Other:\n    Type: Y\n    DependsOn: Fn\n    Properties:\n      A: !Ref Fn # Fn\n      B: !GetAtt [Fn, Arn]\n      C: !GetAtt Fn.Arn\n      D: !Sub \"${Fn} ${Fn.Arn} ${FnRole} ${!Fn}\"\n      E: Fn\n";
    let after = apply(text, &rename(text, "Fn", "Work").unwrap());
    let expected = "Metadata:\n  Lambdarium:\n    Functions: { Work: { Duration: 1s } }\n    Traffic:\n      - { Name: Fn, To: Work }\nResources:\n  Work: { Type: X, DependsOn: [FnRole] }\n  Other:\n    Type: Y\n    DependsOn: Work\n    Properties:\n      A: !Ref Work # Fn\n      B: !GetAtt [Work, Arn]\n      C: !GetAtt Work.Arn\n      D: !Sub \"${Work} ${Work.Arn} ${FnRole} ${!Fn}\"\n      E: Fn\n";
    assert_eq!(after, expected);
}

#[test]
fn a_rename_follows_what_sam_makes_and_leaves_what_only_looks_alike() {
    let text = "Metadata:\n  Lambdarium:\n    Traffic:\n      - { Name: Fn, To: Fn, Input: { To: Fn } }\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n  Table:\n    Type: X\n    Properties:\n      A: !GetAtt FnRole.Arn\n      B: !Sub ['${Fn}', { Fn: own }]\n      C: Fn\n      D: !Ref Fn.Version\n";
    let after = apply(text, &rename(text, "Fn", "Work").unwrap());
    let expected = text
        .replace("Name: Fn, To: Fn", "Name: Fn, To: Work")
        .replace("  Fn:\n", "  Work:\n")
        .replace("FnRole", "WorkRole")
        .replace("Fn.Version", "Work.Version");
    assert_eq!(after, expected);
    let taken = "Parameters:\n  Stage: { Type: String }\nResources:\n  A:\n    Type: X\n";
    assert_eq!(rename(taken, "A", "Stage"), Err(EditError::Exists("Stage".to_owned())));
    for bad in ["", "a-b", "a b", "\u{e4}", &"x".repeat(256)] {
        assert_eq!(rename(taken, "A", bad), Err(EditError::BadId(bad.to_owned())));
    }
}

#[test]
fn clients_are_renamed() {
    let text = "Metadata:\n  Lambdarium:\n    Traffic:\n      - { Name: Camera, To: A } # first\n      - Name: Other\n        To: A\n";
    let after = apply(text, &rename_client(text, "Other", "Two words: here").unwrap());
    assert_eq!(after, text.replace("Name: Other", "Name: 'Two words: here'"));
    let after = apply(text, &rename_client(text, "Camera", "Phone").unwrap());
    assert_eq!(after, text.replace("Camera", "Phone"));
    assert_eq!(rename_client(text, "Camera", "Other"), Err(EditError::NameTaken("Other".to_owned())));
    assert_eq!(rename_client(text, "Camera", " "), Err(EditError::BadName(" ".to_owned())));
    assert_eq!(rename_client(text, "Nobody", "X"), Err(EditError::Missing("Traffic.Nobody".to_owned())));
}

#[test]
fn shared_and_broken_texts_are_left_alone() {
    let text = "A: &a { x: 1 }\nB: *a\nC:\n  <<: *a\n  y: 2\n";
    let one = Value::Integer(1);
    assert_eq!(set_property(text, &["B", "x"], &one), Err(EditError::Shared("B.x".to_owned())));
    assert_eq!(set_property(text, &["C", "x"], &one), Err(EditError::Shared("C.x".to_owned())));
    assert_eq!(set_property("A: [", &["A"], &one), Err(EditError::Unreadable));
    assert_eq!(remove(text, &["Z"]), Err(EditError::Missing("Z".to_owned())));
    assert!(matches!(set_property("A: b\n", &["A", "c"], &one), Err(EditError::NoMap(_))));
}
