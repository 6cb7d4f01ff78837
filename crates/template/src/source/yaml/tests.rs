use super::*;

fn slice<'a>(text: &'a str, node: &Node) -> &'a str {
    &text[node.at.start as usize..node.at.end as usize]
}

fn read(text: &str) -> Node {
    let (node, diagnostics) = parse(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    node
}

#[test]
fn spans_cover_what_is_written() {
    let text = "# é\nA: plain text  # why\nB: 'it''s'\nC: \"q\\n\"\nD: |\n  one\n  two\n\nE: [1, { x: y }]\nF:\n  G: h\n  I:\n    - j\n    - k\n\n# end\nL:\nM: &m v\nN: *m\nO: !Sub 'x${A}'\nP: !GetAtt\n  - a\n  - b\nQ: !Join [\",\", [a]]\n";
    let node = read(text);
    let at = |path: &[&str]| slice(text, node.at_path(path).unwrap());
    assert_eq!(at(&["A"]), "plain text");
    assert_eq!(at(&["B"]), "'it''s'");
    assert_eq!(at(&["C"]), "\"q\\n\"");
    assert_eq!(at(&["D"]), "|\n  one\n  two");
    assert_eq!(at(&["E"]), "[1, { x: y }]");
    assert_eq!(at(&["E", "1"]), "{ x: y }");
    assert_eq!(at(&["F"]), "G: h\n  I:\n    - j\n    - k");
    assert_eq!(at(&["F", "I"]), "- j\n    - k");
    assert_eq!(at(&["L"]), "");
    assert_eq!(at(&["M"]), "&m v");
    assert_eq!(at(&["N"]), "*m");
    assert_eq!(at(&["O"]), "!Sub 'x${A}'");
    assert_eq!(at(&["O", "Fn::Sub"]), "'x${A}'");
    assert_eq!(at(&["P"]), "!GetAtt\n  - a\n  - b");
    assert_eq!(at(&["Q"]), "!Join [\",\", [a]]");
    assert_eq!(node.get("N").unwrap().scalar(), Some("v"));
    assert_eq!(node.entry("B").unwrap().key.at.line, 3);
    let empty = node.get("L").unwrap().at;
    assert_eq!((empty.line, empty.column), (17, 3), "an empty value stands behind its colon");
}

#[test]
fn windows_lines_and_a_byte_order_mark_move_nothing() {
    let text = "\u{feff}A: 1\r\nB:\r\n  C: two\r\n";
    let node = read(text);
    assert_eq!(slice(text, node.at_path(&["B", "C"]).unwrap()), "two");
    assert_eq!(node.at_path(&["B", "C"]).unwrap().at.line, 3);
}

#[test]
fn types_are_those_of_cloudformation() {
    let node = read("[12, 1.5, 012345678901, yes, 2010-09-09, null, '7', 3.10.1, -4, 1e3]");
    let values: Vec<&Value> = node
        .items()
        .iter()
        .filter_map(|item| match &item.content {
            Content::Scalar { value, .. } => Some(value),
            Content::List(_) | Content::Map(_) => None,
        })
        .collect();
    let text = |text: &str| Value::Text(text.into());
    let expected = [
        Value::Integer(12),
        Value::Number(1.5),
        text("012345678901"),
        Value::Bool(true),
        text("2010-09-09"),
        Value::Null,
        text("7"),
        text("3.10.1"),
        Value::Integer(-4),
        text("1e3"),
    ];
    assert_eq!(values, expected.iter().collect::<Vec<_>>());
}

#[test]
fn merge_keys_take_over_what_is_not_there() {
    let node = read("Base: &b { x: 1, y: 2 }\nA:\n  <<: *b\n  y: 3\n");
    assert_eq!(node.at_path(&["A", "x"]).and_then(Node::scalar), Some("1"));
    assert_eq!(node.at_path(&["A", "y"]).and_then(Node::scalar), Some("3"));
    assert_eq!(node.get("A").unwrap().entries().len(), 2);
}

#[test]
fn problems_have_a_place() {
    let codes = |text: &str| parse(text).1.iter().map(|d| (d.code, d.at.line)).collect::<Vec<_>>();
    assert_eq!(codes("a: 1\na: 2\n"), [("duplicate-key", 2)]);
    assert_eq!(codes("a: 1\n---\nb: 2\n"), [("second-document", 2)]);
    assert_eq!(codes("a: !Foo 1\n"), [("unknown-tag", 1)]);
    assert_eq!(codes("a: b\n c: d\n")[0].0, SYNTAX);
    assert_eq!(codes("? [a]\n: 1\n"), [("key-not-text", 1)]);
}

#[test]
fn deep_and_wide_texts_are_bounded() {
    let deep = "[".repeat(100_000);
    assert!(parse(&deep).1.iter().any(|d| d.code == "too-deep" || d.code == SYNTAX));
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert!(parse(&laughs).1.iter().any(|d| d.code == "too-many-values"));
}

#[test]
fn a_line_that_is_no_key_is_told_where_it_stands_and_costs_nothing_but_itself() {
    for (broken, column) in
        [("rubbish rubbish", 1), ("  rubbish", 3), ("    rubbish here", 5), ("  # why\n  rubbish", 3), ("{{{", 1)]
    {
        let text = format!(
            "Resources:\n  Jobs:\n{broken}\n    Type: AWS::SQS::Queue\n  Work:\n    Type: AWS::Lambda::Function\n"
        );
        let (node, problems) = super::super::recover::yaml(&text);
        let line = 2 + broken.lines().count() as u32;
        let at: Vec<_> = problems.iter().map(|problem| (problem.at.line, problem.at.column)).collect();
        assert_eq!(at, [(line, column)], "{broken}: {problems:?}");
        for id in ["Jobs", "Work"] {
            assert!(node.at_path(&["Resources", id, "Type"]).is_some(), "{broken}: {id} is lost");
        }
    }
}
