//! Lists in which the template writes more than comes of it, and values that nobody touched.

use super::{field, part, rows, select};
use crate::open_text;
use editor::Editor;
use editor::command::{Command, FileCommand, ViewCommand};
use editor::view::Entry;

/// A mapping with a filter that only production has, before one that is always there.
const FILTERED: &str = r#"Conditions:
  Prod: !Equals [ dev, prod ]
Resources:
  Jobs: { Type: 'AWS::SQS::Queue' }
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: index.handler, Code: { ZipFile: pass } }
  Reads:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Work
      EventSourceArn: !GetAtt Jobs.Arn
      FilterCriteria:
        Filters:
          - Fn::If:
              - Prod
              - Pattern: '{"body":{"a":[1]}}'
              - !Ref AWS::NoValue
          - Pattern: '{"body":{"b":[2]}}'
"#;

fn select_wire(editor: &mut Editor) {
    let key = editor.graph_view().wires[0].key.clone();
    editor.dispatch(Command::View(ViewCommand::SelectWire(Some(key))));
}

#[test]
fn an_item_that_a_condition_leaves_out_keeps_its_place_in_the_text() {
    let mut editor = open_text(FILTERED);
    select_wire(&mut editor);
    let filters = field(&editor, "FilterCriteria.Filters");
    assert_eq!(rows(&filters).len(), 1, "{filters:?}");

    editor.dispatch(part(&rows(&filters)[0], "Pattern").command(r#"{"body":{"b":[3]}}"#));
    assert_eq!(*editor.text(), FILTERED.replace("[2]", "[3]"));
    editor.dispatch(Command::File(FileCommand::Undo));

    editor.dispatch(filters.command_to_add(r#"{"Pattern":"{\"body\":{\"c\":[4]}}"}"#));
    assert!(editor.text().starts_with(FILTERED), "{}", editor.text());
    let both = rows(&field(&editor, "FilterCriteria.Filters")).iter().map(|row| row.value.clone()).collect::<Vec<_>>();
    assert!(both.len() == 2 && both[0].contains("{\\\"b\\\"") && both[1].contains("{\\\"c\\\""), "{both:?}");
    editor.dispatch(Command::File(FileCommand::Undo));

    editor.dispatch(rows(&filters)[0].command(""));
    assert_eq!(*editor.text(), FILTERED[..FILTERED.rfind("          - Pattern").unwrap_or_default()]);
}

#[test]
fn an_item_that_a_condition_makes_is_no_form_and_takes_no_keys() {
    let mut editor = open_text(&FILTERED.replace("[ dev, prod ]", "[ prod, prod ]"));
    select_wire(&mut editor);
    let filters = field(&editor, "FilterCriteria.Filters");
    let entries: Vec<bool> = rows(&filters).iter().map(|row| row.entry == Entry::Json).collect();
    assert_eq!(entries, [true, false]);
    let before = editor.text();
    let (id, property) = ("Reads".into(), "FilterCriteria.Filters.0.Pattern".into());
    editor.dispatch(Command::Graph(editor::command::GraphCommand::Set { id, property, value: "{}".into() }));
    assert_eq!(editor.text(), before);
}

#[test]
fn an_attribute_that_a_condition_makes_is_shown_and_others_keep_their_place() {
    let with = |timeout: &str| {
        format!(
            "Conditions:
  Prod: !Equals [ dev, prod ]
Resources:
  Web:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - !If [ Prod, {{ Key: deletion_protection.enabled, Value: 'true' }}, !Ref AWS::NoValue ]
{timeout}"
        )
    };
    let timeout = |value: &str| format!("        - Key: idle_timeout.timeout_seconds\n          Value: '{value}'\n");
    let mut editor = open_text(&with(&timeout("90")));
    select(&mut editor, "Web");
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command("120"));
    assert_eq!(*editor.text().replace('"', "'"), *with(&timeout("120")));
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command(""));
    assert_eq!(*editor.text(), *with(""));
    editor.dispatch(field(&editor, "idle_timeout.timeout_seconds").command("60"));
    assert_eq!(&*field(&editor, "idle_timeout.timeout_seconds").value, "60");
    assert!(editor.text().starts_with(&with("")), "{}", editor.text());

    let made = "        - !If [ Prod, !Ref AWS::NoValue, { Key: idle_timeout.timeout_seconds, Value: '90' } ]\n";
    let mut editor = open_text(&with(made));
    select(&mut editor, "Web");
    let shown = field(&editor, "idle_timeout.timeout_seconds");
    assert_eq!((&shown.entry, &*shown.value), (&Entry::Reference, "90"));
}

const ROUTED: &str = r#"Resources:
  Web: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Web, Port: 80, Protocol: HTTP, DefaultActions: [ { Type: fixed-response, FixedResponseConfig: { StatusCode: '404' } } ] }
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Conditions:
        - Field: http-header
          HttpHeaderConfig: { HttpHeaderName: Accept, Values: ['text/html,*'] }
      Actions:
        - { Type: fixed-response, FixedResponseConfig: { StatusCode: '200', MessageBody: ok } }
"#;

#[test]
fn a_value_with_a_comma_stays_one() {
    let mut editor = open_text(ROUTED);
    select(&mut editor, "Web");
    let values = part(&rows(&field(&editor, "Conditions"))[0], "HttpHeaderConfig.Values");
    assert_eq!(&*values.value, r#"["text/html,*"]"#);
    editor.dispatch(values.command(&values.value));
    assert_eq!(&*editor.text(), ROUTED);
    editor.dispatch(values.command("text/html, text/plain"));
    let values = part(&rows(&field(&editor, "Conditions"))[0], "HttpHeaderConfig.Values");
    assert_eq!(&*values.value, "text/html, text/plain");
}

#[test]
fn room_within_a_text_is_kept() {
    let mut editor = open_text(&FILTERED.replace("[2]", "[\"two  spaces\"]"));
    select_wire(&mut editor);
    let pattern = part(&rows(&field(&editor, "FilterCriteria.Filters"))[0], "Pattern");
    editor.dispatch(pattern.command(&pattern.value));
    assert!(editor.text().contains("\"two  spaces\""), "{}", editor.text());

    let mut editor = open_text(&format!(
        "Metadata: {{ Lambdarium: {{ Functions: {{ Work: {{ Calls: [ {{ To: Jobs, Action: SendMessage, Input: {{ MessageBody: a }} }} ] }} }} }} }}\n{FILTERED}"
    ));
    select(&mut editor, "Work");
    let calls = |editor: &Editor| {
        let view = editor.behaviour_view().expect("a function");
        view.more.fields.iter().find(|it| &*it.name == "Calls").expect("it calls").clone()
    };
    let body = |editor: &Editor| part(&part(&rows(&calls(editor))[0], "Input"), "MessageBody");
    editor.dispatch(body(&editor).command(" a b\n"));
    assert_eq!(&*body(&editor).value, " a b\n");
}

/// A load balancer that forwards, and a distribution with an origin that nobody would guess.
const AIMING: &str = r#"Resources:
  First: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: lambda, Targets: [ { Id: !GetAtt Work.Arn } ] } }
  Second: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { TargetType: lambda, Targets: [ { Id: !GetAtt Work.Arn } ] } }
  Work:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: index.handler, Code: { ZipFile: pass } }
  Allowed: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: !Ref Work, Action: 'lambda:InvokeFunction', Principal: elasticloadbalancing.amazonaws.com } }
  Web: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Web
      Port: 80
      Protocol: HTTP
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref Second
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [ { Id: storage, DomainName: www.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } } ]
        DefaultCacheBehavior: { TargetOriginId: storage, ViewerProtocolPolicy: allow-all, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6 }
