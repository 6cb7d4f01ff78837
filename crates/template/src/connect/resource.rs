//! Adding resources and saying where they are drawn.

use super::draft::{Draft, map, text};
use crate::edit::{Document, Edit, EditError, json, set_property};
use crate::metadata::Position;
use crate::source::{Node, Style};
use aws::service::properties::{Properties, Value};
use aws::services::descriptor_of;

const SAM: &str = "AWS::Serverless-2016-10-31";

/// Adds a resource of a type, deployable as it stands; returns its logical id and the edits. A function comes as a SAM
/// function with its code.
///
/// # Errors
/// Refuses texts that cannot be read.
pub fn add_resource(
    source: &str,
    type_name: &str,
    position: Option<Position>,
) -> Result<(String, Vec<Edit>), EditError> {
    let mut draft = Draft::new(source);
    let is_function = ["AWS::Lambda::Function", "AWS::Serverless::Function"].contains(&type_name);
    let written = if is_function { "AWS::Serverless::Function" } else { type_name };
    let descriptor = descriptor_of(if is_function { "AWS::Lambda::Function" } else { type_name });
    let name = descriptor.map_or_else(|| type_name.rsplit("::").next().unwrap_or("Resource"), |known| known.new_id);
    let id = draft.free_name(&["Resources"], name);
    if is_function && !draft.has(&["Transform"]) {
        draft.set(&["Transform"], &text(SAM))?;
    }
    draft.insert(&id, &body(written, descriptor.map_or("{}", |known| known.new_properties)))?;
    if let Some(position) = position {
        put(&mut draft, &id, position)?;
    }
    Ok((id, draft.edits()))
}

const LAYOUT: [&str; 3] = ["Metadata", "Lambdarium", "Layout"];

/// Says where nodes are drawn.
///
/// # Errors
/// Refuses texts that cannot be read.
pub fn place(source: &str, places: &[(&str, Position)]) -> Result<Vec<Edit>, EditError> {
    let document = Document::read(source)?;
    let Some(layout) = document.root.at_path(&LAYOUT).filter(|it| !it.entries().is_empty()) else {
        let all = map(places.iter().map(|(id, position)| (*id, whole_place(*position))));
        return if places.is_empty() { Ok(Vec::new()) } else { set_property(source, &LAYOUT, &all) };
    };
    // Numbers that stand there are replaced all at once: a text of sixty cards is not read again for each of them.
    let mut edits = Vec::new();
    let mut others = Vec::new();
    for (id, position) in places {
        match layout.get(id).and_then(|entry| moved(entry, *position)) {
            Some(moved) => edits.extend(moved),
            None => others.push((id, position)),
        }
    }
    let is_said = |root: &Node| {
        let layout = root.at_path(&LAYOUT);
        let says = |id: &str, position: &Position| {
            let entry = layout.and_then(|layout| layout.get(id));
            entry.is_some_and(|entry| json(entry) == Properties::generated(whole_place(*position)).json())
        };
        places.iter().all(|(id, position)| others.iter().any(|(other, _)| *other == id) || says(id, position))
    };
    let edits = document.checked(edits, "Layout", is_said)?;
    let mut draft = Draft::new(source);
    draft.apply(&edits);
    for (id, position) in others {
        put(&mut draft, id, *position)?;
    }
    Ok(draft.edits())
}

/// Returns the edits of the numbers of a place, if both are written there.
fn moved(entry: &Node, position: Position) -> Option<[Edit; 2]> {
    let number = |key: &str, value: f64| {
        let node = entry.get(key).filter(|node| node.style == Style::Plain && node.at.end > node.at.start)?;
        let range = node.at.start as usize..node.at.end as usize;
        Some(Edit { range, replacement: (value.round() as i64).to_string() })
    };
    if entry.style == Style::Alias || entry.entries().len() != 2 {
        return None;
    }
    Some([number("X", position.x)?, number("Y", position.y)?])
}

fn put(draft: &mut Draft<'_>, id: &str, position: Position) -> Result<(), EditError> {
    draft.set(&[&LAYOUT[..], &[id]].concat(), &whole_place(position))
}

/// Returns a place in whole numbers: a part of a pixel is no thing that a person would read in a diff.
pub(super) fn whole_place(position: Position) -> Value {
    let whole = |value: f64| Value::Integer(value.round() as i64);
    map([("X", whole(position.x)), ("Y", whole(position.y))])
}

/// Writes type and properties as YAML.
fn body(type_name: &str, properties: &str) -> String {
    if properties.trim() == "{}" {
        return format!("Type: {type_name}\n");
    }
    let indented: Vec<String> =
        properties.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    format!("Type: {type_name}\nProperties:\n{}\n", indented.join("\n"))
}
