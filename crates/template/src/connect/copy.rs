//! Copying cards: a small template of them and of the wires among them.

use super::draft::{Draft, map};
use super::resource::whole_place;
use super::take_away::{MADE_FOR_OTHERS, forget, mentions, stop_calls};
use crate::edit::{Document, EditError, value_of};
use crate::metadata::Position;
use crate::scenario::is_wire_type;
use crate::source::{Content, Language, Node, Style};
use std::collections::BTreeSet;

/// What is copied.
#[derive(Clone, Copy, Debug)]
pub struct Picked<'a> {
    /// Resources, by logical id.
    pub ids: &'a [&'a str],
    /// Clients, by the names of their entries in `Traffic`.
    pub clients: &'a [&'a str],
    /// Where they are drawn.
    pub places: &'a [(&'a str, Position)],
}

/// Sections of `Metadata.Lambdarium` that say how a resource behaves, by its logical id.
pub(super) const BEHAVIOUR: [&str; 4] = ["Functions", "Layers", "Databases", "Origins"];
/// Sections of a template whose entries resources name.
pub(super) const NAMED: [&str; 3] = ["Parameters", "Mappings", "Conditions"];
const BLOCK: [&str; 2] = ["Metadata", "Lambdarium"];

/// Returns a template of some resources and clients: with what makes and allows the wires among them, how they behave
/// and where they are drawn, and without the wires to anything else. Comments within a resource come along.
///
/// # Errors
/// Refuses texts that cannot be read, and ids that are not there.
pub fn copy(source: &str, picked: &Picked<'_>) -> Result<String, EditError> {
    let document = Document::read(source)?;
    let resources = document.root.get("Resources").map_or(&[][..], Node::entries);
    for id in picked.ids {
        if !resources.iter().any(|entry| *entry.key.text == **id) {
            return Err(EditError::Missing(format!("Resources.{id}")));
        }
    }
    let kept = with_companions(&document.root, picked.ids);
    let (written, rendered): (Vec<_>, Vec<_>) =
        resources.iter().filter(|entry| kept.contains(&*entry.key.text)).partition(|entry| {
            document.language == Language::Yaml && stands_alone(&entry.value) && is_movable(source, &entry.value)
        });
    let bodies: String = written.iter().map(|entry| body(source, &entry.key.text, &entry.value)).collect();
    let start = match (bodies.is_empty(), rendered.is_empty()) {
        (false, _) => format!("Resources:\n{bodies}"),
        (true, false) => String::new(),
        (true, true) => "Resources: {}\n".to_owned(),
    };
    let mut draft = Draft::new(&start);
    for entry in rendered {
        draft.set(&["Resources", &entry.key.text], &value_of(&entry.value))?;
    }
    behaviour(&mut draft, &document.root, &kept, picked)?;
    // What was not copied is gone here, and with it the wires to it.
    for entry in resources.iter().filter(|entry| !kept.contains(&*entry.key.text)) {
        forget(&mut draft, &entry.key.text)?;
        stop_calls(&mut draft, &entry.key.text)?;
    }
    named_sections(&mut draft, &document.root)?;
    for section in ["AWSTemplateFormatVersion", "Transform", "Globals"] {
        if let Some(node) = document.root.get(section) {
            draft.set(&[section], &value_of(node))?;
        }
    }
    Ok(draft.into_text())
}

/// Adds to some resources those that are no cards and belong to them: what they name, and what stands there for them.
fn with_companions<'a>(root: &'a Node, ids: &[&str]) -> BTreeSet<&'a str> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let mut kept: BTreeSet<&str> =
        resources.iter().map(|entry| &*entry.key.text).filter(|id| ids.contains(id)).collect();
    loop {
        let known = kept.len();
        for entry in resources {
            let type_name = entry.value.get("Type").and_then(Node::scalar).unwrap_or_default();
            let id = &*entry.key.text;
            if kept.contains(id) || !is_wire_type(type_name) {
                continue;
            }
            let is_named = resources.iter().any(|other| kept.contains(&*other.key.text) && mentions(&other.value, id));
            let is_theirs =
                MADE_FOR_OTHERS.contains(&type_name) || type_name == "AWS::ElasticLoadBalancingV2::Listener";
            if is_named || is_theirs && kept.iter().any(|other| mentions(&entry.value, other)) {
                kept.insert(id);
            }
        }
        if kept.len() == known {
            return kept;
        }
    }
}

/// Tells whether a value is written where it stands, without anchors of elsewhere.
pub(super) fn stands_alone(node: &Node) -> bool {
    if node.style == Style::Alias {
        return false;
    }
    match &node.content {
        Content::Scalar { .. } => true,
        Content::List(items) => items.iter().all(stands_alone),
        Content::Map(entries) => entries.iter().all(|entry| {
            let is_inside = entry.key.at.start >= node.at.start && entry.key.at.end <= node.at.end;
            (is_inside || node.style == Style::ShortTag) && stands_alone(&entry.value)
        }),
    }
}

/// Tells whether a value's lines can be indented otherwise: it is written by indentation, or on one line.
fn is_movable(source: &str, node: &Node) -> bool {
    node.style == Style::Indented || !source[node.at.start as usize..node.at.end as usize].contains('\n')
}

