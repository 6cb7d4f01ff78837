//! Adding resources and saying where they are drawn.

use super::draft::{Draft, map, text};
use crate::edit::{Edit, EditError};
use crate::metadata::Position;
use aws::service::properties::Value;
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

/// Says where a node is drawn.
///
/// # Errors
/// Refuses texts that cannot be read.
pub fn place(source: &str, places: &[(&str, Position)]) -> Result<Vec<Edit>, EditError> {
    let mut draft = Draft::new(source);
    for (id, position) in places {
        put(&mut draft, id, *position)?;
    }
    Ok(draft.edits())
}

fn put(draft: &mut Draft<'_>, id: &str, position: Position) -> Result<(), EditError> {
    draft.set(&["Metadata", "Lambdarium", "Layout", id], &whole_place(position))
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