"#;

fn errors(editor: &Editor) -> Vec<String> {
    let problems = editor.problems_view();
    let errors = problems.iter().filter(|problem| problem.severity == editor::Severity::Error);
    errors.map(|problem| problem.message.to_string()).collect()
}

#[test]
fn one_action_decides_and_is_made_another_and_back_without_a_loss() {
    let mut editor = open_text(AIMING);
    assert_eq!(errors(&editor), [""; 0]);
    select(&mut editor, "Web");
    let actions = |editor: &Editor| field(editor, "DefaultActions");
    let form = |editor: &Editor| part(&rows(&actions(editor))[0], "DefaultActions.0");
    let new = |editor: &Editor| match actions(editor).entry {
        Entry::Rows { new, .. } => new,
        other => panic!("no rows: {other:?}"),
    };
    assert!(new(&editor).is_empty(), "another one could not be reached");
    let group = part(&rows(&actions(&editor))[0], "TargetGroupArn");
    assert_eq!((&*group.value, &group.entry), ("Second", &Entry::Choice(vec!["First".into(), "Second".into()])));
    editor.dispatch(group.command("First"));
    assert_eq!(*editor.text(), AIMING.replace("TargetGroupArn: !Ref Second", "TargetGroupArn: !Ref First"));
    editor.dispatch(form(&editor).command("Redirects the client"));
    assert!(errors(&editor).is_empty() && new(&editor).is_empty(), "{}", editor.text());
    editor.dispatch(form(&editor).command("Forwards to a target group"));
    assert_eq!(errors(&editor), [""; 0], "{}", editor.text());
    assert!(editor.graph_view().wires.iter().any(|wire| &*wire.from == "Web" && &*wire.to == "Work"));
    // Where none is left, one can be added.
    editor.dispatch(rows(&actions(&editor))[0].command(""));
    let (words, json) = new(&editor)[0].clone();
    assert_eq!(&*words, "Answer by itself");
    editor.dispatch(actions(&editor).command_to_add(&json));
    assert_eq!(errors(&editor), [""; 0], "{}", editor.text());

    let two = "        - Type: fixed-response\n          FixedResponseConfig: { StatusCode: '404' }\n  Edge:";
    let mut editor = open_text(&AIMING.replace("  Edge:", two));
    assert_eq!(errors(&editor), ["'DefaultActions' of 'Listener' holds 2 actions that say what becomes of a request"]);
    editor.dispatch(Command::File(FileCommand::SetText(
        AIMING.replace("          TargetGroupArn: !Ref Second\n", "").into(),
    )));
    assert_eq!(errors(&editor), ["this action forwards to no target group"]);
}

#[test]
fn a_new_behaviour_asks_an_origin_that_is_there() {
    let mut editor = open_text(AIMING);
    select(&mut editor, "Edge");
    let behaviours = field(&editor, "CacheBehaviors");
    let Entry::Rows { new, .. } = &behaviours.entry else { panic!("{behaviours:?}") };
    editor.dispatch(behaviours.command_to_add(&new[0].1));
    assert_eq!(errors(&editor), [""; 0], "{}", editor.text());
    let origin = part(&rows(&field(&editor, "CacheBehaviors"))[0], "TargetOriginId");
    assert_eq!((&*origin.value, &origin.entry), ("storage", &Entry::Choice(vec!["storage".into()])));
}