/// Returns a resource's own lines, indented by two columns, with the comment at the end of the last one.
fn body(source: &str, id: &str, node: &Node) -> String {
    let (start, end) = (node.at.start as usize, node.at.end as usize);
    if node.style != Style::Indented {
        return format!("  {id}: {}\n", &source[start..end]);
    }
    let end = source[end..].find('\n').map_or(source.len(), |at| end + at);
    let column = node.at.column as usize - 1;
    let first = " ".repeat(column);
    let lines = format!("{first}{}", &source[start..end]);
    let mut text = format!("  {id}:\n");
    for line in lines.lines() {
        let inner = line.get(column..).filter(|_| line[..column].trim().is_empty()).unwrap_or(line.trim_start());
        text.push_str(if inner.is_empty() { "" } else { "    " });
        text.push_str(inner.trim_end_matches('\r'));
        text.push('\n');
    }
    text
}

/// Writes how what is kept behaves, who sends, and where all of it is drawn.
fn behaviour(draft: &mut Draft<'_>, root: &Node, kept: &BTreeSet<&str>, picked: &Picked<'_>) -> Result<(), EditError> {
    for section in BEHAVIOUR {
        let path = [&BLOCK[..], &[section]].concat();
        for entry in root.at_path(&path).map_or(&[][..], Node::entries) {
            if kept.contains(&*entry.key.text) {
                draft.set(&[&path[..], &[&*entry.key.text]].concat(), &value_of(&entry.value))?;
            }
        }
    }
    let traffic = [&BLOCK[..], &["Traffic"]].concat();
    for entry in root.at_path(&traffic).map_or(&[][..], Node::items) {
        if entry.get("Name").and_then(Node::scalar).is_some_and(|name| picked.clients.contains(&name)) {
            draft.append(&traffic, value_of(entry))?;
        }
    }
    let places = picked.places.iter().map(|(id, position)| (*id, whole_place(*position)));
    let places: Vec<_> = places.collect();
    if places.is_empty() { Ok(()) } else { draft.set(&[&BLOCK[..], &["Layout"]].concat(), &map(places)) }
}

/// Writes the parameters, mappings and conditions that are named.
fn named_sections(draft: &mut Draft<'_>, root: &Node) -> Result<(), EditError> {
    loop {
        let mut missing = Vec::new();
        for section in NAMED {
            for entry in root.get(section).map_or(&[][..], Node::entries) {
                let name = &*entry.key.text;
                if !draft.has(&[section, name]) && names(draft.root(), name) {
                    missing.push((section, name, value_of(&entry.value)));
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        for (section, name, value) in missing {
            draft.set(&[section, name], &value)?;
        }
    }
}

/// Tells whether a text anywhere is a name, or holds it as a variable.
fn names(node: &Node, name: &str) -> bool {
    match &node.content {
        Content::Scalar { text, .. } => **text == *name || text.contains(&format!("${{{name}}}")),
        Content::List(items) => items.iter().any(|item| names(item, name)),
        Content::Map(entries) => entries.iter().any(|entry| names(&entry.value, name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
  Unused: { Type: String, Default: x }
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Work: # does it
    Type: AWS::Serverless::Function
    Properties:
      # small
      MemorySize: 128 # MB
      Environment: { Variables: { STAGE: !Ref Stage } }
      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Failed.Arn }
      Events:
        Uploads:
          Type: S3
          Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*' }
  Failed:
    Type: AWS::SQS::Queue
Outputs:
  Name: { Value: !Ref Work }
Metadata:
  Lambdarium:
    Functions: { Work: { Duration: 1s } }
    Traffic:
      - { Name: Camera, To: Uploads, Action: PutObject, At: [0s], Input: { Key: a } }
";

    #[test]
    fn a_copy_holds_what_was_picked_and_the_wires_among_it() {
        let place = Position { x: 8.0, y: 16.0 };
        let picked = Picked { ids: &["Work", "Uploads"], clients: &["Camera"], places: &[("Work", place)] };
        let copied = copy(TEXT, &picked).expect("it is there");
        let expected = "\
Resources:
  Uploads:
    Type: AWS::S3::Bucket
  Work:
    Type: AWS::Serverless::Function
    Properties:
      # small
      MemorySize: 128 # MB
      Environment: { Variables: { STAGE: !Ref Stage } }
      Events:
        Uploads:
          Type: S3
          Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*' }
Metadata:
  Lambdarium:
    Functions:
      Work:
        Duration: '1s'
    Traffic:
      - Name: Camera
        To: Uploads
        Action: PutObject
        At:
          - '0s'
        Input:
          Key: a
    Layout:
      Work:
        X: 8
        Y: 16
Parameters:
  Stage:
    Type: String
    Default: dev
Transform: AWS::Serverless-2016-10-31
";
        assert_eq!(copied, expected);
    }

    #[test]
    fn a_copy_of_one_end_has_no_wire() {
        let picked = Picked { ids: &["Work"], clients: &[], places: &[] };
        let copied = copy(TEXT, &picked).expect("it is there");
        assert!(!copied.contains("Failed") && !copied.contains("Bucket"), "{copied}");
        let missing = Picked { ids: &["Nobody"], ..picked };
        assert_eq!(copy(TEXT, &missing), Err(EditError::Missing("Resources.Nobody".to_owned())));
    }

    #[test]
    fn a_copy_from_json_is_a_template_too() {
        let json = r#"{ "Resources": { "A": { "Type": "AWS::SQS::Queue", "Properties": { "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["B", "Arn"] }, "maxReceiveCount": 3 } } }, "B": { "Type": "AWS::SQS::Queue" } } }"#;
        let copied = copy(json, &Picked { ids: &["A", "B"], clients: &[], places: &[] }).expect("they are there");
        assert!(copied.contains("maxReceiveCount: 3") && copied.contains("  B:\n"), "{copied}");
        let one = copy(json, &Picked { ids: &["A"], clients: &[], places: &[] }).expect("it is there");
        assert!(!one.contains("RedrivePolicy"), "{one}");
    }
}
